"""Legal designs: the smallest one in which an integration stands, and seeded random ones in which all of them do.

The smallest design of an integration has its two ends in the variants that it names, what it needs set, and the
companions without which nobody would draw it: a pipe has two ends, a schedule a target, a dead-letter queue somebody
whose letters die.  A design of the whole proof has no error by the designer's own rules: their fixes are applied.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.model.specs import IntegrationSpec
from designer.rules.engine import Validator
from designer.rules.mend import mend

Record = dict[str, Any]

# Who needs company: by service, the edges besides the one in question, as (side of the node, other end, mechanism).
_COMPANY: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "eventbridge-pipes": (("target", "sqs-standard", "pipe-source"), ("source", "lambda", "pipe-target")),
    "eventbridge-scheduler": (("source", "lambda", "schedule-target"),),
    "stepfunctions": (("source", "lambda", "task"),),
    "sns-standard": (("source", "lambda", "subscription"),),
    "sns-fifo": (("source", "sqs-fifo", "subscription"),),
    "firehose": (("source", "s3", "delivery"),),
    "eventbridge-bus": (("source", "lambda", "rule-target"),),
    "eventbridge-custom-bus": (("source", "lambda", "subscriber"),),
    "iot-core": (("source", "lambda", "rule-action"),),
    "rds-proxy": (("source", "rds", "connection"),),
    "cloudfront": (("source", "s3", "origin"),),
    "apigw-rest": (("source", "lambda", "proxy-integration"),),
    "cloudwatch-alarm": (("target", "lambda", "metric"),),
}
# Where only one edge of a kind fits a node, the integration in question is that edge.
_ONE = frozenset(
    {"pipe-source", "pipe-target", "schedule-target", "subscriber", "delivery", "rule-action", "connection", "metric"}
)


class Sketch:
    """A design that grows: records of nodes and edges in the file's words."""

    def __init__(self, catalogue: Catalogue, name: str) -> None:
        self.catalogue = catalogue
        self.name = name
        self.nodes: dict[str, Record] = {}
        self.edges: dict[str, Record] = {}

    def node(self, kind: str, properties: Mapping[str, Any] | None = None) -> str:
        """A node of a variant (or of a facet's service); its id."""
        service = self.catalogue.variants[kind]
        when = next((v.when for v in service.variants if v.id == kind), {})
        id_ = f"{service.id.replace('-', '_')}_{len(self.nodes)}"
        given = {**_plain(when), **(properties or {})}
        self.nodes[id_] = {"service": service.id, "properties": given}
        return id_

    def edge(self, source: str, target: str, integration: IntegrationSpec, properties: Record | None = None) -> str:
        id_ = f"e{len(self.edges)}"
        self.edges[id_] = {
            "from": source,
            "to": target,
            "via": integration.id,
            "properties": {**_EDGES.get(integration.id, {}), **(properties or {})},
        }
        for path, value in integration.needs.items():
            side, _, name = path.partition(".")
            if isinstance(value, str) and " " in value:  # said in words: the exporter sees to it
                continue
            _set(self.nodes[source if side == "source" else target]["properties"], name, value)
        return id_

    def holds(self, source: str | None, target: str | None, integration: IntegrationSpec) -> bool:
        """Whether the edge is drawn already: nobody draws it twice."""
        same = (source, target, integration.id)
        return any((e["from"], e["to"], e["via"]) == same for e in self.edges.values())

    def integrate(self, integration: IntegrationSpec, properties: Record | None = None) -> str:
        """The integration between two nodes of its own, with their company; the edge's id."""
        ends = _ENDS.get(integration.id, {})
        source = self.node(integration.source, ends.get("source"))
        target = self.node(integration.target, ends.get("target"))
        edge = self.edge(source, target, integration, properties)
        for id_ in (source, target):
            self._company(id_, integration, "source" if id_ == source else "target")
        return edge

    def _company(self, id_: str, integration: IntegrationSpec, end: str) -> None:
        service = self.nodes[id_]["service"]
        variant = self.catalogue.services[service].variant_of(self.nodes[id_]["properties"])
        for side, kind, mechanism in _COMPANY.get(variant, _COMPANY.get(service, ())):
            if side == end and integration.mechanism == mechanism and mechanism in _ONE:
                continue
            pair = (variant, kind) if side == "source" else (kind, variant)
            found = next((i for i in self.catalogue.between(*pair) if i.mechanism == mechanism), None)
            if found is None:
                continue
            other = self.node(kind)
            self.edge(*((id_, other) if side == "source" else (other, id_)), found)

    def design(self, **settings: Any) -> Design:
        return Design.model_validate(
            {
                "name": self.name,
                "nodes": self.nodes,
                "edges": self.edges,
                "settings": {"region": "us-east-1", **settings},
            }
        )


def smallest(catalogue: Catalogue, integration: IntegrationSpec) -> tuple[Design, str]:
    """The smallest sensible design in which an integration stands, and its edge's id."""
    sketch = Sketch(catalogue, integration.id)
    edge = sketch.integrate(integration)
    return sketch.design(), edge


def at_random(catalogue: Catalogue, seed: int, times: int = 5, size: int = 24) -> Iterator[Design]:
    """Designs of about `size` integrations each; all together hold every integration at least `times` times.

    Ends are shared where that is legal: an end of the right variant that stands already is taken half of the time,
    so that roles, routes and policies of several edges meet.
    """
    dice = random.Random(seed)  # noqa: S311 - a seeded test, no secret
    wanted = [i for i in catalogue.integrations.values() for _ in range(times)]
    dice.shuffle(wanted)
    for number in range(0, len(wanted), size):
        sketch = Sketch(catalogue, f"random-{seed}-{number // size}")
        for integration in wanted[number : number + size]:
            shared = {end: _standing(sketch, kind, integration, end, dice) for end, kind in _ends(integration)}
            source, target = shared["source"], shared["target"]
            if source is not None and source == target:
                target = None
            if (source is None and target is None) or sketch.holds(source, target, integration):
                sketch.integrate(integration)
                continue
            new = "target" if target is None else "source" if source is None else ""
            ends = _ENDS.get(integration.id, {})
            source = source or sketch.node(integration.source, ends.get("source"))
            target = target or sketch.node(integration.target, ends.get("target"))
            sketch.edge(source, target, integration)
            if new:
                sketch._company(target if new == "target" else source, integration, new)
        yield sketch.design()


def without_errors(catalogue: Catalogue, seed: int, times: int = 5, size: int = 40) -> list[Design]:
    """Random designs as `at_random` makes them, mended until no rule finds an error in them.

    A fix may take an edge away, such as one that closes a circle; its integration's smallest design makes up for it.
    """
    designs = [_mended(design, catalogue) for design in at_random(catalogue, seed, times, size)]
    counted = occurrences(catalogue, designs)
    for integration in catalogue.integrations.values():
        for number in range(counted[integration.id], times):
            design = _mended(smallest(catalogue, integration)[0], catalogue)
            designs.append(design.model_copy(update={"name": f"{integration.id}-{number}"}))
    return designs


def _mended(design: Design, catalogue: Catalogue) -> Design:
    return mend(design, Validator(catalogue), lambda finding: finding.severity == "error")[0]


def occurrences(catalogue: Catalogue, designs: Iterable[Design]) -> Counter[str]:
    """How often each integration stands in the designs, by its id.

    A table's own stream and a function's own URL are sides of one node: they stand wherever an edge begins or ends
    at that side.
    """
    stood = [i for d in designs for e in d.edges.values() if (i := catalogue.integration(d, e)) is not None]
    counted = Counter(i.id for i in stood)
    for inner in catalogue.integrations.values():
        if catalogue.variants[inner.source] is catalogue.variants[inner.target]:
            facets = {inner.source, inner.target} - {*catalogue.services}
            if not counted[inner.id] and facets:
                counted[inner.id] = sum(bool(facets & {i.source, i.target}) for i in stood)
    return counted


def _ends(integration: IntegrationSpec) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("source", integration.source), ("target", integration.target)


# Nodes whose edges exclude one another are never shared; what they may have is decided by their first edge.
_ALONE = frozenset(
    {"eventbridge-pipes", "eventbridge-scheduler", "firehose", "rds-proxy", "cloudwatch-alarm", "cloudfront",
     "apigw-websocket", "appsync", "iot-core", "ses"}
)  # fmt: skip


def _standing(sketch: Sketch, kind: str, integration: IntegrationSpec, end: str, dice: random.Random) -> str | None:
    service = sketch.catalogue.variants[kind]
    if service.id in _ALONE or integration.mechanism in _ONE or integration.needs or dice.random() < 0.5:
        return None
    fitting = [
        id_
        for id_, record in sketch.nodes.items()
        if record["service"] == service.id
        and service.variant_of(record["properties"]) in sketch.catalogue._expand(kind)
    ]
    return dice.choice(fitting) if fitting else None


# What a node must be given to be the one that an integration is about, where the record does not say it.
_BROKERS = {"ClientSubnets": ["subnet-0123", "subnet-4567"], "InstanceType": "kafka.m5.large"}
_ENDS: Mapping[str, Record] = {
    "kms-encrypts-eventbridge-bus": {"target": {"Name": "orders"}},
    "route53-points-to-s3": {
        "target": {"WebsiteConfiguration": {"RedirectAllRequestsTo": {"HostName": "www.example.com"}}}
    },
    "secrets-manager-keeps-password-of-msk": {
        "target": {"BrokerNodeGroupInfo": _BROKERS, "KafkaVersion": "3.8.x", "NumberOfBrokerNodes": 2}
    },
}
_EDGES: Mapping[str, Record] = {
    "eventbridge-scheduler-calls-any-aws-api": {"Arn": "arn:aws:scheduler:::aws-sdk:ecs:updateService"},
}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _set(properties: Record, path: str, value: Any) -> None:
    *parts, last = path.split(".")
    for part in parts:
        properties = properties.setdefault(part, {})
    properties.setdefault(last, _plain(value[0] if isinstance(value, (tuple, list)) else value))

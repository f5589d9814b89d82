"""The Catalogue: what the designer knows, and the questions it answers.

It is the one place that decides which integration an edge stands for; canvas, rules, `explain` and exporters ask it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from designer.model.design import Design, Edge, Node
from designer.model.sentences import explained_kind
from designer.model.specs import Detour, Facet, IntegrationSpec, Mechanism, Refusal, ServiceSpec

GENERIC = "cfn"  # the service id of a node of any other CloudFormation type


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may these two be connected?", for `explain` and the canvas alike.

    `state` is "direct" (some integration is legal), "detour" (not directly, but a step in between or a changed
    setting makes it work) or "none".  `integrations` come commonest first; those that must be asked for by name
    (dead-letter queues, authorizers …) stand behind those that an edge without `via` may take.
    """

    source: str
    target: str
    state: Literal["direct", "detour", "none"]
    integrations: tuple[IntegrationSpec, ...]
    title: str
    why: str
    fix: str
    doc: str
    detours: tuple[Detour, ...] = ()

    @property
    def legal(self) -> bool:
        return self.state == "direct"


class Catalogue:
    """Services, integrations, refusals and mechanisms, by id; not changed once loaded."""

    def __init__(
        self,
        services: Mapping[str, ServiceSpec],
        integrations: Mapping[str, IntegrationSpec],
        refusals: Iterable[Refusal],
        mechanisms: Mapping[str, Mechanism],
    ) -> None:
        self.services = services
        self.integrations = integrations
        self.refusals = tuple(refusals)
        self.mechanisms = mechanisms

    # -- services and variants

    @cached_property
    def variants(self) -> Mapping[str, ServiceSpec]:
        """Every id that an integration may name (of services, variants and facets) -> its service."""
        kinds = {kind.id: s for s in self.services.values() for kind in s.kinds}
        return {**kinds, **self.services}

    @cached_property
    def _facets(self) -> Mapping[str, Facet]:
        return {facet.id: facet for service in self.services.values() for facet in service.facets}

    def service(self, node: Node) -> ServiceSpec | None:
        """The spec of a node's service; None for a generic node or an unknown service."""
        return self.services.get(node.service)

    def variant(self, node: Node) -> str:
        """The variant id of a node (`sqs-fifo`), its service id where it has no variants."""
        service = self.services.get(node.service)
        return service.variant_of(node.properties) if service else node.service

    def title(self, id_: str) -> str:
        """The name of a service, variant or facet: "SQS queue", "SQS FIFO queue", "DynamoDB stream"."""
        service = self.variants.get(id_)
        if service is None:
            return id_
        return next((kind.title for kind in service.kinds if kind.id == id_), service.title)

    def ids_of(self, word: str) -> tuple[str, ...]:
        """The ids behind a word of the user's: that of a service, variant or facet, or a CloudFormation type.

        A service id with variants means its plain variant (the last, whose `when` is empty).  Unknown: ().
        """
        if word in self.services:
            service = self.services[word]
            return (service.variant_of({}),)
        if word in self.variants:
            return (word,)
        services = self.services.values()
        main = [service for service in services if service.cfn_type == word]
        further = [service for service in services if word in service.cfn_types]
        return tuple(service.variant_of({}) for service in main or further)

    # -- integrations

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], tuple[IntegrationSpec, ...]]:
        pairs: dict[tuple[str, str], list[IntegrationSpec]] = {}
        backwards: dict[tuple[str, str], list[IntegrationSpec]] = {}
        for integration in self.integrations.values():
            for source in self._expand(integration.source):
                for target in self._expand(integration.target):
                    if self._speaks_of(integration, source, target):
                        pairs.setdefault((source, target), []).append(integration)
                        if integration.either_way:
                            backwards.setdefault((target, source), []).append(integration)
        found = {pair: tuple(sorted(legal, key=_commonest_first)) for pair, legal in pairs.items()}
        for pair, legal in backwards.items():
            found[pair] = (*found.get(pair, ()), *sorted(legal, key=_commonest_first))
        return found

    @cached_property
    def _refused(self) -> Mapping[tuple[str, str], tuple[Refusal, ...]]:
        pairs: dict[tuple[str, str], tuple[Refusal, ...]] = {}
        for refusal in self.refusals:
            for source in self._expand(refusal.source):
                for target in self._expand(refusal.target):
                    if self._speaks_of(refusal, source, target):
                        pairs[source, target] = (*pairs.get((source, target), ()), refusal)
        return pairs

    def _expand(self, id_: str) -> tuple[str, ...]:
        """A record that names a service speaks of all its variants; one that names a facet of its service too."""
        if id_ in self._facets:
            return (id_, *self._expand(self.variants[id_].id))
        service = self.services.get(id_)
        return tuple(v.id for v in service.variants) if service and service.variants else (id_,)

    def _speaks_of(self, record: IntegrationSpec | Refusal, source: str, target: str) -> bool:
        """A record between a service and its own facet (table -> its stream) is none between two of its nodes."""
        named = record.source in self._facets or record.target in self._facets
        inner = named and self.variants[record.source] is self.variants[record.target]
        return not inner or (source, target) == (record.source, record.target)

    def between(self, source: str, target: str) -> tuple[IntegrationSpec, ...]:
        """All integrations of a pair of variant ids, commonest first, those asked for by name behind."""
        return self._by_pair.get((source, target), ())

    def is_backwards(self, integration: IntegrationSpec, source: str) -> bool:
        """Whether a connection that starts at this kind is drawn from the integration's target."""
        return integration.either_way and source not in self._expand(integration.source)

    def ends(self, design: Design, edge: Edge, integration: IntegrationSpec) -> tuple[str, str]:
        """The nodes that are the integration's source and target, whichever way the edge is drawn."""
        if self.is_backwards(integration, self.variant(design.nodes[edge.source])):
            return edge.target, edge.source
        return edge.source, edge.target

    def refusals_of(self, source: str, target: str) -> tuple[Refusal, ...]:
        return self._refused.get((source, target), ())

    def reachable(self, source: str) -> tuple[str, ...]:
        """The variant ids that some integration leads to from `source`."""
        return tuple(target for s, target in self._by_pair if s == source and target not in self._facets)

    def integration(self, design: Design, edge: Edge) -> IntegrationSpec | None:
        """The integration that an edge stands for; None where there is none (a rule says why).

        `via` is an integration's id, or a mechanism's or facet's word: then the pair's first of that word.  Without
        `via` it is the pair's commonest that need not be asked for by name.
        """
        if edge.source not in design.nodes or edge.target not in design.nodes:
            return None
        source, target = (self.variant(design.nodes[end]) for end in (edge.source, edge.target))
        found = self.between(source, target)
        if edge.via is None:
            return next((i for i in found if i.default), None)
        by_id = next((i for i in found if i.id == edge.via), None)
        return by_id or next((i for i in found if edge.via in self.words(i)), None)

    def words(self, integration: IntegrationSpec) -> frozenset[str]:
        """What `via` may say for an integration besides its id: its mechanism, the facets that it is about."""
        mechanism = self.mechanisms[integration.mechanism]
        facets = (self._facets.get(end) for end in (integration.source, integration.target))
        return frozenset({mechanism.id, *mechanism.aliases, *(facet.via for facet in facets if facet)})

    # -- the question

    def explain(self, source: str, target: str) -> Verdict:
        """May `source` be connected to `target` (variant ids)?  How, or why not and what to do instead."""
        found = self.between(source, target)
        refusals = self.refusals_of(source, target)
        if found:
            first = found[0]
            why = explained_kind(self, first, source, target).what
            caveat = next((r for r in refusals if r.mechanism is None), None)
            return Verdict(
                source, target, "direct", found, first.title, why,
                caveat.fix if caveat else "", first.doc, caveat.detours if caveat else (),
            )  # fmt: skip
        if refusals:
            refusal = refusals[0]
            detours = tuple(detour for r in refusals for detour in r.detours)
            state: Literal["detour", "none"] = "detour" if detours else "none"
            return Verdict(source, target, state, (), refusal.title, refusal.why, refusal.fix, refusal.doc, detours)
        return self._unlisted(source, target)

    def _unlisted(self, source: str, target: str) -> Verdict:
        """A pair that no record speaks of: AWS has no such integration; look for a way through one step."""
        names = self.title(source), self.title(target)
        doc = self.variants[source].doc if source in self.variants else "https://docs.aws.amazon.com/"
        title = f"{names[0]} has no integration with {names[1]}"
        back = next((i for i in self.between(target, source) if i.default), None)
        if back:
            why = f"The connection goes the other way: {names[1]} → {names[0]}."
            detour = Detour(title="Turn the connection round", reverse=True)
            return Verdict(source, target, "detour", (), title, why, "Turn it round.", back.doc, (detour,))
        why = f"AWS offers no way for {names[0]} to hand anything to {names[1]}, nor for {names[1]} to take it."
        step = self._step_between(source, target)
        if step is None:
            return Verdict(source, target, "none", (), title, why, "", doc)
        name = self.title(step)
        service = self.variants[step].id
        detour = Detour(title=f"Through {name}", through=(service,))
        return Verdict(source, target, "detour", (), title, why, f"Put {name} in between.", doc, (detour,))

    def _step_between(self, source: str, target: str) -> str | None:
        """The best single service between two: prefer what carries events over what runs code."""
        for step in ("eventbridge-bus", "sqs-standard", "sns-standard", "lambda"):
            if step in (source, target):
                continue
            hops = self.between(source, step), self.between(step, target)
            if all(any(_hands_on(i) for i in hop) for hop in hops):
                return step
        return None


def _hands_on(integration: IntegrationSpec) -> bool:
    """Whether it is a way to hand anything on: not one of those that AWS calls for an answer of its own."""
    asks = integration.mechanism in ("edge-function", "trigger", "authorizer")
    return integration.default and integration.model != "attached" and not asks


def _commonest_first(integration: IntegrationSpec) -> tuple[bool, int, str]:
    return (not integration.default, integration.rank, integration.id)

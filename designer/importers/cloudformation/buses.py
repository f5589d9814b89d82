"""Rules of buses, rules and schedules that run by the clock, and pipes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from designer.importers.base import Place
from designer.importers.cloudformation.drawing import Draft, Drawing, pascal
from designer.importers.cloudformation.template import Resource, as_list, as_map, text

_RULE_CARRIES = frozenset({
    "Input", "InputPath", "InputTransformer", "SqsParameters", "KinesisParameters", "EcsParameters", "BatchParameters",
    "HttpParameters", "RedshiftDataParameters", "AppSyncParameters", "RetryPolicy", "DeadLetterConfig",
})  # fmt: skip
_OF_RULE = ("Name", "Description", "State")  # what a rule says of itself; its connections say it
_PIPE_SOURCES: Mapping[str, str] = {
    "ManagedStreamingKafkaParameters": "msk", "SelfManagedKafkaParameters": "kafka-self-managed",
    "SqsQueueParameters": "sqs", "KinesisStreamParameters": "kinesis-stream", "DynamoDBStreamParameters": "dynamodb",
    "ActiveMQBrokerParameters": "mq", "RabbitMQBrokerParameters": "mq",
}  # fmt: skip
_PIPE_TARGETS = ("SqsQueueParameters", "KinesisStreamParameters", "EventBridgeEventBusParameters")


class Buses:
    """Draws what rules, schedules and pipes connect."""

    def __init__(self, board: Drawing) -> None:
        self._board = board

    # -- buses

    def bus(self, value: Any) -> str:
        """The bus that a rule stands on; the account's default bus without a name, one outside by its name."""
        written = text(value)
        if value is None or written in ("default", "") or (written or "").endswith("event-bus/default"):
            return self._board.peer("events")
        inside = [id_ for id_ in self._board.targets(value) if self._board.service(id_) == "eventbridge-bus"]
        if inside:  # another thing of the same name is no bus
            return inside[0]
        named = (written or "").rpartition(":event-bus/")[2]
        if not re.search(r"[A-Za-z0-9]", said := re.sub(r"\$\{AWS::[^}]*\}", "", named)):
            return self._board.peer("events")
        id_ = self._board.outside("eventbridge-bus", pascal(said))
        name = value if named == written else {"Fn::Sub": named} if "${" in named else named
        self._board.nodes[id_].properties.setdefault("Name", name)
        return id_

    def rule(self, rule: Resource) -> None:
        p = rule.properties
        if p.get("ScheduleExpression") is not None and p.get("EventPattern") is None:
            self._timer(rule)
            return
        board = self._board
        bus = self.bus(p.get("EventBusName"))
        reached = [(as_map(target), self._rule_target(as_map(target))) for target in as_list(p.get("Targets"))]
        self.event_sources(bus, p.get("EventPattern"), rule.place)
        if not reached or any(end is None or not board.known(bus, end, "rule-target") for _, end in reached):
            # What the designer cannot say by connections stays a rule, as a node of its own.
            self._kept(rule, [end for _, end in reached])
            board.connect(bus, rule.id, ("rule-target",), {}, rule.place)
            return
        for target, end in reached:
            words: dict[str, Any] = {"EventPattern": p.get("EventPattern"), **{k: p[k] for k in _OF_RULE if k in p}}
            if len(reached) > 1:
                words["Rule"] = rule.id
            words |= {k: v for k, v in target.items() if k in _RULE_CARRIES}
            board.connect(bus, end, ("rule-target",), self._board.referring(words), rule.place)
        board.fold(rule.id, bus)

    def _kept(self, rule: Resource, ends: list[str | None]) -> None:
        """A rule that no connection can say, as a node of its own."""
        board = self._board
        known = all(
            end is None or board.nodes[end].is_generic or board.known(board.peer("events"), end, "rule-target")
            for end in ends
        )
        service = "eventbridge-bus" if known else "cfn"
        board.nodes[rule.id] = Draft(rule.id, service, rule.type, dict(rule.properties), rule.place)
        for end in ends:
            board.connect(rule.id, end, ("rule-target",), {}, rule.place)

    def _rule_target(self, target: Mapping[str, Any]) -> str | None:
        task = as_map(target.get("EcsParameters")).get("TaskDefinitionArn")
        if task is not None and (found := self._board.target(task, "ecs-fargate")) is not None:
            return found
        return self._board.target(target.get("Arn"))

    def _timer(self, rule: Resource) -> None:
        """A rule that runs by the clock is a schedule; each further target gets a schedule of its own.  One whose
        targets a schedule does not have stays a rule."""
        p, board = rule.properties, self._board
        kept = ("Name", "Description", "ScheduleExpression", "State")
        ends = [self._rule_target(as_map(target)) for target in as_list(p.get("Targets"))]
        board.nodes[rule.id] = Draft(rule.id, "eventbridge-scheduler", None, {}, rule.place)
        if any(end is None or not board.known(rule.id, end, "schedule-target") for end in ends):
            self._kept(rule, ends)
            return
        for number, target in enumerate(as_list(p.get("Targets")) or [{}]):
            id_ = rule.id if number == 0 else self._board.free(f"{rule.id}{number + 1}")
            properties = {k: p[k] for k in kept if k in p and (number == 0 or k != "Name")}
            board.nodes[id_] = Draft(id_, "eventbridge-scheduler", None, properties, rule.place)
            words = {k: v for k, v in as_map(target).items() if k in _RULE_CARRIES}
            board.connect(
                id_, self._rule_target(as_map(target)), ("schedule-target",), self._board.referring(words), rule.place
            )

    # -- schedules and pipes

    def schedule(self, schedule: Resource) -> None:
        target = as_map(schedule.properties.get("Target"))
        words = {k: v for k, v in target.items() if k not in ("Arn", "RoleArn")}
        called = text(target.get("Arn")) or ""
        end = self._rule_target(target) if "aws-sdk:" not in called else self._sdk_target(schedule, called)
        if end is not None and self._board.service(end) == "any-aws-api":
            words["Arn"] = target["Arn"]  # the node is no resource that could have one
        self._board.connect(schedule.id, end, ("schedule-target",), self._board.referring(words), schedule.place)

    def _sdk_target(self, schedule: Resource, called: str) -> str:
        """A universal target calls any action; where the action's service is a node of ours, it is that."""
        named = self._board.targets(as_map(schedule.properties.get("Target")).get("Input"))
        if named:
            return named[0]
        service, action = called.split(":")[-2:]
        id_ = self._board.outside("any-aws-api", pascal(f"{service} {action}"))
        self._board.nodes[id_].properties.update(Service=service, Action=action)
        return id_

    def pipe(self, pipe: Resource) -> None:
        board, p = self._board, pipe.properties
        given = as_map(p.get("SourceParameters"))
        kind = next((k for k in given if k != "FilterCriteria"), "")
        words = {**as_map(given.get(kind)), **({"FilterCriteria": v} if (v := given.get("FilterCriteria")) else {})}
        source = board.target(p.get("Source"), _PIPE_SOURCES.get(kind, "")) or board.outside(
            _PIPE_SOURCES.get(kind, "sqs")
        )
        self._said(
            pipe, "Source", board.connect(source, pipe.id, ("pipe-source",), self._board.referring(words), pipe.place)
        )
        given = as_map(p.get("TargetParameters"))
        words = {k: v for k, v in given.items() if k in ("InputTemplate", *_PIPE_TARGETS)}
        for key in ("LambdaFunctionParameters", "StepFunctionStateMachineParameters"):
            words |= {k: v for k, v in as_map(given.get(key)).items() if k == "InvocationType"}
        target = board.target(p.get("Target"))
        self._said(pipe, "Target", board.connect(pipe.id, target, ("pipe-target",), words, pipe.place))
        if p.get("Enrichment") is not None:
            target = board.target(p["Enrichment"])
            self._said(pipe, "Enrichment", board.connect(pipe.id, target, ("enrichment",), {}, pipe.place))

    def _said(self, resource: Resource, path: str, drawn: bool) -> None:
        """A property that an edge says now, where it is an edge that the catalogue knows."""
        last = self._board.links[-1] if drawn else None
        if last is not None and not any(self._board.nodes[end].is_generic for end in (last.source, last.target)):
            self._board.used.setdefault(resource.id, set()).add(path)

    def event_sources(self, bus: str, pattern: Any, place: Place) -> None:
        """Who puts the events on the bus that a pattern asks for: `aws.s3`, and the bucket that it names."""
        board = self._board
        if board.service(bus) != "eventbridge-bus":
            return
        pattern = as_map(pattern)
        named = board.targets(pattern.get("detail")) + board.targets(pattern.get("resources"))
        for source in as_list(pattern.get("source")):
            written = text(source) or ""
            if not written.startswith("aws.") or written in ("aws.events", "aws.partner", "aws.cloudwatch"):
                continue
            namespace = written.removeprefix("aws.")
            inside = board.inside(namespace)
            ends = [id_ for id_ in named if id_ in inside] or inside or [board.peer(namespace)]
            for end in ends if len(ends) < 4 else ends[:1]:
                if board.nodes[end].is_generic or board.known(end, bus, "service-events"):
                    board.connect(end, bus, ("service-events",), {}, place)

    def bucket(self, bucket: Resource) -> None:
        notified = as_map(bucket.properties.get("NotificationConfiguration")).get("EventBridgeConfiguration")
        if notified is not None and as_map(notified).get("EventBridgeEnabled", True) in (True, "true"):
            self._board.connect(bucket.id, self._board.peer("events"), ("service-events",), {}, bucket.place)

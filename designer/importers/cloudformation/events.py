"""Who is called by what: SAM's events, event source mappings, destinations of functions, their URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from designer.importers.base import Place, Remark
from designer.importers.cloudformation.buses import Buses
from designer.importers.cloudformation.drawing import Draft, Drawing
from designer.importers.cloudformation.tables import EVENT_SOURCES, NAMESPACES
from designer.importers.cloudformation.template import Resource, arn, as_list, as_map
from designer.importers.cloudformation.titles import title

MAPPING = ("event-source-mapping",)
IMPLICIT = {"Api": ("ServerlessRestApi", "apigw-rest"), "HttpApi": ("ServerlessHttpApi", "apigw-http")}
# Names of SAM's events that only repeat what they are.
_SAYS_NOTHING = re.compile(r"(?i)(my)?(cron|cwe|timer|schedule[dr]?|event|trigger|rule|v2|\d)+")


class Events:
    """Draws events, one method for each way in which something is called."""

    def __init__(self, board: Drawing) -> None:
        self._board = board
        self._buses = Buses(board)
        self._all = board.template.resources

    def draw(self) -> None:
        draw: Mapping[str, Any] = {
            "AWS::Serverless::Function": self._function,
            "AWS::Serverless::StateMachine": self._sam_events,
            "AWS::Lambda::EventSourceMapping": self._mapping,
            "AWS::Lambda::EventInvokeConfig": self._invoke_config,
            "AWS::Lambda::Url": self._url,
            "AWS::Events::Rule": self._buses.rule,
            "AWS::Pipes::Pipe": self._buses.pipe,
            "AWS::Scheduler::Schedule": self._buses.schedule,
        }
        for resource in list(self._all.values()):
            if (function := draw.get(resource.type)) is not None:
                function(resource)
        for resource in self._all.values():
            if resource.type == "AWS::S3::Bucket":
                self._buses.bucket(resource)

    # -- functions

    def _function(self, function: Resource) -> None:
        self._sam_events(function)
        p = function.properties
        if isinstance(p.get("FunctionUrlConfig"), Mapping):
            self._client_url(function.id, p["FunctionUrlConfig"], function.place)
        self._destinations(function.id, as_map(p.get("EventInvokeConfig")), function.place)

    def _invoke_config(self, config: Resource) -> None:
        owner = self._board.owner(config.id)
        if owner is not None:
            self._destinations(owner, config.properties, config.place)

    def _destinations(self, function: str, config: Mapping[str, Any], place: Place) -> None:
        words = {k: config[k] for k in ("MaximumEventAgeInSeconds", "MaximumRetryAttempts") if k in config}
        draft = self._board.nodes.get(function)
        for key, mechanism in (("OnFailure", "on-failure"), ("OnSuccess", "on-success")):
            destination = as_map(as_map(config.get("DestinationConfig")).get(key))
            if not destination:
                continue
            service = {
                "SQS": "sqs",
                "SNS": "sns",
                "Lambda": "lambda",
                "EventBridge": "eventbridge-bus",
                "S3Bucket": "s3",
            }
            kind = service.get(str(destination.get("Type")), "")
            value = destination.get("Destination")
            target = self._board.target(value, kind) if value is not None else None
            if target is None and kind in ("sqs", "sns") and draft is not None:
                target = self._made_by_sam(function, key, kind)  # SAM makes a queue or topic where none is named
            self._board.connect(function, target, (mechanism,), words, place)

    def _made_by_sam(self, function: str, key: str, service: str) -> str:
        id_ = f"{function}{key}{'Queue' if service == 'sqs' else 'Topic'}"
        if id_ not in self._board.nodes:
            self._board.nodes[id_] = Draft(id_, service, None, {}, self._board.nodes[function].place)
        return id_

    def _url(self, url: Resource) -> None:
        owner = self._board.owner(url.id)
        if owner is not None:
            self._client_url(owner, url.properties, url.place)

    def _client_url(self, function: str, config: Mapping[str, Any], place: Place) -> None:
        words = {k: config[k] for k in ("AuthType", "InvokeMode", "Cors") if k in config}
        self._board.connect(self._board.outside("external-client", "Client"), function, ("function-url",), words, place)

    # -- event source mappings

    def _mapping(self, mapping: Resource) -> None:
        target = self._board.owner(mapping.id)
        p = mapping.properties
        service = "kafka-self-managed" if p.get("SelfManagedEventSource") else _mapped_service(p)
        source = self._board.target(p.get("EventSourceArn"), service)
        if source is None:
            source = self._board.outside(service)
        words = {k: v for k, v in p.items() if k not in ("EventSourceArn", "FunctionName", "Tags", "KmsKeyArn")}
        self._board.connect(source, target, MAPPING, self._board.referring(words), mapping.place)
        self._failure(target, p, mapping.place)

    def _failure(self, function: str | None, p: Mapping[str, Any], place: Place) -> None:
        """A mapping's on-failure destination is a property of its edge; where that cannot name it, an edge."""
        value = as_map(as_map(p.get("DestinationConfig")).get("OnFailure")).get("Destination")
        if value is not None and function is not None and not self._board.targets(value):
            self._board.remarks.append(
                Remark(f"{function}: the on-failure destination of its event source is not in the template.", place)
            )

    # -- SAM's events

    def _sam_events(self, resource: Resource) -> None:
        for name, event in as_map(resource.properties.get("Events")).items():
            if isinstance(event, Mapping):
                self._sam_event(resource, str(name), str(event.get("Type")), as_map(event.get("Properties")))

    def _sam_event(self, resource: Resource, name: str, kind: str, p: Mapping[str, Any]) -> None:
        board, target = self._board, resource.id
        place = board.template.document.place("Resources", target, "Properties", "Events", name)
        if kind in EVENT_SOURCES:
            key, service = EVENT_SOURCES[kind]
            source = board.target(p.get(key), service) if key else board.outside(service)
            words = {k: v for k, v in p.items() if k != key}
            board.connect(source or board.outside(service), target, MAPPING, self._board.referring(words), place)
            self._failure(target, p, place)
        elif kind in IMPLICIT:
            self._sam_api(target, kind, p, place)
        elif kind in ("EventBridgeRule", "CloudWatchEvent"):
            self._sam_rule(target, p, place)
        elif kind in ("Schedule", "ScheduleV2"):
            self._sam_schedule(resource, name, kind, p, place)
        elif kind == "SNS":
            words = {k: p[k] for k in ("FilterPolicy", "FilterPolicyScope", "RedrivePolicy") if k in p}
            topic = board.target(p.get("Topic"), "sns")
            if p.get("SqsSubscription"):
                self._through_queue(resource, name, topic, p["SqsSubscription"], words)
            else:
                board.connect(topic, target, ("subscription",), words, place)
        elif kind == "S3":
            rules = as_map(as_map(p.get("Filter")).get("S3Key")).get("Rules")
            words = {"Events": as_list(p.get("Events"))} | ({"Filter": {"S3Key": {"Rules": rules}}} if rules else {})
            board.connect(board.target(p.get("Bucket"), "s3"), target, ("notification",), words, place)
        elif kind == "CloudWatchLogs":
            group = board.target(p.get("LogGroupName"), "cloudwatch-logs")
            words = {"FilterPattern": p.get("FilterPattern")}
            board.connect(group, target, ("subscription-filter",), words, place)
        elif kind == "Cognito":
            for trigger in as_list(p.get("Trigger")):
                pool = board.target(p.get("UserPool"), "cognito-user-pool")
                board.connect(pool, target, ("trigger",), {"Trigger": trigger}, place)
        elif kind == "IoTRule":
            rule = Draft(f"{target}{name}", "iot-core", None, _iot(p), place)
            board.nodes.setdefault(rule.id, rule)
            board.connect(rule.id, target, ("rule-action",), {}, place)
        elif kind == "AlexaSkill":
            board.connect(board.outside("external-client", "Alexa"), target, ("request", "invoke"), {}, place)
        else:
            board.remarks.append(Remark(f"{target}: the event {name} of type {kind:.60} is not understood.", place))

    def _sam_api(self, target: str, kind: str, p: Mapping[str, Any], place: Place) -> None:
        board = self._board
        implicit, service = IMPLICIT[kind]
        named = p.get("RestApiId" if kind == "Api" else "ApiId")
        if named is not None:
            source = board.target(named, service)
        else:
            source = implicit
            if implicit not in board.nodes:
                board.nodes[implicit] = Draft(implicit, service, None, {}, place)
        method = str(p.get("Method", "ANY")).upper()
        words: dict[str, Any] = {"Path": p.get("Path", "/{proxy+}"), "Method": "ANY" if method == "*" else method}
        words["TimeoutInMillis"] = p.get("TimeoutInMillis")
        words["PayloadFormatVersion"] = p.get("PayloadFormatVersion")
        if (mode := as_map(p.get("ResponseTransferMode")) or p.get("ResponseTransferMode")) is not None:
            words["ResponseTransferMode"] = mode if isinstance(mode, str) else None
        auth = as_map(p.get("Auth"))
        words["ApiKeyRequired"] = True if auth.get("ApiKeyRequired") is True else None
        named_auth = auth.get("Authorizer")
        if source is not None and (kind_ := self._authorization(source, named_auth)):
            words["AuthorizationType"] = kind_
        mechanism = "service-integration" if board.service(target) == "stepfunctions" else "proxy-integration"
        if mechanism == "service-integration":
            words["Action"] = "StartExecution"
        board.connect(source, target, (mechanism,), words, place)

    def _authorization(self, api: str, name: Any) -> str:
        """What an event's Auth or the API's default says: by the kind of the authorizer it names."""
        resource = self._all.get(api)
        auth = as_map(resource.properties.get("Auth")) if resource else {}
        name = name if name is not None else auth.get("DefaultAuthorizer")
        if name in ("NONE", "AWS_IAM"):
            return str(name)
        authorizer = as_map(as_map(auth.get("Authorizers")).get(str(name))) if name else {}
        if "UserPoolArn" in authorizer:
            return "COGNITO_USER_POOLS"
        if "JwtConfiguration" in authorizer:
            return "JWT"
        return "CUSTOM" if "FunctionArn" in authorizer else ""

    def _sam_rule(self, target: str, p: Mapping[str, Any], place: Place) -> None:
        pattern = p.get("Pattern", p.get("EventPattern"))
        bus = self._buses.bus(p.get("EventBusName"))
        words: dict[str, Any] = {"EventPattern": pattern, "Name": p.get("RuleName"), "State": _state(p)}
        words = {k: v for k, v in words.items() if v is not None or k == "EventPattern"}
        words |= {k: p[k] for k in ("Input", "InputPath", "InputTransformer", "RetryPolicy") if k in p}
        if as_map(p.get("DeadLetterConfig")).get("Arn") is not None:
            words["DeadLetterConfig"] = p["DeadLetterConfig"]
        self._board.connect(bus, target, ("rule-target",), self._board.referring(words), place)
        self._buses.event_sources(bus, pattern, place)

    def _sam_schedule(self, resource: Resource, name: str, kind: str, p: Mapping[str, Any], place: Place) -> None:
        id_ = self._board.free(f"{resource.id}{name}")
        expression = p.get("ScheduleExpression", p.get("Schedule"))
        found = {
            "Name": p.get("Name"), "Description": p.get("Description"), "ScheduleExpression": expression,
            "State": _state(p),
        }  # fmt: skip
        if kind == "ScheduleV2":
            more = (
                "ScheduleExpressionTimezone",
                "FlexibleTimeWindow",
                "StartDate",
                "EndDate",
                "GroupName",
                "KmsKeyArn",
            )
            found |= {k: p.get(k) for k in more}
        properties = {k: v for k, v in found.items() if v is not None}
        called = title(name, "") if not _SAYS_NOTHING.fullmatch(name) else f"{title(resource.id, 'lambda')} schedule"
        self._board.nodes[id_] = Draft(id_, "eventbridge-scheduler", None, properties, place, called)
        words = {k: p[k] for k in ("Input", "RetryPolicy") if k in p}
        if as_map(p.get("DeadLetterConfig")).get("Arn") is not None:
            words["DeadLetterConfig"] = p["DeadLetterConfig"]
        self._board.connect(id_, resource.id, ("schedule-target",), self._board.referring(words), place)

    def _through_queue(
        self, resource: Resource, name: str, topic: str | None, given: Any, words: Mapping[str, Any]
    ) -> None:
        """SAM's SqsSubscription: the topic delivers to a queue, which feeds the function."""
        board, given = self._board, as_map(given)
        queue = board.target(given.get("QueueArn"), "sqs") if given.get("QueueArn") is not None else None
        if queue is None:
            queue = self._board.free(f"{resource.id}{name}Queue")
            board.nodes[queue] = Draft(queue, "sqs", None, {}, resource.place)
        board.connect(topic, queue, ("subscription",), words, resource.place)
        mapping = {k: given[k] for k in ("BatchSize", "Enabled") if k in given}
        board.connect(queue, resource.id, MAPPING, mapping, resource.place)


def _state(p: Mapping[str, Any]) -> Any:
    """The State of a SAM event that may say `Enabled` instead; None where it says neither."""
    return p.get("State") or ("DISABLED" if p.get("Enabled") is False else None)


def _mapped_service(p: Mapping[str, Any]) -> str:
    """What an event source mapping reads, from its settings, where its ARN is not known."""
    if parts := arn(p.get("EventSourceArn")):
        return NAMESPACES.get(parts[2], parts[2])
    if p.get("Topics") or p.get("AmazonManagedKafkaEventSourceConfig"):
        return "msk"
    if p.get("Queues"):
        return "mq"
    if p.get("DocumentDBEventSourceConfig"):
        return "documentdb"
    return "dynamodb" if p.get("StartingPosition") else "sqs"


def _iot(p: Mapping[str, Any]) -> dict[str, Any]:
    payload = {"Sql": p.get("Sql"), "AwsIotSqlVersion": p.get("AwsIotSqlVersion")}
    return {"TopicRulePayload": {k: v for k, v in payload.items() if v is not None}}

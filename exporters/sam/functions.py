"""Functions and state machines in SAM's own words: events, policies, destinations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.model.design import get_path
from exporters.cfn import pascal
from exporters.handlers.npm import EXTERNAL, TARGET
from exporters.plan import Code, Grant, Join, Link, Plan, Ref, Resource, Value

# SAM attaches these by itself.
_IMPLICIT = ("AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess", "AWSLambdaVPCAccessExecutionRole")

_SQS = (
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "FilterCriteria",
    "FunctionResponseTypes",
    "ScalingConfig",
    "ProvisionedPollerConfig",
    "Enabled",
)
_STREAM = (
    "StartingPosition",
    "StartingPositionTimestamp",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "ParallelizationFactor",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "BisectBatchOnFunctionError",
    "TumblingWindowInSeconds",
    "FilterCriteria",
    "FunctionResponseTypes",
    "Enabled",
)
_KAFKA = (
    "Topics",
    "StartingPosition",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "FilterCriteria",
    "SourceAccessConfigurations",
    "ProvisionedPollerConfig",
    "Enabled",
)
_MQ = (
    "Queues",
    "SourceAccessConfigurations",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "FilterCriteria",
    "Enabled",
)


def code_uri(code: Code) -> str:
    """The folder that `sam build` packs; what it bundles it takes from the whole project, in which package.json is."""
    return "." if code.language == "typescript" else f"src/{code.module}/"


def build(code: Code) -> dict[str, Any]:
    """The metadata by which `sam build` knows how to bundle a function.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
    """
    if code.language != "typescript":
        return {}
    properties = {
        "EntryPoints": [f"src/{code.module}/index.ts"],
        "External": [EXTERNAL],
        "Minify": True,
        "Target": TARGET,
        "Sourcemap": True,
    }
    return {"BuildMethod": "esbuild", "BuildProperties": properties}


class Idioms:
    """What SAM's events and configurations take over from plain resources of one plan.

    `replaced` are the ids of resources that the template leaves out; `renamed` gives the logical ids under which SAM
    makes some of them all the same.
    """

    def __init__(self, plan: Plan, logical: Mapping[str, str]) -> None:
        self.plan = plan
        self.logical = logical
        self._names = frozenset(logical.values())
        self.replaced: set[str] = set()
        self.renamed: dict[str, str] = {}
        self.events: dict[str, dict[str, Any]] = {}  # function -> name -> event
        self.extras: dict[str, dict[str, Any]] = {}  # function -> further properties
        self.covered: set[str] = set()  # edges whose grants SAM brings along
        self.failed = {x.source: x.target for x in plan.links.values() if x.mechanism == "on-failure"}
        self.own_roles = _own_roles(plan)  # functions and workflows whose role stands in the template
        self._links_by_function()

    def _links_by_function(self) -> None:
        for principal in self.plan.roles:
            resource = self.plan.resources.get(principal)
            if resource is not None and resource.type in _SERVERLESS and principal not in self.own_roles:
                self.replaced.add(self.plan.roles[principal])
                self.renamed[self.plan.roles[principal]] = f"{self.logical[principal]}Role"
        for resource in self.plan.of_type("AWS::Lambda::EventInvokeConfig"):
            self._invoke_config(resource)
        for link in self.plan.links.values():
            function = self.plan.resources.get(link.target)
            if function is None or function.type != "AWS::Lambda::Function":
                continue
            make = _EVENTS.get(link.mechanism)
            if make is not None:
                make(self, link)

    def add(self, link: Link, kind: str, properties: Mapping[str, Value], name: str = "") -> str:
        """An event of a function; what the plan made for the edge is left out.  Returns the event's name."""
        events = self.events.setdefault(link.target, {})
        base = name or pascal(link.source)
        final, number = base, 2
        while final in events or self._collides(f"{self.logical[link.target]}{final}"):
            final, number = f"{base}{number}", number + 1
        events[final] = {"Type": kind, "Properties": dict(properties)}
        self.replaced.update(link.resources)
        return final

    def _collides(self, made: str) -> bool:
        """Whether what SAM makes for an event has the logical id of something else in the template."""
        return made in self._names or f"{made}Permission" in self._names

    def destination(self, arn: Value, target: str = "") -> dict[str, Value]:
        """A destination with SAM's word for its type; `target` is its node where the ARN does not tell."""
        service = self.plan.services.get(arn.resource if isinstance(arn, Ref) else target, "")
        kinds = {"sqs": "SQS", "sns": "SNS", "lambda": "Lambda", "eventbridge-bus": "EventBridge", "s3": "S3Bucket"}
        return {**({"Type": kinds[service]} if service in kinds else {}), "Destination": arn}

    def _invoke_config(self, resource: Resource) -> None:
        function = resource.subject.id
        config = {k: v for k, v in resource.properties.items() if k.startswith("Maximum")}
        mechanisms = {"OnFailure": "on-failure", "OnSuccess": "on-success"}
        targets = {(x.source, x.mechanism): x.target for x in self.plan.links.values()}
        destinations = {
            kind: self.destination(target["Destination"], targets.get((function, mechanisms[kind]), ""))
            for kind, target in resource.properties["DestinationConfig"].items()
        }
        if not all("Type" in destination for destination in destinations.values()):
            return  # SAM has no word for one of them: the plain resource stays
        self.extras.setdefault(function, {})["EventInvokeConfig"] = {**config, "DestinationConfig": destinations}
        self.replaced.add(resource.id)
        for link in self.plan.links.values():  # SAM lets the role send there
            kind = self.plan.services.get(link.target, "")
            if (
                link.mechanism in ("on-failure", "on-success")
                and link.source == function
                and kind in ("sqs", "sns", "lambda", "eventbridge-bus")
            ):
                self.covered.add(link.edge)


_SERVERLESS = ("AWS::Lambda::Function", "AWS::StepFunctions::StateMachine")


def _own_roles(plan: Plan) -> frozenset[str]:
    """Who has a role of its own in the template: functions with pollers, to whose role SAM would add AWS's managed
    policies for every queue and stream of the account, and what SAM's own types have no word for."""
    polling = {x.target for x in plan.links.values() if x.mechanism == "event-source-mapping"}
    return frozenset(polling) | {r.id for r in plan.of_type("AWS::StepFunctions::StateMachine") if not is_workflow(r)}


def is_workflow(resource: Resource) -> bool:
    """Whether AWS::Serverless::StateMachine can say what this workflow is: it knows no encryption with a key."""
    return "EncryptionConfiguration" not in resource.properties


def _take(link: Link, names: tuple[str, ...]) -> dict[str, Value]:
    return {n: link.properties[n] for n in names if link.properties.get(n) is not None}


def _mapping(idioms: Idioms, link: Link) -> None:
    service = idioms.plan.services[link.source]
    source = Ref(link.source, "Arn")
    own = idioms.plan.resources.get(link.edge)
    if own is None or own.type != "AWS::Lambda::EventSourceMapping":
        return
    arn = own.properties.get("EventSourceArn", source)
    if service == "sqs":
        idioms.add(link, "SQS", {"Queue": arn, **_take(link, _SQS)})
    elif service in ("kinesis-stream", "dynamodb"):
        properties = {"Stream": arn, **{k: v for k, v in own.properties.items() if k in _STREAM}}
        if not _with_failures(idioms, link, own, properties):
            return
        idioms.add(link, "Kinesis" if service == "kinesis-stream" else "DynamoDB", properties)
    elif service == "msk":
        properties = {"Stream": arn, **{k: v for k, v in own.properties.items() if k in _KAFKA}}
        if not _with_failures(idioms, link, own, properties):
            return
        idioms.add(link, "MSK", properties)
    elif service == "kafka-self-managed":
        servers = get_path(own.properties, "SelfManagedEventSource.Endpoints.KafkaBootstrapServers")
        if servers is None:  # the design gives addresses of its own: the plain mapping keeps them
            return
        properties = {"KafkaBootstrapServers": servers, **{k: v for k, v in own.properties.items() if k in _KAFKA}}
        idioms.add(link, "SelfManagedKafka", properties)
    elif service == "mq":
        idioms.add(link, "MQ", {"Broker": arn, **{k: v for k, v in own.properties.items() if k in _MQ}})


def _with_failures(idioms: Idioms, link: Link, own: Resource, properties: dict[str, Any]) -> bool:
    """Add where a mapping sends what failed; False where SAM has no word for it, so that the plain mapping stays."""
    failure = own.properties.get("DestinationConfig", {}).get("OnFailure")
    if failure:
        destination = idioms.destination(failure["Destination"], idioms.failed.get(link.target, ""))
        if "Type" not in destination:
            return False
        properties["DestinationConfig"] = {"OnFailure": destination}
    return True


def _subscription(idioms: Idioms, link: Link) -> None:
    names = ("FilterPolicy", "FilterPolicyScope", "RedrivePolicy")
    idioms.add(link, "SNS", {"Topic": Ref(link.source, "Arn"), **_take(link, names)})


def _rule(idioms: Idioms, link: Link) -> None:
    rule = next((r for r in link.resources if idioms.plan.resources[r].type == "AWS::Events::Rule"), None)
    if rule is None or "EventPattern" not in idioms.plan.resources[rule].properties:
        return
    resource = idioms.plan.resources[rule]
    if len(resource.properties["Targets"]) != 1 or "Description" in resource.properties:
        return  # an event has no word for it
    target = resource.properties["Targets"][0]
    properties: dict[str, Value] = {}
    if "EventBusName" in resource.properties:
        properties["EventBusName"] = resource.properties["EventBusName"]
    if "Name" in resource.properties:
        properties["RuleName"] = resource.properties["Name"]
    if resource.properties.get("State") != "ENABLED":
        properties["State"] = resource.properties["State"]
    properties["Pattern"] = resource.properties["EventPattern"]
    properties |= {
        k: target[k]
        for k in ("Input", "InputPath", "InputTransformer", "RetryPolicy", "DeadLetterConfig")
        if k in target
    }
    name = idioms.add(link, "EventBridgeRule", properties)
    idioms.renamed[rule] = f"{idioms.logical[link.target]}{name}"


def _notification(idioms: Idioms, link: Link) -> None:
    events = link.properties["Events"]
    events = events[0] if len(events) == 1 else events
    properties = {"Bucket": Ref(link.source, ""), "Events": events, **_take(link, ("Filter",))}
    idioms.add(link, "S3", properties)


def _logs(idioms: Idioms, link: Link) -> None:
    properties = {"LogGroupName": Ref(link.source, "Name"), "FilterPattern": link.properties.get("FilterPattern", "")}
    idioms.add(link, "CloudWatchLogs", properties)


def _trigger(idioms: Idioms, link: Link) -> None:
    """SAM adds the trigger to the pool; the newer configurations that it does not know stay on the pool."""
    asked = link.properties["Trigger"]
    names = asked if isinstance(asked, list) else [asked]
    if all(isinstance(n, str) and n in _TRIGGERS for n in names):
        idioms.add(link, "Cognito", {"UserPool": Ref(link.source, ""), "Trigger": asked})


_TRIGGERS = (
    "PreSignUp",
    "CustomMessage",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
    "PreTokenGeneration",
    "UserMigration",
)


def _url(idioms: Idioms, link: Link) -> None:
    url = next((r for r in link.resources if idioms.plan.resources[r].type == "AWS::Lambda::Url"), None)
    if url is None:
        return
    config = {k: v for k, v in idioms.plan.resources[url].properties.items() if k in ("AuthType", "Cors", "InvokeMode")}
    idioms.extras.setdefault(link.target, {})["FunctionUrlConfig"] = config
    public = [r for r in link.resources if idioms.plan.resources[r].properties.get("FunctionUrlAuthType") == "NONE"]
    idioms.replaced.update([url, *public])
    idioms.renamed[url] = f"{idioms.logical[link.target]}Url"


_EVENTS = {
    "event-source-mapping": _mapping,
    "subscription": _subscription,
    "rule-target": _rule,
    "notification": _notification,
    "subscription-filter": _logs,
    "trigger": _trigger,
    "function-url": _url,
}


def statements(grants: list[Grant]) -> list[dict[str, Value]]:
    """Policy statements, one for each set of resources and conditions, in the order of the edges."""
    merged: list[dict[str, Any]] = []
    for grant in grants:
        resources = list(grant.resources)
        conditions = dict(grant.conditions)
        same = next((m for m in merged if m["Resource"] == resources and m.get("Condition", {}) == conditions), None)
        if same:
            same["Action"].extend(a for a in grant.actions if a not in same["Action"])
            continue
        merged.append(
            {
                "Effect": "Allow",
                "Action": list(grant.actions),
                "Resource": resources,
                **({"Condition": conditions} if conditions else {}),
            }
        )
    merged = _share_actions(merged)
    for statement in merged:
        if len(statement["Resource"]) == 1:
            statement["Resource"] = statement["Resource"][0]
        if len(statement["Action"]) == 1:
            statement["Action"] = statement["Action"][0]
    return merged


def _share_actions(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Statements that allow the same on different resources are one."""
    shared: list[dict[str, Any]] = []
    for statement in statements:
        same = next((s for s in shared if _without_resource(s) == _without_resource(statement)), None)
        if same is None:
            shared.append(statement)
        else:
            same["Resource"].extend(r for r in statement["Resource"] if r not in same["Resource"])
    return shared


def _without_resource(statement: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in statement.items() if k != "Resource"}


def policies(idioms: Idioms, principal: str) -> list[Value]:
    """The Policies of a serverless resource: AWS's managed ones that SAM does not add, then the statements."""
    role = idioms.plan.resources[idioms.plan.roles[principal]]
    managed = [p for p in role.properties.get("ManagedPolicyArns", []) if not _is_implicit(p)]
    grants = [g for g in idioms.plan.grants_of(principal) if g.subject.id not in idioms.covered]
    found = statements(grants)
    return [*managed, {"Version": "2012-10-17", "Statement": found}] if found else managed


def _is_implicit(policy: Value) -> bool:
    return isinstance(policy, Join) and any(str(policy.parts[-1]).endswith(name) for name in _IMPLICIT)

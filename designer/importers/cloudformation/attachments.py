"""What properties and joining resources connect, by the tables; and the services whose connections lie deeper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from designer.importers.base import Place
from designer.importers.cloudformation.drawing import Drawing
from designer.importers.cloudformation.policies import ACCESS
from designer.importers.cloudformation.tables import JOINS, POINTERS, Pointer
from designer.importers.cloudformation.template import Resource, as_list, as_map, each, get, text, with_path

_PROTOCOLS = {
    "email": ("email", "Email"), "email-json": ("email", "Email"), "sms": ("sms", "Sms"),
    "http": ("http-endpoint", "Webhook"), "https": ("http-endpoint", "Webhook"),
    "application": ("mobile-push", "MobilePush"),
}  # fmt: skip
_IOT_CARRIES = ("Key", "PartitionKey", "Topic", "MessageFormat", "Url", "UseBase64", "StateValue", "Index")
_SAM_TYPES = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::DynamoDB::GlobalTable": "AWS::DynamoDB::Table",
}


class Attachments:
    """Draws connections that properties say."""

    def __init__(self, board: Drawing) -> None:
        self._board = board
        self._all = board.template.resources
        self._named: dict[tuple[str, str], dict[str, list[Resource]]] = {}

    def draw(self) -> None:
        deeper: Mapping[str, Any] = {
            "AWS::SNS::Topic": self._topic,
            "AWS::CloudWatch::Alarm": self._alarm,
            "AWS::CloudFront::Distribution": self._distribution,
            "AWS::IoT::TopicRule": self._iot_rule,
            "AWS::SES::ReceiptRule": self._receipt_rule,
            "AWS::ElasticLoadBalancingV2::Listener": self._listener,
            "AWS::ElasticLoadBalancingV2::ListenerRule": self._listener,
            "AWS::VpcLattice::Listener": self._listener,
            "AWS::VpcLattice::Rule": self._listener,
            "AWS::Cognito::UserPool": self._user_pool,
            "AWS::Cognito::IdentityPool": self._identity_pool,
            "AWS::AppSync::DataSource": self._data_source,
            "AWS::AppSync::GraphQLApi": self._graphql_auth,
            "AWS::Serverless::GraphQLApi": self._sam_graphql,
            "AWS::Serverless::Connector": self._connector,
            "AWS::Lambda::Permission": self._permission,
            "AWS::Logs::AccountPolicy": self._account_policy,
        }
        for resource in self._all.values():
            if resource.type in JOINS:
                self._join(resource)
            if resource.id in self._board.nodes:
                for pointer in POINTERS.get(_SAM_TYPES.get(resource.type, resource.type), _custom(resource)):
                    self._pointer(resource, pointer)
            if (function := deeper.get(resource.type)) is not None:
                function(resource)
            for connector in (resource.connectors or {}).values():
                self._connect(resource.id, as_map(as_map(connector).get("Properties")), resource.place)

    # -- tables

    def _pointer(self, resource: Resource, pointer: Pointer) -> None:
        board, draft = self._board, self._board.nodes[resource.id]
        if draft.is_generic and pointer.drop:
            pointer = Pointer(pointer.path, pointer.mechanisms, pointer.back, pointer.carry, drop=False)
        properties = draft.properties
        parent, _, leaf = pointer.path.rpartition(".")
        values = list(each(properties, pointer.path))
        items = list(each(properties, parent)) if parent else [properties]
        drawn = bool(values)
        for item in items:
            if not isinstance(item, Mapping) and parent.endswith("[]"):
                continue
            for value in each(item, leaf):
                ends = self._ends(value, pointer)
                whole = properties if not parent.endswith("[]") else item
                words = {
                    **pointer.unsaid,
                    **self._carried(whole if any("." in k for k in pointer.carry) else item, pointer),
                }
                for end in ends:
                    pair = (end, resource.id) if pointer.back else (resource.id, end)
                    drawn = board.connect(*pair, pointer.mechanisms, words, resource.place) and drawn
                drawn = drawn and bool(ends)
        if drawn and (pointer.drop or _says_all(properties, pointer)):
            board.used.setdefault(resource.id, set()).add(pointer.whole or pointer.path)

    def _ends(self, value: Any, pointer: Pointer) -> list[str]:
        found = self._board.targets(value)
        if found:
            return found
        written = text(value) or ""
        if written.startswith("arn:") and pointer.mechanisms[0] not in ("association", "alarm-action", "access-logs"):
            target = self._board.target(value)
            return [target] if target else []
        return []

    def _carried(self, item: Any, pointer: Pointer) -> dict[str, Any]:
        words: dict[str, Any] = {}
        for path, name in pointer.carry.items():
            value = get(item, path)
            if value is None:
                continue
            if name == "Events":
                value = as_list(value)
            words = with_path(words, name, value)
        return words

    def _join(self, resource: Resource) -> None:
        board, join = self._board, JOINS[resource.type]
        p = resource.properties
        sources = [id_ for value in each(p, join.source) for id_ in board.targets(value)]
        if not sources and resource.type == "AWS::SNS::Subscription":
            outside = board.target(p.get("TopicArn"), "sns")
            sources = [outside] if outside else []
        if join.carry is None:
            paths = {join.source.partition("[")[0], *(t.partition("[")[0] for t in join.targets)}
            words = {k: v for k, v in p.items() if k not in paths}
        else:
            words = {name: get(p, path) for path, name in join.carry.items()}
        for source in sources:
            for path in join.targets:
                for value in each(p, path):
                    for end in self._subscriber(p, value) if "Protocol" in p else board.targets(value):
                        board.connect(source, end, join.mechanisms, self._redriven(words), resource.place)

    def _topic(self, topic: Resource) -> None:
        """Subscriptions that stand within the topic."""
        given = [as_map(s) for s in as_list(topic.properties.get("Subscription"))]
        drawn = [
            self._board.connect(topic.id, end, ("subscription",), {}, topic.place)
            for p in given
            for end in self._subscriber(p, p.get("Endpoint"))
        ]
        if drawn and all(drawn):
            self._board.used.setdefault(topic.id, set()).add("Subscription")

    def _subscriber(self, p: Mapping[str, Any], value: Any) -> list[str]:
        protocol = str(p.get("Protocol")).lower()
        found = self._board.targets(value)
        if found:
            return found
        if protocol in _PROTOCOLS:
            return [self._board.outside(*_PROTOCOLS[protocol])]
        target = self._board.target(value, protocol if protocol in ("sqs", "lambda", "firehose") else "")
        return [target] if target else []

    def _redriven(self, words: Mapping[str, Any]) -> dict[str, Any]:
        queue = as_map(words.get("RedrivePolicy")).get("deadLetterTargetArn")
        node = next(iter(self._board.targets(queue)), None) if queue is not None else None
        if node is None:
            return dict(words)
        policy = {**as_map(words["RedrivePolicy"]), "deadLetterTargetArn": {"Fn::GetAtt": [node, "Arn"]}}
        return {**words, "RedrivePolicy": policy}

    # -- alarms, distributions, rules

    def _alarm(self, alarm: Resource) -> None:
        metrics = [alarm.properties, *(as_map(m) for m in each(alarm.properties, "Metrics[].MetricStat.Metric"))]
        for metric in metrics:
            for dimension in as_list(metric.get("Dimensions")):
                for id_ in self._board.targets(as_map(dimension).get("Value")):
                    if id_ != alarm.id:
                        self._board.connect(id_, alarm.id, ("metric",), {}, alarm.place)
            name = (text(metric.get("Namespace")), text(metric.get("MetricName")))
            for group, words in self._filters.get(name, ()):
                self._board.connect(group, alarm.id, ("metric-filter",), words, alarm.place)

    @cached_property
    def _filters(self) -> Mapping[tuple[str | None, str | None], list[tuple[str, dict[str, Any]]]]:
        """The log groups that metric filters make a metric from, by its namespace and name."""
        found: dict[tuple[str | None, str | None], list[tuple[str, dict[str, Any]]]] = {}
        for resource in self._all.values():
            group = self._board.owner(resource.id)
            if resource.type != "AWS::Logs::MetricFilter" or group is None:
                continue
            for made in map(as_map, as_list(resource.properties.get("MetricTransformations"))):
                name = (text(made.get("MetricNamespace")), text(made.get("MetricName")))
                words = {"FilterPattern": resource.properties.get("FilterPattern")}
                found.setdefault(name, []).append((group, words))
        return found

    def _distribution(self, distribution: Resource) -> None:
        config = as_map(distribution.properties.get("DistributionConfig"))
        behaviours = [as_map(config.get("DefaultCacheBehavior")), *map(as_map, as_list(config.get("CacheBehaviors")))]
        board = self._board
        for origin in map(as_map, as_list(config.get("Origins"))):
            named = board.targets(origin.get("DomainName"))
            patterns = [b.get("PathPattern") for b in behaviours if b.get("TargetOriginId") == origin.get("Id")]
            words: dict[str, Any] = {"OriginPath": text(origin.get("OriginPath")) or None}
            words["PathPattern"] = patterns[0] if patterns else None
            for id_ in named:
                mechanisms = ("function-url",) if board.service(id_) == "lambda" else ("origin",)
                board.connect(distribution.id, id_, mechanisms, words, distribution.place)
            if not named and (text(origin.get("DomainName")) or "").count(".") > 1:
                board.connect(
                    distribution.id, board.peer("http-endpoint", "Origin"), ("origin",), words, distribution.place
                )
        for behaviour in behaviours:
            for kind, arn in (
                ("LambdaFunctionAssociations", "LambdaFunctionARN"),
                ("FunctionAssociations", "FunctionARN"),
            ):
                for item in map(as_map, as_list(behaviour.get(kind))):
                    words = {"EventType": item.get("EventType"), "PathPattern": behaviour.get("PathPattern")}
                    for id_ in board.targets(item.get(arn)):
                        board.connect(distribution.id, id_, ("edge-function",), words, distribution.place)

    def _iot_rule(self, rule: Resource) -> None:
        payload = as_map(rule.properties.get("TopicRulePayload"))
        for key, actions, mechanism in (
            ("Actions", as_list(payload.get("Actions")), "rule-action"),
            ("ErrorAction", as_list(payload.get("ErrorAction")), "error-action"),
        ):
            drawn = []
            for action in actions:
                settings = as_map(next(iter(as_map(action).values()), None))
                words = {k: v for k, v in settings.items() if k in _IOT_CARRIES}
                ends = self._board.targets({k: v for k, v in settings.items() if k != "RoleArn"})
                drawn += [self._board.connect(rule.id, id_, (mechanism,), words, rule.place) for id_ in ends] or [False]
            if drawn and all(drawn):
                self._board.used.setdefault(rule.id, set()).add(f"TopicRulePayload.{key}")

    def _receipt_rule(self, rule: Resource) -> None:
        owner = self._board.owner(rule.id)
        given = as_map(rule.properties.get("Rule"))
        words = {"Recipients": given.get("Recipients")}
        for action in as_list(given.get("Actions")):
            for kind in as_map(action).values():
                prefix = as_map(kind).get("ObjectKeyPrefix")
                for id_ in self._board.targets(kind):
                    self._board.connect(owner, id_, ("receipt-rule",), {**words, "ObjectKeyPrefix": prefix}, rule.place)

    # -- load balancers

    def _listener(self, listener: Resource) -> None:
        """A listener's actions forward to target groups; those hold targets, or services join them."""
        owner = self._board.owner(listener.id)
        if owner is None:
            return
        for group_id in self._board.resources(listener.properties):
            group = self._all[group_id]
            if not group.type.endswith("::TargetGroup"):
                continue
            for id_ in dict.fromkeys([*self._registered(group), *self._joining(group_id)]):
                words = {"TargetType": group.properties.get("TargetType"), "PathPattern": _path_pattern(listener)}
                self._board.connect(owner, id_, ("proxy-integration", "elb"), words, listener.place)

    def _registered(self, group: Resource) -> Iterator[str]:
        for target in as_list(group.properties.get("Targets")):
            yield from self._board.targets(as_map(target).get("Id"))

    def _joining(self, group: str) -> Iterator[str]:
        for service in self._naming("AWS::ECS::Service", "LoadBalancers").get(group, ()):
            owner = self._board.owner(service.id)
            if owner is not None:
                yield owner

    def _naming(self, type_: str, key: str) -> Mapping[str, list[Resource]]:
        """The resources of a type by whom a property of theirs names; looked up once."""
        if (type_, key) not in self._named:
            found: dict[str, list[Resource]] = {}
            for resource in self._all.values():
                if resource.type == type_:
                    for id_ in self._board.resources(resource.properties.get(key)):
                        found.setdefault(id_, []).append(resource)
            self._named[type_, key] = found
        return self._named[type_, key]

    # -- identity

    def _user_pool(self, pool: Resource) -> None:
        if as_map(pool.properties.get("LambdaConfig")):
            self._board.used.setdefault(pool.id, set()).add("LambdaConfig")
        for trigger, value in as_map(pool.properties.get("LambdaConfig")).items():
            arn = as_map(value).get("LambdaArn") if isinstance(value, Mapping) and "LambdaArn" in value else value
            for id_ in self._board.targets(arn):
                if self._board.service(id_) == "kms":
                    self._board.connect(id_, pool.id, ("association",), {}, pool.place)
                else:
                    self._board.connect(pool.id, id_, ("trigger",), {"Trigger": trigger}, pool.place)

    def _identity_pool(self, pool: Resource) -> None:
        for id_ in self._board.targets(pool.properties.get("CognitoIdentityProviders")):
            self._board.connect(id_, pool.id, ("association",), {}, pool.place)

    # -- AppSync

    def _data_source(self, source: Resource) -> None:
        api = self._board.owner(source.id)
        p = source.properties
        kind = str(p.get("Type"))
        configs = {k: v for k, v in p.items() if k.endswith("Config")}
        named = self._board.targets(configs)
        if api is None:
            return
        if not named and kind == "HTTP":
            endpoint = text(get(p, "HttpConfig.Endpoint")) or ""
            found = re.search(r"//([a-z0-9-]+)\.[^/]*(?:\.amazonaws\.com|\$\{AWS::URLSuffix\})", endpoint)
            named = [self._board.peer(found[1]) if found else self._board.outside("http-endpoint")]
            kind = "" if found else kind  # a service behind its endpoint is what it is
        elif not named and kind == "AMAZON_EVENTBRIDGE":
            named = [self._board.peer("events")]
        fields = list(self._fields(source)) or [{}]
        for id_ in named:
            for words in fields:
                self._board.connect(api, id_, ("resolver",), {"Type": kind or None, **words}, source.place)

    def _fields(self, source: Resource) -> Iterator[dict[str, Any]]:
        for resolver in self._naming("AWS::AppSync::Resolver", "DataSourceName").get(source.id, ()):
            p = resolver.properties
            yield {k: p[k] for k in ("TypeName", "FieldName") if isinstance(p.get(k), str)}

    def _graphql_auth(self, api: Resource) -> None:
        providers = [api.properties, *map(as_map, as_list(api.properties.get("AdditionalAuthenticationProviders")))]
        for provider in providers:
            for key in ("UserPoolConfig", "LambdaAuthorizerConfig"):
                for id_ in self._board.targets(provider.get(key)):
                    self._board.connect(api.id, id_, ("authorizer",), {}, api.place)

    def _sam_graphql(self, api: Resource) -> None:
        p = api.properties
        for kind, word in (("Lambda", "AWS_LAMBDA"), ("DynamoDb", "AMAZON_DYNAMODB")):
            for source in as_map(as_map(p.get("DataSources")).get(kind)).values():
                for id_ in self._board.targets({k: v for k, v in as_map(source).items() if not k.endswith("RoleArn")}):
                    self._board.connect(api.id, id_, ("resolver",), {"Type": word}, api.place)
        auth = as_map(p.get("Auth"))
        for provider in (auth, *map(as_map, as_list(auth.get("Additional")))):
            for key in ("UserPool", "LambdaAuthorizer"):
                for id_ in self._board.targets(provider.get(key)):
                    self._board.connect(api.id, id_, ("authorizer",), {}, api.place)

    # -- connectors and permissions

    def _connector(self, connector: Resource) -> None:
        source = as_map(connector.properties.get("Source"))
        ends = self._board.targets({"Ref": source["Id"]}) if isinstance(source.get("Id"), str) else (
            self._board.targets(source.get("Arn"))
        )  # fmt: skip
        for end in ends:
            self._connect(end, connector.properties, connector.place)

    def _connect(self, source: str, p: Mapping[str, Any], place: Place) -> None:
        permissions = {str(x).lower() for x in as_list(p.get("Permissions"))}
        access = "read-write" if permissions == {"read", "write"} else next(iter(permissions), "read-write")
        for destination in as_list(p.get("Destination")):
            given = as_map(destination)
            ends = self._board.targets({"Ref": given["Id"]}) if isinstance(given.get("Id"), str) else (
                self._board.targets(given.get("Arn"))
            )  # fmt: skip
            for end in ends:
                if not self._board.between(source, end):
                    words = (*ACCESS, "rule-target", "subscription", "task", "notification", "proxy-integration")
                    self._board.connect(source, end, words, {"Access": access}, place)

    def _permission(self, permission: Resource) -> None:
        """Who may invoke a function calls it, where nothing else in the template says so."""
        p, board = permission.properties, self._board
        function = board.owner(permission.id)
        principal = (text(p.get("Principal")) or "").removesuffix(".amazonaws.com")
        mechanisms = _INVOKERS.get(principal)
        if function is None or mechanisms is None:
            return
        sources = [id_ for id_ in board.targets(p.get("SourceArn")) if id_ != function]
        if not sources and principal in ("logs", "s3", "sns", "iot"):
            if any(link.target == function and link.mechanism in mechanisms for link in board.links):
                return
            sources = [board.peer(principal)]
        for id_ in sources:
            if not board.between(id_, function):
                board.connect(id_, function, mechanisms, {}, permission.place)

    def _account_policy(self, policy: Resource) -> None:
        document = text(policy.properties.get("PolicyDocument")) or policy.properties.get("PolicyDocument")
        for id_ in self._board.targets(document):
            self._board.connect(self._board.peer("logs"), id_, ("subscription-filter",), {}, policy.place)


_INVOKERS: Mapping[str, tuple[str, ...]] = {
    "apigateway": ("proxy-integration",), "s3": ("notification",), "sns": ("subscription",),
    "logs": ("subscription-filter",), "iot": ("rule-action",), "cognito-idp": ("trigger",),
    "elasticloadbalancing": ("proxy-integration",), "secretsmanager": ("invoke",),
    "lambda.alarms.cloudwatch": ("alarm-action",), "bedrock": ("invoke",),
}  # fmt: skip


def _custom(resource: Resource) -> tuple[Pointer, ...]:
    return POINTERS["AWS::CloudFormation::CustomResource"] if resource.type.startswith("Custom::") else ()


def _says_all(properties: Mapping[str, Any], pointer: Pointer) -> bool:
    """Whether the edge and the export together say all that the pointer's property does."""
    carried = {path.removeprefix(f"{pointer.whole}.").partition(".")[0] for path in (pointer.path, *pointer.carry)}
    return bool(pointer.made) and set(as_map(get(properties, pointer.whole))) <= carried | pointer.made


def _path_pattern(listener: Resource) -> Any:
    for condition in map(as_map, as_list(listener.properties.get("Conditions"))):
        if condition.get("Field") == "path-pattern":
            values = condition.get("Values", get(condition, "PathPatternConfig.Values"))
            return next(iter(as_list(values)), None)
    return None

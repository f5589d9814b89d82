"""Queues, topics, buses and streams, and the rules and subscriptions between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder, Tie
from exporters.cdk.convert import choice, construct, flag, hours, one_of, plain, seconds
from exporters.cdk.families.keys import key, named_key
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.plan import Join, Param, Pseudo, Ref, Resource

# -- SQS


def _queue(builder: Builder, resource: Resource, bag: Bag) -> Props:
    props: Props = {}
    letters = construct("AWS::SQS::Queue")(builder, bag.peek("RedrivePolicy.deadLetterTargetArn"))
    count = bag.peek("RedrivePolicy.maxReceiveCount")
    if letters is not None and count is not None and len(bag.peek("RedrivePolicy")) == 2:
        bag.take("RedrivePolicy")
        fields = {"queue": letters, "maxReceiveCount": builder.value(count)}
        props["deadLetterQueue"] = t.Struct(t.Symbol("sqs", "DeadLetterQueue"), fields)
    if bag.peek("SqsManagedSseEnabled") is True:
        bag.take("SqsManagedSseEnabled")
        props["encryption"] = t.Symbol("sqs", "QueueEncryption.SQS_MANAGED")
    elif bag.peek("KmsMasterKeyId") == "alias/aws/sqs":
        bag.take("KmsMasterKeyId")
        props["encryption"] = t.Symbol("sqs", "QueueEncryption.KMS_MANAGED")
    if resource.id in builder.tls_only:
        props["enforceSSL"] = t.Lit(True)
    return props


QUEUE = Idiom(
    t.Symbol("sqs", "Queue"),
    "queue",
    (
        Row("QueueName", "queueName", plain),
        Row("FifoQueue", "fifo", flag),
        Row("ContentBasedDeduplication", "contentBasedDeduplication", flag),
        Row("DeduplicationScope", "deduplicationScope",
            choice("sqs", "DeduplicationScope", messageGroup="MESSAGE_GROUP", queue="QUEUE")),
        Row("FifoThroughputLimit", "fifoThroughputLimit",
            choice("sqs", "FifoThroughputLimit", perMessageGroupId="PER_MESSAGE_GROUP_ID", perQueue="PER_QUEUE")),
        Row("VisibilityTimeout", "visibilityTimeout", seconds),
        Row("MessageRetentionPeriod", "retentionPeriod", seconds),
        Row("DelaySeconds", "deliveryDelay", seconds),
        Row("ReceiveMessageWaitTimeSeconds", "receiveMessageWaitTime", seconds),
        Row("MaximumMessageSize", "maxMessageSizeBytes", plain),
        Row("KmsMasterKeyId", "encryptionMasterKey", key),
        Row("KmsDataKeyReusePeriodSeconds", "dataKeyReuse", seconds),
    ),
    attributes={"Arn": "queueArn", "Name": "queueName", "QueueName": "queueName", "Url": "queueUrl", "": "queueUrl"},
    more=_queue,
    grants={
        "grantSendMessages": frozenset({"sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"}),
        "grantConsumeMessages": frozenset(
            {"sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl", "sqs:DeleteMessage",
             "sqs:GetQueueAttributes"}
        ),
    },
    grant="grant",
    resource_policy=True,
)  # fmt: skip


# -- SNS


def _topic(builder: Builder, resource: Resource, _bag: Bag) -> Props:
    return {"enforceSSL": t.Lit(True)} if resource.id in builder.tls_only else {}


_TRACING = {"Active": "ACTIVE", "PassThrough": "PASS_THROUGH"}

TOPIC = Idiom(
    t.Symbol("sns", "Topic"),
    "topic",
    (
        Row("TopicName", "topicName", plain),
        Row("DisplayName", "displayName", plain),
        Row("FifoTopic", "fifo", flag),
        Row("ContentBasedDeduplication", "contentBasedDeduplication", flag),
        Row("KmsMasterKeyId", "masterKey", named_key),
        Row(
            "TracingConfig",
            "tracingConfig",
            choice("sns", "TracingConfig", _TRACING),
        ),
    ),
    attributes={"Arn": "topicArn", "Name": "topicName", "TopicName": "topicName", "": "topicArn"},
    more=_topic,
    grants={"grantPublish": frozenset({"sns:Publish"})},
    resource_policy=True,
)

_SUBSCRIPTION_ROWS = (
    Row("RawMessageDelivery", "rawMessageDelivery", flag),
    Row("RedrivePolicy.deadLetterTargetArn", "deadLetterQueue", construct("AWS::SQS::Queue")),
)
_SUBSCRIPTIONS = {
    "lambda": ("LambdaSubscription", ("AWS::Lambda::Function",)),
    "sqs": ("SqsSubscription", ("AWS::SQS::Queue",)),
    "email": ("EmailSubscription", ()),
    "email-json": ("EmailSubscription", ()),
    "sms": ("SmsSubscription", ()),
    "https": ("UrlSubscription", ()),
}


def _subscription(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    bag = Bag(resource.properties)
    topic, protocol, endpoint = bag.take("TopicArn"), bag.take("Protocol"), bag.take("Endpoint")
    symbol, types = _SUBSCRIPTIONS.get(protocol, ("", ()))
    if not symbol or not isinstance(topic, Ref) or not builder.is_level2(topic.resource):
        return None
    target = construct(*types)(builder, endpoint) if types else builder.value(endpoint)
    if target is None or (not types and not isinstance(endpoint, str | Param)):
        return None
    props = builder.props(resource, Idiom(t.Symbol("", ""), "", _SUBSCRIPTION_ROWS), bag)
    policy = _filter_policy(bag)
    if policy is not None:
        props.update(policy)
    if protocol == "email-json":
        props["json"] = t.Lit(True)
    if protocol == "https":
        props["protocol"] = t.Symbol("sns", "SubscriptionProtocol.HTTPS")
    if bag.left() or ("rawMessageDelivery" in props and protocol not in ("sqs", "https")):
        return None
    builder.cover(resource)
    subscription = t.New(t.Symbol("sns_subscriptions", symbol), (target,), props)
    return [t.Do(t.Call(t.Attribute(builder.local(topic.resource), "addSubscription"), (subscription,)))]


def _filter_policy(bag: Bag) -> Props | None:
    """A filter policy over attributes, or over the top of the body, as the library's own filters."""
    policy, scope = bag.peek("FilterPolicy"), bag.peek("FilterPolicyScope")
    if not isinstance(policy, Mapping) or not all(isinstance(v, list | tuple) for v in policy.values()):
        return None
    filters = {
        name: t.New(t.Symbol("sns", "SubscriptionFilter"), (_literal(conditions),))
        for name, conditions in policy.items()
    }
    bag.take("FilterPolicy")
    if scope is not None:
        bag.take("FilterPolicyScope")
    if scope != "MessageBody":
        return {"filterPolicy": t.Data(filters)}
    body = {name: t.Call(t.Symbol("sns", "FilterOrPolicy.filter"), (made,)) for name, made in filters.items()}
    return {"filterPolicyWithMessageBody": t.Data(body)}


def _literal(value: Any) -> t.Expr:
    if isinstance(value, Mapping):
        return t.Data({str(k): _literal(v) for k, v in value.items()})
    if isinstance(value, list | tuple):
        return t.Items(tuple(map(_literal, value)))
    return t.Lit(value)


# -- EventBridge

BUS = Idiom(
    t.Symbol("events", "EventBus"),
    "bus",
    (
        Row("Name", "eventBusName", plain),
        Row("EventSourceName", "eventSourceName", plain),
        Row("Description", "description", plain),
        Row("DeadLetterConfig.Arn", "deadLetterQueue", construct("AWS::SQS::Queue")),
    ),
    attributes={"Arn": "eventBusArn", "Name": "eventBusName", "": "eventBusName"},
    grants={"grantPutEventsTo": frozenset({"events:PutEvents"})},
    resource_policy=True,
)

_PATTERN_FIELDS = {
    "account": "account", "detail": "detail", "detail-type": "detailType", "id": "id", "region": "region",
    "resources": "resources", "source": "source", "time": "time", "version": "version",
}  # fmt: skip


def _known_pattern(value: Any) -> bool:
    """Whether the struct can hold a pattern: its lists are of texts only, but for those in `detail`."""
    return isinstance(value, Mapping) and all(
        (name == "detail" and isinstance(item, Mapping))
        or (name in _PATTERN_FIELDS and isinstance(item, list | tuple) and all(map(_is_text, item)))
        for name, item in value.items()
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str | Ref | Param | Pseudo | Join)


def _pattern(builder: Builder, value: Any) -> t.Expr | None:
    """A pattern as the library's struct, whose lists hold texts only (but for `detail`)."""
    if not isinstance(value, Mapping) or value.keys() - _PATTERN_FIELDS.keys():
        return None
    fields: Props = {}
    for name, item in value.items():
        texts_only = isinstance(item, list | tuple) and not any(
            isinstance(x, Mapping | list | tuple | int | float) for x in item
        )
        if not texts_only and not (name == "detail" and isinstance(item, Mapping)):
            return None
        fields[_PATTERN_FIELDS[name]] = builder.value(item)
    return t.Struct(t.Symbol("events", "EventPattern"), fields) if fields else None


def _schedule(_builder: Builder, value: Any) -> t.Expr | None:
    return t.Call(t.Symbol("events", "Schedule.expression"), (t.Lit(value),)) if isinstance(value, str) else None


RULE = Idiom(
    t.Symbol("events", "Rule"),
    "rule",
    (
        Row("Name", "ruleName", plain),
        Row("Description", "description", plain),
        Row("EventBusName", "eventBus", construct("AWS::Events::EventBus")),
        Row("EventPattern", "eventPattern", _pattern),
        Row("ScheduleExpression", "schedule", _schedule),
        Row("State", "enabled", one_of("ENABLED", "DISABLED")),
    ),
    attributes={"Arn": "ruleArn", "Name": "ruleName", "": "ruleName"},
    applies=lambda builder, resource: _rule_parts(builder, resource) is not None,
)
_TARGETS = {
    "AWS::Lambda::Function": "LambdaFunction",
    "AWS::SQS::Queue": "SqsQueue",
    "AWS::SNS::Topic": "SnsTopic",
    "AWS::StepFunctions::StateMachine": "SfnStateMachine",
    "AWS::Events::EventBus": "EventBus",
    "AWS::Kinesis::Stream": "KinesisStream",
}
_TARGET_ROWS = (
    Row("DeadLetterConfig.Arn", "deadLetterQueue", construct("AWS::SQS::Queue")),
    Row("RetryPolicy.MaximumEventAgeInSeconds", "maxEventAge", seconds),
    Row("RetryPolicy.MaximumRetryAttempts", "retryAttempts", plain),
    Row("SqsParameters.MessageGroupId", "messageGroupId", plain),
)


def _rule_parts(builder: Builder, resource: Resource) -> list[tuple[str, str, Bag]] | None:
    """For each target of a rule: its id in the plan, the library's class and its settings; None if one is unknown."""
    if resource.properties.get("EventPattern") is not None and not _known_pattern(resource.properties["EventPattern"]):
        return None
    parts: list[tuple[str, str, Bag]] = []
    for target in resource.properties.get("Targets", ()):
        bag = Bag(target)
        bag.take("Id")
        arn = bag.take("Arn")
        symbol = _TARGETS.get(builder.type_of(arn.resource), "") if isinstance(arn, Ref) else ""
        if not symbol or not builder.is_level2(arn.resource):
            return None
        if symbol in ("SfnStateMachine", "EventBus", "KinesisStream"):  # these make a role of their own
            if any(grant.subject != resource.subject for grant in builder.plan.grants_of(resource.id)):
                return None  # it may more than that role: use a key
            bag.take("RoleArn")
        if symbol == "KinesisStream" and bag.peek("DeadLetterConfig") is not None:
            return None
        known = {"DeadLetterConfig", "RetryPolicy"} | ({"SqsParameters"} if symbol == "SqsQueue" else set())
        letters = bag.peek("DeadLetterConfig.Arn")
        if bag.left().keys() - known or (letters is not None and not _is_queue(builder, letters)):
            return None
        parts.append((arn.resource, symbol, bag))
    return parts


def _is_queue(builder: Builder, value: Any) -> bool:
    return isinstance(value, Ref) and builder.type_of(value.resource) == "AWS::SQS::Queue"


def _rule(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    parts = _rule_parts(builder, resource)
    if parts is None:
        return None
    bag = Bag(resource.properties)
    bag.take("Targets")
    props = builder.props(resource, RULE, bag)
    if props.get("enabled") == t.Lit(True):  # which it is anyway
        del props["enabled"]
    rule = builder.name(resource)
    statements: list[t.Statement] = [t.Let(rule, t.New(RULE.construct, (t.This(), builder.id(resource)), props))]
    for target, symbol, target_bag in parts:
        target_props = builder.props(resource, Idiom(t.Symbol("", ""), "", _TARGET_ROWS), target_bag)
        made = t.New(t.Symbol("events_targets", symbol), (builder.local(target),), target_props)
        statements.append(t.Do(t.Call(t.Attribute(rule, "addTarget"), (made,))))
    builder.cover(resource)
    return [*statements, *builder.overrides(rule, RULE, bag), *builder.dependencies(resource)]


# -- Kinesis


def _stream(_builder: Builder, _resource: Resource, bag: Bag) -> Props:
    if bag.peek("StreamEncryption") == {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}:
        bag.take("StreamEncryption")
        return {"encryption": t.Symbol("kinesis", "StreamEncryption.MANAGED")}
    return {}


STREAM = Idiom(
    t.Symbol("kinesis", "Stream"),
    "stream",
    (
        Row("Name", "streamName", plain),
        Row("ShardCount", "shardCount", plain),
        Row("RetentionPeriodHours", "retentionPeriod", hours),
        Row("StreamModeDetails.StreamMode", "streamMode",
            choice("kinesis", "StreamMode", ON_DEMAND="ON_DEMAND", PROVISIONED="PROVISIONED")),
    ),
    attributes={"Arn": "streamArn", "Name": "streamName", "": "streamName"},
    more=_stream,
    grant="grant",
    removal=True,
)  # fmt: skip

IDIOMS: dict[str, Sequence[Idiom]] = {
    "AWS::SQS::Queue": (QUEUE,),
    "AWS::SNS::Topic": (TOPIC,),
    "AWS::Events::EventBus": (BUS,),
    "AWS::Events::Rule": (RULE,),
    "AWS::Kinesis::Stream": (STREAM,),
}
TIES: dict[str, Tie] = {"AWS::SNS::Subscription": _subscription, "AWS::Events::Rule": _rule}

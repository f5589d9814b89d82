"""Functions, and what makes them run: event source mappings, destinations, permissions, URLs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder, Tie
from exporters.cdk.convert import (
    choice,
    construct,
    cors,
    flag,
    mebibytes,
    members,
    plain,
    seconds,
    texts,
)  # fmt: skip
from exporters.cdk.idiom import Bag, Convert, Idiom, Props, Row
from exporters.handlers.npm import EXTERNAL, TARGET
from exporters.plan import Join, Ref, Resource

_RUNTIMES = {
    **{f"python3.{n}": f"PYTHON_3_{n}" for n in range(9, 15)},
    **{f"nodejs{n}.x": f"NODEJS_{n}_X" for n in (18, 20, 22, 24)},
    **{f"java{n}": f"JAVA_{n}" for n in (11, 17, 21, 25)},
    "java8.al2": "JAVA_8_CORRETTO", "dotnet8": "DOTNET_8", "dotnet10": "DOTNET_10",
    "ruby3.2": "RUBY_3_2", "ruby3.3": "RUBY_3_3", "ruby3.4": "RUBY_3_4",
    "provided.al2": "PROVIDED_AL2", "provided.al2023": "PROVIDED_AL2023",
}  # fmt: skip
_OWN_POLICIES = ("service-role/AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess")


def _is_zip(builder: Builder, resource: Resource) -> bool:
    """An image that only a parameter names, or code that lies elsewhere, needs the level-1 construct."""
    return resource.id in builder.plan.code and not resource.properties.keys() & {"Code", "PackageType"}


def _runtime(_builder: Builder, value: Any) -> t.Expr | None:
    name = _RUNTIMES.get(str(value))
    runtime = t.Symbol("lambda", "Runtime")
    return t.Symbol("lambda", f"Runtime.{name}") if name else t.New(runtime, (t.Lit(str(value)),))


def _architecture(_builder: Builder, value: Any) -> t.Expr | None:
    names = {"arm64": "ARM_64", "x86_64": "X86_64"}
    return t.Symbol("lambda", f"Architecture.{names[value[0]]}") if list(value) in (["arm64"], ["x86_64"]) else None


def _function(builder: Builder, resource: Resource, bag: Bag) -> Props:
    code = builder.plan.code[resource.id]
    folder = t.Source(("src", code.module))
    return {"code": t.Call(t.Symbol("lambda", "Code.fromAsset"), (folder,)), **_given(builder, resource, bag)}


def _bundled(builder: Builder, resource: Resource, bag: Bag) -> Props:
    """The construct bundles the file of an entry, and calls its `handler` where nothing else is said."""
    props: Props = {"entry": t.Source(("src", builder.plan.code[resource.id].module, "index.ts"))}
    if bag.peek("Handler") != "index.handler":
        props["handler"] = builder.value(bag.peek("Handler"))
    bag.take("Handler")
    return {**props, "bundling": _bundling(builder), **_given(builder, resource, bag)}


def _bundling(builder: Builder) -> t.Expr:
    """How all functions are bundled."""
    key = "bundling"
    if key not in builder.shared:
        options: Props = {
            "minify": t.Lit(True),
            "sourceMap": t.Lit(True),
            "target": t.Lit(TARGET),
            "externalModules": t.Items((t.Lit(EXTERNAL),)),
        }
        builder.shared[key] = builder.names.local(key, "options")
        made = t.Struct(t.Symbol("lambda_nodejs", "BundlingOptions"), options)
        builder.section(None, [t.Let(builder.shared[key], made)])
    return builder.shared[key]


def _given(builder: Builder, resource: Resource, bag: Bag) -> Props:
    """What a function has whatever its language is."""
    props: Props = {}
    code = builder.plan.code[resource.id]
    if code.environment:
        environment = {**code.environment, **(bag.take("Environment.Variables") or {})}
        props["environment"] = texts(builder, environment) or t.Data({})
    layers = bag.take("Layers")
    if layers:
        props["layers"] = t.Items(tuple(_layer(builder, arn) for arn in layers))
    role = bag.take("Role")
    if role is not None and not _is_plain_role(builder, role):
        found = construct("AWS::IAM::Role")(builder, role)
        props["role"] = found if found is not None else imported_role(builder, resource, role)
    return props


def _layer(builder: Builder, arn: Any) -> t.Expr:
    """A layer from outside the stack, named once however many functions take it."""
    key = repr(arn)
    if key not in builder.shared:
        known = "AWSLambdaPowertools" in str(arn)
        base = "powertools_layer" if known else "layer"
        imported = t.Call(
            t.Symbol("lambda", "LayerVersion.fromLayerVersionArn"),
            (t.This(), t.Lit(builder.names.construct(base)), builder.value(arn)),
        )
        builder.shared[key] = builder.names.local(base, "layer")
        builder.section(None, [t.Let(builder.shared[key], imported)])
    return builder.shared[key]


def imported_role(builder: Builder, resource: Resource, arn: Any) -> t.Expr:
    id_ = builder.names.construct(f"{resource.id}_given_role")
    return t.Call(t.Symbol("iam", "Role.fromRoleArn"), (t.This(), t.Lit(id_), builder.value(arn)))


def _is_plain_role(builder: Builder, role: Any) -> bool:
    """Whether the role that the construct makes by itself is the role of the plan."""
    if not isinstance(role, Ref) or builder.type_of(role.resource) != "AWS::IAM::Role":
        return False
    properties = builder.plan.resources[role.resource].properties
    policies = [p.parts[-1] for p in properties.get("ManagedPolicyArns", ()) if isinstance(p, Join)]
    own = all(str(p).removeprefix(":iam::aws:policy/") in _OWN_POLICIES for p in policies)
    (statement, *more) = properties["AssumeRolePolicyDocument"]["Statement"]
    return own and not more and statement["Principal"] == {"Service": "lambda.amazonaws.com"}


FUNCTION = Idiom(
    t.Symbol("lambda", "Function"),
    "function",
    (
        Row("FunctionName", "functionName", plain),
        Row("Description", "description", plain),
        Row("Runtime", "runtime", _runtime),
        Row("Architectures", "architecture", _architecture),
        Row("Handler", "handler", plain),
        Row("MemorySize", "memorySize", plain),
        Row("Timeout", "timeout", seconds),
        Row("EphemeralStorage.Size", "ephemeralStorageSize", mebibytes),
        Row("ReservedConcurrentExecutions", "reservedConcurrentExecutions", plain),
        Row("TracingConfig.Mode", "tracing", choice("lambda", "Tracing", Active="ACTIVE", PassThrough="PASS_THROUGH")),
        Row("LoggingConfig.LogFormat", "loggingFormat", choice("lambda", "LoggingFormat", JSON="JSON", Text="TEXT")),
        Row("LoggingConfig.LogGroup", "logGroup", construct("AWS::Logs::LogGroup")),
        Row("RecursiveLoop", "recursiveLoop", choice("lambda", "RecursiveLoop", Allow="ALLOW", Terminate="TERMINATE")),
        Row("DeadLetterConfig.TargetArn", "deadLetterQueue", construct("AWS::SQS::Queue")),
        Row("DeadLetterConfig.TargetArn", "deadLetterTopic", construct("AWS::SNS::Topic")),
        Row("Environment.Variables", "environment", texts),
    ),
    attributes={"Arn": "functionArn", "Name": "functionName", "": "functionName"},
    more=_function,
    first=("functionName", "description", "runtime", "architecture", "handler", "code"),
    applies=_is_zip,
    grantable=True,
    grants={"grantInvoke": frozenset({"lambda:InvokeFunction"})},
)


def _is_bundled(builder: Builder, resource: Resource) -> bool:
    return _is_zip(builder, resource) and builder.plan.code[resource.id].language == "typescript"


BUNDLED = replace(
    FUNCTION,
    construct=t.Symbol("lambda_nodejs", "NodejsFunction"),
    rows=tuple(row for row in FUNCTION.rows if row.cfn != "Handler"),
    more=_bundled,
    first=("functionName", "description", "runtime", "architecture", "entry", "handler", "bundling"),
    applies=_is_bundled,
)


# -- event source mappings

_PARTIAL = ["ReportBatchItemFailures"]


def _partial(_builder: Builder, value: Any) -> t.Expr | None:
    return t.Lit(True) if list(value) == _PARTIAL else None


def _unless_endless(convert: Convert) -> Convert:
    """-1 stands for as long as the record lives, which is the default."""
    return lambda builder, value: convert(builder, value) if value != -1 else None


def _filters(_builder: Builder, value: Any) -> t.Expr | None:
    """Filters whose patterns are plain JSON; the construct takes each as `{"pattern": text}`."""
    filters: list[t.Expr] = []
    for item in value:
        if not isinstance(item, Mapping) or item.keys() != {"Pattern"} or not isinstance(item["Pattern"], str):
            return None
        filters.append(t.Data({"pattern": t.Lit(item["Pattern"])}))
    return t.Items(tuple(filters))


_FAILURES = {
    "AWS::SQS::Queue": "SqsDlq",
    "AWS::SNS::Topic": "SnsDlq",
    "AWS::S3::Bucket": "S3OnFailureDestination",
}


def _failure(builder: Builder, value: Any) -> t.Expr | None:
    for type_, symbol in (
        ("AWS::SQS::Queue", "SqsDlq"),
        ("AWS::SNS::Topic", "SnsDlq"),
        ("AWS::S3::Bucket", "S3OnFailureDestination"),
    ):
        target = construct(type_)(builder, value)
        if target is not None:
            return t.New(t.Symbol("lambda_event_sources", symbol), (target,))
    return None


_STREAM_ROWS = (
    Row("BatchSize", "batchSize", plain),
    Row("MaximumBatchingWindowInSeconds", "maxBatchingWindow", seconds),
    Row("Enabled", "enabled", flag),
    Row("StartingPosition", "startingPosition", members("lambda", "StartingPosition", "LATEST", "TRIM_HORIZON")),
    Row("MaximumRetryAttempts", "retryAttempts", _unless_endless(plain)),
    Row("MaximumRecordAgeInSeconds", "maxRecordAge", _unless_endless(seconds)),
    Row("ParallelizationFactor", "parallelizationFactor", plain),
    Row("BisectBatchOnFunctionError", "bisectBatchOnError", flag),
    Row("TumblingWindowInSeconds", "tumblingWindow", seconds),
    Row("FunctionResponseTypes", "reportBatchItemFailures", _partial),
    Row("FilterCriteria.Filters", "filters", _filters),
    Row("DestinationConfig.OnFailure.Destination", "onFailure", _failure),
)
_QUEUE_ROWS = (
    *(row for row in _STREAM_ROWS if row.prop in (
        "batchSize", "maxBatchingWindow", "enabled", "reportBatchItemFailures", "filters",
    )),
    Row("ScalingConfig.MaximumConcurrency", "maxConcurrency", plain),
)  # fmt: skip
_SOURCES = {
    "AWS::SQS::Queue": Idiom(t.Symbol("lambda_event_sources", "SqsEventSource"), "source", _QUEUE_ROWS),
    "AWS::Kinesis::Stream": Idiom(t.Symbol("lambda_event_sources", "KinesisEventSource"), "source", _STREAM_ROWS),
    "AWS::DynamoDB::Table": Idiom(t.Symbol("lambda_event_sources", "DynamoEventSource"), "source", _STREAM_ROWS),
}


def _event_source_mapping(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    bag = Bag(resource.properties)
    function, source = bag.take("FunctionName"), bag.take("EventSourceArn")
    if not isinstance(source, Ref) or not isinstance(function, Ref):
        return None
    idiom = _SOURCES.get(builder.type_of(source.resource))
    if idiom is None or not builder.is_level2(function.resource) or not builder.is_level2(source.resource):
        return None
    props = builder.props(resource, idiom, bag)
    if bag.left() or ("startingPosition" not in props and idiom.rows is _STREAM_ROWS):
        return None
    builder.cover(resource)
    event_source = t.New(idiom.construct, (builder.local(source.resource),), props)
    add = t.Attribute(builder.local(function.resource), "addEventSource")
    return [t.Do(t.Call(add, (event_source,)))]


# -- asynchronous invocation

_DESTINATIONS = {
    "AWS::SQS::Queue": "SqsDestination",
    "AWS::SNS::Topic": "SnsDestination",
    "AWS::Lambda::Function": "LambdaDestination",
    "AWS::Events::EventBus": "EventBridgeDestination",
    "AWS::S3::Bucket": "S3Destination",
}


def _destination(builder: Builder, value: Any) -> t.Expr | None:
    for type_, symbol in _DESTINATIONS.items():
        target = construct(type_)(builder, value)
        if target is not None:
            return t.New(t.Symbol("lambda_destinations", symbol), (target,))
    return None


_ASYNC = Idiom(
    t.Symbol("lambda", "EventInvokeConfig"),
    "config",
    (
        Row("MaximumEventAgeInSeconds", "maxEventAge", seconds),
        Row("MaximumRetryAttempts", "retryAttempts", plain),
        Row("DestinationConfig.OnFailure.Destination", "onFailure", _destination),
        Row("DestinationConfig.OnSuccess.Destination", "onSuccess", _destination),
    ),
)


def _invoke_config(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    bag = Bag(resource.properties)
    function, qualifier = bag.take("FunctionName"), bag.take("Qualifier")
    if not isinstance(function, Ref) or not builder.is_level2(function.resource) or qualifier != "$LATEST":
        return None
    props = builder.props(resource, _ASYNC, bag)
    if bag.left():
        return None
    builder.cover(resource)
    configure = t.Attribute(builder.local(function.resource), "configureAsyncInvoke")
    return [t.Do(t.Call(configure, (), props))]


# -- who may call a function


def _permission(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    """Only what no idiom has brought along; these come last."""
    if resource.subject.kind == "edge" and resource.subject.id in builder.covered:
        return []
    bag = Bag(resource.properties)
    function, service = bag.take("FunctionName"), bag.take("Principal")
    if not isinstance(function, Ref) or not builder.is_level2(function.resource) or not isinstance(service, str):
        return None
    if not service.endswith(".amazonaws.com"):
        return None
    props: Props = {"principal": t.New(t.Symbol("iam", "ServicePrincipal"), (t.Lit(service),))}
    for cfn, prop in (("Action", "action"), ("SourceArn", "sourceArn"), ("SourceAccount", "sourceAccount")):
        value = bag.take(cfn)
        if value is not None and value != "lambda:InvokeFunction":
            props[prop] = builder.value(value)
    if bag.left():
        return None
    add = t.Attribute(builder.local(function.resource), "addPermission")
    return [t.Do(t.Call(add, (builder.id(resource),), props))]


def _url(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    bag = Bag(resource.properties)
    function = bag.take("TargetFunctionArn")
    if not isinstance(function, Ref) or not builder.is_level2(function.resource):
        return None
    props = builder.props(resource, URL, bag)
    if bag.left():
        return None
    if props.get("authType") == t.Symbol("lambda", "FunctionUrlAuthType.NONE"):
        builder.cover(resource)
    add = t.Attribute(builder.local(function.resource), "addFunctionUrl")
    return [t.Let(builder.name(resource), t.Call(add, (), props))]


_URL_METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS")
URL = Idiom(
    t.Symbol("lambda", "FunctionUrl"),
    "url",
    (
        Row("TargetFunctionArn", "function", construct("AWS::Lambda::Function")),
        Row("AuthType", "authType", members("lambda", "FunctionUrlAuthType", "NONE", "AWS_IAM")),
        Row(
            "InvokeMode",
            "invokeMode",
            choice("lambda", "InvokeMode", BUFFERED="BUFFERED", RESPONSE_STREAM="RESPONSE_STREAM"),
        ),
        Row(
            "Cors",
            "cors",
            cors(
                t.Symbol("lambda", "FunctionUrlCorsOptions"),
                choice("lambda", "HttpMethod", {"*": "ALL"}, **{m: m for m in _URL_METHODS}),
                AllowOrigins="allowedOrigins",
                AllowMethods="allowedMethods",
                AllowHeaders="allowedHeaders",
                ExposeHeaders="exposedHeaders",
            ),
        ),
    ),
    attributes={"Url": "url", "FunctionUrl": "url", "Arn": "functionArn"},
)

IDIOMS: dict[str, Sequence[Idiom]] = {"AWS::Lambda::Function": (BUNDLED, FUNCTION), "AWS::Lambda::Url": (URL,)}
TIES: dict[str, Tie] = {
    "AWS::Lambda::EventSourceMapping": _event_source_mapping,
    "AWS::Lambda::EventInvokeConfig": _invoke_config,
    "AWS::Lambda::Permission": _permission,
    "AWS::Lambda::Url": _url,
}

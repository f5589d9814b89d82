"""Resources whose arguments are no CloudFormation properties by their words: the counterpart of the exporter's shapes.

`SHAPES` completes the properties of a resource's own CloudFormation type; `PARTS` writes what Terraform has a resource
for, and CloudFormation only a property, into the properties of its owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from designer.importers.terraform.arguments import Arguments
from designer.importers.terraform.types import renamed
from designer.importers.terraform.values import Reference, Unread
from designer.schemas import schemas
from exporters.cfn import pascal

Values: TypeAlias = Mapping[str, Any]
Properties: TypeAlias = dict[str, Any]
Write: TypeAlias = Callable[[Arguments, Values, Properties], None]

SHAPES: dict[str, Write] = {}  # by Terraform type
PARTS: dict[str, Write] = {}


def _writes(table: dict[str, Write], *types: str) -> Callable[[Write], Write]:
    def register(function: Write) -> Write:
        table.update(dict.fromkeys(types, function))
        return function

    return register


def _blocks(values: Values, name: str) -> list[Values]:
    found = values.get(name)
    return [b for b in (found if isinstance(found, list) else [found]) if isinstance(b, Mapping)]


def _block(values: Values, name: str) -> Values:
    return next(iter(_blocks(values, name)), {})


def _given(made: Properties) -> Properties:
    return {key: value for key, value in made.items() if value not in (None, [], {})}


def _part(arguments: Arguments, type_: str, path: str, block: Values) -> Any:
    """A block in the shape of one property of a type, found by its dotted path."""
    resource = schemas().resource(type_)
    shape = resource.shape if resource else None
    for key in path.split("."):
        shape = shape.properties.get(key) if shape is not None else None
        shape = shape.item if shape is not None and shape.kind == "list" else shape
    return arguments.fit(shape, renamed(type_), block, path) if shape is not None else arguments.plain(block)


# -- what a resource's own type says otherwise


@_writes(SHAPES, "aws_lambda_function")
def _function(a: Arguments, values: Values, made: Properties) -> None:
    places = {"s3_bucket": "S3Bucket", "s3_key": "S3Key", "image_uri": "ImageUri"}
    code = {word: a.plain(values[name]) for name, word in places.items() if values.get(name) is not None}
    if code:
        made["Code"] = code


@_writes(SHAPES, "aws_dynamodb_table")
def _table(a: Arguments, values: Values, made: Properties) -> None:
    attributes = [b for b in _blocks(values, "attribute") if "name" in b]
    if attributes:
        made["AttributeDefinitions"] = [
            {"AttributeName": a.plain(b["name"]), "AttributeType": a.plain(b.get("type", "S"))} for b in attributes
        ]
    if values.get("hash_key") is not None:
        made["KeySchema"] = _keys(a, values)
    for name, word in (("global_secondary_index", "Global"), ("local_secondary_index", "Local")):
        indexes = []
        for block in _blocks(values, name):
            projection = _given(
                {
                    "ProjectionType": a.plain(block.get("projection_type")),
                    "NonKeyAttributes": a.plain(block.get("non_key_attributes")),
                }
            )
            keys = _keys(a, {"hash_key": values.get("hash_key"), **block})
            index = {"IndexName": a.plain(block.get("name")), "KeySchema": keys, "Projection": projection}
            indexes.append(_given(index))
        if indexes:
            made[f"{word}SecondaryIndexes"] = indexes
    if values.get("stream_enabled") is False:
        made.pop("StreamSpecification", None)


def _keys(a: Arguments, values: Values) -> list[Any]:
    pairs = (("hash_key", "HASH"), ("range_key", "RANGE"))
    return [
        {"AttributeName": a.plain(values[name]), "KeyType": kind}
        for name, kind in pairs
        if values.get(name) is not None
    ]


@_writes(SHAPES, "aws_api_gateway_integration")
def _integration(a: Arguments, values: Values, made: Properties) -> None:
    """An integration whose method is not at hand; `PARTS` writes it into the method where it is."""
    made["Integration"] = _integration_of(a, values)


@_writes(SHAPES, "aws_sfn_state_machine")
def _state_machine(a: Arguments, values: Values, made: Properties) -> None:
    written = values.get("definition")
    definition = a.document(written)
    if isinstance(written, Unread):
        made["DefinitionSubstitutions"] = a.plain(written.variables)
    elif isinstance(definition, Mapping) and "States" in definition:
        made["Definition"] = definition
    elif definition is not None:
        made["DefinitionString"] = definition
    log_group = _block(values, "logging_configuration").get("log_destination")
    if log_group is not None:
        destination = {"CloudWatchLogsLogGroup": {"LogGroupArn": a.plain(log_group)}}
        made.setdefault("LoggingConfiguration", {})["Destinations"] = [destination]


@_writes(SHAPES, "aws_batch_job_queue")
def _job_queue(a: Arguments, values: Values, made: Properties) -> None:
    """The order is said by the place in a list, or by a block with a number."""
    listed = values.get("compute_environments")
    pairs = [(b.get("order"), b.get("compute_environment")) for b in _blocks(values, "compute_environment_order")]
    pairs = pairs or list(enumerate(listed if isinstance(listed, list) else [], 1))
    if pairs:
        made["ComputeEnvironmentOrder"] = [
            {"Order": a.plain(order), "ComputeEnvironment": a.plain(environment)} for order, environment in pairs
        ]


@_writes(SHAPES, "aws_internet_gateway")
def _internet_gateway(a: Arguments, values: Values, made: Properties) -> None:
    """Terraform attaches a gateway by an argument, CloudFormation by a resource: it is its VPC's either way."""
    if values.get("vpc_id") is not None:
        made["VpcId"] = a.plain(values["vpc_id"])


@_writes(SHAPES, "aws_lambda_event_source_mapping")
def _event_source(a: Arguments, values: Values, made: Properties) -> None:
    endpoints = _block(_block(values, "self_managed_event_source"), "endpoints")
    servers = a.plain(endpoints.get("KAFKA_BOOTSTRAP_SERVERS"))
    if servers is not None:
        listed = servers.split(",") if isinstance(servers, str) else [servers]
        made["SelfManagedEventSource"] = {"Endpoints": {"KafkaBootstrapServers": listed}}


@_writes(SHAPES, "aws_ecs_service")
def _container_service(a: Arguments, values: Values, made: Properties) -> None:
    """Terraform says with a truth value what CloudFormation says with a word."""
    given = a.plain(_block(values, "network_configuration").get("assign_public_ip"))
    if isinstance(given, (bool, str)):
        word = "ENABLED" if str(given).lower() == "true" else "DISABLED"
        made["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] = word


@_writes(SHAPES, "aws_cloudwatch_event_rule")
def _event_rule(_a: Arguments, values: Values, made: Properties) -> None:
    """The older word for a rule that rests."""
    if values.get("is_enabled") is False:
        made["State"] = "DISABLED"


@_writes(SHAPES, "aws_ses_receipt_rule")
def _receipt_rule(a: Arguments, values: Values, made: Properties) -> None:
    """A block for each kind of action, in the order that their positions say."""
    actions = []
    for kind in ("AddHeader", "Bounce", "Lambda", "S3", "SNS", "Stop", "Workmail"):
        for block in _blocks(values, f"{_words(kind) if kind != 'SNS' else 'sns'}_action"):
            action = {pascal(name): a.plain(value) for name, value in block.items() if name != "position"}
            actions.append((str(a.plain(block.get("position"))).zfill(4), {f"{kind}Action": _given(action)}))
    if actions:
        made.setdefault("Rule", {})["Actions"] = [action for _, action in sorted(actions, key=lambda pair: pair[0])]


@_writes(SHAPES, "aws_s3_bucket")
def _bucket(a: Arguments, values: Values, made: Properties) -> None:
    """What older configurations say within the bucket, newer ones by resources of their own."""
    rules = [
        {**b, "status": "Enabled" if b.get("enabled") else "Disabled", "filter": [{"prefix": b.get("prefix")}]}
        for b in _blocks(values, "lifecycle_rule")
    ]
    website = _block(values, "website")
    pages = {"index_document": [{"suffix": website.get("index_document")}]}
    pages |= {"error_document": [{"key": website.get("error_document")}]}
    status = "Enabled" if _block(values, "versioning").get("enabled") is True else None
    for type_, block in (
        ("aws_s3_bucket_cors_configuration", {"cors_rule": _blocks(values, "cors_rule")}),
        ("aws_s3_bucket_lifecycle_configuration", {"rule": rules}),
        ("aws_s3_bucket_logging", _block(values, "logging")),
        ("aws_s3_bucket_replication_configuration", _block(values, "replication_configuration")),
        (
            "aws_s3_bucket_server_side_encryption_configuration",
            _block(values, "server_side_encryption_configuration"),
        ),
        ("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": status}]}),
        ("aws_s3_bucket_website_configuration", pages if website else {}),
    ):
        if any(block.values()):
            PARTS[type_](a, block, made)


@_writes(SHAPES, "aws_mq_broker")
def _broker(_a: Arguments, _values: Values, made: Properties) -> None:
    """Terraform takes these words in any case, CloudFormation in capitals."""
    for key in ("AuthenticationStrategy", "DeploymentMode", "EngineType", "StorageType"):
        if isinstance(made.get(key), str):
            made[key] = made[key].upper()


@_writes(SHAPES, "aws_lb", "aws_alb")
def _load_balancer(a: Arguments, values: Values, made: Properties) -> None:
    internal = a.plain(values.get("internal"))
    if isinstance(internal, (bool, str)):
        made["Scheme"] = "internal" if str(internal).lower() == "true" else "internet-facing"


@_writes(SHAPES, "aws_emrserverless_application")
def _emr_application(a: Arguments, values: Values, made: Properties) -> None:
    """CloudFormation holds the capacities under the kind of worker that they are of."""
    capacities = [
        {
            "Key": a.plain(block.get("initial_capacity_type")),
            "Value": _part(a, "AWS::EMRServerless::Application", "InitialCapacity.Value", inner),
        }
        for block in _blocks(values, "initial_capacity")
        for inner in _blocks(block, "initial_capacity_config")
    ]
    if capacities:
        made["InitialCapacity"] = capacities


@_writes(SHAPES, "aws_iot_topic_rule")
def _topic_rule(a: Arguments, values: Values, made: Properties) -> None:
    payload = made.setdefault("TopicRulePayload", {})
    known = schemas().resource("AWS::IoT::TopicRule")
    action = known.shape.properties["TopicRulePayload"].properties["Actions"].item if known else None
    payload["Actions"] = []
    if values.get("enabled") is False:
        payload["RuleDisabled"] = True
    for word in action.properties if action is not None else ():
        names = {"DynamoDB": "dynamodb", "DynamoDBv2": "dynamodbv2"}
        name = names.get(word, _words(word))
        for block in _blocks(values, name):
            inner = _part(a, "AWS::IoT::TopicRule", f"TopicRulePayload.Actions.{word}", block)
            payload["Actions"].append({word: inner})
        for block in _blocks(_block(values, "error_action"), name):
            payload["ErrorAction"] = {word: _part(a, "AWS::IoT::TopicRule", f"TopicRulePayload.Actions.{word}", block)}


def _words(word: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(word))


@_writes(SHAPES, "aws_lambda_permission")
def _permission(a: Arguments, values: Values, made: Properties) -> None:
    if "principal" in values:
        made["Principal"] = a.plain(values["principal"])


@_writes(SHAPES, "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy")
def _inline_policy(a: Arguments, values: Values, made: Properties) -> None:
    for name, word in (("role", "Roles"), ("user", "Users"), ("group", "Groups")):
        if values.get(name) is not None:
            made[word] = [a.plain(values[name])]


# -- what CloudFormation has only a property for


@_writes(PARTS, "aws_cloudwatch_event_target")
def _event_target(a: Arguments, values: Values, made: Properties) -> None:
    target = _part(a, "AWS::Events::Rule", "Targets", values)
    target["Id"] = a.plain(values.get("target_id")) or f"Target{len(made.get('Targets', ()))}"
    for block, word, inner in (
        ("sqs_target", "SqsParameters", ""),
        ("kinesis_target", "KinesisParameters", ""),
        ("ecs_target", "EcsParameters", ""),
        ("http_target", "HttpParameters", ""),
        ("batch_target", "BatchParameters", ""),
        ("appsync_target", "AppSyncParameters", ""),
    ):
        for found in _blocks(values, block):
            target[word] = _part(a, "AWS::Events::Rule", f"Targets.{word}{inner}", found)
    for found in _blocks(values, "input_transformer"):
        template = a.plain(found.get("input_template"))
        target["InputTransformer"] = _given(
            {"InputPathsMap": a.plain(found.get("input_paths")), "InputTemplate": template}
        )
    made.setdefault("Targets", []).append(target)


@_writes(PARTS, "aws_s3_bucket_notification")
def _notification(a: Arguments, values: Values, made: Properties) -> None:
    found: Properties = made.setdefault("NotificationConfiguration", {})
    if values.get("eventbridge") is True:
        found["EventBridgeConfiguration"] = {"EventBridgeEnabled": True}
    for name, word, key, arn in (
        ("lambda_function", "LambdaConfigurations", "Function", "lambda_function_arn"),
        ("queue", "QueueConfigurations", "Queue", "queue_arn"),
        ("topic", "TopicConfigurations", "Topic", "topic_arn"),
    ):
        for block in _blocks(values, name):
            events = block.get("events")
            filters = [
                {"Name": side, "Value": a.plain(block[f"filter_{side}"])}
                for side in ("prefix", "suffix")
                if block.get(f"filter_{side}") not in (None, "")
            ]
            for event in events if isinstance(events, list) else [events]:
                record: Properties = {"Event": a.plain(event), key: a.plain(block.get(arn))}
                if filters:
                    record["Filter"] = {"S3Key": {"Rules": filters}}
                found.setdefault(word, []).append(record)


@_writes(PARTS, "aws_s3_bucket_versioning")
def _versioning(a: Arguments, values: Values, made: Properties) -> None:
    status = a.plain(_block(values, "versioning_configuration").get("status"))
    if status in ("Enabled", "Suspended"):
        made["VersioningConfiguration"] = {"Status": status}


@_writes(PARTS, "aws_s3_bucket_public_access_block")
def _public_access(a: Arguments, values: Values, made: Properties) -> None:
    words = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    found = {word: a.plain(values.get(_words(word), False)) for word in words}
    made["PublicAccessBlockConfiguration"] = found


@_writes(PARTS, "aws_s3_bucket_server_side_encryption_configuration")
def _encryption(a: Arguments, values: Values, made: Properties) -> None:
    rules = []
    for rule in _blocks(values, "rule"):
        default = _block(rule, "apply_server_side_encryption_by_default")
        inner = {"SSEAlgorithm": a.plain(default.get("sse_algorithm"))}
        inner |= {"KMSMasterKeyID": a.plain(default.get("kms_master_key_id"))}
        rules.append(
            _given(
                {
                    "ServerSideEncryptionByDefault": _given(inner),
                    "BucketKeyEnabled": a.plain(rule.get("bucket_key_enabled")),
                }
            )
        )
    if rules:
        made["BucketEncryption"] = {"ServerSideEncryptionConfiguration": rules}


@_writes(PARTS, "aws_s3_bucket_website_configuration")
def _website(a: Arguments, values: Values, made: Properties) -> None:
    found = {
        "IndexDocument": a.plain(_block(values, "index_document").get("suffix")),
        "ErrorDocument": a.plain(_block(values, "error_document").get("key")),
    }
    made["WebsiteConfiguration"] = _given(found)


def _of_bucket(property_: str) -> Write:
    """What differs from the bucket's property only by the words of the table."""

    def write(a: Arguments, values: Values, made: Properties) -> None:
        if found := _part(a, "AWS::S3::Bucket", property_, values):
            made[property_] = found

    return write


PARTS |= {
    "aws_s3_bucket_accelerate_configuration": _of_bucket("AccelerateConfiguration"),
    "aws_s3_bucket_cors_configuration": _of_bucket("CorsConfiguration"),
    "aws_s3_bucket_lifecycle_configuration": _of_bucket("LifecycleConfiguration"),
    "aws_s3_bucket_logging": _of_bucket("LoggingConfiguration"),
    "aws_s3_bucket_ownership_controls": _of_bucket("OwnershipControls"),
    "aws_s3_bucket_replication_configuration": _of_bucket("ReplicationConfiguration"),
}


@_writes(PARTS, "aws_sqs_queue_redrive_policy")
def _redrive(a: Arguments, values: Values, made: Properties) -> None:
    made["RedrivePolicy"] = a.document(values.get("redrive_policy"))


@_writes(PARTS, "aws_iam_role_policy_attachment")
def _attachment(a: Arguments, values: Values, made: Properties) -> None:
    arn = values.get("policy_arn")
    if not isinstance(arn, Reference):
        made.setdefault("ManagedPolicyArns", []).append(a.plain(arn))


@_writes(PARTS, "aws_vpclattice_target_group_attachment")
def _registered(a: Arguments, values: Values, made: Properties) -> None:
    for block in _blocks(values, "target"):
        target = _given({"Id": a.plain(block.get("id")), "Port": a.plain(block.get("port"))})
        made.setdefault("Targets", []).append(target)


@_writes(PARTS, "aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
def _balanced(a: Arguments, values: Values, made: Properties) -> None:
    target = _given({"Id": a.plain(values.get("target_id")), "Port": a.plain(values.get("port"))})
    made.setdefault("Targets", []).append(target)


@_writes(PARTS, "aws_api_gateway_integration")
def _integration_part(a: Arguments, values: Values, made: Properties) -> None:
    made["Integration"] = _integration_of(a, values)


def _integration_of(a: Arguments, values: Values) -> Any:
    names = {"timeout_in_millis": "timeout_milliseconds"}
    block = {**values, **{key: values[name] for key, name in names.items() if name in values}}
    return _part(a, "AWS::ApiGateway::Method", "Integration", block)


@_writes(PARTS, "aws_secretsmanager_secret_version", "aws_s3_object", "aws_s3_bucket_object")
def _nothing(_a: Arguments, _values: Values, _made: Properties) -> None:
    """Content, which a design does not hold (and should not: it may be secret)."""

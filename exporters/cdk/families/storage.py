"""Buckets and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from designer.model.design import Subject
from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.convert import choice, constant, days, flag, one_of, plain, when
from exporters.cdk.families.keys import key
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.plan import Link, Resource

# -- DynamoDB

_TYPES = {"S": "STRING", "N": "NUMBER", "B": "BINARY"}


def _keys(schema: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> Props | None:
    """Partition and sort key of a key schema."""
    props: Props = {}
    for entry in schema:
        name, role = entry.get("AttributeName"), entry.get("KeyType")
        prop = {"HASH": "partitionKey", "RANGE": "sortKey"}.get(str(role))
        if prop is None or prop in props or not isinstance(name, str) or types.get(name) not in _TYPES:
            return None
        type_ = t.Symbol("dynamodb", f"AttributeType.{_TYPES[types[name]]}")
        props[prop] = t.Struct(t.Symbol("dynamodb", "Attribute"), {"name": t.Lit(name), "type": type_})
    return props if "partitionKey" in props else None


def _attribute_types(resource: Resource) -> dict[str, str]:
    return {
        str(a.get("AttributeName")): str(a.get("AttributeType"))
        for a in resource.properties.get("AttributeDefinitions", ())
    }


def _has_keys(builder: Builder, resource: Resource) -> bool:
    """Whether the construct can express the table's keys and indexes."""
    indexes = [(index, method) for cfn, method in _INDEXES.items() for index in resource.properties.get(cfn, ())]
    return _keys(resource.properties.get("KeySchema", ()), _attribute_types(resource)) is not None and all(
        _index(builder, resource, index, method) is not None for index, method in indexes
    )


def _table(builder: Builder, resource: Resource, bag: Bag) -> Props:
    props = _keys(bag.take("KeySchema"), _attribute_types(resource)) or {}
    bag.take("AttributeDefinitions")
    if bag.peek("SSESpecification") == {"SSEEnabled": True}:
        bag.take("SSESpecification")
        props["encryption"] = t.Symbol("dynamodb", "TableEncryption.AWS_MANAGED")
    recovery = bag.peek("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")
    if isinstance(recovery, bool) and len(bag.peek("PointInTimeRecoverySpecification")) == 1:
        bag.take("PointInTimeRecoverySpecification")
        spec = t.Symbol("dynamodb", "PointInTimeRecoverySpecification")
        props["pointInTimeRecoverySpecification"] = t.Struct(spec, {"pointInTimeRecoveryEnabled": t.Lit(recovery)})
    if bag.peek("TimeToLiveSpecification.Enabled") is True:
        props["timeToLiveAttribute"] = builder.value(bag.take("TimeToLiveSpecification.AttributeName"))
        bag.take("TimeToLiveSpecification.Enabled")
    if not resource.deletion:  # the construct keeps its tables by default, where CloudFormation drops them
        props["removalPolicy"] = t.Symbol("", "RemovalPolicy.DESTROY")
    return props


_INDEXES = {
    "GlobalSecondaryIndexes": "addGlobalSecondaryIndex",
    "LocalSecondaryIndexes": "addLocalSecondaryIndex",
}


def _indexes(builder: Builder, resource: Resource, bag: Bag) -> list[t.Statement]:
    statements: list[t.Statement] = []
    for cfn, method in _INDEXES.items():
        add = t.Attribute(builder.name(resource), method)
        for index in bag.take(cfn) or ():
            props = _index(builder, resource, index, method)
            statements.append(t.Do(t.Call(add, (), props or {})))
    return statements


def _index(builder: Builder, resource: Resource, index: Mapping[str, Any], method: str) -> Props | None:
    bag = Bag(index)
    keys = _keys(bag.take("KeySchema") or (), _attribute_types(resource))
    name = bag.take("IndexName")
    if keys is None or name is None:
        return None
    if method == "addLocalSecondaryIndex":
        keys.pop("partitionKey")
        if "sortKey" not in keys:
            return None
    props: Props = {"indexName": builder.value(name), **keys}
    for row in _INDEX_ROWS:
        value = bag.peek(row.cfn)
        expr = row.convert(builder, value) if value is not None else None
        if expr is not None:
            bag.take(row.cfn)
            props[row.prop] = expr
    return None if bag.left() else props


_INDEX_ROWS = (
    Row("Projection.ProjectionType", "projectionType",
        choice("dynamodb", "ProjectionType", ALL="ALL", KEYS_ONLY="KEYS_ONLY", INCLUDE="INCLUDE")),
    Row("Projection.NonKeyAttributes", "nonKeyAttributes", plain),
    Row("ProvisionedThroughput.ReadCapacityUnits", "readCapacity", plain),
    Row("ProvisionedThroughput.WriteCapacityUnits", "writeCapacity", plain),
)  # fmt: skip

TABLE = Idiom(
    t.Symbol("dynamodb", "Table"),
    "table",
    (
        Row("TableName", "tableName", plain),
        Row("BillingMode", "billingMode",
            choice("dynamodb", "BillingMode", PAY_PER_REQUEST="PAY_PER_REQUEST", PROVISIONED="PROVISIONED")),
        Row("ProvisionedThroughput.ReadCapacityUnits", "readCapacity", plain),
        Row("ProvisionedThroughput.WriteCapacityUnits", "writeCapacity", plain),
        Row("StreamSpecification.StreamViewType", "stream",
            choice("dynamodb", "StreamViewType", NEW_IMAGE="NEW_IMAGE", OLD_IMAGE="OLD_IMAGE", KEYS_ONLY="KEYS_ONLY",
                   NEW_AND_OLD_IMAGES="NEW_AND_OLD_IMAGES")),
        Row("DeletionProtectionEnabled", "deletionProtection", flag),
        Row("TableClass", "tableClass",
            choice("dynamodb", "TableClass", STANDARD="STANDARD",
                   STANDARD_INFREQUENT_ACCESS="STANDARD_INFREQUENT_ACCESS")),
    ),
    attributes={"Arn": "tableArn", "Name": "tableName", "": "tableName", "StreamArn": "tableStreamArn"},
    more=_table,
    first=("tableName", "partitionKey", "sortKey"),
    after=_indexes,
    applies=_has_keys,
    grant="grant",
    removal=True,
)  # fmt: skip


# -- S3

_EVENTS = {
    "s3:ObjectCreated:*": "OBJECT_CREATED",
    "s3:ObjectCreated:Put": "OBJECT_CREATED_PUT",
    "s3:ObjectCreated:Post": "OBJECT_CREATED_POST",
    "s3:ObjectCreated:Copy": "OBJECT_CREATED_COPY",
    "s3:ObjectCreated:CompleteMultipartUpload": "OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD",
    "s3:ObjectRemoved:*": "OBJECT_REMOVED",
    "s3:ObjectRemoved:Delete": "OBJECT_REMOVED_DELETE",
    "s3:ObjectRemoved:DeleteMarkerCreated": "OBJECT_REMOVED_DELETE_MARKER_CREATED",
    "s3:ObjectRestore:Post": "OBJECT_RESTORE_POST",
    "s3:ObjectRestore:Completed": "OBJECT_RESTORE_COMPLETED",
    "s3:ObjectRestore:Delete": "OBJECT_RESTORE_DELETE",
    "s3:ReducedRedundancyLostObject": "REDUCED_REDUNDANCY_LOST_OBJECT",
    "s3:LifecycleExpiration:*": "LIFECYCLE_EXPIRATION",
    "s3:LifecycleTransition": "LIFECYCLE_TRANSITION",
    "s3:IntelligentTiering": "INTELLIGENT_TIERING",
    "s3:ObjectTagging:*": "OBJECT_TAGGING",
    "s3:ObjectTagging:Put": "OBJECT_TAGGING_PUT",
    "s3:ObjectTagging:Delete": "OBJECT_TAGGING_DELETE",
    "s3:ObjectAcl:Put": "OBJECT_ACL_PUT",
}
_NOTIFIED = {
    "AWS::Lambda::Function": "LambdaDestination",
    "AWS::SQS::Queue": "SqsDestination",
    "AWS::SNS::Topic": "SnsDestination",
}
_ALL_BLOCKED = dict.fromkeys(
    ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
)


def _bucket(builder: Builder, resource: Resource, bag: Bag) -> Props:
    props: Props = {}
    default = bag.peek("BucketEncryption.ServerSideEncryptionConfiguration")
    if default == [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]:
        bag.take("BucketEncryption")
        props["encryption"] = t.Symbol("s3", "BucketEncryption.S3_MANAGED")
    if resource.id in builder.tls_only:
        props["enforceSSL"] = t.Lit(True)
    rules = [_lifecycle(builder, rule) for rule in bag.peek("LifecycleConfiguration.Rules") or ()]
    if rules and all(rule is not None for rule in rules):
        bag.take("LifecycleConfiguration")
        props["lifecycleRules"] = t.Items(tuple(rule for rule in rules if rule is not None))
    if bag.peek("OwnershipControls.Rules") == [{"ObjectOwnership": "BucketOwnerEnforced"}]:
        bag.take("OwnershipControls")
        props["objectOwnership"] = t.Symbol("s3", "ObjectOwnership.BUCKET_OWNER_ENFORCED")
    links = _notified(builder, resource)
    if links is not None:
        for table in ("LambdaConfigurations", "QueueConfigurations", "TopicConfigurations"):
            bag.take(f"NotificationConfiguration.{table}")
        for link in links:
            builder.later(partial(_notify, builder, resource, link))
            builder.covered.add(link.edge)
    rules = [_cors(builder, rule) for rule in bag.peek("CorsConfiguration.CorsRules") or ()]
    if rules and all(rule is not None for rule in rules):
        bag.take("CorsConfiguration")
        props["cors"] = t.Items(tuple(rule for rule in rules if rule is not None))
    return props


def _lifecycle(builder: Builder, rule: Mapping[str, Any]) -> t.Expr | None:
    bag = Bag(rule)
    props = {}
    for row in _LIFECYCLE_ROWS:
        value = bag.peek(row.cfn)
        expr = row.convert(builder, value) if value is not None else None
        if expr is not None:
            bag.take(row.cfn)
            props[row.prop] = expr
    if props.get("enabled") == t.Lit(True):
        del props["enabled"]
    return None if bag.left() else t.Struct(t.Symbol("s3", "LifecycleRule"), props)


_LIFECYCLE_ROWS = (
    Row("Id", "id", plain),
    Row("Status", "enabled", one_of("Enabled", "Disabled")),
    Row("Prefix", "prefix", plain),
    Row("ExpirationInDays", "expiration", days),
    Row("AbortIncompleteMultipartUpload.DaysAfterInitiation", "abortIncompleteMultipartUploadAfter", days),
    Row("NoncurrentVersionExpiration.NoncurrentDays", "noncurrentVersionExpiration", days),
)


def _cors(builder: Builder, rule: Mapping[str, Any]) -> t.Expr | None:
    bag = Bag(rule)
    methods = bag.take("AllowedMethods") or ()
    if not set(methods) <= {"GET", "PUT", "POST", "HEAD", "DELETE"}:
        return None
    props: Props = {"allowedMethods": t.Items(tuple(t.Symbol("s3", f"HttpMethods.{m}") for m in methods))}
    for cfn, prop in (("AllowedOrigins", "allowedOrigins"), ("AllowedHeaders", "allowedHeaders"), ("MaxAge", "maxAge")):
        value = bag.take(cfn)
        if value is not None:
            props[prop] = builder.value(value)
    return None if bag.left() else t.Struct(t.Symbol("s3", "CorsRule"), props)


def _notified(builder: Builder, resource: Resource) -> list[Link] | None:
    """The links by which the bucket notifies, if each can be said in the library's words."""
    links = [
        link for link in builder.plan.links.values() if link.source == resource.id and link.mechanism == "notification"
    ]
    links = [link for link in links if builder.type_of(link.target) in _NOTIFIED]
    for link in links:
        if (
            set(link.properties.get("Events", ())) - _EVENTS.keys()
            or _key_filter(link.properties.get("Filter")) is None
        ):
            return None
    return links


def _key_filter(value: Any) -> Props | None:
    """Prefix and suffix of a notification's filter: {} for no filter, None for one that is not understood."""
    props: Props = {}
    for rule in (value or {}).get("S3Key", {}).get("Rules", ()):
        name = str(rule.get("Name")).lower()
        if name not in ("prefix", "suffix") or name in props or not isinstance(rule.get("Value"), str):
            return None
        props[name] = t.Lit(rule["Value"])
    return props


def _notify(builder: Builder, resource: Resource, link: Link) -> None:
    destination = t.New(
        t.Symbol("s3_notifications", _NOTIFIED[builder.type_of(link.target)]), (builder.local(link.target),)
    )  # fmt: skip
    filters = _key_filter(link.properties.get("Filter"))
    more = (t.Struct(t.Symbol("s3", "NotificationKeyFilter"), filters),) if filters else ()
    add = t.Attribute(builder.local(resource.id), "addEventNotification")
    events = [t.Symbol("s3", f"EventType.{_EVENTS[event]}") for event in link.properties.get("Events", ())]
    subject = Subject("edge", link.edge)
    builder.section(subject, [t.Do(t.Call(add, (event, destination, *more))) for event in events], resource.id)


def _bucket_key(builder: Builder, value: Any) -> t.Expr | None:
    match value:
        case [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": id_}}]:
            return key(builder, id_)
    return None


BUCKET = Idiom(
    t.Symbol("s3", "Bucket"),
    "bucket",
    (
        Row("BucketName", "bucketName", plain),
        Row("PublicAccessBlockConfiguration", "blockPublicAccess",
            when(_ALL_BLOCKED, constant(t.Symbol("s3", "BlockPublicAccess.BLOCK_ALL")))),
        Row("VersioningConfiguration.Status", "versioned", when("Enabled", constant(t.Lit(True)))),
        Row("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", "eventBridgeEnabled",
            when(True, constant(t.Lit(True)))),
        Row("AccelerateConfiguration.AccelerationStatus", "transferAcceleration",
            when("Enabled", constant(t.Lit(True)))),
        Row("BucketEncryption.ServerSideEncryptionConfiguration", "encryptionKey", _bucket_key),
    ),
    attributes={"Arn": "bucketArn", "Name": "bucketName", "": "bucketName", "DomainName": "bucketDomainName",
                "RegionalDomainName": "bucketRegionalDomainName", "WebsiteURL": "bucketWebsiteUrl"},
    more=_bucket,
    resource_policy=True,
    removal=True,
)  # fmt: skip


IDIOMS: dict[str, Sequence[Idiom]] = {"AWS::DynamoDB::Table": (TABLE,), "AWS::S3::Bucket": (BUCKET,)}

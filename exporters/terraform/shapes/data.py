"""Tables, databases, keys and secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from exporters.plan import Resource
from exporters.scans.checkov import skips
from exporters.terraform.hcl import Block, Call, Expr, Template
from exporters.terraform.iam import document
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack
from exporters.terraform.table import schema


@shape("AWS::DynamoDB::Table")
def table(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    name = block.attributes.pop("name")
    keys = _keys(stack, of.properties.get("KeySchema", ()))
    stream = {"stream_enabled": True} if "StreamSpecification" in of.properties else {}
    block.attributes = {"name": name, **keys, **block.attributes, **stream}
    first = []
    for attribute in of.properties.get("AttributeDefinitions", ()):
        pair = {"name": attribute["AttributeName"], "type": attribute.get("AttributeType", "S")}
        first.append(Block("attribute", (), stack.values.value(pair)))
    for kind in ("Global", "Local"):
        indexes = of.properties.get(f"{kind}SecondaryIndexes", ())
        first += [_index(stack, of, kind.lower(), index) for index in indexes if isinstance(index, Mapping)]
    block.blocks = [*first, *block.blocks]
    stream_ = of.properties.get("KinesisStreamSpecification")
    if isinstance(stream_, Mapping):
        further = stack.resource(of, "aws_dynamodb_kinesis_streaming_destination")
        further.attributes = {
            "table_name": Expr(f"{'.'.join(block.labels)}.name"),
            "stream_arn": stack.values.value(stream_.get("StreamArn")),
        }
        if "ApproximateCreationDateTimePrecision" in stream_:
            precision = stack.coerced(stream_["ApproximateCreationDateTimePrecision"], "s")
            further.attributes["approximate_creation_date_time_precision"] = precision


def _keys(stack: Stack, key_schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in key_schema if isinstance(key_schema, Sequence) else ():
        if isinstance(key, Mapping):
            name = "range_key" if key.get("KeyType") == "RANGE" else "hash_key"
            found[name] = stack.values.value(key.get("AttributeName"))
    return found


def _index(stack: Stack, of: Resource, kind: str, index: Mapping[str, Any]) -> Block:
    block = Block(f"{kind}_secondary_index", (), {"name": stack.values.value(index.get("IndexName"))})
    block.attributes |= _keys(stack, index.get("KeySchema", ()))
    if kind == "local":
        block.attributes.pop("hash_key", None)
    rest = {k: v for k, v in index.items() if k not in ("IndexName", "KeySchema")}
    rename = {
        "Projection": ".",
        "ProvisionedThroughput": ".",
        "ProvisionedThroughput.ReadCapacityUnits": "read_capacity",
        "ProvisionedThroughput.WriteCapacityUnits": "write_capacity",
    }
    stack.fill(block, schema("aws_dynamodb_table")[block.type], rest, rename, of.subject)
    return block


@shape("AWS::RDS::DBInstance")
def instance(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    if "DBClusterIdentifier" not in of.properties:  # the cluster has the data
        _with_snapshot(stack, of, block)
    _roles(stack, of, block, "aws_db_instance_role_association", "db_instance_identifier")


@shape("AWS::RDS::DBCluster")
def cluster(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    _with_snapshot(stack, of, block)
    _roles(stack, of, block, "aws_rds_cluster_role_association", "db_cluster_identifier")


def _roles(stack: Stack, of: Resource, block: Block, type_: str, argument: str) -> None:
    """What a database may do in a role that is attached to it."""
    for role in of.properties.get("AssociatedRoles", ()):
        further = stack.resource(of, type_)
        further.attributes = {
            argument: Expr(
                f"{'.'.join(block.labels)}.identifier" if "instance" in argument else f"{'.'.join(block.labels)}.id"
            ),
            "feature_name": stack.coerced(role.get("FeatureName", ""), "s"),
            "role_arn": stack.values.value(role["RoleArn"]),
        }


@shape("AWS::Redshift::Cluster", "AWS::DocDB::DBCluster")
def warehouse(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    _with_snapshot(stack, of, block)
    logs = of.properties.get("LoggingProperties")
    if isinstance(logs, Mapping):
        further = stack.resource(of, "aws_redshift_logging")
        further.attributes = {"cluster_identifier": Expr(f"{'.'.join(block.labels)}.id")}
        stack.fill(further, schema("aws_redshift_logging"), logs, {}, of.subject)
    if of.type == "AWS::Redshift::Cluster" and block.attributes.get("encrypted") is not None:
        block.attributes["encrypted"] = stack.coerced(of.properties.get("Encrypted"), "s")


@shape("AWS::DocDB::DBClusterParameterGroup")
def document_settings(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    parameters = of.properties.get("Parameters")
    for name, value in parameters.items() if isinstance(parameters, Mapping) else ():
        block.add("parameter", {"name": name, "value": stack.coerced(value, "s")})


def _with_snapshot(stack: Stack, of: Resource, block: Block) -> None:
    if of.deletion == "Snapshot":
        name = stack.physical_name(of, 200)
        block.attributes["final_snapshot_identifier"] = Template((*name.parts, "-final"))
    else:
        block.attributes["skip_final_snapshot"] = True


@shape("AWS::RDS::DBProxyTargetGroup")
def proxy_targets(stack: Stack, of: Resource) -> None:
    proxy = stack.values.value(of.properties.get("DBProxyName"))
    block = stack.regular(of, db_proxy_name=proxy)
    for key, name in (("DBInstanceIdentifiers", "db_instance"), ("DBClusterIdentifiers", "db_cluster")):
        for target in of.properties.get(key, ()):
            further = stack.resource(of, "aws_db_proxy_target")
            further.attributes = {
                "db_proxy_name": proxy,
                "target_group_name": Expr(f"{'.'.join(block.labels)}.name"),
                f"{name}_identifier": stack.values.value(target),
            }


@shape("AWS::KMS::Key")
def key(stack: Stack, of: Resource) -> None:
    given = of.properties.get("KeyPolicy")
    if not isinstance(given, Mapping):
        stack.regular(of)
        return
    name = f"{stack.values.names[of.id]}_key"
    policy = document(stack, "security", name, given.get("Statement", ()), of.subject, notes=skips(of))
    block = stack.regular(of)
    block.attributes["policy"] = policy


@shape("AWS::SecretsManager::Secret")
def secret(stack: Stack, of: Resource) -> None:
    """CloudFormation can invent a password; here a sensitive variable brings it."""
    block = stack.regular(of)
    generate, given = of.properties.get("GenerateSecretString"), of.properties.get("SecretString")
    if generate is None and given is None:
        return
    version = stack.resource(of, "aws_secretsmanager_secret_version")
    version.attributes["secret_id"] = Expr(f"{'.'.join(block.labels)}.id")
    if given is not None:
        version.attributes["secret_string"] = stack.coerced(given, "s")
        return
    name = stack.values.names[of.id]
    description = f"Password that the secret {name} keeps, of at least 12 letters and digits"
    password = stack.values.further_variable(
        f"{name}_password", "String", description, pattern="^[A-Za-z0-9]{12,64}$", secret=True
    )
    content = _template(generate)
    key = str(generate.get("GenerateStringKey", "")) if isinstance(generate, Mapping) else ""
    version.attributes["secret_string"] = Call("jsonencode", ({**content, key: password},)) if key else password


def _template(generate: Any) -> dict[str, Any]:
    text = generate.get("SecretStringTemplate") if isinstance(generate, Mapping) else None
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}

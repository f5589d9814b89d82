"""Buckets, tables and databases: where data stays.  Data outlives the stack unless the design says otherwise."""

from __future__ import annotations

from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Ref
from exporters.planner import network
from exporters.planner.builder import Builder, kebab, short
from exporters.planner.registry import finisher, node


def private_bucket() -> dict[str, Any]:
    """The properties of a bucket that nobody outside sees, with versions, that cleans up after itself."""
    return {
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "Id": "remove-abandoned-uploads",
                    "Status": "Enabled",
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                }
            ]
        },
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
        "VersioningConfiguration": {"Status": "Enabled"},
    }


@node("s3")
def bucket(b: Builder, id_: str) -> None:
    properties = {**private_bucket(), **b.node_properties(id_)}
    b.main(id_, "AWS::S3::Bucket", properties, deletion="Retain")
    b.output(f"{pascal(id_)}Name", Ref(id_, "Name"), f"Name of the bucket {b.title(id_)}")


@node("dynamodb")
def table(b: Builder, id_: str) -> None:
    given = b.node_properties(id_)
    properties: dict[str, Any] = {}
    if "KeySchema" not in given:
        properties |= {
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        }
    if "ProvisionedThroughput" not in given:
        properties["BillingMode"] = "PAY_PER_REQUEST"
    properties |= {
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": {"SSEEnabled": True},
        **given,
    }
    if "AttributeDefinitions" not in properties:  # keys without types: texts
        names = [key["AttributeName"] for key in properties["KeySchema"] if isinstance(key, dict)]
        properties["AttributeDefinitions"] = [{"AttributeName": name, "AttributeType": "S"} for name in names]
    b.main(id_, "AWS::DynamoDB::Table", properties, deletion="Retain")
    b.output(f"{pascal(id_)}Name", Ref(id_, "Name"), f"Name of the table {b.title(id_)}")


@finisher("dynamodb")
def stream_of_table(b: Builder, id_: str) -> None:
    """A table whose changes somebody follows needs its stream."""
    followers = [w for w in b.out.get(id_, ()) if w.integration.source == "dynamodb-stream"]
    if followers or b.outgoing(id_, "event-source-mapping", "pipe-source"):
        b.drafts[id_].properties.setdefault("StreamSpecification", {"StreamViewType": "NEW_AND_OLD_IMAGES"})


def _subnet_group(b: Builder) -> Ref:
    if "db-subnets" not in b.notes:
        properties = {"DBSubnetGroupDescription": "Private subnets of the databases", "SubnetIds": network.subnets(b)}
        from designer.model.design import DESIGN

        b.notes["db-subnets"] = b.add("database_subnets", "AWS::RDS::DBSubnetGroup", properties, DESIGN, "subnets").id
    return Ref(b.notes["db-subnets"], "Name")


@node("rds")
def database(b: Builder, id_: str) -> None:
    """Its administrator's password lies in Secrets Manager and is rotated there."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    engine = str(given.get("Engine", "postgres"))
    properties: dict[str, Any] = {
        "Engine": engine,
        "DBInstanceClass": "db.t4g.medium",
        "AllocatedStorage": "20",
        "StorageType": "gp3",
        "DBName": "app",
        "MasterUsername": "administrator",
        "ManageMasterUserPassword": True,
        "DBSubnetGroupName": _subnet_group(b),
        "VPCSecurityGroups": [network.security_group(b, id_, subject)],
        "PubliclyAccessible": False,
        "StorageEncrypted": True,
        "MultiAZ": True,
        "BackupRetentionPeriod": 7,
        "AutoMinorVersionUpgrade": True,
        "CopyTagsToSnapshot": True,
        "DeletionProtection": True,
        "EnableIAMDatabaseAuthentication": True,
        "EnablePerformanceInsights": True,
        "EnableCloudwatchLogsExports": ["postgresql"] if "postgres" in engine else ["error"],
        **given,
    }
    if properties["ManageMasterUserPassword"]:
        properties.pop("MasterUserPassword", None)
    if "DBInstanceIdentifier" not in given:
        properties.pop("DBInstanceIdentifier", None)
    b.main(id_, "AWS::RDS::DBInstance", properties, deletion="Snapshot")
    b.notes[f"secret:{id_}"] = Ref(id_, "MasterUserSecret.SecretArn")
    b.notes[f"engine:{id_}"] = "POSTGRESQL" if "postgres" in engine else "MYSQL"
    b.output(f"{pascal(id_)}Endpoint", Ref(id_, "Endpoint.Address"), f"Host name of the database {b.title(id_)}")


_SCALING = {"MinCapacity": 0.5, "MaxCapacity": 4}


@node("aurora-serverless-v2")
def cluster(b: Builder, id_: str) -> None:
    """A cluster that scales to its load, with one writer, reached by the Data API as well as inside the VPC."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    engine = str(given.get("Engine", "aurora-postgresql"))
    properties: dict[str, Any] = {
        "Engine": engine,
        "DatabaseName": "app",
        "MasterUsername": "administrator",
        "ManageMasterUserPassword": True,
        **({} if given.get("EngineMode") == "serverless" else {"ServerlessV2ScalingConfiguration": _SCALING}),
        "EnableHttpEndpoint": True,
        "DBSubnetGroupName": _subnet_group(b),
        "VpcSecurityGroupIds": [network.security_group(b, id_, subject)],
        "StorageEncrypted": True,
        "BackupRetentionPeriod": 7,
        "CopyTagsToSnapshot": True,
        "DeletionProtection": True,
        "EnableIAMDatabaseAuthentication": True,
        "EnableCloudwatchLogsExports": ["postgresql"] if "postgresql" in engine else ["error"],
        **given,
    }
    b.main(id_, "AWS::RDS::DBCluster", properties, deletion="Snapshot")
    writer = {
        "DBClusterIdentifier": Ref(id_, "Id"),
        "DBInstanceClass": "db.serverless",
        "Engine": engine,
        "AutoMinorVersionUpgrade": True,
        "EnablePerformanceInsights": True,
        "PubliclyAccessible": False,
    }
    b.add(f"{id_}_writer", "AWS::RDS::DBInstance", writer, subject, "writer")
    b.notes[f"secret:{id_}"] = Ref(id_, "MasterUserSecret.SecretArn")
    b.notes[f"engine:{id_}"] = "POSTGRESQL" if "postgresql" in engine else "MYSQL"
    b.output(f"{pascal(id_)}Endpoint", Ref(id_, "Endpoint.Address"), f"Host name of the cluster {b.title(id_)}")


@node("rds-proxy")
def proxy(b: Builder, id_: str) -> None:
    """The proxy of the database that it is connected with; without one it cannot be made."""
    subject = Subject("node", id_)
    databases = [
        w.target for w in b.outgoing(id_, "connection") if b.service(w.target) in ("rds", "aurora-serverless-v2")
    ]
    if not databases:
        b.omit(subject, "A proxy needs a database behind it: connect it with one.")
        return
    engine = str(b.node(databases[0]).properties.get("Engine", "postgres"))
    secret = Ref(databases[0], "MasterUserSecret.SecretArn")
    properties: dict[str, Any] = {
        "DBProxyName": short(f"{b.slug}-{kebab(id_)}", 60),
        "EngineFamily": "POSTGRESQL" if "postgres" in engine else "MYSQL",
        "RequireTLS": True,
        "Auth": [{"AuthScheme": "SECRETS", "IAMAuth": "REQUIRED", "SecretArn": secret}],
        "VpcSubnetIds": network.subnets(b),
        "VpcSecurityGroupIds": [network.security_group(b, id_, subject)],
        **b.node_properties(id_),
        "RoleArn": b.role(id_, "rds.amazonaws.com", subject),
    }
    b.main(id_, "AWS::RDS::DBProxy", properties)
    b.grant(id_, ["secretsmanager:GetSecretValue"], [secret], subject, databases[0], because="Auth")
    b.output(f"{pascal(id_)}Endpoint", Ref(id_, "Endpoint"), f"Host name of the proxy {b.title(id_)}")

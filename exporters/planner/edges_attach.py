"""Attachments: what guards, names, encrypts or houses something becomes a property of it, or a resource between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire
from exporters.planner.edges_balancer import is_network
from exporters.planner.edges_names import associate, pointed
from exporters.planner.nodes_security import people
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import mechanism
from exporters.planner.values import SECRET_ARN

Attach: TypeAlias = Callable[[Builder, Wire], None]


@mechanism("association")
def association(b: Builder, wire: Wire) -> None:
    attach = _ATTACH.get(b.service(wire.source))
    if attach is None:
        return b.omit(
            wire.subject, f"What {b.catalogue.title(b.service(wire.source))} is attached to is not generated."
        )
    return attach(b, wire)


@mechanism("access-logs", "tracing")
def observed(b: Builder, wire: Wire) -> None:
    """Logs and traces are there by default; a log group or stream of the design is where they go instead."""
    if wire.integration.mechanism == "tracing":
        return _traced(b, wire)
    if b.service(wire.source) == "stepfunctions":
        place = {"CloudWatchLogsLogGroup": {"LogGroupArn": b.arn(wire.target)}}
        b.drafts[wire.source].properties["LoggingConfiguration"]["Destinations"] = [place]
        own = next((d.id for d in b.drafts.values() if d.role == "log-group" and d.subject.id == wire.source), None)
        b.drafts.pop(own or "", None)
    else:
        b.notes[f"access-logs:{wire.source}"] = wire.target
    wire.resources.append(wire.source)
    return None


def _traced(b: Builder, wire: Wire) -> None:
    """Only a container does not trace by itself: a sidecar takes its traces."""
    if b.service(wire.source) != "ecs-fargate":
        return
    grant_permissions(b, wire)
    task = b.drafts[b.notes[f"task:{wire.source}"]].properties
    main = task["ContainerDefinitions"][0]
    sidecar = {
        "Name": "traces",
        "Image": "public.ecr.aws/aws-observability/aws-otel-collector:latest",
        "Essential": False,
        "Command": ["--config=/etc/ecs/ecs-default-config.yaml"],
        "ReadonlyRootFilesystem": True,
        "LogConfiguration": {
            **main["LogConfiguration"],
            "Options": {**main["LogConfiguration"]["Options"], "awslogs-stream-prefix": "traces"},
        },
    }
    task["ContainerDefinitions"].append(sidecar)
    wire.resources.append(b.notes[f"task:{wire.source}"])


# -- keys


def _encrypted(b: Builder, wire: Wire) -> None:
    properties = b.drafts[wire.target].properties if wire.target in b.drafts else None
    service = b.service(wire.target)
    if properties is None or service not in _KEYS:
        return b.omit(wire.subject, f"A key of {b.catalogue.title(service)} is set where it is made.")
    arn = Ref(wire.source, "Arn")
    properties.pop("SqsManagedSseEnabled", None)
    for name, value in _KEYS[service](arn).items():
        inner = properties.get(name)
        properties[name] = {**inner, **value} if isinstance(inner, dict) and isinstance(value, dict) else value
    return None


_KEYS: Mapping[str, Callable[[Ref], dict[str, Any]]] = {
    "sqs": lambda key: {"KmsMasterKeyId": key},
    "sns": lambda key: {"KmsMasterKeyId": key},
    "s3": lambda key: {
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {
                    "BucketKeyEnabled": True,
                    "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
                }
            ]
        }
    },
    "dynamodb": lambda key: {"SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}},
    "secrets-manager": lambda key: {"KmsKeyId": key},
    "kinesis-stream": lambda key: {"StreamEncryption": {"EncryptionType": "KMS", "KeyId": key}},
    "firehose": lambda key: {
        "DeliveryStreamEncryptionConfigurationInput": {"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key}
    },
    "lambda": lambda key: {"KmsKeyArn": key},
    "cognito-user-pool": lambda key: {"LambdaConfig": {"KMSKeyID": key}},
    "cloudwatch-logs": lambda key: {"KmsKeyId": key},
    "eventbridge-bus": lambda key: {"KmsKeyIdentifier": key},
    "stepfunctions": lambda key: {"EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}},
    "efs": lambda key: {"KmsKeyId": key},
    "rds": lambda key: {"KmsKeyId": key},
    "aurora-serverless-v2": lambda key: {"KmsKeyId": key},
    "opensearch": lambda key: {"EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": key}},
    "ecr": lambda key: {"EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": key}},
}


# -- web ACLs


def _guarded(b: Builder, wire: Wire) -> None:
    service = b.service(wire.target)
    if is_network(b, wire.target):
        b.omit(wire.subject, "A web ACL looks at requests, of which a network load balancer knows nothing.")
    elif service == "cloudfront":
        b.drafts[wire.target].properties["DistributionConfig"]["WebACLId"] = Ref(wire.source, "Arn")
    elif service == "apigw-rest":
        b.notes.setdefault(f"guards:{wire.target}", []).append(wire)  # the stage comes last
    else:
        associate(b, wire, Ref(wire.target, "Arn"))


# -- passwords


def _password_of(b: Builder, wire: Wire) -> None:
    """The database takes its administrator's name and password from the secret, which then knows the database."""
    service, target = b.service(wire.target), wire.target
    if service == "rds-proxy":
        return _signed_in(b, wire)
    if service == "kafka-self-managed":
        b.notes[f"kafka-secret:{target}"] = Ref(wire.source, "Arn")
        return None
    draft = b.drafts[target]
    if service == "msk":
        properties = {"ClusterArn": Ref(target, "Arn"), "SecretArnList": [Ref(wire.source, "Arn")]}
        if draft.type != "AWS::MSK::Cluster":
            return b.omit(wire.subject, "MSK Serverless knows no passwords: its clients sign in with their roles.")
        b.for_wire(wire, "", "AWS::MSK::BatchScramSecret", properties)
        return None
    fill_secret(b, wire.source)
    user, password = (_resolved(wire.source, field) for field in ("username", "password"))
    if service == "mq":
        draft.properties["Users"] = [{"Username": user, "Password": password}]
        own = b.notes[f"secret:{target}"]
        b.drafts.pop(own.resource, None)
        b.notes[f"secret:{target}"] = Ref(wire.source, "Arn")
        return None
    draft.properties.pop("ManageMasterUserPassword", None)
    draft.properties.pop("ManageMasterPassword", None)
    given = b.node(target).properties  # a template says itself how it takes them from the secret
    for name, value in (("MasterUsername", user), ("MasterUserPassword", password)):
        if isinstance(draft.properties.get(name), (str, type(None))) or name not in given:
            draft.properties[name] = value
    b.notes[f"secret:{target}"] = Ref(wire.source, "Arn")
    attached = {"SecretId": Ref(wire.source, "Arn"), "TargetId": Ref(target, "Id"), "TargetType": draft.type}
    b.for_wire(wire, "", "AWS::SecretsManager::SecretTargetAttachment", attached)
    return None


def fill_secret(b: Builder, secret: str) -> None:
    """A secret with a user's name and an invented password, where the design does not say what is in it."""
    generate = b.drafts[secret].properties.setdefault("GenerateSecretString", {})
    generate.setdefault("SecretStringTemplate", '{"username":"administrator"}')
    generate.setdefault("GenerateStringKey", "password")
    generate.setdefault("ExcludeCharacters", "/@\"'\\")


def _resolved(secret: str, field: str) -> Join:
    return Join(("{{resolve:secretsmanager:", Ref(secret, "Arn"), f":SecretString:{field}}}}}"))


def _signed_in(b: Builder, wire: Wire) -> None:
    auth = b.drafts[wire.target].properties["Auth"]
    entry = {"AuthScheme": "SECRETS", "IAMAuth": "REQUIRED", "SecretArn": Ref(wire.source, "Arn")}
    fill_secret(b, wire.source)
    auth[:] = [entry] if not b.notes.get(f"signed:{wire.target}") else [*auth, entry]
    b.notes[f"signed:{wire.target}"] = True
    grant_permissions(b, wire)


# -- places, people and images


def _housed(b: Builder, wire: Wire) -> None:
    """What stands in the design's VPC stands there already; a function is put there by the edge."""
    if b.service(wire.target) != "lambda":
        return
    network.attach_function(b, wire.target, wire.subject)
    config = b.drafts[wire.target].properties["VpcConfig"]
    config |= wire.take("SubnetIds", "SecurityGroupIds")


def _let_in(b: Builder, wire: Wire) -> None:
    grant_permissions(b, wire, people(wire.source))


def _signs_in(b: Builder, wire: Wire) -> None:
    head = ("cognito-idp.", Pseudo("Region"), ".", Pseudo("UrlSuffix"), "/")
    provider = {
        "ClientId": Ref(b.notes[f"client:{wire.source}"], "Id"),
        "ProviderName": Join((*head, Ref(wire.source, "Id"))),
        "ServerSideTokenCheck": True,
    }
    b.drafts[wire.target].properties.setdefault("CognitoIdentityProviders", []).append(provider)


def _federated(b: Builder, wire: Wire) -> None:
    """People of another system sign in by OpenID Connect; what it knows of this pool are parameters."""
    name, title = pascal(wire.source), b.title(wire.source)
    details = {
        "client_id": b.parameter(f"{name}ClientId", "String", f"Client id that {title} gives this pool"),
        "client_secret": Join(
            ("{{resolve:secretsmanager:", _client_secret(b, wire.source), ":SecretString:client_secret}}")
        ),
        "attributes_request_method": "GET",
        "oidc_issuer": b.parameter(f"{name}Issuer", "String", f"Issuer of {title}", pattern="^https://.+$"),
        "authorize_scopes": "openid email profile",
    }
    properties = {
        "UserPoolId": Ref(wire.target, "Id"),
        "ProviderName": name[:32],
        "ProviderType": "OIDC",
        "ProviderDetails": details,
        "AttributeMapping": {"email": "email"},
    }
    made = b.for_wire(wire, "", "AWS::Cognito::UserPoolIdentityProvider", properties)
    client = b.drafts[b.notes[f"client:{wire.target}"]]
    client.properties.setdefault("SupportedIdentityProviders", ["COGNITO"]).append(Ref(made.id, ""))


def _client_secret(b: Builder, actor: str) -> Value:
    return b.parameter(
        f"{pascal(actor)}ClientSecretArn",
        "String",
        f"ARN of the secret with the field client_secret of {b.title(actor)}",
        pattern=SECRET_ARN,
    )


def _image(b: Builder, wire: Wire) -> None:
    """The repository's policy lets Lambda fetch the image; a container's own role may fetch it already."""
    if b.service(wire.target) != "lambda" or wire.source not in b.drafts:
        return
    head = ("arn:", Pseudo("Partition"), ":lambda:", Pseudo("Region"), ":", Pseudo("AccountId"), ":function:*")
    statement = {
        "Sid": "Functions",
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        "Condition": {"ArnLike": {"aws:SourceArn": Join(head)}},
    }
    b.drafts[wire.source].properties.setdefault(
        "RepositoryPolicyText", {"Version": "2012-10-17", "Statement": [statement]}
    )


def _scanned(b: Builder, wire: Wire) -> None:
    """Malware protection of a bucket acts in a role of its own."""
    principal = f"{wire.id}_scanner"
    role = b.role(principal, "malware-protection-plan.guardduty.amazonaws.com", wire.subject)
    objects = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObjectTagging", "s3:GetObjectTagging"]
    b.grant(principal, objects, [Join((b.arn(wire.target), "/*"))], wire.subject, wire.target)
    bucket = ["s3:ListBucket", "s3:PutBucketNotification", "s3:GetBucketNotification"]
    b.grant(principal, bucket, [b.arn(wire.target)], wire.subject, wire.target)
    rules = ("arn:", Pseudo("Partition"), ":events:", Pseudo("Region"), ":", Pseudo("AccountId"))
    managed = Join((*rules, ":rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*"))
    events = ["events:PutRule", "events:DeleteRule", "events:PutTargets", "events:RemoveTargets"]
    b.grant(principal, events, [managed], wire.subject)
    properties = {
        "Role": role,
        "ProtectedResource": {"S3Bucket": {"BucketName": b.name(wire.target)}},
        "Actions": {"Tagging": {"Status": "ENABLED"}},
    }
    b.for_wire(wire, "plan", "AWS::GuardDuty::MalwareProtectionPlan", properties)


def _shown(b: Builder, wire: Wire) -> None:
    """The file system names its bucket itself."""
    wire.resources.append(wire.source)


_ATTACH: Mapping[str, Attach] = {
    "kms": _encrypted,
    "waf": _guarded,
    "route53": pointed,
    "secrets-manager": _password_of,
    "vpc": _housed,
    "cognito-identity-pool": _let_in,
    "cognito-user-pool": _signs_in,
    "third-party-saas": _federated,
    "ecr": _image,
    "guardduty": _scanned,
    "s3-files": _shown,
}

"""Who may do what, as edges: SAM's policy templates, inline statements, managed policies and roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from designer.importers.base import Place
from designer.importers.cloudformation.drawing import Drawing
from designer.importers.cloudformation.tables import GENERIC_TYPES, NAMESPACES
from designer.importers.cloudformation.template import Resource, as_list, as_map, each, text

_LETTERS = ("dead-letter", "on-failure", "on-success", "redrive")
ACCESS = ("data-access", "publish", "sdk-call", "connection", "request")
# Rights that every piece of code has, or that say nothing of who talks to whom.
_SILENT = frozenset({
    "logs", "xray", "ec2", "iam", "sts", "cloudwatch", "tag", "application-autoscaling", "autoscaling", "kms",
    "ecr", "ec2messages", "ssmmessages", "acm", "acm-pca", "sso", "resource-groups", "elasticloadbalancing",
    "application-signals", "aws-marketplace", "network-firewall", "servicediscovery", "cloudformation",
})  # fmt: skip
_READS = re.compile(r"(?i)(get|list|query|scan|batchget|describe|select|read|search|head|download|view)")
_NEUTRAL = re.compile(r"(?i)(describe|list|conditioncheck|get\w*(attributes|url|location))")
# What polls for an event source mapping or a pipe asks for; it is no connection of its own.
_POLLS: Mapping[str, frozenset[str]] = {
    "sqs": frozenset({
        "receivemessage", "deletemessage", "getqueueattributes", "changemessagevisibility", "getqueueurl",
        "deletemessagebatch", "changemessagevisibilitybatch",
    }),
    "kinesis": frozenset({
        "getrecords", "getsharditerator", "describestream", "describestreamsummary", "listshards", "liststreams",
        "subscribetoshard", "listtagsforstream", "describestreamconsumer",
    }),
    "dynamodb": frozenset({"getrecords", "getsharditerator", "describestream", "liststreams"}),
    "kafka": frozenset({"describecluster", "describeclusterv2", "getbootstrapbrokers", "listscramsecrets"}),
    "kafka-cluster": frozenset({
        "connect", "describegroup", "altergroup", "describetopic", "readdata", "describeclusterdynamicconfiguration",
        "describecluster", "altercluster", "alterclusterdynamicconfiguration",
        "writedataidempotently",  # which alone writes nothing: that takes WriteData
    }),
    "mq": frozenset({"describebroker"}),
    "rds": frozenset({"describedbclusterparameters", "describedbclusters", "describedbsubnetgroups"}),
}  # fmt: skip

# What a state machine asks for to wait for a job: a rule that AWS manages.
_MANAGES = frozenset({"putrule", "puttargets", "describerule", "deleterule", "removetargets", "stoptask", "*"})

# SAM's policy templates: the service, what access they give, and the parameter that names the resource.
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
TEMPLATES: Mapping[str, tuple[str, str, str]] = {
    "AthenaQueryPolicy": ("athena", "read", "WorkGroupName"),
    "AWSSecretsManagerGetSecretValuePolicy": ("secretsmanager", "read", "SecretArn"),
    "AWSSecretsManagerRotationPolicy": ("secretsmanager", "read-write", "FunctionName"),
    "CodePipelineReadOnlyPolicy": ("codepipeline", "read", "PipelineName"),
    "CodeCommitCrudPolicy": ("codecommit", "read-write", "RepositoryName"),
    "CodeCommitReadPolicy": ("codecommit", "read", "RepositoryName"),
    "ComprehendBasicAccessPolicy": ("comprehend", "read", ""),
    "DynamoDBBackupFullAccessPolicy": ("dynamodb", "read-write", "TableName"),
    "DynamoDBCrudPolicy": ("dynamodb", "read-write", "TableName"),
    "DynamoDBReadPolicy": ("dynamodb", "read", "TableName"),
    "DynamoDBReconfigurePolicy": ("dynamodb", "write", "TableName"),
    "DynamoDBRestoreFromBackupPolicy": ("dynamodb", "read-write", "TableName"),
    "DynamoDBStreamReadPolicy": ("", "", ""),
    "DynamoDBWritePolicy": ("dynamodb", "write", "TableName"),
    "EcsRunTaskPolicy": ("ecs", "write", "TaskDefinition"),
    "EFSWriteAccessPolicy": ("elasticfilesystem", "read-write", "FileSystem"),
    "EKSDescribePolicy": ("eks", "read", ""),
    "ElasticsearchHttpPostPolicy": ("es", "write", "DomainName"),
    "EventBridgePutEventsPolicy": ("events", "write", "EventBusName"),
    "FirehoseCrudPolicy": ("firehose", "read-write", "DeliveryStreamName"),
    "FirehoseWritePolicy": ("firehose", "write", "DeliveryStreamName"),
    "KinesisCrudPolicy": ("kinesis", "read-write", "StreamName"),
    "KinesisStreamReadPolicy": ("", "", ""),
    "LambdaInvokePolicy": ("lambda", "write", "FunctionName"),
    "MobileAnalyticsWriteOnlyAccessPolicy": ("mobiletargeting", "write", ""),
    "PinpointEndpointAccessPolicy": ("mobiletargeting", "read-write", "PinpointApplicationId"),
    "PollyFullAccessPolicy": ("polly", "read-write", ""),
    "RekognitionDetectOnlyPolicy": ("rekognition", "read", ""),
    "RekognitionFacesManagementPolicy": ("rekognition", "read-write", "CollectionId"),
    "RekognitionFacesPolicy": ("rekognition", "read", ""),
    "RekognitionLabelsPolicy": ("rekognition", "read", ""),
    "RekognitionNoDataAccessPolicy": ("rekognition", "read", "CollectionId"),
    "RekognitionReadPolicy": ("rekognition", "read", "CollectionId"),
    "RekognitionWriteOnlyAccessPolicy": ("rekognition", "write", "CollectionId"),
    "Route53ChangeResourceRecordSetsPolicy": ("route53", "write", "HostedZoneId"),
    "S3CrudPolicy": ("s3", "read-write", "BucketName"),
    "S3FullAccessPolicy": ("s3", "read-write", "BucketName"),
    "S3ReadPolicy": ("s3", "read", "BucketName"),
    "S3WritePolicy": ("s3", "write", "BucketName"),
    "SageMakerCreateEndpointConfigPolicy": ("sagemaker", "write", "EndpointConfigName"),
    "SageMakerCreateEndpointPolicy": ("sagemaker", "write", "EndpointName"),
    "SESBulkTemplatedCrudPolicy": ("ses", "write", "IdentityName"),
    "SESBulkTemplatedCrudPolicy_v2": ("ses", "write", "IdentityName"),
    "SESCrudPolicy": ("ses", "write", "IdentityName"),
    "SESEmailTemplateCrudPolicy": ("ses", "write", ""),
    "SESSendBouncePolicy": ("ses", "write", "IdentityName"),
    "SNSCrudPolicy": ("sns", "write", "TopicName"),
    "SNSPublishMessagePolicy": ("sns", "write", "TopicName"),
    "SQSPollerPolicy": ("", "", "QueueName"),
    "SQSSendMessagePolicy": ("sqs", "write", "QueueName"),
    "SSMParameterReadPolicy": ("ssm", "read", "ParameterName"),
    "SSMParameterWithSlashPrefixReadPolicy": ("ssm", "read", "ParameterName"),
    "StepFunctionsExecutionPolicy": ("states", "write", "StateMachineName"),
    "TextractDetectAnalyzePolicy": ("textract", "read", ""),
    "TextractGetResultPolicy": ("textract", "read", ""),
    "TextractPolicy": ("textract", "read-write", ""),
}

# Managed policies, by how their names begin, and the namespace that they open.  Those that only administer a service
# (functions, brokers, clusters) say nothing of who talks to whom.
_MANAGED: tuple[tuple[str, str], ...] = (
    ("AmazonDynamoDB", "dynamodb"), ("AmazonS3", "s3"), ("AmazonSQS", "sqs"), ("AmazonSNS", "sns"),
    ("AmazonSSM", "ssm"), ("AmazonSES", "ses"), ("AmazonKinesisFirehose", "firehose"), ("AmazonKinesis", "kinesis"),
    ("AmazonBedrock", "bedrock"), ("AmazonEventBridgeScheduler", "scheduler"), ("AmazonEventBridge", "events"),
    ("AmazonPolly", "polly"), ("AmazonRekognition", "rekognition"), ("AmazonTextract", "textract"),
    ("AmazonTranscribe", "transcribe"), ("AmazonRDSData", "rds-data"), ("AmazonRDS", "rds"),
    ("AmazonAthena", "athena"), ("AmazonECS_", "ecs"),
    ("AmazonCognito", "cognito-idp"), ("AmazonElastiCache", "elasticache"), ("AmazonQLDB", "qldb"),
    ("AmazonTimestream", "timestream"), ("AmazonRedshift", "redshift"), ("AmazonOpenSearchService", "es"),
    ("AmazonElasticFileSystem", "elasticfilesystem"), ("AWSStepFunctions", "states"),
    ("SecretsManager", "secretsmanager"), ("AWSIoT", "iot"), ("AWSGlue", "glue"), ("AWSAppSync", "appsync"),
    ("AWSCodeCommit", "codecommit"), ("Translate", "translate"), ("Comprehend", "comprehend"),
    ("AWSElementalMediaConvert", "mediaconvert"), ("AmazonSageMaker", "sagemaker"), ("AmazonKendra", "kendra"),
    ("AmazonLex", "lex"), ("AmazonDocDB", "rds"),
)  # fmt: skip
# Managed roles for what runs the code, not for what the code does.
_EXECUTION = re.compile(
    r"^(AWSLambda(Basic|VPC|SQS|Kinesis|DynamoDB|MSK)|AWSXRay|AWSXray|CloudWatch|AmazonSSMManagedInstanceCore|"
    r"AmazonECSTaskExecution|AmazonAPIGatewayPush|AWSGlueServiceRole|AWSAppSyncPush|AmazonEC2RoleforSSM|AWSLambdaRole$)"
)

# Where a type keeps the role of the code that runs in it.
ROLES: Mapping[str, tuple[str, ...]] = {
    "AWS::Serverless::Function": ("Role",),
    "AWS::Lambda::Function": ("Role",),
    "AWS::ECS::TaskDefinition": ("TaskRoleArn",),
    "AWS::EC2::Instance": ("IamInstanceProfile",),
    "AWS::Glue::Job": ("Role",),
    "AWS::Synthetics::Canary": ("ExecutionRoleArn",),
    "AWS::CodeBuild::Project": ("ServiceRole",),
    "AWS::AppRunner::Service": ("InstanceConfiguration.InstanceRoleArn",),
    "AWS::Cognito::IdentityPoolRoleAttachment": ("Roles",),
    "AWS::Batch::JobDefinition": ("ContainerProperties.JobRoleArn",),
}


class Policies:
    """Draws what permissions say, and answers what a role may reach."""

    def __init__(self, board: Drawing) -> None:
        self._board = board
        self._of_role: dict[str, list[Any]] = {}
        for resource in board.template.resources.values():
            if resource.type in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
                roles = resource.properties.get("Roles") or resource.properties.get("RoleName")
                for role in board.resources(roles):
                    self._of_role.setdefault(role, []).append(resource.properties.get("PolicyDocument"))

    def draw(self) -> None:
        for resource in self._board.template.resources.values():
            actor = self._board.owner(resource.id)
            if actor is None:
                continue
            if resource.type == "AWS::Serverless::Function":
                for policy in as_list(resource.properties.get("Policies")):
                    self._policy(actor, policy, resource.place)
            for path in ROLES.get(resource.type, ()):
                roles = list(self._roles(resource.get(path)))
                for role in roles:
                    self._role(actor, role)
                foreign = not roles and resource.get(path) is not None
                self._configured(actor, resource, ACCESS if foreign else ("connection", "request"))

    def statements_of(self, value: Any) -> Iterator[Mapping[str, Any]]:
        """The statements that the roles named by a value have of their own."""
        for role in self._roles(value):
            for document in self._documents(role):
                yield from _statements(document)

    def reached_by(self, policy: Any) -> Iterator[str]:
        """The nodes that one policy speaks of, each of the service that the rights are for; something outside where
        they are for any resource of a service."""
        board = self._board
        if isinstance(policy, Mapping) and "Statement" in policy:
            spoken = [
                ((text(action) or "").lower(), resource)
                for statement in _statements(policy)
                if statement.get("Effect", "Allow") == "Allow"
                for action in as_list(statement.get("Action"))
                for resource in as_list(statement.get("Resource"))
            ]
        else:
            named = policy.items() if isinstance(policy, Mapping) and len(policy) == 1 else ()
            spoken = [(TEMPLATES.get(name, ("", "", ""))[0], parameters) for name, parameters in named]
        for action, resource in spoken:
            namespace, _, verb = action.partition(":")
            service = NAMESPACES.get(namespace, "")
            if namespace in _SILENT or verb in _MANAGES or not service:
                continue
            found = [id_ for id_ in board.targets(resource) if board.service(id_) == service]
            if not found and text(resource) is not None and not _READS.match(verb):
                # Any of a service means the only one that there is.
                inside = board.inside(namespace)
                found = inside[:1] if len(inside) < 2 else []
                found = found if inside else [board.outside(service)]
            yield from found

    # -- roles

    def _roles(self, value: Any) -> Iterator[Resource]:
        for id_ in self._board.resources(value):
            resource = self._board.template.resources[id_]
            if resource.type == "AWS::IAM::Role":
                yield resource
            elif resource.type == "AWS::IAM::InstanceProfile":
                yield from self._roles(resource.properties.get("Roles"))

    def _documents(self, role: Resource) -> Iterator[Any]:
        yield from (as_map(p).get("PolicyDocument") for p in as_list(role.properties.get("Policies")))
        yield from self._of_role.get(role.id, ())
        for arn in as_list(role.properties.get("ManagedPolicyArns")):
            for id_ in self._board.resources(arn):
                yield self._board.template.resources[id_].properties.get("PolicyDocument")

    def _role(self, actor: str, role: Resource) -> None:
        for document in self._documents(role):
            for statement in _statements(document):
                self._statement(actor, statement, role.place)
        for arn in as_list(role.properties.get("ManagedPolicyArns")):
            self._managed(actor, arn, role.place)

    # -- policies

    def _configured(self, actor: str, resource: Resource, mechanisms: tuple[str, ...]) -> None:
        """What the environment names: all that code whose role stands elsewhere uses, and of other code's that for
        which nobody asks a permission, such as a database in the same network."""
        board = self._board
        for id_ in board.targets(_settings(resource)):
            spoken = board.between(actor, id_) or board.between(id_, actor)
            asked = mechanisms
            if board.service(id_) == "vpc-lattice" and board.nodes[id_].properties.get("AuthType") in (None, "NONE"):
                asked = ACCESS
            if id_ != actor and not spoken and not board.nodes[id_].is_generic and board.known(actor, id_, *asked):
                board.connect(actor, id_, asked, {}, resource.place)

    def _policy(self, actor: str, policy: Any, place: Place) -> None:
        if isinstance(policy, Mapping) and "Statement" in policy:
            for statement in _statements(policy):
                self._statement(actor, statement, place)
            return
        if isinstance(policy, Mapping) and len(policy) == 1:
            ((name, parameters),) = policy.items()
            if name in TEMPLATES:
                self._template(actor, name, as_map(parameters), place)
                return
        for id_ in self._board.resources(policy):
            for statement in _statements(self._board.template.resources[id_].properties.get("PolicyDocument")):
                self._statement(actor, statement, place)
        self._managed(actor, policy, place)

    def _template(self, actor: str, name: str, parameters: Mapping[str, Any], place: Place) -> None:
        namespace, access, parameter = TEMPLATES[name]
        if namespace:
            self._allow(actor, namespace, access, as_list(parameters.get(parameter)) or ["*"], place)

    def _managed(self, actor: str, arn: Any, place: Place) -> None:
        written = text(arn) or ""
        name = written.rpartition("/")[2].rpartition(":")[2]
        if "${" in name or _EXECUTION.match(name):
            return
        namespace = next((space for prefix, space in _MANAGED if name.startswith(prefix)), "")
        if namespace:
            access = "read" if "ReadOnly" in name else "read-write"
            self._allow(actor, namespace, access, ["*"], place)

    def _statement(self, actor: str, statement: Mapping[str, Any], place: Place) -> None:
        if statement.get("Effect", "Allow") != "Allow" or "NotAction" in statement:
            return
        verbs: dict[str, list[str]] = {}
        for action in as_list(statement.get("Action")):
            namespace, _, verb = (text(action) or "").partition(":")
            if verb:
                verbs.setdefault(namespace.lower(), []).append(verb.lower())
        resources = [r for r in as_list(statement.get("Resource")) if r is not None] or ["*"]
        for namespace, names in verbs.items():
            names_ = [verb for verb in names if verb not in _POLLS.get(namespace, ())]
            if namespace == "lambda":
                names_ = [verb for verb in names_ if verb.startswith(("invoke", "*"))]
            if names_ and namespace not in _SILENT:
                self._allow(actor, namespace, access_of(names_), resources, place)
            elif not names_ and namespace != "lambda":
                self._poll(actor, namespace, resources, place)

    def _poll(self, actor: str, namespace: str, resources: list[Any], place: Place) -> None:
        """Rights to read from what feeds the actor anyway draw nothing; from something else they are access."""
        service = NAMESPACES.get(namespace, "")
        fed = {link.source for link in self._board.links if link.target == actor}
        for resource in resources:
            for id_ in self._board.targets(resource):
                if id_ not in fed and id_ != actor and self._board.service(id_) == service:
                    self._board.connect(actor, id_, ACCESS, {"Access": "read"}, place)

    def _allow(self, actor: str, namespace: str, access: str, resources: list[Any], place: Place) -> None:
        board = self._board
        service = board.service_of(namespace)
        for resource in resources:
            found = board.targets(resource)
            fitting = [id_ for id_ in found if board.service(id_) in _alike(namespace, service)] or (
                [] if service else found
            )
            if not found and (text(resource) is not None):
                fitting = self._outside(actor, namespace, service, resource)
            for id_ in fitting:
                if id_ != actor or namespace == "lambda":
                    self._grant(actor, id_, access, place)

    def _outside(self, actor: str, namespace: str, service: str, resource: Any) -> list[str]:
        """What is named but not in the template: a parameter's, or any resource of the service."""
        board = self._board
        if not service and namespace not in GENERIC_TYPES:
            return []
        spec = board.catalogue.services.get(service)
        if spec is not None and not board.nodes[actor].is_generic and not board.speaks(actor, spec, ACCESS):
            return []
        written = text(resource) or ""
        code = board.template.resources.get(actor)
        if written == "*" and code is not None:  # of all, what its environment names is meant
            alike = _alike(namespace, service)
            meant = [id_ for id_ in board.targets(_settings(code)) if board.service(id_) in alike]
            if meant:
                return meant
        named = next((n for n in re.findall(r"\$\{([A-Za-z0-9]+)\}", written) if n in board.parameters), "")
        if spec is not None and spec.cfn_type is None:
            named = ""  # what is no resource (a foundation model) is there only once
        return [board.peer(namespace, named)]

    def _grant(self, actor: str, target: str, access: str, place: Place) -> None:
        """One edge for all that one actor may do with one thing."""
        board = self._board
        for link in board.between(actor, target):
            if link.mechanism in _LETTERS:
                return  # what failed is sent there
            if link.mechanism in ACCESS:
                known = link.properties.get("Access")
                if known is not None and known != access:
                    link.properties["Access"] = "read-write"
                return
        board.connect(actor, target, ACCESS, {"Access": access}, place)


def _settings(resource: Resource) -> list[Any]:
    """The environment of code.  A variable that is called an origin names whose pages may call it, nothing it calls."""
    found = [
        value
        for variables in each(resource.properties, "Environment.Variables")
        for name, value in as_map(variables).items()
        if "ORIGIN" not in str(name).upper()
    ]
    return [*found, *each(resource.properties, "ContainerDefinitions[].Environment")]


def _alike(namespace: str, service: str) -> frozenset[str]:
    """The services that a namespace speaks of: a cluster's rights are those of what it runs on."""
    more = {
        "rds": ("aurora-serverless-v2", "documentdb", "rds-proxy"), "rds-db": ("aurora-serverless-v2", "rds-proxy"),
        "rds-data": ("rds",), "execute-api": ("apigw-http", "apigw-websocket"), "apigateway": ("apigw-http",),
        "states": ("stepfunctions",), "events": ("eventbridge-custom-bus",),
    }  # fmt: skip
    return frozenset({service, *more.get(namespace, ())})


def _statements(document: Any) -> Iterator[Mapping[str, Any]]:
    for statement in as_list(as_map(document).get("Statement")):
        if isinstance(statement, Mapping):
            yield statement


def access_of(verbs: list[str]) -> str:
    """What actions of one service give, told by their names (in small letters, without the service's)."""
    told = [verb for verb in verbs if not _NEUTRAL.match(verb)] or verbs
    reads = [bool(_READS.match(verb)) for verb in told]
    return "read" if all(reads) else "read-write" if any(reads) or "*" in verbs else "write"

"""Code that calls a service: the permission, and the environment variable by which the code finds it."""

from __future__ import annotations

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Ref, Value
from exporters.planner import network
from exporters.planner.arns import execute_arn
from exporters.planner.builder import Builder, Wire, kebab
from exporters.planner.edges_calls import CALLS
from exporters.planner.edges_stores import STORES
from exporters.planner.nodes_further import indexed
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import mechanism


def handle_of(b: Builder, target: str) -> tuple[str, Value] | None:
    """By which variable code knows a service, and its value; None where code needs none."""
    service = b.service(target)
    special = {
        "eventbridge-bus": b.name,
        "eventbridge-custom-bus": b.name,
        "s3": b.name,
        "stepfunctions": b.arn,
        "sns": b.arn,
        "lambda": b.name,
    }
    if service not in _HANDLES:
        return None
    variable, attribute = _HANDLES[service]
    if service == "apigw-websocket":
        host = Join((Ref(target, "ApiEndpoint"), "/", b.stage))
        return variable, host
    return variable, special[service](target) if service in special else Ref(target, attribute)


_HANDLES = {
    "dynamodb": ("TABLE_NAME", "Name"),
    "s3": ("BUCKET_NAME", "Name"),
    "sqs": ("QUEUE_URL", "Url"),
    "sns": ("TOPIC_ARN", "Arn"),
    "eventbridge-bus": ("EVENT_BUS_NAME", "Name"),
    "eventbridge-custom-bus": ("EVENT_BUS_NAME", "Name"),
    "kinesis-stream": ("STREAM_NAME", "Name"),
    "firehose": ("DELIVERY_STREAM_NAME", "Name"),
    "stepfunctions": ("STATE_MACHINE_ARN", "Arn"),
    "lambda": ("FUNCTION_NAME", "Name"),
    "cognito-user-pool": ("USER_POOL_ID", "Id"),
    "appsync": ("GRAPHQL_URL", "Url"),
    "apigw-websocket": ("CONNECTIONS_URL", ""),
    "cloudwatch-logs": ("LOG_GROUP_NAME", "Name"),
    "rds": ("DATABASE_HOST", "Endpoint.Address"),
    "rds-proxy": ("DATABASE_HOST", "Endpoint"),
    "aurora-serverless-v2": ("DATABASE_HOST", "Endpoint.Address"),
    "msk": ("CLUSTER_ARN", "Arn"),
    "mq": ("BROKER_ARN", "Arn"),
    "ecs-fargate": ("TASK_DEFINITION_ARN", ""),
    "kms": ("KEY_ARN", "Arn"),
    "ses": ("MAIL_IDENTITY", "Name"),
    "glue": ("JOB_NAME", "Name"),
    "aurora-dsql": ("DATABASE_HOST", "Endpoint"),
    "vpc-lattice": ("SERVICE_HOST", "DnsEntry.DomainName"),
    "kendra": ("INDEX_ID", "Id"),
    "codebuild": ("PROJECT_NAME", "Name"),
    "codecommit": ("REPOSITORY_NAME", "Name"),
    "secrets-manager": ("SECRET_ARN", "Arn"),
    "ssm-parameter": ("PARAMETER_NAME", "Name"),
}


def tell(b: Builder, reader: str, target: str) -> None:
    """Let code in a function or container know where a service is."""
    if b.service(target) == "ecs-fargate":
        b.env(reader, "TASK_DEFINITION_ARN", target, Ref(b.notes[f"task:{target}"], "Arn"))
        b.env(reader, "CLUSTER_ARN", target, Ref(b.notes["ecs-cluster"], "Arn"))
        return
    if b.service(target) == "cognito-user-pool" and any(w.source == target for w in b.incoming(reader, "trigger")):
        return  # the pool's events say which pool it is; a variable would close a circle
    handle = handle_of(b, target)
    if handle:
        b.env(reader, handle[0], target, handle[1])


@mechanism("data-access", "sdk-call", "publish")
def call(b: Builder, wire: Wire) -> None:
    reader, target = b.service(wire.source), b.service(wire.target)
    if reader not in ("lambda", "ecs-fargate"):
        return _by_service(b, wire, reader)
    if target in CALLS:
        return CALLS[target](b, wire)
    if target == "cloudwatch-alarm":
        b.env(wire.source, "METRIC_NAMESPACE", wire.target, b.slug)
        condition = {
            "StringEquals": {"cloudwatch:namespace": b.slug}
        }  # metrics have no ARN; the namespace is the limit
        b.grant(wire.source, ["cloudwatch:PutMetricData"], ["*"], wire.subject, conditions=condition)
        return None
    if wire.integration.id == "lambda-starts-ecs-fargate" or target == "ecs-fargate":
        _run_task(b, wire)
    elif target == "aurora-serverless-v2":
        _data_api(b, wire)
    elif target == "msk":
        _kafka_producer(b, wire)
    elif target == "mq":
        _broker(b, wire)
    elif target == "cognito-user-pool" and any(w.source == wire.target for w in b.incoming(wire.source, "trigger")):
        return b.omit(
            wire.subject, "A trigger that administers its own pool closes a circle: let another function do it."
        )
    elif target == "apigw-websocket":
        arn = Join((*execute_arn(wire.target).parts, "/", b.stage, "/*/@connections/*"))
        b.grant(wire.source, ["execute-api:ManageConnections"], [arn], wire.subject, wire.target)
    elif target == "appsync":
        b.grant(
            wire.source,
            ["appsync:GraphQL"],
            [Join((Ref(wire.target, "Arn"), "/types/Mutation/*"))],
            wire.subject,
            wire.target,
        )
    else:
        grant_permissions(b, wire)
    tell(b, wire.source, wire.target)
    return None


def _by_service(b: Builder, wire: Wire, reader: str) -> None:
    """A service that reads in a role of its own; a device or person outside needs nothing that could be deployed."""
    if reader == "athena":  # reads in the role of whoever asks it
        wire.resources.append(wire.source)
    elif reader == "glue":
        grant_permissions(b, wire)
        arguments = b.drafts[wire.source].properties.setdefault("DefaultArguments", {})
        kind = "bucket" if b.service(wire.target) == "s3" else "parameter"
        arguments.setdefault(f"--{kebab(wire.target)}-{kind}", b.name(wire.target))
    elif reader == "kendra":
        indexed(b, wire)
    elif reader in ("codebuild", "synthetics"):
        grant_permissions(b, wire)
        wire.resources.append(wire.source)
    elif reader == "bedrock":
        principal = f"{wire.id}_knowledge"
        role = b.role(principal, "bedrock.amazonaws.com", wire.subject)
        b.grant(principal, ["es:DescribeDomain"], [b.arn(wire.target)], wire.subject, wire.target)
        b.grant(principal, ["es:ESHttp*"], [Join((b.arn(wire.target), "/*"))], wire.subject, wire.target)
        b.output(f"{pascal(principal)}RoleArn", role, f"Role in which a knowledge base searches {b.title(wire.target)}")
        wire.resources.append(b.roles[principal])
    elif not b.is_actor(wire.source):
        b.omit(
            wire.subject,
            f"How {b.catalogue.title(reader)} calls {b.catalogue.title(b.service(wire.target))} is not generated.",
        )


def _run_task(b: Builder, wire: Wire) -> None:
    """Run the service's task once more, for one piece of work."""
    task = b.notes[f"task:{wire.target}"]
    b.grant(wire.source, ["ecs:RunTask"], [Ref(task, "Arn")], wire.subject, wire.target)
    pass_roles(b, wire.source, wire.target, wire.subject)
    b.env(wire.source, "SUBNET_IDS", wire.target, network.subnets_as_text(b))
    b.env(
        wire.source,
        "SECURITY_GROUP_ID",
        wire.target,
        network.security_group(b, wire.target, Subject("node", wire.target)),
    )


def pass_roles(b: Builder, principal: str, container: str, subject: Subject) -> None:
    task = b.drafts[b.notes[f"task:{container}"]].properties
    condition = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    roles = [task["TaskRoleArn"], task["ExecutionRoleArn"]]
    b.grant(principal, ["iam:PassRole"], roles, subject, container, conditions=condition)


def _data_api(b: Builder, wire: Wire) -> None:
    """The Data API needs no connection: the cluster's ARN and its secret are enough."""
    secret = b.notes[f"secret:{wire.target}"]
    actions = [
        "rds-data:ExecuteStatement",
        "rds-data:BatchExecuteStatement",
        "rds-data:BeginTransaction",
        "rds-data:CommitTransaction",
        "rds-data:RollbackTransaction",
    ]
    b.grant(wire.source, actions, [Ref(wire.target, "Arn")], wire.subject, wire.target)
    b.grant(wire.source, ["secretsmanager:GetSecretValue"], [secret], wire.subject, wire.target)
    b.env(wire.source, "CLUSTER_ARN", wire.target, Ref(wire.target, "Arn"))
    b.env(wire.source, "SECRET_ARN", wire.target, secret)


def _kafka_producer(b: Builder, wire: Wire) -> None:
    from exporters.planner.edges_sources import kafka_parts

    actions = ["kafka-cluster:Connect", "kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
    b.grant(wire.source, actions, [b.arn(wire.target), kafka_parts(b, wire.target)[0]], wire.subject, wire.target)
    b.grant(wire.source, ["kafka:GetBootstrapBrokers"], [b.arn(wire.target)], wire.subject, wire.target)
    network.attach_function(b, wire.source, wire.subject)
    network.open_port(b, wire.source, wire.target, network.PORTS["msk"], wire.subject)


def _broker(b: Builder, wire: Wire) -> None:
    secret = b.notes[f"secret:{wire.target}"]
    b.grant(wire.source, ["secretsmanager:GetSecretValue"], [secret], wire.subject, secret.resource)
    b.env(wire.source, "SECRET_ARN", wire.target, secret)
    network.attach_function(b, wire.source, wire.subject)
    engine = str(b.drafts[wire.target].properties["EngineType"])
    network.open_port(b, wire.source, wire.target, network.PORTS[engine], wire.subject)


@mechanism("connection")
def connection(b: Builder, wire: Wire) -> None:
    """A connection inside the VPC, signed in with IAM through a proxy, with the secret at a database."""
    target, reader = b.service(wire.target), b.service(wire.source)
    if target in STORES:
        return STORES[target](b, wire)
    behind = _database(b, wire.target)
    port = network.PORTS["postgresql" if b.notes.get(f"engine:{behind}", "POSTGRESQL") == "POSTGRESQL" else "mysql"]
    if reader == "rds-proxy":
        if wire.source not in b.drafts:
            return None
        group: dict[str, Value] = {"DBProxyName": Ref(wire.source, "Name"), "TargetGroupName": "default"}
        if target == "aurora-serverless-v2":
            group["DBClusterIdentifiers"] = [Ref(wire.target, "Id")]
        else:
            group["DBInstanceIdentifiers"] = [Ref(wire.target, "Id")]
        depends = [d.id for d in b.drafts.values() if d.role == "writer" and d.subject.id == wire.target]
        b.for_wire(wire, "targets", "AWS::RDS::DBProxyTargetGroup", group, depends_on=depends)
        network.open_port(b, wire.source, wire.target, port, wire.subject)
        return None
    if reader == "lambda":
        network.attach_function(b, wire.source, wire.subject)
    network.open_port(b, wire.source, wire.target, port, wire.subject)
    if target == "rds-proxy" and wire.target in b.drafts:
        # CloudFormation does not tell a proxy's own id: any proxy of this account, but this one user.
        user = Join(("arn:", *_rds_head(), ":dbuser:prx-*/administrator"))
        b.grant(wire.source, ["rds-db:connect"], [user], wire.subject, wire.target)
    elif f"secret:{wire.target}" in b.notes:
        secret = b.notes[f"secret:{wire.target}"]
        b.grant(wire.source, ["secretsmanager:GetSecretValue"], [secret], wire.subject, wire.target)
        b.env(wire.source, "SECRET_ARN", wire.target, secret)
    tell(b, wire.source, wire.target)
    return None


def _rds_head() -> tuple[Value, ...]:
    from exporters.plan import Pseudo

    return (Pseudo("Partition"), ":rds-db:", Pseudo("Region"), ":", Pseudo("AccountId"))


def _database(b: Builder, target: str) -> str:
    if b.service(target) == "rds-proxy":
        return next((w.target for w in b.outgoing(target, "connection")), target)
    return target

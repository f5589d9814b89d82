"""Calls of single services by code whose permissions or addresses are not regular: models, queries, jobs, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.arns import execute_arn
from exporters.planner.builder import Builder, Wire, kebab
from exporters.planner.destinations import address
from exporters.planner.edges_balancer import host_of
from exporters.planner.edges_iot import topic_arn
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import mechanism

Call: TypeAlias = Callable[[Builder, Wire], None]


def _local(service: str, path: str) -> tuple[Value, ...]:
    return ("arn:", Pseudo("Partition"), f":{service}:", Pseudo("Region"), ":", Pseudo("AccountId"), f":{path}")


def _model(b: Builder, wire: Wire) -> None:
    """A foundation model is nobody's resource; its id stands in the design or is a parameter."""
    model = wire.properties.get("ModelId") or model_id(b, wire.target)
    arn = model_arn(model)
    actions = [a for p in wire.integration.permissions for a in p.actions]
    b.grant(wire.source, actions, [arn], wire.subject)
    b.env(wire.source, "MODEL_ID", wire.target, model)


def model_id(b: Builder, actor: str) -> Value:
    return b.parameter(f"{pascal(actor)}ModelId", "String", f"Foundation model that {b.title(actor)} stands for")


def model_arn(model: Value) -> Join:
    return Join(("arn:", Pseudo("Partition"), ":bedrock:", Pseudo("Region"), "::foundation-model/", model))


def _schedules(b: Builder, wire: Wire) -> None:
    """Code makes further schedules like this one, which act in its role."""
    schedules = Join((*_local("scheduler", "schedule/default/"), b.slug, "-*"))
    b.grant(
        wire.source,
        ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:GetSchedule"],
        [schedules],
        wire.subject,
        wire.target,
    )
    role = b.role(wire.target, "scheduler.amazonaws.com", Subject("node", wire.target))
    condition = {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}
    b.grant(wire.source, ["iam:PassRole"], [role], wire.subject, wire.target, conditions=condition)
    b.env(wire.source, "SCHEDULE_ROLE_ARN", wire.target, role)
    b.env(wire.source, "SCHEDULE_PREFIX", wire.target, f"{b.slug}-")


def _queries(b: Builder, wire: Wire) -> None:
    """Athena reads with its caller's permissions: the tables' descriptions and the buckets behind."""
    work_group = b.arn(wire.target)
    actions = ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"]
    b.grant(wire.source, actions, [work_group], wire.subject, wire.target)
    lend_catalog(b, wire.source, wire)
    b.env(wire.source, "WORK_GROUP", wire.target, Ref(wire.target, "Name"))


def lend_catalog(b: Builder, principal: str, wire: Wire) -> None:
    catalog = [Join(_local("glue", path)) for path in ("catalog", "database/*", "table/*/*")]
    b.grant(principal, ["glue:GetTable", "glue:GetDatabase", "glue:GetPartitions"], catalog, wire.subject)
    for inner in b.outgoing(wire.target, "data-access"):
        grant_permissions(b, inner, principal)


def _warehouse(b: Builder, wire: Wire) -> None:
    secret = b.notes[f"secret:{wire.target}"]
    b.grant(wire.source, ["redshift-data:ExecuteStatement"], [b.arn(wire.target)], wire.subject, wire.target)
    # Statements have no ARN: whoever sent one may ask for it.
    own = {"StringEquals": {"redshift-data:statement-owner-iam-userid": "${aws:userid}"}}
    reads = ["redshift-data:DescribeStatement", "redshift-data:GetStatementResult"]
    b.grant(wire.source, reads, ["*"], wire.subject, conditions=own)
    b.grant(wire.source, ["secretsmanager:GetSecretValue"], [secret], wire.subject, wire.target)
    b.env(wire.source, "CLUSTER_ID", wire.target, Ref(wire.target, "Id"))
    b.env(wire.source, "SECRET_ARN", wire.target, secret)


def _settings(b: Builder, wire: Wire) -> None:
    environment = Ref(b.notes[f"environment:{wire.target}"], "EnvironmentId")
    profile = Ref(b.notes[f"profile:{wire.target}"], "ConfigurationProfileId")
    arn = settings_arn(b, wire.target)
    actions = ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"]
    b.grant(wire.source, actions, [arn], wire.subject, wire.target)
    b.env(wire.source, "APPCONFIG_APPLICATION", wire.target, Ref(wire.target, "Id"))
    b.env(wire.source, "APPCONFIG_ENVIRONMENT", wire.target, environment)
    b.env(wire.source, "APPCONFIG_PROFILE", wire.target, profile)


def settings_arn(b: Builder, id_: str) -> Join:
    environment = Ref(b.notes[f"environment:{id_}"], "EnvironmentId")
    profile = Ref(b.notes[f"profile:{id_}"], "ConfigurationProfileId")
    head = (*_local("appconfig", "application/"), Ref(id_, "Id"))
    return Join((*head, "/environment/", environment, "/configuration/", profile))


def settings_parts(b: Builder, id_: str) -> Join:
    """The environments and profiles of an application, by which the older call asks."""
    return Join((*_local("appconfig", "application/"), Ref(id_, "Id"), "/*"))


def _jobs(b: Builder, wire: Wire) -> None:
    job = Ref(b.notes[f"job:{wire.target}"], "Arn")
    submit(b, wire.source, wire)
    b.env(wire.source, "JOB_QUEUE", wire.target, Ref(wire.target, "Arn"))
    b.env(wire.source, "JOB_DEFINITION", wire.target, job)


def submit(b: Builder, principal: str, wire: Wire) -> None:
    job = Ref(b.notes[f"job:{wire.target}"], "Arn")
    b.grant(principal, ["batch:SubmitJob"], [Ref(wire.target, "Arn"), job], wire.subject, wire.target)


def _series(b: Builder, wire: Wire) -> None:
    b.grant(wire.source, ["timestream:WriteRecords"], [Ref(wire.target, "Arn")], wire.subject, wire.target)
    b.grant(wire.source, ["timestream:DescribeEndpoints"], ["*"], wire.subject)
    b.env(wire.source, "DATABASE_NAME", wire.target, b.drafts[wire.target].properties["DatabaseName"])
    b.env(wire.source, "TABLE_NAME", wire.target, Ref(wire.target, "Name"))


def _devices(b: Builder, wire: Wire) -> None:
    topic = str(wire.properties.get("Topic") or kebab(wire.target))
    b.grant(wire.source, ["iot:Publish"], [topic_arn(topic)], wire.subject, wire.target)
    b.env(wire.source, "IOT_TOPIC", wire.target, topic)


def _search(b: Builder, wire: Wire) -> None:
    grant_permissions(b, wire)
    if "VPCOptions" in b.drafts[wire.target].properties:
        network.attach_function(b, wire.source, wire.subject)
        network.open_port(b, wire.source, wire.target, network.PORTS["opensearch"], wire.subject)
    b.env(wire.source, "SEARCH_HOST", wire.target, Ref(wire.target, "DomainEndpoint"))


CALLS: Mapping[str, Call] = {
    "bedrock": _model,
    "eventbridge-scheduler": _schedules,
    "athena": _queries,
    "redshift": _warehouse,
    "appconfig": _settings,
    "batch": _jobs,
    "timestream": _series,
    "iot-core": _devices,
    "opensearch": _search,
}


# -- requests over HTTP


@mechanism("request", "webhook")
def request(b: Builder, wire: Wire) -> None:
    """Code that calls gets the address; a browser that uploads needs the bucket's leave; others need nothing made."""
    caller, target = b.service(wire.source), b.service(wire.target)
    if caller in ("lambda", "ecs-fargate"):
        _called_by_code(b, wire, caller, target)
    elif target == "s3":
        _uploads(b, wire)


def _called_by_code(b: Builder, wire: Wire, caller: str, target: str) -> None:
    url: Value
    if b.is_actor(wire.target):
        url = address(b, wire.target)
    elif target in ("apigw-rest", "apigw-http"):
        url = _api_url(b, wire, target)
    elif target == "cloudfront":
        url = Join(("https://", Ref(wire.target, "DomainName")))
    elif target == "alb":
        url = Join(("https://", host_of(b, wire.target)))
        if b.drafts[wire.target].properties["Scheme"] == "internal" and caller == "lambda":
            network.attach_function(b, wire.source, wire.subject)
        network.open_port(b, wire.source, wire.target, 443, wire.subject)
    elif target == "ecs-fargate":
        url = _service_address(b, wire)
    else:
        return b.omit(wire.subject, f"The address of {b.catalogue.title(target)} is not known to code.")
    b.env(wire.source, "ENDPOINT_URL", wire.target, url)
    return None


def _api_url(b: Builder, wire: Wire, target: str) -> Join:
    """Its address; routes that ask for a signature let the caller in."""
    stage = ("/", b.stage) if target == "apigw-rest" else ()
    signed = any(w.properties.get("AuthorizationType") == "AWS_IAM" for w in b.outgoing(wire.target))
    if signed:
        routes = Join((*execute_arn(wire.target).parts, *(stage or ("/*",)), "/*"))
        b.grant(wire.source, ["execute-api:Invoke"], [routes], wire.subject, wire.target)
    host = ("https://", Ref(wire.target, "Id"), ".execute-api.", Pseudo("Region"), ".", Pseudo("UrlSuffix"))
    return Join((*host, *stage))


def _service_address(b: Builder, wire: Wire) -> str:
    """Containers of one cluster find each other by Service Connect."""
    if "service-connect" not in b.notes:
        properties = {"Name": f"{b.slug}-services"}
        subject = Subject("node", wire.target)
        made = b.add("services", "AWS::ServiceDiscovery::HttpNamespace", properties, subject, "namespace")
        b.notes["service-connect"] = made.id
    space = Ref(b.notes["service-connect"], "Arn")
    container = b.drafts[b.notes[f"task:{wire.target}"]].properties["ContainerDefinitions"][0]
    port = network.container_port(b, wire.target)
    container["PortMappings"] = [{"Name": "app", "ContainerPort": port, "Protocol": "tcp", "AppProtocol": "http"}]
    name = kebab(wire.target)[:60]
    served = {"PortName": "app", "ClientAliases": [{"Port": port, "DnsName": name}]}
    target, source = (b.drafts[end].properties for end in (wire.target, wire.source))
    target.setdefault("ServiceConnectConfiguration", {"Enabled": True, "Namespace": space})["Services"] = [served]
    source.setdefault("ServiceConnectConfiguration", {"Enabled": True, "Namespace": space})
    network.open_port(b, wire.source, wire.target, port, wire.subject)
    return f"http://{name}:{port}"


UPLOADS = "AllowedOrigin"  # the parameter that names a page of which the design knows nothing


def _uploads(b: Builder, wire: Wire) -> None:
    origin = b.parameter(
        UPLOADS, "String", "Origin of the web page that uploads and downloads", pattern="^https?://[^*]+$"
    )
    rule = {
        "AllowedMethods": ["GET", "PUT", "HEAD"],
        "AllowedOrigins": [origin],
        "AllowedHeaders": ["*"],
        "MaxAge": 3000,
    }
    b.drafts[wire.target].properties.setdefault("CorsConfiguration", {"CorsRules": [rule]})

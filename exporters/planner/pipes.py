"""EventBridge Pipes and schedules: nodes that their edges complete."""

from __future__ import annotations

from designer.model.design import Subject
from exporters.plan import Ref, Value
from exporters.planner import pipe_brokers
from exporters.planner.builder import Builder, Wire, kebab, short
from exporters.planner.destinations import call as call_destination
from exporters.planner.edges_calls import submit
from exporters.planner.edges_events import ecs_parameters, run_task, stage_arn
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import finisher, mechanism, node

_STREAM = (
    "StartingPosition",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "OnPartialBatchItemFailure",
    "ParallelizationFactor",
)
_BATCH = ("BatchSize", "MaximumBatchingWindowInSeconds")
_SOURCES = {
    "sqs": "SqsQueueParameters",
    "kinesis-stream": "KinesisStreamParameters",
    "dynamodb": "DynamoDBStreamParameters",
}


@node("eventbridge-scheduler")
def schedule(b: Builder, id_: str) -> None:
    properties = {
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        **b.node_properties(id_),
    }
    given_target = properties.pop("Target", None)
    b.main(id_, "AWS::Scheduler::Schedule", properties)
    if given_target is not None:
        b.notes[f"target:{id_}"] = given_target


@finisher("eventbridge-scheduler")
def schedule_needs_target(b: Builder, id_: str) -> None:
    if "Target" not in b.drafts[id_].properties:
        b.omit(Subject("node", id_), "A schedule without a target cannot be made: connect it with one.")
        del b.drafts[id_]


@node("eventbridge-pipes")
def pipe(b: Builder, id_: str) -> None:
    subject = Subject("node", id_)
    role = b.role(id_, "pipes.amazonaws.com", subject)
    logs = b.log_group(id_, subject, "/aws/vendedlogs/pipes/")
    log = {"Level": "ERROR", "CloudwatchLogsLogDestination": {"LogGroupArn": logs}}
    b.main(id_, "AWS::Pipes::Pipe", {"LogConfiguration": log, **b.node_properties(id_), "RoleArn": role})


@finisher("eventbridge-pipes")
def pipe_needs_both_ends(b: Builder, id_: str) -> None:
    properties = b.drafts[id_].properties
    if "Source" not in properties or "Target" not in properties:
        b.omit(Subject("node", id_), "A pipe needs a source and a target: connect it with both.")
        b.drop(id_)


@mechanism("pipe-source")
def pipe_source(b: Builder, wire: Wire) -> None:
    properties = b.drafts[wire.target].properties
    service = b.service(wire.source)
    if service in pipe_brokers.SOURCES:
        return pipe_brokers.SOURCES[service](b, wire, properties)
    if service not in _SOURCES:
        return b.omit(wire.subject, f"A pipe cannot read {b.catalogue.title(service)}.")
    parameters: dict[str, Value] = wire.take(*_BATCH)
    if service == "dynamodb":
        b.drafts[wire.source].properties.setdefault("StreamSpecification", {"StreamViewType": "NEW_AND_OLD_IMAGES"})
        properties["Source"] = Ref(wire.source, "StreamArn")
    else:
        properties["Source"] = b.arn(wire.source)
    if service != "sqs":
        parameters = {"StartingPosition": "TRIM_HORIZON", **parameters, **wire.take(*_STREAM)}
        letters = wire.properties.get("DeadLetterConfig")
        if letters is None and f"dead-letter:{wire.target}" in b.notes:
            letters = {"Arn": b.arn(b.notes[f"dead-letter:{wire.target}"])}
        if letters is not None:
            parameters["DeadLetterConfig"] = letters
            if isinstance(letters.get("Arn"), Ref):
                b.grant(wire.target, ["sqs:SendMessage"], [letters["Arn"]], wire.subject, letters["Arn"].resource)
    source = properties.setdefault("SourceParameters", {})
    if parameters:
        source[_SOURCES[service]] = parameters
    if "FilterCriteria" in wire.properties:
        source["FilterCriteria"] = wire.properties["FilterCriteria"]
    if not source:
        del properties["SourceParameters"]
    grant_permissions(b, wire)
    return None


@mechanism("pipe-target")
def pipe_target(b: Builder, wire: Wire) -> None:
    properties = b.drafts[wire.source].properties
    service = b.service(wire.target)
    arn: Value
    if b.is_actor(wire.target):
        arn = call_destination(b, wire.source, wire.target, wire.subject)
    elif service == "ecs-fargate":
        arn = Ref(b.notes["ecs-cluster"], "Arn")
    elif service == "apigw-rest":
        arn = stage_arn(b, wire.target)
    else:
        arn = b.arn(wire.target)
    parameters: dict[str, Value] = {}
    if service == "sqs" and b.node(wire.target).properties.get("FifoQueue"):
        given = wire.properties.get("SqsQueueParameters", {})
        parameters["SqsQueueParameters"] = {"MessageGroupId": "pipe", **given}
    elif service == "kinesis-stream":
        parameters["KinesisStreamParameters"] = {
            "PartitionKey": "$.eventID",
            **wire.properties.get("KinesisStreamParameters", {}),
        }
    elif service == "eventbridge-bus":
        parameters["EventBridgeEventBusParameters"] = {
            "DetailType": str(wire.properties.get("DetailType") or "Piped"),
            "Source": b.slug,
            **wire.properties.get("EventBridgeEventBusParameters", {}),
        }
    elif service == "lambda":
        parameters["LambdaFunctionParameters"] = {
            "InvocationType": wire.properties.get("InvocationType", "REQUEST_RESPONSE")
        }
    elif service == "stepfunctions":
        parameters["StepFunctionStateMachineParameters"] = {
            "InvocationType": wire.properties.get("InvocationType", "FIRE_AND_FORGET")
        }
    elif service == "timestream":
        parameters["TimestreamParameters"] = {
            "TimeValue": "$.time",
            "VersionValue": "1",
            "DimensionMappings": [
                {"DimensionName": "source", "DimensionValue": "$.source", "DimensionValueType": "VARCHAR"}
            ],
            "SingleMeasureMappings": [
                {"MeasureName": "value", "MeasureValue": "$.value", "MeasureValueType": "DOUBLE"}
            ],
        }
    elif service == "cloudwatch-logs":
        parameters["CloudWatchLogsParameters"] = {"LogStreamName": short(kebab(wire.source), 200)}
    elif service == "ecs-fargate":
        parameters["EcsTaskParameters"] = ecs_parameters(b, wire, "AwsvpcConfiguration")
    elif service == "batch":
        job = {"JobDefinition": Ref(b.notes[f"job:{wire.target}"], "Arn"), "JobName": short(kebab(wire.id), 100)}
        parameters["BatchJobParameters"] = job
    elif not b.is_actor(wire.target) and service not in ("sqs", "sns", "firehose", "apigw-rest"):
        return b.omit(wire.subject, f"A pipe has no target {b.catalogue.title(service)}.")
    if "InputTemplate" in wire.properties:
        parameters["InputTemplate"] = wire.properties["InputTemplate"]
    properties["Target"] = arn
    if parameters:
        properties["TargetParameters"] = parameters
    if service == "ecs-fargate":
        run_task(b, wire.source, wire)
    elif service == "batch":
        submit(b, wire.source, wire)
    elif service == "apigw-rest":
        b.grant(wire.source, ["execute-api:Invoke"], [arn], wire.subject, wire.target)
    elif not b.is_actor(wire.target):
        grant_permissions(b, wire)
    return None


@mechanism("enrichment")
def enrichment(b: Builder, wire: Wire) -> None:
    pipe_ = b.drafts[wire.source].properties
    if b.is_actor(wire.target):
        pipe_["Enrichment"] = call_destination(b, wire.source, wire.target, wire.subject)
    elif b.service(wire.target) == "apigw-rest":
        pipe_["Enrichment"] = stage_arn(b, wire.target)
        b.grant(wire.source, ["execute-api:Invoke"], [pipe_["Enrichment"]], wire.subject, wire.target)
    else:
        pipe_["Enrichment"] = b.arn(wire.target)
        grant_permissions(b, wire)

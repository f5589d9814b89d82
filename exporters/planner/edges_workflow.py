"""Workflow tasks: what a state machine may do, and its definition once all tasks are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from designer.model.design import Subject
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.asl import definition
from exporters.planner.builder import Builder, Wire
from exporters.planner.destinations import call_with_connection
from exporters.planner.edges_calls import lend_catalog, model_arn, model_id, submit
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import finisher, mechanism
from exporters.planner.values import resolve

# What a workflow that waits for a job needs besides: a rule that EventBridge keeps for Step Functions.
# https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
_RULES = {
    "stepfunctions": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
    "ecs-fargate": "StepFunctionsGetEventsForECSTaskRule",
    "batch": "StepFunctionsGetEventsForBatchJobsRule",
}


@mechanism("task")
def task(b: Builder, wire: Wire) -> None:
    target, subject = b.service(wire.target), wire.subject
    if target == "ecs-fargate":
        from exporters.planner.edges_access import pass_roles

        b.grant(wire.source, ["ecs:RunTask"], [Ref(b.notes[f"task:{wire.target}"], "Arn")], subject, wire.target)
        pass_roles(b, wire.source, wire.target, subject)
    elif target in _GRANTS:
        _GRANTS[target](b, wire)
    elif target == "stepfunctions":
        b.grant(wire.source, ["states:StartExecution"], [b.arn(wire.target)], subject, wire.target)
    else:
        grant_permissions(b, wire)
    if wire.properties.get("IntegrationPattern") == "RUN_JOB" and target in _RULES:
        _wait_for_job(b, wire, target)


def _endpoint(b: Builder, wire: Wire) -> None:
    call_with_connection(b, wire.source, wire.target, wire.subject)


def _model(b: Builder, wire: Wire) -> None:
    b.grant(wire.source, ["bedrock:InvokeModel"], [model_arn(model_id(b, wire.target))], wire.subject)


def _query(b: Builder, wire: Wire) -> None:
    actions = [a for p in wire.integration.permissions for a in p.actions if a.startswith("athena:")]
    b.grant(wire.source, actions, [b.arn(wire.target)], wire.subject, wire.target)
    lend_catalog(b, wire.source, wire)


def _statement(b: Builder, wire: Wire) -> None:
    b.grant(wire.source, ["rds-data:ExecuteStatement"], [Ref(wire.target, "Arn")], wire.subject, wire.target)
    secret = b.notes[f"secret:{wire.target}"]
    b.grant(wire.source, ["secretsmanager:GetSecretValue"], [secret], wire.subject, wire.target)


def _batch(b: Builder, wire: Wire) -> None:
    """Jobs have ids that nobody knows beforehand, so asking for them knows no narrower resource."""
    submit(b, wire.source, wire)
    if wire.properties.get("IntegrationPattern") == "RUN_JOB":
        b.grant(wire.source, ["batch:DescribeJobs", "batch:TerminateJob"], ["*"], wire.subject)


def _user(b: Builder, wire: Wire) -> None:
    b.grant(wire.source, ["cognito-idp:AdminGetUser"], [b.arn(wire.target)], wire.subject, wire.target)


_GRANTS: Mapping[str, Callable[[Builder, Wire], None]] = {
    "third-party-saas": _endpoint,
    "http-endpoint": _endpoint,
    "bedrock": _model,
    "athena": _query,
    "aurora-serverless-v2": _statement,
    "batch": _batch,
    "cognito-user-pool": _user,
}


def _wait_for_job(b: Builder, wire: Wire, target: str) -> None:
    head: tuple[Value, ...] = (
        "arn:",
        Pseudo("Partition"),
        ":events:",
        Pseudo("Region"),
        ":",
        Pseudo("AccountId"),
        ":rule/",
    )
    actions = ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
    b.grant(wire.source, actions, [Join((*head, _RULES[target]))], wire.subject)
    if target == "stepfunctions":
        executions = Join(
            (
                "arn:",
                Pseudo("Partition"),
                ":states:",
                Pseudo("Region"),
                ":",
                Pseudo("AccountId"),
                ":execution:",
                Ref(wire.target, "Name"),
                ":*",
            )
        )
        b.grant(
            wire.source, ["states:DescribeExecution", "states:StopExecution"], [executions], wire.subject, wire.target
        )
    elif target == "ecs-fargate":
        tasks = Join(
            (
                "arn:",
                Pseudo("Partition"),
                ":ecs:",
                Pseudo("Region"),
                ":",
                Pseudo("AccountId"),
                ":task/",
                Ref(b.notes["ecs-cluster"], "Name"),
                "/*",
            )
        )
        b.grant(wire.source, ["ecs:StopTask", "ecs:DescribeTasks"], [tasks], wire.subject, wire.target)


@finisher("stepfunctions")
def define(b: Builder, id_: str) -> None:
    """A definition that the design brings along is taken as it is."""
    given = b.node(id_).properties.get("Definition")
    draft = b.drafts[id_]
    if isinstance(given, dict):
        draft.properties["Definition"] = resolve(b, given, Subject("node", id_))
    elif "DefinitionString" in b.node(id_).properties:
        draft.properties["DefinitionString"] = resolve(
            b, b.node(id_).properties["DefinitionString"], Subject("node", id_)
        )
    else:
        draft.properties["Definition"] = definition(b, id_, b.outgoing(id_, "task"))

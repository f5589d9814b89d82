"""Why some statements hold for any resource."""

from __future__ import annotations

from collections.abc import Mapping

from exporters.permissions.records import Permission

# Why a statement of a role names no resource: AWS knows none for the action, or none that is known beforehand.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
_VENDED = "AWS knows no resource for the delivery of vended logs"
_TRACES = "AWS knows no resource for traces"
_DESCRIBES = "AWS knows no resource for describing networks"
_QUERIES = "a statement of SQL has no ARN; a condition names its owner"
_JOBS = "a job's id is not known before it is submitted"
_UNNAMEABLE: Mapping[str, str] = {
    "logs:CreateLogDelivery": _VENDED,
    "logs:DeleteLogDelivery": _VENDED,
    "logs:DescribeLogGroups": _VENDED,
    "logs:DescribeResourcePolicies": _VENDED,
    "logs:GetLogDelivery": _VENDED,
    "logs:ListLogDeliveries": _VENDED,
    "logs:PutResourcePolicy": _VENDED,
    "logs:UpdateLogDelivery": _VENDED,
    "xray:GetSamplingRules": _TRACES,
    "xray:GetSamplingTargets": _TRACES,
    "xray:PutTelemetryRecords": _TRACES,
    "xray:PutTraceSegments": _TRACES,
    "ec2:DescribeNetworkInterfaces": _DESCRIBES,
    "ec2:DescribeSecurityGroups": _DESCRIBES,
    "ec2:DescribeSubnets": _DESCRIBES,
    "ec2:DescribeVpcAttribute": _DESCRIBES,
    "ec2:DescribeVpcs": _DESCRIBES,
    "redshift-data:DescribeStatement": _QUERIES,
    "redshift-data:GetStatementResult": _QUERIES,
    "batch:DescribeJobs": _JOBS,
    "batch:TerminateJob": _JOBS,
    "cloudwatch:PutMetricData": "a metric has no ARN; a condition names its namespace where that is known",
    "ecr:GetAuthorizationToken": "a token is for the account's whole registry",
    "ecs:UpdateService": "the state names an API and not the service that it updates",
    "timestream:DescribeEndpoints": "endpoints belong to the account",
}


def unlimited(permission: Permission) -> str:
    """Why a statement holds for any resource; "" where it names those that it is about, or denies."""
    if "*" not in permission.resources or permission.effect == "Deny":
        return ""
    found = dict.fromkeys(_UNNAMEABLE.get(action, "") for action in permission.actions)
    if "" in found:
        return "the design itself writes this statement, without a resource"
    return "; ".join(found)

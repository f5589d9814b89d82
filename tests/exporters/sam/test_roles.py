"""SAM's own additions to a role: none that go beyond what the plan grants."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from exporters.plan import Plan
from exporters.sam.project import SamExporter
from tests.exporters.tools import transformed

NAMES = {
    "AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSXRayDaemonWriteAccess",
    "AWSXrayWriteOnlyAccess",
    "AmazonECSTaskExecutionRolePolicy", "AmazonAPIGatewayPushToCloudWatchLogs", "AWSAppSyncPushToCloudWatchLogs",
}  # fmt: skip


@pytest.mark.parametrize("name", ["asynchronous-processing", "bounded-contexts", "lambda-poll"])
def test_a_function_that_polls_gets_no_policy_for_all_queues_and_streams(
    name: str, example_plans: Mapping[str, Plan]
) -> None:
    """SAM adds AWS's policies for pollers, which are about every queue and stream of the account."""
    template = next(f.text for f in SamExporter().export(example_plans[name]) if f.path == "template.yaml")
    roles = [r for r in json.loads(transformed(template))["Resources"].values() if r["Type"] == "AWS::IAM::Role"]
    taken = {
        json.dumps(arn).rsplit("/", 1)[-1].rstrip('"}]')
        for r in roles
        for arn in r["Properties"].get("ManagedPolicyArns", ())
    }
    assert roles
    assert taken <= NAMES

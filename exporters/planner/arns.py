"""ARNs and addresses that are put together from the parts of a stack."""

from __future__ import annotations

from exporters.plan import Join, Pseudo, Ref
from exporters.planner.builder import Builder


def execute_arn(api: str) -> Join:
    """The ARN under which the routes of an API stand."""
    return Join(
        ("arn:", Pseudo("Partition"), ":execute-api:", Pseudo("Region"), ":", Pseudo("AccountId"), ":", Ref(api, "Id"))
    )


def invocations_uri(b: Builder, function: str, streaming: bool = False) -> Join:
    version, call = ("2021-11-15", "response-streaming-invocations") if streaming else ("2015-03-31", "invocations")
    return Join(
        (
            "arn:",
            Pseudo("Partition"),
            ":apigateway:",
            Pseudo("Region"),
            f":lambda:path/{version}/functions/",
            b.arn(function),
            f"/{call}",
        )
    )

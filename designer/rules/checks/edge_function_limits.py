"""A function at CloudFront's edge with what Lambda@Edge does not have.

It must stand in us-east-1 and be named by a numbered version; it has no VPC, environment variables, layers,
dead-letter queue, container image or arm64 processor; it may take 5 s and 128 MB at viewer events, and 30 s at origin
events.

Example: `FunctionVersion` "$LATEST", or a function in eu-west-1.
Instead: A numbered version of a function in us-east-1, within the limits of its event.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import put_in_region, set_property
from designer.rules.view import EdgeView, View

REGION = "us-east-1"
MEMORY = 128  # MB at viewer events
FEATURES = {
    "VpcConfig": "a VPC", "Environment.Variables": "environment variables", "Layers": "layers",
    "DeadLetterConfig.TargetArn": "a dead-letter queue", "ReservedConcurrentExecutions": "reserved concurrency",
}  # fmt: skip
DOC = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html"


class EdgeFunctionLimits(EdgeRule):
    id = "edge-function-limits"
    severity = "error"
    category = "limits"
    title = "Function that cannot run at the edge"
    why = "CloudFront refuses the function, or ends it early."
    fix = "Keep to what Lambda@Edge offers."
    doc = DOC
    read = "2026-11-23"
    sources = ("cloudfront",)
    targets = ("lambda",)
    mechanisms = ("edge-function",)

    def check(self, view: View, edge: EdgeView) -> Found:
        name, function = edge.target.title, edge.target
        region = function.get("Region") or view.region_of(function)
        if region != REGION:
            message = f"{name} stands in {region}; functions for the edge must stand in {REGION}."
            yield self.finding(edge.subject, message, fixes=[put_in_region(function, REGION)])
        version = edge.get("FunctionVersion")
        if version is not None and not str(version).isdigit():
            fixes = [set_property(edge.subject, "FunctionVersion", "1", "Use version 1")]
            message = f"{edge.source.title} names version {version} of {name}; it must be a number."
            yield self.finding(edge.subject, message, fixes=fixes, property_="FunctionVersion")
        for path, feature in FEATURES.items():
            if function.node.properties and function.get(path):
                fixes = [set_property(function.subject, path, None, f"Remove {path}")]
                message = f"{name} runs at the edge and has {feature}, which it cannot have there."
                yield self.finding(edge.subject, message, fixes=fixes, property_=path)
        if function.get("PackageType") == "Image":
            fixes = [set_property(function.subject, "PackageType", None, "Make it a zip archive")]
            message = f"{name} runs at the edge and is a container image, which it cannot be there."
            yield self.finding(edge.subject, message, fixes=fixes, property_="PackageType")
        architectures = function.get("Architectures")
        if isinstance(architectures, (list, tuple)) and "arm64" in architectures:
            fixes = [set_property(function.subject, "Architectures", None, "Run on x86_64")]
            message = f"{name} runs at the edge and is built for arm64; at the edge there is x86_64 only."
            yield self.finding(edge.subject, message, fixes=fixes, property_="Architectures")
        at_viewer = str(edge.get("EventType") or "").startswith("viewer")
        memory = function.number("MemorySize")
        if at_viewer and memory is not None and memory > MEMORY:
            fixes = [set_property(function.subject, "MemorySize", MEMORY, f"Set to {MEMORY} MB")]
            message = f"{name} has {memory:.10g} MB; at viewer events {MEMORY} MB is the most."
            yield self.finding(edge.subject, message, fixes=fixes, property_="MemorySize")
        most = 5 if at_viewer else 30
        timeout = function.number("Timeout")
        if timeout is not None and timeout > most:
            fixes = [set_property(function.subject, "Timeout", most, f"Set to {most} s")]
            message = (
                f"{name} may take {timeout:.10g} s; at {edge.get('EventType') or 'origin'} events {most} s is the most."
            )
            yield self.finding(edge.subject, message, fixes=fixes, property_="Timeout")

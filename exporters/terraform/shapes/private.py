"""What stands in a VPC or before it: load balancers, file systems, the VPC's own parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporters.plan import Ref, Resource
from exporters.terraform.hcl import Expr
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack

_LB_ATTRIBUTES = {
    "deletion_protection.enabled": ("enable_deletion_protection", "b"),
    "routing.http.drop_invalid_header_fields.enabled": ("drop_invalid_header_fields", "b"),
    "load_balancing.cross_zone.enabled": ("enable_cross_zone_load_balancing", "b"),
    "idle_timeout.timeout_seconds": ("idle_timeout", "n"),
}
_GROUP_ATTRIBUTES = {"deregistration_delay.timeout_seconds": ("deregistration_delay", "n")}


@shape("AWS::ElasticLoadBalancingV2::LoadBalancer")
def balancer(stack: Stack, of: Resource) -> None:
    block = stack.regular(of, internal=of.properties.get("Scheme") == "internal")
    _attributes(stack, of, block.attributes, of.properties.get("LoadBalancerAttributes", ()), _LB_ATTRIBUTES)


def _attributes(
    stack: Stack, of: Resource, found: dict[str, Any], pairs: Any, known: Mapping[str, tuple[str, str]]
) -> None:
    """CloudFormation's pairs of texts, where Terraform has an argument for each."""
    for pair in pairs if isinstance(pairs, (list, tuple)) else ():
        key = str(pair.get("Key")) if isinstance(pair, Mapping) else ""
        if key in known:
            name, kind = known[key]
            found[name] = stack.coerced(pair.get("Value"), kind)
        else:
            stack.lose(of.subject, key or "an attribute")


@shape("AWS::ElasticLoadBalancingV2::TargetGroup")
def group(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    _attributes(stack, of, block.attributes, of.properties.get("TargetGroupAttributes", ()), _GROUP_ATTRIBUTES)
    matcher = of.properties.get("Matcher")
    if isinstance(matcher, Mapping):
        block.only("health_check").attributes["matcher"] = stack.coerced(matcher.get("HttpCode"), "s")
    for target in of.properties.get("Targets", ()):
        further = stack.resource(of, "aws_lb_target_group_attachment")
        further.attributes = {
            "target_group_arn": Expr(f"{'.'.join(block.labels)}.arn"),
            "target_id": stack.values.value(target["Id"]),
            **({"port": target["Port"]} if "Port" in target else {}),
        }
        further.depends_on, block.depends_on = block.depends_on, []  # the target must be let in, not the group


@shape("AWS::EFS::FileSystem")
def file_system(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    backup = of.properties.get("BackupPolicy")
    if isinstance(backup, Mapping):
        further = stack.resource(of, "aws_efs_backup_policy")
        further.attributes["file_system_id"] = Expr(f"{'.'.join(block.labels)}.id")
        further.add("backup_policy", {"status": stack.coerced(backup.get("Status"), "s")})


@shape("AWS::EC2::FlowLog")
def flow_log(stack: Stack, of: Resource) -> None:
    """The log group by its ARN, where CloudFormation takes its name."""
    group_name = of.properties.get("LogGroupName")
    block = stack.regular(of)
    if isinstance(group_name, Ref):
        block.attributes["log_destination"] = stack.values.attribute(Ref(group_name.resource, "Arn"))


@shape("AWS::Route53::HostedZone")
def zone(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    if of.properties.get("QueryLoggingConfig"):
        further = stack.resource(of, "aws_route53_query_log")
        further.attributes = {
            "zone_id": Expr(f"{'.'.join(block.labels)}.zone_id"),
            "cloudwatch_log_group_arn": stack.values.value(
                of.properties["QueryLoggingConfig"]["CloudWatchLogsLogGroupArn"]
            ),
        }


@shape("AWS::ECR::Repository")
def repository(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    name = Expr(f"{'.'.join(block.labels)}.name")
    lifecycle = of.properties.get("LifecyclePolicy")
    if isinstance(lifecycle, Mapping) and "LifecyclePolicyText" in lifecycle:
        further = stack.resource(of, "aws_ecr_lifecycle_policy")
        further.attributes = {
            "repository": name,
            "policy": stack.coerced(lifecycle["LifecyclePolicyText"], "s"),
        }
    policy = of.properties.get("RepositoryPolicyText")
    if policy is not None:
        further = stack.resource(of, "aws_ecr_repository_policy")
        further.attributes = {"repository": name, "policy": stack.coerced(policy, "s")}

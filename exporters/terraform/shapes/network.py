"""Security groups, service discovery and VPC Lattice."""

from __future__ import annotations

from collections.abc import Mapping

from exporters.plan import Resource
from exporters.terraform.hcl import Expr
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack
from exporters.terraform.table import schema


@shape("AWS::EC2::SecurityGroup")
def security_group(stack: Stack, of: Resource) -> None:
    """Terraform takes away the rule that lets everything out, which CloudFormation leaves to a new group."""
    block = stack.regular(of)
    for key in ("SecurityGroupIngress", "SecurityGroupEgress"):
        if of.properties.get(key):
            stack.lose(of.subject, key)
    out = stack.resource(of, "aws_vpc_security_group_egress_rule")
    out.attributes = {
        "security_group_id": Expr(f"{'.'.join(block.labels)}.id"),
        "description": "To anywhere",
        "ip_protocol": "-1",
        "cidr_ipv4": "0.0.0.0/0",
    }


@shape("AWS::ServiceDiscovery::Service")
def discovery(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    config = of.properties.get("DnsConfig")
    namespace = of.properties.get("NamespaceId")
    if namespace is None and isinstance(config, Mapping):
        namespace = config.get("NamespaceId")
    if namespace is not None:
        inner = block.only("dns_config")
        inner.attributes = {"namespace_id": stack.values.value(namespace), **inner.attributes}


@shape("AWS::VpcLattice::TargetGroup")
def lattice_group(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    for target in of.properties.get("Targets", ()):
        further = stack.resource(of, "aws_vpclattice_target_group_attachment")
        further.attributes["target_group_identifier"] = Expr(f"{'.'.join(block.labels)}.id")
        stack.fill(further.add("target"), schema(further.labels[0])["target"], target, {}, of.subject)

"""The VPC of a stack: an existing one, taken as parameters, and a security group for each thing that stands in it."""

from __future__ import annotations

from typing import Any

from designer.model.design import DESIGN, Subject
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder

# https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html and the services' own pages
PORTS = {
    "postgresql": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "msk": 9098,
    "msk-scram": 9096,
    "RABBITMQ": 5671,
    "ACTIVEMQ": 61617,
    "elasticache": 6379,
    "documentdb": 27017,
    "efs": 2049,
    "opensearch": 443,
    "redshift": 5439,
}


PORT = 8080  # of containers that do not say another


def vpc(b: Builder) -> Value:
    """The design's own VPC where it has one, else a parameter."""
    return b.notes.get("vpc") or b.parameter(
        "VpcId", "String", "VPC in which the databases, brokers and containers stand", pattern="^vpc-[0-9a-f]+$"
    )


def subnets(b: Builder) -> Value:
    """Private subnets: the list of the design's own VPC, else a parameter."""
    own = b.notes.get("subnets")
    if own is not None:
        return list(own)
    return b.parameter(
        "PrivateSubnetIds",
        "CommaDelimitedList",
        "Private subnets of that VPC, in at least two zones",
        pattern="^subnet-[0-9a-f]+$",
    )


def subnets_as_text(b: Builder) -> Join:
    """The private subnets with commas between, as an environment variable takes them."""
    own = subnets(b)
    parts = own if isinstance(own, list) else [own]
    return Join(tuple(x for part in parts for x in (",", part))[1:])


def first_subnet(b: Builder) -> Value:
    """For what stands in one zone only."""
    if "subnets" in b.notes:
        return b.notes["subnets"][0]
    return b.parameter(
        "PrivateSubnetId", "String", "Private subnet for what stands in one zone only", pattern="^subnet-[0-9a-f]+$"
    )


def container_port(b: Builder, id_: str) -> int:
    """The port on which a container listens."""
    port = b.node(id_).properties.get("ContainerPort")
    return port if isinstance(port, int) else PORT


def security_group(b: Builder, owner: str, subject: Subject) -> Ref:
    """The security group of a node: nobody may come in until an edge says so."""
    key = f"security-group:{owner}"
    if key not in b.notes:
        properties: dict[str, Any] = {"GroupDescription": f"Guards {owner}"[:255], "VpcId": vpc(b)}
        b.notes[key] = b.add(
            f"{owner}_security_group", "AWS::EC2::SecurityGroup", properties, subject, "security-group"
        ).id
    return Ref(b.notes[key], "Id")


def open_port(b: Builder, source: str, target: str, port: int, subject: Subject) -> None:
    """`source` may reach `target` at one port; a pair is opened once."""
    key = f"port:{source}:{target}:{port}"
    if key in b.notes:
        return
    properties = {
        "GroupId": security_group(b, target, Subject("node", target)),
        "SourceSecurityGroupId": security_group(b, source, Subject("node", source)),
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "Description": f"From {source}"[:255],
    }
    base = f"{target}_from_{source}"
    b.notes[key] = b.add(base, "AWS::EC2::SecurityGroupIngress", properties, subject, "ingress").id


def attach_function(b: Builder, function: str, subject: Subject) -> None:
    """Put a function into the VPC, so that it reaches what stands there."""
    if b.drafts[function].type != "AWS::Lambda::Function":
        return  # a container stands in the VPC already
    properties = b.drafts[function].properties
    if "VpcConfig" not in properties:
        properties["VpcConfig"] = {
            "SubnetIds": subnets(b),
            "SecurityGroupIds": [security_group(b, function, Subject("node", function))],
        }
    role = b.drafts[b.roles[function]].properties
    from exporters.planner.nodes_compute import managed_policy

    vpc_access = managed_policy("service-role/AWSLambdaVPCAccessExecutionRole")
    if vpc_access not in role["ManagedPolicyArns"]:
        role["ManagedPolicyArns"].append(vpc_access)


__all__ = ["DESIGN", "PORTS", "attach_function", "first_subnet", "open_port", "security_group", "subnets", "vpc"]


def let_in(b: Builder, principal: str, subject: Subject) -> None:
    """Let a service make network interfaces in the VPC, which have no names beforehand."""
    head = ("arn:", Pseudo("Partition"), ":ec2:", Pseudo("Region"), ":", Pseudo("AccountId"))
    kinds = ("NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs")
    b.grant(principal, [f"ec2:Describe{kind}" for kind in kinds], ["*"], subject)
    b.grant(principal, ["ec2:DescribeVpcAttribute"], [Join((*head, ":vpc/*"))], subject)
    arns = [Join((*head, f":{kind}/*")) for kind in ("network-interface", "subnet", "security-group")]
    manage = ["ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"]
    b.grant(principal, manage, arns, subject)

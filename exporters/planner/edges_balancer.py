"""Load balancers: a target group and a rule of the listener an edge, and how APIs reach a balancer in the VPC."""

from __future__ import annotations

from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire, kebab
from exporters.planner.permissions import invoke_permission


def target(b: Builder, wire: Wire) -> None:
    """Requests under a path go to a function or to the tasks of a container."""
    service, balancer = b.service(wire.target), wire.source
    if service == "alb":
        return b.omit(wire.subject, "A network load balancer before another one is set up by hand.")
    if service == "lambda":
        properties: dict[str, Any] = {"TargetType": "lambda", "Targets": [{"Id": b.arn(wire.target)}]}
        # The group asks for the permission before it has an ARN, so any group of this account and region may call.
        groups = ("arn:", Pseudo("Partition"), ":elasticloadbalancing:", Pseudo("Region"), ":", Pseudo("AccountId"))
        source = Join((*groups, ":targetgroup/*"))
        permission = invoke_permission(b, wire, "elasticloadbalancing.amazonaws.com", source)
        group = b.for_wire(wire, "group", _GROUP, properties, depends_on=[permission])
    else:
        port = wire.properties.get("Port") or network.container_port(b, wire.target)
        properties = {
            "TargetType": "ip",
            "Protocol": "HTTP",
            "Port": port,
            "VpcId": network.vpc(b),
            "HealthCheckPath": wire.properties.get("HealthCheckPath", "/"),
            "Matcher": {"HttpCode": "200", **wire.properties.get("Matcher", {})},
            "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}],
        }
        group = b.for_wire(wire, "group", _GROUP, properties)
        container = b.drafts[b.notes[f"task:{wire.target}"]].properties["ContainerDefinitions"][0]
        container["PortMappings"] = [{"ContainerPort": port, "Protocol": "tcp"}]
        entry = {"ContainerName": "app", "ContainerPort": port, "TargetGroupArn": Ref(group.id, "Arn")}
        b.drafts[wire.target].properties.setdefault("LoadBalancers", []).append(entry)
        network.open_port(b, balancer, wire.target, port, wire.subject)
    rule = _rule(b, wire, group.id)
    if service != "lambda":  # a service takes no group that no listener leads to
        b.drafts[wire.target].depends_on.append(rule)
    return None


_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


def _rule(b: Builder, wire: Wire, group: str) -> str:
    number = b.notes.get(f"rules:{wire.source}", 0) + 1
    b.notes[f"rules:{wire.source}"] = number
    pattern = str(wire.properties.get("PathPattern") or ("/*" if number == 1 else f"/{kebab(wire.target)}/*"))
    sign_in = b.notes.get(f"sign-in:{wire.source}")
    actions: list[dict[str, Value]] = [{**sign_in, "Order": 1}] if sign_in else []
    actions.append({"Type": "forward", "TargetGroupArn": Ref(group, "Arn"), "Order": len(actions) + 1})
    properties = {
        "ListenerArn": Ref(b.notes[f"listener:{wire.source}"], "Arn"),
        "Priority": number * 10 if pattern != "/*" else 50000,
        "Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"Values": [pattern]}}],
        "Actions": actions,
    }
    return b.for_wire(wire, "rule", "AWS::ElasticLoadBalancingV2::ListenerRule", properties).id


def reached(b: Builder, wire: Wire) -> dict[str, Any]:
    """What an API's integration says to reach a balancer: through a VPC link, by the name of its certificate."""
    key = f"vpc-link:{wire.source}"
    if key not in b.notes:
        properties = {
            "Name": kebab(wire.source)[:120],
            "SubnetIds": network.subnets(b),
            "SecurityGroupIds": [network.security_group(b, wire.source, Subject("node", wire.source))],
        }
        subject = Subject("node", wire.source)
        b.notes[key] = b.add(f"{wire.source}_link", "AWS::ApiGatewayV2::VpcLink", properties, subject, "vpc-link").id
    network.open_port(b, wire.source, wire.target, 443, wire.subject)
    name = host_of(b, wire.target)
    wire.resources.append(b.notes[key])
    return {
        "ConnectionType": "VPC_LINK",
        "ConnectionId": Ref(b.notes[key], "Id"),
        "listener": Ref(b.notes[f"listener:{wire.target}"], "Arn"),
        "name": name,
    }


def host_of(b: Builder, balancer: str) -> Value:
    """The name on the balancer's certificate, by which TLS knows it."""
    return b.parameter(
        f"{pascal(balancer)}DomainName",
        "String",
        f"Name on the certificate of {b.title(balancer)}",
        pattern="^[a-z0-9.-]+$",
    )

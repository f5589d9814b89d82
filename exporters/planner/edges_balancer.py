"""Load balancers: a target group and a rule of the listener an edge, and how APIs reach a balancer in the VPC."""

from __future__ import annotations

from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire, kebab
from exporters.planner.permissions import invoke_permission


def is_network(b: Builder, id_: str) -> bool:
    """Whether a node is a load balancer that knows connections only, no requests."""
    return b.service(id_) == "alb" and b.drafts[id_].properties["Type"] == "network"


def target(b: Builder, wire: Wire) -> None:
    """Requests under a path go to a function or to the tasks of a container."""
    service, balancer = b.service(wire.target), wire.source
    if service == "alb" or is_network(b, balancer):
        return _passed_on(b, wire, service)
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
        _serve(b, wire, group.id, port)
    rule = _rule(b, wire, group.id)
    if service != "lambda":  # a service takes no group that no listener leads to
        b.drafts[wire.target].depends_on.append(rule)
    return None


def _passed_on(b: Builder, wire: Wire, service: str) -> None:
    """A network load balancer passes every connection on, to another balancer or to containers.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html
    """
    if not is_network(b, wire.source):
        return b.omit(wire.subject, "Only a network load balancer stands before another one: set its Type to network.")
    if service == "lambda" or is_network(b, wire.target):
        return b.omit(wire.subject, "A network load balancer leads to an application load balancer or to containers.")
    listener = b.drafts[b.notes[f"listener:{wire.source}"]]
    if listener.properties["DefaultActions"]:
        return b.omit(wire.subject, "A network load balancer leads to one target: give this edge one of its own.")
    properties: dict[str, Any] = {"Protocol": "TCP", "VpcId": network.vpc(b)}
    if service == "alb":
        port = 443
        # Whatever the balancer answers shows that it is there, a page that it does not know, too.
        healthy = {"HealthCheckProtocol": "HTTPS", "HealthCheckPath": "/", "Matcher": {"HttpCode": "200-499"}}
        target = {"Id": b.arn(wire.target), "Port": port}
        properties |= {"TargetType": "alb", "Port": port, **healthy, "Targets": [target]}
        first = [b.notes[f"listener:{wire.target}"]]  # a balancer that does not listen yet is no target
        group = b.for_wire(wire, "group", _GROUP, properties, depends_on=first)
        network.open_port(b, wire.source, wire.target, port, wire.subject)
    else:
        port = wire.properties.get("Port") or network.container_port(b, wire.target)
        group = b.for_wire(wire, "group", _GROUP, {**properties, "TargetType": "ip", "Port": port})
        _serve(b, wire, group.id, port)
        b.drafts[wire.target].depends_on.append(listener.id)
    listener.properties["DefaultActions"] = [{"Type": "forward", "TargetGroupArn": Ref(group.id, "Arn")}]
    return None


def _serve(b: Builder, wire: Wire, group: str, port: int) -> None:
    """The containers of a service take what comes to a target group."""
    container = b.drafts[b.notes[f"task:{wire.target}"]].properties["ContainerDefinitions"][0]
    container["PortMappings"] = [{"ContainerPort": port, "Protocol": "tcp"}]
    entry = {"ContainerName": "app", "ContainerPort": port, "TargetGroupArn": Ref(group, "Arn")}
    b.drafts[wire.target].properties.setdefault("LoadBalancers", []).append(entry)
    network.open_port(b, wire.source, wire.target, port, wire.subject)


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

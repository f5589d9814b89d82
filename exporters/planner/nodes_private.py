"""What stands inside a VPC, and the VPC itself: load balancers, caches, document stores, search, file systems."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from designer.model.design import DESIGN, Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, kebab, short
from exporters.planner.registry import finisher, node

_ZONES = 2


@node("vpc")
def vpc(b: Builder, id_: str) -> None:
    """A VPC with a private subnet in each of two zones; NAT gateways and endpoints as the design asks for them."""
    subject = Subject("node", id_)
    properties = {
        "CidrBlock": "10.0.0.0/16",
        "EnableDnsHostnames": True,
        "EnableDnsSupport": True,
        **b.node_properties(id_),
    }
    b.main(id_, "AWS::EC2::VPC", properties)
    try:
        parts = list(ip_network(str(properties["CidrBlock"])).subnets(prefixlen_diff=4))
    except ValueError:
        b.omit(subject, "The VPC's address range cannot be divided: its subnets are parameters.")
        return
    zones = b.parameter("AvailabilityZones", "CommaDelimitedList", f"Availability zones of the VPC, at least {_ZONES}")
    table = b.add(f"{id_}_routes", "AWS::EC2::RouteTable", {"VpcId": Ref(id_, "Id")}, subject, "routes")
    made = []
    for number in range(_ZONES):
        zone = {"Fn::Select": [number, zones]}
        subnet = {"VpcId": Ref(id_, "Id"), "CidrBlock": str(parts[number]), "AvailabilityZone": zone}
        private = b.add(f"{id_}_private_{number + 1}", "AWS::EC2::Subnet", subnet, subject, "subnet")
        made.append(Ref(private.id, "Id"))
        joined = {"SubnetId": Ref(private.id, "Id"), "RouteTableId": Ref(table.id, "Id")}
        b.add(
            f"{id_}_private_{number + 1}_routes", "AWS::EC2::SubnetRouteTableAssociation", joined, subject, "routes-of"
        )
    b.notes.setdefault("vpc", Ref(id_, "Id"))
    b.notes.setdefault("subnets", made)
    b.notes.setdefault("routes", table.id)
    if b.node(id_).properties.get("NatGateways"):
        _way_out(b, id_, str(parts[_ZONES]), {"Fn::Select": [0, zones]}, table.id)
    endpoints = b.node(id_).properties.get("VpcEndpoints")
    for service in endpoints if isinstance(endpoints, (list, tuple)) else ():
        _endpoint(b, id_, str(service), made, table.id)
    flow_logs(b, id_)


def _way_out(b: Builder, id_: str, cidr: str, zone: Value, private_routes: str) -> None:
    """One NAT gateway in a public subnet of its own."""
    subject = Subject("node", id_)
    gateway = b.add(f"{id_}_internet", "AWS::EC2::InternetGateway", {}, subject, "internet-gateway")
    attached = b.add(
        f"{id_}_internet_attachment",
        "AWS::EC2::VPCGatewayAttachment",
        {"VpcId": Ref(id_, "Id"), "InternetGatewayId": Ref(gateway.id, "Id")},
        subject,
        "gateway-attachment",
    )
    subnet = {"VpcId": Ref(id_, "Id"), "CidrBlock": cidr, "AvailabilityZone": zone}
    public = b.add(f"{id_}_public", "AWS::EC2::Subnet", subnet, subject, "subnet")
    routes = b.add(f"{id_}_public_routes", "AWS::EC2::RouteTable", {"VpcId": Ref(id_, "Id")}, subject, "routes")
    joined = {"SubnetId": Ref(public.id, "Id"), "RouteTableId": Ref(routes.id, "Id")}
    b.add(f"{id_}_public_routes_of", "AWS::EC2::SubnetRouteTableAssociation", joined, subject, "routes-of")
    way = {
        "RouteTableId": Ref(routes.id, "Id"),
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": Ref(gateway.id, "Id"),
    }
    b.add(f"{id_}_public_way_out", "AWS::EC2::Route", way, subject, "route", depends_on=[attached.id])
    address = b.add(
        f"{id_}_nat_address", "AWS::EC2::EIP", {"Domain": "vpc"}, subject, "address", depends_on=[attached.id]
    )
    nat = b.add(
        f"{id_}_nat",
        "AWS::EC2::NatGateway",
        {"SubnetId": Ref(public.id, "Id"), "AllocationId": Ref(address.id, "AllocationId")},
        subject,
        "nat",
    )
    out = {
        "RouteTableId": Ref(private_routes, "Id"),
        "DestinationCidrBlock": "0.0.0.0/0",
        "NatGatewayId": Ref(nat.id, "Id"),
    }
    b.add(f"{id_}_private_way_out", "AWS::EC2::Route", out, subject, "route")


def way_to(b: Builder, service: str) -> None:
    """Whoever stands in the design's own VPC reaches a service, whether the design has an endpoint for it or not."""
    vpc = b.notes["vpc"].resource
    _endpoint(b, vpc, service, b.notes["subnets"], b.notes["routes"])


def _endpoint(b: Builder, id_: str, service: str, subnets: list[Ref], routes: str) -> None:
    """A way to a service of AWS that does not leave the network; buckets and tables by routes, others by addresses."""
    name = kebab(service)
    key = f"endpoint:{id_}:{name}"
    if key in b.notes:
        return
    properties: dict[str, Value] = {
        "VpcId": Ref(id_, "Id"),
        "ServiceName": Join(("com.amazonaws.", Pseudo("Region"), f".{name}")),
    }
    if name in ("s3", "dynamodb"):
        properties |= {"VpcEndpointType": "Gateway", "RouteTableIds": [Ref(routes, "Id")]}
    else:
        properties |= {"VpcEndpointType": "Interface", "PrivateDnsEnabled": True, "SubnetIds": subnets}
        properties["SecurityGroupIds"] = [_endpoints_group(b, id_)]
    base = f"{id_}_{name.replace('-', '_')}_endpoint"
    b.notes[key] = b.add(base, "AWS::EC2::VPCEndpoint", properties, Subject("node", id_), "endpoint").id


def _endpoints_group(b: Builder, id_: str) -> Ref:
    key = f"endpoints:{id_}"
    if key not in b.notes:
        inward = {
            "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": b.drafts[id_].properties["CidrBlock"],
            "Description": "From this VPC",
        }  # fmt: skip
        properties = {
            "GroupDescription": "Guards the endpoints",
            "VpcId": Ref(id_, "Id"),
            "SecurityGroupIngress": [inward],
        }
        subject = Subject("node", id_)
        b.notes[key] = b.add(f"{id_}_endpoints", "AWS::EC2::SecurityGroup", properties, subject, "security-group").id
    return Ref(b.notes[key], "Id")


def flow_logs(b: Builder, id_: str) -> None:
    """Refused connections are written down."""
    subject = Subject("node", id_)
    principal = f"{id_}_flow_logs"
    group = b.log_group(id_, subject, "/aws/vpc/")
    role = b.role(principal, "vpc-flow-logs.amazonaws.com", subject)
    actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    b.grant(principal, actions, [group], subject, because="FlowLog")
    properties = {
        "ResourceId": Ref(id_, "Id"),
        "ResourceType": "VPC",
        "TrafficType": "REJECT",
        "LogDestinationType": "cloud-watch-logs",
        "LogGroupName": Ref(group.resource, "Name"),
        "DeliverLogsPermissionArn": role,
    }
    b.add(principal, "AWS::EC2::FlowLog", properties, subject, "flow-log")


@node("alb")
def load_balancer(b: Builder, id_: str) -> None:
    """A balancer that takes HTTPS with the certificate that a parameter names; its rules come from its edges."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    scheme = given.get("Scheme", "internal")
    own = "load_balancing.cross_zone" if given.get("Type") == "network" else "routing.http.drop_invalid_header_fields"
    attributes = {"deletion_protection.enabled": "true", f"{own}.enabled": "true"}
    subnets = network.subnets(b) if scheme == "internal" else b.parameter(
        "PublicSubnetIds", "CommaDelimitedList", "Public subnets for load balancers, in at least two zones"
    )  # fmt: skip
    properties: dict[str, Any] = {
        "Type": "application",
        "Scheme": scheme,
        "Subnets": subnets,
        "SecurityGroups": [network.security_group(b, id_, subject)],
        "LoadBalancerAttributes": [{"Key": k, "Value": v} for k, v in attributes.items()],
        **given,
    }
    b.main(id_, "AWS::ElasticLoadBalancingV2::LoadBalancer", properties)
    listener: dict[str, Any] = {"LoadBalancerArn": Ref(id_, "Arn"), "Port": 443}
    if given.get("Type") == "network":  # it passes connections on as they are, to whom its edge leads
        listener |= {"Protocol": "TCP", "DefaultActions": []}
    else:
        certificate = b.parameter(
            f"{pascal(id_)}CertificateArn", "String", f"Certificate of {b.title(id_)}", pattern="^arn:[a-z-]+:acm:.+$"
        )
        answer = {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "Not found"}
        listener |= {
            "Protocol": "HTTPS",
            "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "Certificates": [{"CertificateArn": certificate}],
            "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": answer}],
        }
    made = b.add(f"{id_}_listener", "AWS::ElasticLoadBalancingV2::Listener", listener, subject, "listener")
    b.notes[f"listener:{id_}"] = made.id
    if scheme != "internal":
        inward = {
            "GroupId": network.security_group(b, id_, subject),
            "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0",
            "Description": "From anywhere by HTTPS",
        }  # fmt: skip
        b.add(f"{id_}_from_anywhere", "AWS::EC2::SecurityGroupIngress", inward, subject, "ingress")
    b.output(f"{pascal(id_)}Host", Ref(id_, "DNSName"), f"Host name of {b.title(id_)}")


@finisher("alb")
def listener_needs_target(b: Builder, id_: str) -> None:
    """A network load balancer's listener has nothing to answer by itself."""
    listener = b.notes[f"listener:{id_}"]
    if not b.drafts[listener].properties["DefaultActions"]:
        b.omit(
            Subject("node", id_), "A network load balancer that leads nowhere gets no listener: connect it with one."
        )
        del b.drafts[listener]


@node("elasticache")
def cache(b: Builder, id_: str) -> None:
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    properties: dict[str, Any] = {
        "ServerlessCacheName": short(f"{b.slug}-{kebab(id_)}", 40),
        "Engine": "valkey",
        "SubnetIds": network.subnets(b),
        "SecurityGroupIds": [network.security_group(b, id_, subject)],
        "SnapshotRetentionLimit": 7,
        **given,
    }
    if properties["Engine"] == "memcached":
        properties.pop("SnapshotRetentionLimit")
    b.main(id_, "AWS::ElastiCache::ServerlessCache", properties)


@node("documentdb")
def documents(b: Builder, id_: str) -> None:
    """A cluster whose administrator's password Secrets Manager keeps, with one instance."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    version = str(given.get("EngineVersion", "5.0.0"))
    properties: dict[str, Any] = {
        "EngineVersion": version,
        "MasterUsername": "administrator",
        "ManageMasterUserPassword": True,
        "DBClusterParameterGroupName": _audited(b, id_, ".".join(version.split(".")[:2])),
        "DBSubnetGroupName": _subnet_group(
            b, "AWS::DocDB::DBSubnetGroup", "document_subnets", "DBSubnetGroupDescription"
        ),
        "VpcSecurityGroupIds": [network.security_group(b, id_, subject)],
        "StorageEncrypted": True,
        "BackupRetentionPeriod": 7,
        "DeletionProtection": True,
        "EnableCloudwatchLogsExports": ["audit"],
        **given,
    }
    b.main(id_, "AWS::DocDB::DBCluster", properties, deletion="Snapshot")
    instance = {
        "DBClusterIdentifier": Ref(id_, "Id"),
        "DBInstanceClass": "db.t4g.medium",
        "AutoMinorVersionUpgrade": True,
    }
    b.add(f"{id_}_writer", "AWS::DocDB::DBInstance", instance, subject, "writer")


def _audited(b: Builder, id_: str, version: str) -> Ref:
    """Settings with which a document store writes the log that it exports, and refuses what comes without TLS."""
    properties = {
        "Description": "Connections by TLS only, and an audit log",
        "Family": f"docdb{version}",
        "Parameters": {"audit_logs": "enabled", "tls": "enabled"},
    }
    type_ = "AWS::DocDB::DBClusterParameterGroup"
    return Ref(b.add(f"{id_}_settings", type_, properties, Subject("node", id_), "parameter-group").id, "Name")


@node("redshift")
def warehouse(b: Builder, id_: str) -> None:
    subject = Subject("node", id_)
    properties: dict[str, Any] = {
        "ClusterType": "single-node",
        "NodeType": "ra3.large",
        "DBName": "app",
        "MasterUsername": "administrator",
        "ManageMasterPassword": True,
        "ClusterSubnetGroupName": _subnet_group(
            b, "AWS::Redshift::ClusterSubnetGroup", "warehouse_subnets", "Description"
        ),
        "ClusterParameterGroupName": _warehouse_settings(b, id_, subject),
        "VpcSecurityGroupIds": [network.security_group(b, id_, subject)],
        "Encrypted": True,
        "EnhancedVpcRouting": True,
        "LoggingProperties": {"LogDestinationType": "cloudwatch", "LogExports": list(_WAREHOUSE_LOGS)},
        "PubliclyAccessible": False,
        "AutomatedSnapshotRetentionPeriod": 7,
        **b.node_properties(id_),
    }
    if properties["ClusterType"] == "multi-node":
        properties.setdefault("NumberOfNodes", 2)
    b.main(id_, "AWS::Redshift::Cluster", properties, deletion="Snapshot")
    b.notes[f"secret:{id_}"] = Ref(id_, "MasterPasswordSecretArn")


# https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
_WAREHOUSE_LOGS = ("connectionlog", "userlog", "useractivitylog")


def _warehouse_settings(b: Builder, id_: str, subject: Subject) -> Ref:
    """What the warehouse demands of a connection, and that it writes down what users do."""
    parameters = [
        {"ParameterName": name, "ParameterValue": "true"} for name in ("require_ssl", "enable_user_activity_logging")
    ]
    properties = {
        "Description": "Connections by TLS only, and a log of what users do",
        "ParameterGroupFamily": "redshift-2.0",
        "Parameters": parameters,
    }
    type_ = "AWS::Redshift::ClusterParameterGroup"
    return Ref(b.add(f"{id_}_settings", type_, properties, subject, "parameter-group").id, "Name")


def _subnet_group(b: Builder, type_: str, base: str, description: str) -> Ref:
    if base not in b.notes:
        properties = {description: "Private subnets", "SubnetIds": network.subnets(b)}
        b.notes[base] = b.add(base, type_, properties, DESIGN, "subnets").id
    return Ref(b.notes[base], "Name")


@node("opensearch")
def search(b: Builder, id_: str) -> None:
    """A domain inside the VPC, encrypted at rest and between its nodes; who may ask it is said by identity policies."""
    subject = Subject("node", id_)
    properties: dict[str, Any] = {
        "EngineVersion": "OpenSearch_2.19",
        "ClusterConfig": {"InstanceType": "t3.medium.search", "InstanceCount": 2, "ZoneAwarenessEnabled": True},
        "EBSOptions": {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 10},
        "EncryptionAtRestOptions": {"Enabled": True},
        "NodeToNodeEncryptionOptions": {"Enabled": True},
        "DomainEndpointOptions": {"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
    }
    for name, value in b.node_properties(id_).items():
        both = isinstance(value, dict) and isinstance(properties.get(name), dict)
        properties[name] = {**properties[name], **value} if both else value
    if "AccessPolicies" not in properties:
        properties["VPCOptions"] = {
            "SubnetIds": network.subnets(b),
            "SecurityGroupIds": [network.security_group(b, id_, subject)],
        }
    allowed = [] if "LogPublishingOptions" in properties else [_search_logs(b, id_, properties)]
    b.main(id_, "AWS::OpenSearchService::Domain", properties, deletion="Retain", depends_on=allowed)
    b.output(f"{pascal(id_)}Endpoint", Ref(id_, "DomainEndpoint"), f"Host name of {b.title(id_)}")


_SEARCH_LOGS = ("ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS")


def _search_logs(b: Builder, id_: str, properties: dict[str, Any]) -> str:
    """Errors and slow requests are written down; the policy that lets the service do so.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html
    """
    subject = Subject("node", id_)
    group = b.log_group(id_, subject, "/aws/opensearch/")
    properties["LogPublishingOptions"] = {
        kind: {"CloudWatchLogsLogGroupArn": group, "Enabled": True} for kind in _SEARCH_LOGS
    }
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "es.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"],
        "Resource": group,
        "Condition": {"StringEquals": {"aws:SourceAccount": Pseudo("AccountId")}},
    }
    policy = {
        "PolicyName": b.physical_name(id_, 200),
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }
    return b.add(f"{id_}_logs_policy", "AWS::Logs::ResourcePolicy", policy, subject, "policy").id


@node("efs")
def file_system(b: Builder, id_: str) -> None:
    """A file system that is entered by an access point, whose files belong to one user."""
    subject = Subject("node", id_)
    properties: dict[str, Any] = {
        "Encrypted": True,
        "PerformanceMode": "generalPurpose",
        "ThroughputMode": "elastic",
        "BackupPolicy": {"Status": "ENABLED"},
        **b.node_properties(id_),
    }
    b.main(id_, "AWS::EFS::FileSystem", properties, deletion="Retain")
    owner = {"Uid": "1000", "Gid": "1000"}
    access = {
        "FileSystemId": Ref(id_, "Id"),
        "PosixUser": owner,
        "RootDirectory": {
            "Path": "/app",
            "CreationInfo": {"OwnerUid": "1000", "OwnerGid": "1000", "Permissions": "750"},
        },
    }
    b.notes[f"access-point:{id_}"] = b.add(f"{id_}_access", "AWS::EFS::AccessPoint", access, subject, "access-point").id


@finisher("efs")
def mount_targets(b: Builder, id_: str) -> None:
    """One in each private subnet; how many there are is known where the VPC is the design's own."""
    subject = Subject("node", id_)
    own = b.notes.get("subnets")
    subnets: list[Value] = own if own is not None else [
        {"Fn::Select": [n, network.subnets(b)]} for n in range(_ZONES)
    ]  # fmt: skip
    for number, subnet in enumerate(subnets, 1):
        properties = {
            "FileSystemId": Ref(id_, "Id"),
            "SubnetId": subnet,
            "SecurityGroups": [network.security_group(b, id_, subject)],
        }
        made = b.add(f"{id_}_mount_{number}", "AWS::EFS::MountTarget", properties, subject, "mount-target")
        for wire in b.incoming(id_, "connection"):
            if wire.source in b.drafts:
                b.drafts[wire.source].depends_on.append(made.id)

"""Connections to what stands in the VPC besides relational databases: caches, document stores, file systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire, kebab

Connect: TypeAlias = Callable[[Builder, Wire], None]


def _reach(b: Builder, wire: Wire, port: int) -> None:
    network.attach_function(b, wire.source, wire.subject)
    network.open_port(b, wire.source, wire.target, port, wire.subject)


def _cache(b: Builder, wire: Wire) -> None:
    """By its role, for a user of the same name that the cache knows; memcached asks nobody."""
    _reach(
        b, wire, 11211 if b.drafts[wire.target].properties["Engine"] == "memcached" else network.PORTS["elasticache"]
    )
    if b.drafts[wire.target].properties["Engine"] != "memcached":
        users = ("arn:", Pseudo("Partition"), ":elasticache:", Pseudo("Region"), ":", Pseudo("AccountId"), ":user:app")
        arns: list[Value] = [Ref(wire.target, "Arn"), Join(users)]
        b.grant(wire.source, ["elasticache:Connect"], arns, wire.subject, wire.target)
    b.env(wire.source, "CACHE_HOST", wire.target, Ref(wire.target, "Endpoint.Address"))


def _documents(b: Builder, wire: Wire) -> None:
    """The cluster keeps its administrator's password in a secret whose ARN CloudFormation does not tell."""
    _reach(b, wire, network.PORTS["documentdb"])
    own = b.notes.get(f"secret:{wire.target}")
    head = ("arn:", Pseudo("Partition"), ":secretsmanager:", Pseudo("Region"), ":", Pseudo("AccountId"), ":secret:")
    secret = own or Join((*head, "rds!cluster-*"))
    condition = {"StringEquals": {"aws:ResourceTag/aws:rds:primaryDBClusterArn": b.arn(wire.target)}}
    actions = ["secretsmanager:GetSecretValue"]
    b.grant(wire.source, actions, [secret], wire.subject, wire.target, conditions={} if own else condition)
    b.env(wire.source, "DATABASE_HOST", wire.target, Ref(wire.target, "Endpoint"))
    if own:
        b.env(wire.source, "SECRET_ARN", wire.target, own)


def _files(b: Builder, wire: Wire) -> None:
    """Through the access point; a reader gets no leave to write."""
    _reach(b, wire, network.PORTS["efs"])
    point = Ref(b.notes[f"access-point:{wire.target}"], "Arn")
    writes = wire.properties.get("Access") != "read"
    actions = ["elasticfilesystem:ClientMount", *(["elasticfilesystem:ClientWrite"] if writes else [])]
    condition = {"StringEquals": {"elasticfilesystem:AccessPointArn": point}}
    b.grant(wire.source, actions, [Ref(wire.target, "Arn")], wire.subject, wire.target, conditions=condition)
    path = str(wire.properties.get("LocalMountPath") or f"/mnt/{kebab(wire.target)}")
    b.env(wire.source, "MOUNT_PATH", wire.target, path)
    if b.service(wire.source) == "lambda":
        b.drafts[wire.source].properties["FileSystemConfigs"] = [{"Arn": point, "LocalMountPath": path}]
        return
    task = b.drafts[b.notes[f"task:{wire.source}"]].properties
    access = {"AccessPointId": Ref(point.resource, "Id"), "IAM": "ENABLED"}
    config = {
        "FilesystemId": Ref(wire.target, "Id"),
        "TransitEncryption": "ENABLED",
        "AuthorizationConfig": access,
    }
    volume = {"Name": kebab(wire.target), "EFSVolumeConfiguration": config}
    task.setdefault("Volumes", []).append(volume)
    mount = {"ContainerPath": path, "SourceVolume": kebab(wire.target), "ReadOnly": not writes}
    task["ContainerDefinitions"][0].setdefault("MountPoints", []).append(mount)


def _mounted_bucket(b: Builder, wire: Wire) -> None:
    b.omit(wire.subject, "The access point and mount targets of an S3 file system are set up by hand.")


STORES: Mapping[str, Connect] = {
    "elasticache": _cache,
    "documentdb": _documents,
    "efs": _files,
    "s3-files": _mounted_bucket,
}

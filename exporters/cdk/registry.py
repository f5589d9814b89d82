"""All idioms and ties, by CloudFormation type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporters.cdk.builder import Tie
from exporters.cdk.families import (
    compute,
    delivery,
    graphql,
    http,
    identity,
    keys,
    messaging,
    rest,
    schedules,
    storage,
    watching,
    workflow,
)
from exporters.cdk.idiom import Idiom

IDIOMS: Mapping[str, Sequence[Idiom]] = {
    **compute.IDIOMS,
    **delivery.IDIOMS,
    **graphql.IDIOMS,
    **http.IDIOMS,
    **identity.IDIOMS,
    **keys.IDIOMS,
    **messaging.IDIOMS,
    **rest.IDIOMS,
    **schedules.IDIOMS,
    **storage.IDIOMS,
    **watching.IDIOMS,
    **workflow.IDIOMS,
}
TIES: Mapping[str, Tie] = {
    **compute.TIES,
    **delivery.TIES,
    **graphql.TIES,
    **http.TIES,
    **messaging.TIES,
    **rest.TIES,
    **watching.TIES,
}

_NETWORK = (
    "Takes a Vpc with its subnets as a construct, where a design names subnets of a network that stands already, and "
    "adds security groups of its own to the design's."
)
# What stays a level-1 construct although the library has a stable one of level 2, and why.  Other types without an
# idiom have none that is stable (Pipes, MSK, MQ, IoT), or are seldom drawn.
LEVEL_1: Mapping[str, str] = {
    "AWS::AppSync::DataSource": "Grants read and write on its whole source, where the plan names each action.",
    "AWS::AppSync::Resolver": "Belongs to a data source of level 2.",
    "AWS::Batch::ComputeEnvironment": _NETWORK,
    "AWS::DocDB::DBCluster": _NETWORK,
    "AWS::EC2::SecurityGroup": _NETWORK,
    "AWS::ECS::Cluster": _NETWORK,
    "AWS::ECS::Service": _NETWORK,
    "AWS::ECS::TaskDefinition": "Belongs to a service that stays level 1.",
    "AWS::EFS::FileSystem": _NETWORK,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _NETWORK,
    "AWS::KinesisFirehose::DeliveryStream": "Grants itself read and write on its whole bucket.",
    "AWS::OpenSearchService::Domain": "Sets its access policy by a function of its own, as a custom resource.",
    "AWS::RDS::DBCluster": _NETWORK,
    "AWS::RDS::DBInstance": _NETWORK,
    "AWS::RDS::DBProxy": _NETWORK,
}

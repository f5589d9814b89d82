"""CloudFormation's vocabulary that several targets need: which attribute is called what, and ids as logical ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Where CloudFormation gives the Arn, Name, Url or Id of a type by `Ref` ("") or under another name.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "AWS::AppConfig::Application": {"Id": ""},
    "AWS::ApiGateway::Resource": {"Id": ""},
    "AWS::ApiGateway::RestApi": {"Id": "", "RootResourceId": "RootResourceId"},
    "AWS::ApiGateway::Stage": {"Name": ""},
    "AWS::ApiGatewayV2::Api": {"Id": ""},
    "AWS::ApiGatewayV2::Stage": {"Name": ""},
    "AWS::ApiGatewayV2::VpcLink": {"Id": ""},
    "AWS::Athena::WorkGroup": {"Name": ""},
    "AWS::Batch::ComputeEnvironment": {"Arn": ""},
    "AWS::Batch::JobDefinition": {"Arn": ""},
    "AWS::Batch::JobQueue": {"Arn": ""},
    "AWS::CloudFront::Function": {"Arn": "FunctionARN"},
    "AWS::CloudFront::RealtimeLogConfig": {"Arn": ""},
    "AWS::Cognito::IdentityPool": {"Id": ""},
    "AWS::CodeBuild::Project": {"Name": ""},
    "AWS::CodeCommit::Repository": {"Id": ""},
    "AWS::DSQL::Cluster": {"Id": "", "Arn": "ResourceArn"},
    "AWS::DocDB::DBCluster": {"Id": ""},
    "AWS::DocDB::DBClusterParameterGroup": {"Name": ""},
    "AWS::DocDB::DBSubnetGroup": {"Name": ""},
    "AWS::EC2::InternetGateway": {"Id": "InternetGatewayId"},
    "AWS::EC2::NatGateway": {"Id": "NatGatewayId"},
    "AWS::EC2::RouteTable": {"Id": "RouteTableId"},
    "AWS::EC2::Subnet": {"Id": "SubnetId"},
    "AWS::EC2::VPC": {"Id": "VpcId"},
    "AWS::ECR::Repository": {"Name": ""},
    "AWS::EFS::AccessPoint": {"Id": ""},
    "AWS::EFS::FileSystem": {"Id": ""},
    "AWS::ElastiCache::ServerlessCache": {"Name": "", "Arn": "ARN"},
    "AWS::ElasticLoadBalancingV2::Listener": {"Arn": ""},
    "AWS::ElasticLoadBalancingV2::LoadBalancer": {"Arn": ""},
    "AWS::ElasticLoadBalancingV2::TargetGroup": {"Arn": ""},
    "AWS::EventsV2::Subscriber": {"Arn": ""},
    "AWS::Glue::Job": {"Name": ""},
    "AWS::IoT::TopicRule": {"Name": ""},
    "AWS::OpenSearchService::Domain": {"Name": ""},
    "AWS::Redshift::Cluster": {"Id": ""},
    "AWS::Redshift::ClusterParameterGroup": {"Name": ""},
    "AWS::Redshift::ClusterSubnetGroup": {"Name": ""},
    "AWS::Route53::HostedZone": {"Id": ""},
    "AWS::SES::ConfigurationSet": {"Name": ""},
    "AWS::SES::EmailIdentity": {"Name": ""},
    "AWS::SES::ReceiptRuleSet": {"Name": ""},
    "AWS::Timestream::Database": {"Name": ""},
    "AWS::AppSync::DataSource": {"Arn": "DataSourceArn", "Name": "Name"},
    "AWS::AppSync::GraphQLApi": {"Id": "ApiId", "Url": "GraphQLUrl"},
    "AWS::AppSync::ApiKey": {"Arn": ""},
    "AWS::CloudFront::Distribution": {"Id": "", "Arn": ""},
    "AWS::CloudFront::OriginAccessControl": {"Id": "Id"},
    "AWS::CloudWatch::Alarm": {"Name": ""},
    "AWS::Cognito::UserPool": {"Id": "", "Url": "ProviderURL"},
    "AWS::Cognito::UserPoolClient": {"Id": ""},
    "AWS::DynamoDB::Table": {"Name": ""},
    "AWS::EC2::SecurityGroup": {"Id": "GroupId"},
    "AWS::ECS::Cluster": {"Name": ""},
    "AWS::ECS::Service": {"Arn": "", "Name": "Name"},
    "AWS::ECS::TaskDefinition": {"Arn": ""},
    "AWS::Events::EventBus": {"Name": ""},
    "AWS::Events::Rule": {"Name": ""},
    "AWS::EventsV2::EventBus": {"Name": "Name", "Arn": "EventBusArn"},
    "AWS::IAM::Role": {"Name": ""},
    "AWS::KMS::Key": {"Id": ""},
    "AWS::Kinesis::Stream": {"Name": ""},
    "AWS::KinesisFirehose::DeliveryStream": {"Name": ""},
    "AWS::Lambda::Function": {"Name": ""},
    "AWS::Lambda::Url": {"Url": "FunctionUrl"},
    "AWS::Lambda::Version": {"Arn": ""},
    "AWS::Logs::LogGroup": {"Name": ""},
    "AWS::MSK::Cluster": {"Arn": ""},
    "AWS::MSK::ServerlessCluster": {"Arn": ""},
    "AWS::Pipes::Pipe": {"Name": ""},
    "AWS::RDS::DBCluster": {"Id": "", "Arn": "DBClusterArn"},
    "AWS::RDS::DBInstance": {"Id": "", "Arn": "DBInstanceArn"},
    "AWS::RDS::DBProxy": {"Name": "", "Arn": "DBProxyArn"},
    "AWS::RDS::DBSubnetGroup": {"Name": ""},
    "AWS::S3::Bucket": {"Name": ""},
    "AWS::S3Files::FileSystem": {"Id": "FileSystemId", "Arn": "FileSystemArn"},
    "AWS::Synthetics::Canary": {"Name": ""},
    "AWS::SNS::Topic": {"Arn": "", "Name": "TopicName"},
    "AWS::SQS::Queue": {"Url": "", "Name": "QueueName"},
    "AWS::SSM::Parameter": {"Name": ""},
    "AWS::Scheduler::Schedule": {"Name": ""},
    "AWS::SecretsManager::Secret": {"Arn": ""},
    "AWS::StepFunctions::StateMachine": {"Arn": "", "Name": "Name"},
}


# Where CloudFormation gives no ARN: its service and what stands before the name.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
ARNS: Mapping[str, tuple[str, str]] = {
    "AWS::AppConfig::Application": ("appconfig", "application/"),
    "AWS::Athena::WorkGroup": ("athena", "workgroup/"),
    "AWS::DocDB::DBCluster": ("rds", "cluster:"),
    "AWS::Glue::Job": ("glue", "job/"),
    "AWS::Redshift::Cluster": ("redshift", "cluster:"),
    "AWS::SES::EmailIdentity": ("ses", "identity/"),
    "AWS::SSM::Parameter": ("ssm", "parameter/"),
}


def attribute(type_: str, word: str) -> str:
    """CloudFormation's attribute for a word of `plan.Ref`; empty means `Ref`."""
    return ATTRIBUTES.get(type_, {}).get(word, word)


def pascal(id_: str) -> str:
    """An id as CloudFormation writes logical ids: `orders_api-2` -> `OrdersApi2`."""
    words = re.split(r"[^A-Za-z0-9]+", id_)
    return "".join(word[:1].upper() + word[1:] for word in words) or "Item"


def logical_ids(ids: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A logical id for each id, unique even where two ids differ only by case of separators; order decides."""
    ids = tuple(ids)
    used = set(taken)
    # What is written as a logical id already, in whatever case, stays: it may have come from a template.
    found = {id_: id_ for id_ in ids if id_.isalnum() and not id_.islower() and len(id_) <= 240 and id_ not in used}
    used |= found.keys()
    for id_ in ids:
        if id_ in found:
            continue
        base = pascal(id_)[:240]
        name, number = base, 2
        while name in used:
            name, number = f"{base}Alt{number}", number + 1
        used.add(name)
        found[id_] = name
    return found

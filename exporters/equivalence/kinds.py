"""What counts as a resource, what as a connection, and what is plumbing that each target lays in its own way."""

from __future__ import annotations

from collections.abc import Mapping

# A connection's two ends, by the properties that name them.
CONNECTING: Mapping[str, tuple[str, str]] = {
    "AWS::Lambda::EventSourceMapping": ("EventSourceArn", "FunctionName"),
    "AWS::SNS::Subscription": ("TopicArn", "Endpoint"),
    "AWS::Logs::SubscriptionFilter": ("LogGroupName", "DestinationArn"),
}

CORS = "cors"  # how an API is connected with the site whose pages may call it

# What is seen in connections and statements, or serves nothing but its target's way of saying things.
PLUMBING = frozenset(
    {
        "AWS::CDK::Metadata",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::IAM::RolePolicy",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Version",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
        "AWS::Logs::ResourcePolicy",
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::Authorizer",
        "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::GatewayResponse",
        "AWS::ApiGateway::Method",
        "AWS::ApiGateway::Resource",
        "AWS::ApiGatewayV2::Authorizer",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::AppSync::GraphQLSchema",
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::SecretsManager::SecretTargetAttachment",
    }
)


# Whose role it is that a part of something acts in, where the part is a resource of its own: the whole's.
_OWNERS: Mapping[str, str] = {
    "AWS::ApiGateway::Method": "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Integration": "AWS::ApiGatewayV2::Api",
    "aws_cloudwatch_event_target": "AWS::Events::Rule",
    "aws_db_instance_role_association": "AWS::RDS::DBInstance",
    "aws_rds_cluster_role_association": "AWS::RDS::DBCluster",
    "aws_s3_bucket_replication_configuration": "AWS::S3::Bucket",
    "aws_api_gateway_integration": "AWS::ApiGateway::RestApi",
    "aws_api_gateway_integration_response": "AWS::ApiGateway::RestApi",
    "aws_apigatewayv2_integration": "AWS::ApiGatewayV2::Api",
}


def owner_kind(type_: str) -> str:
    """The kind of what acts in a role that a resource of this type names."""
    return _OWNERS.get(type_, type_)


def plain_kind(type_: str) -> str:
    """A type that counts, or "" for plumbing."""
    return "" if type_ in PLUMBING or type_.startswith("Custom::") else type_

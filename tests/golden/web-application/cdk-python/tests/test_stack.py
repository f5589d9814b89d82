"""The template holds what the design asks for."""

from aws_cdk import App
from aws_cdk.assertions import Template

from infrastructure.stack import WebApplicationStack


def test_the_stack_holds_every_service() -> None:
    stack = WebApplicationStack(App(), "web-application")
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::ApiGatewayV2::Api", 1)
    template.resource_count_is("AWS::CloudFront::Distribution", 1)
    template.resource_count_is("AWS::Cognito::UserPool", 1)
    template.resource_count_is("AWS::DynamoDB::Table", 1)
    template.resource_count_is("AWS::S3::Bucket", 1)

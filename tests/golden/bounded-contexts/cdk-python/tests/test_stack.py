"""The template holds what the design asks for."""

from aws_cdk import App
from aws_cdk.assertions import Template

from infrastructure.stack import OrderIntakeStack


def test_the_stack_holds_every_service() -> None:
    stack = OrderIntakeStack(App(), "order-intake")
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::ApiGatewayV2::Api", 1)
    template.resource_count_is("AWS::Cognito::UserPool", 1)
    template.resource_count_is("AWS::DynamoDB::Table", 3)
    template.resource_count_is("AWS::Events::EventBus", 1)
    template.resource_count_is("AWS::SQS::Queue", 4)
    assert template.to_json()["Resources"]

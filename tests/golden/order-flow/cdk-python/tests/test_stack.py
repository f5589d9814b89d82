"""The template holds what the design asks for."""

from aws_cdk import App
from aws_cdk.assertions import Template

from infrastructure.stack import OrderFlowStack


def test_the_stack_holds_every_service() -> None:
    stack = OrderFlowStack(App(), "order-flow")
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::ApiGatewayV2::Api", 1)
    template.resource_count_is("AWS::Cognito::UserPool", 1)
    template.resource_count_is("AWS::DynamoDB::Table", 2)
    template.resource_count_is("AWS::SNS::Topic", 2)
    template.resource_count_is("AWS::StepFunctions::StateMachine", 1)

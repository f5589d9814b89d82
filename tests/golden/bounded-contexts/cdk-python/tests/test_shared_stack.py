"""The template holds what the design asks for."""

from aws_cdk import App
from aws_cdk.assertions import Template

from infrastructure.shared_stack import SharedStack


def test_the_stack_holds_every_service() -> None:
    app = App()
    shared = SharedStack(app, "order-intake-shared")
    template = Template.from_stack(shared)
    template.resource_count_is("AWS::DynamoDB::Table", 1)
    template.resource_count_is("AWS::Events::EventBus", 1)

"""The template holds what the design asks for."""

from aws_cdk import App
from aws_cdk.assertions import Template

from infrastructure.fulfilment_stack import FulfilmentStack
from infrastructure.shared_stack import SharedStack


def test_the_stack_holds_every_service() -> None:
    app = App()
    shared = SharedStack(app, "order-intake-shared")
    fulfilment = FulfilmentStack(
        app,
        "order-intake-fulfilment",
        alarm_topic=shared.alarm_topic,
        idempotency_table=shared.idempotency_table,
        order_events=shared.order_events,
    )
    template = Template.from_stack(fulfilment)
    template.resource_count_is("AWS::DynamoDB::Table", 1)
    template.resource_count_is("AWS::SQS::Queue", 3)

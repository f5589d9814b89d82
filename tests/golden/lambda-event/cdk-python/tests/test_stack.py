"""The template holds what the design asks for."""

from aws_cdk import App
from aws_cdk.assertions import Template

from infrastructure.stack import EventsStartLambdaStack


def test_the_stack_holds_every_service() -> None:
    stack = EventsStartLambdaStack(App(), "events-start-lambda")
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::Events::EventBus", 1)
    template.resource_count_is("AWS::Logs::LogGroup", 6)
    template.resource_count_is("AWS::S3::Bucket", 1)
    template.resource_count_is("AWS::SNS::Topic", 2)
    template.resource_count_is("AWS::SQS::Queue", 1)

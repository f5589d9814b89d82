"""Synthesises the application; `cdk` runs it."""

from aws_cdk import App, Environment, Tags

from infrastructure.acknowledged import acknowledge
from infrastructure.stack import EventsStartLambdaStack

app = App()
EventsStartLambdaStack(
    app,
    "events-start-lambda",
    env=Environment(region="eu-west-1"),
    stage=app.node.try_get_context("stage") or "dev",
)
Tags.of(app).add("Application", "events-start-lambda")
acknowledge(app)
app.synth()

"""Synthesises the application; `cdk` runs it."""

from aws_cdk import App, Environment, Tags

from infrastructure.stack import OrderIntakeStack

app = App()
OrderIntakeStack(
    app,
    "order-intake",
    env=Environment(region="eu-west-1"),
)
Tags.of(app).add("Application", "order-intake")
app.synth()

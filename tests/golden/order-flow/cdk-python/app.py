"""Synthesises the application; `cdk` runs it."""

from aws_cdk import App, Environment, Tags

from infrastructure.acknowledged import acknowledge
from infrastructure.stack import OrderFlowStack

app = App()
OrderFlowStack(app, "order-flow", env=Environment(region="eu-west-1"))
Tags.of(app).add("Application", "order-flow")
acknowledge(app)
app.synth()

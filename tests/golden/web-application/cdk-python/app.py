"""Synthesises the application; `cdk` runs it."""

from aws_cdk import App, Environment, Tags

from infrastructure.acknowledged import acknowledge
from infrastructure.stack import WebApplicationStack

app = App()
WebApplicationStack(app, "web-application", env=Environment(region="eu-west-1"))
Tags.of(app).add("Application", "web-application")
acknowledge(app)
app.synth()

"""Synthesises the application; `cdk` runs it."""

from aws_cdk import App, Environment, Tags

from infrastructure.acknowledged import acknowledge
from infrastructure.fulfilment_stack import FulfilmentStack
from infrastructure.ordering_stack import OrderingStack
from infrastructure.shared_stack import SharedStack

app = App()
env = Environment(region="eu-west-1")

shared = SharedStack(app, "order-intake-shared", env=env)

OrderingStack(
    app,
    "order-intake-ordering",
    env=env,
    alarm_topic=shared.alarm_topic,
    idempotency_table=shared.idempotency_table,
    order_events=shared.order_events,
)

FulfilmentStack(
    app,
    "order-intake-fulfilment",
    env=env,
    alarm_topic=shared.alarm_topic,
    idempotency_table=shared.idempotency_table,
    order_events=shared.order_events,
)

Tags.of(app).add("Application", "order-intake")
acknowledge(app)
app.synth()

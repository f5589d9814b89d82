"""The stack of Order intake: what its parts share."""

from typing import Any

from aws_cdk import (
    CfnOutput,
    CfnParameter,
    RemovalPolicy,
    Stack,
    aws_dynamodb as dynamodb,
    aws_events as events,
    aws_iam as iam,
    aws_kms as kms,
    aws_sns as sns,
    aws_sns_subscriptions as subscriptions,
)
from constructs import Construct


class SharedStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs: Any) -> None:
        super().__init__(scope, construct_id, **kwargs)

        alarm_email = CfnParameter(
            self,
            "AlarmEmail",
            type="String",
            description="E-mail address that is told about alarms",
            allowed_pattern="^[^@\\s]+@[^@\\s]+$",
        )

        messages_key = kms.Key(
            self,
            "MessagesKey",
            description="Encrypts the topics that services of AWS publish to",
            enable_key_rotation=True,
            policy=iam.PolicyDocument.from_json(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "Account",
                            "Effect": "Allow",
                            "Principal": {
                                "AWS": f"arn:{self.partition}:iam::{self.account}:root",
                            },
                            "Action": "kms:*",
                            "Resource": "*",
                        },
                        {
                            "Sid": "Publishers",
                            "Effect": "Allow",
                            "Principal": {"Service": ["cloudwatch.amazonaws.com"]},
                            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                            "Resource": "*",
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": self.account},
                            },
                        },
                    ],
                },
            ),
        )

        self.alarm_topic = sns.Topic(
            self,
            "AlarmTopic",
            master_key=messages_key,
            enforce_ssl=True,
        )

        self.alarm_topic.add_subscription(
            subscriptions.EmailSubscription(alarm_email.value_as_string),
        )

        # What the functions have handled already, so that an event that comes twice has one effect.
        self.idempotency_table = dynamodb.Table(
            self,
            "IdempotencyTable",
            partition_key=dynamodb.Attribute(
                name="id",
                type=dynamodb.AttributeType.STRING,
            ),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            time_to_live_attribute="expiration",
            removal_policy=RemovalPolicy.DESTROY,
        )

        self.order_events = events.EventBus(
            self,
            "OrderEvents",
            event_bus_name="order-events",
        )

        self.alarm_topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.alarm_topic.topic_arn],
                conditions={
                    "ArnLike": {
                        "aws:SourceArn": f"arn:{self.partition}:cloudwatch:{self.region}:{self.account}:alarm:*",
                    },
                },
            ),
        )

        CfnOutput(
            self,
            "OrderEventsName",
            value=self.order_events.event_bus_name,
            description="Name of the event bus Order events",
        )

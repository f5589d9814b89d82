"""The stack of Events start Lambda."""

from pathlib import Path
from typing import Any

from aws_cdk import (
    CfnOutput,
    CfnParameter,
    Duration,
    RemovalPolicy,
    Stack,
    aws_cloudwatch as cloudwatch,
    aws_cloudwatch_actions as actions,
    aws_dynamodb as dynamodb,
    aws_events as events,
    aws_events_targets as targets,
    aws_iam as iam,
    aws_kms as kms,
    aws_lambda as lambda_,
    aws_lambda_destinations as destinations,
    aws_logs as logs,
    aws_logs_destinations as log_destinations,
    aws_s3 as s3,
    aws_s3_notifications as notifications,
    aws_sns as sns,
    aws_sns_subscriptions as subscriptions,
    aws_sqs as sqs,
)
from constructs import Construct

PROJECT = Path(__file__).resolve().parent.parent


class EventsStartLambdaStack(Stack):
    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        powertools_layer_version: int = 37,
        stage: str = "dev",
        **kwargs: Any,
    ) -> None:
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

        alarm_topic = sns.Topic(
            self,
            "AlarmTopic",
            master_key=messages_key,
            enforce_ssl=True,
        )

        alarm_topic.add_subscription(
            subscriptions.EmailSubscription(alarm_email.value_as_string),
        )

        # What the functions have handled already, so that an event that comes twice has one effect.
        idempotency_table = dynamodb.Table(
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

        uploads = s3.Bucket(
            self,
            "Uploads",
            bucket_name=f"events-start-lambd-a56492-{stage}-{self.account}-{self.region}",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            versioned=True,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="remove-abandoned-uploads",
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                ),
            ],
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=RemovalPolicy.RETAIN,
        )

        index_upload_logs = logs.LogGroup(
            self,
            "IndexUploadLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-index-upload",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        powertools_layer = lambda_.LayerVersion.from_layer_version_arn(
            self,
            "PowertoolsLayer",
            f"arn:{self.partition}:lambda:{self.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:{powertools_layer_version}",
        )

        index_upload = lambda_.Function(
            self,
            "IndexUpload",
            description="Index upload",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "index_upload")),
            memory_size=256,
            timeout=Duration.minutes(1),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=index_upload_logs,
            environment={
                "POWERTOOLS_SERVICE_NAME": "events-start-lambda",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "IDEMPOTENCY_TABLE": idempotency_table.table_name,
            },
            layers=[powertools_layer],
        )

        failed_events = sqs.Queue(
            self,
            "FailedEvents",
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        index_upload.configure_async_invoke(
            on_failure=destinations.SqsDestination(failed_events),
        )

        index_upload_errors_alarm = cloudwatch.Alarm(
            self,
            "IndexUploadErrorsAlarm",
            alarm_description="Index upload: the function fails",
            metric=index_upload.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        index_upload_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        index_upload_throttles_alarm = cloudwatch.Alarm(
            self,
            "IndexUploadThrottlesAlarm",
            alarm_description="Index upload: invocations are throttled",
            metric=index_upload.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        index_upload_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        alerts = sns.Topic(
            self,
            "Alerts",
            master_key=kms.Alias.from_alias_name(self, "SnsKey", "alias/aws/sns"),
            enforce_ssl=True,
        )

        file_ticket_logs = logs.LogGroup(
            self,
            "FileTicketLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-file-ticket",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        file_ticket = lambda_.Function(
            self,
            "FileTicket",
            description="File ticket",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "file_ticket")),
            memory_size=256,
            timeout=Duration.seconds(15),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=file_ticket_logs,
            environment={
                "POWERTOOLS_SERVICE_NAME": "events-start-lambda",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "IDEMPOTENCY_TABLE": idempotency_table.table_name,
            },
            layers=[powertools_layer],
        )

        alerts.add_subscription(
            subscriptions.LambdaSubscription(
                file_ticket,
                dead_letter_queue=failed_events,
            ),
        )

        tell_team_logs = logs.LogGroup(
            self,
            "TellTeamLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-tell-team",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        tell_team = lambda_.Function(
            self,
            "TellTeam",
            description="Tell team",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "tell_team")),
            memory_size=256,
            timeout=Duration.seconds(15),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=tell_team_logs,
            environment={
                "POWERTOOLS_SERVICE_NAME": "events-start-lambda",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "IDEMPOTENCY_TABLE": idempotency_table.table_name,
            },
            layers=[powertools_layer],
        )

        alerts.add_subscription(
            subscriptions.LambdaSubscription(
                tell_team,
                dead_letter_queue=failed_events,
            ),
        )

        file_ticket.configure_async_invoke(
            on_failure=destinations.SqsDestination(failed_events),
        )

        file_ticket_errors_alarm = cloudwatch.Alarm(
            self,
            "FileTicketErrorsAlarm",
            alarm_description="File ticket: the function fails",
            metric=file_ticket.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        file_ticket_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        file_ticket_throttles_alarm = cloudwatch.Alarm(
            self,
            "FileTicketThrottlesAlarm",
            alarm_description="File ticket: invocations are throttled",
            metric=file_ticket.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        file_ticket_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        tell_team.configure_async_invoke(
            on_failure=destinations.SqsDestination(failed_events),
        )

        tell_team_errors_alarm = cloudwatch.Alarm(
            self,
            "TellTeamErrorsAlarm",
            alarm_description="Tell team: the function fails",
            metric=tell_team.metric_errors(statistic="Sum", period=Duration.minutes(5)),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        tell_team_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        tell_team_throttles_alarm = cloudwatch.Alarm(
            self,
            "TellTeamThrottlesAlarm",
            alarm_description="Tell team: invocations are throttled",
            metric=tell_team.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        tell_team_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        orders = events.EventBus(self, "Orders", event_bus_name="orders")

        greet_customer_logs = logs.LogGroup(
            self,
            "GreetCustomerLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-greet-customer",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        greet_customer = lambda_.Function(
            self,
            "GreetCustomer",
            description="Welcome",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "greet_customer")),
            memory_size=256,
            timeout=Duration.seconds(15),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=greet_customer_logs,
            environment={
                "POWERTOOLS_SERVICE_NAME": "events-start-lambda",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "IDEMPOTENCY_TABLE": idempotency_table.table_name,
            },
            layers=[powertools_layer],
        )

        orders_greet_customer_rule = events.Rule(
            self,
            "OrdersGreetCustomerRule",
            event_bus=orders,
            event_pattern=events.EventPattern(detail_type=["SignedUp"]),
        )
        orders_greet_customer_rule.add_target(
            targets.LambdaFunction(greet_customer, dead_letter_queue=failed_events),
        )

        greet_customer.configure_async_invoke(
            on_failure=destinations.SqsDestination(failed_events),
        )

        greet_customer_errors_alarm = cloudwatch.Alarm(
            self,
            "GreetCustomerErrorsAlarm",
            alarm_description="Welcome: the function fails",
            metric=greet_customer.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        greet_customer_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        greet_customer_throttles_alarm = cloudwatch.Alarm(
            self,
            "GreetCustomerThrottlesAlarm",
            alarm_description="Welcome: invocations are throttled",
            metric=greet_customer.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        greet_customer_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        audit_log = logs.LogGroup(
            self,
            "AuditLog",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.RETAIN,
        )

        find_breaches_logs = logs.LogGroup(
            self,
            "FindBreachesLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-find-breaches",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        find_breaches = lambda_.Function(
            self,
            "FindBreaches",
            description="Find breaches",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "find_breaches")),
            memory_size=256,
            timeout=Duration.seconds(30),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=find_breaches_logs,
            environment={
                "POWERTOOLS_SERVICE_NAME": "events-start-lambda",
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            layers=[powertools_layer],
        )

        audit_log.add_subscription_filter(
            "AuditLogFindBreachesFilter",
            destination=log_destinations.LambdaDestination(find_breaches),
            filter_pattern=logs.FilterPattern.literal("denied"),
        )

        find_breaches.configure_async_invoke(
            on_failure=destinations.SqsDestination(failed_events),
        )

        find_breaches_errors_alarm = cloudwatch.Alarm(
            self,
            "FindBreachesErrorsAlarm",
            alarm_description="Find breaches: the function fails",
            metric=find_breaches.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        find_breaches_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        find_breaches_throttles_alarm = cloudwatch.Alarm(
            self,
            "FindBreachesThrottlesAlarm",
            alarm_description="Find breaches: invocations are throttled",
            metric=find_breaches.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        find_breaches_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        failed_events_depth_alarm = cloudwatch.Alarm(
            self,
            "FailedEventsDepthAlarm",
            alarm_description="Failed events: something failed for good and waits here",
            metric=failed_events.metric_approximate_number_of_messages_visible(
                statistic="Maximum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        failed_events_depth_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        uploads.add_event_notification(
            s3.EventType.OBJECT_CREATED,
            notifications.LambdaDestination(index_upload),
        )

        idempotency_table.grant(
            index_upload,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        idempotency_table.grant(
            file_ticket,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        idempotency_table.grant(
            tell_team,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        idempotency_table.grant(
            greet_customer,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        alarm_topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[alarm_topic.topic_arn],
                conditions={
                    "ArnLike": {
                        "aws:SourceArn": f"arn:{self.partition}:cloudwatch:{self.region}:{self.account}:alarm:*",
                    },
                },
            ),
        )

        CfnOutput(
            self,
            "UploadsName",
            value=uploads.bucket_name,
            description="Name of the bucket Uploads",
        )

        CfnOutput(
            self,
            "AlertsArn",
            value=alerts.topic_arn,
            description="ARN of the topic Alerts",
        )

        CfnOutput(
            self,
            "OrdersName",
            value=orders.event_bus_name,
            description="Name of the event bus Orders",
        )

        CfnOutput(
            self,
            "FailedEventsUrl",
            value=failed_events.queue_url,
            description="URL of the queue Failed events",
        )

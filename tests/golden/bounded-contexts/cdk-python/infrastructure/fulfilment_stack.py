"""The stack of Order intake: Fulfilment."""

from pathlib import Path
from typing import Any

from aws_cdk import (
    CfnOutput,
    Duration,
    RemovalPolicy,
    Stack,
    aws_cloudwatch as cloudwatch,
    aws_cloudwatch_actions as actions,
    aws_dynamodb as dynamodb,
    aws_events as events,
    aws_events_targets as targets,
    aws_lambda as lambda_,
    aws_lambda_destinations as destinations,
    aws_lambda_event_sources as sources,
    aws_logs as logs,
    aws_sns as sns,
    aws_sqs as sqs,
)
from constructs import Construct

PROJECT = Path(__file__).resolve().parent.parent


class FulfilmentStack(Stack):
    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        alarm_topic: sns.ITopic,
        idempotency_table: dynamodb.ITable,
        order_events: events.IEventBus,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        powertools_layer_version: int = 37,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        powertools_layer = lambda_.LayerVersion.from_layer_version_arn(
            self,
            "PowertoolsLayer",
            f"arn:{self.partition}:lambda:{self.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:{powertools_layer_version}",
        )

        failed_receipts = sqs.Queue(
            self,
            "FailedReceipts",
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        send_receipt_logs = logs.LogGroup(
            self,
            "SendReceiptLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-send-receipt",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        send_receipt = lambda_.Function(
            self,
            "SendReceipt",
            description="Send receipt",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "send_receipt")),
            memory_size=256,
            timeout=Duration.seconds(15),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=send_receipt_logs,
            environment={
                "POWERTOOLS_SERVICE_NAME": "order-intake",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "IDEMPOTENCY_TABLE": idempotency_table.table_name,
            },
            layers=[powertools_layer],
        )

        order_events_send_receipt_rule = events.Rule(
            self,
            "OrderEventsSendReceiptRule",
            event_bus=order_events,
            event_pattern=events.EventPattern(
                detail_type=["OrderPlaced"],
                detail={"status": ["paid"]},
            ),
        )
        order_events_send_receipt_rule.add_target(
            targets.LambdaFunction(send_receipt, dead_letter_queue=failed_receipts),
        )

        failed_fulfilments = sqs.Queue(
            self,
            "FailedFulfilments",
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        fulfilment_queue = sqs.Queue(
            self,
            "FulfilmentQueue",
            visibility_timeout=Duration.minutes(6),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=failed_fulfilments,
                max_receive_count=5,
            ),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        order_events_fulfilment_queue_rule = events.Rule(
            self,
            "OrderEventsFulfilmentQueueRule",
            event_bus=order_events,
            event_pattern=events.EventPattern(
                detail_type=["OrderPlaced"],
                detail={"in_stock": [True]},
            ),
        )
        order_events_fulfilment_queue_rule.add_target(
            targets.SqsQueue(fulfilment_queue, dead_letter_queue=failed_fulfilments),
        )

        send_receipt.configure_async_invoke(
            on_failure=destinations.SqsDestination(failed_receipts),
        )

        send_receipt_errors_alarm = cloudwatch.Alarm(
            self,
            "SendReceiptErrorsAlarm",
            alarm_description="Send receipt: the function fails",
            metric=send_receipt.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        send_receipt_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        send_receipt_throttles_alarm = cloudwatch.Alarm(
            self,
            "SendReceiptThrottlesAlarm",
            alarm_description="Send receipt: invocations are throttled",
            metric=send_receipt.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        send_receipt_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        reserve_stock_logs = logs.LogGroup(
            self,
            "ReserveStockLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-reserve-stock",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        stock = dynamodb.Table(
            self,
            "Stock",
            partition_key=dynamodb.Attribute(
                name="sku",
                type=dynamodb.AttributeType.STRING,
            ),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )

        reserve_stock = lambda_.Function(
            self,
            "ReserveStock",
            description="Reserve stock",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "reserve_stock")),
            memory_size=256,
            timeout=Duration.minutes(1),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=reserve_stock_logs,
            environment={
                "TABLE_NAME": stock.table_name,
                "POWERTOOLS_SERVICE_NAME": "order-intake",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "IDEMPOTENCY_TABLE": idempotency_table.table_name,
            },
            layers=[powertools_layer],
        )

        reserve_stock.add_event_source(
            sources.SqsEventSource(
                fulfilment_queue,
                batch_size=10,
                report_batch_item_failures=True,
            ),
        )

        reserve_stock_errors_alarm = cloudwatch.Alarm(
            self,
            "ReserveStockErrorsAlarm",
            alarm_description="Reserve stock: the function fails",
            metric=reserve_stock.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        reserve_stock_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        reserve_stock_throttles_alarm = cloudwatch.Alarm(
            self,
            "ReserveStockThrottlesAlarm",
            alarm_description="Reserve stock: invocations are throttled",
            metric=reserve_stock.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        reserve_stock_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        failed_receipts_depth_alarm = cloudwatch.Alarm(
            self,
            "FailedReceiptsDepthAlarm",
            alarm_description="Failed receipts: something failed for good and waits here",
            metric=failed_receipts.metric_approximate_number_of_messages_visible(
                statistic="Maximum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        failed_receipts_depth_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        failed_fulfilments_depth_alarm = cloudwatch.Alarm(
            self,
            "FailedFulfilmentsDepthAlarm",
            alarm_description="Unfulfilled: something failed for good and waits here",
            metric=failed_fulfilments.metric_approximate_number_of_messages_visible(
                statistic="Maximum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        failed_fulfilments_depth_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        stock.grant(
            reserve_stock,
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DescribeTable",
        )

        stock.grant(
            reserve_stock,
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:DescribeTable",
        )

        idempotency_table.grant(
            send_receipt,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        idempotency_table.grant(
            reserve_stock,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        CfnOutput(
            self,
            "FulfilmentQueueUrl",
            value=fulfilment_queue.queue_url,
            description="URL of the queue Fulfilment queue",
        )

        CfnOutput(
            self,
            "StockName",
            value=stock.table_name,
            description="Name of the table Stock",
        )

        CfnOutput(
            self,
            "FailedReceiptsUrl",
            value=failed_receipts.queue_url,
            description="URL of the queue Failed receipts",
        )

        CfnOutput(
            self,
            "FailedFulfilmentsUrl",
            value=failed_fulfilments.queue_url,
            description="URL of the queue Unfulfilled",
        )

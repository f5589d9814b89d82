"""The stack of Order intake: Ordering."""

from pathlib import Path
from typing import Any, cast

from aws_cdk import (
    CfnOutput,
    CfnResource,
    Duration,
    RemovalPolicy,
    Stack,
    aws_apigatewayv2 as apigatewayv2,
    aws_apigatewayv2_authorizers as authorizers,
    aws_apigatewayv2_integrations as integrations,
    aws_cloudwatch as cloudwatch,
    aws_cloudwatch_actions as actions,
    aws_cognito as cognito,
    aws_dynamodb as dynamodb,
    aws_events as events,
    aws_lambda as lambda_,
    aws_lambda_event_sources as sources,
    aws_logs as logs,
    aws_sns as sns,
    aws_sqs as sqs,
)
from constructs import Construct

PROJECT = Path(__file__).resolve().parent.parent


class OrderingStack(Stack):
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

        orders_api = apigatewayv2.HttpApi(
            self,
            "OrdersApi",
            api_name="Orders API",
            create_default_stage=False,
        )

        orders_api_logs = logs.LogGroup(
            self,
            "OrdersApiLogs",
            log_group_name=f"/aws/apigateway/{self.stack_name}-orders-api",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        orders_api_stage = apigatewayv2.HttpStage(
            self,
            "OrdersApiStage",
            http_api=orders_api,
            stage_name="$default",
            auto_deploy=True,
            detailed_metrics_enabled=True,
            throttle=apigatewayv2.ThrottleSettings(rate_limit=100, burst_limit=200),
        )
        cfn_stage = cast(CfnResource, orders_api_stage.node.default_child)
        cfn_stage.add_property_override(
            "AccessLogSettings",
            {
                "DestinationArn": orders_api_logs.log_group_arn,
                "Format": '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","responseLength":"$context.responseLength","integrationError":"$context.integrationErrorMessage"}',
            },
        )

        orders_api_server_errors_alarm = cloudwatch.Alarm(
            self,
            "OrdersApiServerErrorsAlarm",
            alarm_description="Orders API: the API answers with errors of its own",
            metric=cloudwatch.Metric(
                namespace="AWS/ApiGateway",
                metric_name="5xx",
                dimensions_map={"ApiId": orders_api.api_id},
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        orders_api_server_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        create_order_logs = logs.LogGroup(
            self,
            "CreateOrderLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-create-order",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        orders = dynamodb.Table(
            self,
            "Orders",
            partition_key=dynamodb.Attribute(
                name="order_id",
                type=dynamodb.AttributeType.STRING,
            ),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            stream=dynamodb.StreamViewType.NEW_IMAGE,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )

        powertools_layer = lambda_.LayerVersion.from_layer_version_arn(
            self,
            "PowertoolsLayer",
            f"arn:{self.partition}:lambda:{self.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:{powertools_layer_version}",
        )

        create_order = lambda_.Function(
            self,
            "CreateOrder",
            description="Create order",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "create_order")),
            memory_size=256,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=create_order_logs,
            environment={
                "TABLE_NAME": orders.table_name,
                "POWERTOOLS_SERVICE_NAME": "order-intake",
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            layers=[powertools_layer],
        )

        customers = cognito.UserPool(
            self,
            "Customers",
            self_sign_up_enabled=True,
            sign_in_aliases=cognito.SignInAliases(email=True),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(sms=False, otp=True),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(1),
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )

        customers_client = cognito.UserPoolClient(
            self,
            "CustomersClient",
            user_pool=customers,
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=True),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
            access_token_validity=Duration.minutes(60),
            id_token_validity=Duration.minutes(60),
            refresh_token_validity=Duration.days(30),
            disable_o_auth=True,
        )

        orders_api_customers_authorizer = authorizers.HttpUserPoolAuthorizer(
            "OrdersApiCustomersAuthorizer",
            customers,
            authorizer_name="customers",
            identity_source=["$request.header.Authorization"],
            user_pool_clients=[customers_client],
        )

        orders_api.add_routes(
            path="/orders",
            methods=[apigatewayv2.HttpMethod.POST],
            integration=integrations.HttpLambdaIntegration(
                "OrdersApiCreateOrderRoute",
                create_order,
            ),
            authorizer=orders_api_customers_authorizer,
        )

        create_order_errors_alarm = cloudwatch.Alarm(
            self,
            "CreateOrderErrorsAlarm",
            alarm_description="Create order: the function fails",
            metric=create_order.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        create_order_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        create_order_throttles_alarm = cloudwatch.Alarm(
            self,
            "CreateOrderThrottlesAlarm",
            alarm_description="Create order: invocations are throttled",
            metric=create_order.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        create_order_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        failed_publications = sqs.Queue(
            self,
            "FailedPublications",
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        publish_order_logs = logs.LogGroup(
            self,
            "PublishOrderLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-publish-order",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        publish_order = lambda_.Function(
            self,
            "PublishOrder",
            description="Publish order",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "publish_order")),
            memory_size=256,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=publish_order_logs,
            environment={
                "EVENT_BUS_NAME": order_events.event_bus_name,
                "POWERTOOLS_SERVICE_NAME": "order-intake",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "IDEMPOTENCY_TABLE": idempotency_table.table_name,
            },
            layers=[powertools_layer],
        )

        publish_order.add_event_source(
            sources.DynamoEventSource(
                orders,
                batch_size=25,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                retry_attempts=5,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                on_failure=sources.SqsDlq(failed_publications),
            ),
        )

        publish_order_errors_alarm = cloudwatch.Alarm(
            self,
            "PublishOrderErrorsAlarm",
            alarm_description="Publish order: the function fails",
            metric=publish_order.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        publish_order_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        publish_order_throttles_alarm = cloudwatch.Alarm(
            self,
            "PublishOrderThrottlesAlarm",
            alarm_description="Publish order: invocations are throttled",
            metric=publish_order.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        publish_order_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        publish_order_iterator_age_alarm = cloudwatch.Alarm(
            self,
            "PublishOrderIteratorAgeAlarm",
            alarm_description="Publish order: the function falls behind its stream",
            metric=cloudwatch.Metric(
                namespace="AWS/Lambda",
                metric_name="IteratorAge",
                dimensions_map={"FunctionName": publish_order.function_name},
                statistic="Maximum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=43200000,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        publish_order_iterator_age_alarm.add_alarm_action(
            actions.SnsAction(alarm_topic),
        )

        failed_publications_depth_alarm = cloudwatch.Alarm(
            self,
            "FailedPublicationsDepthAlarm",
            alarm_description="Unpublished: something failed for good and waits here",
            metric=failed_publications.metric_approximate_number_of_messages_visible(
                statistic="Maximum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        failed_publications_depth_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        orders.grant(
            create_order,
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:DescribeTable",
        )

        order_events.grant_put_events_to(publish_order)

        idempotency_table.grant(
            publish_order,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        CfnOutput(
            self,
            "OrdersName",
            value=orders.table_name,
            description="Name of the table Orders",
        )

        CfnOutput(
            self,
            "CustomersId",
            value=customers.user_pool_id,
            description="Id of the user pool Customers",
        )

        CfnOutput(
            self,
            "CustomersClientId",
            value=customers_client.user_pool_client_id,
            description="Id of the app client of Customers",
        )

        CfnOutput(
            self,
            "FailedPublicationsUrl",
            value=failed_publications.queue_url,
            description="URL of the queue Unpublished",
        )

        CfnOutput(
            self,
            "OrdersApiUrl",
            value=orders_api.api_endpoint,
            description="URL of Orders API",
        )

"""The stack of Order flow."""

from pathlib import Path
from typing import Any, cast

from aws_cdk import (
    CfnOutput,
    CfnParameter,
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
    aws_iam as iam,
    aws_kms as kms,
    aws_lambda as lambda_,
    aws_logs as logs,
    aws_sns as sns,
    aws_sns_subscriptions as subscriptions,
    aws_stepfunctions as sfn,
)
from constructs import Construct

PROJECT = Path(__file__).resolve().parent.parent


class OrderFlowStack(Stack):
    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        powertools_layer_version: int = 37,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        customer_email = CfnParameter(
            self,
            "CustomerEmail",
            type="String",
            description="E-mail address of Customer service",
            allowed_pattern="^[^@\\s]+@[^@\\s]+$",
        )

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

        checkout_api = apigatewayv2.HttpApi(
            self,
            "CheckoutApi",
            api_name="Checkout API",
            create_default_stage=False,
        )

        checkout_api_logs = logs.LogGroup(
            self,
            "CheckoutApiLogs",
            log_group_name=f"/aws/apigateway/{self.stack_name}-checkout-api",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        checkout_api_stage = apigatewayv2.HttpStage(
            self,
            "CheckoutApiStage",
            http_api=checkout_api,
            stage_name="$default",
            auto_deploy=True,
            detailed_metrics_enabled=True,
            throttle=apigatewayv2.ThrottleSettings(rate_limit=100, burst_limit=200),
        )
        cfn_stage = cast(CfnResource, checkout_api_stage.node.default_child)
        cfn_stage.add_property_override(
            "AccessLogSettings",
            {
                "DestinationArn": checkout_api_logs.log_group_arn,
                "Format": '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","responseLength":"$context.responseLength","integrationError":"$context.integrationErrorMessage"}',
            },
        )

        checkout_api_server_errors_alarm = cloudwatch.Alarm(
            self,
            "CheckoutApiServerErrorsAlarm",
            alarm_description="Checkout API: the API answers with errors of its own",
            metric=cloudwatch.Metric(
                namespace="AWS/ApiGateway",
                metric_name="5xx",
                dimensions_map={"ApiId": checkout_api.api_id},
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        checkout_api_server_errors_alarm.add_alarm_action(
            actions.SnsAction(alarm_topic),
        )

        order_flow_logs = logs.LogGroup(
            self,
            "OrderFlowLogs",
            log_group_name=f"/aws/vendedlogs/states/{self.stack_name}-order-flow",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

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

        powertools_layer = lambda_.LayerVersion.from_layer_version_arn(
            self,
            "PowertoolsLayer",
            f"arn:{self.partition}:lambda:{self.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:{powertools_layer_version}",
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
            timeout=Duration.seconds(15),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=reserve_stock_logs,
            environment={
                "TABLE_NAME": stock.table_name,
                "POWERTOOLS_SERVICE_NAME": "order-flow",
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            layers=[powertools_layer],
        )

        charge_card_logs = logs.LogGroup(
            self,
            "ChargeCardLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-charge-card",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        charge_card = lambda_.Function(
            self,
            "ChargeCard",
            description="Charge card",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "charge_card")),
            memory_size=256,
            timeout=Duration.seconds(20),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=charge_card_logs,
            environment={
                "POWERTOOLS_SERVICE_NAME": "order-flow",
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            layers=[powertools_layer],
        )

        orders = dynamodb.Table(
            self,
            "Orders",
            partition_key=dynamodb.Attribute(
                name="order_id",
                type=dynamodb.AttributeType.STRING,
            ),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )

        customer_news = sns.Topic(
            self,
            "CustomerNews",
            master_key=kms.Alias.from_alias_name(self, "SnsKey", "alias/aws/sns"),
            enforce_ssl=True,
        )

        order_flow = sfn.StateMachine(
            self,
            "OrderFlow",
            state_machine_type=sfn.StateMachineType.STANDARD,
            definition_body=sfn.DefinitionBody.from_file(
                str(PROJECT / "statemachines" / "order_flow.asl.json"),
            ),
            definition_substitutions={
                "Partition": self.partition,
                "ReserveStockArn": reserve_stock.function_arn,
                "ChargeCardArn": charge_card.function_arn,
                "OrdersName": orders.table_name,
                "CustomerNewsArn": customer_news.topic_arn,
            },
            logs=sfn.LogOptions(
                destination=order_flow_logs,
                level=sfn.LogLevel.ERROR,
                include_execution_data=False,
            ),
            tracing_enabled=True,
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

        checkout_api_customers_authorizer = authorizers.HttpUserPoolAuthorizer(
            "CheckoutApiCustomersAuthorizer",
            customers,
            authorizer_name="customers",
            identity_source=["$request.header.Authorization"],
            user_pool_clients=[customers_client],
        )

        checkout_api.add_routes(
            path="/checkout",
            methods=[apigatewayv2.HttpMethod.POST],
            integration=integrations.HttpStepFunctionsIntegration(
                "CheckoutApiOrderFlowRoute",
                state_machine=order_flow,
                subtype=apigatewayv2.HttpIntegrationSubtype.STEPFUNCTIONS_START_EXECUTION,
                parameter_mapping=apigatewayv2.ParameterMapping.from_object(
                    {
                        "StateMachineArn": apigatewayv2.MappingValue.custom(
                            order_flow.state_machine_arn,
                        ),
                        "Input": apigatewayv2.MappingValue.custom("$request.body"),
                    },
                ),
            ),
            authorizer=checkout_api_customers_authorizer,
        )

        order_flow_failures_alarm = cloudwatch.Alarm(
            self,
            "OrderFlowFailuresAlarm",
            alarm_description="Order flow: an execution failed",
            metric=order_flow.metric_failed(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        order_flow_failures_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

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

        charge_card_errors_alarm = cloudwatch.Alarm(
            self,
            "ChargeCardErrorsAlarm",
            alarm_description="Charge card: the function fails",
            metric=charge_card.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        charge_card_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        charge_card_throttles_alarm = cloudwatch.Alarm(
            self,
            "ChargeCardThrottlesAlarm",
            alarm_description="Charge card: invocations are throttled",
            metric=charge_card.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        charge_card_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        customer_news.add_subscription(
            subscriptions.EmailSubscription(customer_email.value_as_string),
        )

        reserve_stock.grant_invoke(order_flow)

        charge_card.grant_invoke(order_flow)

        orders.grant(
            order_flow,
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )

        customer_news.grant_publish(order_flow)

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
            "OrderFlowArn",
            value=order_flow.state_machine_arn,
            description="ARN of the state machine Order flow",
        )

        CfnOutput(
            self,
            "OrdersName",
            value=orders.table_name,
            description="Name of the table Orders",
        )

        CfnOutput(
            self,
            "CustomerNewsArn",
            value=customer_news.topic_arn,
            description="ARN of the topic Customer news",
        )

        CfnOutput(
            self,
            "StockName",
            value=stock.table_name,
            description="Name of the table Stock",
        )

        CfnOutput(
            self,
            "CheckoutApiUrl",
            value=checkout_api.api_endpoint,
            description="URL of Checkout API",
        )

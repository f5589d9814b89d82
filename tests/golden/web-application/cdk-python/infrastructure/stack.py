"""The stack of Web application."""

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
    aws_cloudfront as cloudfront,
    aws_cloudfront_origins as origins,
    aws_cloudwatch as cloudwatch,
    aws_cloudwatch_actions as actions,
    aws_cognito as cognito,
    aws_dynamodb as dynamodb,
    aws_iam as iam,
    aws_kms as kms,
    aws_lambda as lambda_,
    aws_logs as logs,
    aws_s3 as s3,
    aws_sns as sns,
    aws_sns_subscriptions as subscriptions,
)
from constructs import Construct

PROJECT = Path(__file__).resolve().parent.parent


class WebApplicationStack(Stack):
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

        pages = s3.Bucket(
            self,
            "Pages",
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

        site = cloudfront.Distribution(
            self,
            "Site",
            comment="Site",
            enabled=True,
            default_root_object="index.html",
            enable_ipv6=True,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(pages),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                compress=True,
                cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
            ),
        )

        shop_api = apigatewayv2.HttpApi(
            self,
            "ShopApi",
            api_name="Shop API",
            cors_preflight=apigatewayv2.CorsPreflightOptions(
                allow_origins=[f"https://{site.distribution_domain_name}"],
                allow_methods=[
                    apigatewayv2.CorsHttpMethod.GET,
                    apigatewayv2.CorsHttpMethod.PUT,
                ],
                allow_headers=["authorization", "content-type"],
                max_age=Duration.hours(1),
            ),
            create_default_stage=False,
        )

        shop_api_logs = logs.LogGroup(
            self,
            "ShopApiLogs",
            log_group_name=f"/aws/apigateway/{self.stack_name}-shop-api",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        shop_api_stage = apigatewayv2.HttpStage(
            self,
            "ShopApiStage",
            http_api=shop_api,
            stage_name="$default",
            auto_deploy=True,
            detailed_metrics_enabled=True,
            throttle=apigatewayv2.ThrottleSettings(rate_limit=100, burst_limit=200),
        )
        cfn_stage = cast(CfnResource, shop_api_stage.node.default_child)
        cfn_stage.add_property_override(
            "AccessLogSettings",
            {
                "DestinationArn": shop_api_logs.log_group_arn,
                "Format": '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","responseLength":"$context.responseLength","integrationError":"$context.integrationErrorMessage"}',
            },
        )

        shop_api_server_errors_alarm = cloudwatch.Alarm(
            self,
            "ShopApiServerErrorsAlarm",
            alarm_description="Shop API: the API answers with errors of its own",
            metric=cloudwatch.Metric(
                namespace="AWS/ApiGateway",
                metric_name="5xx",
                dimensions_map={"ApiId": shop_api.api_id},
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        shop_api_server_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        show_basket_logs = logs.LogGroup(
            self,
            "ShowBasketLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-show-basket",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        baskets = dynamodb.Table(
            self,
            "Baskets",
            partition_key=dynamodb.Attribute(
                name="customer_id",
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

        show_basket = lambda_.Function(
            self,
            "ShowBasket",
            description="Show basket",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "show_basket")),
            memory_size=256,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=show_basket_logs,
            environment={
                "TABLE_NAME": baskets.table_name,
                "POWERTOOLS_SERVICE_NAME": "web-application",
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

        change_basket_logs = logs.LogGroup(
            self,
            "ChangeBasketLogs",
            log_group_name=f"/aws/lambda/{self.stack_name}-change-basket",
            retention=log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )

        change_basket = lambda_.Function(
            self,
            "ChangeBasket",
            description="Change basket",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="app.handler",
            code=lambda_.Code.from_asset(str(PROJECT / "src" / "change_basket")),
            memory_size=256,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=change_basket_logs,
            environment={
                "TABLE_NAME": baskets.table_name,
                "POWERTOOLS_SERVICE_NAME": "web-application",
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            layers=[powertools_layer],
        )

        shop_api_customers_authorizer = authorizers.HttpUserPoolAuthorizer(
            "ShopApiCustomersAuthorizer",
            customers,
            authorizer_name="customers",
            identity_source=["$request.header.Authorization"],
            user_pool_clients=[customers_client],
        )

        shop_api.add_routes(
            path="/basket",
            methods=[apigatewayv2.HttpMethod.GET],
            integration=integrations.HttpLambdaIntegration(
                "ShopApiShowBasketRoute",
                show_basket,
            ),
            authorizer=shop_api_customers_authorizer,
        )

        shop_api.add_routes(
            path="/basket",
            methods=[apigatewayv2.HttpMethod.PUT],
            integration=integrations.HttpLambdaIntegration(
                "ShopApiChangeBasketRoute",
                change_basket,
            ),
            authorizer=shop_api_customers_authorizer,
        )

        show_basket_errors_alarm = cloudwatch.Alarm(
            self,
            "ShowBasketErrorsAlarm",
            alarm_description="Show basket: the function fails",
            metric=show_basket.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        show_basket_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        show_basket_throttles_alarm = cloudwatch.Alarm(
            self,
            "ShowBasketThrottlesAlarm",
            alarm_description="Show basket: invocations are throttled",
            metric=show_basket.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        show_basket_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        change_basket_errors_alarm = cloudwatch.Alarm(
            self,
            "ChangeBasketErrorsAlarm",
            alarm_description="Change basket: the function fails",
            metric=change_basket.metric_errors(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        change_basket_errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        change_basket_throttles_alarm = cloudwatch.Alarm(
            self,
            "ChangeBasketThrottlesAlarm",
            alarm_description="Change basket: invocations are throttled",
            metric=change_basket.metric_throttles(
                statistic="Sum",
                period=Duration.minutes(5),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        change_basket_throttles_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

        baskets.grant(
            show_basket,
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DescribeTable",
        )

        baskets.grant(
            change_basket,
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
            "PagesName",
            value=pages.bucket_name,
            description="Name of the bucket Pages",
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
            "BasketsName",
            value=baskets.table_name,
            description="Name of the table Baskets",
        )

        CfnOutput(
            self,
            "SiteDomainName",
            value=site.distribution_domain_name,
            description="Domain name of Site",
        )

        CfnOutput(
            self,
            "ShopApiUrl",
            value=shop_api.api_endpoint,
            description="URL of Shop API",
        )

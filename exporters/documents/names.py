"""What draw.io and Python's `diagrams` call the services.

draw.io's names are those of its library `mxgraph.aws4`, those of `diagrams` its modules under `diagrams.aws`.
Both draw AWS's icons; where neither has one of its own for a thing, the nearest stands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Names(NamedTuple):
    drawio: str
    diagrams: str  # module.Class


GENERIC_SHAPE = "cloudformation"
GENERIC_CLASS = "management.CloudformationStack"

NAMES: Mapping[str, Names] = {
    "alb": Names("elastic_load_balancing", "network.ElbApplicationLoadBalancer"),
    "any-aws-api": Names("general", "general.SDK"),
    "apigw-http": Names("api_gateway", "network.APIGateway"),
    "apigw-rest": Names("api_gateway", "network.APIGateway"),
    "apigw-websocket": Names("api_gateway", "network.APIGateway"),
    "appconfig": Names("app_config", "management.SystemsManagerAppConfig"),
    "appsync": Names("appsync", "integration.Appsync"),
    "athena": Names("athena", "analytics.Athena"),
    "aurora-dsql": Names("aurora", "database.Aurora"),
    "aurora-serverless-v2": Names("aurora", "database.Aurora"),
    "batch": Names("batch", "compute.Batch"),
    "bedrock": Names("bedrock", "ml.Bedrock"),
    "cloudfront": Names("cloudfront", "network.CloudFront"),
    "cloudfront-function": Names("cloudfront_functions", "network.CloudFrontEdgeLocation"),
    "cloudwatch-alarm": Names("cloudwatch_2", "management.CloudwatchAlarm"),
    "cloudwatch-logs": Names("cloudwatch_logs", "management.CloudwatchLogs"),
    "codebuild": Names("codebuild", "devtools.Codebuild"),
    "codecommit": Names("codecommit", "devtools.Codecommit"),
    "cognito-identity-pool": Names("cognito", "security.Cognito"),
    "cognito-user-pool": Names("cognito", "security.Cognito"),
    "documentdb": Names("documentdb_with_mongodb_compatibility", "database.DocumentdbMongodbCompatibility"),
    "dynamodb": Names("dynamodb", "database.Dynamodb"),
    "ecr": Names("ecr", "compute.EC2ContainerRegistry"),
    "ecs-fargate": Names("fargate", "compute.Fargate"),
    "efs": Names("elastic_file_system", "storage.ElasticFileSystemEFS"),
    "elasticache": Names("elasticache", "database.Elasticache"),
    "email": Names("email_2", "engagement.SimpleEmailServiceSesEmail"),
    "eventbridge-bus": Names("eventbridge", "integration.Eventbridge"),
    "eventbridge-custom-bus": Names(
        "eventbridge_custom_event_bus_resource", "integration.EventbridgeCustomEventBusResource"
    ),
    "eventbridge-pipes": Names("eventbridge_pipes", "integration.EventbridgePipes"),
    "eventbridge-scheduler": Names("eventbridge_scheduler", "integration.EventbridgeScheduler"),
    "external-client": Names("client", "general.Client"),
    "firehose": Names("kinesis_data_firehose", "analytics.KinesisDataFirehose"),
    "glue": Names("glue", "analytics.Glue"),
    "guardduty": Names("guardduty", "security.Guardduty"),
    "http-endpoint": Names("endpoint", "network.Endpoint"),
    "inspector": Names("inspector", "security.Inspector"),
    "iot-core": Names("iot_core", "iot.IotCore"),
    "kafka-self-managed": Names("traditional_server", "general.TraditionalServer"),
    "kendra": Names("kendra", "ml.Kendra"),
    "kinesis-stream": Names("kinesis_data_streams", "analytics.KinesisDataStreams"),
    "kms": Names("key_management_service", "security.KeyManagementService"),
    "lambda": Names("lambda", "compute.Lambda"),
    "mobile-push": Names("mobile_client", "general.MobileClient"),
    "mq": Names("mq", "integration.MQ"),
    "msk": Names("managed_streaming_for_kafka", "analytics.ManagedStreamingForKafka"),
    "opensearch": Names("elasticsearch_service", "analytics.AmazonOpensearchService"),
    "rds": Names("rds", "database.RDS"),
    "rds-proxy": Names("rds_proxy", "database.RDS"),
    "redshift": Names("redshift", "analytics.Redshift"),
    "route53": Names("route_53", "network.Route53"),
    "s3": Names("s3", "storage.SimpleStorageServiceS3"),
    "s3-batch-operations": Names("s3_batch_operations", "storage.SimpleStorageServiceS3Object"),
    "s3-files": Names("file_system", "storage.SimpleStorageServiceS3Bucket"),
    "secrets-manager": Names("secrets_manager", "security.SecretsManager"),
    "ses": Names("simple_email_service", "engagement.SimpleEmailServiceSes"),
    "sms": Names("mobile_client", "general.MobileClient"),
    "sns": Names("sns", "integration.SimpleNotificationServiceSns"),
    "sqs": Names("sqs", "integration.SimpleQueueServiceSqs"),
    "ssm-parameter": Names("parameter_store", "management.SystemsManagerParameterStore"),
    "stepfunctions": Names("step_functions", "integration.StepFunctions"),
    "synthetics": Names("cloudwatch_synthetics", "management.Cloudwatch"),
    "third-party-saas": Names("generic_application", "general.InternetAlt1"),
    "timestream": Names("timestream", "database.Timestream"),
    "vpc": Names("vpc", "network.VPC"),
    "vpc-lattice": Names("vpc_lattice", "network.VPC"),
    "waf": Names("waf", "security.WAF"),
    "xray": Names("xray", "devtools.XRay"),
}

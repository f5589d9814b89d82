"""What CloudFormation's and SAM's words stand for: types and services, satellites and owners, properties that connect.

Everything here is data.  A path is dotted; `[]` stands for each item of a list.  The sources are CloudFormation's
template reference and SAM's: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Types that are a node of a service although they are not its main type.
SERVICES: Mapping[str, str] = {
    "AWS::Serverless::Function": "lambda",
    "AWS::Serverless::Api": "apigw-rest",
    "AWS::Serverless::HttpApi": "apigw-http",
    "AWS::Serverless::WebSocketApi": "apigw-websocket",
    "AWS::Serverless::SimpleTable": "dynamodb",
    "AWS::Serverless::StateMachine": "stepfunctions",
    "AWS::Serverless::GraphQLApi": "appsync",
    "AWS::AppSync::Api": "appsync",
    "AWS::Batch::JobDefinition": "batch",
    "AWS::DynamoDB::GlobalTable": "dynamodb",
    "AWS::S3::AccessPoint": "s3",
    "AWS::ECS::TaskDefinition": "ecs-fargate",
    "AWS::MSK::ServerlessCluster": "msk",
    "AWS::ElastiCache::ReplicationGroup": "elasticache",
    "AWS::ElastiCache::CacheCluster": "elasticache",
    "AWS::OpenSearchServerless::Collection": "opensearch",
    "AWS::Elasticsearch::Domain": "opensearch",
    "AWS::RedshiftServerless::Workgroup": "redshift",
    "AWS::Timestream::Database": "timestream",
    "AWS::SES::ReceiptRuleSet": "ses",
    "AWS::Route53::RecordSet": "route53",
    "AWS::Route53::RecordSetGroup": "route53",
}

# Types that belong to another resource, with the properties that name their owner (the first that does, counts).
# Without such a property, or where it names nothing here, they belong to what refers to them; where nothing does,
# they stay as a generic node.
SATELLITES: Mapping[str, tuple[str, ...]] = {
    "AWS::ACMPCA::Certificate": ("CertificateAuthorityArn",),
    "AWS::ACMPCA::CertificateAuthorityActivation": ("CertificateAuthorityArn",),
    "AWS::ACMPCA::Permission": ("CertificateAuthorityArn",),
    "AWS::ApiGateway::Account": (),
    "AWS::ApiGateway::ApiKey": ("StageKeys[].RestApiId",),
    "AWS::ApiGateway::Authorizer": ("RestApiId",),
    "AWS::ApiGateway::BasePathMapping": ("RestApiId",),
    "AWS::ApiGateway::BasePathMappingV2": ("RestApiId",),
    "AWS::ApiGateway::ClientCertificate": (),
    "AWS::ApiGateway::Deployment": ("RestApiId",),
    "AWS::ApiGateway::DocumentationPart": ("RestApiId",),
    "AWS::ApiGateway::DocumentationVersion": ("RestApiId",),
    "AWS::ApiGateway::DomainName": (),
    "AWS::ApiGateway::DomainNameV2": (),
    "AWS::ApiGateway::DomainNameAccessAssociation": ("DomainNameArn",),
    "AWS::ApiGateway::GatewayResponse": ("RestApiId",),
    "AWS::ApiGateway::Method": ("RestApiId",),
    "AWS::ApiGateway::Model": ("RestApiId",),
    "AWS::ApiGateway::RequestValidator": ("RestApiId",),
    "AWS::ApiGateway::Resource": ("RestApiId",),
    "AWS::ApiGateway::Stage": ("RestApiId",),
    "AWS::ApiGateway::UsagePlan": ("ApiStages[].ApiId",),
    "AWS::ApiGateway::UsagePlanKey": ("UsagePlanId",),
    "AWS::ApiGateway::VpcLink": (),
    "AWS::ApiGatewayV2::ApiGatewayManagedOverrides": ("ApiId",),
    "AWS::ApiGatewayV2::ApiMapping": ("ApiId",),
    "AWS::ApiGatewayV2::Authorizer": ("ApiId",),
    "AWS::ApiGatewayV2::Deployment": ("ApiId",),
    "AWS::ApiGatewayV2::DomainName": (),
    "AWS::ApiGatewayV2::Integration": ("ApiId",),
    "AWS::ApiGatewayV2::IntegrationResponse": ("ApiId",),
    "AWS::ApiGatewayV2::Model": ("ApiId",),
    "AWS::ApiGatewayV2::Route": ("ApiId",),
    "AWS::ApiGatewayV2::RouteResponse": ("ApiId",),
    "AWS::ApiGatewayV2::Stage": ("ApiId",),
    "AWS::ApiGatewayV2::VpcLink": (),
    "AWS::ApplicationAutoScaling::ScalableTarget": ("ResourceId",),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("ScalingTargetId", "ResourceId"),
    "AWS::AppSync::ApiKey": ("ApiId",),
    "AWS::AppSync::ChannelNamespace": ("ApiId",),
    "AWS::AppSync::DataSource": ("ApiId",),
    "AWS::AppSync::DomainName": (),
    "AWS::AppSync::DomainNameApiAssociation": ("ApiId",),
    "AWS::AppSync::FunctionConfiguration": ("ApiId",),
    "AWS::AppSync::GraphQLSchema": ("ApiId",),
    "AWS::AppSync::ApiCache": ("ApiId",),
    "AWS::AppSync::Resolver": ("ApiId",),
    "AWS::Batch::ComputeEnvironment": (),
    "AWS::CertificateManager::Certificate": (),
    "AWS::CloudFront::CachePolicy": (),
    "AWS::CloudFront::CloudFrontOriginAccessIdentity": (),
    "AWS::CloudFront::KeyGroup": (),
    "AWS::CloudFront::OriginAccessControl": (),
    "AWS::CloudFront::OriginRequestPolicy": (),
    "AWS::CloudFront::PublicKey": (),
    "AWS::CloudFront::ResponseHeadersPolicy": (),
    "AWS::Cognito::IdentityPoolRoleAttachment": ("IdentityPoolId",),
    "AWS::Cognito::UserPoolClient": ("UserPoolId",),
    "AWS::Cognito::UserPoolDomain": ("UserPoolId",),
    "AWS::Cognito::UserPoolGroup": ("UserPoolId",),
    "AWS::Cognito::UserPoolIdentityProvider": ("UserPoolId",),
    "AWS::Cognito::UserPoolResourceServer": ("UserPoolId",),
    "AWS::Cognito::UserPoolUICustomizationAttachment": ("UserPoolId",),
    "AWS::Cognito::UserPoolUser": ("UserPoolId",),
    "AWS::Cognito::UserPoolUserToGroupAttachment": ("UserPoolId",),
    "AWS::DocDB::DBInstance": ("DBClusterIdentifier",),
    "AWS::DocDB::DBClusterParameterGroup": (),
    "AWS::DocDB::DBSubnetGroup": (),
    "AWS::EC2::EIP": (),
    "AWS::EC2::EgressOnlyInternetGateway": ("VpcId",),
    "AWS::EC2::FlowLog": ("ResourceId",),
    "AWS::EC2::InstanceConnectEndpoint": ("SubnetId",),
    "AWS::EC2::InternetGateway": ("VpcId",),  # no property of the type's; so Terraform attaches it
    "AWS::EC2::KeyPair": (),
    "AWS::EC2::NatGateway": ("SubnetId",),
    "AWS::EC2::NetworkAcl": ("VpcId",),
    "AWS::EC2::NetworkAclEntry": ("NetworkAclId",),
    "AWS::EC2::Route": ("RouteTableId",),
    "AWS::EC2::RouteTable": ("VpcId",),
    "AWS::EC2::SecurityGroup": ("VpcId",),
    "AWS::EC2::SecurityGroupEgress": ("GroupId",),
    "AWS::EC2::SecurityGroupIngress": ("GroupId",),
    "AWS::EC2::Subnet": ("VpcId",),
    "AWS::EC2::SubnetNetworkAclAssociation": ("SubnetId",),
    "AWS::EC2::SubnetRouteTableAssociation": ("SubnetId",),
    "AWS::EC2::VPCCidrBlock": ("VpcId",),
    "AWS::EC2::VPCDHCPOptionsAssociation": ("VpcId",),
    "AWS::EC2::VPCEndpoint": ("VpcId",),
    "AWS::EC2::VPCGatewayAttachment": ("VpcId",),
    "AWS::ECS::Cluster": (),
    "AWS::ECS::ClusterCapacityProviderAssociations": ("Cluster",),
    "AWS::ECS::Service": ("TaskDefinition",),
    "AWS::EFS::AccessPoint": ("FileSystemId",),
    "AWS::EFS::MountTarget": ("FileSystemId",),
    "AWS::ElastiCache::ParameterGroup": (),
    "AWS::ElastiCache::SubnetGroup": (),
    "AWS::ElasticLoadBalancingV2::Listener": ("LoadBalancerArn",),
    "AWS::ElasticLoadBalancingV2::ListenerCertificate": ("ListenerArn",),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ("ListenerArn",),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (),
    "AWS::Events::Archive": ("SourceArn",),
    "AWS::Events::EventBusPolicy": ("EventBusName",),
    "AWS::IAM::InstanceProfile": (),
    "AWS::IAM::ManagedPolicy": ("Roles[]",),
    "AWS::IAM::Policy": ("Roles[]",),
    "AWS::IAM::Role": (),
    "AWS::IAM::RolePolicy": ("RoleName",),
    "AWS::KMS::Alias": ("TargetKeyId",),
    "AWS::Kinesis::ResourcePolicy": ("ResourceArn",),
    "AWS::Kinesis::StreamConsumer": ("StreamARN",),
    "AWS::Lambda::Alias": ("FunctionName",),
    "AWS::Lambda::CodeSigningConfig": (),
    "AWS::Lambda::EventInvokeConfig": ("FunctionName",),
    "AWS::Lambda::EventSourceMapping": ("FunctionName",),
    "AWS::Lambda::LayerVersion": (),
    "AWS::Lambda::LayerVersionPermission": ("LayerVersionArn",),
    "AWS::Lambda::Permission": ("FunctionName",),
    "AWS::Lambda::Url": ("TargetFunctionArn",),
    "AWS::Lambda::Version": ("FunctionName",),
    "AWS::Logs::LogStream": ("LogGroupName",),
    "AWS::Logs::MetricFilter": ("LogGroupName",),
    "AWS::Logs::ResourcePolicy": (),
    "AWS::Logs::SubscriptionFilter": ("LogGroupName",),
    "AWS::MSK::BatchScramSecret": ("ClusterArn",),
    "AWS::MSK::ClusterPolicy": ("ClusterArn",),
    "AWS::MSK::Configuration": (),
    "AWS::MemoryDB::ACL": (),
    "AWS::MemoryDB::ParameterGroup": (),
    "AWS::MemoryDB::SubnetGroup": (),
    "AWS::OpenSearchServerless::AccessPolicy": (),
    "AWS::OpenSearchServerless::SecurityPolicy": (),
    "AWS::RDS::DBClusterParameterGroup": (),
    "AWS::RDS::DBParameterGroup": (),
    "AWS::RDS::DBProxyEndpoint": ("DBProxyName",),
    "AWS::RDS::DBProxyTargetGroup": ("DBProxyName",),
    "AWS::RDS::DBSubnetGroup": (),
    "AWS::RDS::OptionGroup": (),
    "AWS::S3::BucketPolicy": ("Bucket",),
    "AWS::S3Files::AccessPoint": ("FileSystemId",),
    "AWS::S3Files::MountTarget": ("FileSystemId",),
    "AWS::S3ObjectLambda::AccessPointPolicy": ("ObjectLambdaAccessPoint",),
    "AWS::SES::ReceiptRule": ("RuleSetName",),
    "AWS::SNS::Subscription": ("TopicArn",),
    "AWS::SNS::TopicInlinePolicy": ("TopicArn",),
    "AWS::SNS::TopicPolicy": ("Topics[]",),
    "AWS::SQS::QueueInlinePolicy": ("Queue",),
    "AWS::SQS::QueuePolicy": ("Queues[]",),
    "AWS::Scheduler::ScheduleGroup": (),
    "AWS::SecretsManager::ResourcePolicy": ("SecretId",),
    "AWS::SecretsManager::RotationSchedule": ("SecretId",),
    "AWS::SecretsManager::SecretTargetAttachment": ("SecretId",),
    "AWS::Serverless::CapacityProvider": (),
    "AWS::Serverless::Connector": ("Source.Id",),
    "AWS::Serverless::LayerVersion": (),
    "AWS::StepFunctions::StateMachineAlias": ("RoutingConfiguration[].StateMachineVersionArn",),
    "AWS::StepFunctions::StateMachineVersion": ("StateMachineArn",),
    "AWS::VpcLattice::Listener": ("ServiceIdentifier",),
    "AWS::VpcLattice::Rule": ("ServiceIdentifier", "ListenerIdentifier"),
    "AWS::VpcLattice::ServiceNetworkServiceAssociation": ("ServiceIdentifier",),
    "AWS::VpcLattice::ServiceNetworkVpcAssociation": ("ServiceNetworkIdentifier",),
    "AWS::VpcLattice::TargetGroup": (),
    "AWS::WAFv2::IPSet": (),
    "AWS::WAFv2::LoggingConfiguration": ("ResourceArn",),
    "AWS::WAFv2::RegexPatternSet": (),
    "AWS::WAFv2::RuleGroup": (),
    "AWS::WAFv2::WebACLAssociation": ("WebACLArn",),
}

# What belongs to a service of ours that an action, an ARN or an event's source names ("aws.s3", "dynamodb:GetItem").
# The second word is the type of a generic node, where the catalogue has no such service.
NAMESPACES: Mapping[str, str] = {
    "apigateway": "apigw-rest", "appconfig": "appconfig", "appsync": "appsync", "athena": "athena", "batch": "batch",
    "bedrock": "bedrock", "bedrock-agentcore": "bedrock", "bedrock-runtime": "bedrock",
    "cloudwatch": "cloudwatch-alarm", "cognito-idp": "cognito-user-pool", "cognito-identity": "cognito-identity-pool",
    "dynamodb": "dynamodb", "ecr": "ecr", "ecs": "ecs-fargate", "elasticache": "elasticache",
    "elasticfilesystem": "efs", "elasticloadbalancing": "alb", "es": "opensearch", "aoss": "opensearch",
    "events": "eventbridge-bus", "eventbridge": "eventbridge-bus",
    "execute-api": "apigw-rest", "firehose": "firehose", "glue": "glue",
    "iot": "iot-core", "iotdata": "iot-core", "kafka": "msk", "kafka-cluster": "msk",
    "kinesis": "kinesis-stream", "kms": "kms",
    "lambda": "lambda", "logs": "cloudwatch-logs", "mq": "mq", "rds": "rds", "rds-data": "aurora-serverless-v2",
    "rds-db": "rds", "redshift": "redshift", "redshift-data": "redshift", "route53": "route53", "s3": "s3",
    "s3express": "s3", "scheduler": "eventbridge-scheduler", "secretsmanager": "secrets-manager", "ses": "ses",
    "email": "ses", "sns": "sns", "sqs": "sqs", "ssm": "ssm-parameter", "states": "stepfunctions",
    "stepfunctions": "stepfunctions",
    "timestream": "timestream", "xray": "xray", "waf": "waf", "wafv2": "waf", "cloudfront": "cloudfront",
}  # fmt: skip
GENERIC_TYPES: Mapping[str, str] = {
    "cloudformation": "AWS::CloudFormation::Stack", "cloudtrail": "AWS::CloudTrail::Trail",
    "codebuild": "AWS::CodeBuild::Project", "codecommit": "AWS::CodeCommit::Repository",
    "codedeploy": "AWS::CodeDeploy::Application", "codepipeline": "AWS::CodePipeline::Pipeline",
    "comprehend": "AWS::Comprehend::Flywheel", "config": "AWS::Config::ConfigRule",
    "datazone": "AWS::DataZone::Domain", "dsql": "AWS::DSQL::Cluster", "ec2": "AWS::EC2::Instance",
    "guardduty": "AWS::GuardDuty::Detector", "health": "AWS::Health::Event", "inspector2": "AWS::InspectorV2::Filter",
    "iotjobsdata": "AWS::IoT::Job", "kendra": "AWS::Kendra::Index", "location": "AWS::Location::Map",
    "macie": "AWS::Macie::Session", "mediaconvert": "AWS::MediaConvert::Queue",
    "medialive": "AWS::MediaLive::Channel",
    "memorydb": "AWS::MemoryDB::Cluster", "mobiletargeting": "AWS::Pinpoint::App",
    "neptune-db": "AWS::Neptune::DBCluster",
    "organizations": "AWS::Organizations::Account", "pipes": "AWS::Pipes::Pipe", "polly": "AWS::Polly::Lexicon",
    "qbusiness": "AWS::QBusiness::Application", "qldb": "AWS::QLDB::Ledger",
    "rekognition": "AWS::Rekognition::Project",
    "rum": "AWS::RUM::AppMonitor", "s3files": "AWS::S3Files::FileSystem", "sagemaker": "AWS::SageMaker::Endpoint",
    "securityhub": "AWS::SecurityHub::Hub", "servicecatalog": "AWS::ServiceCatalog::Portfolio",
    "synthetics": "AWS::Synthetics::Canary", "textract": "AWS::Textract::Adapter",
    "transcribe": "AWS::Transcribe::Vocabulary", "translate": "AWS::Translate::Terminology",
    "transfer": "AWS::Transfer::Server", "trustedadvisor": "AWS::Support::TrustedAdvisor",
    "vpc-lattice": "AWS::VpcLattice::Service", "workspaces": "AWS::WorkSpaces::Workspace",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pointer:
    """A property that connects its resource with the one that it names.

    `path` leads to the value that names the other; where it goes through lists, `carry` are the properties of the
    innermost item (or of the resource, without lists) that the edge takes: {"Event": "Events"} renames.  `mechanisms`
    are what the edge may be, best first.  `back` turns the edge round: the other is the source.
    """

    path: str
    mechanisms: tuple[str, ...]
    back: bool = False
    carry: Mapping[str, str] = field(default_factory=dict)
    drop: bool = True  # the edge says it all: the property leaves the node, unless the edge could not be drawn
    whole: str = ""  # what leaves the node then, where it is more than `path`
    made: frozenset[str] = frozenset()  # without `drop`: what the export makes; `whole` leaves where no more is in it
    unsaid: Mapping[str, str] = field(default_factory=dict)  # what AWS takes where nothing is said, and the export not


_DELIVERY = {
    "Prefix": "Prefix", "ErrorOutputPrefix": "ErrorOutputPrefix", "CompressionFormat": "CompressionFormat",
    "BufferingHints.IntervalInSeconds": "BufferingHints.IntervalInSeconds",
    "BufferingHints.SizeInMBs": "BufferingHints.SizeInMBs", "IndexName": "IndexName",
}  # fmt: skip
_NOTIFIED = {"Event": "Events", "Filter.S3Key.Rules": "Filter.S3Key.Rules"}

POINTERS: Mapping[str, tuple[Pointer, ...]] = {
    "AWS::Lambda::Function": (
        Pointer("DeadLetterConfig.TargetArn", ("dead-letter",)),
        Pointer("FileSystemConfigs[].Arn", ("connection",), carry={"LocalMountPath": "LocalMountPath"}),
        Pointer("KmsKeyArn", ("association",), back=True),
        Pointer("LoggingConfig.LogGroup", ("access-logs",), drop=False),
    ),
    "AWS::SQS::Queue": (
        Pointer(
            "RedrivePolicy.deadLetterTargetArn", ("redrive",), carry={"maxReceiveCount": "maxReceiveCount"},
            whole="RedrivePolicy",
        ),
        Pointer("KmsMasterKeyId", ("association",), back=True),
    ),
    "AWS::SNS::Topic": (
        Pointer("KmsMasterKeyId", ("association",), back=True),
    ),
    "AWS::S3::Bucket": (
        Pointer("NotificationConfiguration.LambdaConfigurations[].Function", ("notification",), carry=_NOTIFIED),
        Pointer("NotificationConfiguration.QueueConfigurations[].Queue", ("notification",), carry=_NOTIFIED),
        Pointer("NotificationConfiguration.TopicConfigurations[].Topic", ("notification",), carry=_NOTIFIED),
        Pointer("ReplicationConfiguration.Rules[].Destination.Bucket", ("replication",)),
        Pointer(
            "BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID",
            ("association",), back=True,
        ),
    ),
    "AWS::DynamoDB::Table": (
        Pointer("KinesisStreamSpecification.StreamArn", ("stream",)),
        Pointer("SSESpecification.KMSMasterKeyId", ("association",), back=True),
    ),
    "AWS::KinesisFirehose::DeliveryStream": (
        Pointer(
            "KinesisStreamSourceConfiguration.KinesisStreamARN", ("poll",), back=True,
            whole="KinesisStreamSourceConfiguration",
        ),
        Pointer("MSKSourceConfiguration.MSKClusterARN", ("poll",), back=True),
        *(
            Pointer(
                f"{kind}.ProcessingConfiguration.Processors[].Parameters[].ParameterValue", ("invoke",), drop=False
            )
            for kind in (
                "ExtendedS3DestinationConfiguration", "AmazonopensearchserviceDestinationConfiguration",
                "AmazonOpenSearchServerlessDestinationConfiguration", "RedshiftDestinationConfiguration",
                "HttpEndpointDestinationConfiguration", "SplunkDestinationConfiguration",
                "SnowflakeDestinationConfiguration", "IcebergDestinationConfiguration",
            )
        ),
        *(
            Pointer(
                f"{kind}.BucketARN", ("delivery",), carry={f"{kind}.{k}": v for k, v in _DELIVERY.items()}, drop=False,
                whole=kind, made=frozenset({"RoleARN", "CloudWatchLoggingOptions"}),
                unsaid={"CompressionFormat": "UNCOMPRESSED"},
            )
            for kind in ("ExtendedS3DestinationConfiguration", "S3DestinationConfiguration")
        ),
        *(
            Pointer(f"{kind}.{arn}", ("delivery",), carry={f"{kind}.{k}": v for k, v in _DELIVERY.items()}, drop=False)
            for kind, arn in (
                ("AmazonopensearchserviceDestinationConfiguration", "DomainARN"),
                ("ElasticsearchDestinationConfiguration", "DomainARN"),
                ("AmazonOpenSearchServerlessDestinationConfiguration", "CollectionEndpoint"),
                ("RedshiftDestinationConfiguration", "ClusterJDBCURL"),
                ("HttpEndpointDestinationConfiguration", "EndpointConfiguration.Url"),
            )
        ),
        *(
            Pointer(f"{kind}.S3Configuration.BucketARN", ("delivery",), drop=False)
            for kind in (
                "AmazonopensearchserviceDestinationConfiguration", "ElasticsearchDestinationConfiguration",
                "AmazonOpenSearchServerlessDestinationConfiguration", "RedshiftDestinationConfiguration",
                "HttpEndpointDestinationConfiguration", "SplunkDestinationConfiguration",
                "SnowflakeDestinationConfiguration",
            )
        ),
    ),
    "AWS::CloudWatch::Alarm": (
        Pointer("AlarmActions[]", ("alarm-action",)),
        Pointer("OKActions[]", ("alarm-action",)),
        Pointer("InsufficientDataActions[]", ("alarm-action",)),
    ),
    "AWS::Kinesis::Stream": (Pointer("StreamEncryption.KeyId", ("association",), back=True),),
    "AWS::SecretsManager::Secret": (Pointer("KmsKeyId", ("association",), back=True),),
    "AWS::Logs::LogGroup": (Pointer("KmsKeyId", ("association",), back=True),),
    "AWS::Events::EventBus": (Pointer("KmsKeyIdentifier", ("association",), back=True),),
    "AWS::EFS::FileSystem": (Pointer("KmsKeyId", ("association",), back=True),),
    "AWS::RDS::DBInstance": (
        Pointer("MasterUserPassword", ("association",), back=True, drop=False),
        Pointer("KmsKeyId", ("association",), back=True),
    ),
    "AWS::RDS::DBCluster": (
        Pointer("MasterUserPassword", ("association",), back=True, drop=False),
        Pointer("KmsKeyId", ("association",), back=True),
    ),
    "AWS::DocDB::DBCluster": (Pointer("MasterUserPassword", ("association",), back=True, drop=False),),
    "AWS::RDS::DBProxy": (Pointer("Auth[].SecretArn", ("association",), back=True, drop=False),),
    "AWS::Glue::Job": (Pointer("DefaultArguments", ("data-access",), drop=False),),
    "AWS::CloudTrail::Trail": (
        Pointer("S3BucketName", ("delivery",), drop=False),
        Pointer("CloudWatchLogsLogGroupArn", ("delivery",), drop=False),
        Pointer("SnsTopicName", ("event-subscription",), drop=False),
    ),
    "AWS::QLDB::Stream": (
        Pointer("LedgerName", ("stream",), back=True, drop=False),
        Pointer("KinesisConfiguration.StreamArn", ("stream",), drop=False),
    ),
    "AWS::GuardDuty::MalwareProtectionPlan": (
        Pointer("ProtectedResource.S3Bucket.BucketName", ("event-subscription",), back=True, drop=False),
    ),
    "AWS::S3::AccessPoint": (Pointer("Bucket", ("association",), drop=False),),
    "AWS::S3Files::FileSystem": (Pointer("Bucket", ("association",), drop=False),),
    "AWS::S3ObjectLambda::AccessPoint": (
        Pointer("ObjectLambdaConfiguration.SupportingAccessPoint", ("origin",), drop=False),
        Pointer(
            "ObjectLambdaConfiguration.TransformationConfigurations[].ContentTransformation.AwsLambda.FunctionArn",
            ("invoke",), drop=False,
        ),
    ),
    "AWS::Synthetics::Canary": (Pointer("ArtifactS3Location", ("data-access",), drop=False),),
    "AWS::Events::ApiDestination": (
        Pointer("InvocationEndpoint", ("request",), drop=False),
        Pointer("ConnectionArn", ("association",), drop=False),
    ),
    "AWS::Events::Connection": (Pointer("AuthParameters", ("association",), drop=False),),
    "AWS::Route53::RecordSet": (
        Pointer("AliasTarget.DNSName", ("association",), drop=False),
        Pointer("Name", ("association",), drop=False),
        Pointer("ResourceRecords[]", ("association",), drop=False),
    ),
    "AWS::Athena::WorkGroup": (
        Pointer("WorkGroupConfiguration.ResultConfiguration.OutputLocation", ("data-access",), drop=False),
    ),
    "AWS::Bedrock::Agent": (
        Pointer("ActionGroups[].ActionGroupExecutor.Lambda", ("invoke",), drop=False),
        Pointer("KnowledgeBases[].KnowledgeBaseId", ("data-access",), drop=False),
        Pointer("GuardrailConfiguration.GuardrailIdentifier", ("association",), drop=False),
    ),
    "AWS::Bedrock::DataSource": (
        Pointer("DataSourceConfiguration.S3Configuration.BucketArn", ("data-access",), drop=False),
        Pointer("KnowledgeBaseId", ("delivery",), drop=False),
    ),
    "AWS::Bedrock::KnowledgeBase": (Pointer("StorageConfiguration", ("data-access",), drop=False),),
    "AWS::Chatbot::SlackChannelConfiguration": (Pointer("SnsTopicArns[]", ("subscription",), back=True, drop=False),),
    "AWS::CloudWatch::CompositeAlarm": (
        Pointer("AlarmActions[]", ("alarm-action",), drop=False),
        Pointer("AlarmRule", ("metric",), back=True, drop=False),
    ),
    "AWS::CodePipeline::Pipeline": (
        Pointer("ArtifactStore.Location", ("data-access",), drop=False),
        Pointer("Stages[].Actions[].Configuration", ("invoke",), drop=False),
    ),
    "AWS::Config::ConfigRule": (Pointer("Source.SourceIdentifier", ("invoke",), drop=False),),
    "AWS::Glue::Crawler": (
        Pointer("Targets.S3Targets[].Path", ("data-access",), drop=False),
        Pointer("Targets.DynamoDBTargets[].Path", ("data-access",), drop=False),
    ),
    "AWS::Glue::Trigger": (Pointer("Actions[].JobName", ("schedule-target",), drop=False),),
    "AWS::KinesisAnalyticsV2::Application": (
        Pointer(
            "ApplicationConfiguration.SqlApplicationConfiguration.Inputs[].KinesisStreamsInput.ResourceARN",
            ("poll",), back=True, drop=False,
        ),
        Pointer("ApplicationConfiguration.EnvironmentProperties", ("data-access",), drop=False),
    ),
    "AWS::Lex::Bot": (Pointer("TestBotAliasSettings", ("invoke",), drop=False),),
    "AWS::SES::ConfigurationSetEventDestination": (
        Pointer("EventDestination.SnsDestination.TopicARN", ("event-subscription",), drop=False),
        Pointer("EventDestination.KinesisFirehoseDestination.DeliveryStreamARN", ("event-subscription",), drop=False),
    ),
    "AWS::Transfer::Server": (
        Pointer("IdentityProviderDetails.Function", ("authorizer",), drop=False),
        Pointer("WorkflowDetails", ("invoke",), drop=False),
    ),
    "AWS::Transfer::Workflow": (Pointer("Steps[].CustomStepDetails.Target", ("invoke",), drop=False),),
    "AWS::CloudFormation::CustomResource": (Pointer("ServiceToken", ("invoke",), drop=False),),
    "AWS::Kendra::DataSource": (Pointer("IndexId", ("association",), back=True, drop=False),),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Join:
    """A resource that only connects two others, and what of it the edge takes (everything, without `carry`)."""

    source: str
    targets: tuple[str, ...]
    mechanisms: tuple[str, ...]
    carry: Mapping[str, str] | None = None


JOINS: Mapping[str, Join] = {
    "AWS::SNS::Subscription": Join("TopicArn", ("Endpoint",), ("subscription",)),
    "AWS::Logs::SubscriptionFilter": Join(
        "LogGroupName", ("DestinationArn",), ("subscription-filter",),
        {"FilterPattern": "FilterPattern", "Distribution": "Distribution"},
    ),
    "AWS::SecretsManager::SecretTargetAttachment": Join("SecretId", ("TargetId",), ("association",), {}),
    "AWS::WAFv2::WebACLAssociation": Join("WebACLArn", ("ResourceArn",), ("association",), {}),
    "AWS::RDS::DBProxyTargetGroup": Join(
        "DBProxyName", ("DBClusterIdentifiers[]", "DBInstanceIdentifiers[]"), ("connection",), {}
    ),
    "AWS::MSK::BatchScramSecret": Join("SecretArnList[]", ("ClusterArn",), ("association",), {}),
    "AWS::SecretsManager::RotationSchedule": Join("SecretId", ("RotationLambdaARN",), ("invoke",)),
}  # fmt: skip

# SAM's events of functions and state machines: the property that names the source (none: by `SERVICE`).
EVENT_SOURCES: Mapping[str, tuple[str, str]] = {
    "SQS": ("Queue", "sqs"),
    "Kinesis": ("Stream", "kinesis-stream"),
    "DynamoDB": ("Stream", "dynamodb"),
    "MSK": ("Stream", "msk"),
    "MQ": ("Broker", "mq"),
    "DocumentDB": ("Cluster", "documentdb"),
    "SelfManagedKafka": ("", "kafka-self-managed"),
}

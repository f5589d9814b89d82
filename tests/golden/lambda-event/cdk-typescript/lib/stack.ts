import * as path from "node:path";

import {
  CfnOutput,
  CfnParameter,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
} from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as actions from "aws-cdk-lib/aws-cloudwatch-actions";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as destinations from "aws-cdk-lib/aws-lambda-destinations";
import * as logs from "aws-cdk-lib/aws-logs";
import * as logDestinations from "aws-cdk-lib/aws-logs-destinations";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as notifications from "aws-cdk-lib/aws-s3-notifications";
import * as sns from "aws-cdk-lib/aws-sns";
import * as subscriptions from "aws-cdk-lib/aws-sns-subscriptions";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

const PROJECT = path.join(__dirname, "..");

export interface EventsStartLambdaStackProps extends StackProps {
  /** Days for which logs are kept */
  readonly logRetention?: logs.RetentionDays;
  /** Version of the public layer with AWS Lambda Powertools for Python */
  readonly powertoolsLayerVersion?: number;
  /** Stage of the deployment, such as dev or prod */
  readonly stage?: string;
}

/** Events start Lambda */
export class EventsStartLambdaStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: EventsStartLambdaStackProps = {},
  ) {
    super(scope, id, props);

    const logRetention = props.logRetention ?? logs.RetentionDays.ONE_MONTH;
    const powertoolsLayerVersion = props.powertoolsLayerVersion ?? 37;
    const stage = props.stage ?? "dev";

    const alarmEmail = new CfnParameter(this, "AlarmEmail", {
      type: "String",
      description: "E-mail address that is told about alarms",
      allowedPattern: "^[^@\\s]+@[^@\\s]+$",
    });

    const messagesKey = new kms.Key(this, "MessagesKey", {
      description: "Encrypts the topics that services of AWS publish to",
      enableKeyRotation: true,
      policy: iam.PolicyDocument.fromJson({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Account",
            Effect: "Allow",
            Principal: {
              AWS: `arn:${this.partition}:iam::${this.account}:root`,
            },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Sid: "Publishers",
            Effect: "Allow",
            Principal: { Service: ["cloudwatch.amazonaws.com"] },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: { "aws:SourceAccount": this.account } },
          },
        ],
      }),
    });

    const alarmTopic = new sns.Topic(this, "AlarmTopic", {
      masterKey: messagesKey,
      enforceSSL: true,
    });

    alarmTopic.addSubscription(
      new subscriptions.EmailSubscription(alarmEmail.valueAsString),
    );

    // What the functions have handled already, so that an event that comes twice has one effect.
    const idempotencyTable = new dynamodb.Table(this, "IdempotencyTable", {
      partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: "expiration",
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const uploads = new s3.Bucket(this, "Uploads", {
      bucketName: `events-start-lambd-a56492-${stage}-${this.account}-${this.region}`,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        {
          id: "remove-abandoned-uploads",
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const indexUploadLogs = new logs.LogGroup(this, "IndexUploadLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-index-upload`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const powertoolsLayer = lambda.LayerVersion.fromLayerVersionArn(
      this,
      "PowertoolsLayer",
      `arn:${this.partition}:lambda:${this.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${powertoolsLayerVersion}`,
    );

    const indexUpload = new lambda.Function(this, "IndexUpload", {
      description: "Index upload",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "index_upload")),
      memorySize: 256,
      timeout: Duration.minutes(1),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: indexUploadLogs,
      environment: {
        POWERTOOLS_SERVICE_NAME: "events-start-lambda",
        POWERTOOLS_LOG_LEVEL: "INFO",
        IDEMPOTENCY_TABLE: idempotencyTable.tableName,
      },
      layers: [powertoolsLayer],
    });

    const failedEvents = new sqs.Queue(this, "FailedEvents", {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });

    indexUpload.configureAsyncInvoke({
      onFailure: new destinations.SqsDestination(failedEvents),
    });

    const indexUploadErrorsAlarm = new cloudwatch.Alarm(
      this,
      "IndexUploadErrorsAlarm",
      {
        alarmDescription: "Index upload: the function fails",
        metric: indexUpload.metricErrors({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    indexUploadErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const indexUploadThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "IndexUploadThrottlesAlarm",
      {
        alarmDescription: "Index upload: invocations are throttled",
        metric: indexUpload.metricThrottles({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    indexUploadThrottlesAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const alerts = new sns.Topic(this, "Alerts", {
      masterKey: kms.Alias.fromAliasName(this, "SnsKey", "alias/aws/sns"),
      enforceSSL: true,
    });

    const fileTicketLogs = new logs.LogGroup(this, "FileTicketLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-file-ticket`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const fileTicket = new lambda.Function(this, "FileTicket", {
      description: "File ticket",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "file_ticket")),
      memorySize: 256,
      timeout: Duration.seconds(15),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: fileTicketLogs,
      environment: {
        POWERTOOLS_SERVICE_NAME: "events-start-lambda",
        POWERTOOLS_LOG_LEVEL: "INFO",
        IDEMPOTENCY_TABLE: idempotencyTable.tableName,
      },
      layers: [powertoolsLayer],
    });

    alerts.addSubscription(
      new subscriptions.LambdaSubscription(fileTicket, {
        deadLetterQueue: failedEvents,
      }),
    );

    const tellTeamLogs = new logs.LogGroup(this, "TellTeamLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-tell-team`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const tellTeam = new lambda.Function(this, "TellTeam", {
      description: "Tell team",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "tell_team")),
      memorySize: 256,
      timeout: Duration.seconds(15),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: tellTeamLogs,
      environment: {
        POWERTOOLS_SERVICE_NAME: "events-start-lambda",
        POWERTOOLS_LOG_LEVEL: "INFO",
        IDEMPOTENCY_TABLE: idempotencyTable.tableName,
      },
      layers: [powertoolsLayer],
    });

    alerts.addSubscription(
      new subscriptions.LambdaSubscription(tellTeam, {
        deadLetterQueue: failedEvents,
      }),
    );

    fileTicket.configureAsyncInvoke({
      onFailure: new destinations.SqsDestination(failedEvents),
    });

    const fileTicketErrorsAlarm = new cloudwatch.Alarm(
      this,
      "FileTicketErrorsAlarm",
      {
        alarmDescription: "File ticket: the function fails",
        metric: fileTicket.metricErrors({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    fileTicketErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const fileTicketThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "FileTicketThrottlesAlarm",
      {
        alarmDescription: "File ticket: invocations are throttled",
        metric: fileTicket.metricThrottles({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    fileTicketThrottlesAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    tellTeam.configureAsyncInvoke({
      onFailure: new destinations.SqsDestination(failedEvents),
    });

    const tellTeamErrorsAlarm = new cloudwatch.Alarm(
      this,
      "TellTeamErrorsAlarm",
      {
        alarmDescription: "Tell team: the function fails",
        metric: tellTeam.metricErrors({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    tellTeamErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const tellTeamThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "TellTeamThrottlesAlarm",
      {
        alarmDescription: "Tell team: invocations are throttled",
        metric: tellTeam.metricThrottles({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    tellTeamThrottlesAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const orders = new events.EventBus(this, "Orders", {
      eventBusName: "orders",
    });

    const greetCustomerLogs = new logs.LogGroup(this, "GreetCustomerLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-greet-customer`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const greetCustomer = new lambda.Function(this, "GreetCustomer", {
      description: "Welcome",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "greet_customer")),
      memorySize: 256,
      timeout: Duration.seconds(15),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: greetCustomerLogs,
      environment: {
        POWERTOOLS_SERVICE_NAME: "events-start-lambda",
        POWERTOOLS_LOG_LEVEL: "INFO",
        IDEMPOTENCY_TABLE: idempotencyTable.tableName,
      },
      layers: [powertoolsLayer],
    });

    const ordersGreetCustomerRule = new events.Rule(
      this,
      "OrdersGreetCustomerRule",
      { eventBus: orders, eventPattern: { detailType: ["SignedUp"] } },
    );
    ordersGreetCustomerRule.addTarget(
      new targets.LambdaFunction(greetCustomer, {
        deadLetterQueue: failedEvents,
      }),
    );

    greetCustomer.configureAsyncInvoke({
      onFailure: new destinations.SqsDestination(failedEvents),
    });

    const greetCustomerErrorsAlarm = new cloudwatch.Alarm(
      this,
      "GreetCustomerErrorsAlarm",
      {
        alarmDescription: "Welcome: the function fails",
        metric: greetCustomer.metricErrors({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    greetCustomerErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const greetCustomerThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "GreetCustomerThrottlesAlarm",
      {
        alarmDescription: "Welcome: invocations are throttled",
        metric: greetCustomer.metricThrottles({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    greetCustomerThrottlesAlarm.addAlarmAction(
      new actions.SnsAction(alarmTopic),
    );

    const auditLog = new logs.LogGroup(this, "AuditLog", {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const findBreachesLogs = new logs.LogGroup(this, "FindBreachesLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-find-breaches`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const findBreaches = new lambda.Function(this, "FindBreaches", {
      description: "Find breaches",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "find_breaches")),
      memorySize: 256,
      timeout: Duration.seconds(30),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: findBreachesLogs,
      environment: {
        POWERTOOLS_SERVICE_NAME: "events-start-lambda",
        POWERTOOLS_LOG_LEVEL: "INFO",
      },
      layers: [powertoolsLayer],
    });

    auditLog.addSubscriptionFilter("AuditLogFindBreachesFilter", {
      destination: new logDestinations.LambdaDestination(findBreaches),
      filterPattern: logs.FilterPattern.literal("denied"),
    });

    findBreaches.configureAsyncInvoke({
      onFailure: new destinations.SqsDestination(failedEvents),
    });

    const findBreachesErrorsAlarm = new cloudwatch.Alarm(
      this,
      "FindBreachesErrorsAlarm",
      {
        alarmDescription: "Find breaches: the function fails",
        metric: findBreaches.metricErrors({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    findBreachesErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const findBreachesThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "FindBreachesThrottlesAlarm",
      {
        alarmDescription: "Find breaches: invocations are throttled",
        metric: findBreaches.metricThrottles({
          statistic: "Sum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    findBreachesThrottlesAlarm.addAlarmAction(
      new actions.SnsAction(alarmTopic),
    );

    const failedEventsDepthAlarm = new cloudwatch.Alarm(
      this,
      "FailedEventsDepthAlarm",
      {
        alarmDescription:
          "Failed events: something failed for good and waits here",
        metric: failedEvents.metricApproximateNumberOfMessagesVisible({
          statistic: "Maximum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    failedEventsDepthAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    uploads.addEventNotification(
      s3.EventType.OBJECT_CREATED,
      new notifications.LambdaDestination(indexUpload),
    );

    idempotencyTable.grant(
      indexUpload,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    idempotencyTable.grant(
      fileTicket,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    idempotencyTable.grant(
      tellTeam,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    idempotencyTable.grant(
      greetCustomer,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    alarmTopic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [alarmTopic.topicArn],
        conditions: {
          ArnLike: {
            "aws:SourceArn": `arn:${this.partition}:cloudwatch:${this.region}:${this.account}:alarm:*`,
          },
        },
      }),
    );

    new CfnOutput(this, "UploadsName", {
      value: uploads.bucketName,
      description: "Name of the bucket Uploads",
    });

    new CfnOutput(this, "AlertsArn", {
      value: alerts.topicArn,
      description: "ARN of the topic Alerts",
    });

    new CfnOutput(this, "OrdersName", {
      value: orders.eventBusName,
      description: "Name of the event bus Orders",
    });

    new CfnOutput(this, "FailedEventsUrl", {
      value: failedEvents.queueUrl,
      description: "URL of the queue Failed events",
    });
  }
}

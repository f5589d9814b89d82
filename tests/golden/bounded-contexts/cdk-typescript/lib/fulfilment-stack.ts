import * as path from "node:path";

import {
  CfnOutput,
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
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as destinations from "aws-cdk-lib/aws-lambda-destinations";
import * as sources from "aws-cdk-lib/aws-lambda-event-sources";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sns from "aws-cdk-lib/aws-sns";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

const PROJECT = path.join(__dirname, "..");

export interface FulfilmentStackProps extends StackProps {
  /** Alarms */
  readonly alarmTopic: sns.ITopic;
  /** Idempotency table */
  readonly idempotencyTable: dynamodb.ITable;
  /** Order events */
  readonly orderEvents: events.IEventBus;
  /** Days for which logs are kept */
  readonly logRetention?: logs.RetentionDays;
  /** Version of the public layer with AWS Lambda Powertools for Python */
  readonly powertoolsLayerVersion?: number;
}

/** Order intake: Fulfilment */
export class FulfilmentStack extends Stack {
  constructor(scope: Construct, id: string, props: FulfilmentStackProps) {
    super(scope, id, props);

    const logRetention = props.logRetention ?? logs.RetentionDays.ONE_MONTH;
    const powertoolsLayerVersion = props.powertoolsLayerVersion ?? 37;

    const powertoolsLayer = lambda.LayerVersion.fromLayerVersionArn(
      this,
      "PowertoolsLayer",
      `arn:${this.partition}:lambda:${this.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${powertoolsLayerVersion}`,
    );

    const failedReceipts = new sqs.Queue(this, "FailedReceipts", {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });

    const sendReceiptLogs = new logs.LogGroup(this, "SendReceiptLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-send-receipt`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const sendReceipt = new lambda.Function(this, "SendReceipt", {
      description: "Send receipt",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "send_receipt")),
      memorySize: 256,
      timeout: Duration.seconds(15),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: sendReceiptLogs,
      environment: {
        POWERTOOLS_SERVICE_NAME: "order-intake",
        POWERTOOLS_LOG_LEVEL: "INFO",
        IDEMPOTENCY_TABLE: props.idempotencyTable.tableName,
      },
      layers: [powertoolsLayer],
    });

    const orderEventsSendReceiptRule = new events.Rule(
      this,
      "OrderEventsSendReceiptRule",
      {
        eventBus: props.orderEvents,
        eventPattern: {
          detailType: ["OrderPlaced"],
          detail: { status: ["paid"] },
        },
      },
    );
    orderEventsSendReceiptRule.addTarget(
      new targets.LambdaFunction(sendReceipt, {
        deadLetterQueue: failedReceipts,
      }),
    );

    const failedFulfilments = new sqs.Queue(this, "FailedFulfilments", {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });

    const fulfilmentQueue = new sqs.Queue(this, "FulfilmentQueue", {
      visibilityTimeout: Duration.minutes(6),
      deadLetterQueue: { queue: failedFulfilments, maxReceiveCount: 5 },
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });

    const orderEventsFulfilmentQueueRule = new events.Rule(
      this,
      "OrderEventsFulfilmentQueueRule",
      {
        eventBus: props.orderEvents,
        eventPattern: {
          detailType: ["OrderPlaced"],
          detail: { in_stock: [true] },
        },
      },
    );
    orderEventsFulfilmentQueueRule.addTarget(
      new targets.SqsQueue(fulfilmentQueue, {
        deadLetterQueue: failedFulfilments,
      }),
    );

    sendReceipt.configureAsyncInvoke({
      onFailure: new destinations.SqsDestination(failedReceipts),
    });

    const sendReceiptErrorsAlarm = new cloudwatch.Alarm(
      this,
      "SendReceiptErrorsAlarm",
      {
        alarmDescription: "Send receipt: the function fails",
        metric: sendReceipt.metricErrors({
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
    sendReceiptErrorsAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const sendReceiptThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "SendReceiptThrottlesAlarm",
      {
        alarmDescription: "Send receipt: invocations are throttled",
        metric: sendReceipt.metricThrottles({
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
    sendReceiptThrottlesAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const reserveStockLogs = new logs.LogGroup(this, "ReserveStockLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-reserve-stock`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const stock = new dynamodb.Table(this, "Stock", {
      partitionKey: { name: "sku", type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const reserveStock = new lambda.Function(this, "ReserveStock", {
      description: "Reserve stock",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "reserve_stock")),
      memorySize: 256,
      timeout: Duration.minutes(1),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: reserveStockLogs,
      environment: {
        TABLE_NAME: stock.tableName,
        POWERTOOLS_SERVICE_NAME: "order-intake",
        POWERTOOLS_LOG_LEVEL: "INFO",
        IDEMPOTENCY_TABLE: props.idempotencyTable.tableName,
      },
      layers: [powertoolsLayer],
    });

    reserveStock.addEventSource(
      new sources.SqsEventSource(fulfilmentQueue, {
        batchSize: 10,
        reportBatchItemFailures: true,
      }),
    );

    const reserveStockErrorsAlarm = new cloudwatch.Alarm(
      this,
      "ReserveStockErrorsAlarm",
      {
        alarmDescription: "Reserve stock: the function fails",
        metric: reserveStock.metricErrors({
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
    reserveStockErrorsAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const reserveStockThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "ReserveStockThrottlesAlarm",
      {
        alarmDescription: "Reserve stock: invocations are throttled",
        metric: reserveStock.metricThrottles({
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
    reserveStockThrottlesAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const failedReceiptsDepthAlarm = new cloudwatch.Alarm(
      this,
      "FailedReceiptsDepthAlarm",
      {
        alarmDescription:
          "Failed receipts: something failed for good and waits here",
        metric: failedReceipts.metricApproximateNumberOfMessagesVisible({
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
    failedReceiptsDepthAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const failedFulfilmentsDepthAlarm = new cloudwatch.Alarm(
      this,
      "FailedFulfilmentsDepthAlarm",
      {
        alarmDescription:
          "Unfulfilled: something failed for good and waits here",
        metric: failedFulfilments.metricApproximateNumberOfMessagesVisible({
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
    failedFulfilmentsDepthAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    stock.grant(
      reserveStock,
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DescribeTable",
    );

    stock.grant(
      reserveStock,
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:DescribeTable",
    );

    props.idempotencyTable.grant(
      sendReceipt,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    props.idempotencyTable.grant(
      reserveStock,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    new CfnOutput(this, "FulfilmentQueueUrl", {
      value: fulfilmentQueue.queueUrl,
      description: "URL of the queue Fulfilment queue",
    });

    new CfnOutput(this, "StockName", {
      value: stock.tableName,
      description: "Name of the table Stock",
    });

    new CfnOutput(this, "FailedReceiptsUrl", {
      value: failedReceipts.queueUrl,
      description: "URL of the queue Failed receipts",
    });

    new CfnOutput(this, "FailedFulfilmentsUrl", {
      value: failedFulfilments.queueUrl,
      description: "URL of the queue Unfulfilled",
    });
  }
}

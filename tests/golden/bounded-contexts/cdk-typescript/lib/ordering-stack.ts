import * as path from "node:path";

import {
  CfnOutput,
  CfnResource,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
} from "aws-cdk-lib";
import * as apigatewayv2 from "aws-cdk-lib/aws-apigatewayv2";
import * as authorizers from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import * as integrations from "aws-cdk-lib/aws-apigatewayv2-integrations";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as actions from "aws-cdk-lib/aws-cloudwatch-actions";
import * as cognito from "aws-cdk-lib/aws-cognito";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as events from "aws-cdk-lib/aws-events";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sources from "aws-cdk-lib/aws-lambda-event-sources";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sns from "aws-cdk-lib/aws-sns";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

const PROJECT = path.join(__dirname, "..");

export interface OrderingStackProps extends StackProps {
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

/** Order intake: Ordering */
export class OrderingStack extends Stack {
  constructor(scope: Construct, id: string, props: OrderingStackProps) {
    super(scope, id, props);

    const logRetention = props.logRetention ?? logs.RetentionDays.ONE_MONTH;
    const powertoolsLayerVersion = props.powertoolsLayerVersion ?? 37;

    const ordersApi = new apigatewayv2.HttpApi(this, "OrdersApi", {
      apiName: "Orders API",
      createDefaultStage: false,
    });

    const ordersApiLogs = new logs.LogGroup(this, "OrdersApiLogs", {
      logGroupName: `/aws/apigateway/${this.stackName}-orders-api`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const ordersApiStage = new apigatewayv2.HttpStage(this, "OrdersApiStage", {
      httpApi: ordersApi,
      stageName: "$default",
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
    });
    const cfnStage = ordersApiStage.node.defaultChild as CfnResource;
    cfnStage.addPropertyOverride("AccessLogSettings", {
      DestinationArn: ordersApiLogs.logGroupArn,
      Format:
        '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","responseLength":"$context.responseLength","integrationError":"$context.integrationErrorMessage"}',
    });

    const ordersApiServerErrorsAlarm = new cloudwatch.Alarm(
      this,
      "OrdersApiServerErrorsAlarm",
      {
        alarmDescription: "Orders API: the API answers with errors of its own",
        metric: new cloudwatch.Metric({
          namespace: "AWS/ApiGateway",
          metricName: "5xx",
          dimensionsMap: { ApiId: ordersApi.apiId },
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
    ordersApiServerErrorsAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const createOrderLogs = new logs.LogGroup(this, "CreateOrderLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-create-order`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const orders = new dynamodb.Table(this, "Orders", {
      partitionKey: { name: "order_id", type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: dynamodb.StreamViewType.NEW_IMAGE,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const powertoolsLayer = lambda.LayerVersion.fromLayerVersionArn(
      this,
      "PowertoolsLayer",
      `arn:${this.partition}:lambda:${this.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${powertoolsLayerVersion}`,
    );

    const createOrder = new lambda.Function(this, "CreateOrder", {
      description: "Create order",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "create_order")),
      memorySize: 256,
      timeout: Duration.seconds(10),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: createOrderLogs,
      environment: {
        TABLE_NAME: orders.tableName,
        POWERTOOLS_SERVICE_NAME: "order-intake",
        POWERTOOLS_LOG_LEVEL: "INFO",
      },
      layers: [powertoolsLayer],
    });

    const customers = new cognito.UserPool(this, "Customers", {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      mfa: cognito.Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(1),
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const customersClient = new cognito.UserPoolClient(
      this,
      "CustomersClient",
      {
        userPool: customers,
        generateSecret: false,
        authFlows: { userSrp: true },
        enableTokenRevocation: true,
        preventUserExistenceErrors: true,
        accessTokenValidity: Duration.minutes(60),
        idTokenValidity: Duration.minutes(60),
        refreshTokenValidity: Duration.days(30),
        disableOAuth: true,
      },
    );

    const ordersApiCustomersAuthorizer = new authorizers.HttpUserPoolAuthorizer(
      "OrdersApiCustomersAuthorizer",
      customers,
      {
        authorizerName: "customers",
        identitySource: ["$request.header.Authorization"],
        userPoolClients: [customersClient],
      },
    );

    ordersApi.addRoutes({
      path: "/orders",
      methods: [apigatewayv2.HttpMethod.POST],
      integration: new integrations.HttpLambdaIntegration(
        "OrdersApiCreateOrderRoute",
        createOrder,
      ),
      authorizer: ordersApiCustomersAuthorizer,
    });

    const createOrderErrorsAlarm = new cloudwatch.Alarm(
      this,
      "CreateOrderErrorsAlarm",
      {
        alarmDescription: "Create order: the function fails",
        metric: createOrder.metricErrors({
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
    createOrderErrorsAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const createOrderThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "CreateOrderThrottlesAlarm",
      {
        alarmDescription: "Create order: invocations are throttled",
        metric: createOrder.metricThrottles({
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
    createOrderThrottlesAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const failedPublications = new sqs.Queue(this, "FailedPublications", {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });

    const publishOrderLogs = new logs.LogGroup(this, "PublishOrderLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-publish-order`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const publishOrder = new lambda.Function(this, "PublishOrder", {
      description: "Publish order",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "publish_order")),
      memorySize: 256,
      timeout: Duration.seconds(10),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: publishOrderLogs,
      environment: {
        EVENT_BUS_NAME: props.orderEvents.eventBusName,
        POWERTOOLS_SERVICE_NAME: "order-intake",
        POWERTOOLS_LOG_LEVEL: "INFO",
        IDEMPOTENCY_TABLE: props.idempotencyTable.tableName,
      },
      layers: [powertoolsLayer],
    });

    publishOrder.addEventSource(
      new sources.DynamoEventSource(orders, {
        batchSize: 25,
        startingPosition: lambda.StartingPosition.TRIM_HORIZON,
        retryAttempts: 5,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        onFailure: new sources.SqsDlq(failedPublications),
      }),
    );

    const publishOrderErrorsAlarm = new cloudwatch.Alarm(
      this,
      "PublishOrderErrorsAlarm",
      {
        alarmDescription: "Publish order: the function fails",
        metric: publishOrder.metricErrors({
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
    publishOrderErrorsAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const publishOrderThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "PublishOrderThrottlesAlarm",
      {
        alarmDescription: "Publish order: invocations are throttled",
        metric: publishOrder.metricThrottles({
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
    publishOrderThrottlesAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const publishOrderIteratorAgeAlarm = new cloudwatch.Alarm(
      this,
      "PublishOrderIteratorAgeAlarm",
      {
        alarmDescription: "Publish order: the function falls behind its stream",
        metric: new cloudwatch.Metric({
          namespace: "AWS/Lambda",
          metricName: "IteratorAge",
          dimensionsMap: { FunctionName: publishOrder.functionName },
          statistic: "Maximum",
          period: Duration.minutes(5),
        }),
        comparisonOperator:
          cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 43200000,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      },
    );
    publishOrderIteratorAgeAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    const failedPublicationsDepthAlarm = new cloudwatch.Alarm(
      this,
      "FailedPublicationsDepthAlarm",
      {
        alarmDescription:
          "Unpublished: something failed for good and waits here",
        metric: failedPublications.metricApproximateNumberOfMessagesVisible({
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
    failedPublicationsDepthAlarm.addAlarmAction(
      new actions.SnsAction(props.alarmTopic),
    );

    orders.grant(
      createOrder,
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:DescribeTable",
    );

    props.orderEvents.grantPutEventsTo(publishOrder);

    props.idempotencyTable.grant(
      publishOrder,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    new CfnOutput(this, "OrdersName", {
      value: orders.tableName,
      description: "Name of the table Orders",
    });

    new CfnOutput(this, "CustomersId", {
      value: customers.userPoolId,
      description: "Id of the user pool Customers",
    });

    new CfnOutput(this, "CustomersClientId", {
      value: customersClient.userPoolClientId,
      description: "Id of the app client of Customers",
    });

    new CfnOutput(this, "FailedPublicationsUrl", {
      value: failedPublications.queueUrl,
      description: "URL of the queue Unpublished",
    });

    new CfnOutput(this, "OrdersApiUrl", {
      value: ordersApi.apiEndpoint,
      description: "URL of Orders API",
    });
  }
}

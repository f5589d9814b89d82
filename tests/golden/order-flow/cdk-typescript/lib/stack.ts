import * as path from "node:path";

import {
  CfnOutput,
  CfnParameter,
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
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sns from "aws-cdk-lib/aws-sns";
import * as subscriptions from "aws-cdk-lib/aws-sns-subscriptions";
import * as sfn from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";

const PROJECT = path.join(__dirname, "..");

export interface OrderFlowStackProps extends StackProps {
  /** Days for which logs are kept */
  readonly logRetention?: logs.RetentionDays;
  /** Version of the public layer with AWS Lambda Powertools for Python */
  readonly powertoolsLayerVersion?: number;
}

/** Order flow */
export class OrderFlowStack extends Stack {
  constructor(scope: Construct, id: string, props: OrderFlowStackProps = {}) {
    super(scope, id, props);

    const logRetention = props.logRetention ?? logs.RetentionDays.ONE_MONTH;
    const powertoolsLayerVersion = props.powertoolsLayerVersion ?? 37;

    const customerEmail = new CfnParameter(this, "CustomerEmail", {
      type: "String",
      description: "E-mail address of Customer service",
      allowedPattern: "^[^@\\s]+@[^@\\s]+$",
    });

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

    const checkoutApi = new apigatewayv2.HttpApi(this, "CheckoutApi", {
      apiName: "Checkout API",
      createDefaultStage: false,
    });

    const checkoutApiLogs = new logs.LogGroup(this, "CheckoutApiLogs", {
      logGroupName: `/aws/apigateway/${this.stackName}-checkout-api`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const checkoutApiStage = new apigatewayv2.HttpStage(
      this,
      "CheckoutApiStage",
      {
        httpApi: checkoutApi,
        stageName: "$default",
        autoDeploy: true,
        detailedMetricsEnabled: true,
        throttle: { rateLimit: 100, burstLimit: 200 },
      },
    );
    const cfnStage = checkoutApiStage.node.defaultChild as CfnResource;
    cfnStage.addPropertyOverride("AccessLogSettings", {
      DestinationArn: checkoutApiLogs.logGroupArn,
      Format:
        '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","responseLength":"$context.responseLength","integrationError":"$context.integrationErrorMessage"}',
    });

    const checkoutApiServerErrorsAlarm = new cloudwatch.Alarm(
      this,
      "CheckoutApiServerErrorsAlarm",
      {
        alarmDescription:
          "Checkout API: the API answers with errors of its own",
        metric: new cloudwatch.Metric({
          namespace: "AWS/ApiGateway",
          metricName: "5xx",
          dimensionsMap: { ApiId: checkoutApi.apiId },
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
    checkoutApiServerErrorsAlarm.addAlarmAction(
      new actions.SnsAction(alarmTopic),
    );

    const orderFlowLogs = new logs.LogGroup(this, "OrderFlowLogs", {
      logGroupName: `/aws/vendedlogs/states/${this.stackName}-order-flow`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

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

    const powertoolsLayer = lambda.LayerVersion.fromLayerVersionArn(
      this,
      "PowertoolsLayer",
      `arn:${this.partition}:lambda:${this.region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${powertoolsLayerVersion}`,
    );

    const reserveStock = new lambda.Function(this, "ReserveStock", {
      description: "Reserve stock",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "reserve_stock")),
      memorySize: 256,
      timeout: Duration.seconds(15),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: reserveStockLogs,
      environment: {
        TABLE_NAME: stock.tableName,
        POWERTOOLS_SERVICE_NAME: "order-flow",
        POWERTOOLS_LOG_LEVEL: "INFO",
      },
      layers: [powertoolsLayer],
    });

    const chargeCardLogs = new logs.LogGroup(this, "ChargeCardLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-charge-card`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const chargeCard = new lambda.Function(this, "ChargeCard", {
      description: "Charge card",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "charge_card")),
      memorySize: 256,
      timeout: Duration.seconds(20),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: chargeCardLogs,
      environment: {
        POWERTOOLS_SERVICE_NAME: "order-flow",
        POWERTOOLS_LOG_LEVEL: "INFO",
      },
      layers: [powertoolsLayer],
    });

    const orders = new dynamodb.Table(this, "Orders", {
      partitionKey: { name: "order_id", type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const customerNews = new sns.Topic(this, "CustomerNews", {
      masterKey: kms.Alias.fromAliasName(this, "SnsKey", "alias/aws/sns"),
      enforceSSL: true,
    });

    const orderFlow = new sfn.StateMachine(this, "OrderFlow", {
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(
        path.join(PROJECT, "statemachines", "order_flow.asl.json"),
      ),
      definitionSubstitutions: {
        Partition: this.partition,
        ReserveStockArn: reserveStock.functionArn,
        ChargeCardArn: chargeCard.functionArn,
        OrdersName: orders.tableName,
        CustomerNewsArn: customerNews.topicArn,
      },
      logs: {
        destination: orderFlowLogs,
        level: sfn.LogLevel.ERROR,
        includeExecutionData: false,
      },
      tracingEnabled: true,
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

    const checkoutApiCustomersAuthorizer =
      new authorizers.HttpUserPoolAuthorizer(
        "CheckoutApiCustomersAuthorizer",
        customers,
        {
          authorizerName: "customers",
          identitySource: ["$request.header.Authorization"],
          userPoolClients: [customersClient],
        },
      );

    checkoutApi.addRoutes({
      path: "/checkout",
      methods: [apigatewayv2.HttpMethod.POST],
      integration: new integrations.HttpStepFunctionsIntegration(
        "CheckoutApiOrderFlowRoute",
        {
          stateMachine: orderFlow,
          subtype:
            apigatewayv2.HttpIntegrationSubtype.STEPFUNCTIONS_START_EXECUTION,
          parameterMapping: apigatewayv2.ParameterMapping.fromObject({
            StateMachineArn: apigatewayv2.MappingValue.custom(
              orderFlow.stateMachineArn,
            ),
            Input: apigatewayv2.MappingValue.custom("$request.body"),
          }),
        },
      ),
      authorizer: checkoutApiCustomersAuthorizer,
    });

    const orderFlowFailuresAlarm = new cloudwatch.Alarm(
      this,
      "OrderFlowFailuresAlarm",
      {
        alarmDescription: "Order flow: an execution failed",
        metric: orderFlow.metricFailed({
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
    orderFlowFailuresAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

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
    reserveStockErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

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
      new actions.SnsAction(alarmTopic),
    );

    const chargeCardErrorsAlarm = new cloudwatch.Alarm(
      this,
      "ChargeCardErrorsAlarm",
      {
        alarmDescription: "Charge card: the function fails",
        metric: chargeCard.metricErrors({
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
    chargeCardErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const chargeCardThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "ChargeCardThrottlesAlarm",
      {
        alarmDescription: "Charge card: invocations are throttled",
        metric: chargeCard.metricThrottles({
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
    chargeCardThrottlesAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    customerNews.addSubscription(
      new subscriptions.EmailSubscription(customerEmail.valueAsString),
    );

    reserveStock.grantInvoke(orderFlow);

    chargeCard.grantInvoke(orderFlow);

    orders.grant(
      orderFlow,
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );

    customerNews.grantPublish(orderFlow);

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

    new CfnOutput(this, "CustomersId", {
      value: customers.userPoolId,
      description: "Id of the user pool Customers",
    });

    new CfnOutput(this, "CustomersClientId", {
      value: customersClient.userPoolClientId,
      description: "Id of the app client of Customers",
    });

    new CfnOutput(this, "OrderFlowArn", {
      value: orderFlow.stateMachineArn,
      description: "ARN of the state machine Order flow",
    });

    new CfnOutput(this, "OrdersName", {
      value: orders.tableName,
      description: "Name of the table Orders",
    });

    new CfnOutput(this, "CustomerNewsArn", {
      value: customerNews.topicArn,
      description: "ARN of the topic Customer news",
    });

    new CfnOutput(this, "StockName", {
      value: stock.tableName,
      description: "Name of the table Stock",
    });

    new CfnOutput(this, "CheckoutApiUrl", {
      value: checkoutApi.apiEndpoint,
      description: "URL of Checkout API",
    });
  }
}

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
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as origins from "aws-cdk-lib/aws-cloudfront-origins";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as actions from "aws-cdk-lib/aws-cloudwatch-actions";
import * as cognito from "aws-cdk-lib/aws-cognito";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as sns from "aws-cdk-lib/aws-sns";
import * as subscriptions from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

const PROJECT = path.join(__dirname, "..");

export interface WebApplicationStackProps extends StackProps {
  /** Days for which logs are kept */
  readonly logRetention?: logs.RetentionDays;
  /** Version of the public layer with AWS Lambda Powertools for Python */
  readonly powertoolsLayerVersion?: number;
}

/** Web application */
export class WebApplicationStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: WebApplicationStackProps = {},
  ) {
    super(scope, id, props);

    const logRetention = props.logRetention ?? logs.RetentionDays.ONE_MONTH;
    const powertoolsLayerVersion = props.powertoolsLayerVersion ?? 37;

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

    const pages = new s3.Bucket(this, "Pages", {
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

    const site = new cloudfront.Distribution(this, "Site", {
      comment: "Site",
      enabled: true,
      defaultRootObject: "index.html",
      enableIpv6: true,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(pages),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress: true,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy:
          cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
      },
    });

    const shopApi = new apigatewayv2.HttpApi(this, "ShopApi", {
      apiName: "Shop API",
      corsPreflight: {
        allowOrigins: [`https://${site.distributionDomainName}`],
        allowMethods: [
          apigatewayv2.CorsHttpMethod.GET,
          apigatewayv2.CorsHttpMethod.PUT,
        ],
        allowHeaders: ["authorization", "content-type"],
        maxAge: Duration.hours(1),
      },
      createDefaultStage: false,
    });

    const shopApiLogs = new logs.LogGroup(this, "ShopApiLogs", {
      logGroupName: `/aws/apigateway/${this.stackName}-shop-api`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const shopApiStage = new apigatewayv2.HttpStage(this, "ShopApiStage", {
      httpApi: shopApi,
      stageName: "$default",
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
    });
    const cfnStage = shopApiStage.node.defaultChild as CfnResource;
    cfnStage.addPropertyOverride("AccessLogSettings", {
      DestinationArn: shopApiLogs.logGroupArn,
      Format:
        '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","responseLength":"$context.responseLength","integrationError":"$context.integrationErrorMessage"}',
    });

    const shopApiServerErrorsAlarm = new cloudwatch.Alarm(
      this,
      "ShopApiServerErrorsAlarm",
      {
        alarmDescription: "Shop API: the API answers with errors of its own",
        metric: new cloudwatch.Metric({
          namespace: "AWS/ApiGateway",
          metricName: "5xx",
          dimensionsMap: { ApiId: shopApi.apiId },
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
    shopApiServerErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const showBasketLogs = new logs.LogGroup(this, "ShowBasketLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-show-basket`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const baskets = new dynamodb.Table(this, "Baskets", {
      partitionKey: {
        name: "customer_id",
        type: dynamodb.AttributeType.STRING,
      },
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

    const showBasket = new lambda.Function(this, "ShowBasket", {
      description: "Show basket",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "show_basket")),
      memorySize: 256,
      timeout: Duration.seconds(10),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: showBasketLogs,
      environment: {
        TABLE_NAME: baskets.tableName,
        POWERTOOLS_SERVICE_NAME: "web-application",
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

    const changeBasketLogs = new logs.LogGroup(this, "ChangeBasketLogs", {
      logGroupName: `/aws/lambda/${this.stackName}-change-basket`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const changeBasket = new lambda.Function(this, "ChangeBasket", {
      description: "Change basket",
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      handler: "app.handler",
      code: lambda.Code.fromAsset(path.join(PROJECT, "src", "change_basket")),
      memorySize: 256,
      timeout: Duration.seconds(10),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: changeBasketLogs,
      environment: {
        TABLE_NAME: baskets.tableName,
        POWERTOOLS_SERVICE_NAME: "web-application",
        POWERTOOLS_LOG_LEVEL: "INFO",
      },
      layers: [powertoolsLayer],
    });

    const shopApiCustomersAuthorizer = new authorizers.HttpUserPoolAuthorizer(
      "ShopApiCustomersAuthorizer",
      customers,
      {
        authorizerName: "customers",
        identitySource: ["$request.header.Authorization"],
        userPoolClients: [customersClient],
      },
    );

    shopApi.addRoutes({
      path: "/basket",
      methods: [apigatewayv2.HttpMethod.GET],
      integration: new integrations.HttpLambdaIntegration(
        "ShopApiShowBasketRoute",
        showBasket,
      ),
      authorizer: shopApiCustomersAuthorizer,
    });

    shopApi.addRoutes({
      path: "/basket",
      methods: [apigatewayv2.HttpMethod.PUT],
      integration: new integrations.HttpLambdaIntegration(
        "ShopApiChangeBasketRoute",
        changeBasket,
      ),
      authorizer: shopApiCustomersAuthorizer,
    });

    const showBasketErrorsAlarm = new cloudwatch.Alarm(
      this,
      "ShowBasketErrorsAlarm",
      {
        alarmDescription: "Show basket: the function fails",
        metric: showBasket.metricErrors({
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
    showBasketErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const showBasketThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "ShowBasketThrottlesAlarm",
      {
        alarmDescription: "Show basket: invocations are throttled",
        metric: showBasket.metricThrottles({
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
    showBasketThrottlesAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const changeBasketErrorsAlarm = new cloudwatch.Alarm(
      this,
      "ChangeBasketErrorsAlarm",
      {
        alarmDescription: "Change basket: the function fails",
        metric: changeBasket.metricErrors({
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
    changeBasketErrorsAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));

    const changeBasketThrottlesAlarm = new cloudwatch.Alarm(
      this,
      "ChangeBasketThrottlesAlarm",
      {
        alarmDescription: "Change basket: invocations are throttled",
        metric: changeBasket.metricThrottles({
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
    changeBasketThrottlesAlarm.addAlarmAction(
      new actions.SnsAction(alarmTopic),
    );

    baskets.grant(
      showBasket,
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DescribeTable",
    );

    baskets.grant(
      changeBasket,
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

    new CfnOutput(this, "PagesName", {
      value: pages.bucketName,
      description: "Name of the bucket Pages",
    });

    new CfnOutput(this, "CustomersId", {
      value: customers.userPoolId,
      description: "Id of the user pool Customers",
    });

    new CfnOutput(this, "CustomersClientId", {
      value: customersClient.userPoolClientId,
      description: "Id of the app client of Customers",
    });

    new CfnOutput(this, "BasketsName", {
      value: baskets.tableName,
      description: "Name of the table Baskets",
    });

    new CfnOutput(this, "SiteDomainName", {
      value: site.distributionDomainName,
      description: "Domain name of Site",
    });

    new CfnOutput(this, "ShopApiUrl", {
      value: shopApi.apiEndpoint,
      description: "URL of Shop API",
    });
  }
}

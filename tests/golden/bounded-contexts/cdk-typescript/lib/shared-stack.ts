import {
  CfnOutput,
  CfnParameter,
  RemovalPolicy,
  Stack,
  type StackProps,
} from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import * as subscriptions from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

/** Order intake: what its parts share */
export class SharedStack extends Stack {
  public readonly alarmTopic: sns.Topic;
  public readonly idempotencyTable: dynamodb.Table;
  public readonly orderEvents: events.EventBus;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);

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

    this.alarmTopic = new sns.Topic(this, "AlarmTopic", {
      masterKey: messagesKey,
      enforceSSL: true,
    });

    this.alarmTopic.addSubscription(
      new subscriptions.EmailSubscription(alarmEmail.valueAsString),
    );

    // What the functions have handled already, so that an event that comes twice has one effect.
    this.idempotencyTable = new dynamodb.Table(this, "IdempotencyTable", {
      partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: "expiration",
      removalPolicy: RemovalPolicy.DESTROY,
    });

    this.orderEvents = new events.EventBus(this, "OrderEvents", {
      eventBusName: "order-events",
    });

    this.alarmTopic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.alarmTopic.topicArn],
        conditions: {
          ArnLike: {
            "aws:SourceArn": `arn:${this.partition}:cloudwatch:${this.region}:${this.account}:alarm:*`,
          },
        },
      }),
    );

    new CfnOutput(this, "OrderEventsName", {
      value: this.orderEvents.eventBusName,
      description: "Name of the event bus Order events",
    });
  }
}

import { test } from "node:test";

import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { SharedStack } from "../lib/shared-stack";
import { OrderingStack } from "../lib/ordering-stack";

test("the stack holds every service", () => {
  const app = new App();
  const shared = new SharedStack(app, "order-intake-shared");
  const ordering = new OrderingStack(app, "order-intake-ordering", {
    alarmTopic: shared.alarmTopic,
    idempotencyTable: shared.idempotencyTable,
    orderEvents: shared.orderEvents,
  });
  const template = Template.fromStack(ordering);
  template.resourceCountIs("AWS::ApiGatewayV2::Api", 1);
  template.resourceCountIs("AWS::Cognito::UserPool", 1);
  template.resourceCountIs("AWS::DynamoDB::Table", 1);
  template.resourceCountIs("AWS::SQS::Queue", 1);
});

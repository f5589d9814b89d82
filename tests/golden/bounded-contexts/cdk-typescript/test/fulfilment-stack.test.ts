import { test } from "node:test";

import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { SharedStack } from "../lib/shared-stack";
import { FulfilmentStack } from "../lib/fulfilment-stack";

test("the stack holds every service", () => {
  const app = new App();
  const shared = new SharedStack(app, "order-intake-shared");
  const fulfilment = new FulfilmentStack(app, "order-intake-fulfilment", {
    alarmTopic: shared.alarmTopic,
    idempotencyTable: shared.idempotencyTable,
    orderEvents: shared.orderEvents,
  });
  const template = Template.fromStack(fulfilment);
  template.resourceCountIs("AWS::DynamoDB::Table", 1);
  template.resourceCountIs("AWS::SQS::Queue", 3);
});

import { test } from "node:test";

import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { SharedStack } from "../lib/shared-stack";

test("the stack holds every service", () => {
  const app = new App();
  const shared = new SharedStack(app, "order-intake-shared");
  const template = Template.fromStack(shared);
  template.resourceCountIs("AWS::DynamoDB::Table", 1);
  template.resourceCountIs("AWS::Events::EventBus", 1);
});

import * as assert from "node:assert/strict";
import { test } from "node:test";

import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { OrderIntakeStack } from "../lib/stack";

test("the stack holds every service", () => {
  const stack = new OrderIntakeStack(new App(), "order-intake");
  const template = Template.fromStack(stack);
  template.resourceCountIs("AWS::ApiGatewayV2::Api", 1);
  template.resourceCountIs("AWS::Cognito::UserPool", 1);
  template.resourceCountIs("AWS::DynamoDB::Table", 3);
  template.resourceCountIs("AWS::Events::EventBus", 1);
  template.resourceCountIs("AWS::SQS::Queue", 4);
  assert.ok(template.toJSON().Resources);
});

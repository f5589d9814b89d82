import { test } from "node:test";

import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { OrderFlowStack } from "../lib/stack";

test("the stack holds every service", () => {
  const stack = new OrderFlowStack(new App(), "order-flow");
  const template = Template.fromStack(stack);
  template.resourceCountIs("AWS::ApiGatewayV2::Api", 1);
  template.resourceCountIs("AWS::Cognito::UserPool", 1);
  template.resourceCountIs("AWS::DynamoDB::Table", 2);
  template.resourceCountIs("AWS::SNS::Topic", 2);
  template.resourceCountIs("AWS::StepFunctions::StateMachine", 1);
});

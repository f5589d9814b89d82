import { test } from "node:test";

import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { EventsStartLambdaStack } from "../lib/stack";

test("the stack holds every service", () => {
  const stack = new EventsStartLambdaStack(new App(), "events-start-lambda");
  const template = Template.fromStack(stack);
  template.resourceCountIs("AWS::Events::EventBus", 1);
  template.resourceCountIs("AWS::Logs::LogGroup", 6);
  template.resourceCountIs("AWS::S3::Bucket", 1);
  template.resourceCountIs("AWS::SNS::Topic", 2);
  template.resourceCountIs("AWS::SQS::Queue", 1);
});

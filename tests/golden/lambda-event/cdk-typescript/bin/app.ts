import { App, Tags } from "aws-cdk-lib";
import { acknowledge } from "../lib/acknowledged";
import { EventsStartLambdaStack } from "../lib/stack";

const app = new App();
new EventsStartLambdaStack(app, "events-start-lambda", {
  env: { region: "eu-west-1" },
  stage: app.node.tryGetContext("stage"),
});
Tags.of(app).add("Application", "events-start-lambda");
acknowledge(app);

import { App, Tags } from "aws-cdk-lib";
import { OrderFlowStack } from "../lib/stack";

const app = new App();
new OrderFlowStack(app, "order-flow", {
  env: { region: "eu-west-1" },
});
Tags.of(app).add("Application", "order-flow");

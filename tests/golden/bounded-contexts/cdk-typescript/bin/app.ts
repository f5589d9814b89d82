import { App, Tags } from "aws-cdk-lib";
import { OrderIntakeStack } from "../lib/stack";

const app = new App();
new OrderIntakeStack(app, "order-intake", {
  env: { region: "eu-west-1" },
});
Tags.of(app).add("Application", "order-intake");

import { App, Tags } from "aws-cdk-lib";
import { acknowledge } from "../lib/acknowledged";
import { OrderFlowStack } from "../lib/stack";

const app = new App();
new OrderFlowStack(app, "order-flow", { env: { region: "eu-west-1" } });
Tags.of(app).add("Application", "order-flow");
acknowledge(app);

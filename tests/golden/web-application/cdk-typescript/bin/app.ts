import { App, Tags } from "aws-cdk-lib";
import { acknowledge } from "../lib/acknowledged";
import { WebApplicationStack } from "../lib/stack";

const app = new App();
new WebApplicationStack(app, "web-application", {
  env: { region: "eu-west-1" },
});
Tags.of(app).add("Application", "web-application");
acknowledge(app);

import { App, Tags } from "aws-cdk-lib";
import { acknowledge } from "../lib/acknowledged";
import { SharedStack } from "../lib/shared-stack";
import { OrderingStack } from "../lib/ordering-stack";
import { FulfilmentStack } from "../lib/fulfilment-stack";

const app = new App();
const env = { region: "eu-west-1" };

const shared = new SharedStack(app, "order-intake-shared", { env });

new OrderingStack(app, "order-intake-ordering", {
  env,
  alarmTopic: shared.alarmTopic,
  idempotencyTable: shared.idempotencyTable,
  orderEvents: shared.orderEvents,
});

new FulfilmentStack(app, "order-intake-fulfilment", {
  env,
  alarmTopic: shared.alarmTopic,
  idempotencyTable: shared.idempotencyTable,
  orderEvents: shared.orderEvents,
});

Tags.of(app).add("Application", "order-intake");
acknowledge(app);

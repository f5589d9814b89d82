/** Unit test of Show profile, with the event in events/show_profile.json. */
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../src/show_profile/index";
import { processEvent } from "../src/show_profile/process";
import { context, sample } from "./helpers";

vi.mock("../src/show_profile/process", { spy: true });

// They stand in for what the function calls.
const dynamodb = vi
  .spyOn(DynamoDBDocumentClient.prototype, "send")
  .mockImplementation(async () => ({ Item: { name: "sample" } }));

beforeEach(() => {
  vi.clearAllMocks();
});

test("handles its event", async () => {
  const result = await handler(sample("show_profile"), context);

  expect(result).toMatchObject({ statusCode: 200 });
  expect(dynamodb).toHaveBeenCalled();
});

test("takes the caller's word from the token alone", async () => {
  const event = sample<APIGatewayProxyEventV2>("show_profile");
  const query = { caller: "other", user_id: "other" };
  const rawQueryString = new URLSearchParams(query).toString();

  await handler({ ...event, rawQueryString }, context);

  expect(processEvent).toHaveBeenCalledWith(
    expect.objectContaining({ caller: "8f1c0d2e-57a4-4b7b-9d39-0c5a1e6f2b43" }),
  );
  expect(dynamodb).toHaveBeenCalledWith(
    expect.objectContaining({
      input: expect.objectContaining({
        Key: expect.objectContaining({
          user_id: "8f1c0d2e-57a4-4b7b-9d39-0c5a1e6f2b43",
        }),
      }),
    }),
  );
});

/** Unit test of Show profile, with the event in events/show_profile.json. */
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../src/show_profile/index";
import { context, sample } from "./helpers";

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

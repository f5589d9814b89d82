/** Unit test of Rewrite URL, with the event in events/rewrite_url.json. */
import { expect, test } from "vitest";
import { handler } from "../src/rewrite_url/index";
import { sample } from "./helpers";

test("handles its event", async () => {
  const result = await handler(sample("rewrite_url"));

  expect(result).toMatchObject({ uri: "/folder/index.html" });
});

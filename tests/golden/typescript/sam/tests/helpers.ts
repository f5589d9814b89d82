/** What the tests of all functions share. */
import { readFileSync } from "node:fs";
import type { Context } from "aws-lambda";

/** A sample event, by its file's name in events/. */
export function sample<T>(name: string): T {
  const file = new URL(`../events/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** What Lambda tells a function about its invocation. */
export const context: Context = {
  functionName: "test",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:test",
  memoryLimitInMB: "256",
  awsRequestId: "52fdfc07-2182-154f-163f-5f0f9a621d72",
  logGroupName: "test",
  logStreamName: "test",
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 5000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

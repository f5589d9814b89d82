/** What the functions work on, and how they read it. */
import { randomUUID } from "node:crypto";
import type { JSONObject } from "@aws-lambda-powertools/commons/types";

export type Payload = JSONObject;

/** The value of an environment variable, which the deployment gives. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`The environment variable ${name} is missing`);
  }
  return value;
}

export function isPayload(value: unknown): value is Payload {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** JSON objects as they are, any other text as a message. */
export function decode(text: string): Payload {
  try {
    const value: unknown = JSON.parse(text);
    if (isPayload(value)) return value;
  } catch {
    // It is no JSON.
  }
  return { message: text };
}

export function decodeBase64(data: string): Payload {
  return decode(Buffer.from(data, "base64").toString());
}

/** What tells this payload from others: its id, a new one where it has none. */
export function identity(payload: Payload): string {
  return String(payload.id ?? randomUUID());
}

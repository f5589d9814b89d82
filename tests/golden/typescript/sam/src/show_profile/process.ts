/** What Show profile is for; index.ts reads the events and hands over what they carry. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Payload, variable } from "../payload";
import { tracer } from "../powertools";

// Made once for each execution environment and used by all its invocations.
const dynamodb = DynamoDBDocumentClient.from(
  tracer.captureAWSv3Client(new DynamoDBClient({})),
);

/** Replace the lines below with your own. */
export async function processEvent(payload: Payload): Promise<Payload> {
  return readFromProfiles(payload);
}

/** Read from Profiles. */
async function readFromProfiles(payload: Payload): Promise<Payload> {
  const table = variable("TABLE_NAME");
  // Whose it is, the token says, and never the request.
  const key = { user_id: payload.caller };
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: table, Key: key }),
  );
  return Item ?? {};
}

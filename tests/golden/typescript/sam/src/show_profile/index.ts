/** Show profile. */
import {
  BadRequestError,
  HttpError,
  Router,
  UnauthorizedError,
} from "@aws-lambda-powertools/event-handler/http";
import { correlationPaths } from "@aws-lambda-powertools/logger/correlationId";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { isPayload, type Payload } from "../payload";
import { logger, tracer } from "../powertools";
import { processEvent } from "./process";

const api = new Router({ logger });

async function handle(
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  return api.resolve(event, context);
}

export const handler = middy(handle)
  .use(captureLambdaHandler(tracer))
  .use(
    injectLambdaContext(logger, {
      correlationIdPath: correlationPaths.API_GATEWAY_HTTP,
    }),
  );

api.use(async ({ next }) => {
  try {
    await next();
  } catch (error) {
    // The router answers in any case; why it had to is told here.
    if (!(error instanceof HttpError)) {
      logger.error("A request failed", error as Error);
    }
    throw error;
  }
});

api.get("/profile", async ({ req, event }) => {
  const payload = await requestPayload(req);
  return processEvent({ ...payload, caller: caller(event) });
});

/** The JSON object of the body, with the parameters of the query. */
async function requestPayload(request: Request): Promise<Payload> {
  const text = (await request.text()) || "{}";
  const query = Object.fromEntries(new URL(request.url).searchParams);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new BadRequestError("The body is not JSON.");
  }
  if (!isPayload(body)) {
    throw new BadRequestError("The body is not a JSON object.");
  }
  return { ...body, ...query };
}

/** Who has signed in: the subject of the token that the API has checked. */
function caller(event: object): string {
  const { requestContext } = event as APIGatewayProxyEventV2WithJWTAuthorizer;
  const { sub } = requestContext.authorizer.jwt.claims;
  if (typeof sub !== "string" || !sub) {
    throw new UnauthorizedError("The token names nobody.");
  }
  return sub;
}

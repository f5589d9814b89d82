/** Logs and traces of all functions. */
import { Logger } from "@aws-lambda-powertools/logger";
import { search } from "@aws-lambda-powertools/logger/correlationId";
import { Tracer } from "@aws-lambda-powertools/tracer";

export const logger = new Logger({ correlationIdSearchFn: search });
export const tracer = new Tracer();

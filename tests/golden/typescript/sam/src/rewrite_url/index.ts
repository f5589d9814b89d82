/**
 * Rewrite URL.
 *
 * It runs at CloudFront's edge, where a function has neither layers nor variables.
 */
import type {
  CloudFrontRequestEvent,
  CloudFrontRequestResult,
} from "aws-lambda";

export async function handler(
  event: CloudFrontRequestEvent,
): Promise<CloudFrontRequestResult> {
  const { request } = event.Records[0].cf;
  if (request.uri.endsWith("/")) request.uri += "index.html";
  return request;
}

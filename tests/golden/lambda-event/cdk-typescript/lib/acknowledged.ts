// What cdk-nag's rules AwsSolutions ask for and this application rightly lacks, and why.  They are checked by
// `Validations.of(app).addPlugins(new AwsSolutionsChecks(app))`, with AwsSolutionsChecks of cdk-nag.
import { App, Validations } from "aws-cdk-lib";

const RULES: Record<string, string> = {
  "AwsSolutions-L1":
    "A runtime that is not the newest. The runtime is one that AWS supports; " +
    "it is raised when the handlers' tests have passed with the next.",
  "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]":
    "AWS's policy for functions. It allows a function to write its logs, and " +
    "AWS keeps it up to date.",
  "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AWSXRayDaemonWriteAccess]":
    "AWS's policy for traces. It allows a function to write its traces, and " +
    "AWS keeps it up to date.",
  "AwsSolutions-S1":
    "Buckets without access logs. CloudTrail records who changes a bucket; a " +
    "log of each read is a decision, and needs a bucket of its own.",
  "AwsSolutions-SQS3":
    "Queues from which nothing is put aside. Each is where failed messages " +
    "wait for a person, or the design draws no dead-letter queue for it. " +
    "Here: failed_events.",
  "AwsSolutions-IAM5[Resource::*]":
    "Rights without a narrower resource. Traces, delivery of logs, measures, " +
    "lists and descriptions know none; all else names what it is about.",
};

export function acknowledge(app: App): void {
  for (const [id, reason] of Object.entries(RULES)) {
    Validations.of(app).acknowledge({ id, reason });
  }
}

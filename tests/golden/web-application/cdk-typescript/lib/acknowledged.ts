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
  "AwsSolutions-APIG1":
    "Access logs that cdk-nag does not see. They are on: what the construct " +
    "does not take is set by property override, which no rule reads.",
  "AwsSolutions-CFR2":
    "No web ACL before a distribution. It costs by the month and its rules " +
    "depend on who calls: draw one and connect it.",
  "AwsSolutions-CFR3":
    "A distribution without access logs. They need a bucket and a decision " +
    "on what may be kept of viewers; draw the edge for logs where they are " +
    "wanted.",
  "AwsSolutions-CFR4":
    "The least version of TLS of CloudFront's own domain. Under " +
    "*.cloudfront.net CloudFront decides it; with a domain and certificate " +
    "of your own it is TLS 1.2.",
  "AwsSolutions-CFR1":
    "Viewers from everywhere. Which countries may not look is a decision of " +
    "the business.",
  "AwsSolutions-S1":
    "Buckets without access logs. CloudTrail records who changes a bucket; a " +
    "log of each read is a decision, and needs a bucket of its own.",
  "AwsSolutions-COG2":
    "A second factor for those who want one. People decide it themselves; " +
    "set MfaConfiguration to ON where they must.",
  "AwsSolutions-COG8":
    "A user pool of the plan Essentials. Plus costs by the user; it adds the " +
    "detection of stolen passwords and odd sign-ins.",
  "AwsSolutions-IAM5[Resource::*]":
    "Rights without a narrower resource. Traces, delivery of logs, measures, " +
    "lists and descriptions know none; all else names what it is about.",
};

export function acknowledge(app: App): void {
  for (const [id, reason] of Object.entries(RULES)) {
    Validations.of(app).acknowledge({ id, reason });
  }
}

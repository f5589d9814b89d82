// What cdk-nag's rules AwsSolutions ask for and this application rightly lacks, and why.  They are checked by
// `Validations.of(app).addPlugins(new AwsSolutionsChecks(app))`, with AwsSolutionsChecks of cdk-nag.
import { App, Stack, Validations, aws_iam as iam } from "aws-cdk-lib";

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
  "AwsSolutions-SF1":
    "Workflows that log what fails only. Step Functions keeps the history of " +
    "each execution for 90 days; what it handles is not written to logs.",
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

// cdk-nag gives each wildcard of a policy an id of its own; they are told apart by their shape.
const WILDCARDS: Record<string, string> = {
  "Resource::<\\w+\\.Arn>:\\*":
    "The versions and aliases of one function, or the streams of one log " +
    "group.",
  "Resource::arn:.*:stateMachine:\\*":
    "Step Functions asks for the right in a workflow's own name, which its " +
    "role cannot refer to.",
};

export function acknowledge(app: App): void {
  for (const [id, reason] of Object.entries(RULES)) {
    Validations.of(app).acknowledge({ id, reason });
  }
  // Validated once every reference has its final form.
  app.node.addValidation({ validate: () => acknowledgeWildcards(app) });
}

function acknowledgeWildcards(app: App): string[] {
  for (const policy of app.node.findAll()) {
    if (policy instanceof iam.CfnPolicy) {
      const document = Stack.of(policy).resolve(policy.policyDocument);
      for (const [id, reason] of wildcardsOf(document.Statement)) {
        Validations.of(policy).acknowledge({ id, reason });
      }
    }
  }
  return [];
}

type Statement = Record<"Action" | "Resource", unknown>;

function* wildcardsOf(statements: Statement[]): Generator<[string, string]> {
  for (const statement of statements) {
    for (const kind of ["Action", "Resource"] as const) {
      for (const value of [statement[kind]].flat()) {
        const found = `${kind}::${text(value)}`;
        for (const [shape, reason] of Object.entries(WILDCARDS)) {
          if (new RegExp(`^(?:${shape})$`).test(found)) {
            yield [`AwsSolutions-IAM5[${found}]`, reason];
          }
        }
      }
    }
  }
}

/** A value of a template as cdk-nag writes it. */
function text(value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  const [name, argument] = Object.entries(value as Record<string, any>)[0]!;
  switch (name) {
    case "Ref":
      return `<${argument}>`;
    case "Fn::GetAtt":
      return `<${argument.join(".")}>`;
    case "Fn::Join":
      return argument[1].map(text).join(argument[0]);
    case "Fn::ImportValue":
      return text(argument);
    default:
      return JSON.stringify(value);
  }
}

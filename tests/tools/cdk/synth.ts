// Synthesises many CDK TypeScript projects in one process: `tsx synth.ts ROOT PROJECT…`.
// A project is a folder below ROOT; its assembly lands in its cdk.out.  Prints one line of JSON: project to error text.
import { readFileSync } from "node:fs";
import * as path from "node:path";

const [root, ...projects] = process.argv.slice(2);
const errors: Record<string, string> = {};
for (const project of projects) {
  const folder = path.join(root!, project);
  // What `cdk synth` sets before it runs the app.
  const { context } = JSON.parse(readFileSync(path.join(folder, "cdk.json"), "utf-8"));
  process.env.CDK_OUTDIR = path.join(folder, "cdk.out");
  // Bundles have tests of their own: here they would take a second a function.
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...context, "aws:cdk:bundling-stacks": [] });
  try {
    require(path.join(folder, "bin", "app.ts"));
  } catch (error) {
    errors[project] = String((error as Error).stack ?? error);
  }
}
process.stdout.write(`${JSON.stringify(errors)}\n`);

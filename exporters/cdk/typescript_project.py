"""The CDK project in TypeScript."""

from __future__ import annotations

import json

from exporters.base import File
from exporters.cdk import stack, typescript
from exporters.cdk import tree as t
from exporters.cdk.project import (
    COMMAND,
    CONSTRUCTS,
    LIBRARY,
    as_json,
    beside,
    cdk_json,
    commands,
    counts,
    tags,
    text_settings,
)
from exporters.cdk.text import quoted
from exporters.handlers import handlers
from exporters.plan import Plan
from exporters.readme import readme

_IGNORED = "node_modules/\ncdk.out/\n__pycache__/\n.pytest_cache/\n.venv/\n"
_INSTALL = (
    ("Install what it needs", "npm install"),
    ("Check the types and the template", "npm run build && npm test"),
)
_COMPILER = {
    "target": "ES2022",
    "module": "node16",
    "moduleResolution": "node16",
    "lib": ["ES2022"],
    "types": ["node"],
    "strict": True,
    "noImplicitReturns": True,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "exactOptionalPropertyTypes": False,
    "skipLibCheck": True,
    "noEmit": True,
}


class CdkTypeScriptExporter:
    id = "cdk-typescript"
    title = "CDK (TypeScript)"
    language = "typescript"
    main_file = "lib/stack.ts"

    def export(self, plan: Plan) -> tuple[File, ...]:
        tree, more = stack.build(plan)
        steps = (*_INSTALL, *commands(plan, tree, "npx cdk"))
        files = [
            File(self.main_file, typescript.print_stack(tree)),
            File.of("bin/app.ts", _app(plan, tree)),
            cdk_json("npx tsx bin/app.ts"),
            _package(plan),
            as_json("tsconfig.json", {"compilerOptions": _COMPILER, "include": ["bin", "lib", "test"]}),
            File.of("test/stack.test.ts", _test(plan, tree)),
            *(File.of(path, text) for path, text in more.items()),
            File.of("README.md", readme(plan, self.title, steps, ("cdk", "cdk-typescript", ""))),
            File.of(".gitignore", _IGNORED),
        ]
        return beside(files, handlers(plan))


def _package(plan: Plan) -> File:
    content = {
        "name": plan.slug,
        "version": "0.1.0",
        "private": True,
        "scripts": {"build": "tsc", "test": "tsx --test test/*.test.ts", "cdk": "cdk"},
        "dependencies": {"aws-cdk-lib": f"^{LIBRARY}", "constructs": f"^{CONSTRUCTS}"},
        "devDependencies": {
            "@types/node": "^22.0.0",
            "aws-cdk": f"~{COMMAND}",
            "tsx": "^4.19.0",
            "typescript": "~5.9.3",
        },
    }
    return as_json("package.json", content)


def _app(plan: Plan, tree: t.StackTree) -> str:
    settings = "".join(
        f"  {s.name.typescript}: app.node.tryGetContext({quoted(s.name.typescript, 'typescript')}),\n"
        for s in text_settings(tree)
    )
    tagging = "".join(f"{typescript.print_expression(tag)};\n" for tag in tags(plan))
    return (
        f'import {{ App{", Tags" if tagging else ""} }} from "aws-cdk-lib";\n'
        f'import {{ {tree.class_name} }} from "../lib/stack";\n\n'
        f"const app = new App();\n"
        f"new {tree.class_name}(app, {json.dumps(plan.slug)}, {{\n"
        f"  env: {{ region: {quoted(plan.region, 'typescript')} }},\n"
        f"{settings}"
        f"}});\n"
        f"{tagging}"
    )


def _test(plan: Plan, tree: t.StackTree) -> str:
    checks = "".join(f"  template.resourceCountIs({quoted(k, 'typescript')}, {v});\n" for k, v in counts(plan).items())
    return (
        f'import * as assert from "node:assert/strict";\n'
        f'import {{ test }} from "node:test";\n\n'
        f'import {{ App }} from "aws-cdk-lib";\n'
        f'import {{ Template }} from "aws-cdk-lib/assertions";\n'
        f'import {{ {tree.class_name} }} from "../lib/stack";\n\n'
        f'test("the stack holds every service", () => {{\n'
        f"  const stack = new {tree.class_name}(new App(), {json.dumps(plan.slug)});\n"
        f"  const template = Template.fromStack(stack);\n"
        f"{checks}"
        f"  assert.ok(template.toJSON().Resources);\n"
        f"}});\n"
    )

"""The CDK project in TypeScript."""

from __future__ import annotations

from collections.abc import Iterable

from exporters.base import File, as_json
from exporters.cdk import stack, typescript
from exporters.cdk import tree as t
from exporters.cdk.acknowledged import acknowledged
from exporters.cdk.project import (
    COMMAND,
    CONSTRUCTS,
    LIBRARY,
    alone,
    application,
    beside,
    bundles,
    cdk_json,
    chapters,
    commands,
    counts,
    tags,
)
from exporters.cdk.text import quoted
from exporters.handlers import handlers, models
from exporters.handlers.npm import COMPILER, with_functions
from exporters.handlers.sdk import VERSIONS
from exporters.plan import Omission, Plan
from exporters.readme import readme
from exporters.scans.checkov import checkov

_IGNORED = "node_modules/\ncdk.out/\n__pycache__/\n.pytest_cache/\n.venv/\n"
_INSTALL = (
    ("Install what it needs", "npm install"),
    ("Check the types and the template", "npm run build && npm test"),
)


class CdkTypeScriptExporter:
    id = "cdk-typescript"
    title = "CDK (TypeScript)"
    language = "typescript"
    main_file = "lib/stack.ts"

    def export(self, plan: Plan) -> tuple[File, ...]:
        program = stack.build(plan)
        steps = (*_INSTALL, *commands(program, "npx cdk"))
        told = readme(plan, self.title, steps, ("cdk", "cdk-typescript", ""), chapters(plan, program, _path))
        files = [
            *(File(_path(tree), typescript.print_stack(tree)) for tree in program.stacks),
            acknowledged(plan, "typescript"),
            File.of("bin/app.ts", _app(plan, program)),
            cdk_json("npx tsx bin/app.ts"),
            _package(plan),
            as_json("tsconfig.json", {"compilerOptions": COMPILER, "include": _folders(plan)}),
            *(File.of(f"test/{_stem(tree)}.test.ts", _test(plan, program, tree)) for tree in program.stacks),
            *(File.of(path, text) for path, text in program.files.items()),
            File.of("README.md", told),
            File.of(".gitignore", _IGNORED),
            *checkov(plan, "cdk"),
        ]
        return beside(files, handlers(plan))

    def lost(self, plan: Plan) -> tuple[Omission, ...]:
        return ()  # what no construct takes is set by property override


def _package(plan: Plan) -> File:
    tests = ["tsx --test test/*.test.ts", *(["vitest run"] if bundles(plan) else [])]
    content = {
        "name": plan.slug,
        "version": "0.1.0",
        "private": True,
        "scripts": {"build": "tsc", "test": " && ".join(tests), "cdk": "cdk"},
        "dependencies": {"aws-cdk-lib": f"^{LIBRARY}", "constructs": f"^{CONSTRUCTS}"},
        "devDependencies": {
            "@types/node": VERSIONS["@types/node"],
            "aws-cdk": f"~{COMMAND}",
            "tsx": "^4.19.0",
            "typescript": VERSIONS["typescript"],
        },
    }
    return as_json("package.json", with_functions(content, models(plan)) if bundles(plan) else content)


def _folders(plan: Plan) -> list[str]:
    return ["bin", "lib", "test", *(("src", "tests") if bundles(plan) else ())]


def _stem(tree: t.StackTree) -> str:
    return tree.stem.replace("_", "-")


def _path(tree: t.StackTree) -> str:
    return f"lib/{_stem(tree)}.ts"


def _app(plan: Plan, program: t.Program) -> str:
    paragraphs = ["".join(map(typescript.print_statement, part)) for part in application(plan, program, "typescript")]
    tagging = "".join(f"{typescript.print_expression(tag)};\n" for tag in tags(plan))
    several = len(paragraphs) > 1
    return (
        f'import {{ App{", Tags" if tagging else ""} }} from "aws-cdk-lib";\n'
        f'import {{ acknowledge }} from "../lib/acknowledged";\n'
        f"{_imports(program.stacks)}\n"
        f"{chr(10).join(paragraphs)}{chr(10) if several else ''}"
        f"{tagging}"
        f"acknowledge(app);\n"
    )


def _imports(stacks: Iterable[t.StackTree]) -> str:
    return "".join(f'import {{ {tree.class_name} }} from "../lib/{_stem(tree)}";\n' for tree in stacks)


def _test(plan: Plan, program: t.Program, tree: t.StackTree) -> str:
    checks = "".join(
        f"  template.resourceCountIs({quoted(k, 'typescript')}, {v});\n" for k, v in counts(plan, tree.holds).items()
    )
    something = "" if checks else "  assert.ok(template.toJSON().Resources);\n"
    asserting = 'import * as assert from "node:assert/strict";\n' if something else ""
    made, local = alone(plan, program, tree, "typescript")
    return (
        f"{asserting}"
        f'import {{ test }} from "node:test";\n\n'
        f'import {{ App }} from "aws-cdk-lib";\n'
        f'import {{ Template }} from "aws-cdk-lib/assertions";\n'
        f"{_imports(program.needed_by(tree))}\n"
        f'test("the stack holds every service", () => {{\n'
        f"{''.join(typescript.print_statement(statement, 2) for statement in made)}"
        f"  const template = Template.fromStack({local.typescript});\n"
        f"{checks}"
        f"{something}"
        f"}});\n"
    )

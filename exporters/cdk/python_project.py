"""The CDK project in Python."""

from __future__ import annotations

from collections.abc import Iterable

from exporters.base import File
from exporters.cdk import python, stack
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
from exporters.handlers import handlers
from exporters.plan import Omission, Plan
from exporters.readme import readme
from exporters.scans.checkov import checkov

_IGNORED = ".venv/\n__pycache__/\n.pytest_cache/\ncdk.out/\nnode_modules/\n"
_INSTALL = ("Install what it needs", "python -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt")

_SCRIPTS = {"cdk": "cdk", "test:stack": "python -m pytest tests"}
# The CDK looks for esbuild on the path, where npm's commands put it.
_BUNDLER = ("Install what bundles the functions; `npx cdk` and `npm run test:stack` find it", "npm install")


class CdkPythonExporter:
    id = "cdk-python"
    title = "CDK (Python)"
    language = "python"
    main_file = "infrastructure/stack.py"

    def export(self, plan: Plan) -> tuple[File, ...]:
        program = stack.build(plan)
        bundled = bundles(plan)
        steps = (
            _INSTALL,
            *([_BUNDLER] if bundled else []),
            *commands(program, "npx cdk" if bundled else "npx aws-cdk@2"),
        )
        told = readme(plan, self.title, steps, ("cdk", "cdk-python", ""), chapters(plan, program, _path))
        files = [
            *(File(_path(tree), python.print_stack(tree)) for tree in program.stacks),
            File.of("infrastructure/__init__.py", ""),
            acknowledged(plan, "python"),
            File.of("app.py", _app(plan, program)),
            cdk_json("python app.py"),
            File.of("requirements.txt", f"aws-cdk-lib>={LIBRARY},<3\nconstructs>={CONSTRUCTS},<11\n"),
            *(File.of(f"tests/test_{tree.stem}.py", _test(plan, program, tree)) for tree in program.stacks),
            *(File.of(path, text) for path, text in program.files.items()),
            File.of("README.md", told),
            File.of(".gitignore", _IGNORED),
            *checkov(plan, "cdk"),
        ]
        return beside(files, handlers(plan, _SCRIPTS, {"aws-cdk": f"~{COMMAND}"}))

    def lost(self, plan: Plan) -> tuple[Omission, ...]:
        return ()  # what no construct takes is set by property override


def _path(tree: t.StackTree) -> str:
    return f"infrastructure/{tree.stem}.py"


def _app(plan: Plan, program: t.Program) -> str:
    paragraphs = ["".join(map(python.print_statement, part)) for part in application(plan, program, "python")]
    tagging = "".join(f"{python.print_expression(tag)}\n" for tag in tags(plan))
    names = ["App", "Environment", *(["Tags"] if tagging else [])]
    several = len(paragraphs) > 1
    return (
        f'"""Synthesises the application; `cdk` runs it."""\n\n'
        f"from aws_cdk import {', '.join(names)}\n\n"
        f"from infrastructure.acknowledged import acknowledge\n"
        f"{_imports(program.stacks)}\n"
        f"{chr(10).join(paragraphs)}{chr(10) if several else ''}"
        f"{tagging}"
        f"acknowledge(app)\n"
        f"app.synth()\n"
    )


def _imports(stacks: Iterable[t.StackTree]) -> str:
    return "".join(sorted(f"from infrastructure.{tree.stem} import {tree.class_name}\n" for tree in stacks))


def _test(plan: Plan, program: t.Program, tree: t.StackTree) -> str:
    checks = "".join(
        f"    template.resource_count_is({quoted(k, 'python')}, {v})\n" for k, v in counts(plan, tree.holds).items()
    )
    something = "" if checks else '    assert template.to_json()["Resources"]\n'
    made, local = alone(plan, program, tree, "python")
    return (
        f'"""The template holds what the design asks for."""\n\n'
        f"from aws_cdk import App\n"
        f"from aws_cdk.assertions import Template\n\n"
        f"{_imports(program.needed_by(tree))}\n\n"
        f"def test_the_stack_holds_every_service() -> None:\n"
        f"{''.join(python.print_statement(statement, 4) for statement in made)}"
        f"    template = Template.from_stack({local.python})\n"
        f"{checks}"
        f"{something}"
    )

"""The CDK project in Python."""

from __future__ import annotations

from exporters.base import File
from exporters.cdk import python, stack
from exporters.cdk import tree as t
from exporters.cdk.project import CONSTRUCTS, LIBRARY, beside, cdk_json, commands, counts, tags, text_settings
from exporters.cdk.text import quoted
from exporters.handlers import handlers
from exporters.plan import Plan
from exporters.readme import readme

_IGNORED = ".venv/\n__pycache__/\n.pytest_cache/\ncdk.out/\nnode_modules/\n"
_INSTALL = ("Install what it needs", "python -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt")


class CdkPythonExporter:
    id = "cdk-python"
    title = "CDK (Python)"
    language = "python"
    main_file = "infrastructure/stack.py"

    def export(self, plan: Plan) -> tuple[File, ...]:
        tree, more = stack.build(plan)
        steps = (_INSTALL, *commands(plan, tree, "npx aws-cdk@2"))
        files = [
            File(self.main_file, python.print_stack(tree)),
            File.of("infrastructure/__init__.py", ""),
            File.of("app.py", _app(plan, tree)),
            cdk_json("python app.py"),
            File.of("requirements.txt", f"aws-cdk-lib>={LIBRARY},<3\nconstructs>={CONSTRUCTS},<11\n"),
            File.of("tests/test_stack.py", _test(plan, tree)),
            *(File.of(path, text) for path, text in more.items()),
            File.of("README.md", readme(plan, self.title, steps, ("cdk", "cdk-python", ""))),
            File.of(".gitignore", _IGNORED),
        ]
        return beside(files, handlers(plan))


def _app(plan: Plan, tree: t.StackTree) -> str:
    settings = "".join(
        f"    {s.name.python}=app.node.try_get_context({quoted(s.name.typescript, 'python')})"
        f" or {python.print_expression(s.default)},\n"
        for s in text_settings(tree)
    )
    tagging = "".join(f"{python.print_expression(tag)}\n" for tag in tags(plan))
    names = ["App", "Environment", *(["Tags"] if tagging else [])]
    return (
        f'"""Synthesises the application; `cdk` runs it."""\n\n'
        f"from aws_cdk import {', '.join(names)}\n\n"
        f"from infrastructure.stack import {tree.class_name}\n\n"
        f"app = App()\n"
        f"{tree.class_name}(\n"
        f"    app,\n"
        f"    {quoted(plan.slug, 'python')},\n"
        f"    env=Environment(region={quoted(plan.region, 'python')}),\n"
        f"{settings}"
        f")\n"
        f"{tagging}"
        f"app.synth()\n"
    )


def _test(plan: Plan, tree: t.StackTree) -> str:
    checks = "".join(f"    template.resource_count_is({quoted(k, 'python')}, {v})\n" for k, v in counts(plan).items())
    return (
        f'"""The template holds what the design asks for."""\n\n'
        f"from aws_cdk import App\n"
        f"from aws_cdk.assertions import Template\n\n"
        f"from infrastructure.stack import {tree.class_name}\n\n\n"
        f"def test_the_stack_holds_every_service() -> None:\n"
        f"    stack = {tree.class_name}(App(), {quoted(plan.slug, 'python')})\n"
        f"    template = Template.from_stack(stack)\n"
        f"{checks}"
        f"    assert template.to_json()[{quoted('Resources', 'python')}]\n"
    )

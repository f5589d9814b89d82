"""The whole Terraform project: files by concern, variables, outputs, versions, README, handlers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from designer.model.design import DESIGN, Subject
from exporters import base
from exporters.base import File
from exporters.handlers import handlers
from exporters.handlers.npm import BUILD
from exporters.plan import Language, Omission, Plan, Resource, references
from exporters.readme import readme
from exporters.scans.checkov import checkov
from exporters.terraform.alarms import grouped
from exporters.terraform.hcl import Block, Call, Expr, Line, Template, document
from exporters.terraform.iam import roles
from exporters.terraform.names import unique
from exporters.terraform.shapes import SHAPES
from exporters.terraform.stack import Stack
from exporters.terraform.table import CLOUD_CONTROL, idiom_of
from exporters.terraform.tests import PATH as TESTS
from exporters.terraform.tests import tests
from exporters.terraform.values import REGION, SECRET_VERSION
from exporters.terraform.variables import example, variable, variables_of

# In this order the files stand in the preview's list of a project without folders.
FILES = (
    "main", "api", "compute", "workflow", "messaging", "storage", "identity", "cdn", "network", "security", "iam",
    "observability",
)  # fmt: skip


class TerraformExporter:
    id = "terraform"
    title = "Terraform"
    language = "terraform"
    main_file = "main.tf"

    def export(self, plan: Plan) -> tuple[File, ...]:
        stack = Stack(plan)
        _resources(stack)
        outputs = _outputs(stack)  # before the rest: they may ask for data sources and variables
        _places(stack)
        variables = variables_of(stack)
        files = [_file(f"{name}.tf", stack.files[name]) for name in FILES if name in stack.files]
        files += [
            _file("variables.tf", [variable(name, parameter) for name, parameter in variables.items()]),
            *([_file("outputs.tf", outputs)] if outputs else []),
            _file("providers.tf", _providers(stack)),
            _file("versions.tf", [_versions(plan)]),
        ]
        files += [File.of(path, text, subject) for path, (text, subject) in stack.texts.items()]
        files.append(File.of("terraform.tfvars.example", example(variables)))
        tested = tests(stack, variables)
        files += [_file(TESTS, tested)] if tested else []
        asked = any(p.default is None for p in variables.values())
        told = replace(
            plan,
            parameters={name: replace(p, name=name) for name, p in variables.items()},
            omissions=(*plan.omissions, *stack.lost),
        )
        files += [
            File.of(
                "README.md",
                readme(told, self.title, _commands(asked, plan), ("terraform", ""), _chapters(stack, bool(tested))),
            ),
            File.of(".gitignore", _IGNORED),
            *checkov(plan, "terraform"),
            *handlers(plan, {"build": BUILD}),
        ]
        return tuple(files)

    def lost(self, plan: Plan) -> tuple[Omission, ...]:
        stack = Stack(plan)
        _resources(stack)
        return tuple(stack.lost)


_IGNORED = """\
.terraform/
*.tfstate
*.tfstate.*
*.tfplan
terraform.tfvars
build/
__pycache__/
.pytest_cache/
.venv/
node_modules/
dist/
"""


def _commands(variables: bool, plan: Plan) -> Sequence[tuple[str, str]]:
    kept = any(r.deletion == "Retain" and r.role == "main" for r in plan.resources.values())
    down = "Take everything down again"
    if kept:
        down += "; what holds data refuses until its `prevent_destroy` is taken out"
    copy = [("Give the variables that have no default", "cp terraform.tfvars.example terraform.tfvars")]
    bundle = [("Bundle the functions, again after each change of their code", "npm install && npm run build")]
    return (
        ("Get the providers; the state lies in this folder until `versions.tf` names a backend", "terraform init"),
        *(copy if variables else ()),
        *(bundle if any(code.language == "typescript" for code in plan.code.values()) else ()),
        ("Look at what would change", "terraform plan -out=deploy.tfplan"),
        ("Deploy", "terraform apply deploy.tfplan"),
        (down, "terraform destroy"),
    )


_TESTED = """## Test the configuration

`tests/` has tests of what an edit must not lose. They plan with mock providers, so they need no account:

```sh
terraform test
```"""


def _chapters(stack: Stack, tested: bool) -> list[str]:
    """How the configuration is tested, and why some types are not resources of their own."""
    made = [_TESTED] if tested else []
    types = sorted({r.type for r in stack.plan.resources.values() if idiom_of(r) is CLOUD_CONTROL})
    if not types:
        return made
    rows = "\n".join(f"- `{type_}`" for type_ in types)
    words = (
        "`hashicorp/aws` 5.x has no resource of its own for these types, or none with all that is said of them here. "
        "`aws_cloudcontrolapi_resource` makes them through AWS's Cloud Control API:"
    )
    return [*made, f"## Cloud Control\n\n{words}\n\n{rows}"]


# -- resources


def _resources(stack: Stack) -> None:
    _archives(stack)
    roles(stack)
    for resource in stack.plan.resources.values():
        if resource.type == "AWS::IAM::Role" or resource.id in stack.values.members:
            continue
        if idiom_of(resource) is CLOUD_CONTROL:
            _cloud_control(stack, resource)
        elif resource.type in SHAPES:
            SHAPES[resource.type](stack, resource)
        else:
            stack.regular(resource)
    for block in grouped(stack):
        stack.emit("observability", block)


def _archives(stack: Stack) -> None:
    """One zip file a function, made by Terraform of its folder: under src/, or under dist/ where it is bundled."""
    folders = {code.module: _FOLDERS.get(code.language, "src") for code in stack.plan.code.values()}
    if not folders:
        return
    several = len(set(folders.values())) > 1
    words = "where it stands" if several else f"one a folder of {next(iter(folders.values()))}/"
    block = Block("data", ("archive_file", "function"), comment=f"The packages of the functions, {words}.")
    path, module = Expr("path.module"), Expr("each.key" if several else "each.value")
    source: tuple[str | Expr, ...] = (f"/{next(iter(folders.values()))}/", module)
    if several:
        block.meta["for_each"] = {name: f"{folder}/{name}" for name, folder in folders.items()}
        source = ("/", Expr("each.value"))
    else:
        block.meta["for_each"] = Call("toset", (list(folders),))
    block.attributes = {
        "type": "zip",
        "source_dir": Template((path, *source)),
        "output_path": Template((path, "/build/", module, ".zip")),
    }
    stack.emit("compute", block, DESIGN)


_FOLDERS: Mapping[Language | None, str] = {"typescript": "dist"}


def _cloud_control(stack: Stack, of: Resource) -> None:
    """A type for which there is no idiom: AWS's Cloud Control API makes it as CloudFormation would."""
    block = stack.resource(of)
    state = stack.values.value({k: v for k, v in of.properties.items() if v is not None})
    block.attributes = {"type_name": of.type, "desired_state": Call("jsonencode", (state,))}
    stack.finish(block, of)


def _places(stack: Stack) -> None:
    """The data sources of the place of deployment that something asks for, at the top of main.tf, and of secrets."""
    found = [Block("data", (source, "current"), subject=DESIGN) for source in sorted(stack.values.places)]
    if stack.plan.name:
        head = f"{stack.plan.name}: the account and region that it is deployed to"
        for block in found[:1]:
            block.comment = head
    for parameter, secret in stack.values.secrets.items():
        arn = {"secret_id": stack.values.variable(parameter)}
        found.append(Block("data", (SECRET_VERSION, secret), arn, subject=DESIGN))
    stack.files["main"] = [*found, *stack.files.get("main", [])]


# -- outputs


def _outputs(stack: Stack) -> list[Block]:
    names = unique(o.name for o in stack.plan.outputs)
    blocks = []
    for output in stack.plan.outputs:
        attributes = {"description": output.description, "value": stack.values.value(output.value)}
        blocks.append(Block("output", (names[output.name],), attributes, subject=_subject_of(stack, output.value)))
    return blocks


def _subject_of(stack: Stack, value: Any) -> Subject:
    resource = next((stack.plan.resources.get(r.resource) for r in references(value)), None)
    return resource.subject if resource else DESIGN


# -- providers


def _providers(stack: Stack) -> list[Block]:
    tags = Block("default_tags", (), {"tags": dict(stack.plan.tags)})
    return [Block("provider", ("aws",), {"region": Expr(f"var.{REGION}")}, [tags])]


def _versions(plan: Plan) -> Block:
    providers = {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}
    if plan.code:
        providers["archive"] = {"source": "hashicorp/archive", "version": "~> 2.0"}
    block = Block("terraform", (), {"required_version": ">= 1.7.0"})
    block.add("required_providers", providers)
    return block


# -- files


def _file(path: str, blocks: Sequence[Block]) -> File:
    return File(path, tuple(_runs(document(blocks))))


def _runs(lines: Iterable[Line]) -> Iterable[base.Block]:
    """Runs of lines with one subject; the project itself is nobody's."""
    text: list[str] = []
    current: Subject | None = None
    for line, owner in lines:
        subject = None if owner == DESIGN else owner
        if text and subject != current:
            yield base.Block("".join(text), current)
            text = []
        current = subject
        text.append(f"{line}\n")
    if text:
        yield base.Block("".join(text), current)


__all__ = ["TerraformExporter"]

"""The whole Terraform project: files by concern, variables, outputs, versions, README, handlers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from designer.model.design import DESIGN, Subject
from exporters import base
from exporters.base import File
from exporters.handlers import handlers
from exporters.plan import Parameter, Plan, Resource
from exporters.readme import readme
from exporters.terraform.hcl import Block, Call, Expr, Line, Template, document
from exporters.terraform.iam import roles
from exporters.terraform.names import unique
from exporters.terraform.shapes import SHAPES
from exporters.terraform.stack import Stack
from exporters.terraform.table import CLOUD_CONTROL, idiom_of
from exporters.terraform.values import NAME, REGION

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
        variables = _variables(stack)
        files = [_file(f"{name}.tf", stack.files[name]) for name in FILES if name in stack.files]
        files += [
            _file("variables.tf", [_variable(name, parameter) for name, parameter in variables.items()]),
            *([_file("outputs.tf", outputs)] if outputs else []),
            _file("providers.tf", _providers(stack)),
            _file("versions.tf", [_versions(plan)]),
        ]
        files += [File.of(path, text, subject) for path, (text, subject) in stack.texts.items()]
        given = {name: p for name, p in variables.items() if p.default is None}
        if given:
            files.append(File.of("terraform.tfvars.example", _example(given)))
        told = replace(
            plan,
            parameters={name: replace(p, name=name) for name, p in variables.items()},
            omissions=(*plan.omissions, *stack.lost),
        )
        files += [
            File.of("README.md", readme(told, self.title, _commands(bool(given), plan), ("terraform", ""))),
            File.of(".gitignore", _IGNORED),
            *handlers(plan),
        ]
        return tuple(files)


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
"""


def _commands(variables: bool, plan: Plan) -> Sequence[tuple[str, str]]:
    kept = any(r.deletion == "Retain" and r.role == "main" for r in plan.resources.values())
    down = "Take everything down again"
    if kept:
        down += "; what holds data refuses until its `prevent_destroy` is taken out"
    copy = [("Give the variables that have no default", "cp terraform.tfvars.example terraform.tfvars")]
    return (
        ("Get the providers; the state lies in this folder until `versions.tf` names a backend", "terraform init"),
        *(copy if variables else ()),
        ("Look at what would change", "terraform plan -out=deploy.tfplan"),
        ("Deploy", "terraform apply deploy.tfplan"),
        (down, "terraform destroy"),
    )


# -- resources


def _resources(stack: Stack) -> None:
    _archives(stack)
    roles(stack)
    for resource in stack.plan.resources.values():
        if resource.type == "AWS::IAM::Role":
            continue
        if resource.type in SHAPES:
            SHAPES[resource.type](stack, resource)
        elif idiom_of(resource) is not CLOUD_CONTROL:
            stack.regular(resource)
        else:
            _cloud_control(stack, resource)


def _archives(stack: Stack) -> None:
    """One zip file a function, made by Terraform of the folder under src/."""
    modules = [code.module for code in stack.plan.code.values()]
    if not modules:
        return
    block = Block("data", ("archive_file", "function"), comment="The packages of the functions, one a folder of src/.")
    block.meta["for_each"] = Call("toset", (modules,))
    path = Expr("path.module")
    block.attributes = {
        "type": "zip",
        "source_dir": Template((path, "/src/", Expr("each.value"))),
        "output_path": Template((path, "/build/", Expr("each.value"), ".zip")),
    }
    stack.emit("compute", block, DESIGN)


def _cloud_control(stack: Stack, of: Resource) -> None:
    """A type for which there is no idiom: AWS's Cloud Control API makes it as CloudFormation would."""
    block = stack.resource(of)
    state = stack.values.value({k: v for k, v in of.properties.items() if v is not None})
    block.attributes = {"type_name": of.type, "desired_state": Call("jsonencode", (state,))}
    stack.finish(block, of)


def _places(stack: Stack) -> None:
    """The data sources of the place of deployment that something asks for, at the top of main.tf."""
    found = [Block("data", (source, "current"), subject=DESIGN) for source in sorted(stack.values.places)]
    if stack.plan.name:
        head = f"{stack.plan.name}: the account and region that it is deployed to"
        for block in found[:1]:
            block.comment = head
    stack.files["main"] = [*found, *stack.files.get("main", [])]


# -- variables and outputs


def _variables(stack: Stack) -> Mapping[str, Parameter]:
    """All variables by their names in Terraform."""
    plan = stack.plan
    name = Parameter(
        NAME, "String", "Name of this deployment, with which the names of its resources begin", plan.slug,
        pattern=f"^[a-z][a-z0-9-]{{0,{stack.values.name_limit - 1}}}$",
    )  # fmt: skip
    at_edge = any(x.mechanism == "edge-function" and x.resources for x in plan.links.values())
    region = Parameter(
        REGION, "String", "Region to deploy to", plan.region,
        allowed=(plan.region,) if at_edge else (),  # CloudFront takes functions from one region only
        pattern="" if at_edge else "^[a-z]{2}(-[a-z]+)+-[0-9]$",
    )  # fmt: skip
    own = {stack.values.variables[p.name]: p for p in plan.parameters.values()}
    return {NAME: name, REGION: region, **own, **stack.values.further}


_TYPES = {"String": "string", "Number": "number", "CommaDelimitedList": "list(string)"}


def _variable(name: str, parameter: Parameter) -> Block:
    block = Block("variable", (name,))
    block.attributes = {"type": Expr(_TYPES[parameter.type]), "description": parameter.description}
    if parameter.default is not None:
        block.attributes["default"] = _default(parameter)
    if parameter.secret:
        block.attributes["sensitive"] = True
    if parameter.allowed:
        values = list(parameter.allowed)
        condition = Call("contains", (values, Expr(f"var.{name}")))
        block.add("validation", {"condition": condition, "error_message": f"One of {', '.join(map(str, values))}."})
    if parameter.pattern:
        condition = Call("can", (Call("regex", (parameter.pattern, Expr(f"var.{name}"))),))
        block.add("validation", {"condition": condition, "error_message": f"Must match {parameter.pattern}."})
    return block


def _default(parameter: Parameter) -> Any:
    value = parameter.default
    if parameter.type == "CommaDelimitedList" and isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _example(variables: Mapping[str, Parameter]) -> str:
    """Every variable that has to be given, with what it means."""
    parts = []
    for name, parameter in variables.items():
        value = {"String": '""', "Number": "0", "CommaDelimitedList": "[]"}[parameter.type]
        parts.append(f"# {' '.join(parameter.description.split())}\n{name} = {value}\n")
    return "\n".join(parts)


def _outputs(stack: Stack) -> list[Block]:
    names = unique(o.name for o in stack.plan.outputs)
    blocks = []
    for output in stack.plan.outputs:
        attributes = {"description": output.description, "value": stack.values.value(output.value)}
        blocks.append(Block("output", (names[output.name],), attributes, subject=_subject_of(stack, output.value)))
    return blocks


def _subject_of(stack: Stack, value: Any) -> Subject:
    from exporters.planner.cycles import references

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
    block = Block("terraform", (), {"required_version": ">= 1.5.0"})
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

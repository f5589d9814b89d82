"""A project's variables, each with its type, meaning and validation, and the example of their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporters.plan import Parameter
from exporters.terraform.hcl import Block, Call, Each, Expr, Value, comment, inline
from exporters.terraform.stack import Stack
from exporters.terraform.values import NAME, REGION

_TYPES = {"String": "string", "Number": "number", "CommaDelimitedList": "list(string)"}


def variables_of(stack: Stack) -> Mapping[str, Parameter]:
    """All variables by their names in Terraform: what something asks for, and what every project has."""
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
    asked = {stack.values.variables[p.name]: p for p in plan.parameters.values() if p.name in stack.values.asked}
    return {NAME: name, REGION: region, **asked, **stack.values.further}


def variable(name: str, parameter: Parameter) -> Block:
    block = Block("variable", (name,))
    block.attributes = {"type": Expr(_TYPES[parameter.type]), "description": parameter.description}
    if parameter.default is not None:
        block.attributes["default"] = _default(parameter)
    if parameter.secret:
        block.attributes["sensitive"] = True
    listed = parameter.type == "CommaDelimitedList"
    given = Expr("value" if listed else f"var.{name}")
    conditions = []
    if parameter.allowed:
        values = list(parameter.allowed)
        told = f"must be one of {', '.join(map(str, values))}"
        conditions.append((Call("contains", (values, given)), told))
    if parameter.pattern:
        called = Call("can", (Call("regex", (parameter.pattern, given)),))
        conditions.append((called, f"must match {parameter.pattern}"))
    for condition, told in conditions:
        who = f"Each of {name}" if listed else f"The value of {name}"
        tested = Call("alltrue", (Each("value", Expr(f"var.{name}"), condition),)) if listed else condition
        block.add("validation", {"condition": tested, "error_message": f"{who} {told}."})
    return block


def _default(parameter: Parameter) -> Any:
    value = parameter.default
    if parameter.type == "CommaDelimitedList" and isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


_EMPTY: Mapping[str, Value] = {"String": "", "Number": 0, "CommaDelimitedList": []}


def example(variables: Mapping[str, Parameter]) -> str:
    """terraform.tfvars.example: every variable with what it means; what has a default is a comment."""
    asked, optional = [], []
    for name, parameter in variables.items():
        said = f"# {comment(parameter.description)}\n"
        if parameter.secret:
            said += f"# A secret: rather give it as TF_VAR_{name} in the environment than in a file.\n"
        if parameter.default is None:
            asked.append(f"{said}{_assignment(name, _EMPTY[parameter.type])}")
        else:
            optional.append(f"{said}# {_assignment(name, _default(parameter))}")
    return "\n".join([*asked, *optional])


def _assignment(name: str, value: Value) -> str:
    return f"{name} = {inline(value)}\n"

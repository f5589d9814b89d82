"""A plan's values as CloudFormation's intrinsic functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporters.cfn import attribute
from exporters.plan import Join, Param, Plan, Pseudo, Ref, Value
from exporters.sam.yaml import Tagged


class Renderer:
    """Knows the logical ids of one template."""

    def __init__(self, plan: Plan, logical: Mapping[str, str]) -> None:
        self._plan = plan
        self.logical = logical

    def value(self, value: Value) -> Any:
        if isinstance(value, Ref):
            name, word = self._reference(value)
            return Tagged("!GetAtt", f"{name}.{word}") if word else Tagged("!Ref", name)
        if isinstance(value, Param):
            return Tagged("!Ref", value.name)
        if isinstance(value, Pseudo):
            return Tagged("!Ref", pseudo(value))
        if isinstance(value, Join):
            return self._join(value)
        if isinstance(value, Mapping):
            if len(value) == 1:
                ((key, inner),) = value.items()
                if key.startswith("Fn::"):  # an intrinsic of the design: its long form takes any argument
                    return {key: self.value(inner)}
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in value]
        return value

    def _reference(self, ref: Ref) -> tuple[str, str]:
        resource = self._plan.resources.get(ref.resource)
        word = attribute(resource.type, ref.attribute) if resource else ref.attribute
        return self.logical.get(ref.resource, ref.resource), word

    def _join(self, join: Join) -> Any:
        parts = join.parts
        if len(parts) == 1 and not self._is_list(parts[0]):
            return self.value(parts[0])
        if all(isinstance(p, str) for p in parts):
            return "".join(str(p) for p in parts)
        if all(isinstance(p, (str, int, Ref, Param, Pseudo)) and not self._is_list(p) for p in parts):
            return Tagged("!Sub", self.sub(parts))
        rendered = [Tagged("!Join", [",", self.value(p)]) if self._is_list(p) else self.value(p) for p in parts]
        return rendered[0] if len(rendered) == 1 else Tagged("!Join", ["", rendered])

    def _is_list(self, part: Value) -> bool:
        return isinstance(part, Param) and self._plan.parameters[part.name].type == "CommaDelimitedList"

    def sub(self, parts: tuple[Value, ...]) -> str:
        """The text of an Fn::Sub: what looks like a place in a text of the design is escaped."""
        out = ""
        run = ""
        for part in (*parts, None):
            if isinstance(part, (str, int)):
                run += str(part)
                continue
            out += run.replace("${", "${!")
            run = ""
            if isinstance(part, Ref):
                name, word = self._reference(part)
                out += f"${{{name}.{word}}}" if word else f"${{{name}}}"
            elif isinstance(part, Param):
                out += f"${{{part.name}}}"
            elif isinstance(part, Pseudo):
                out += f"${{{pseudo(part)}}}"
        return out


def pseudo(value: Pseudo) -> str:
    """CloudFormation's name of a pseudo parameter."""
    return "AWS::URLSuffix" if value.name == "UrlSuffix" else f"AWS::{value.name}"

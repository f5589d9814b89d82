"""Values of a plan as HCL: references become traversals, and what only the place knows a data source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from exporters.cfn import ATTRIBUTES, attribute
from exporters.plan import Join, Param, Parameter, Plan, Pseudo, Ref
from exporters.terraform.alarms import ALARM, groups
from exporters.terraform.hcl import Expr, Template, quoted
from exporters.terraform.names import resource_names, snake, unique
from exporters.terraform.table import CLOUD_CONTROL, idiom_of, schema

NAME, REGION = "name", "region"  # the two variables that every project has
SECRET_VERSION = "aws_secretsmanager_secret_version"  # noqa: S105 - a type

ParameterType: TypeAlias = Literal["String", "Number", "CommaDelimitedList"]

_PLACE = {
    "Region": ("aws_region", "name"),
    "AccountId": ("aws_caller_identity", "account_id"),
    "Partition": ("aws_partition", "partition"),
    "UrlSuffix": ("aws_partition", "dns_suffix"),
}
_INVOKE = ("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"), ":lambda:path/2015-03-31/functions/")
_EXECUTE = ("arn:", Pseudo("Partition"), ":execute-api:", Pseudo("Region"), ":", Pseudo("AccountId"), ":")
_WORDS = ("Arn", "Url", "Id", "Name")


class Values:
    """Turns the values of one plan into HCL, and remembers what they need: data sources, further variables."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.names = resource_names(plan)
        self.name_limit = max(24, len(plan.slug))  # letters that the variable `name` may have
        self.variables = unique(plan.parameters, (NAME, REGION))
        self.places: set[str] = set()  # data sources of the place of deployment that are used
        self.further: dict[str, Parameter] = {}  # variables for what only Terraform has to be told
        self.absorbed = _absorbed(plan)
        self.alarms = groups(plan, self.names)
        self.members = {m.id: f'{ALARM}.{group.label}["{m.key}"]' for group in self.alarms for m in group.members}
        self.asked: set[str] = set()  # the plan's parameters that something asks for
        self.secrets: dict[str, str] = {}  # the parameter that names a secret outside -> the name of its data source
        self._attributes: dict[tuple[str, str], Expr] = {}

    # -- addresses

    def address(self, id_: str) -> str:
        """`aws_sqs_queue.jobs`"""
        id_ = self.absorbed.get(id_, id_)
        if id_ in self.members:
            return self.members[id_]
        return f"{idiom_of(self.plan.resources[id_]).type}.{self.names[id_]}"

    def attribute(self, ref: Ref) -> Expr:
        key = (ref.resource, ref.attribute)
        if key not in self._attributes:
            self._attributes[key] = self._attribute(*key)
        return self._attributes[key]

    def _attribute(self, id_: str, word: str) -> Expr:
        resource = self.plan.resources[id_]
        if id_ in self.absorbed and resource.type == "AWS::Lambda::Version":
            return Expr(f"{self.address(id_)}.{'version' if word == 'Version' else 'qualified_arn'}")
        idiom = idiom_of(resource)
        if idiom is CLOUD_CONTROL:
            return self._cloud_control(id_, word)
        if not word:  # what CloudFormation gives by `Ref`
            word = next((w for w in _WORDS if ATTRIBUTES.get(resource.type, {}).get(w) == ""), "Id")
        found = idiom.attributes.get(word)
        known = schema(idiom.type)
        if found is None:
            found = next((n for n in (snake(word), idiom.name if word == "Name" else "") if n in known), None)
        if found and found.startswith('"'):
            return Expr(found.replace("@", self.address(id_)))
        return Expr(f"{self.address(id_)}.{found}") if found else self._unknown(id_, word)

    def _cloud_control(self, id_: str, word: str) -> Expr:
        name = attribute(self.plan.resources[id_].type, word)
        if name in ("", "Id"):
            return Expr(f"{self.address(id_)}.id")
        path = "".join(f"[{quoted(part)}]" for part in name.split("."))
        return Expr(f"jsondecode({self.address(id_)}.properties){path}")

    def _unknown(self, id_: str, word: str) -> Expr:
        description = f"{word} of {id_}, an attribute that hashicorp/aws does not have"
        return self.further_variable(f"{id_}_{word}", "String", description)

    def further_variable(self, base: str, type_: ParameterType, description: str, **more: Any) -> Expr:
        """A variable that the plan does not have; its name is made from `base`."""
        name = unique([base], (NAME, REGION, *self.variables.values(), *self.further))[base]
        self.further[name] = Parameter(name, type_, description, **more)
        return Expr(f"var.{name}")

    def variable(self, parameter: str) -> Expr:
        """The variable of one of the plan's parameters."""
        self.asked.add(parameter)
        return Expr(f"var.{self.variables[parameter]}")

    # -- values

    def value(self, value: Any) -> Any:
        """A plan's value as an HCL value of the same shape."""
        if isinstance(value, Ref):
            return self.attribute(value)
        if isinstance(value, Param):
            return self.variable(value.name)
        if isinstance(value, Pseudo):
            return self.place(value.name)
        if isinstance(value, Join):
            return self._join(value)
        if isinstance(value, Mapping):
            chosen = self.chosen(value)
            return {str(k): self.value(v) for k, v in value.items()} if chosen is None else chosen
        if isinstance(value, (list, tuple)):
            return [self.value(v) for v in value]
        return value

    def chosen(self, value: Mapping[str, Any]) -> Expr | None:
        """CloudFormation's choice of one from a list, which the planner takes for lists that only the place knows."""
        match value:
            case {"Fn::Select": [int() as number, Param() as given]} if self.is_list(given):
                return Expr(f"{self.variable(given.name).text}[{number}]")
            case {"Fn::Select": [int() as number, {"Fn::Split": [str() as sign, Ref() as whole]}]}:
                return Expr(f"split({quoted(sign)}, {self.attribute(whole).text})[{number}]")
        return None

    def place(self, name: str) -> Expr:
        if name in ("StackName", "StackId"):  # a configuration has no further identity of its own
            return Expr(f"var.{NAME}")
        source, word = _PLACE[name]
        self.places.add(source)
        return Expr(f"data.{source}.current.{word}")

    def is_list(self, value: Any) -> bool:
        """Whether a value is a list, written out or by a parameter."""
        listed = isinstance(value, Param) and self.plan.parameters[value.name].type == "CommaDelimitedList"
        return listed or isinstance(value, (list, tuple))

    def _join(self, join: Join) -> Any:
        secret = self._secret(join)
        if secret is not None:
            return secret
        parts = self._shorter(join.parts)
        made = [x for part in parts if part != "" for x in self._part(part)]
        if len(made) == 1:
            return made[0]
        texts = [p for p in made if isinstance(p, str)]
        return "".join(texts) if len(texts) == len(made) else Template(tuple(made))

    def _part(self, part: Any) -> tuple[str | Expr, ...]:
        if isinstance(part, Param) and self.is_list(part):
            return (Expr(f'join(",", {self.variable(part.name).text})'),)
        made = self.value(part)
        if isinstance(made, Template):
            return made.parts
        return (made if isinstance(made, (str, Expr)) else json.dumps(made, default=str),)

    def _shorter(self, parts: tuple[Any, ...]) -> tuple[Any, ...]:
        """The provider knows some ARNs that CloudFormation has to put together."""
        if parts[:5] == _INVOKE and parts[6:] == ("/invocations",) and self._is_function(parts[5]):
            return (Expr(f"{self.address(parts[5].resource)}.invoke_arn"),)
        if parts[:7] == _EXECUTE and len(parts) >= 8 and isinstance(parts[7], Ref):
            resource = self.plan.resources[parts[7].resource]
            if resource.type in ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
                return (Expr(f"{self.address(resource.id)}.execution_arn"), *parts[8:])
        return parts

    def _is_function(self, arn: Any) -> bool:
        is_arn = isinstance(arn, Ref) and arn.attribute == "Arn"
        return is_arn and self.plan.resources[arn.resource].type == "AWS::Lambda::Function"

    def _secret(self, join: Join) -> Expr | None:
        """A field of a secret, which CloudFormation reads by a dynamic reference: of one that this project makes, or
        of one outside, which a data source reads."""
        if len(join.parts) != 3 or join.parts[0] != "{{resolve:secretsmanager:":
            return None
        field = str(join.parts[2]).removeprefix(":SecretString:").removesuffix("}}")
        version = self._secret_version(join.parts[1])
        return Expr(f"jsondecode({version}.secret_string)[{quoted(field)}]") if version else None

    def _secret_version(self, secret: Any) -> str:
        """The address at which a secret is read."""
        if isinstance(secret, Param):
            name = self.variables[secret.name]
            self.secrets[secret.name] = name.removesuffix("_arn").removesuffix("_secret") or name
            return f"data.{SECRET_VERSION}.{self.secrets[secret.name]}"
        if isinstance(secret, Ref) and self.plan.resources[secret.resource].type == "AWS::SecretsManager::Secret":
            return f"{SECRET_VERSION}.{self.names[secret.resource]}"
        return ""


def _absorbed(plan: Plan) -> dict[str, str]:
    """What Terraform says as an argument of another resource: a version is a function that publishes, a schema belongs
    to its API."""
    found: dict[str, str] = {}
    for type_, key in (("AWS::Lambda::Version", "FunctionName"), ("AWS::AppSync::GraphQLSchema", "ApiId")):
        for resource in plan.of_type(type_):
            owner = resource.properties.get(key)
            if isinstance(owner, Ref):
                found[resource.id] = owner.resource
    return found

"""template.yaml: the plan in SAM's words where it has some, in plain CloudFormation where it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from exporters.asl import as_file
from exporters.base import Block
from exporters.cfn import logical_ids
from exporters.plan import Parameter, Plan, Ref, Resource
from exporters.sam import drawn
from exporters.sam.accepted import accepted
from exporters.sam.apis import convert_apis
from exporters.sam.functions import Idioms, build, code_uri, policies
from exporters.sam.values import Renderer
from exporters.sam.yaml import dump
from exporters.scans import cfn_lint, wrapped

# Properties of a function that are often the same for all, and then stand in Globals.
_GLOBAL = ("Runtime", "Handler", "Architectures", "MemorySize", "Timeout", "Tracing")


class Template:
    """One template; `blocks` are its lines by subject, `workflows` the definitions that stand in files of their own.

    `logical` gives the resources' logical ids where they are decided already; `share` moves what functions have in
    common to Globals.
    """

    def __init__(self, plan: Plan, logical: Mapping[str, str] | None = None, *, share: bool = True) -> None:
        self.plan = plan
        self.logical = logical if logical is not None else logical_ids(plan.resources, taken=plan.parameters)
        self.idioms = Idioms(plan, self.logical)
        self.apis = convert_apis(self.idioms)
        self.render = Renderer(plan, {**self.logical, **self.idioms.renamed})
        self.dead_letters = {r.subject.id for r in plan.resources.values() if r.role == "depth-alarm"}
        self.workflows: dict[str, str] = {}
        self.globals: dict[str, Any] = {}
        self.resources = self._resources(share)

    # -- resources

    def _resources(self, share: bool) -> list[tuple[Resource, dict[str, Any]]]:
        made: list[tuple[Resource, dict[str, Any]]] = []
        functions: list[dict[str, Any]] = []
        for resource in self.plan.resources.values():
            if resource.id in self.idioms.replaced:
                continue
            entry = self._entry(resource)
            if entry["Type"] == "AWS::Serverless::Function":
                functions.append(entry["Properties"])
            made.append((resource, entry))
        if share:
            self._share(functions)
        return made

    def _share(self, functions: list[dict[str, Any]]) -> None:
        """What most functions have in common moves to Globals; a function that lacks it must not inherit it."""
        logging = [f for f in functions if f.get("LoggingConfig", {}).get("LogFormat") == "JSON"]
        if len(functions) < 2:
            return
        if len(logging) == len(functions):
            self.globals["LoggingConfig"] = {"LogFormat": "JSON"}
            for function in logging:
                function["LoggingConfig"] = {k: v for k, v in function["LoggingConfig"].items() if k != "LogFormat"}
        for name in _GLOBAL:
            values = [f.get(name) for f in functions]
            if any(v is None for v in values):
                continue
            common, count = Counter(repr(v) for v in values).most_common(1)[0]
            if count < 2:
                continue
            self.globals[name] = next(v for v in values if repr(v) == common)
            for function in functions:
                if repr(function[name]) == common:
                    del function[name]
        self._share_what_adds_up(functions)

    def _share_what_adds_up(self, functions: list[dict[str, Any]]) -> None:
        """Layers and variables of Globals add to a function's own, so only what all functions have moves there; a
        reference stays with the function that uses it."""
        layers = [f.get("Layers") for f in functions]
        if layers[0] and all(repr(found) == repr(layers[0]) for found in layers):
            self.globals["Layers"] = layers[0]
            for function in functions:
                del function["Layers"]
        variables = [f.get("Environment", {}).get("Variables", {}) for f in functions]
        common = {
            name: value
            for name, value in variables[0].items()
            if isinstance(value, str) and all(found.get(name) == value for found in variables)
        }
        if not common:
            return
        self.globals["Environment"] = {"Variables": common}
        for function, found in zip(functions, variables, strict=True):
            own = {name: value for name, value in found.items() if name not in common}
            if own:
                function["Environment"] = {"Variables": own}
            else:
                del function["Environment"]

    def _entry(self, resource: Resource) -> dict[str, Any]:
        if resource.id in self.apis:
            made = self.apis[resource.id]
            return self._with_attributes(resource, made["Type"], made["Properties"], made["DependsOn"])
        if resource.type == "AWS::Lambda::Function" and resource.id in self.plan.roles:
            return self._with_attributes(
                resource, "AWS::Serverless::Function", self._function(resource), resource.depends_on
            )
        if resource.type == "AWS::StepFunctions::StateMachine" and resource.id not in self.idioms.own_roles:
            properties = self._workflow(resource)
            return self._with_attributes(resource, "AWS::Serverless::StateMachine", properties, resource.depends_on)
        properties = dict(resource.properties)
        if resource.type == "AWS::IAM::Role":
            properties |= self._statements(resource)
        elif resource.type == "AWS::S3::Bucket":
            properties = self._without_functions(properties)
        elif resource.type == "AWS::Cognito::UserPool":
            properties = self._without_triggers(resource, properties)
        elif resource.type == "AWS::Logs::ResourcePolicy" and isinstance(properties.get("PolicyDocument"), Mapping):
            return self._with_attributes(
                resource, resource.type, properties, resource.depends_on, as_json="PolicyDocument"
            )
        return self._with_attributes(resource, resource.type, properties, resource.depends_on)

    def _with_attributes(
        self,
        resource: Resource,
        type_: str,
        properties: Mapping[str, Any],
        depends_on: tuple[str, ...],
        as_json: str = "",
    ) -> dict[str, Any]:
        entry: dict[str, Any] = {"Type": type_}
        depends = [self.logical[d] for d in depends_on if d not in self.idioms.replaced]
        if depends:
            entry["DependsOn"] = depends if len(depends) > 1 else depends[0]
        if resource.deletion:
            entry |= {"DeletionPolicy": resource.deletion, "UpdateReplacePolicy": resource.deletion}
        lacks = accepted({"Type": type_, "Properties": properties}, resource.id in self.dead_letters)
        metadata: dict[str, Any] = {}
        if lacks:
            reason = " ".join(dict.fromkeys(lacks.values()))
            metadata = {"cfn-lint": {"config": {"ignore_checks": list(lacks)}}, "Reason": reason}
        if resource.id in self.plan.code:
            metadata |= build(self.plan.code[resource.id])
        if metadata:
            entry["Metadata"] = metadata
        if type_.startswith("AWS::Serverless::"):
            properties = _tagged(properties)
        rendered = self.render.value(properties)
        if as_json:
            rendered[as_json] = self._json_text(properties[as_json])
        if rendered:
            entry["Properties"] = rendered
        return entry

    def _json_text(self, document: Any) -> Any:
        """A property that wants JSON as a text."""
        body, values = as_file(document)
        from exporters.sam.yaml import Tagged

        return Tagged("!Sub", [body.rstrip("\n"), {k: self.render.value(v) for k, v in values.items()}])

    def _function(self, resource: Resource) -> dict[str, Any]:
        p = dict(resource.properties)
        for name in ("Role", "TracingConfig", "DeadLetterConfig"):
            p.pop(name, None)
        made: dict[str, Any] = {}
        if resource.id in self.plan.code:
            made["CodeUri"] = code_uri(self.plan.code[resource.id])
        elif p.get("PackageType") == "Image":
            made |= {"PackageType": "Image", "ImageUri": p.pop("Code")["ImageUri"]}
            p.pop("PackageType")
        for name in ("Handler", "Runtime", "Architectures", "Description", "MemorySize", "Timeout"):
            if name in p:
                made[name] = p.pop(name)
        mode = resource.properties.get("TracingConfig", {}).get("Mode")
        if mode:
            made["Tracing"] = mode
        letters = resource.properties.get("DeadLetterConfig", {}).get("TargetArn")
        if letters is not None:
            destination = self.idioms.destination(letters)
            made["DeadLetterQueue"] = {"Type": destination.get("Type", "SQS"), "TargetArn": letters}
            covered = [
                x.edge for x in self.plan.links.values() if x.mechanism == "dead-letter" and x.source == resource.id
            ]
            self.idioms.covered.update(covered)
        made |= p
        if resource.id in self.idioms.own_roles:
            made["Role"] = Ref(self.plan.roles[resource.id], "Arn")
        elif found := policies(self.idioms, resource.id):
            made["Policies"] = found
        made |= self.idioms.extras.get(resource.id, {})
        if resource.id in self.idioms.events:
            made["Events"] = self.idioms.events[resource.id]
        return made

    def _workflow(self, resource: Resource) -> dict[str, Any]:
        p = dict(resource.properties)
        made: dict[str, Any] = {"Type": p.pop("StateMachineType")}
        if "StateMachineName" in p:
            made["Name"] = p.pop("StateMachineName")
        if "Definition" in p:
            body, values = as_file(p.pop("Definition"))
            path = f"statemachines/{self._file_name(resource.id)}.asl.json"
            self.workflows[path] = body
            made["DefinitionUri"] = path
            if values:
                made["DefinitionSubstitutions"] = values
        elif "DefinitionString" in p:  # SAM has no such property: the plain resource keeps it
            made["Definition"] = p.pop("DefinitionString")
        for name, word in (("LoggingConfiguration", "Logging"), ("TracingConfiguration", "Tracing")):
            if name in p:
                made[word] = p.pop(name)
        p.pop("RoleArn")
        found = policies(self.idioms, resource.id)
        return {**made, **p, **({"Policies": found} if found else {})}

    def _file_name(self, id_: str) -> str:
        from exporters.cfn import pascal

        name = "".join(c if c.isalnum() else "_" for c in id_.lower())
        taken = f"statemachines/{name}.asl.json" in self.workflows
        return pascal(id_) if taken else name

    def _statements(self, role: Resource) -> dict[str, Any]:
        from exporters.sam.functions import statements

        principal = next((p for p, r in self.plan.roles.items() if r == role.id), None)
        found = statements(list(self.plan.grants_of(principal))) if principal else []
        if not found:
            return {}
        document = {"Version": "2012-10-17", "Statement": found}
        return {"Policies": [{"PolicyName": "least-privilege", "PolicyDocument": document}]}

    def _without_functions(self, properties: dict[str, Any]) -> dict[str, Any]:
        """SAM adds a function's notifications to the bucket by itself."""
        notifications = properties.get("NotificationConfiguration")
        if not notifications or "LambdaConfigurations" not in notifications:
            return properties
        rest = {k: v for k, v in notifications.items() if k != "LambdaConfigurations"}
        kept = {k: v for k, v in properties.items() if k != "NotificationConfiguration"}
        return {**kept, "NotificationConfiguration": rest} if rest else kept

    def _without_triggers(self, resource: Resource, properties: dict[str, Any]) -> dict[str, Any]:
        taken: set[str] = set()
        for function, events in self.idioms.events.items():
            for event in events.values():
                if event["Type"] == "Cognito" and event["Properties"]["UserPool"].resource == resource.id:
                    asked = event["Properties"]["Trigger"]
                    taken.update(asked if isinstance(asked, list) else [asked])
            del function
        config = {k: v for k, v in properties.get("LambdaConfig", {}).items() if k not in taken}
        kept = {k: v for k, v in properties.items() if k != "LambdaConfig"}
        return {**kept, "LambdaConfig": config} if config else kept

    # -- text

    def blocks(self) -> tuple[Block, ...]:
        head = {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Transform": "AWS::Serverless-2016-10-31",
            "Description": _description(self.plan),
        }
        found = [Block(dump(head))]
        if self.plan.parameters:
            parameters = {p.name: parameter(p) for p in self.plan.parameters.values()}
            found.append(Block(f"\n{dump({'Parameters': parameters})}"))
        if self.globals:
            found.append(Block(f"\n{dump({'Globals': {'Function': self.render.value(self.globals)}})}"))
        found.append(Block("\nResources:\n" if self.resources else "\nResources: {}\n"))
        for number, (resource, entry) in enumerate(self.resources):
            lines = dump({self.logical[resource.id]: entry}, 2)
            comment = _comment(resource)
            subject = resource.subject if resource.subject.kind != "design" else None
            found.append(Block(("\n" if number else "") + comment + lines, subject))
        if self.plan.outputs:
            outputs = {
                _alphanumeric(o.name): {"Description": o.description, "Value": self.render.value(o.value)}
                for o in self.plan.outputs
            }
            found.append(Block(f"\n{dump({'Outputs': outputs})}"))
        ours = dump({drawn.KEY: drawn.section(self.plan, self.logical)}, 2)
        found.append(Block(f"\nMetadata:\n{_lint() if self.plan.code else ''}{_DRAWN}{ours}"))
        return tuple(found)


def _tagged(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """SAM's tags are a map, CloudFormation's mostly a list of keys and values."""
    tags = properties.get("Tags")
    if not isinstance(tags, (list, tuple)):
        return properties
    return {
        **properties,
        "Tags": {str(tag["Key"]): tag.get("Value", "") for tag in tags if isinstance(tag, Mapping) and "Key" in tag},
    }


def _lint() -> str:
    """For cfn-lint with the rules of cfn-lint-serverless."""
    reason = wrapped(cfn_lint("WS1004", "template"), 120, "        # ")
    return "\n".join(("  cfn-lint:", "    config:", "      ignore_checks:", *reason, "        - WS1004", ""))


_DRAWN = "  # What of this template was drawn, for when it is opened in Skydraft; nothing else reads it.\n"


def _description(plan: Plan) -> str:
    from exporters.planner.builder import line

    return (line(plan.name) or plan.slug)[:1000]


def _alphanumeric(name: str) -> str:
    return "".join(c for c in name if c.isalnum() and c.isascii())[:255]


def parameter(p: Parameter) -> dict[str, Any]:
    """A parameter of the stack as the template declares it."""
    entry: dict[str, Any] = {"Type": p.type, "Description": p.description[:4000]}
    if p.default is not None:
        entry["Default"] = p.default
    if p.allowed:
        entry["AllowedValues"] = list(p.allowed)
    if p.pattern:
        entry["AllowedPattern"] = p.pattern
    if p.secret:
        entry["NoEcho"] = True
    return entry


def _comment(resource: Resource) -> str:
    """A line above what a person drew, or what needs a word."""
    words = resource.comment or (resource.title if resource.role == "main" else "")
    clean = "".join(c for c in words if c.isprintable())[:100].strip()
    return f"  # {clean}\n" if clean else ""

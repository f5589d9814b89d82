"""What the projects of both languages share: settings of the CDK, handlers, what the template must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping

from exporters.base import File, as_json
from exporters.cdk import tree as t
from exporters.cdk.naming import Names
from exporters.cdk.text import Language
from exporters.plan import Plan
from exporters.readme import markdown

LIBRARY, CONSTRUCTS, COMMAND = "2.275.0", "10.8.1", "2.1148.1"  # aws-cdk-lib, constructs, aws-cdk

# Behaviour that `cdk init` turns on for a new project, as far as it concerns what is exported.
# https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
_FLAGS = {
    "@aws-cdk/aws-apigateway:disableCloudWatchRole": True,
    "@aws-cdk/aws-events:eventsTargetQueueSameAccount": True,
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/aws-lambda:recognizeVersionProps": True,
    "@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption": True,
    "@aws-cdk/core:enablePartitionLiterals": True,
    "@aws-cdk/core:target-partitions": ["aws", "aws-cn"],
}

# The library makes resources of these types itself, so their number says nothing.
_UNCOUNTED = ("AWS::Lambda::", "AWS::IAM::", "AWS::ApiGateway::")

# The library tags these although CloudFormation knows no tags of theirs.
_UNTAGGED = ("AWS::RDS::DBProxyTargetGroup",)


def tags(plan: Plan) -> tuple[t.Expr, ...]:
    """The statements that tag everything in `app`."""
    types = tuple(t.Lit(type_) for type_ in _UNTAGGED if next(plan.of_type(type_), None))
    props: dict[str, t.Expr] = {"excludeResourceTypes": t.Items(types)} if types else {}
    add = t.Attribute(t.Call(t.Symbol("", "Tags.of"), (t.Local("app", "app"),)), "add")
    return tuple(t.Call(add, (t.Lit(key), t.Lit(value)), props) for key, value in plan.tags.items())


def cdk_json(app: str) -> File:
    exclude = ["README.md", "cdk*.json", "**/node_modules", "**/__pycache__", "cdk.out", "tests", "test"]
    content = {"app": app, "watch": {"include": ["**"], "exclude": exclude}, "context": _FLAGS}
    return as_json("cdk.json", content)


def settings_of(program: t.Program) -> tuple[t.Setting, ...]:
    """All settings that the command line can give, each once."""
    return tuple({s.name: s for tree in program.stacks for s in text_settings(tree)}.values())


def text_settings(tree: t.StackTree) -> tuple[t.Setting, ...]:
    """The settings that the command line can give as context, which is always text."""
    return tuple(s for s in tree.settings if isinstance(s.default, t.Lit) and isinstance(s.default.value, str))


_APP = t.Local("app", "app")


def application(plan: Plan, program: t.Program, language: Language) -> tuple[tuple[t.Statement, ...], ...]:
    """The statements that make all stacks, in paragraphs."""
    env: t.Expr = t.Struct(t.Symbol("", "Environment"), {"region": t.Lit(plan.region)})
    given = {s.name: _context(s, language) for s in settings_of(program)}
    first: list[t.Statement] = [t.Let(_APP, t.New(t.Symbol("", "App")))]
    if len(program.stacks) == 1:
        (tree,) = program.stacks
        return ((*first, *_made(program, tree, language, env, given)),)
    first.append(t.Let(t.Local("env", "env"), env))
    first += [t.Let(name, value) for name, value in given.items()]
    own: dict[t.Local, t.Expr] = {name: name for name in given}
    env = t.Local("env", "env")
    return (tuple(first), *(_made(program, tree, language, env, own) for tree in program.stacks))


def bundles(plan: Plan) -> bool:
    """Whether there are functions that the CDK bundles."""
    return any(code.language == "typescript" for code in plan.code.values())


def alone(
    plan: Plan, program: t.Program, tree: t.StackTree, language: Language
) -> tuple[tuple[t.Statement, ...], t.Local]:
    """The statements that make one stack, with the others that it needs, for a test; and its variable."""
    nothing: Mapping[str, t.Expr] = {"context": t.Data({"aws:cdk:bundling-stacks": t.Items(())})}
    new = t.New(t.Symbol("", "App"), (), nothing if bundles(plan) else {})
    if len(program.stacks) == 1:
        local = t.Local("stack", "stack")
        return (t.Let(local, t.New(t.Symbol("", tree.class_name), (new, t.Lit(tree.id)))),), local
    made = (s for other in program.needed_by(tree) for s in _made(program, other, language, keep=tree))
    return (t.Let(_APP, new), *made), _variables(program)[tree.id]


def _made(
    program: t.Program,
    tree: t.StackTree,
    language: Language,
    env: t.Expr | None = None,
    settings: Mapping[t.Local, t.Expr] | None = None,
    keep: t.StackTree | None = None,
) -> tuple[t.Statement, ...]:
    """The statement that makes a stack, as a variable where something reads it."""
    names = _variables(program)
    props: dict[str, t.Expr] = {"env": env} if env is not None else {}
    for one in tree.inputs:
        stack = names[one.stack]
        member = t.Local(f"{stack.python}.{one.name.python}", f"{stack.typescript}.{one.name.typescript}")
        props[_spelt(one.name, language)] = member
    for setting in text_settings(tree):
        if settings and setting.name in settings:
            props[_spelt(setting.name, language)] = settings[setting.name]
    made = t.New(t.Symbol("", tree.class_name), (_APP, t.Lit(tree.id)), props)
    return (t.Let(names[tree.id], made) if tree.members or tree == keep else t.Do(made),)


def _spelt(name: t.Local, language: Language) -> str:
    return name.python if language == "python" else name.typescript


def _context(setting: t.Setting, language: Language) -> t.Expr:
    """What the command line gives for a setting; Python's parameters would take its `None` for a value."""
    get = t.Attribute(t.Attribute(_APP, "node"), "tryGetContext")
    value = t.Call(get, (t.Lit(setting.name.typescript),))
    return t.Otherwise(value, setting.default) if language == "python" else value


def _variables(program: t.Program) -> dict[str, t.Local]:
    """Stack's id -> its variable in the program and in tests."""
    names = Names((name, name) for name in ("app", "env", "template"))
    for setting in settings_of(program):
        names.local(setting.name.python, "setting")
    return {tree.id: names.local(tree.stem.removesuffix("_stack"), "stack") for tree in program.stacks}


def commands(program: t.Program, cdk: str) -> tuple[tuple[str, str], ...]:
    """What the README says about deploying, with the command's own word."""
    several = len(program.stacks) > 1
    every = " --all" if several else ""
    asked = [f"{tree.id}:{name}" if several else name for tree in program.stacks for name in _asked(tree)]
    deploy = " \\\n  ".join([f"{cdk} deploy{every}", *(f"--parameters {name}=…" for name in asked)])
    context = "".join(f" -c {s.name.typescript}=…" for s in settings_of(program))
    again = (("Deploy with other settings (a stage, for example)", f"{cdk} deploy{every}{context}"),)
    return (
        ("Prepare the account and region, once", f"{cdk} bootstrap"),
        ("Deploy", deploy),
        *(again if context else ()),
        ("Take everything down again (data and their stores are kept)", f"{cdk} destroy{every}"),
    )


def _asked(tree: t.StackTree) -> list[str]:
    """The parameters of a stack that have no default."""
    found = []
    for section in tree.sections:
        for expr in t.inside(section):
            match expr:
                case t.New(t.Symbol("", "CfnParameter"), (_, t.Lit(str() as name)), props) if "default" not in props:
                    found.append(name)
    return found


def chapters(plan: Plan, program: t.Program, path: Callable[[t.StackTree], str]) -> tuple[str, ...]:
    """What the README says of several stacks: where each stands, and why some are not one each."""
    remarks = "".join(f"\n\n{remark}" for remark in program.remarks)
    if len(program.stacks) == 1:
        return (f"## Stacks{remarks}",) if remarks else ()
    rows = "\n".join(
        f"| `{s.id}` | `{path(s)}` | {markdown(s.title.removeprefix(f'{plan.name or plan.slug}: '))} |"
        for s in program.stacks
    )
    words = (
        "One stack for each bounded context, in the order in which they are deployed. A stack is given what it needs\n"
        "of others as arguments; nothing else crosses."
    )
    return (f"## Stacks\n\n{words}\n\n| stack | file | holds |\n|---|---|---|\n{rows}{remarks}",)


def counts(plan: Plan, of: Container[str]) -> dict[str, int]:
    """How many resources of each type a template with these resources of the plan must hold."""
    types = {r.type for r in plan.resources.values() if r.role == "main" and r.subject.kind == "node"}
    held = (resource for id_, resource in plan.resources.items() if id_ in of)
    found = Counter(r.type for r in held if r.type in types and not r.type.startswith(_UNCOUNTED))
    return dict(sorted(found.items()))


def beside(files: Iterable[File], others: Iterable[File]) -> tuple[File, ...]:
    """Both, where a path of `others` that is taken gives way."""
    first = tuple(files)
    taken = {file.path for file in first}
    return (*first, *(file for file in others if file.path not in taken))

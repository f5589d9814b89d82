"""A project's own tests: `terraform test` plans it with mock providers, without an account, and asserts what must not
be lost by editing.

https://developer.hashicorp.com/terraform/language/tests/mocking
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from exporters.plan import Parameter, Ref
from exporters.terraform.hcl import Block, Call, Each, Expr, Template
from exporters.terraform.stack import Stack
from exporters.terraform.values import NAME, SECRET_VERSION

PATH = "tests/deployment.tftest.hcl"

# What a mock answers where the provider looks at the answer's form.
_MOCKED: Mapping[str, Mapping[str, str]] = {
    "aws_caller_identity": {"account_id": "123456789012"},
    "aws_iam_policy_document": {"json": '{"Version":"2012-10-17","Statement":[]}'},
    "aws_partition": {"partition": "aws", "dns_suffix": "amazonaws.com"},
    SECRET_VERSION: {"secret_string": '{"api_key":"key","username":"user","password":"word"}'},
}
_NAMED = ("name", "function_name", "bucket_prefix")
_CLOSED = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


@cache
def _samples() -> Mapping[str, str]:
    return tomllib.loads(files(__package__).joinpath("samples.toml").read_text(encoding="utf-8"))


def tests(stack: Stack, variables: Mapping[str, Parameter]) -> list[Block]:
    """The blocks of the test file; none where a variable asks for what no sample is."""
    given = {name: sample(p) for name, p in variables.items() if p.default is None}
    if None in given.values():
        return []
    blocks = [block for of_file in stack.files.values() for block in of_file]
    asserts = [_assert(condition, told) for condition, told in _rules(stack)]
    plan = Block("run", ("plan",), {"command": Expr("plan")}, asserts)
    refused = Block("run", ("a_name_that_aws_refuses",), {"command": Expr("plan")})
    refused.attributes["expect_failures"] = [Expr(f"var.{NAME}")]
    refused.add("variables", {NAME: "Not a name"})
    made = [_mocks(stack, blocks)]
    if any(b.labels and b.labels[0] == "archive_file" for b in blocks):
        made.append(Block("mock_provider", ("archive",)))
    if given:
        made.append(Block("variables", (), given))
    return [*made, *([plan] if asserts else []), refused]


def _assert(condition: Expr | Call, told: str) -> Block:
    """The condition first, however many lines it has."""
    said, why = {"condition": condition}, {"error_message": told}
    return Block("assert", (), why, meta=said) if isinstance(condition, Call) else Block("assert", (), {**said, **why})


def sample(parameter: Parameter) -> Any:
    """A value that a variable takes; None where its pattern is nobody's whom this package knows."""
    if parameter.allowed:
        return parameter.allowed[0]
    if parameter.type == "Number":
        return 1
    text = _samples().get(parameter.pattern) if parameter.pattern else "example"
    return text if text is None or parameter.type == "String" else [text, f"{text[:-1]}1"]


def _mocks(stack: Stack, blocks: Sequence[Block]) -> Block:
    asked = {b.labels[0] for b in blocks if b.type == "data"}
    answers = {**_MOCKED, "aws_region": {"name": stack.plan.region}}
    block = Block("mock_provider", ("aws",))
    for source in sorted(asked & answers.keys()):
        inner = Block("mock_data", (source,), {"defaults": dict(answers[source])})
        block.blocks.append(inner)
    return block


def _rules(stack: Stack) -> Iterator[tuple[Expr | Call, str]]:
    """What holds for the plan: a condition, and what is wrong where it does not."""
    made = [b for of_file in stack.files.values() for b in of_file if b.type == "resource" and not b.meta]
    names = [f"{'.'.join(b.labels)}.{key}" for b in made for key in _NAMED if _begins(b.attributes.get(key))]
    if names:
        yield _all("name", names, f"startswith(name, var.{NAME})"), "A name does not begin with the deployment's."
    closed = ["aws_s3_bucket_public_access_block." + b.labels[1] for b in made if b.labels[0].endswith("access_block")]
    if closed:
        yield _all("bucket", closed, " && ".join(f"bucket.{c}" for c in _CLOSED)), "A bucket may be made public."
    kept = [
        f"{'.'.join(b.labels)}.{inner.type}[0].enabled"
        for b in made
        for inner in b.blocks
        if b.labels[0] == "aws_dynamodb_table" and inner.type in ("server_side_encryption", "point_in_time_recovery")
    ]
    if kept:
        yield _all("enabled", kept, "enabled"), "A table is not encrypted, or cannot be restored."
    logs = [f"{'.'.join(b.labels)}.retention_in_days" for b in made if "retention_in_days" in b.attributes]
    if logs:
        yield _all("days", logs, "days > 0"), "A log is kept for ever."
    known = {".".join(b.labels): b.attributes for b in made}
    for mapping in stack.plan.of_type("AWS::Lambda::EventSourceMapping"):
        pair = [mapping.properties.get(key) for key in ("EventSourceArn", "FunctionName")]
        types = [stack.plan.resources[r.resource].type for r in pair if isinstance(r, Ref)]
        if types == ["AWS::SQS::Queue", "AWS::Lambda::Function"]:
            queue, function = (stack.values.address(r.resource) for r in pair if isinstance(r, Ref))
            waits, works = f"{queue}.visibility_timeout_seconds", f"{function}.timeout"
            if all(said.rpartition(".")[2] in known.get(said.rpartition(".")[0], {}) for said in (waits, works)):
                yield Expr(f"{waits} >= {works}"), "A message comes again while its function still works on it."


def _begins(value: Any) -> bool:
    return isinstance(value, Template) and value.parts[0] == Expr(f"var.{NAME}")


def _all(item: str, values: Sequence[str], condition: str) -> Call:
    return Call("alltrue", (Each(item, tuple(map(Expr, values)), Expr(condition)),))

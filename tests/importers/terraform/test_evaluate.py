"""What expressions are worth, as Terraform would say, and what stays unknown."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from designer.catalogue import load
from designer.importers.terraform import read_terraform
from designer.importers.terraform.evaluate import Budget
from designer.importers.terraform.files import Files
from designer.importers.terraform.module import Module
from designer.importers.terraform.values import Json, Pseudo, Reference, Text, Unknown
from designer.storage.errors import FileError
from tests.importers.reading import lay

QUEUE = Reference("aws_sqs_queue.q", ("arn",))

EXPRESSIONS: list[tuple[str, Any]] = [
    ('"plain"', "plain"),
    ('"a\\"b\\n\\u00e4$${x}"', 'a"b\nä${x}'),
    ("12", 12),
    ("1.5", 1.5),
    ("-3", -3),
    ("!true", False),
    ("null", None),
    ("2 + 3 * 4", 14),
    ("(2 + 3) * 4", 20),
    ("7 % 4 == 3 && true", True),
    ("1 > 2 || false", False),
    ('var.stage == "prod" ? 1 : 2', 2),
    ("var.nothing != null ? 1 : 2", 1),
    ('"${var.stage}-${local.number}"', "dev-3"),
    ('"${var.nothing}"', Unknown("var.nothing")),
    ('"x-${aws_sqs_queue.q.name}"', Text(("x-", Reference("aws_sqs_queue.q", ("name",))))),
    ("aws_sqs_queue.q.arn", QUEUE),
    ("aws_sqs_queue.q[0].arn", Reference("aws_sqs_queue.q", (0, "arn"))),
    ("aws_sqs_queue.many[*].arn", [Reference(f"aws_sqs_queue.many[{i}]", ("arn",)) for i in range(2)]),
    ("aws_sqs_queue.many[1].arn", Reference("aws_sqs_queue.many[1]", ("arn",))),
    ('aws_sqs_queue.each["a"].arn', Reference('aws_sqs_queue.each["a"]', ("arn",))),
    ("values(aws_sqs_queue.each)[*].arn", [Reference(f'aws_sqs_queue.each["{k}"]', ("arn",)) for k in "ab"]),
    ("[for k, q in aws_sqs_queue.each : q.arn if k != \"a\"]", [Reference('aws_sqs_queue.each["b"]', ("arn",))]),
    ("[for x in [1, 2, 3] : x * 2 if x > 1]", [4, 6]),
    ("{for k, v in {a = 1, b = 2} : upper(k) => v}", {"A": 1, "B": 2}),
    ('{for x in ["a1", "a2", "b1"] : substr(x, 0, 1) => x...}', {"a": ["a1", "a2"], "b": ["b1"]}),
    ('{ a = 1, "b" : 2, (var.stage) = 3 }', {"a": 1, "b": 2, "dev": 3}),
    ("local.map.list[1].deep", "yes"),
    ('local.map["list"][0]', 5),
    ("data.aws_region.current.name", Pseudo("Region")),
    ("data.aws_caller_identity.me.account_id", Pseudo("AccountId")),
    ("data.aws_s3_bucket.other.arn", Reference("data.aws_s3_bucket.other", ("arn",))),
    ('jsonencode({a = [aws_sqs_queue.q.arn]})', Json({"a": [QUEUE]})),
    ('jsondecode("{\\"a\\": [1]}").a[0]', 1),
    ('jsonencode({a = 1})', Json({"a": 1})),
    ('"x${jsonencode({a = 1})}"', 'x{"a": 1}'),
    ('merge({a = 1}, {b = 2})["b"]', 2),
    ('concat([1], [2])', [1, 2]),
    ("flatten([[1, [2]], 3])", [1, 2, 3]),
    ('lookup({a = 1}, "z", 9)', 9),
    ('toset(["b", "a", "b"])', ["b", "a"]),
    ('format("%s-%03d-%%", "a", 7)', "a-007-%"),
    ('format("%s", aws_sqs_queue.q.arn)', QUEUE),
    ('join("-", ["a", aws_sqs_queue.q.name])', Text(("a-", Reference("aws_sqs_queue.q", ("name",))))),
    ('try(local.map.none, "second")', "second"),
    ('coalesce(null, "", "c")', "c"),
    ("max(1, 5, 3)", 5),
    ('replace("a.b.c", ".", "-")', "a-b-c"),
    ('split(",", "a,b")', ["a", "b"]),
    ('length({a = 1})', 1),
    ("uuid()", Unknown("uuid()")),
    ('nothing_like_this(aws_sqs_queue.q.arn)', QUEUE),
    ("local.round", Unknown("local.round, which refers to itself")),
    ("<<-EOT\n    one\n      two ${var.stage}\n    EOT\n", "one\n  two dev\n"),
    ("<<EOT\n  one\nEOT\n", "  one\n"),
    ('"%{ if var.stage == "dev" }yes%{ else }no%{ endif }"', "yes"),
    ('file("${path.module}/text.txt")', "from a file"),
    ('templatefile("text.tftpl", {who = aws_sqs_queue.q.arn})', Text(("to ", QUEUE, "\n\n"))),
    ('file("../outside.txt")', Unknown("file ../outside.txt")),
    ("terraform.workspace", "default"),
    ("range(3)", [0, 1, 2]),
    ("range(100000000)", Unknown("range(100000000)")),
]  # fmt: skip

FILE = """
variable "stage" { default = "dev" }
variable "nothing" {}
locals {
  number = 3
  map    = { list = [5, { deep = "yes" }] }
  round  = local.round
}
resource "aws_sqs_queue" "q" {}
resource "aws_sqs_queue" "many" { count = 2 }
resource "aws_sqs_queue" "each" { for_each = toset(["a", "b"]) }
"""


@pytest.fixture
def module(tmp_path: Path) -> Module:
    inside = tmp_path / "inside"
    lay(tmp_path, {"outside.txt": "secret"})
    lay(inside, {"main.tf": FILE, "text.txt": "from a file", "text.tftpl": "to ${who}\n"})
    return Module(Files(inside, inside.resolve()), inside, Budget())


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS, ids=[e[0][:50] for e in EXPRESSIONS])
def test_value(module: Module, expression: str, value: Any) -> None:
    (module.folder / "more.tf").write_text(f'output "x" {{\n  value = {expression}\n}}\n', encoding="utf-8")
    module.load()
    found = module.output("x")
    assert found == value
    assert type(found) is type(value)


def test_an_unknown_condition_shows_the_way_that_leads_somewhere(module: Module) -> None:
    (module.folder / "more.tf").write_text('output "x" { value = var.nothing ? null : aws_sqs_queue.q.arn }')
    module.load()
    assert module.output("x") == QUEUE


BOMBS = {
    "lists in lists": "\n".join(
        f"l{i} = [{', '.join([f'local.l{i - 1}'] * 10)}]" if i else "l0 = [1]" for i in range(40)
    ),
    "texts": "\n".join(f'l{i} = "{f"${{local.l{i - 1}}}" * 10}"' if i else 'l0 = "x"' for i in range(40)),
    "a long chain": "\n".join(f"l{i} = local.l{i - 1}" if i else "l0 = 1" for i in range(2000)),
    "deep": "l0 = " + "[" * 5000 + "]" * 5000,
    "rounds": "l0 = [for a in range(2000) : [for b in range(2000) : [for c in range(2000) : c]]]",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_end(module: Module, bomb: str) -> None:
    """However few lines blow it up, the import ends soon: with a design, or with a fault of the file."""
    last = BOMBS[bomb].rstrip().rpartition("\n")[2].partition(" ")[0]
    resource = f'resource "aws_sqs_queue" "b" {{ name = jsonencode(local.{last}) }}'
    (module.folder / "more.tf").write_text(f"locals {{\n{BOMBS[bomb]}\n}}\n{resource}\n")
    found: list[object] = []
    with contextlib.suppress(FileError):
        found.append(read_terraform(module.folder, load()).design.nodes)
    assert all(found)

"""Terraform becomes the same design as the template that it stands for; nothing of AWS's is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from designer.catalogue import load
from designer.importers.terraform import files
from designer.importers.terraform.types import cloudformation_type
from designer.model.design import Subject
from designer.storage.design_file import read
from designer.storage.errors import FileError
from exporters.terraform.table import idioms
from tests.importers.reading import imported, lay, pairs, services

GOLDEN = Path(__file__).parents[2] / "golden"
EXAMPLES = {p.name.partition(".")[0]: p for p in (Path(__file__).parents[3] / "resources" / "examples").glob("*.json")}

MAIN = """
variable "names" { default = ["paid", "sent"] }
variable "spare" { default = false }
variable "unknown" {}

locals {
  queues = { for n in var.names : n => { wait = 60 } }
}

resource "aws_sqs_queue" "dead" {
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "orders" {
  for_each                   = local.queues
  name                       = "orders-${each.key}"
  visibility_timeout_seconds = each.value.wait
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 4
  })
}

resource "aws_sqs_queue" "spare" {
  count = var.spare ? 1 : 0
}

module "worker" {
  source = "./worker"
  queue  = aws_sqs_queue.orders["paid"].arn
  table  = aws_dynamodb_table.orders
}

resource "aws_dynamodb_table" "orders" {
  name             = "orders"
  hash_key         = "id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_cloudwatch_event_rule" "daily" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_rule" "placed" {
  event_pattern = <<PATTERN
{"source": ["shop"], "detail-type": ["placed"]}
{"source": ["shop"], "detail-type": ["placed"]}
PATTERN
}

resource "aws_cloudwatch_event_target" "placed" {
  rule = aws_cloudwatch_event_rule.placed.name
  arn  = aws_sqs_queue.orders["sent"].arn
}

resource "aws_sns_topic" "news" {}

resource "aws_sns_topic_subscription" "news" {
  topic_arn     = aws_sns_topic.news.arn
  protocol      = "sqs"
  endpoint      = aws_sqs_queue.orders["sent"].arn
  filter_policy = jsonencode({ kind = ["x"] })
}

resource "aws_sfn_state_machine" "flow" {
  name     = "flow"
  role_arn = var.unknown
  definition = jsonencode({
    StartAt = "Work"
    States  = { Work = { Type = "Task", Resource = module.worker.arn, End = true } }
  })
}

resource "aws_somethingnew_thing" "thing" {
  colour = "red"
}

resource "random_id" "x" { byte_length = 4 }
"""
WORKER = """
variable "queue" {}
variable "table" {}

data "aws_iam_policy_document" "access" {
  statement {
    actions   = ["dynamodb:PutItem"]
    resources = [var.table.arn]
  }
  dynamic "statement" {
    for_each = ["s3:GetObject"]
    content {
      actions   = [statement.value]
      resources = ["${aws_s3_bucket.files.arn}/*"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_policy" "access" {
  policy = data.aws_iam_policy_document.access.json
}

resource "aws_iam_role_policy_attachment" "access" {
  role       = aws_iam_role.this.name
  policy_arn = aws_iam_policy.access.arn
}

resource "aws_lambda_function" "this" {
  function_name = "worker"
  role          = aws_iam_role.this.arn
  handler       = "app.handler"
  runtime       = "python3.13"
  timeout       = 10
  environment {
    variables = { BUCKET = aws_s3_bucket.files.id }
  }
}

resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn = var.queue
  function_name    = aws_lambda_function.this.arn
  batch_size       = 5
}

resource "aws_s3_bucket" "files" {}

resource "aws_s3_bucket_versioning" "files" {
  bucket = aws_s3_bucket.files.id
  versioning_configuration { status = "Enabled" }
}

output "arn" { value = aws_lambda_function.this.arn }
"""
CONNECTIONS = {
    ("OrdersQueuePaid", "Dead"), ("OrdersQueueSent", "Dead"), ("OrdersQueuePaid", "WorkerFunction"),
    ("News", "OrdersQueueSent"), ("WorkerFunction", "OrdersTable"), ("WorkerFunction", "Files"),
    ("Flow", "WorkerFunction"),
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(tmp_path_factory.mktemp("tf") / "shop", {"main.tf": MAIN, "worker/main.tf": WORKER})


def test_a_directory(shop: Path) -> None:
    found = imported(shop)
    assert pairs(found.design) >= CONNECTIONS
    of = services(found.design)
    assert {of[i] for i in ("OrdersQueuePaid", "OrdersQueueSent", "Dead")} == {"sqs"}
    paid = found.design.nodes["OrdersQueuePaid"].properties
    assert paid["VisibilityTimeout"] == 60
    assert found.design.nodes["OrdersTable"].properties["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert found.design.nodes["Files"].properties["VersioningConfiguration"] == {"Status": "Enabled"}
    mapping = next(
        e for e in found.design.edges.values() if (e.source, e.target) == ("OrdersQueuePaid", "WorkerFunction")
    )
    assert mapping.properties["BatchSize"] == 5


def test_every_resource_is_accounted_for(shop: Path) -> None:
    report = imported(shop).report
    fates = {item.name: item for item in report.items}
    assert fates["module.worker.aws_iam_role_policy_attachment.access"].fate == "folded"
    assert fates["module.worker.aws_s3_bucket_versioning.files"].subject == Subject("node", "Files")
    assert fates["aws_somethingnew_thing.thing"].fate == "kept"
    assert fates["random_id.x"].fate == "left-out"
    assert all(i.subject is not None for i in report.items if i.type.startswith("aws_"))
    assert {i.type for i in report.items if i.fate == "left-out"} == {"random_id"}


def test_what_count_leaves_out_is_drawn_but_not_deployed(shop: Path) -> None:
    nodes = imported(shop).design.nodes
    assert [i for i, node in nodes.items() if node.disabled] == ["Spare"]


def test_a_module_is_a_frame(shop: Path) -> None:
    design = imported(shop).design
    (group,) = design.groups
    assert design.groups[group].title == "Worker"
    assert {i for i, n in design.nodes.items() if n.group == group} >= {"WorkerFunction", "Files"}


def test_places_are_those_of_the_files(shop: Path) -> None:
    found = imported(shop)
    for subject, word in ((Subject("node", "Dead"), '"dead"'), (Subject("node", "Files"), '"files"')):
        place = found.positions[subject]
        assert word in place.path.read_text().splitlines()[place.line - 1]


@pytest.mark.parametrize("name", sorted(p.parent.name for p in GOLDEN.glob("*/terraform")))
def test_our_own_export_comes_back(name: str) -> None:
    """Each node and each connection between nodes of the design that was exported is there again."""
    design = read(EXAMPLES[name], load().services).design
    back = imported(GOLDEN / name / "terraform").design
    actors = {i for i, n in design.nodes.items() if load().services[n.service].actor}
    ids = {i: i.replace("_", "").lower() for i in design.nodes if i not in actors}
    found = {i.lower(): i for i in back.nodes}
    assert set(ids.values()) <= set(found)
    assert {back.nodes[found[ids[i]]].service for i in ids} == {design.nodes[i].service for i in ids}
    wanted = {(ids[e.source], ids[e.target]) for e in design.edges.values() if e.source in ids and e.target in ids}
    assert wanted <= {(a.lower(), b.lower()) for a, b in pairs(back)}


def test_the_table_reads_both_ways() -> None:
    """Each type that is exported is known again as what it was."""
    for type_, idiom in idioms().items():
        back = cloudformation_type(idiom.type)
        assert back == type_.partition(" ")[0] or type_ in ("AWS::AppSync::GraphQLSchema", "AWS::Lambda::Version")


def _plan(resources: list[Any], configured: list[Any]) -> str:
    planned = {"root_module": {"resources": resources}}
    document = {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": planned,
                "configuration": {"root_module": {"resources": configured}}}  # fmt: skip
    return json.dumps(document)


def test_a_plan(tmp_path: Path) -> None:
    """Known values come from the plan, references from the configuration."""
    queue = {"address": "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q",
             "values": {"name": "jobs", "visibility_timeout_seconds": 90}}  # fmt: skip
    function = {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f",
                "values": {"function_name": "f", "timeout": 15}}  # fmt: skip
    mapping = {"address": "aws_lambda_event_source_mapping.m", "mode": "managed",
               "type": "aws_lambda_event_source_mapping", "name": "m", "values": {"batch_size": 7}}  # fmt: skip
    expressions = {
        "event_source_arn": {"references": ["aws_sqs_queue.q.arn", "aws_sqs_queue.q"]},
        "function_name": {"references": ["aws_lambda_function.f.arn", "aws_lambda_function.f"]},
    }
    configured: list[Any] = [
        {"address": "aws_lambda_event_source_mapping.m", "type": "aws_lambda_event_source_mapping", "name": "m",
         "expressions": expressions}
    ]  # fmt: skip
    path = tmp_path / "plan.json"
    path.write_text(_plan([queue, function, mapping], configured))
    found = imported(path)
    assert pairs(found.design) == {("Q", "F")}
    assert found.design.nodes["Q"].properties["VisibilityTimeout"] == 90
    (edge,) = found.design.edges.values()
    assert edge.properties["BatchSize"] == 7
    assert found.report.kind == "Terraform plan"


# What the file of everyday resources connects, by Terraform's names.
EVERYDAY = {
    ("Sch", "F"), ("Rule", "F"), ("B", "DefaultBus"), ("DefaultBus", "Sm"), ("Api", "F"), ("Api", "Pool"), ("Sm", "Tp"),
    ("F", "Dlq"), ("Fh", "B"), ("Tp", "Fh"), ("Iot", "Tp"), ("Lb", "Td"), ("Client", "F"),
}  # fmt: skip


def test_everyday_resources() -> None:
    """Routes, rules, targets, schedules, notifications, subscriptions, definitions: each is a connection."""
    found = imported(Path(__file__).parent / "everyday")
    assert pairs(found.design) >= EVERYDAY
    assert all(item.subject is not None for item in found.report.items)
    routed = next(e for e in found.design.edges.values() if (e.source, e.target) == ("Api", "F"))
    assert routed.properties["Path"] == "/orders"
    assert routed.properties["Method"] == "POST"
    scheduled = next(e for e in found.design.edges.values() if e.source == "Sch")
    assert scheduled.properties["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ("Dlq", "Arn")}}


def test_modules_that_need_each_other(tmp_path: Path) -> None:
    files = {
        "main.tf": """
module "q" {
  source = "./q"
  topic  = module.t.arn
}
module "t" {
  source = "./t"
  queue  = module.q.arn
}
""",
        "q/main.tf": """
variable "topic" {}
resource "aws_sqs_queue" "this" {}
resource "aws_ssm_parameter" "topic" { value = var.topic }
output "arn" { value = aws_sqs_queue.this.arn }
""",
        "t/main.tf": """
variable "queue" {}
resource "aws_sns_topic" "this" {}
resource "aws_sns_topic_subscription" "this" {
  topic_arn = aws_sns_topic.this.arn
  protocol  = "sqs"
  endpoint  = var.queue
}
output "arn" { value = aws_sns_topic.this.arn }
""",
    }
    design = imported(lay(tmp_path, files)).design
    assert ("TTopic", "QQueue") in pairs(design)
    assert design.nodes["Topic"].properties["Value"] == {"Fn::GetAtt": ("TTopic", "Arn")}


OUTSIDE = {
    "a module outside": ('module "m" { source = "../outside" }', "lies outside"),
    "a module that calls itself": ('module "m" { source = "./." }', ""),
    "a module from elsewhere": ('module "m" { source = "hashicorp/consul/aws" }', "is not on this machine"),
    "a folder that is missing": ('module "m" { source = "./nope" }', "there is no folder"),
    "no HCL": ("resource aws_x {{{ = ", "this is not HCL"),
    "a file outside": ('resource "aws_ssm_parameter" "p" { value = file("../outside/main.tf") }', ""),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_what_is_not_read(tmp_path: Path, case: str) -> None:
    """Nothing outside the folder is opened, and what could not be read is said with its line."""
    text, says = OUTSIDE[case]
    lay(tmp_path, {"outside/main.tf": 'resource "aws_sns_topic" "secret" {}'})
    found = imported(lay(tmp_path / "inside", {"main.tf": f'resource "aws_sqs_queue" "q" {{}}\n{text}\n'}))
    assert "sns" not in services(found.design).values()
    assert "secret" not in str(found.design)
    if says:
        (remark, *_) = [r for r in found.report.remarks if says in r.message]
        assert remark.place is not None
        assert remark.place.line == 2


def test_a_link_that_leads_outside(tmp_path: Path) -> None:
    lay(tmp_path, {"outside/secret.tf": 'resource "aws_sns_topic" "secret" {}'})
    inside = lay(tmp_path / "inside", {"main.tf": 'resource "aws_sqs_queue" "q" {}'})
    (inside / "linked.tf").symlink_to(tmp_path / "outside" / "secret.tf")
    found = imported(inside)
    assert set(services(found.design).values()) == {"sqs"}
    assert "leads outside" in found.report.remarks[0].message


def test_a_huge_file(tmp_path: Path) -> None:
    lay(tmp_path, {"main.tf": "# " + "x" * 3_000_000})
    with pytest.raises(FileError, match="at most 2 MB"):
        imported(tmp_path)


REGISTRY = {
    ("Jobs", "WorkerFunction"), ("EventsRuleCrons", "WorkerFunction"), ("Api", "WorkerFunction"),
    ("Bucket", "WorkerFunction"), ("Queue", "Dlq"), ("NewsTopic", "Queue"), ("WorkerFunction", "FlowMachine"),
}  # fmt: skip


def test_modules_of_the_registry() -> None:
    """What the widely used modules make is drawn without them; each stands where it is called."""
    folder = Path(__file__).parent / "registry"
    found = imported(folder)
    assert pairs(found.design) == REGISTRY
    worker = found.design.nodes["WorkerFunction"].properties
    assert (worker["Timeout"], worker["Runtime"]) == (20, "python3.13")
    for id_, word in (("WorkerFunction", 'module "worker"'), ("Table", 'module "table"')):
        place = found.positions[Subject("node", id_)]
        assert place.path == folder / "main.tf"
        assert place.path.read_text().splitlines()[place.line - 1].startswith(word)


STAND_INS = sorted(path.parent for path in files.STAND_INS.rglob("main.tf"))


@pytest.mark.parametrize("folder", STAND_INS, ids=[f.relative_to(files.STAND_INS).as_posix() for f in STAND_INS])
def test_stand_ins_are_read_whole(folder: Path, tmp_path: Path) -> None:
    """Alone, with their defaults, they are understood to the last line."""
    source = "terraform-aws-modules/" + folder.relative_to(files.STAND_INS / "terraform-aws-modules").as_posix()
    source = source.replace("/modules/", "/aws//modules/") if "/modules/" in source else f"{source}/aws"
    lay(tmp_path, {"main.tf": f'module "m" {{ source = "{source}" }}\nresource "aws_sqs_queue" "q" {{}}'})
    found = imported(tmp_path)
    assert not [r for r in found.report.remarks if "HCL" in r.message or "module" in r.message]

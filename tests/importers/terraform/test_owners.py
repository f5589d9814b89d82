"""What Terraform says in a resource of its own, by a name or around it, is found again at what it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from designer.catalogue import load
from designer.importers.base import Imported
from designer.model.design import Edge
from exporters.planner import plan
from tests.importers.reading import imported, lay, pairs


def read(tmp_path: Path, text: str, files: dict[str, str] | None = None) -> Imported:
    return imported(lay(tmp_path / "tf", {"main.tf": text, **(files or {})}))


def edge(found: Imported, source: str, target: str) -> Edge:
    return next(e for e in found.design.edges.values() if (e.source, e.target) == (source, target))


def properties(found: Imported, id_: str) -> Any:
    return found.design.nodes[id_].properties


ROLE = """
resource "aws_iam_role" "baker" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
resource "aws_lambda_function" "bake" {
  function_name = "bake-${var.oven}"
  role          = aws_iam_role.baker.arn
}
"""


@pytest.mark.parametrize(
    "attachment",
    [
        'resource "aws_iam_policy_attachment" "a" {\n  roles = [aws_iam_role.baker.name]',
        'resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.baker.name',
    ],
)
def test_a_policy_of_ones_own_is_attached(tmp_path: Path, attachment: str) -> None:
    text = f"""{ROLE}
resource "aws_sqs_queue" "bread" {{}}
resource "aws_iam_policy" "p" {{
  policy = jsonencode({{
    Statement = [{{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.bread.arn }}]
  }})
}}
{attachment}
  policy_arn = aws_iam_policy.p.arn
}}
"""
    found = read(tmp_path, text)
    assert pairs(found.design) == {("Bake", "Bread")}
    assert set(found.design.nodes) == {"Bake", "Bread"}


def test_a_log_group_called_after_a_function_is_the_functions(tmp_path: Path) -> None:
    logs = """
resource "aws_cloudwatch_log_group" "logs" {
  count = 2
  name  = element(["/aws/lambda/bake-${var.oven}", "/shop/audit"], count.index)
}
"""
    found = read(tmp_path, ROLE + logs)
    assert set(found.design.nodes) == {"Bake", "Logs1"}
    assert properties(found, "Logs1")["LogGroupName"] == "/shop/audit"


def test_code_with_a_role_from_elsewhere_uses_what_its_environment_names(tmp_path: Path) -> None:
    text = """
resource "aws_sqs_queue" "bread" {}
resource "aws_lambda_function" "bake" {
  role = var.role
  environment {
    variables = { QUEUE = aws_sqs_queue.bread.url }
  }
}
"""
    assert pairs(read(tmp_path, text).design) == {("Bake", "Bread")}


def test_code_whose_permissions_are_at_hand_uses_what_they_allow(tmp_path: Path) -> None:
    text = """
resource "aws_sqs_queue" "bread" {}
resource "aws_db_instance" "recipes" { engine = "postgres" }
resource "aws_lambda_function" "mix" {
  role = aws_iam_role.baker.arn
  environment {
    variables = { QUEUE = aws_sqs_queue.bread.url, HOST = aws_db_instance.recipes.address }
  }
}
"""
    assert pairs(read(tmp_path, ROLE + text).design) == {("Mix", "Recipes")}  # a database asks for no permission


LATTICE = """
resource "aws_vpclattice_service" "shop" { name = "shop" }
resource "aws_vpclattice_target_group" "ovens" { type = "LAMBDA" }
resource "aws_vpclattice_target_group_attachment" "ovens" {
  target_group_identifier = aws_vpclattice_target_group.ovens.id
  target { id = aws_lambda_function.bake.arn }
}
resource "aws_vpclattice_listener" "l" {
  protocol           = "HTTPS"
  service_identifier = aws_vpclattice_service.shop.id
  default_action {
    forward {
      target_groups { target_group_identifier = aws_vpclattice_target_group.ovens.id }
    }
  }
}
resource "aws_lambda_function" "order" {
  role = aws_iam_role.baker.arn
  environment {
    variables = { URL = aws_vpclattice_service.shop.dns_entry[0].domain_name }
  }
}
"""


def test_a_service_of_a_network_forwards_to_what_is_registered(tmp_path: Path) -> None:
    found = read(tmp_path, ROLE + LATTICE)
    assert pairs(found.design) == {("Shop", "Bake"), ("Order", "Shop")}
    url = properties(found, "Order")["Environment"]["Variables"]["URL"]
    assert url == {"Fn::GetAtt": ("Shop", "DnsEntry.DomainName")}


def test_a_target_behind_a_load_balancer_is_registered(tmp_path: Path) -> None:
    text = """
resource "aws_lb" "front" {}
resource "aws_lb_target_group" "g" { target_type = "lambda" }
resource "aws_lb_target_group_attachment" "g" {
  target_group_arn = aws_lb_target_group.g.arn
  target_id        = aws_lambda_function.bake.arn
}
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.front.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.g.arn
  }
}
"""
    assert ("Front", "Bake") in pairs(read(tmp_path, ROLE + text).design)


BATCH = """
resource "aws_batch_compute_environment" "room" {
  compute_environment_name = "room"
  type                     = "MANAGED"
  compute_resources {
    type      = "EC2"
    min_vcpus = 1
    max_vcpus = 9
  }
}
resource "aws_batch_job_queue" "line" {
  name                 = "line"
  priority             = 3
  compute_environments = [aws_batch_compute_environment.room.arn]
}
resource "aws_batch_job_definition" "line" {
  name = "loaf"
  type = "container"
  container_properties = jsonencode({
    image                = "oven"
    resourceRequirements = [{ type = "VCPU", value = "1" }]
  })
}
resource "aws_sfn_state_machine" "day" {
  role_arn = var.role
  definition = templatefile("${path.module}/day.json", {
    job   = aws_batch_job_definition.line.arn
    queue = aws_batch_job_queue.line.arn
  })
}
"""


def test_jobs_keep_their_names_order_and_container(tmp_path: Path) -> None:
    found = read(tmp_path, BATCH)
    line = properties(found, "Line")
    assert line["JobQueueName"] == "line"
    assert line["ComputeEnvironmentOrder"][0]["Order"] == 1
    definition = properties(found, "LineBatchJobDefinition")
    assert definition["JobDefinitionName"] == "loaf"
    assert definition["ContainerProperties"]["Image"] == "oven"
    assert definition["ContainerProperties"]["ResourceRequirements"] == ({"Type": "VCPU", "Value": "1"},)


def test_a_definition_that_is_not_at_hand_works_on_what_is_put_into_it(tmp_path: Path) -> None:
    found = read(tmp_path, BATCH)
    assert pairs(found.design) >= {("Day", "Line"), ("Day", "LineBatchJobDefinition")}
    assert "batch:submitJob" in str(plan(found.design, load()).resources["Day"].properties)
    here = '{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1, "End": true}}}'
    whole = read(tmp_path / "whole", BATCH, {"day.json": here})
    assert ("Day", "Line") not in pairs(whole.design)
    assert properties(whole, "Day")["Definition"]["StartAt"] == "Wait"


def test_a_state_machine_has_its_own_log_group(tmp_path: Path) -> None:
    text = """
resource "aws_cloudwatch_log_group" "days" { name_prefix = "/aws/vendedlogs/states/days-" }
resource "aws_sfn_state_machine" "day" {
  role_arn   = var.role
  definition = jsonencode({ StartAt = "A", States = { A = { Type = "Pass", End = true } } })
  logging_configuration {
    level           = "ERROR"
    log_destination = "${aws_cloudwatch_log_group.days.arn}:*"
  }
}
"""
    found = read(tmp_path, text)
    assert set(found.design.nodes) == {"Day"}
    assert properties(found, "Day")["LoggingConfiguration"] == {"Level": "ERROR"}
    exported: Any = plan(found.design, load()).resources["Day"].properties["LoggingConfiguration"]
    assert exported["Level"] == "ERROR"
    assert len(exported["Destinations"]) == 1


def test_a_schedule_keeps_the_call_that_it_makes(tmp_path: Path) -> None:
    call = "arn:aws:scheduler:::aws-sdk:ec2:stopInstances"
    text = f"""
resource "aws_scheduler_schedule" "night" {{
  schedule_expression = "rate(1 day)"
  target {{
    arn      = "{call}"
    role_arn = var.role
    input    = jsonencode({{ InstanceIds = ["i-1"] }})
  }}
}}
"""
    found = read(tmp_path, text)
    (drawn,) = found.design.edges.values()
    assert drawn.properties["Arn"] == call
    assert found.design.nodes[drawn.target].service == "any-aws-api"


def test_a_gateway_is_its_networks(tmp_path: Path) -> None:
    text = """
resource "aws_vpc" "net" { cidr_block = "10.1.0.0/16" }
resource "aws_internet_gateway" "door" { vpc_id = aws_vpc.net.id }
resource "aws_subnet" "room" { vpc_id = aws_vpc.net.id }
resource "aws_instance" "box" {
  ami                    = "ami-1"
  subnet_id              = aws_subnet.room.id
  vpc_security_group_ids = ["sg-1"]
}
"""
    found = read(tmp_path, text)
    assert set(found.design.nodes) == {"Box"}
    assert properties(found, "Box")["ImageId"] == "ami-1"
    assert properties(found, "Box")["SecurityGroupIds"] == ("sg-1",)


@pytest.mark.parametrize("more", ["", '    s3_backup_mode     = "Disabled"\n'])
def test_a_stream_keeps_how_it_gathers(tmp_path: Path, more: str) -> None:
    text = f"""
resource "aws_s3_bucket" "crumbs" {{}}
resource "aws_kinesis_firehose_delivery_stream" "sweep" {{
  name        = "sweep"
  destination = "extended_s3"
  extended_s3_configuration {{
    bucket_arn         = aws_s3_bucket.crumbs.arn
    role_arn           = var.role
    buffering_size     = 4
    buffering_interval = 70
{more}  }}
}}
"""
    found = read(tmp_path, text)
    assert edge(found, "Sweep", "Crumbs").properties == {
        "BufferingHints": {"SizeInMBs": 4, "IntervalInSeconds": 70},
        "CompressionFormat": "UNCOMPRESSED",
    }
    kept = "ExtendedS3DestinationConfiguration" in properties(found, "Sweep")
    assert kept == bool(more)  # the connection says all, unless there is more than it can say


def test_a_module_of_the_registry_passes_on_what_its_targets_get(tmp_path: Path) -> None:
    text = """
module "clock" {
  source     = "terraform-aws-modules/eventbridge/aws"
  create_bus = false
  rules      = { hourly = { description = "Every hour", schedule_expression = "rate(1 hour)" } }
  targets    = { hourly = [{ name = "t", arn = module.bake.lambda_function_arn, input = jsonencode({ n = 2 }) }] }
}
module "bake" {
  source        = "terraform-aws-modules/lambda/aws"
  function_name = "bake"
}
"""
    found = read(tmp_path, text)
    (drawn,) = found.design.edges.values()
    assert drawn.properties["Input"] == '{"n": 2}'
    assert properties(found, drawn.source)["Description"] == "Every hour"
    assert "Environment" not in properties(found, drawn.target)

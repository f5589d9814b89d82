"""Where Terraform's files and modules come from: a folder below, a repository, a template."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.importers.registry import recognise
from designer.importers.terraform.files import STAND_INS, Files
from designer.storage.errors import FileError
from tests.importers.reading import imported, lay, pairs, services

QUEUE = 'resource "aws_sqs_queue" "q" {}'


@pytest.mark.parametrize(
    "source",
    [
        "terraform-aws-modules/lambda/aws",
        "registry.terraform.io/terraform-aws-modules/lambda/aws",
        "github.com/terraform-aws-modules/terraform-aws-lambda",
        "github.com/terraform-aws-modules/terraform-aws-lambda?ref=v7.0.0",
        "git::https://github.com/terraform-aws-modules/terraform-aws-lambda.git?ref=0a1b2c",
        "git@github.com:terraform-aws-modules/terraform-aws-lambda.git",
        "git::ssh://git@github.com/terraform-aws-modules/terraform-aws-lambda.git",
    ],
)
def test_a_module_of_the_registry_by_its_repository(source: str) -> None:
    assert Files.stand_in(source) == STAND_INS / "terraform-aws-modules" / "lambda"


def test_a_module_within_a_repository() -> None:
    source = "github.com/terraform-aws-modules/terraform-aws-s3-bucket//modules/notification?ref=v4.1.0"
    assert Files.stand_in(source) == STAND_INS / "terraform-aws-modules" / "s3-bucket" / "modules" / "notification"


@pytest.mark.parametrize("source", ["github.com/somebody/terraform-aws-lambda", "github.com/terraform-aws-modules/x"])
def test_other_repositories_are_not_at_hand(source: str) -> None:
    assert Files.stand_in(source) is None


def test_the_only_terraform_folder_below(tmp_path: Path) -> None:
    lay(tmp_path, {"infra/main.tf": QUEUE, "src/app.py": ""})
    assert recognise(tmp_path).path == tmp_path / "infra"
    with pytest.raises(FileError, match="nothing is recognised"):
        recognise(tmp_path, below=False)
    lay(tmp_path, {"network/main.tf": QUEUE})
    with pytest.raises(FileError, match="several Terraform folders; name one: infra, network"):
        recognise(tmp_path)


def test_a_linked_folder_below_is_not_taken(tmp_path: Path) -> None:
    lay(tmp_path, {"outside/main.tf": QUEUE, "inside/readme.txt": ""})
    (tmp_path / "inside" / "infra").symlink_to(tmp_path / "outside")
    with pytest.raises(FileError, match="nothing is recognised"):
        recognise(tmp_path / "inside")


TEMPLATE = """
data "template_file" "flow" {
  template = file("${path.module}/flow.json")
  vars     = { worker = aws_lambda_function.worker.arn }
}
resource "aws_lambda_function" "worker" {
  function_name = "worker"
}
resource "aws_sfn_state_machine" "flow" {
  definition = data.template_file.flow.rendered
}
"""
FLOW = '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${worker}", "End": true}}}'


@pytest.mark.parametrize("files", [{"flow.json": FLOW}, {}], ids=["at hand", "missing"])
def test_the_data_source_for_templates(tmp_path: Path, files: dict[str, str]) -> None:
    """What is put into a template is known even where its text is not."""
    found = imported(lay(tmp_path, {"main.tf": TEMPLATE, **files}))
    assert ("Flow", "Worker") in pairs(found.design)


LAYER = """
module "shared" {
  source       = "terraform-aws-modules/lambda/aws"
  create_layer = true
  layer_name   = "shared"
}
module "worker" {
  source        = "terraform-aws-modules/lambda/aws"
  function_name = "worker"
  layers        = [module.shared.lambda_layer_arn]
  tags          = { Team = "shop" }
  event_source_mapping = {
    orders = {
      event_source_arn  = module.orders.dynamodb_table_stream_arn
      starting_position = "LATEST"
      filter_criteria   = [{ pattern = jsonencode({ eventName = ["INSERT"] }) }]
    }
  }
}
module "orders" {
  source                             = "terraform-aws-modules/dynamodb-table/aws"
  hash_key                           = "id"
  attributes                         = [{ name = "id", type = "S" }]
  stream_enabled                     = true
  stream_view_type                   = "NEW_IMAGE"
  server_side_encryption_enabled     = true
  server_side_encryption_kms_key_arn = aws_kms_key.orders.arn
}
resource "aws_kms_key" "orders" {}
"""


def test_what_the_modules_make_besides(tmp_path: Path) -> None:
    design = imported(lay(tmp_path, {"main.tf": LAYER})).design
    assert sorted(services(design).values()) == ["dynamodb", "kms", "lambda"]  # the layer is no function
    (worker,) = (n for n in design.nodes.values() if n.service == "lambda")
    assert worker.properties["Layers"] == ({"Ref": "SharedLambdaLayerVersion"},)
    assert worker.properties["Tags"] == ({"Key": "Team", "Value": "shop"},)
    (polled,) = (e for e in design.edges.values() if design.nodes[e.source].service == "dynamodb")
    assert polled.properties["FilterCriteria"] == {"Filters": ({"Pattern": '{"eventName": ["INSERT"]}'},)}
    assert any(design.nodes[e.source].service == "kms" for e in design.edges.values())


def test_a_network_lies_in_the_frame_of_its_module(tmp_path: Path) -> None:
    """And what runs in the network stays there."""
    files = {
        "main.tf": 'module "shop" { source = "./shop" }',
        "shop/main.tf": """
resource "aws_vpc" "net" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.net.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  vpc_config {
    subnet_ids = [aws_subnet.a.id]
  }
}
resource "aws_sqs_queue" "jobs" {}
""",
    }
    design = imported(lay(tmp_path, files)).design
    assert design.nodes["Worker"].group == "Net"
    frame = design.nodes["Jobs"].group
    assert frame is not None
    assert (design.groups[frame].title, design.groups["Net"].group) == ("Shop", frame)


def test_what_a_data_source_is_looked_up_by(tmp_path: Path) -> None:
    """Only what its own arguments say is known of it; one that looks itself up says nothing."""
    text = """
data "aws_cloudwatch_event_bus" "shop" { name = "shop" }
data "aws_sqs_queue" "turning" { name = data.aws_sqs_queue.turning.name }
resource "aws_ssm_parameter" "name" { value = data.aws_cloudwatch_event_bus.shop.name }
resource "aws_ssm_parameter" "arn" { value = data.aws_cloudwatch_event_bus.shop.arn }
resource "aws_ssm_parameter" "turning" { value = data.aws_sqs_queue.turning.name }
"""
    nodes = imported(lay(tmp_path, {"main.tf": text})).design.nodes
    assert nodes["Name"].properties["Value"] == "shop"
    assert nodes["Arn"].properties["Value"] == {"Ref": "DataAwsCloudwatchEventBusShopArn"}
    assert isinstance(nodes["Turning"].properties["Value"], dict)

"""Arguments whose shape differs from CloudFormation's, and resources that tell something of another."""

from __future__ import annotations

from pathlib import Path

from tests.importers.reading import imported, lay, pairs, services

DATABASE = """
resource "aws_rds_cluster" "books" {
  engine          = "aurora-postgresql"
  master_username = "keeper"
}
resource "aws_rds_cluster_instance" "writer" {
  cluster_identifier = aws_rds_cluster.books.id
  instance_class     = "db.serverless"
  engine             = aws_rds_cluster.books.engine
}
resource "aws_db_proxy" "pool" {
  name          = "pool"
  engine_family = "POSTGRESQL"
}
resource "aws_db_proxy_default_target_group" "pool" {
  db_proxy_name = aws_db_proxy.pool.name
}
resource "aws_db_proxy_target" "books" {
  db_proxy_name         = aws_db_proxy.pool.name
  target_group_name     = aws_db_proxy_default_target_group.pool.name
  db_cluster_identifier = aws_rds_cluster.books.cluster_identifier
}
resource "aws_db_proxy_endpoint" "reading" {
  db_proxy_name          = aws_db_proxy.pool.name
  db_proxy_endpoint_name = "reading"
  target_role            = "READ_ONLY"
}
"""


def test_a_proxy_reaches_its_cluster(tmp_path: Path) -> None:
    design = imported(lay(tmp_path, {"main.tf": DATABASE})).design
    assert pairs(design) == {("Pool", "Books")}
    assert services(design) == {"Pool": "rds-proxy", "Books": "aurora-serverless-v2"}


TASK = """
resource "aws_cloudwatch_log_group" "task" { name = "/task" }
resource "aws_ecs_task_definition" "task" {
  family                = "task"
  container_definitions = <<JSON
[
  {"name": "main", "image": "nginx", "portMappings": [{"containerPort": 8080}],
   "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "${aws_cloudwatch_log_group.task.name}"}}}
]
JSON
}
"""


def test_containers_told_in_a_text(tmp_path: Path) -> None:
    """The words within are Terraform's (ECS's own), whether the text holds references or not."""
    for text in (TASK, TASK.replace("${aws_cloudwatch_log_group.task.name}", "/task")):
        design = imported(lay(tmp_path, {"main.tf": text})).design
        (task,) = (n for n in design.nodes.values() if n.service == "ecs-fargate")
        assert (task.properties["Image"], task.properties["ContainerPort"]) == ("nginx", 8080)


def test_workers_under_their_kind(tmp_path: Path) -> None:
    text = """
resource "aws_emrserverless_application" "spark" {
  name          = "spark"
  release_label = "emr-7.1.0"
  type          = "spark"
  initial_capacity {
    initial_capacity_type = "Driver"
    initial_capacity_config {
      worker_count = 2
      worker_configuration {
        cpu    = "2 vCPU"
        memory = "8 GB"
      }
    }
  }
}
"""
    design = imported(lay(tmp_path, {"main.tf": text})).design
    worker = {"WorkerConfiguration": {"Cpu": "2 vCPU", "Memory": "8 GB"}, "WorkerCount": 2}
    assert design.nodes["Spark"].properties["InitialCapacity"] == ({"Key": "Driver", "Value": worker},)


def test_tags_are_the_tables_and_not_its_streams(tmp_path: Path) -> None:
    text = """
resource "aws_dynamodb_table" "t" {
  hash_key = "id"
  tags     = { Team = "shop" }
  attribute {
    name = "id"
    type = "S"
  }
}
"""
    table = imported(lay(tmp_path, {"main.tf": text})).design.nodes["T"].properties
    assert table["Tags"] == ({"Key": "Team", "Value": "shop"},)
    assert "StreamSpecification" not in table


def test_a_target_whose_rule_is_elsewhere(tmp_path: Path) -> None:
    """It is said to be left out, and its target gets nothing of it."""
    text = """
variable "rule" {}
resource "aws_sqs_queue" "q" {}
resource "aws_cloudwatch_event_target" "t" {
  rule = var.rule
  arn  = aws_sqs_queue.q.arn
}
"""
    found = imported(lay(tmp_path, {"main.tf": text}))
    assert dict(found.design.nodes["Q"].properties) == {}
    (item,) = (i for i in found.report.items if i.type == "aws_cloudwatch_event_target")
    assert (item.fate, item.note) == ("left-out", "its rule is not here")


def test_a_target_calls_its_rule_by_name(tmp_path: Path) -> None:
    text = """
resource "aws_sqs_queue" "q" {}
resource "aws_cloudwatch_event_rule" "placed" {
  name          = "placed"
  event_pattern = jsonencode({ source = ["shop"] })
}
resource "aws_cloudwatch_event_target" "t" {
  rule = "placed"
  arn  = aws_sqs_queue.q.arn
}
"""
    design = imported(lay(tmp_path, {"main.tf": text})).design
    (edge,) = design.edges.values()
    assert edge.target == "Q"
    assert edge.properties["EventPattern"] == {"source": ("shop",)}


def test_targets_of_rules_repeated_as_unknowably(tmp_path: Path) -> None:
    text = """
variable "names" { type = list(string) }
resource "aws_sqs_queue" "q" {}
resource "aws_cloudwatch_event_rule" "each" {
  for_each      = toset(var.names)
  event_pattern = jsonencode({ source = [each.value] })
}
resource "aws_cloudwatch_event_target" "each" {
  for_each = tomap(aws_cloudwatch_event_rule.each)
  rule     = each.value.name
  arn      = aws_sqs_queue.q.arn
}
"""
    design = imported(lay(tmp_path, {"main.tf": text})).design
    (edge,) = design.edges.values()
    assert edge.target == "Q"


def test_the_key_of_an_object_that_is_no_resource_of_its_own(tmp_path: Path) -> None:
    text = """
resource "aws_s3_bucket" "code" {}
resource "aws_s3_object" "code" {
  bucket = aws_s3_bucket.code.id
  key    = "app.zip"
}
resource "aws_ssm_parameter" "key" {
  type  = "String"
  value = aws_s3_object.code.key
}
"""
    design = imported(lay(tmp_path, {"main.tf": text})).design
    assert design.nodes["Key"].properties["Value"] == "app.zip"


def test_rules_on_buses_of_others(tmp_path: Path) -> None:
    """A bus from outside is no default bus, and no other thing that happens to have its name."""
    text = """
variable "bus" {}
resource "aws_dynamodb_table" "t" { name = "orders" }
resource "aws_sqs_queue" "q" {}
resource "aws_cloudwatch_event_rule" "a" {
  event_bus_name = "orders"
  event_pattern  = jsonencode({ source = ["a"] })
}
resource "aws_cloudwatch_event_target" "a" {
  rule = aws_cloudwatch_event_rule.a.name
  arn  = aws_sqs_queue.q.arn
}
resource "aws_cloudwatch_event_rule" "b" {
  event_bus_name = var.bus
  event_pattern  = jsonencode({ source = ["b"] })
}
resource "aws_cloudwatch_event_target" "b" {
  rule = aws_cloudwatch_event_rule.b.name
  arn  = aws_sqs_queue.q.arn
}
"""
    design = imported(lay(tmp_path, {"main.tf": text})).design
    assert pairs(design) == {("Orders", "Q"), ("VarBus", "Q")}
    assert design.nodes["Orders"].properties["Name"] == "orders"
    assert design.nodes["VarBus"].properties["Name"] == {"Ref": "VarBus"}

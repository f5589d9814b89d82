"""Where Terraform has other words than CloudFormation for the same thing, the design has CloudFormation's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.importers.reading import imported, lay, pairs

WORDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a name that leaves out words of its type": (
        'resource "aws_db_event_subscription" "alarms" {\n  name = "alarms"\n}',
        "Alarms",
        {"SubscriptionName": "alarms"},
    ),
    "a broker in another case": (
        'resource "aws_mq_broker" "news" {\n  engine_type = "RabbitMQ"\n  storage_type = "ebs"\n}',
        "News",
        {"EngineType": "RABBITMQ", "StorageType": "EBS"},
    ),
    "a topic rule that rests": (
        'resource "aws_iot_topic_rule" "alerts" {\n  name = "alerts"\n  sql = "SELECT *"\n  enabled = false\n}',
        "Alerts",
        {"TopicRulePayload": {"Sql": "SELECT *", "Actions": (), "RuleDisabled": True}},
    ),
    "a clock that rests": (
        """
resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "rate(1 day)"
  is_enabled          = false
}
""",
        "Nightly",
        {"State": "DISABLED"},
    ),
    "a private balancer": (
        'resource "aws_lb" "inner" {\n  internal = true\n}',
        "Inner",
        {"Scheme": "internal"},
    ),
    "a public balancer": (
        'resource "aws_lb" "front" {\n  internal = false\n}',
        "Front",
        {"Scheme": "internet-facing"},
    ),
    "another's argument that CloudFormation does not return": (
        """
resource "aws_sqs_queue" "first" { visibility_timeout_seconds = 45 }
resource "aws_sqs_queue" "second" { visibility_timeout_seconds = aws_sqs_queue.first.visibility_timeout_seconds }
""",
        "Second",
        {"VisibilityTimeout": 45},
    ),
    "a bucket's rules": (
        """
resource "aws_s3_bucket" "files" {}
resource "aws_s3_bucket_cors_configuration" "files" {
  bucket = aws_s3_bucket.files.id
  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["https://example.org"]
    expose_headers  = ["ETag"]
    max_age_seconds = 300
  }
}
resource "aws_s3_bucket_ownership_controls" "files" {
  bucket = aws_s3_bucket.files.id
  rule { object_ownership = "BucketOwnerEnforced" }
}
resource "aws_s3_bucket_lifecycle_configuration" "files" {
  bucket = aws_s3_bucket.files.id
  rule {
    id     = "old"
    status = "Enabled"
    filter { prefix = "raw/" }
    expiration { days = 90 }
    transition {
      days          = 30
      storage_class = "GLACIER"
    }
    noncurrent_version_transition {
      noncurrent_days = 7
      storage_class   = "GLACIER"
    }
  }
}
""",
        "Files",
        {
            "CorsConfiguration": {
                "CorsRules": (
                    {
                        "AllowedMethods": ("PUT",),
                        "AllowedOrigins": ("https://example.org",),
                        "ExposedHeaders": ("ETag",),
                        "MaxAge": 300,
                    },
                )
            },
            "OwnershipControls": {"Rules": ({"ObjectOwnership": "BucketOwnerEnforced"},)},
            "LifecycleConfiguration": {
                "Rules": (
                    {
                        "Id": "old",
                        "Status": "Enabled",
                        "Prefix": "raw/",
                        "ExpirationInDays": 90,
                        "Transitions": ({"StorageClass": "GLACIER", "TransitionInDays": 30},),
                        "NoncurrentVersionTransitions": ({"StorageClass": "GLACIER", "TransitionInDays": 7},),
                    },
                )
            },
        },
    ),
    "a bucket of an older provider": (
        """
resource "aws_s3_bucket" "site" {
  versioning { enabled = true }
  website { index_document = "index.html" }
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
  lifecycle_rule {
    enabled = true
    prefix  = "old/"
    expiration { days = 5 }
  }
}
""",
        "Site",
        {
            "VersioningConfiguration": {"Status": "Enabled"},
            "WebsiteConfiguration": {"IndexDocument": "index.html"},
            "CorsConfiguration": {"CorsRules": ({"AllowedMethods": ("GET",), "AllowedOrigins": ("*",)},)},
            "LifecycleConfiguration": {
                "Rules": ({"Status": "Enabled", "Prefix": "old/", "ExpirationInDays": 5},),
            },
        },
    ),
    "a container in vCPU and GB, with a public address": (
        """
resource "aws_ecs_cluster" "shop" {}
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  cpu                      = ".5 vCPU"
  memory                   = "2GB"
  container_definitions    = jsonencode([{ name = "web", image = "web:1" }])
}
resource "aws_service_discovery_service" "names" { name = "web" }
resource "aws_ecs_service" "web_service" {
  service_registries { registry_arn = aws_service_discovery_service.names.arn }
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets          = ["subnet-1"]
    assign_public_ip = true
  }
}
""",
        "Web",
        {
            "ServiceRegistries": ({"RegistryArn": {"Fn::GetAtt": ("Names", "Arn")}},),
            "Cpu": "512",
            "Memory": 2048,
            "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED", "Subnets": ("subnet-1",)}},
        },
    ),
}


@pytest.mark.parametrize("case", WORDS)
def test_words(case: str, tmp_path: Path) -> None:
    text, id_, expected = WORDS[case]
    properties = imported(lay(tmp_path, {"main.tf": text})).design.nodes[id_].properties
    assert {key: properties.get(key) for key in expected} == expected


def test_blocks_without_a_shape(tmp_path: Path) -> None:
    """CloudFormation does not tell the shape of what an access point calls; the function is called all the same."""
    text = """
resource "aws_s3_bucket" "photos" {}
resource "aws_lambda_function" "blur" {}
resource "aws_s3_access_point" "entry" {
  bucket = aws_s3_bucket.photos.id
  name   = "entry"
}
resource "aws_s3control_object_lambda_access_point" "blurred" {
  name = "blurred"
  configuration {
    supporting_access_point = aws_s3_access_point.entry.arn
    transformation_configuration {
      actions = ["GetObject"]
      content_transformation {
        aws_lambda { function_arn = aws_lambda_function.blur.arn }
      }
    }
  }
}
resource "aws_s3control_object_lambda_access_point_policy" "blurred" {
  name   = aws_s3control_object_lambda_access_point.blurred.name
  policy = jsonencode({ Statement = [] })
}
"""
    found = imported(lay(tmp_path, {"main.tf": text}))
    assert pairs(found.design) >= {("Blurred", "Blur"), ("Blurred", "Entry")}
    fates = {item.type: (item.fate, str(item.subject)) for item in found.report.items}
    assert fates["aws_s3control_object_lambda_access_point_policy"] == ("folded", "node:Blurred")


def test_an_instance_belongs_to_its_cluster(tmp_path: Path) -> None:
    text = """
resource "aws_rds_cluster" "books" {
  engine             = "aurora-postgresql"
  cluster_identifier = "books"
  serverlessv2_scaling_configuration {
    min_capacity = 0
    max_capacity = 4
  }
}
resource "aws_rds_cluster_instance" "reader" {
  cluster_identifier = aws_rds_cluster.books.id
  engine             = aws_rds_cluster.books.engine
  instance_class     = "db.serverless"
}
"""
    found = imported(lay(tmp_path, {"main.tf": text}))
    assert list(found.design.nodes) == ["Books"]
    assert {item.name: str(item.subject) for item in found.report.items} == {
        "aws_rds_cluster.books": "node:Books",
        "aws_rds_cluster_instance.reader": "node:Books",
    }


def test_brokers_of_ones_own(tmp_path: Path) -> None:
    text = """
resource "aws_lambda_function" "reader" {}
resource "aws_lambda_event_source_mapping" "orders" {
  function_name     = aws_lambda_function.reader.arn
  topics            = ["orders"]
  starting_position = "LATEST"
  self_managed_event_source {
    endpoints = { KAFKA_BOOTSTRAP_SERVERS = "one:9092,two:9092" }
  }
}
"""
    design = imported(lay(tmp_path, {"main.tf": text})).design
    ((id_, edge),) = design.edges.items()
    assert design.nodes[edge.source].service == "kafka-self-managed"
    assert edge.target == "Reader", id_


def test_a_scheduled_call_of_any_action(tmp_path: Path) -> None:
    """The edge names the call, since what is called is no resource that could."""
    text = """
resource "aws_scheduler_schedule" "nightly" {
  schedule_expression = "rate(1 day)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = "arn:aws:scheduler:::aws-sdk:ec2:stopInstances"
    role_arn = "arn:aws:iam::123456789012:role/stopper"
  }
}
"""
    (edge,) = imported(lay(tmp_path, {"main.tf": text})).design.edges.values()
    assert edge.properties["Arn"] == "arn:aws:scheduler:::aws-sdk:ec2:stopInstances"


def test_a_container_has_its_own_name(tmp_path: Path) -> None:
    """Task and service mostly have one name in Terraform; what is drawn of them has it too."""
    text = """
resource "aws_ecs_cluster" "shop" {}
resource "aws_ecs_task_definition" "shop" { container_definitions = jsonencode([{ name = "a", image = "a:1" }]) }
resource "aws_ecs_service" "shop" {
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.shop.arn
}
"""
    (node,) = imported(lay(tmp_path, {"main.tf": text})).design.nodes.values()
    assert (node.service, node.title) == ("ecs-fargate", "Shop")


def test_the_rules_of_security_groups_belong_to_them(tmp_path: Path) -> None:
    """In both generations; what neither group nor rule is drawn as is what the group protects."""
    text = """
resource "aws_security_group" "inner" {}
resource "aws_lb" "inner" { security_groups = [aws_security_group.inner.id] }
resource "aws_security_group_rule" "web" {
  type              = "ingress"
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
  security_group_id = aws_security_group.inner.id
}
resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id            = aws_security_group.inner.id
  referenced_security_group_id = aws_security_group.inner.id
  ip_protocol                  = "tcp"
}
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.inner.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
"""
    found = imported(lay(tmp_path, {"main.tf": text}))
    (only,) = found.design.nodes
    assert {str(item.subject) for item in found.report.items} == {f"node:{only}"}


def test_a_secret_is_rotated_by_its_function(tmp_path: Path) -> None:
    text = """
resource "aws_lambda_function" "turn" {}
resource "aws_secretsmanager_secret" "login" {}
resource "aws_secretsmanager_secret_rotation" "login" {
  secret_id           = aws_secretsmanager_secret.login.id
  rotation_lambda_arn = aws_lambda_function.turn.arn
  rotation_rules { automatically_after_days = 30 }
}
"""
    assert pairs(imported(lay(tmp_path, {"main.tf": text})).design) == {("Login", "Turn")}


def test_mail_is_received_by_what_the_actions_name(tmp_path: Path) -> None:
    text = """
resource "aws_lambda_function" "sort" {}
resource "aws_s3_bucket" "letters" {}
resource "aws_ses_receipt_rule_set" "inbox" { rule_set_name = "inbox" }
resource "aws_ses_receipt_rule" "all" {
  name          = "all"
  rule_set_name = aws_ses_receipt_rule_set.inbox.rule_set_name
  s3_action {
    bucket_name       = aws_s3_bucket.letters.id
    object_key_prefix = "in/"
    position          = 1
  }
  lambda_action {
    function_arn = aws_lambda_function.sort.arn
    position     = 2
  }
}
"""
    design = imported(lay(tmp_path, {"main.tf": text})).design
    assert pairs(design) == {("Inbox", "Sort"), ("Inbox", "Letters")}
    assert [e.properties["ObjectKeyPrefix"] for e in design.edges.values() if e.target == "Letters"] == ["in/"]


def test_a_topic_rule_writes_into_a_table(tmp_path: Path) -> None:
    text = """
resource "aws_dynamodb_table" "readings" {}
resource "aws_iot_topic_rule" "measured" {
  name = "measured"
  sql  = "SELECT * FROM 'm'"
  dynamodbv2 {
    role_arn = "arn:aws:iam::123456789012:role/writer"
    put_item { table_name = aws_dynamodb_table.readings.name }
  }
}
"""
    assert pairs(imported(lay(tmp_path, {"main.tf": text})).design) == {("Measured", "Readings")}

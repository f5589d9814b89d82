"""Every record of the catalogue is whole: an icon, a source, titles, bounds that make sense, one commonest a pair."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from designer.catalogue.loader import CatalogueError, load, load_folder
from designer.model.specs import IntegrationSpec, PropertySpec, ServiceSpec
from designer.resources import resources

CATALOGUE = load()
SERVICES = [pytest.param(s, id=s.id) for s in CATALOGUE.services.values()]
INTEGRATIONS = [pytest.param(i, id=i.id) for i in CATALOGUE.integrations.values()]
ARTICLE = {
    "lambda", "ecs-fargate", "eventbridge-bus", "eventbridge-custom-bus", "sqs", "sns", "stepfunctions", "apigw-rest",
    "apigw-http", "apigw-websocket", "appsync", "s3", "dynamodb", "rds", "rds-proxy", "aurora-serverless-v2",
    "kinesis-stream", "cognito-user-pool", "cloudwatch-alarm", "cloudwatch-logs", "cloudfront", "mq", "msk",
    "kafka-self-managed", "external-client", "third-party-saas",
}  # fmt: skip
FURTHER = {
    "alb", "any-aws-api", "appconfig", "athena", "batch", "bedrock", "cloudfront-function", "cognito-identity-pool",
    "documentdb", "ecr", "efs", "elasticache", "email", "eventbridge-pipes", "eventbridge-scheduler", "firehose",
    "glue", "http-endpoint", "iot-core", "kms", "mobile-push", "opensearch", "redshift", "route53",
    "s3-batch-operations", "secrets-manager", "ses", "sms", "ssm-parameter", "timestream", "vpc", "waf", "xray",
}  # fmt: skip
KINDS = {
    "sqs-standard", "sqs-fifo", "sns-standard", "sns-fifo", "sfn-standard", "sfn-express",
    "dynamodb-stream", "lambda-function-url",
}  # fmt: skip


def check_property(path: str, spec: PropertySpec) -> None:
    assert spec.section, path
    if spec.min is not None and spec.max is not None:
        assert spec.min <= spec.max, path
    if spec.type == "enum":
        assert spec.values, path
        assert len(set(spec.values)) == len(spec.values), path
        assert spec.default is None or spec.default in spec.values, path
    if spec.value_titles:
        assert len(spec.value_titles) == len(spec.values), path
    if spec.type in ("integer", "number") and spec.default is not None:
        assert spec.min is None or spec.default >= spec.min, path
        assert spec.max is None or spec.default <= spec.max, path
    if spec.type == "boolean":
        assert spec.default in (None, True, False), path
    if spec.pattern:
        re.compile(spec.pattern)
        assert spec.default is None or re.fullmatch(spec.pattern, spec.default), path
    assert set(spec.refers_to) <= set(CATALOGUE.services), path


def test_all_services_are_there() -> None:
    assert {s.id for s in CATALOGUE.services.values() if s.article} == ARTICLE
    assert set(CATALOGUE.services) >= FURTHER, "a service more needs no line here"
    assert {kind.id for s in CATALOGUE.services.values() for kind in s.kinds} >= KINDS


@pytest.mark.parametrize("service", SERVICES)
def test_service(service: ServiceSpec) -> None:
    icon = ET.parse(resources() / "icons" / f"{service.icon}.svg").getroot()  # noqa: S314 (our own file)
    assert icon.get("viewBox") == "0 0 24 24"
    assert icon.get("stroke") == "currentColor"
    assert service.description.endswith(".")
    assert service.when_to_take.endswith(".")
    assert service.keywords
    assert service.actor == (service.category == "external") or service.id == "kafka-self-managed"
    assert not (service.actor and service.cfn_type)
    assert bool(service.cfn_type) or not service.terraform_type
    for path, spec in service.properties.items():
        check_property(f"{service.id}: {path}", spec)
        assert set(spec.when) <= set(service.properties)
    assert set(service.subtitle) <= set(service.properties)
    assert service.name_property is None or service.name_property in service.properties
    for variant in service.variants:
        assert set(variant.when) <= set(service.properties)
    if service.variants:
        assert not service.variants[-1].when, "the last variant is the plain one"


@pytest.mark.parametrize("service", [p for p in SERVICES if p.values[0].article and p.values[0].cfn_type])
def test_an_article_service_has_a_serious_form(service: ServiceSpec) -> None:
    own = [path for path, spec in service.properties.items() if spec.section != "Traffic"]
    assert len(own) >= (8 if service.id not in ("eventbridge-custom-bus", "cloudwatch-logs", "rds-proxy") else 4)


@pytest.mark.parametrize("integration", INTEGRATIONS)
def test_integration(integration: IntegrationSpec) -> None:
    assert "{target}" in integration.sentence
    assert "{source}" in integration.sentence
    assert not integration.title.endswith(".")
    assert integration.label == integration.label.strip()
    for path, spec in integration.properties.items():
        check_property(f"{integration.id}: {path}", spec)
    assert {"sync": ("push", "attached"), "async": ("event", "attached", "push"), "poll": ("poll",)}[
        integration.invocation
    ].count(integration.model) == 1
    if not CATALOGUE.mechanisms[integration.mechanism].default:
        assert not integration.default
    assert integration.source_date == "" or re.fullmatch(r"20\d\d(-\d\d-\d\d)?", integration.source_date)
    for side in integration.needs:
        assert side.split(".")[0] in ("source", "target")


@pytest.mark.parametrize("integration", INTEGRATIONS)
def test_permissions_are_narrow(integration: IntegrationSpec) -> None:
    for permission in integration.permissions:
        assert permission.by in ("source", "target", "*") or permission.by.endswith(".amazonaws.com")
        assert (permission.by in ("source", "target")) == (permission.statement == "identity")
        assert permission.on in ("source", "target", "source/*", "target/*", "target/index/*", "*")
        assert permission.actions
        for action in permission.actions:
            assert re.fullmatch(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+|rds-db:connect", action), action
        assert set(permission.access) <= {"read", "write", "read-write"}
        if permission.access:
            assert "Access" in integration.properties


def test_a_pair_has_one_commonest() -> None:
    """An edge without `via` has one meaning: no two integrations of a pair share the first place."""
    pairs = defaultdict(list)
    kinds = [k for k in CATALOGUE.variants if k not in CATALOGUE.services or not CATALOGUE.services[k].variants]
    for source in kinds:
        for target in kinds:
            found = CATALOGUE.between(source, target)
            pairs[source, target] = [i for i in found if i.default and not CATALOGUE.is_backwards(i, source)]
    for pair, found in pairs.items():
        assert len([i for i in found if i.rank == found[0].rank]) <= 1, pair


def test_ids_read_as_sentences() -> None:
    for integration in CATALOGUE.integrations.values():
        assert integration.id.startswith(f"{integration.source}-")
        assert integration.id.endswith(f"-{integration.target}")


def test_a_mechanism_has_a_use() -> None:
    used = {i.mechanism for i in CATALOGUE.integrations.values()}
    refused = {r.mechanism for r in CATALOGUE.refusals}
    assert set(CATALOGUE.mechanisms) == used | {m for m in refused if m}


def test_stores_say_who_reads_and_writes() -> None:
    for integration in CATALOGUE.integrations.values():
        if integration.target in ("dynamodb", "s3") and integration.mechanism == "data-access":
            one_way = integration.source in ("athena", "kendra", "synthetics")
            assert "Access" in integration.properties or one_way, integration.id


@pytest.mark.parametrize(
    ("integration", "path", "low", "high"),
    [
        ("sqs-standard-triggers-lambda", "BatchSize", 1, 10_000),
        ("sqs-standard-triggers-lambda", "ScalingConfig.MaximumConcurrency", 2, 1_000),
        ("sqs-fifo-triggers-lambda", "BatchSize", 1, 10),
        ("sqs-fifo-triggers-lambda", "MaximumBatchingWindowInSeconds", 0, 0),
        ("kinesis-stream-triggers-lambda", "ParallelizationFactor", 1, 10),
        ("dynamodb-stream-triggers-lambda", "MaximumRecordAgeInSeconds", -1, 604_800),
        ("apigw-http-proxies-lambda", "TimeoutInMillis", 50, 30_000),
        ("apigw-websocket-proxies-lambda", "TimeoutInMillis", 50, 29_000),
        ("eventbridge-bus-invokes-lambda", "RetryPolicy.MaximumRetryAttempts", 0, 185),
        ("eventbridge-scheduler-invokes-lambda", "RetryPolicy.MaximumEventAgeInSeconds", 60, 86_400),
        ("lambda-reports-to-sqs-standard", "MaximumEventAgeInSeconds", 60, 21_600),
        ("sqs-standard-redrives-to-sqs-standard", "maxReceiveCount", 1, 1_000),
        ("firehose-transforms-with-lambda", "BufferSizeInMBs", 0.2, 3),
    ],
)
def test_bounds_of_edges(integration: str, path: str, low: float, high: float) -> None:
    spec = CATALOGUE.integrations[integration].properties[path]
    assert (spec.min, spec.max) == (low, high)


@pytest.mark.parametrize(
    ("service", "path", "low", "high", "default"),
    [
        ("lambda", "Timeout", 1, 900, 3),
        ("lambda", "MemorySize", 128, 10_240, 128),
        ("lambda", "EphemeralStorage.Size", 512, 10_240, 512),
        ("sqs", "VisibilityTimeout", 0, 43_200, 30),
        ("sqs", "MessageRetentionPeriod", 60, 1_209_600, 345_600),
        ("sqs", "MaximumMessageSize", 1_024, 1_048_576, 1_048_576),
        ("sqs", "ReceiveMessageWaitTimeSeconds", 0, 20, 0),
        ("kinesis-stream", "RetentionPeriodHours", 24, 8_760, 24),
        ("aurora-serverless-v2", "ServerlessV2ScalingConfiguration.MaxCapacity", 1, 256, 4),
        ("eventbridge-custom-bus", "StorageConfiguration.RetentionPeriodInDays", 1, 365, None),
        ("alb", "IdleTimeoutSeconds", 1, 4_000, 60),
        ("apigw-rest", "CacheTtlInSeconds", 0, 3_600, 300),
    ],
)
def test_bounds_of_nodes(service: str, path: str, low: float, high: float, default: float | None) -> None:
    spec = CATALOGUE.services[service].properties[path]
    assert (spec.min, spec.max, spec.default) == (low, high, default)


# -- the files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("services", "integrations"):
        shutil.copytree(resources() / name, tmp_path / name)
    for name in ("mechanisms.toml", "properties.toml", "retries.toml"):
        shutil.copy(resources() / name, tmp_path)
    return tmp_path


def test_a_new_service_is_one_file(folder: Path) -> None:
    text = (folder / "services" / "timestream.toml").read_text(encoding="utf-8")
    (folder / "services" / "new-store.toml").write_text(text.replace('id = "timestream"', 'id = "new-store"', 1))
    catalogue = load_folder(folder)
    assert catalogue.services["new-store"].properties["PayloadKB"].own, "what every node has comes by itself"
    assert "Timestream" in catalogue.explain("lambda", "new-store").why


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("services/sqs.toml", 'id = "sqs"', 'id = "queue"', "sqs.toml: id: 'queue' must be the file's name"),
        ("services/sqs.toml", "rank = 20", "rnak = 20", "sqs.toml: rnak: Extra inputs are not permitted"),
        ("services/sqs.toml", "rank = 20", "rank =", "sqs.toml: "),
        ("services/sqs.toml", 'id = "sqs-fifo"', 'id = "lambda"', "variant or facet 'lambda'"),
        ("integrations/sqs.toml", 'target = "lambda"', 'target = "lamda"', "'lamda' is not in the catalogue"),
        ("integrations/s3.toml", 'mechanism = "notification"', 'mechanism = "notice"', "'notice' is not in"),
        ("integrations/kinesis-stream.toml", '"stream-mapping"', '"no-set"', "'no-set' is not in properties.toml"),
        ("integrations/s3.toml", "[[refusal]]", "[[refusals]]", "s3.toml: "),
        ("properties.toml", 'type = "number"', 'type = "float"', "properties.toml: every-edge.PayloadKB: type"),
        ("mechanisms.toml", 'id = "invoke"', 'id = "resolver"', "mechanisms.toml: id: 'resolver' stands twice"),
        ("retries.toml", 'id = "caller"', 'id = "called"', "retry: 'caller' is not in retries.toml"),
        ("retries.toml", '"source>redrive"', '"source redrive"', "retries.toml: retry sqs-consumer: keepers.0: "),
    ],
)
def test_an_error_names_file_and_key(folder: Path, file: str, old: str, new: str, message: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_folder(folder)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_a_record_says_itself_comes_first() -> None:
    stream = CATALOGUE.integrations["dynamodb-stream-triggers-lambda"].properties
    assert "AT_TIMESTAMP" not in stream["StartingPosition"].values
    assert (
        "AT_TIMESTAMP" in CATALOGUE.integrations["kinesis-stream-triggers-lambda"].properties["StartingPosition"].values
    )
    assert stream["BatchSize"].max == 10_000


def test_every_property_is_explained() -> None:
    for record in (*CATALOGUE.services.values(), *CATALOGUE.integrations.values()):
        for path, spec in record.properties.items():
            assert spec.help.endswith((".", "…")), f"{record.id}: {path}"


# -- the icons

GLYPHS = sorted((resources() / "icons").glob("*.svg"))
INTERFACE = sorted((resources() / "icons" / "ui").glob("*.svg"))


@pytest.mark.parametrize(
    ("file", "grid", "stroke"),
    [
        *(pytest.param(f, "0 0 24 24", "1.75", id=f.stem) for f in GLYPHS),
        *(pytest.param(f, "0 0 16 16", "1.5", id=f.stem) for f in INTERFACE),
    ],
)
def test_icons_are_drawn_in_one_manner(file: Path, grid: str, stroke: str) -> None:
    root = ET.parse(file).getroot()  # noqa: S314 (our own file)
    assert root.get("viewBox") == grid
    assert root.get("stroke-width") == stroke
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-linecap") == root.get("stroke-linejoin") == "round"
    allowed = {"title", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "g"}
    assert {e.tag.rpartition("}")[2] for e in root.iter()} - {"svg"} <= allowed


def test_no_two_icons_are_the_same() -> None:
    shapes = [re.sub(r"<title>.*?</title>", "", f.read_text(encoding="utf-8")) for f in (*GLYPHS, *INTERFACE)]
    assert len(set(shapes)) == len(shapes)


def test_every_glyph_has_a_use() -> None:
    used = {s.icon for s in CATALOGUE.services.values()}
    assert {f.stem for f in GLYPHS} - used == {"cfn", "user"}, "generic nodes, and people"

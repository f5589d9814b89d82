"""CloudFormation's types as the forms and rules see them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalogue.loader import load
from designer.model.frozen import freeze
from designer.resources import resources
from designer.rules import check
from designer.schemas import Resource, Schemas, Shape, faults, schemas
from designer.schemas.edits import part_at, renamed, with_part
from designer.schemas.faults import matches
from designer.schemas.shape import walk
from designer.storage import read

ALL = schemas()
SERVER = "AWS::Transfer::Server"


def resource(type_: str) -> Resource:
    found = ALL.resource(type_)
    assert found is not None
    return found


def at(type_: str, path: str) -> Shape:
    shape = resource(type_).shape
    for name in path.split("."):
        shape = shape.item if name == "*" else shape.properties[name]
    return shape


# -- the index


def test_there_is_every_type_of_every_region() -> None:
    assert len(ALL.types) > 1800
    assert {SERVER, "AWS::Lambda::Function", "Alexa::ASK::Skill", "AWS::Serverless::Function"} <= set(ALL.types)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", ALL.date)


def test_every_main_type_of_the_catalogue_has_a_schema() -> None:
    assert {s.cfn_type for s in load().services.values() if s.cfn_type} <= set(ALL.types)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("transfer server", SERVER),
        ("server transfer", SERVER),
        ("AWS::Transfer::Server", SERVER),
        ("s3 bucket", "AWS::S3::Bucket"),
        ("amazonmq broker", "AWS::AmazonMQ::Broker"),
        ("fsx filesystem", "AWS::FSx::FileSystem"),
    ],
)
def test_types_are_found_by_their_words(text: str, first: str) -> None:
    assert ALL.find(text)[0] == first


@pytest.mark.parametrize(
    ("type_", "region", "expected"),
    [
        (SERVER, "eu-north-1", True),
        ("AWS::AppRunner::Service", "eu-north-1", False),
        ("AWS::AppRunner::Service", "eu-west-1", True),
        ("AWS::AppRunner::Service", "mars-1", True),
        ("AWS::AppRunner::Service", "../eu-north-1", True),
        ("AWS::Serverless::Function", "eu-north-1", True),
        ("AWS::No::Such", "eu-north-1", True),
        ("Custom::Thing", "eu-north-1", True),
    ],
)
def test_what_a_region_offers(type_: str, region: str, expected: bool) -> None:
    assert ALL.offered(type_, region) is expected


def test_a_search_that_finds_nothing() -> None:
    assert ALL.find("transfer unicorn") == ALL.find("  ") == []


@pytest.mark.parametrize("content", [None, "", "[]", "{", '{"AWS::A::B": 7, "AWS::A::C": "../x"}', "[" * 100_000])
def test_damaged_data_is_no_data(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "providers").mkdir()
        (tmp_path / "providers" / "us-east-1.json").write_text(content)
    found = Schemas(tmp_path)
    assert not found.at_hand
    assert found.resource(SERVER) is None
    assert found.date == ""


def test_without_cfn_lint_there_are_no_types() -> None:
    assert not Schemas(None).at_hand


def test_a_design_without_generic_nodes_loads_no_schema() -> None:
    schemas.cache_clear()
    try:
        check(read(sorted((resources() / "examples").glob("*.json"))[0]).design, load())
        assert "types" not in vars(schemas())
    finally:
        schemas.cache_clear()


# -- what a type takes


@pytest.mark.parametrize(
    ("type_", "path", "expected"),
    [
        (SERVER, "Domain", {"kind": "string", "values": ("S3", "EFS")}),
        (SERVER, "Protocols", {"kind": "list", "bounds": (1, 4)}),
        (SERVER, "EndpointDetails", {"kind": "object"}),
        (SERVER, "EndpointDetails.VpcEndpointId", {"pattern": "^vpce-[0-9a-f]{17}$", "bounds": (22, 22)}),
        (SERVER, "EndpointDetails.SubnetIds.*", {"kind": "string"}),
        (SERVER, "Tags.*", {"kind": "object", "required": {"Key", "Value"}}),
        ("AWS::Lambda::Function", "MemorySize", {"kind": "integer"}),
        ("AWS::Lambda::Function", "Environment.Variables", {"kind": "map"}),
        ("AWS::Lambda::Function", "Environment.Variables.*", {"kind": "any"}),
        ("AWS::IAM::Role", "AssumeRolePolicyDocument", {"kind": "any"}),
        ("AWS::BedrockAgentCore::Gateway", "ProtocolType", {"kind": "string", "default": "MCP"}),
        ("AWS::ApiGatewayV2::RouteResponse", "ResponseParameters", {"kind": "map"}),
        ("AWS::DynamoDB::Table", "SSESpecification.SSEEnabled", {"kind": "boolean"}),
        ("AWS::WAFv2::WebACL", "Rules.*.Statement.NotStatement.Statement.NotStatement", {"kind": "object"}),
    ],
)
def test_shapes(type_: str, path: str, expected: dict[str, Any]) -> None:
    shape = at(type_, path)
    assert {name: getattr(shape, name) for name in expected} == expected


def test_required_properties_come_first_and_what_cloudformation_sets_is_left_out() -> None:
    user = resource("AWS::Transfer::User")
    names = list(user.shape.properties)
    assert set(names[:3]) == user.shape.required == {"Role", "ServerId", "UserName"}
    assert "Arn" not in names
    assert user.is_read_only("Arn")
    assert "Arn" in user.attributes


def test_what_is_hidden_within_an_object_is_hidden_there_alone() -> None:
    schema = {
        "definitions": {"End": {"type": "object", "properties": {"Host": {"type": "string"}, "Port": {}}}},
        "properties": {"One": {"$ref": "#/definitions/End"}, "Two": {"$ref": "#/definitions/End"}},
        "readOnlyProperties": ["/properties/One/Host"],
    }
    shape = Resource("AWS::A::B", schema).shape
    assert list(shape.properties["One"].properties) == ["Port"]
    assert list(shape.properties["Two"].properties) == ["Host", "Port"]


@pytest.mark.parametrize(
    "part",
    [
        {"$ref": "#/definitions/A"},
        {"$ref": "#/definitions/B"},
        {"$ref": "#/definitions/missing"},
        {"$ref": "https://elsewhere/schema.json"},
        {"$ref": 7},
        {"type": ["string", "object"]},
        {"type": 7, "enum": "x", "required": 3, "minLength": "many"},
        {"type": "array"},
        {"type": "array", "items": []},
        {"allOf": [{"$ref": "#/properties/It"}, {"allOf": [{"$ref": "#/properties/It"}]}]},
        {"allOf": ["x", {"allOf": {}}]},
        {"type": "object", "additionalProperties": False},
        [],
    ],
)
def test_odd_schemas_end(part: Any) -> None:
    schema = {
        "definitions": {
            "A": {"$ref": "#/definitions/A"},
            "B": {"type": "object", "description": "own", "properties": {"Next": {"$ref": "#/definitions/B"}}},
        },
        "properties": {"It": part},
        "required": ["It", 7],
    }
    shape = Resource("AWS::A::B", schema).shape
    assert len(list(walk(shape))) <= 4
    assert list(faults(shape, {"It": {"Next": {"Next": 3}}})) is not None


@pytest.mark.parametrize("type_", [*ALL.types][::7])
def test_every_type_is_a_finite_graph(type_: str) -> None:
    """A sample of all types: each part has a kind, its bounds are in order, and its values are of that kind."""
    shapes = list(walk(resource(type_).shape))
    assert len(shapes) < 3000
    for shape in shapes:
        least, most = shape.bounds
        assert least is None or most is None or least <= most
        assert all(not list(faults(shape, value)) for value in shape.values)
        assert shape.kind != "list" or shape.item is shape.item
        assert not shape.required or shape.kind in ("object", "any", "map")


# -- what is wrong with a value


@pytest.mark.parametrize(
    ("type_", "properties", "expected"),
    [
        (SERVER, {"Domain": "EFS"}, []),
        (SERVER, {"Domain": "EBS"}, [("value", "Domain", "EFS")]),
        (SERVER, {"Domian": "EFS"}, [("unknown", "Domian", None)]),
        (SERVER, {"Arn": "x"}, [("read-only", "Arn", None)]),
        (SERVER, {"Protocols": "SFTP"}, [("type", "Protocols", None)]),
        (SERVER, {"Protocols": []}, [("bound", "Protocols", None)]),
        (SERVER, {"Protocols": ["SFTP", 3]}, [("value", "Protocols[1]", None)]),
        (SERVER, {"Tags": [{"Key": "a"}]}, [("missing", "Tags[0].Value", None)]),
        (SERVER, {"Tags": {"Fn::If": ["a", 1, 2]}}, []),
        (SERVER, {"Domain": "{{resolve:ssm:domain}}"}, []),
        ("AWS::Serverless::StateMachine", {"Name": "orders"}, []),
        (SERVER, {"Fn::Transform": {"Name": "AWS::Include"}}, []),
        (SERVER, {"Domain": None}, [("type", "Domain", None), ]),
        ("AWS::Lambda::LayerVersion", {"Content": {"S3Bucket": "bkt", "S3Key": 7}}, []),
        ("AWS::EFS::FileSystem", {"Encrypted": "true"}, []),
        ("AWS::EFS::FileSystem", {"Encrypted": "maybe"}, [("type", "Encrypted", None)]),
        ("AWS::EFS::FileSystem", {"ProvisionedThroughputInMibps": "7.5"}, []),
        ("AWS::MSK::Cluster", {
            "BrokerNodeGroupInfo": {"ClientSubnets": ["a"], "InstanceType": "kafka.m5.large",
                                    "StorageInfo": {"EBSStorageInfo": {"VolumeSize": 99_999}}},
            "ClusterName": "c", "KafkaVersion": "3.6.0", "NumberOfBrokerNodes": 3,
        }, [("bound", "BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize", 16384)]),
    ],
)  # fmt: skip
def test_faults(type_: str, properties: dict[str, Any], expected: list[tuple[str, str, Any]]) -> None:
    found = faults(resource(type_).shape, freeze(properties))
    assert [(fault.sort, fault.where, fault.meant) for fault in found] == expected


def test_a_pattern_that_never_ends_is_given_up() -> None:
    assert matches("^(a|a)+$", "a" * 40 + "b")


def test_a_pattern_that_cannot_be_read_matches() -> None:
    assert matches("(", "anything")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    data=st.data(), type_=st.sampled_from([SERVER, "AWS::WAFv2::WebACL", "AWS::AmazonMQ::Broker", "AWS::SSM::Document"])
)
def test_any_value_can_be_judged_and_mended(data: st.DataObject, type_: str) -> None:
    """Whatever stands in a property: each fault names a place in it, and removing all that is wrong leaves nothing."""
    shape = resource(type_).shape
    name = data.draw(st.sampled_from([*shape.properties, "Nonsense"]))
    value = freeze({name: data.draw(JSON)})
    for _ in range(50):
        wrong = next((fault for fault in faults(shape, value) if fault.sort != "missing"), None)
        if wrong is None:
            return
        changed = with_part(value, wrong.path, wrong.meant)
        assert changed != value
        value = changed
    pytest.fail(f"faults remain in {json.dumps(value)}")


# -- changes within a value

VALUE = freeze({"A": {"B": [1, {"C": 2}]}, "D": 3})


@pytest.mark.parametrize(
    ("path", "new", "expected"),
    [
        (("D",), 4, {"A": {"B": [1, {"C": 2}]}, "D": 4}),
        (("A", "B", 1, "C"), 4, {"A": {"B": [1, {"C": 4}]}, "D": 3}),
        (("A", "B", 0), None, {"A": {"B": [{"C": 2}]}, "D": 3}),
        (("A", "B", 1, "C"), None, {"A": {"B": [1, {}]}, "D": 3}),
        (("A",), None, {"D": 3}),
        (("D", "X"), 4, {"A": {"B": [1, {"C": 2}]}, "D": 3}),
        (("A", "B", 9), 4, {"A": {"B": [1, {"C": 2}]}, "D": 3}),
        ((), {"E": 1}, {"E": 1}),
    ],
)
def test_with_part(path: tuple[str | int, ...], new: Any, expected: Any) -> None:
    assert with_part(VALUE, path, new) == freeze(expected)
    if new is not None and part_at(VALUE, path) is not None:
        assert part_at(with_part(VALUE, path, new), path) == freeze(new)


def test_a_name_changes_in_its_place() -> None:
    assert list(renamed(VALUE, ("A",), "Z")) == ["Z", "D"]
    assert renamed(VALUE, ("A",), "D") is VALUE
    assert renamed(VALUE, ("X", "Y"), "Z") is VALUE

"""Writes exporters/cdk/level1.json anew from the aws-cdk-lib that is installed.

For every CloudFormation type that the catalogue or the planner names it holds the module, the class, the class's
attributes that are texts, and for each of its structs (the class's own props are "") the properties with their types:
"s" text, "n" number, "b" truth value, "*" any JSON, a struct's name, or one of these behind "[" (list) or "{" (map).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tarfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "exporters" / "cdk" / "level1.json"
PRIMITIVES = {"string": "s", "number": "n", "boolean": "b"}


def assembly() -> dict[str, Any]:
    """The types of aws-cdk-lib, as jsii describes them."""
    spec = find_spec("aws_cdk")  # its folder; to import it would start node
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (archive,) = Path(spec.submodule_search_locations[0], "_jsii").glob("aws-cdk-lib@*.jsii.tgz")
    with tarfile.open(archive) as tar:
        member = tar.extractfile("package/.jsii.gz")
        assert member is not None
        types: dict[str, Any] = json.loads(gzip.decompress(member.read()))["types"]
        return types


def wanted() -> list[str]:
    """The types that the catalogue and the planner name."""
    texts = [*(ROOT / "resources" / "services").glob("*.toml"), *(ROOT / "exporters" / "planner").glob("*.py")]
    return sorted({t for file in texts for t in re.findall(r'"(AWS::\w+::\w+)"', file.read_text(encoding="utf-8"))})


def kind(type_: dict[str, Any], owner: str, types: dict[str, Any]) -> str:
    if "primitive" in type_:
        return PRIMITIVES.get(type_["primitive"], "*")
    if "collection" in type_:
        mark = "[" if type_["collection"]["kind"] == "array" else "{"
        return mark + kind(type_["collection"]["elementtype"], owner, types)
    if "union" in type_:
        kinds = [kind(t, owner, types) for t in type_["union"]["types"] if not is_reference(t)]
        return max(kinds, key=lambda k: (k[0] in "[{" or len(k) > 1, k)) if kinds else "*"
    name: str = type_["fqn"]
    return name.removeprefix(f"{owner}.").removesuffix("Property") if name.startswith(f"{owner}.") else "CfnTag"


def is_reference(type_: dict[str, Any]) -> bool:
    fqn = type_.get("fqn", "")
    return fqn == "aws-cdk-lib.IResolvable" or ".interfaces." in fqn


def table(types: dict[str, Any], names: list[str]) -> dict[str, Any]:
    classes = {
        t["docs"]["custom"]["cloudformationResource"]: t
        for t in types.values()
        if t["kind"] == "class" and "cloudformationResource" in t.get("docs", {}).get("custom", {})
    }
    found: dict[str, Any] = {}
    for name in names:
        if name not in classes:
            continue
        class_ = classes[name]
        owner: str = class_["fqn"]
        module = owner.split(".")[1].removeprefix("aws_")
        structs: dict[str, dict[str, str]] = {}
        pending = [("", types[f"{owner}Props"])]
        while pending:
            struct, definition = pending.pop(0)
            if struct in structs:
                continue
            structs[struct] = {p["name"]: kind(p["type"], owner, types) for p in definition.get("properties", [])}
            inner = {k.lstrip("[{") for k in structs[struct].values()}
            pending.extend((s, types[f"{owner}.{s}Property"]) for s in sorted(inner) if f"{owner}.{s}Property" in types)
        attributes = [
            p["name"]
            for p in class_.get("properties", [])
            if p["name"].startswith("attr") and p["type"] == {"primitive": "string"}
        ]
        found[name] = {"module": module, "class": class_["name"], "attributes": attributes, "structs": structs}
    return found


def text() -> str:
    """The file's content: one line a type."""
    found = table(assembly(), wanted())
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in found.items())
    return f"{{\n{lines}\n}}\n"


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{TABLE.relative_to(ROOT)}: {TABLE.stat().st_size} bytes\n")

"""Designs in a few words: `sketch("api:apigw-http fn:lambda(Timeout=10)", "api>fn", ordering="api fn")`."""

from __future__ import annotations

import json
import re
from typing import Any

from designer.catalogue import load
from designer.composition import Composition, analyse
from designer.model.design import Design

_NODE = re.compile(r"(?P<id>\w+):(?P<service>[\w-]+)(?:\((?P<properties>[^)]*)\))?")
_EDGE = re.compile(r"(?P<source>\w+)>(?P<target>\w+)(?:/(?P<via>[\w-]+))?(?:\((?P<properties>[^)]*)\))?")


def sketch(nodes: str, edges: str = "", properties: dict[str, dict[str, Any]] | None = None, **contexts: str) -> Design:
    """`properties` are further ones by the id of a node or edge, each keyword a bounded context with its nodes."""
    more = properties or {}
    home = {node: context for context, inside in contexts.items() for node in inside.split()}
    document: dict[str, Any] = {"nodes": {}, "edges": {}}
    document["groups"] = {context: {"kind": "bounded-context", "title": context.title()} for context in contexts}
    for found in _NODE.finditer(nodes):
        node = {
            "service": found["service"],
            "properties": {**_values(found["properties"]), **more.get(found["id"], {})},
        }
        document["nodes"][found["id"]] = node | ({"in": home[found["id"]]} if found["id"] in home else {})
    for found in _EDGE.finditer(edges):
        id_ = f"{found['source']}-{found['target']}"
        edge = {"from": found["source"], "to": found["target"], "via": found["via"]}
        document["edges"][id_] = {**edge, "properties": {**_values(found["properties"]), **more.get(id_, {})}}
    return Design.model_validate(document)


def composed(
    nodes: str, edges: str = "", properties: dict[str, dict[str, Any]] | None = None, **contexts: str
) -> Composition:
    return analyse(sketch(nodes, edges, properties, **contexts), load())


def _values(text: str | None) -> dict[str, Any]:
    """`Timeout=10 DetailType=Placed Idempotent=true`."""
    found: dict[str, Any] = {}
    for pair in (text or "").split():
        name, _, value = pair.partition("=")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found

"""The JSON schema of the design file, made from the model: `python -m designer.storage.schema` writes it anew.

Editors offer completion by it; what goes beyond a schema (ends that exist, circles of groups) only `check` can say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from designer.model.design import FORMAT, Design
from designer.resources import resources

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema, by the names of the file."""
    made = Design.model_json_schema(by_alias=True, mode="validation")
    made["title"] = "Skydraft design"
    made["properties"]["format"] = {"const": FORMAT, "default": FORMAT, "title": "Format"}
    return {"$schema": DIALECT, **made}


def schema_text() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema_file() -> Path:
    return resources() / "schema" / "design.schema.json"


if __name__ == "__main__":
    schema_file().parent.mkdir(exist_ok=True)
    schema_file().write_text(schema_text(), encoding="utf-8", newline="\n")

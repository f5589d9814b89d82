"""Writes exporters/terraform/schema.json anew from the provider hashicorp/aws on this machine.

It holds the resource types that exporters/terraform names, each with its arguments and attributes ("s" text, "n"
number, "b" truth value, "*" anything else, behind "[" for a list or set and "{" for a map; "=" before what only the
provider sets, "!" before what must be given) and, as objects, its blocks.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "exporters" / "terraform"
TABLE = FOLDER / "schema.json"
PRIMITIVES = {"string": "s", "number": "n", "bool": "b"}


def wanted() -> list[str]:
    """The resource types that the table of types and the code name."""
    texts = [FOLDER / "types.toml", *FOLDER.rglob("*.py")]
    return sorted({t for file in texts for t in re.findall(r'"(aws_[a-z0-9_]+)"', file.read_text(encoding="utf-8"))})


def word(type_: Any) -> str:
    if isinstance(type_, str):
        return PRIMITIVES.get(type_, "*")
    if isinstance(type_, list) and type_[0] in ("list", "set"):
        return f"[{word(type_[1])}"
    return f"{{{word(type_[1])}" if isinstance(type_, list) and type_[0] == "map" else "*"


def compact(block: dict[str, Any], inside: str = "") -> dict[str, Any]:
    """The block's arguments, attributes and blocks; what the provider calls deprecated is left out, and so are the
    statements within statements of a web ACL, which the provider spells out level by level."""
    made: dict[str, Any] = {}
    for name, spec in sorted(block.get("attributes", {}).items()):
        if not spec.get("deprecated"):
            only_read = spec.get("computed") and not spec.get("optional")
            mark = "=" if only_read else "!" if spec.get("required") else ""
            made[name] = mark + word(spec.get("type", "*"))
    for name, spec in sorted(block.get("block_types", {}).items()):
        again = inside.endswith("_statement") and name.endswith("statement")
        if name != "timeouts" and not spec["block"].get("deprecated") and not again:
            made[name] = compact(spec["block"], name)
    return made


def table(schema: dict[str, Any]) -> dict[str, Any]:
    """The wanted part of what `terraform providers schema -json` says."""
    (aws,) = (p for name, p in schema["provider_schemas"].items() if name.endswith("/aws"))
    return {t: compact(aws["resource_schemas"][t]["block"]) for t in wanted() if t in aws["resource_schemas"]}


def text(made: dict[str, Any]) -> str:
    lines = [f"{json.dumps(name)}: {json.dumps(block, separators=(',', ':'))}" for name, block in made.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    from tests.tools.terraform.machine import environment, mirror

    found = mirror()
    if found is None:
        sys.exit("No provider hashicorp/aws on this machine.")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf").write_text(
            'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "~> 5.0" }\n  }\n}\n',
            encoding="utf-8",
        )
        run = ["terraform", f"-chdir={folder}"]
        env = environment(found, Path(folder))
        subprocess.run([*run, "init", "-input=false"], check=True, env=env, stdout=subprocess.DEVNULL)
        done = subprocess.run([*run, "providers", "schema", "-json"], check=True, env=env, capture_output=True)
    TABLE.write_text(text(table(json.loads(done.stdout))), encoding="utf-8")


if __name__ == "__main__":
    main()

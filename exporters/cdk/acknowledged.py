"""The rules of cdk-nag that an exported CDK application acknowledges, with the reason of each, in a file of its own.

`Validations` is of aws-cdk-lib, so an application needs no cdk-nag to say what it accepts.  cdk-nag gives each wildcard
of a policy an id of its own, made of a resource's logical id; the file acknowledges those by their shape, when the
application is validated and all references have their final form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from exporters.base import File
from exporters.cdk.text import Language, quoted
from exporters.plan import Plan
from exporters.scans import accepted, wildcards

PATHS: Mapping[Language, str] = {"python": "infrastructure/acknowledged.py", "typescript": "lib/acknowledged.ts"}
_TEMPLATES: Mapping[Language, str] = {"python": "acknowledged.py.j2", "typescript": "acknowledged.ts.j2"}


def acknowledged(plan: Plan, language: Language) -> File:
    """The file that says what an application accepts; its `acknowledge(app)` does so."""
    shapes = [(w.shape, w.reason) for w in wildcards(plan)]
    text = _template(language).render(rules=list(rules(plan).items()), shapes=shapes, entry=_entry)
    return File.of(PATHS[language], text)


def rules(plan: Plan) -> Mapping[str, str]:
    """The ids of the rules that concern an application, and why it does not follow them."""
    return {rule: f"{a.acceptance.what}. {a.why}" for a in accepted(plan, "cdk") for rule in a.acceptance.cdk}


_WIDTHS: Mapping[Language, int] = {"python": 120, "typescript": 80}


def _entry(key: str, value: str, language: Language) -> str:
    """An entry of a table, as ruff and prettier leave it; a long text takes several lines."""
    indent, width = "    " if language == "python" else "  ", _WIDTHS[language]
    head, line = f"{indent}{quoted(key, language)}:", f"{indent}{quoted(key, language)}: {quoted(value, language)},"
    if len(line) <= width:
        return line
    inner = indent if language == "typescript" else "    "
    room = width - 2 * len(inner) - len('""') - (len(" +") if language == "typescript" else 0)
    lines = [quoted(part, language) for part in _parts(value, room)]
    if language == "python":
        return "\n".join((f"{head} (", *(f"{indent}{inner}{text}" for text in lines), f"{indent}),"))
    return "\n".join((head, *(f"{indent}{inner}{text} +" for text in lines[:-1]), f"{indent}{inner}{lines[-1]},"))


def _parts(text: str, width: int) -> list[str]:
    """A text cut between words; put together again it is the same."""
    if len(text) <= width:
        return [text]
    parts = [""]
    for word in text.split(" "):
        if parts[-1] and len(parts[-1]) + len(word) >= width:
            parts.append("")
        parts[-1] += f"{word} "
    return [*parts[:-1], parts[-1][:-1]]


@cache
def _template(language: Language) -> Template:
    environment = Environment(  # noqa: S701 - what is written is source code; `_entry` does the quoting
        loader=PackageLoader("exporters.cdk"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    return environment.get_template(_TEMPLATES[language])

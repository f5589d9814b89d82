"""The README of an exported project: what it is, how to deploy it, what has to be done by hand."""

from __future__ import annotations

from collections.abc import Sequence

from exporters.plan import Plan
from exporters.planner.builder import line

POWERTOOLS_PARAMETER = "PowertoolsLayerVersion"
_POWERTOOLS = """## Powertools

The Python functions take AWS Lambda Powertools (logs, traces, batches, idempotency) from AWS's public layer, so nothing
has to be built. To raise it, take the newest version of the layer from
<https://docs.aws.amazon.com/powertools/python/latest/getting-started/install/>, set it as the default of
`PowertoolsLayerVersion` where this project declares its parameters, run the tests with the same release, and deploy."""


def readme(
    plan: Plan, target: str, commands: Sequence[tuple[str, str]], targets: Sequence[str], chapters: Sequence[str] = ()
) -> str:
    """Markdown.  `commands` are (what it does, command line); `targets` are the words of omissions that concern it;
    `chapters` are the target's own, in Markdown."""
    parts = [
        f"# {markdown(plan.name) or plan.slug}",
        f"{target} project, generated from a design and yours from here on.",
    ]
    steps = "\n\n".join(f"{what}:\n\n```sh\n{command}\n```" for what, command in commands)
    parts.append(f"## Deploy\n\n{steps}")
    parts += chapters
    if plan.code:
        parts.append(_tests(plan))
    if POWERTOOLS_PARAMETER in plan.parameters:
        parts.append(_POWERTOOLS)
    if plan.parameters:
        rows = "\n".join(
            f"| `{p.name}` | {markdown(p.description)} | {_default(p.default)} |" for p in plan.parameters.values()
        )
        parts.append(f"## Parameters\n\n| name | meaning | default |\n|---|---|---|\n{rows}")
    left = [o for o in plan.omissions if o.target in targets]
    if left:
        rows = "\n".join(f"- `{o.subject}`: {markdown(o.reason)}" for o in left)
        parts.append(f"## Left to do by hand\n\n{rows}")
    return "\n\n".join(parts) + "\n"


def _tests(plan: Plan) -> str:
    languages = {code.language for code in plan.code.values()}
    lines = []
    if "python" in languages:
        lines.append("```sh\npip install -r requirements-dev.txt\npython -m pytest tests\n```")
    if "typescript" in languages:
        lines.append("```sh\nnpm install\nnpm test\n```")
    words = (
        "Each function has a handler in `src/` and a unit test in `tests/`; `events/` holds a sample event for each."
    )
    return f"## Test\n\n{words}\n\n" + "\n\n".join(lines)


def _default(value: object) -> str:
    return "to be given" if value is None else f"`{value}`"


def markdown(text: str) -> str:
    """A text of the design inside Markdown: one line, in which nothing is markup."""
    clean = line(text)[:300]
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|<>~" else c for c in clean)

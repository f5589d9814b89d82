"""The integration matrix, made from the catalogue's files: docs/integrations.md.

`python -m designer.catalogue.docs` writes it; a test fails when it is out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from designer.catalogue.loader import load
from designer.model.catalogue import Catalogue
from designer.model.sentences import explained_kind
from designer.model.specs import IntegrationSpec, Permission, Refusal

HEAD = """\
# What may be connected to what

Made from the files in `resources/` by `python -m designer.catalogue.docs`; do not edit it by hand.

A row is one integration: what carries it, whether the source waits for an answer (**sync**), goes on (**async**) or
the target fetches by itself (**poll**), who tries again when the receiver fails and where the event lands in the end,
and who must be allowed what. *Only by name* means that a connection stands for it only when its `via` says so. The
date is that on which the source was last read; a bare year is that of an archived page.
"""
ACTORS = {"source": "source", "target": "target", "*": "whoever has the role"}


def markdown(catalogue: Catalogue) -> str:
    """The whole of docs/integrations.md."""
    return "\n".join([HEAD, *_sources(catalogue), *_retries(catalogue)])


def _sources(catalogue: Catalogue) -> Iterator[str]:
    owners = {i.source for i in catalogue.integrations.values()} | {r.source for r in catalogue.refusals}
    for service in sorted(catalogue.services.values(), key=lambda s: s.title.lower()):
        kinds = {service.id, *(kind.id for kind in service.kinds)} & owners
        if not kinds:
            continue
        yield f"## {service.title}\n"
        legal = [i for i in catalogue.integrations.values() if i.source in kinds]
        if legal:
            yield "| from | to | by | kind | tried again | lands | permissions | source |"
            yield "|---|---|---|---|---|---|---|---|"
            yield "\n".join(_row(catalogue, integration) for integration in legal) + "\n"
        refused = [r for r in catalogue.refusals if r.source in kinds]
        if refused:
            yield "Refused:\n"
            yield "\n".join(_refusal(catalogue, refusal) for refusal in refused) + "\n"


def _row(catalogue: Catalogue, integration: IntegrationSpec) -> str:
    mechanism = catalogue.mechanisms[integration.mechanism]
    how = f"[{mechanism.title}](#{integration.id} '{_attribute(_told(catalogue, integration))}')"
    asked = "" if integration.default else ", only by name"
    retry = integration.retry
    again = ", ".join(text for text in (retry.who, retry.times, retry.over) if text)
    lands = f"{retry.lands}; without one {retry.otherwise}" if retry.otherwise else retry.lands
    cells = [
        catalogue.title(integration.source),
        catalogue.title(integration.target),
        f'<a id="{integration.id}"></a>{how}{asked}',
        integration.invocation,
        f"[{again}](#retry-{retry.id})" if again else "–",
        lands or "–",
        "; ".join(_permission(permission) for permission in integration.permissions)
        or _admission(catalogue, integration),
        f"[AWS]({integration.doc}) {integration.source_date}".rstrip(),
    ]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _admission(catalogue: Catalogue, integration: IntegrationSpec) -> str:
    told = explained_kind(catalogue, integration, integration.source, integration.target).permissions
    return told[0] if told else "–"


def _told(catalogue: Catalogue, integration: IntegrationSpec) -> str:
    return explained_kind(catalogue, integration, integration.source, integration.target).what


def _attribute(text: str) -> str:
    """A text as a link's title, in single quotes."""
    return text.replace("'", "’").replace("|", "/")


def _permission(permission: Permission) -> str:
    actions = ", ".join(permission.actions)
    by = ACTORS.get(permission.by, permission.by)
    policy = f" (policy of the {permission.on})" if permission.statement == "resource" else f" on {permission.on}"
    return f"{by}: {actions}{policy if permission.on != '*' else ''}"


def _refusal(catalogue: Catalogue, refusal: Refusal) -> str:
    by = f" by *{catalogue.mechanisms[refusal.mechanism].title}*" if refusal.mechanism else ""
    date = f", {refusal.source_date}" if refusal.source_date else ""
    ends = f"{catalogue.title(refusal.source)} → {catalogue.title(refusal.target)}{by}"
    return f"- {ends}: {refusal.why} {refusal.fix} ([AWS]({refusal.doc}){date})"


def _retries(catalogue: Catalogue) -> Iterator[str]:
    yield "## When the receiver fails\n"
    known = {i.retry.id: i.retry for i in catalogue.integrations.values() if i.retry.id}
    for retry in sorted(known.values(), key=lambda r: r.id):
        example = next(i for i in catalogue.integrations.values() if i.retry is retry)
        told = explained_kind(catalogue, example, example.source, example.target).failure
        note = f" {retry.notes}" if retry.notes else ""
        date = f" {retry.source_date}" if retry.source_date else ""
        yield f'- <a id="retry-{retry.id}"></a>“{example.title}” and the like: {told}{note} ([AWS]({retry.doc}){date})'
    yield ""


if __name__ == "__main__":
    path = Path(__file__).resolve().parents[2] / "docs" / "integrations.md"
    path.write_text(markdown(load()), encoding="utf-8")

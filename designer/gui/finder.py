"""What the command palette finds: fixes, commands, services, nodes and problems, best answers first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPixmap

from designer.gui.icons import badge, tile, ui_pixmap
from designer.gui.panels.palette_model import CATEGORIES, matching
from designer.model.design import Subject
from designer.model.finding import heading_of
from designer.schemas import schemas

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow
MOST_ROWS, MOST_OF_A_KIND = 60, 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it is called, what it belongs to, what it does.  `section` alone is a head."""

    section: str
    text: str = ""
    second: str = ""
    keys: str = ""
    sign: Callable[[], QPixmap] | None = None
    run: Callable[[], Any] | None = None


def score(text: str, query: str) -> int | None:
    """How well a text answers a query, 0 best; None where it does not.  Every word must be in it."""
    folded = text.casefold()
    worst = 0
    for word in query.casefold().split():
        at = folded.find(word)
        if at < 0:
            return None
        begins = at == 0 or not folded[at - 1].isalnum()
        worst = max(worst, 0 if at == 0 else 1 if begins else 2)
    return worst


class Entries:
    """What can be found in a window, by kind."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def find(self, text: str) -> list[Entry]:
        prefix, query = (text[0], text[1:].strip()) if text[:1] in tuple(">@#") else ("", text.strip())
        kinds: dict[str, tuple[tuple[str, Callable[[str], Iterator[tuple[int, Entry]]]], ...]] = {
            ">": (("Commands", self._commands),),
            "@": (("Nodes", self._nodes),),
            "#": (("Problems", self._problems),),
            "": (
                ("Fixes", self._fixes),
                ("Commands", self._commands),
                ("Services", self._services),
                ("Nodes", self._nodes),
                ("CloudFormation types", self._types),
            ),
        }
        rows: list[Entry] = []
        for title, find in kinds[prefix]:
            found = sorted(find(query), key=lambda pair: pair[0])
            kept = [entry for _, entry in (found if prefix else found[:MOST_OF_A_KIND])]
            if kept:
                rows += [Entry(title), *kept]
        return rows[:MOST_ROWS]

    def _fixes(self, query: str) -> Iterator[tuple[int, Entry]]:
        window = self._window
        current = window.problems.current
        for finding in window.document.findings:
            for fix in finding.fixes[:1] if not finding.accepted else ():
                second = window.problems.model.subject_text(finding.subject)
                rank = score(f"{fix.label} {second} {finding.message}", query)
                if rank is not None:
                    yield (
                        rank,
                        Entry(
                            "", fix.label, second, "Alt+Return" if finding is current else "",
                            lambda f=finding: badge(f.severity),  # type: ignore[misc]
                            lambda f=finding, x=fix: window.document.fix(f, x),  # type: ignore[misc]
                        ),
                    )  # fmt: skip

    def _commands(self, query: str) -> Iterator[tuple[int, Entry]]:
        for row, action in self._window.actions_:
            text = f"{row.submenu}: {row.text}" if row.submenu else row.text
            rank = score(f"{text} {row.hint}", query)
            if rank is None or not action.isEnabled() or row.id == "search":
                continue
            key = row.shortcut.split("; ")[0]
            sign = lambda icon=row.icon: ui_pixmap(icon) if icon else QPixmap()  # noqa: E731
            yield rank, Entry("", text, row.menu, key, sign, action.trigger)

    def _services(self, query: str) -> Iterator[tuple[int, Entry]]:
        window = self._window
        if not query or not window.document.active:
            return
        for rank, service in enumerate(matching(window.document.catalogue.services.values(), query)):
            yield (
                rank,
                Entry(
                    "", service.title, CATEGORIES[service.category], "",
                    lambda s=service: tile(s),  # type: ignore[misc]
                    lambda s=service: window.edit.place(s.id),  # type: ignore[misc]
                ),
            )  # fmt: skip

    def _types(self, query: str) -> Iterator[tuple[int, Entry]]:
        """Every type that the catalogue has no service for; one letter would find hundreds."""
        window = self._window
        if len(query) < 3 or not window.document.active:
            return
        own = {service.cfn_type for service in window.document.catalogue.services.values()}
        for rank, type_ in enumerate(schemas().find(query)):
            if type_ not in own:
                sign = lambda: tile(None)  # noqa: E731
                yield rank, Entry("", type_, "", "", sign, lambda t=type_: window.edit.place(t))  # type: ignore[misc]

    def _nodes(self, query: str) -> Iterator[tuple[int, Entry]]:
        window = self._window
        design, catalogue = window.document.design, window.document.catalogue
        for id_, node in design.nodes.items():
            service = catalogue.service(node)
            kind = service.title if service else node.type or node.service
            title = node.title or id_
            rank = score(f"{title} {id_} {kind}", query)
            if rank is not None:
                yield (
                    rank,
                    Entry(
                        "", title, kind, "", lambda s=service: tile(s),  # type: ignore[misc]
                        lambda i=id_: window.reveal.subject(Subject("node", i)),  # type: ignore[misc]
                    ),
                )  # fmt: skip

    def _problems(self, query: str) -> Iterator[tuple[int, Entry]]:
        window = self._window
        for place, finding in enumerate(window.document.findings):
            second = window.problems.model.subject_text(finding.subject)
            if score(f"{heading_of(finding)} {finding.message} {second} {finding.rule}", query) is not None:
                yield (
                    place,
                    Entry(
                        "", heading_of(finding), second, "",
                        lambda f=finding: badge("accepted" if f.accepted else f.severity),  # type: ignore[misc]
                        lambda f=finding: window.reveal.finding(f),  # type: ignore[misc]
                    ),
                )  # fmt: skip

"""The window's bars: menu bar with sign, file name and search; tool bar; status bar; the bar that asks a question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMenu,
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from designer.gui.actions import MENUS, Actions
from designer.gui.icons import badge, logo, ui_icon
from designer.gui.panels.inspector.more_pages import RUNTIMES
from designer.gui.preferences import Settings
from designer.gui.theme import theme
from designer.gui.widgets import Button, hbox, key_caps, label, mark, rule

if TYPE_CHECKING:
    from designer.gui.document import Document
    from designer.tools.base import Connecting

SEARCH_WIDTH = 320
HEIGHT, TOOLS_HEIGHT, STATUS_HEIGHT = 36, 44, 24


class MenuBar(QMenuBar):
    """Sign at the left, the file's name in the middle where there is room, the search field at the right."""

    search_wanted = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setNativeMenuBar(sys.platform == "darwin")
        self.menus: dict[str, QMenu] = {}
        for name in MENUS:
            menu = self.addMenu(name)
            menu.setObjectName(f"menu-{name.lower()}")
            actions.fill_menu(menu, name)
            menu.aboutToShow.connect(actions.refresh)
            self.menus[name] = menu
        self._sign = QLabel()
        self._sign.setAccessibleName("Skydraft")
        self._title = QWidget(self)
        row = hbox(self._title, spacing=0)
        self._name = label("", "strong")
        self._suffix = label("", "", "text2")
        row.addWidget(self._name)
        row.addWidget(self._suffix)
        self._title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._search = QPushButton("Search commands, services, nodes")
        self._search.setProperty("search", True)
        self._search.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._search.setAccessibleName("Search commands, services and nodes")
        self._search.clicked.connect(self.search_wanted)
        inner = hbox(self._search, margins=(0, 0, 6, 0))
        inner.addStretch(1)
        self._caps = key_caps("Ctrl+K")
        inner.addWidget(self._caps)
        holder = QWidget()
        hbox(holder, margins=(0, 0, 12, 0)).addWidget(self._search)
        signs = QWidget()
        hbox(signs, margins=(12, 0, 8, 0)).addWidget(self._sign)
        self._corners = (signs, holder)  # PySide does not keep them
        self.setCornerWidget(signs, Qt.Corner.TopLeftCorner)
        self.setCornerWidget(holder, Qt.Corner.TopRightCorner)
        theme().changed.connect(self.tint)
        self.tint()

    def tint(self) -> None:
        t = theme()
        self._sign.setPixmap(logo(QSize(t.px(20), t.px(17))))
        self._search.setIcon(ui_icon("search", "text"))
        self._search.setFixedWidth(t.px(SEARCH_WIDTH))
        self.setFixedHeight(t.px(HEIGHT))
        for corner in self._corners:
            corner.setFixedHeight(t.px(HEIGHT) - 1)

    def add_recent(self, settings: Settings, open_file: Callable[[Path], object]) -> None:
        """A menu of recent files below Open."""
        files = self.menus["File"]
        menu = QMenu("Open Recent", files)
        files.insertMenu(files.actions()[2], menu)

        def fill() -> None:
            menu.clear()
            for recent in settings.recent:
                path = Path(recent.path)
                action = menu.addAction(f"{recent.name}  ({path.parent.name})".replace("&", "&&"))
                action.setToolTip(recent.path)
                action.triggered.connect(lambda _checked=False, path=path: open_file(path))
            if menu.isEmpty():
                menu.addAction("No recent designs").setEnabled(False)
            else:
                menu.addSeparator()
                menu.addAction("Clear List").triggered.connect(settings.clear_recent)

        menu.aboutToShow.connect(fill)

    def set_title(self, name: str, suffix: str) -> None:
        self._name.setText(name)
        self._suffix.setText(suffix)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        size = self._title.sizeHint()
        last = self.actionGeometry(self.menus["Help"].menuAction())
        left = (self.width() - size.width()) // 2
        room = self.width() - theme().px(SEARCH_WIDTH) - 32 - last.right()
        self._title.setVisible(size.width() < room)
        left = min(max(left, last.right() + 12), self.width() - theme().px(SEARCH_WIDTH) - 24 - size.width())
        self._title.setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())


class Counts(QToolButton):
    """How many errors and warnings there are; a click shows them."""

    def __init__(self) -> None:
        super().__init__()
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = hbox(self, margins=(8, 0, 8, 0), spacing=8)
        self._parts: dict[str, tuple[QLabel, QLabel]] = {}
        for kind in ("error", "warning"):
            sign, number = QLabel(), label("0")
            for part in (sign, number):
                part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                row.addWidget(part)
            self._parts[kind] = (sign, number)
        theme().changed.connect(self._tint)
        self._tint()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        width = layout.sizeHint().width() if layout else 80
        return QSize(width, theme().px(32))

    def _tint(self) -> None:
        for kind, (sign, _) in self._parts.items():
            sign.setPixmap(badge(kind, 18))  # type: ignore[arg-type]

    def set_counts(self, errors: int, warnings: int) -> None:
        for kind, number in (("error", errors), ("warning", warnings)):
            sign, text = self._parts[kind]
            text.setText(str(number))
            sign.setVisible(number > 0)
            text.setVisible(number > 0)
        self.setVisible(bool(errors or warnings))
        words = f"{errors} errors, {warnings} warnings"
        self.setAccessibleName(words)
        self.setToolTip(f"{words}: show them")
        self.updateGeometry()


class ToolBar(QToolBar):
    """Tools, undo and redo, tidy up; the findings and the one primary button at the right."""

    counts_clicked = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__("Tools")
        self.setObjectName("tools")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addWidget(_gap())
        for id_ in ("tool-select", "tool-connect", "tool-frame", "tool-note"):
            self.addAction(actions[id_])
        self.addSeparator()
        for id_ in ("undo", "redo"):
            self.addAction(actions[id_])
        self.addSeparator()
        self.addAction(actions["tidy"])
        for action in self.actions():
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setAccessibleName(action.text())
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                if action is actions["tidy"]:
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self._counts = Counts()
        self._counts.clicked.connect(self.counts_clicked)
        self._counts_action = self.addWidget(self._counts)
        self._line = self.addWidget(_line())
        export = Button("Export", primary=True, icon="export")
        export.setMinimumHeight(theme().px(28))
        export.setToolTip(actions["export"].toolTip())
        export.clicked.connect(actions["export"].trigger)
        actions["export"].changed.connect(lambda: export.setEnabled(actions["export"].isEnabled()))
        self.addWidget(export)
        self.addWidget(_gap())
        theme().changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        side = theme().px(16)
        self.setIconSize(QSize(side, side))
        self.setFixedHeight(theme().px(TOOLS_HEIGHT))

    def set_counts(self, errors: int, warnings: int) -> None:
        self._counts.set_counts(errors, warnings)
        self._counts_action.setVisible(bool(errors or warnings))
        self._line.setVisible(bool(errors or warnings))


def _gap() -> QWidget:
    """Room at the ends of the bar, whose own margins a style sheet sets on all sides alike."""
    gap = QWidget()
    gap.setFixedWidth(3)
    return gap


def _line() -> QWidget:
    holder = QWidget()
    row = hbox(holder, margins=(8, 6, 14, 6))
    row.addWidget(rule("v"))
    return holder


class StatusBar(QStatusBar):
    """Findings and how long the check took at the left; selection, region, runtime, saved or not at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._connecting = False
        self._errors, self._warnings, self._accepted, self._checked = QLabel(), QLabel(), QLabel(), QLabel()
        for left in (self._errors, self._warnings, self._accepted, self._checked):
            self.addWidget(left)
        self._selection, self._region, self._runtime, self._state = QLabel(), QLabel(), QLabel(), QLabel()
        for right in (self._selection, self._region, self._runtime, self._state):
            self.addPermanentWidget(right)
        self.setContentsMargins(6, 0, 6, 0)
        theme().changed.connect(self._size)
        self._size()

    def _size(self) -> None:
        self.setFixedHeight(theme().px(STATUS_HEIGHT))

    def follow(self, document: Document) -> None:
        counts = document.counts
        mark(self._errors, "ink", "error" if counts.errors else "")
        bold = self._errors.font()
        bold.setBold(bool(counts.errors))
        self._errors.setFont(bold)
        self._errors.setText(_number(counts.errors, "error") if counts.errors else "No errors")
        self._warnings.setText(_number(counts.warnings, "warning"))
        self._warnings.setVisible(bool(counts.warnings))
        self._accepted.setText(f"{counts.accepted} accepted")
        self._accepted.setVisible(bool(counts.accepted))
        self._checked.setText("Checking…" if document.checking else f"Checked in {max(document.check_ms, 1):.0f} ms")
        selection = document.editor.selection
        kinds = {s.kind for s in selection}
        word = {"node": "node", "edge": "connection", "group": "frame", "note": "note"}
        one = word.get(next(iter(kinds)), "item") if len(kinds) == 1 else "item"
        self._selection.setText(f"{_number(len(selection), one)} selected" if selection else "")
        self._selection.setVisible(bool(selection))
        design = document.design
        self._region.setText(design.region)
        self._runtime.setText(RUNTIMES.get(design.runtime, design.runtime))
        saved = (
            "Edited"
            if document.editor.dirty
            else "Saved"
            if document.path and document.path.exists()
            else "Not saved yet"
        )
        self._state.setText(saved)

    def follow_connecting(self, document: Document, link: Connecting | None) -> None:
        """While a connection is made: how many nodes it can reach."""
        if link is None:
            if self._connecting:
                self._connecting = False
                self.clearMessage()
            return
        self._connecting = True
        nodes = document.design.nodes
        title = nodes[link.source].title if link.source in nodes else ""
        legal = sum(v.legal for id_, v in link.verdicts.items() if id_ != link.source)
        others = len(link.verdicts) - (link.source in link.verdicts)
        self.showMessage(f"Connecting from {title or link.source}: {legal} of {others} nodes can be reached directly")


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


class Banner(QFrame):
    """A question or a word that does not stop the work: the file has changed on disk, its template was changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("banner", True)
        row = hbox(self, margins=(16, 6, 12, 6), spacing=8)
        sign = QLabel()
        sign.setPixmap(badge("warning", 18))
        row.addWidget(sign)
        self._text = label("", "small", wrap=True)
        row.addWidget(self._text, 1)
        self.reload = Button("Reload", small=True)
        self.keep = Button("Keep mine", small=True)
        self.close_ = Button("Close", small=True)
        self.close_.clicked.connect(self.hide)
        row.addWidget(self.reload)
        row.addWidget(self.keep)
        row.addWidget(self.close_)
        self.hide()

    def ask(self, text: str) -> None:
        """Whether to take over what lies on disk."""
        self._show(text, asking=True)

    def tell(self, text: str) -> None:
        """Something that has happened."""
        self._show(text, asking=False)

    def _show(self, text: str, *, asking: bool) -> None:
        self._text.setText(text)
        self.reload.setVisible(asking)
        self.keep.setVisible(asking)
        self.close_.setVisible(not asking)
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

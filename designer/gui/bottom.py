"""The bottom dock: Problems, Code, Composition and Permissions as tabs, each with its own height.

A click on the open tab folds the dock.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QTabBar, QToolButton, QWidget

from designer.gui.document import Document
from designer.gui.icons import ui_icon
from designer.gui.panels.code import Code
from designer.gui.panels.composition import CompositionPanel
from designer.gui.panels.composition.analysis import Analysis
from designer.gui.panels.permissions import PermissionsPanel
from designer.gui.panels.problems import Problems
from designer.gui.theme import theme
from designer.gui.widgets import Button, hbox, label, rule, vbox
from designer.model.finding import Severity

TabName = Literal["problems", "code", "composition", "permissions"]
TABS: tuple[TabName, ...] = ("problems", "code", "composition", "permissions")
HEIGHTS: dict[TabName, int] = {"problems": 208, "code": 448, "composition": 320, "permissions": 320}
FILTERS: tuple[tuple[str, Severity | None], ...] = (
    ("All severities", None),
    ("Errors", "error"),
    ("Warnings", "warning"),
    ("Advice", "info"),
)


class _Tabs(QTabBar):
    """A tab bar that tells of a click on the tab that is open already."""

    pressed_again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setAccessibleName("Problems, Code, Composition and Permissions")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        before = self.currentIndex()
        super().mousePressEvent(event)
        if self.tabAt(event.position().toPoint()) == before >= 0:
            self.pressed_again.emit()

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as the bold text, so that nothing moves when a tab is chosen."""
        size = super().tabSizeHint(index)
        bold = QFontMetrics(theme().font(bold=True)).horizontalAdvance(self.tabText(index))
        plain = QFontMetrics(self.font()).horizontalAdvance(self.tabText(index))
        return QSize(size.width() + max(0, bold - plain), size.height())


class Bottom(QWidget):
    """The dock's content.  `height_wanted` is asked when the tab changes or the dock folds."""

    height_wanted = Signal(int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self._document = document
        self.problems = Problems(document)
        self.code = Code(document)
        self.analysis = Analysis(document, self)
        self.composition = CompositionPanel(document, self.analysis)
        self.permissions = PermissionsPanel(document)
        self._tabs = _Tabs()
        for tab in TABS:
            self._tabs.addTab(tab.capitalize())
        self._count = label("", "caption", "text2")
        self._count.setProperty("chip", True)
        self._tabs.setTabButton(0, QTabBar.ButtonPosition.RightSide, self._count)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.problems)
        self._stack.addWidget(self.code)
        self._stack.addWidget(self.composition)
        self._stack.addWidget(self.permissions)
        self._filter = QToolButton()
        self._filter.setText(f" {FILTERS[0][0]}")
        self._filter.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._filter.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._filter.setAccessibleName("Filter by severity")
        menu = QMenu(self._filter)
        for text, severity in FILTERS:
            menu.addAction(text).triggered.connect(partial(self._set_filter, text, severity))
        self._filter.setMenu(menu)
        self._fix_all = Button("Fix all", small=True)
        self._fix_all.clicked.connect(lambda: document.fix_all(self.problems.fixable))
        problem_tools = QWidget()
        tools = hbox(problem_tools, spacing=8)
        tools.addWidget(self._filter)
        tools.addWidget(self._fix_all)
        self._tools: dict[TabName, QWidget] = {"problems": problem_tools, "permissions": self.permissions.tools}
        head = QWidget()
        row = hbox(head, margins=(12, 0, 12, 0), spacing=8)
        row.addWidget(self._tabs, 1)
        for widget in self._tools.values():
            row.addWidget(widget)
        self._head = head
        layout = vbox(self)
        layout.addWidget(head)
        layout.addWidget(rule())
        layout.addWidget(self._stack, 1)
        self._tabs.currentChanged.connect(self._switched)
        self._tabs.pressed_again.connect(self._fold)
        self.problems.changed.connect(self._count_them)
        self._heights = {tab: theme().px(height) for tab, height in HEIGHTS.items()}
        self.folded = False
        theme().changed.connect(self._tint)
        self._tint()
        self._show_tools()
        self._count_them()

    def sizeHint(self) -> QSize:
        return QSize(600, self._heights[self.tab])

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self._head.sizeHint().height() + 1)

    @property
    def tab(self) -> TabName:
        return TABS[self._tabs.currentIndex()]

    def show_tab(self, tab: TabName) -> None:
        """Open a tab, unfolding the dock."""
        if self.folded:
            self._fold()
        self._tabs.setCurrentIndex(TABS.index(tab))

    def _switched(self, index: int) -> None:
        if not self.folded:
            self._heights[TABS[self._stack.currentIndex()]] = max(self.height(), theme().px(120))
        self._stack.setCurrentIndex(index)
        self._show_tools()
        if self.folded:
            self._fold()
        else:
            self.height_wanted.emit(self._heights[self.tab])

    def _fold(self) -> None:
        """Fold the dock to its tabs, or unfold it."""
        if not self.folded:
            self._heights[self.tab] = max(self.height(), theme().px(120))
        self.folded = not self.folded
        self._stack.setVisible(not self.folded)
        self._show_tools()
        self.setMaximumHeight(self.minimumSizeHint().height() if self.folded else 16777215)
        self.height_wanted.emit(self.minimumSizeHint().height() if self.folded else self._heights[self.tab])

    def _show_tools(self) -> None:
        for tab, widget in self._tools.items():
            widget.setVisible(tab == self.tab and not self.folded)

    def _tint(self) -> None:
        self._filter.setIcon(ui_icon("filter"))

    def _set_filter(self, text: str, severity: Severity | None, _checked: bool = False) -> None:
        self._filter.setText(f" {text}")
        self.problems.set_filter(severity)

    def _count_them(self) -> None:
        number = sum(not f.accepted for f in self._document.findings)
        self._count.setText(str(number))
        self._count.setVisible(number > 0)
        self._tabs.setTabText(0, "Problems")
        fixable = len(self.problems.fixable)
        self._fix_all.setText(f"Fix all {fixable}")
        self._fix_all.setVisible(fixable > 1)

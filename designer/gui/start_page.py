"""The start page: begin anew, go on with a recent file, or start from a template with its live picture."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from designer.gui.icons import badge, logo, ui_icon, ui_pixmap
from designer.gui.preferences import Recent, Settings
from designer.gui.template_cards import TemplateCard, templates
from designer.gui.theme import theme
from designer.gui.widgets import Button, ClickRow, ElidedLabel, Segmented, clear, hbox, label, native, rule, vbox
from designer.model.catalogue import Catalogue

TOPICS = ("All", "Web", "Events", "Data")
SHOWN_RECENT = 5


def ago(when: float, now: float | None = None) -> str:
    """A moment as a person says it: "12 minutes ago", "Yesterday", "Friday", "3 November"."""
    now = time.time() if now is None else now
    then, today = datetime.fromtimestamp(when), datetime.fromtimestamp(now)  # noqa: DTZ006 - the person's own clock
    days = (today.date() - then.date()).days
    minutes = int((now - when) // 60)
    if days <= 0:
        if minutes < 1:
            return "Just now"
        if minutes < 60:
            return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
        return f"{minutes // 60} hour{'' if minutes < 120 else 's'} ago"
    if days == 1:
        return "Yesterday"
    if days < 7:
        return then.strftime("%A")
    return f"{then.day} {then:%B}" if then.year == today.year else f"{then.day} {then:%B %Y}"


class _RecentRow(ClickRow):
    def __init__(self, recent: Recent) -> None:
        path = Path(recent.path)
        super().__init__(f"{recent.name}, {recent.path}, {recent.errors} errors, {recent.warnings} warnings")
        self.setFixedHeight(theme().px(52))
        self.setToolTip(recent.path)
        row = hbox(self, margins=(12, 4, 12, 4), spacing=12)
        sign = QLabel()
        sign.setPixmap(ui_pixmap("file"))
        row.addWidget(sign)
        names = vbox(spacing=0)
        names.addStretch(1)
        names.addWidget(ElidedLabel(recent.name, "strong"))
        names.addWidget(ElidedLabel(_short(path.parent), "small", "text2", Qt.TextElideMode.ElideMiddle))
        names.addStretch(1)
        row.addLayout(names, 1)
        if not recent.errors and not recent.warnings:
            tick = QLabel()
            tick.setPixmap(ui_pixmap("check", "ok"))
            row.addWidget(tick)
        for kind, number in (("error", recent.errors), ("warning", recent.warnings)):
            if number:
                shape = QLabel()
                shape.setPixmap(badge(kind, 18))  # type: ignore[arg-type]
                pair = hbox(spacing=6)
                pair.addWidget(shape)
                pair.addWidget(label(str(number), "small"))
                row.addLayout(pair)
        when = label(ago(recent.when), "small", "text2")
        when.setMinimumWidth(theme().px(88))
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(when)


def _short(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)


class StartPage(QWidget):
    """Signals say what the person wants; the window does it."""

    new_wanted = Signal()
    open_wanted = Signal()
    file_wanted = Signal(str)
    template_wanted = Signal(str)
    search_wanted = Signal()
    shortcuts_wanted = Signal()

    def __init__(self, catalogue: Catalogue, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue, self._settings = catalogue, settings
        self._all_recent = False
        self._topic = "All"
        self._cards: list[TemplateCard] = []
        self.setAccessibleName("Start page")
        row = hbox(self, spacing=0)
        row.addWidget(self._left())
        row.addWidget(rule("v"))
        row.addWidget(self._right(), 1)
        settings.recent_changed.connect(self._fill_recent)
        theme().changed.connect(self._tint)
        self._tint()
        # The cards are drawn when the first frame stands: the window must not wait for them.
        QTimer.singleShot(0, self._fill_templates)

    def _left(self) -> QWidget:
        left = QWidget()
        left.setProperty("ground", "panel")
        self._left_side = left
        column = vbox(left, margins=(36, 56, 36, 24), spacing=8)
        head = hbox(margins=(8, 0, 8, 32), spacing=16)
        self._logo = QLabel()
        head.addWidget(self._logo)
        names = vbox(spacing=0)
        names.addWidget(label("Skydraft", "display"))
        names.addWidget(label("Draw it, check it, ship it as code", "", "text2"))
        head.addLayout(names, 1)
        column.addLayout(head)
        self._new = self._big("New design", "Ctrl+N", primary=True)
        self._new.clicked.connect(self.new_wanted)
        self._open = self._big("Open…", "Ctrl+O")
        self._open.clicked.connect(self.open_wanted)
        for button in (self._new, self._open):
            line = hbox(margins=(8, 0, 8, 0))
            line.addWidget(button)
            column.addLayout(line)
        column.addSpacing(24)
        heads = hbox(margins=(8, 0, 8, 0))
        heads.addWidget(label("Recent", "heading"))
        heads.addStretch(1)
        self._more = Button("", link=True)
        self._more.clicked.connect(self._toggle_recent)
        heads.addWidget(self._more)
        column.addLayout(heads)
        self._recent = QWidget()
        self._recent_rows = vbox(self._recent)
        area = QScrollArea()
        area.setWidget(self._recent)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(area, 1)
        zone = QFrame()
        zone.setProperty("dropzone", True)
        words = label("Drop a design here", "small", "text2")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        vbox(zone, margins=(12, 16, 12, 16)).addWidget(words)
        holder = hbox(margins=(8, 8, 8, 0))
        holder.addWidget(zone)
        column.addLayout(holder)
        self._fill_recent()
        return left

    def _big(self, text: str, shortcut: str, *, primary: bool = False) -> Button:
        button = Button(f"  {text}", primary=primary)
        button.setAccessibleName(text)
        button.setProperty("big", True)
        layout = hbox(button, margins=(0, 0, 12, 0))
        layout.addStretch(1)
        keys = label(native_keys(shortcut), "caption", "")
        keys.setObjectName("onprimary" if primary else "")
        keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(keys)
        return button

    def _right(self) -> QWidget:
        right = QWidget()
        right.setProperty("ground", "canvas")
        column = vbox(right, margins=(64, 56, 64, 32), spacing=12)
        head = hbox(spacing=16)
        words = vbox(spacing=2)
        words.addWidget(ElidedLabel("Start from a template", "title"))
        words.addWidget(ElidedLabel("Every template passes all checks as it stands", "", "text2"))
        head.addLayout(words, 1)
        self._topics = Segmented("Topic", [(topic, topic) for topic in TOPICS])
        self._topics.set_value("All")
        self._topics.chosen.connect(self._choose)
        head.addWidget(self._topics, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 8, 0, 8)
        self._grid.setSpacing(24)
        column.addWidget(self._grid_holder)
        column.addWidget(label("Learn", "heading"))
        learn = hbox(spacing=24)
        for icon, title, text, signal in (
            ("search", "Find anything", "commands, services, nodes and fixes", self.search_wanted),
            ("key", "Everything by keyboard", "all shortcuts on one page", self.shortcuts_wanted),
        ):
            learn.addWidget(self._lesson(icon, title, text, signal), 2)
        learn.addStretch(1)
        column.addLayout(learn)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(right)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area = area
        return area

    def _lesson(self, icon: str, title: str, text: str, signal: object) -> QWidget:
        frame = QFrame()
        frame.setProperty("card", True)
        frame.setMaximumWidth(theme().px(320))
        outer = vbox(frame, margins=(1, 1, 1, 1))
        row = ClickRow(f"{title}: {text}")
        line = hbox(row, margins=(16, 8, 16, 8), spacing=12)
        sign = QLabel()
        sign.setPixmap(ui_pixmap(icon, "accent"))
        line.addWidget(sign)
        words = vbox(spacing=0)
        words.addWidget(ElidedLabel(title, "strong"))
        words.addWidget(ElidedLabel(text, "small", "text2"))
        line.addLayout(words, 1)
        row.clicked.connect(signal)
        outer.addWidget(row)
        return frame

    # -- filling

    def _tint(self) -> None:
        t = theme()
        self._logo.setPixmap(logo(QSize(t.px(48), t.px(40))))
        self._new.setIcon(ui_icon("plus", "onaccent"))
        self._open.setIcon(ui_icon("folder"))
        for button in (self._new, self._open):
            for text in button.findChildren(QLabel):
                color = t.color("onaccent" if button is self._new else "text2").name()
                text.setStyleSheet(f"color: {color};")
        self._fill_recent()

    def _fill_recent(self) -> None:
        clear(self._recent_rows)
        files = self._settings.recent
        shown = files if self._all_recent else files[:SHOWN_RECENT]
        for recent in shown:
            row = _RecentRow(recent)
            row.clicked.connect(lambda path=recent.path: self.file_wanted.emit(path))
            self._recent_rows.addWidget(row)
        if not files:
            empty = label("Designs that you save are listed here.", "small", "text2", wrap=True)
            empty.setContentsMargins(8, 4, 8, 4)
            self._recent_rows.addWidget(empty)
        self._recent_rows.addStretch(1)
        self._more.setVisible(len(files) > SHOWN_RECENT)
        self._more.setText("Show fewer" if self._all_recent else f"Show all {len(files)}")

    def _toggle_recent(self) -> None:
        self._all_recent = not self._all_recent
        self._fill_recent()

    def _choose(self, topic: object) -> None:
        self._topic = str(topic)
        self._lay_out()

    def _fill_templates(self) -> None:
        for template in templates():
            card = TemplateCard(self._catalogue, template)
            card.clicked.connect(lambda path=str(template.path): self.template_wanted.emit(path))
            self._cards.append(card)
        self._lay_out()

    def _lay_out(self) -> None:
        """The cards of the chosen topic, in as many columns as there is room for."""
        while self._grid.takeAt(0) is not None:
            pass
        room = self._area.viewport().width() - 128
        columns = max(1, min(3, (room + 24) // (theme().px(260) + 24)))
        shown = [c for c in self._cards if self._topic in ("All", c.template.topic)]
        for card in self._cards:
            card.setParent(self._grid_holder)
            card.setVisible(False)
        for number, card in enumerate(shown):
            self._grid.addWidget(card, number // columns, number % columns)
            card.setFixedHeight(theme().px(272))
            card.setVisible(True)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left_side.setFixedWidth(min(theme().px(440), self.width() * 2 // 5))
        if self._cards:
            self._lay_out()


def native_keys(shortcut: str) -> str:
    return native(shortcut).replace("+", " ")

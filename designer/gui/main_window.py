"""The window: puts bars, docks and canvas together and carries wishes from one to the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from designer.gui import accept_dialog
from designer.gui.actions import Actions
from designer.gui.bars import Banner, MenuBar, StatusBar, ToolBar
from designer.gui.bottom import Bottom, TabName
from designer.gui.canvas.view import CanvasView
from designer.gui.command_palette import CommandPalette
from designer.gui.dialogs import Dialogs
from designer.gui.docks import Docks
from designer.gui.document import Document
from designer.gui.edit import Edit
from designer.gui.files import Files
from designer.gui.panels.choosing import ChoosingDialog
from designer.gui.panels.composition.overlay import CompositionOverlay
from designer.gui.panels.inspector import Inspector
from designer.gui.panels.palette import Palette
from designer.gui.panels.problems import Problems
from designer.gui.preferences import Settings, ThemeChoice
from designer.gui.reveal import Reveal
from designer.gui.start_page import StartPage
from designer.gui.theme import theme
from designer.gui.tools import ToolName, Tools
from designer.gui.widgets import vbox
from designer.model.catalogue import Catalogue
from designer.model.design import Subject
from designer.model.finding import Finding
from designer.tools.base import Connecting


class Windows(Protocol):
    """Whoever holds the program's windows."""

    def open(self, path: Path | None = None) -> MainWindow: ...
    def closed(self, window: MainWindow) -> None: ...
    def quit(self) -> None: ...


class MainWindow(QMainWindow):
    """One window, one document."""

    settings: Settings
    document: Document
    canvas: CanvasView
    tools: Tools
    edit: Edit
    files: Files
    dialogs: Dialogs
    overlay: CompositionOverlay
    problems: Problems
    inspector: Inspector
    docks: Docks
    reveal: Reveal

    def __init__(self, catalogue: Catalogue, settings: Settings, windows: Windows | None = None) -> None:
        super().__init__()
        self.application: QApplication = QApplication.instance()  # type: ignore[assignment]
        self.settings = settings
        self._windows = windows
        self.document = Document(catalogue, self)
        self.canvas = CanvasView(self.document.editor, catalogue, theme().name, theme().icons)
        self.tools = Tools(self.canvas, self.document.editor, catalogue)
        self.edit = Edit(self)
        self.files = Files(self)
        self.dialogs = Dialogs(self)
        self.reveal = Reveal(self)
        self.services = Palette(catalogue)
        self.inspector = Inspector(self.document)
        self.bottom = Bottom(self.document)
        self.problems, self.code = self.bottom.problems, self.bottom.code
        self.composition, self.permissions = self.bottom.composition, self.bottom.permissions
        self.overlay = CompositionOverlay(self.canvas, self.bottom.analysis, self)
        self._choosing: ChoosingDialog | None = None
        self.docks = Docks(self, settings)
        self.actions_ = Actions(self)
        self._build()
        self._popup = CommandPalette(self)
        self._wire()
        self._restore()
        self._show_page()
        self._show_state()
        self._show_findings()

    # -- building

    def _build(self) -> None:
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 600)
        self.bar = MenuBar(self.actions_)
        self.bar.add_recent(self.settings, self.files.open)
        self.setMenuBar(self.bar)
        self.tool_bar = ToolBar(self.actions_)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.tool_bar)
        self.status = StatusBar()
        self.setStatusBar(self.status)
        self.start_page = StartPage(self.document.catalogue, self.settings)
        self.banner = Banner()
        work = QWidget()
        column = vbox(work)
        column.addWidget(self.banner)
        column.addWidget(self.canvas, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(work)
        self.setCentralWidget(self._pages)
        self.docks.add("palette", "Palette", self.services)
        self.docks.add("inspector", "Inspector", self.inspector)
        self.docks.add("bottom", "Problems and Code", self.bottom)

        # Round the window as one reads it: services, canvas, inspector, problems.
        order = (self.services.search, self.services.list, self.canvas, self.inspector, self.bottom)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        document, canvas = self.document, self.canvas
        document.state_changed.connect(self._show_state)
        document.selection_changed.connect(self._show_state)
        document.findings_changed.connect(self._show_findings)
        document.opened.connect(self._opened)
        theme().changed.connect(self._theme_changed)
        self._theme_changed()
        self.services.placed.connect(self.edit.place)
        self.services.generic_wanted.connect(self.edit.place_generic)
        canvas.service_dropped.connect(lambda service, at: self.edit.place(service, (at.x(), at.y())))
        canvas.activated.connect(self._activated)
        canvas.context_requested.connect(self._context)
        canvas.dialogue.accept_wanted.connect(self.accept)
        canvas.connecting.connect(self.inspector.show_connecting)
        canvas.connecting.connect(self._show_connecting)
        self.tools.changed.connect(self.actions_.refresh)
        self.inspector.activate.connect(self.reveal.subject)
        self.inspector.choice_wanted.connect(self.help_me_choose)
        self.inspector.code_wanted.connect(lambda: self.show_tab("code"))
        self.inspector.permissions_wanted.connect(lambda: self.show_tab("permissions"))
        self.inspector.menu_wanted.connect(
            lambda button: self.actions_.context_menu(self).exec(button.mapToGlobal(QPoint(0, button.height())))
        )
        self.code.lines_changed.connect(self.inspector.set_lines)
        self.problems.show_subject.connect(self.reveal.finding)
        self.problems.edit_wanted.connect(self.reveal.cause)
        self.problems.changed.connect(self.actions_.refresh)
        self.bottom.height_wanted.connect(lambda height: self.docks.resize("bottom", height))
        self.permissions.show_subject.connect(self.reveal.subject)
        self.permissions.edit_wanted.connect(self.reveal.property)
        self.composition.show_subjects.connect(self.reveal.subjects)
        self.composition.overlay_wanted.connect(self.overlay.show)
        self.composition.preview_wanted.connect(self.overlay.preview)
        self.overlay.changed.connect(lambda: self.composition.set_overlay(self.overlay.shown))
        self.overlay.changed.connect(self.actions_.refresh)
        self.composition.regrouped.connect(self.canvas.zoom_to_fit)
        self.bar.search_wanted.connect(lambda: self.palette_popup(""))
        self.tool_bar.counts_clicked.connect(lambda: self.show_tab("problems"))
        start = self.start_page
        start.new_wanted.connect(self.files.new)
        start.open_wanted.connect(self.files.open_dialog)
        start.file_wanted.connect(lambda path: self.files.open(Path(path)))
        start.template_wanted.connect(lambda path: self.files.open_template(Path(path)))
        start.search_wanted.connect(lambda: self.palette_popup(""))
        start.shortcuts_wanted.connect(self.dialogs.shortcuts)
        self.files.changed_outside.connect(self._ask_reload)
        self.files.settled.connect(self.banner.hide)
        self.files.told.connect(self.banner.tell)
        self.banner.reload.clicked.connect(self.files.reload)
        self.banner.keep.clicked.connect(self.files.keep)

    def canvas_keys(self, action: QAction, keys: list[QKeySequence]) -> None:
        """A key that works while the canvas has the focus."""
        action.setShortcuts(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.canvas.addAction(action)

    # -- layout

    def _restore(self) -> None:
        if (geometry := self.settings.layout("geometry")) is None or not self.restoreGeometry(geometry):
            screen = self.screen().availableGeometry()
            self.resize(min(1600, screen.width()), min(1000, screen.height()))
        self.docks.restore()
        self.canvas.show_legend = self.settings.flag("legend", True)
        self.canvas.show_minimap = self.settings.flag("minimap", True)

    def furniture_shown(self, name: Literal["legend", "minimap"]) -> bool:
        return self.canvas.show_legend if name == "legend" else self.canvas.show_minimap

    def toggle_furniture(self, name: Literal["legend", "minimap"]) -> None:
        shown = not self.furniture_shown(name)
        if name == "legend":
            self.canvas.show_legend = shown
        else:
            self.canvas.show_minimap = shown
        self.canvas.arrange()
        self.settings.set_flag(name, shown)

    def _show_page(self) -> None:
        """The start page alone, or the design with everything around it."""
        active = self.document.active
        self._pages.setCurrentIndex(1 if active else 0)
        self.tool_bar.setVisible(active)
        self.status.setVisible(active)
        self.docks.set_active(active)

    # -- following the document

    def _opened(self) -> None:
        self._show_page()
        self.problems.refresh()
        self.tools.use("select")
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self._look)  # when the docks have taken their place

    def _look(self) -> None:
        if self.document.design.nodes:
            self.canvas.zoom_to_fit(animated=False)
        else:
            self.canvas.center_on(0.0, 0.0, 1.0)

    def _show_state(self) -> None:
        document = self.document
        self.setWindowTitle(f"{document.title}[*] — Skydraft" if document.active else "Skydraft")
        self.setWindowModified(document.active and document.editor.dirty)
        if not document.active:
            self.bar.set_title("Skydraft", "")
        else:
            template = document.design.settings.get("template")
            suffix = f"  {template}" if template else ".skydraft.json" if document.path else ""
            self.bar.set_title(document.title, suffix + (" •" if document.editor.dirty else ""))
        if (self._pages.currentIndex() == 1) != document.active:
            self._show_page()
        self.status.follow(document)
        self.actions_.refresh()

    def _show_findings(self) -> None:
        counts = self.document.counts
        self.canvas.set_findings(self.document.findings)
        self.tool_bar.set_counts(counts.errors, counts.warnings)
        self.status.follow(self.document)
        self.actions_.refresh()

    def _show_connecting(self, link: Connecting | None) -> None:
        self.status.follow_connecting(self.document, link)

    def _theme_changed(self) -> None:
        t = theme()
        self.canvas.set_theme(t.name, t.icons)
        self.canvas.motion = t.motion

    def _ask_reload(self) -> None:
        name = self.document.path.name if self.document.path else "The file"
        lost = " Reloading replaces your unsaved changes; undo brings them back." if self.document.editor.dirty else ""
        self.banner.ask(f"{name} has changed on disk.{lost}")

    # -- what actions and panels ask for

    @property
    def tool_name(self) -> ToolName:
        return self.tools.name

    def use_tool(self, name: ToolName) -> None:
        self.tools.use(name)
        self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_services(self) -> None:
        self.docks.show("palette")
        self.services.focus_search()

    def palette_popup(self, text: str) -> None:
        self._popup.open(text)

    def show_tab(self, tab: TabName) -> None:
        self.docks.show("bottom")
        self.bottom.show_tab(tab)

    def help_me_choose(self, guide: str = "") -> None:
        """Open the dialog, on a guide where one is named, else on one that the selection suggests."""
        if self._choosing is None:
            self._choosing = ChoosingDialog(self.document, self)
            self._choosing.stand_over(self, self.inspector)
            self._choosing.inserted.connect(lambda: self.reveal.subjects(self.document.editor.selection))
        guide = guide or next((g.id for g in self.edit.guides()), "")
        if guide:
            self._choosing.show_guide(guide)
        self._choosing.show()
        self._choosing.activateWindow()

    def apply_fix(self) -> None:
        self.problems.fix_current()

    def accept(self, finding: Finding | None) -> None:
        """Let a person accept a finding, or change that."""
        accept_dialog.ask(self.document, finding, self)

    def focus_title(self) -> None:
        self.docks.show("inspector")
        self.inspector.focus_title()

    def group_at(self, x: float, y: float) -> str | None:
        """The innermost frame at a place of the scene."""
        frames = [frame for frame in self.canvas.scene.frames if frame.rect.contains(x, y)]
        inner = min(frames, key=lambda frame: frame.rect.width * frame.rect.height, default=None)
        return inner.id if inner else None

    def say(self, text: str) -> None:
        """A passing word in the status bar."""
        self.status.showMessage(text, 6000)

    def set_theme(self, choice: ThemeChoice) -> None:
        self.settings.set_preferences(replace(self.settings.preferences, theme=choice))

    def _activated(self, subject: Subject) -> None:
        """Double click or Enter: a frame folds, anything else is edited in the inspector."""
        self.document.editor.select([subject])
        self.focus_title()

    def _context(self, subject: Subject | None, place: QPoint, _scene: QPointF) -> None:
        editor = self.document.editor
        if subject is None:
            editor.select(())
        elif subject not in editor.selection:
            editor.select([subject])
        self.actions_.context_menu(self).exec(place)

    def new_window(self) -> None:
        if self._windows is not None:
            self._windows.open()

    def quit(self) -> None:
        if self._windows is not None:
            self._windows.quit()
        else:
            self.close()

    # -- files dropped, closing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _design_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _design_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            # The dialog that asks about unsaved work must not keep the other program waiting.
            QTimer.singleShot(0, lambda: self.files.take_dropped(path))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isActiveWindow():
            self.canvas.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.files.remember()
        self.settings.set_layout("geometry", self.saveGeometry())
        self.docks.remember()
        self.code.close_worker()
        self.permissions.close_worker()
        self.bottom.analysis.close()
        self.services.close_down()
        self.files.close()
        self.canvas.detach()
        if self._windows is not None:
            self._windows.closed(self)
        event.accept()


def _design_in(data: QMimeData) -> Path | None:
    """The first local design, or what can be opened as one, among what is dragged."""
    known = (".json", ".yaml", ".yml", ".template", ".drawio", ".tf", ".xml")
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return next((path for path in paths if path.suffix in known or path.is_dir()), None)

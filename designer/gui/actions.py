"""Every command of the window in one table: menus, tool bar, context menus, command palette and help are made from it.

A row's handler and condition take the window; a shortcut is given in Qt's portable form, several parted by "; ".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from designer.editing import commands
from designer.gui.icons import ui_icon
from designer.gui.theme import theme

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow

MenuName = Literal["File", "Edit", "View", "Insert", "Design", "Export", "Help", ""]
MENUS: tuple[MenuName, ...] = ("File", "Edit", "View", "Insert", "Design", "Export", "Help")
Handler = Callable[["MainWindow"], Any]
Condition = Callable[["MainWindow"], bool]


def always(_window: MainWindow) -> bool:
    return True


def opened(window: MainWindow) -> bool:
    return window.document.active


def selected(window: MainWindow) -> bool:
    return opened(window) and bool(window.document.editor.selection)


def nodes(number: int) -> Condition:
    """At least so many nodes are selected."""
    return lambda window: opened(window) and sum(s.kind == "node" for s in window.document.editor.selection) >= number


def one_group(window: MainWindow) -> bool:
    selection = window.document.editor.selection
    return opened(window) and any(s.kind == "group" for s in selection)


def deployable(window: MainWindow) -> bool:
    return opened(window) and any(s.kind in ("node", "edge") for s in window.document.editor.selection)


def findings(window: MainWindow) -> bool:
    return opened(window) and bool(window.document.findings)


def fixable(window: MainWindow) -> bool:
    finding = window.problems.current
    return opened(window) and finding is not None and bool(finding.fixes) and not finding.accepted


def acceptable(window: MainWindow) -> bool:
    return opened(window) and commands.acceptable(window.problems.current)


def drawn(window: MainWindow) -> bool:
    return opened(window) and bool(window.document.design.nodes)


@dataclass(frozen=True, slots=True)
class Action:
    """One command.  `group` parts a menu by separators; `checked` makes it a switch (its state now); `radio` names
    the set of which one is on; `plain_key` is a shortcut without a modifier, which works on the canvas only."""

    id: str
    text: str
    menu: MenuName
    handler: Handler
    shortcut: str = ""
    icon: str = ""
    group: int = 0
    enabled: Condition = always
    checked: Condition | None = None
    radio: str = ""
    plain_key: bool = False
    context: bool = False  # in the canvas's context menu
    submenu: str = ""
    hint: str = ""


A = Action
ACTIONS: tuple[Action, ...] = (
    # File
    A("new", "New Design", "File", lambda w: w.files.new(), "Ctrl+N", "plus"),
    A("open", "Open…", "File", lambda w: w.files.open_dialog(), "Ctrl+O", "folder"),
    A("import", "Import…", "File", lambda w: w.files.import_file()),
    A("import-folder", "Import Folder…", "File", lambda w: w.files.import_folder(), hint="Terraform, or a cdk.out"),
    A("save", "Save", "File", lambda w: w.files.save(), "Ctrl+S", group=1, enabled=opened),
    A("save-as", "Save As…", "File", lambda w: w.files.save_as(), "Ctrl+Shift+S", group=1, enabled=opened),
    A("new-window", "New Window", "File", lambda w: w.new_window(), "Ctrl+Shift+N", group=2),
    A("close", "Close Design", "File", lambda w: w.files.close_design(), "Ctrl+W", group=2, enabled=opened),
    A("preferences", "Preferences…", "File", lambda w: w.dialogs.preferences(), "Ctrl+,", "gear", group=3),
    A("quit", "Quit", "File", lambda w: w.quit(), "Ctrl+Q", group=4),
    # Edit
    A("undo", "Undo", "Edit", lambda w: w.document.editor.undo(), "Ctrl+Z", "undo",
      enabled=lambda w: opened(w) and w.document.editor.undo_name is not None),
    A("redo", "Redo", "Edit", lambda w: w.document.editor.redo(), "Ctrl+Shift+Z; Ctrl+Y", "redo",
      enabled=lambda w: opened(w) and w.document.editor.redo_name is not None),
    A("cut", "Cut", "Edit", lambda w: w.edit.cut(), "Ctrl+X", group=1, enabled=selected, context=True),
    A("copy", "Copy", "Edit", lambda w: w.edit.copy(), "Ctrl+C", "copy", group=1, enabled=selected, context=True),
    A("paste", "Paste", "Edit", lambda w: w.edit.paste(), "Ctrl+V", group=1, enabled=opened, context=True),
    A("duplicate", "Duplicate", "Edit", lambda w: w.edit.duplicate(), "Ctrl+D", group=1, enabled=selected,
      context=True),
    A("delete", "Delete", "Edit", lambda w: w.edit.delete(), "Del; Backspace", "trash", group=1, enabled=selected,
      plain_key=True, context=True),
    A("select-all", "Select All", "Edit", lambda w: w.edit.select_all(), "Ctrl+A", group=2, enabled=drawn),
    A("deselect", "Select Nothing", "Edit", lambda w: w.document.editor.select(()), "Ctrl+Shift+A", group=2,
      enabled=selected),
    A("rename", "Rename", "Edit", lambda w: w.edit.rename(), "F2", group=2, enabled=selected, context=True),
    A("find", "Find Node…", "Edit", lambda w: w.palette_popup("@"), "Ctrl+F", "search", group=3, enabled=opened),
    # View
    A("zoom-in", "Zoom In", "View", lambda w: w.canvas.zoom_in(), "Ctrl++; Ctrl+=", "plus", enabled=opened),
    A("zoom-out", "Zoom Out", "View", lambda w: w.canvas.zoom_out(), "Ctrl+-", "minus", enabled=opened),
    A("zoom-reset", "Zoom to 100 %", "View", lambda w: w.canvas.set_zoom(1.0), "Ctrl+0", enabled=opened),
    A("zoom-fit", "Zoom to Fit", "View", lambda w: w.canvas.zoom_to_fit(), "Ctrl+1", "fit", enabled=opened),
    A("zoom-selection", "Zoom to Selection", "View", lambda w: w.edit.zoom_to_selection(), "Ctrl+2", enabled=selected),
    A("view-palette", "Palette", "View", lambda w: w.docks.toggle("palette"), "Ctrl+Alt+1", group=1,
      enabled=opened, checked=lambda w: w.docks.shown("palette")),
    A("view-inspector", "Inspector", "View", lambda w: w.docks.toggle("inspector"), "Ctrl+Alt+2", group=1,
      enabled=opened, checked=lambda w: w.docks.shown("inspector")),
    A("view-bottom", "Problems and Code", "View", lambda w: w.docks.toggle("bottom"), "Ctrl+Alt+3", group=1,
      enabled=opened, checked=lambda w: w.docks.shown("bottom")),
    A("view-legend", "Legend", "View", lambda w: w.toggle_furniture("legend"), "", group=1,
      enabled=opened, checked=lambda w: w.furniture_shown("legend")),
    A("view-minimap", "Minimap", "View", lambda w: w.toggle_furniture("minimap"), "", "map", group=1,
      enabled=opened, checked=lambda w: w.furniture_shown("minimap")),
    A("view-composition", "Composition on the Canvas", "View", lambda w: w.overlay.show(not w.overlay.shown),
      "Ctrl+Alt+4", "map", group=1, enabled=opened, checked=lambda w: w.overlay.shown,
      hint="Mark synchronous chains, and where events wait or are lost"),
    A("show-problems", "Show Problems", "View", lambda w: w.show_tab("problems"), "Ctrl+Shift+M", group=2,
      enabled=opened),
    A("show-code", "Show Code", "View", lambda w: w.show_tab("code"), "Ctrl+Shift+C", group=2, enabled=opened),
    A("show-composition", "Show Composition", "View", lambda w: w.show_tab("composition"), "Ctrl+Shift+O", group=2,
      enabled=opened),
    A("show-permissions", "Show Permissions", "View", lambda w: w.show_tab("permissions"), "Ctrl+Shift+P", group=2,
      enabled=opened, context=True, hint="Who may do what, and because of which connection or property"),
    A("theme-system", "As the System", "View", lambda w: w.set_theme("system"), submenu="Theme", group=3, radio="theme",
      checked=lambda w: w.settings.preferences.theme == "system"),
    A("theme-light", "Light", "View", lambda w: w.set_theme("light"), submenu="Theme", group=3, radio="theme",
      checked=lambda w: w.settings.preferences.theme == "light"),
    A("theme-dark", "Dark", "View", lambda w: w.set_theme("dark"), submenu="Theme", group=3, radio="theme",
      checked=lambda w: w.settings.preferences.theme == "dark"),
    A("theme-contrast", "High Contrast", "View", lambda w: w.set_theme("contrast"), submenu="Theme", group=3,
      radio="theme", checked=lambda w: w.settings.preferences.theme == "contrast"),
    # Insert
    A("insert-service", "Service…", "Insert", lambda w: w.focus_services(), "/", "search", enabled=opened,
      plain_key=True),
    A("insert-generic", "Any CloudFormation Type…", "Insert", lambda w: w.edit.place_generic(), "", "plus",
      enabled=opened),
    A("choose", "Help Me Choose…", "Insert", lambda w: w.help_me_choose(), "Ctrl+Shift+H", "bulb", enabled=opened,
      context=True, hint="SQS or SNS, Standard or Express, Lambda or Fargate …"),
    A("tool-select", "Select", "Insert", lambda w: w.use_tool("select"), "V", "select", group=1, enabled=opened,
      checked=lambda w: w.tool_name == "select", radio="tool", plain_key=True, hint="Select and move"),
    A("tool-connect", "Connection", "Insert", lambda w: w.use_tool("connect"), "L", "connect", group=1, enabled=opened,
      checked=lambda w: w.tool_name == "connect", radio="tool", plain_key=True, hint="Draw a connection"),
    A("tool-frame", "Frame", "Insert", lambda w: w.use_tool("frame"), "F", "frame", group=1, enabled=opened,
      checked=lambda w: w.tool_name == "frame", radio="tool", plain_key=True, hint="Draw a frame"),
    A("tool-note", "Note", "Insert", lambda w: w.use_tool("note"), "N", "note", group=1, enabled=opened,
      checked=lambda w: w.tool_name == "note", radio="tool", plain_key=True, hint="Place a note"),
    # Design
    A("tidy", "Tidy Up", "Design", lambda w: w.edit.tidy(), "Ctrl+Shift+L", "layout", enabled=drawn,
      hint="Lay the design out in layers"),
    A("group", "Group", "Design", lambda w: w.edit.group(), "Ctrl+G", "frame", group=1, enabled=nodes(1), context=True),
    A("ungroup", "Ungroup", "Design", lambda w: w.edit.ungroup(), "Ctrl+Shift+G", group=1, enabled=one_group,
      context=True),
    A("collapse", "Collapse or Expand", "Design", lambda w: w.edit.toggle_collapsed(), "Ctrl+E", group=1,
      enabled=one_group, context=True),
    A("align-left", "Left", "Design", lambda w: w.edit.align("left"), submenu="Align", group=2, enabled=nodes(2)),
    A("align-centre", "Centre", "Design", lambda w: w.edit.align("centre"), submenu="Align", group=2, enabled=nodes(2)),
    A("align-right", "Right", "Design", lambda w: w.edit.align("right"), submenu="Align", group=2, enabled=nodes(2)),
    A("align-top", "Top", "Design", lambda w: w.edit.align("top"), submenu="Align", group=2, enabled=nodes(2)),
    A("align-middle", "Middle", "Design", lambda w: w.edit.align("middle"), submenu="Align", group=2, enabled=nodes(2)),
    A("align-bottom", "Bottom", "Design", lambda w: w.edit.align("bottom"), submenu="Align", group=2, enabled=nodes(2)),
    A("distribute-h", "Across", "Design", lambda w: w.edit.distribute("x"), submenu="Distribute", group=2,
      enabled=nodes(3)),
    A("distribute-v", "Down", "Design", lambda w: w.edit.distribute("y"), submenu="Distribute", group=2,
      enabled=nodes(3)),
    A("disable", "Not Deployed", "Design", lambda w: w.edit.toggle_disabled(), "Ctrl+/", group=3, enabled=deployable,
      context=True, checked=lambda w: w.edit.all_disabled),
    A("reverse", "Turn Connection Round", "Design", lambda w: w.edit.reverse(), "", group=3,
      enabled=lambda w: opened(w) and any(s.kind == "edge" for s in w.document.editor.selection), context=True),
    A("next-problem", "Next Problem", "Design", lambda w: w.reveal.next_finding(1), "F8", group=4, enabled=findings),
    A("previous-problem", "Previous Problem", "Design", lambda w: w.reveal.next_finding(-1), "Shift+F8", group=4,
      enabled=findings),
    A("apply-fix", "Apply the Fix", "Design", lambda w: w.apply_fix(), "Alt+Return; Alt+Enter", "bulb", group=4,
      enabled=fixable),
    A("accept", "Accept the Finding…", "Design", lambda w: w.accept(w.problems.current), "Ctrl+Alt+A", "check",
      group=4, enabled=acceptable, hint="Accept the current finding with a reason, or change that"),
    # Export
    A("export", "Export…", "Export", lambda w: w.dialogs.export(), "Ctrl+Shift+E", "export", enabled=drawn),
    A("export-sam", "SAM…", "Export", lambda w: w.dialogs.export("sam"), group=1, enabled=drawn),
    A("export-cdk-python", "CDK Python…", "Export", lambda w: w.dialogs.export("cdk-python"), group=1, enabled=drawn),
    A("export-cdk-typescript", "CDK TypeScript…", "Export", lambda w: w.dialogs.export("cdk-typescript"), group=1,
      enabled=drawn),
    A("export-terraform", "Terraform…", "Export", lambda w: w.dialogs.export("terraform"), group=1, enabled=drawn),
    A("picture", "Picture…", "Export", lambda w: w.dialogs.picture(), group=2, enabled=drawn),
    A("copy-picture", "Copy Picture", "Export", lambda w: w.dialogs.copy_picture(), "Ctrl+Alt+C", "copy", group=2,
      enabled=drawn),
    # Help
    A("search", "Search Commands, Services, Nodes", "Help", lambda w: w.palette_popup(""), "Ctrl+K", "search"),
    A("shortcuts", "Keyboard Shortcuts", "Help", lambda w: w.dialogs.shortcuts(), "F1", "key"),
    A("log", "Open the Log", "Help", lambda w: w.dialogs.open_log(), group=1),
    A("about", "About Skydraft", "Help", lambda w: w.dialogs.about(), group=2),
)  # fmt: skip


class Actions:
    """The table as QActions of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._rows = {row.id: row for row in ACTIONS}
        self._actions: dict[str, QAction] = {}
        radios: dict[str, QActionGroup] = {}
        for row in ACTIONS:
            action = self._make(row)
            if row.radio:
                radios.setdefault(row.radio, QActionGroup(window)).addAction(action)
            self._actions[row.id] = action
        theme().changed.connect(self.tint)
        self.tint()

    def _make(self, row: Action) -> QAction:
        action = QAction(row.text, self._window)
        action.setObjectName(row.id)
        keys = [QKeySequence(key) for key in row.shortcut.split("; ") if key]
        # A key without a modifier belongs to the canvas, or nobody could type it anywhere else.
        if row.plain_key:
            self._window.canvas_keys(action, keys)
            action.setProperty("keys", row.shortcut.split("; ")[0])
        else:
            action.setShortcuts(keys)
        if row.checked is not None:
            action.setCheckable(True)
        native = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        action.setToolTip(f"{row.hint or row.text.removesuffix('…')}{f'  ({native})' if native else ''}")
        if row.id == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif row.id == "about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        elif row.id == "preferences":
            action.setMenuRole(QAction.MenuRole.PreferencesRole)
        else:
            action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda _checked=False, row=row: self._run(row))
        return action

    def _run(self, row: Action) -> None:
        row.handler(self._window)
        self.refresh()

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def __iter__(self) -> Iterator[tuple[Action, QAction]]:
        return ((row, self._actions[row.id]) for row in ACTIONS)

    def tint(self) -> None:
        for row, action in self:
            if row.icon:
                action.setIconText(" " + row.text.removesuffix("…"))  # a style sheet leaves no gap beside the icon
                action.setIcon(ui_icon(row.icon))
                action.setIconVisibleInMenu(row.menu != "View" and row.radio == "")

    def refresh(self) -> None:
        """What is possible and what is on, by the window's state."""
        window = self._window
        for row, action in self:
            action.setEnabled(row.enabled(window))
            if row.checked is not None:
                action.setChecked(row.checked(window))
        for id_, word, name in (
            ("undo", "Undo", window.document.editor.undo_name),
            ("redo", "Redo", window.document.editor.redo_name),
        ):
            self[id_].setText(f"{word} {name}".replace("&", "&&") if name else word)

    # -- menus

    def fill_menu(self, menu: QMenu, name: MenuName) -> None:
        group: int | None = None
        submenus: dict[str, QMenu] = {}
        for row, action in self:
            if row.menu != name:
                continue
            if group is not None and row.group != group:
                menu.addSeparator()
            group = row.group
            if row.submenu:
                if row.submenu not in submenus:
                    submenus[row.submenu] = menu.addMenu(row.submenu)
                submenus[row.submenu].addAction(action)
            else:
                menu.addAction(action)

    def context_menu(self, parent: QWidget) -> QMenu:
        """The canvas's menu, with what is possible now."""
        self.refresh()
        menu = QMenu(parent)
        last: tuple[str, int] | None = None
        for row, action in self:
            if not row.context or not action.isEnabled():
                continue
            place = (row.menu, row.group)
            if last is not None and place != last:
                menu.addSeparator()
            last = place
            menu.addAction(action)
        if not menu.isEmpty():
            menu.addSeparator()
        for id_ in ("select-all", "zoom-fit", "tidy"):
            if self[id_].isEnabled():
                menu.addAction(self[id_])
        return menu


def shortcuts() -> Iterator[tuple[str, str, str]]:
    """Menu, command and keys of every command that has keys, for the help."""
    for row in ACTIONS:
        if row.shortcut:
            yield row.menu, row.text.removesuffix("…"), row.shortcut

"""What a person can do to a design, each as a Command: a name for the undo menu and a pure function.

Nothing here looks at the screen: places, ids and names come in, the changed Design comes out.  A command that finds
its subject gone leaves the design as it is.
"""

from designer.editing.commands.accepting import (
    AcceptError,
    accept,
    acceptable,
    acceptance_of,
    acceptance_words,
    last_day,
    withdraw,
)
from designer.editing.commands.choosing import Ends, ends_of, insert_choice
from designer.editing.commands.connections import connect, connect_new, detour, edge_for, reconnect, set_via, with_needs
from designer.editing.commands.contexts import group_as_suggested
from designer.editing.commands.ids import EditError, check_id, follow_references, rename
from designer.editing.commands.naming import added, many, name_of
from designer.editing.commands.records import (
    TINTS,
    delete,
    fix,
    frame,
    keep_frames,
    move,
    move_into,
    note,
    place,
    resize,
    set_fields,
    set_name,
    set_property,
    set_setting,
    toggle_collapsed,
    toggle_disabled,
    ungroup,
)

__all__ = [
    "TINTS",
    "AcceptError",
    "EditError",
    "Ends",
    "accept",
    "acceptable",
    "acceptance_of",
    "acceptance_words",
    "added",
    "check_id",
    "connect",
    "connect_new",
    "delete",
    "detour",
    "edge_for",
    "ends_of",
    "fix",
    "follow_references",
    "frame",
    "group_as_suggested",
    "insert_choice",
    "keep_frames",
    "last_day",
    "many",
    "move",
    "move_into",
    "name_of",
    "note",
    "place",
    "reconnect",
    "rename",
    "resize",
    "set_fields",
    "set_name",
    "set_property",
    "set_setting",
    "set_via",
    "toggle_collapsed",
    "toggle_disabled",
    "ungroup",
    "with_needs",
    "withdraw",
]

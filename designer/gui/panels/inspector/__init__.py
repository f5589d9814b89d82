"""The inspector: what is selected, as a form made from the catalogue."""

from designer.gui.panels.inspector.inspector import Inspector

__all__ = ["Inspector"]

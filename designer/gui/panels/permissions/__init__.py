"""The Permissions tab: who may do what in an export, and because of which edge or property."""

from designer.gui.panels.permissions.panel import PermissionsPanel

__all__ = ["PermissionsPanel"]

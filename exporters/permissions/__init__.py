"""Who may do what, and why: for the permissions panel and `skydraft permissions`."""

from exporters.permissions.records import Permission
from exporters.permissions.reports import as_markdown, as_policy, as_text, nothing_asked
from exporters.permissions.statements import permissions
from exporters.permissions.wildcards import unlimited
from exporters.permissions.words import cause, name_of, reason, record, text, title_of

__all__ = [
    "Permission",
    "as_markdown",
    "as_policy",
    "as_text",
    "cause",
    "name_of",
    "nothing_asked",
    "permissions",
    "reason",
    "record",
    "text",
    "title_of",
    "unlimited",
]

"""Design files, their locks and the copies of unsaved work."""

from designer.storage.atomic import write_all, write_atomically
from designer.storage.autosave import Autosave, Recovered, discard, leftovers
from designer.storage.canonical import dump
from designer.storage.design_file import SUFFIX, Opened, changed_outside, digest, parse, read, save
from designer.storage.errors import FileError
from designer.storage.lock import DesignLock, state_folder

__all__ = [
    "SUFFIX",
    "Autosave",
    "DesignLock",
    "FileError",
    "Opened",
    "Recovered",
    "changed_outside",
    "digest",
    "discard",
    "dump",
    "leftovers",
    "parse",
    "read",
    "save",
    "state_folder",
    "write_all",
    "write_atomically",
]

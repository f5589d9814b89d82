"""Checking files: designs and what can be imported as one, many at once, with the place of each finding."""

from designer.checking.one import Checked, Fault, check_one
from designer.checking.pool import check_all

__all__ = ["Checked", "Fault", "check_all", "check_one"]

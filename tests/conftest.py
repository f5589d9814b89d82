"""What holds for all tests: golden projects bring tests of their own, which are data here."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no test needs a display

collect_ignore = ["golden", "tools/cdk", "tools/node"]

settings.register_profile("patient", deadline=None)  # a slow machine is no fault of ours
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")

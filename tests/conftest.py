"""What holds for all tests: golden projects bring tests of their own, which are data here."""

from __future__ import annotations

import pytest

collect_ignore = ["golden", "tools/cdk"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")

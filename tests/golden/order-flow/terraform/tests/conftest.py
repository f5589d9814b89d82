"""Loads the functions for their tests: each folder of src/ is the root of one deployment package."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE_NAME": "test",
}


@pytest.fixture
def load(monkeypatch):
    """A function's module, freshly loaded with a test environment."""

    def load_module(name):
        for key, value in ENVIRONMENT.items():
            monkeypatch.setenv(key, value)
        spec = importlib.util.spec_from_file_location(f"src_{name}", ROOT / "src" / name / "app.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return load_module


@pytest.fixture
def sample():
    """A sample event, by its file's name in events/."""
    return lambda name: json.loads((ROOT / "events" / f"{name}.json").read_text(encoding="utf-8"))

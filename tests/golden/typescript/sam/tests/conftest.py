"""Loads the functions for their tests: each folder of src/ is the root of one deployment package."""

import importlib.util
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "POWERTOOLS_SERVICE_NAME": "test",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


@pytest.fixture
def load(monkeypatch):
    """A function's module, freshly loaded with a test environment."""

    def load_module(name):
        for key, value in ENVIRONMENT.items():
            monkeypatch.setenv(key, value)
        path = ROOT / "src" / name / "app.py"
        spec = importlib.util.spec_from_file_location(f"src_{name}", path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return load_module


@pytest.fixture
def sample():
    """A sample event, by its file's name in events/."""

    def read(name):
        path = ROOT / "events" / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8"))

    return read


@pytest.fixture
def context():
    """What Lambda tells a function about its invocation."""
    return SimpleNamespace(
        function_name="test",
        memory_limit_in_mb=256,
        invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:test",
        aws_request_id="52fdfc07-2182-154f-163f-5f0f9a621d72",
        get_remaining_time_in_millis=lambda: 5000,
    )

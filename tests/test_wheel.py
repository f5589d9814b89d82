"""The wheel: it carries its resources and runs outside the checkout."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the installed wheel; returns a function that runs the console script there."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(install, check=True, capture_output=True)

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        # The folder stands before the checkout on the path, which an editable install puts there.
        env = {**os.environ, "PYTHONPATH": str(target), "QT_QPA_PLATFORM": "offscreen"}
        script = target / "bin" / "skydraft"
        return subprocess.run([sys.executable, script, *args], cwd=folder, env=env, capture_output=True, text=True)

    run.target = target
    return run


def test_it_carries_what_it_needs(installed):
    shipped = installed.target / "designer" / "_resources"
    for folder in ("services", "integrations", "icons", "examples", "schema", "look"):
        assert any((shipped / folder).iterdir()), folder
    assert (installed.target / "exporters" / "plan.py").exists()
    assert not (installed.target / "tests").exists()


def test_it_runs_from_another_folder(installed):
    catalogue = json.loads(installed("catalogue", "services", "--format", "json").stdout)
    assert {"lambda", "sqs"} <= {service["id"] for service in catalogue["services"]}
    new = installed("new", "web-application", "--out", "shop.skydraft.json")
    assert (new.returncode, new.stderr) == (0, "")
    checked = installed("check", "shop.skydraft.json")
    assert checked.returncode == 0, checked.stdout
    exported = installed("export", "shop.skydraft.json", "--to", "sam", "--out", "out")
    assert exported.returncode == 0, exported.stderr
    assert (installed.target.parent / "out" / "sam" / "template.yaml").exists()
    drawn = installed("render", "shop.skydraft.json", "--out", "shop.png")
    assert (drawn.returncode, drawn.stderr) == (0, "")

"""Finds terraform and a provider hashicorp/aws on this machine: nothing is fetched from anywhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

HOST = "registry.terraform.io"


def terraform() -> str | None:
    """The terraform that is on the path."""
    return shutil.which("terraform")


def mirror() -> Path | None:
    """The first folder laid out as a filesystem mirror that holds hashicorp/aws 5.x.

    https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
    """
    return next((folder for folder in _places() if any((folder / HOST / "hashicorp" / "aws").glob("5.*"))), None)


def _places() -> Iterator[Path]:
    given = os.environ.get("SKYDRAFT_TERRAFORM_MIRROR")
    if given:
        yield Path(given)
    home = Path.home()
    data = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    yield home / ".terraform.d" / "plugins"
    yield Path(data) / "terraform" / "plugins"
    for base in (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":"):
        yield Path(base) / "terraform" / "plugins"
    yield home / "Library" / "Application Support" / "io.terraform" / "plugins"
    for found in (*Path("/opt").glob(f"*/{HOST}"), *Path("/opt").glob(f"*/*/{HOST}")):
        yield found.parent


def environment(folder: Path, work: Path) -> dict[str, str]:
    """Terraform's environment: providers only from the mirror, no check for new versions, no configuration of the
    person's own, no credentials."""
    configuration = work / "terraform.rc"
    configuration.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{folder.as_posix()}"\n  }}\n}}\n',
        encoding="utf-8",
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "AWS_")) and "proxy" not in k.lower()}
    return {
        **kept,
        "TF_CLI_CONFIG_FILE": str(configuration),
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "AWS_EC2_METADATA_DISABLED": "true",
    }

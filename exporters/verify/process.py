"""Runs a tool: bounded in time and output, and ended with all its children when a person cancels."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TIME_LIMIT = 300.0  # s; a synthesis with a cold cache takes some 10 s
_OUTPUT = 1 << 20  # bytes that are read of what a tool says
_STEP = 0.05  # s between two looks

Cancel = threading.Event


class CancelledError(Exception):
    """The person has cancelled."""


@dataclass(frozen=True)
class Ran:
    """How a tool ended; `output` is what it wrote on both streams, its end if it was long."""

    status: int
    output: str


def run(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    cancel: Cancel,
    limit: float = TIME_LIMIT,
) -> Ran:
    """Run a command in a folder.  Raises CancelledError; a tool that takes too long has status -1."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "CDK_"))}
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(  # noqa: S603
                [str(part) for part in command],
                cwd=folder,
                env={**plain, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            return Ran(-1, f"{command[0]}: {error.strerror}")
        end = time.monotonic() + limit
        while process.poll() is None:
            if cancel.wait(_STEP) or time.monotonic() > end:
                _kill(process)
                if cancel.is_set():
                    raise CancelledError
                return Ran(-1, f"It did not end within {limit:.0f} seconds.")
        size = output.seek(0, os.SEEK_END)
        output.seek(max(0, size - _OUTPUT))
        return Ran(process.returncode, output.read().decode(errors="replace"))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

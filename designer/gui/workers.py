"""Work away from the event loop: one job at a time, the newest one only, stale answers dropped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

Job = Callable[[], Any]
log = logging.getLogger(__name__)


class Latest(QObject):
    """Runs the job that was last asked for, after things have been quiet for `wait` ms.

    `done` carries the result on the caller's thread, `failed` the exception; neither comes for a job that was
    replaced while it waited or ran.  The job must touch immutable data only.
    """

    done = Signal(object)
    failed = Signal(object)
    _finished = Signal(int, object, object)

    def __init__(self, wait: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._number = 0
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(wait)
        self._timer.timeout.connect(self._start)
        self._finished.connect(self._take)

    @property
    def busy(self) -> bool:
        return self._timer.isActive() or self._thread is not None or self._job is not None

    def ask(self, job: Job, *, now: bool = False) -> None:
        self._job = job
        self._number += 1
        if now:
            self._timer.stop()
            self._start()
        else:
            self._timer.start()

    def cancel(self) -> None:
        """Forget what was asked; a running job's answer will be dropped."""
        self._job = None
        self._number += 1
        self._timer.stop()

    def close(self) -> None:
        """Wait for the running job, so that it does not outlive the window."""
        self.cancel()
        thread = self._thread
        if thread is not None:
            thread.join()

    def _start(self) -> None:
        if self._thread is not None or self._job is None:
            return  # the running job's end starts the next
        job, self._job, number = self._job, None, self._number

        def run() -> None:
            result, error = None, None
            try:
                result = job()
            except Exception as caught:
                error = caught
            try:
                self._finished.emit(number, result, error)
            except RuntimeError:  # the window is gone
                log.debug("a result came after its window had closed")

        self._thread = threading.Thread(target=run, name="skydraft-worker", daemon=True)
        self._thread.start()

    def _take(self, number: int, result: object, error: object) -> None:
        self._thread = None
        if number == self._number:
            if error is not None:
                self.failed.emit(error)
            else:
                self.done.emit(result)
        if self._job is not None and not self._timer.isActive():
            self._start()

"""Many files at once: in processes, in order, and without one file's crash stopping the others."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from designer.checking.one import PLAIN, Checked, Fault, Wanted, check_one

FEW = 12  # files that are checked here: a process takes as long to begin as some ten files to check
PATIENCE = 120.0  # seconds for one file
MOST_PROCESSES = 16


def check_all(paths: Sequence[Path], wanted: Wanted = PLAIN, jobs: int = 0) -> Iterator[Checked | Fault]:
    """Check files; yields each as soon as it and those before it are done.  `jobs` is the number of processes (0: as
    many as there are processors)."""
    jobs = min(jobs or _processors(), MOST_PROCESSES, max(1, len(paths) // (FEW // 2)))
    if jobs == 1 or len(paths) <= FEW:
        yield from (check_one(path, wanted) for path in paths)
        return
    work = partial(check_one, wanted=wanted)
    done = 0
    while done < len(paths):
        pool = _pool(jobs)
        futures: list[Future[Checked | Fault]] = [pool.submit(work, path) for path in paths[done:]]
        lost = False
        try:
            for future in futures:
                yield future.result(timeout=PATIENCE)
                done += 1
        except (BrokenProcessPool, TimeoutError):
            lost = True
        finally:
            _end(pool)
        if lost:  # one of those under work; each of them gets a process of its own
            for path in paths[done : done + jobs]:
                yield _alone(path, wanted)
                done += 1


def _alone(path: Path, wanted: Wanted) -> Checked | Fault:
    pool = _pool(1)
    try:
        return pool.submit(check_one, path, wanted).result(timeout=PATIENCE)
    except TimeoutError:
        return Fault(path, f"not done within {PATIENCE:.0f} s")
    except BrokenProcessPool:
        return Fault(path, "the check has crashed; the file may be too large for this machine's memory")
    finally:
        _end(pool)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


def _end(pool: ProcessPoolExecutor) -> None:
    """End the processes, also those that hang (or whose work nobody wants any more)."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5)


def _processors() -> int:
    counted = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len(counted)

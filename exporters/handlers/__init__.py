"""The code of the functions: a handler in the shape of its events, its calls, a unit test and a sample event.

Shared by all targets.  Files: `src/<module>/app.py` (or `index.ts` and `process.ts`), `tests/…`,
`events/<module>.json`; for TypeScript also package.json and tsconfig.json in the project's root.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from exporters.base import File, as_json
from exporters.handlers import npm
from exporters.handlers.model import Event, Handler, model_of
from exporters.handlers.render import render
from exporters.handlers.samples import sample_of
from exporters.plan import Language, Link, Plan

_NOTHING: Mapping[str, str] = {}


def handlers(
    plan: Plan, scripts: Mapping[str, str] = _NOTHING, tools: Mapping[str, str] = _NOTHING
) -> tuple[File, ...]:
    """The source files of all functions; their paths are relative to the project's root.

    `scripts` and `tools` are what the target needs in package.json besides: npm's scripts, and packages by version.
    """
    written, found = _written(_Same(plan))
    in_typescript = [handler for handler in found if handler.language == "typescript"]
    if not in_typescript:
        return written
    package = npm.package(plan.slug, in_typescript, scripts, tools)
    return (*written, as_json("package.json", package), as_json("tsconfig.json", npm.TSCONFIG))


def models(plan: Plan) -> tuple[Handler, ...]:
    """What the templates know of each function."""
    return _written(_Same(plan))[1]


class _Same:
    """A plan as a key: all targets of an export are given the very same one."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan

    def __hash__(self) -> int:
        return id(self.plan)


@lru_cache(maxsize=1)
def _written(key: _Same) -> tuple[tuple[File, ...], tuple[Handler, ...]]:
    """The files that are the same in all targets, and what they were made of."""
    into: dict[str, list[Link]] = {}
    for link in key.plan.links.values():
        into.setdefault(link.target, []).append(link)
    found = tuple(model_of(key.plan, code, into.get(code.function, ())) for code in key.plan.code.values())
    files: list[File] = []
    languages: dict[Language, list[Handler]] = {}
    for handler in found:
        if handler.language is None:
            note = f"The handler of this function is written in {handler.runtime}, for which nothing is generated.\n"
            files.append(File.of(f"src/{handler.module}/README.md", note, handler.subject))
            continue
        languages.setdefault(handler.language, []).append(handler)
        files.extend(_files_of(handler))
    for language, those in languages.items():
        needed = {path: name for path, name in _SHARED[language].items() if _is_needed(path, those)}
        files += [File.of(path, render(f"{language}/{name}", handlers=those)) for path, name in needed.items()]
    return tuple(files), found


_SHARED: Mapping[Language, Mapping[str, str]] = {
    "python": {"tests/conftest.py": "conftest.py.j2", "requirements-dev.txt": "requirements-dev.txt.j2"},
    "typescript": {
        "src/payload.ts": "payload.ts.j2",
        "src/powertools.ts": "powertools.ts.j2",
        "src/idempotency.ts": "idempotency.ts.j2",
        "tests/helpers.ts": "helpers.ts.j2",
        "tests/setup.ts": "setup.ts.j2",
        "vitest.config.mts": "vitest.config.mts.j2",
    },
}


def _is_needed(path: str, handlers: Sequence[Handler]) -> bool:
    if path in ("src/idempotency.ts", "tests/setup.ts"):
        return any(handler.idempotent for handler in handlers)
    return path not in ("src/payload.ts", "src/powertools.ts") or any(handler.powertools for handler in handlers)


def _files_of(handler: Handler) -> list[File]:
    return [
        *(File.of(path, render(name, f=handler), handler.subject) for path, name in _sources(handler).items()),
        *(File.of(path, sample_of(event), handler.subject) for path, event in _samples(handler)),
    ]


def _sources(handler: Handler) -> dict[str, str]:
    """The paths of a function's own code, with the templates that make it."""
    m = handler.module
    if handler.language == "python":
        name = "handler" if handler.powertools else "edge"
        return {f"src/{m}/app.py": f"python/{name}.py.j2", f"tests/test_{m}.py": "python/test.py.j2"}
    test = {f"tests/{m}.test.ts": "typescript/test.ts.j2"}
    if not handler.powertools:
        return {f"src/{m}/index.ts": "typescript/edge.ts.j2", **test}
    return {
        f"src/{m}/index.ts": "typescript/handler.ts.j2",
        **({f"src/{m}/process.ts": "typescript/process.ts.j2"} if handler.processes else {}),
        **test,
    }


def _samples(handler: Handler) -> list[tuple[str, Event]]:
    """A sample of the first shape under the function's name, the others' by shape."""
    first, *others = handler.events
    return [
        (f"events/{handler.module}.json", first),
        *((f"events/{handler.module}.{e.shape}.json", e) for e in others),
    ]


__all__ = ["handlers", "models"]

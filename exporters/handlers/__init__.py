"""The code of the functions: a handler in the shape of its events, its calls, a unit test and a sample event.

Shared by all targets.  Files: `src/<module>/app.py` (or `index.mjs`), `tests/…`, `events/<module>.json`.
"""

from __future__ import annotations

from exporters.base import File
from exporters.handlers.model import Event, Handler, model_of
from exporters.handlers.render import render
from exporters.handlers.samples import sample_of
from exporters.plan import Link, Plan


def handlers(plan: Plan) -> tuple[File, ...]:
    """The source files of all functions; their paths are relative to the project's root."""
    files: list[File] = []
    languages: dict[str, list[Handler]] = {}
    into: dict[str, list[Link]] = {}
    for link in plan.links.values():
        into.setdefault(link.target, []).append(link)
    for code in plan.code.values():
        handler = model_of(plan, code, into.get(code.function, ()))
        if handler.language is None:
            note = f"The handler of this function is written in {handler.runtime}, for which nothing is generated.\n"
            files.append(File.of(f"src/{handler.module}/README.md", note, handler.subject))
            continue
        languages.setdefault(handler.language, []).append(handler)
        files.extend(_files_of(handler))
    for language, found in languages.items():
        files.extend(
            File.of(path, render(f"{language}/{name}", handlers=found)) for path, name in _SHARED[language].items()
        )
    return tuple(files)


_NAMES = {
    "python": ("src/{0}/app.py", "tests/test_{0}.py"),
    "node": ("src/{0}/index.mjs", "tests/{0}.test.mjs"),
}
_SHARED = {
    "python": {"tests/conftest.py": "conftest.py.j2", "requirements-dev.txt": "requirements-dev.txt.j2"},
    "node": {"src/package.json": "package.json.j2"},
}


def _files_of(handler: Handler) -> list[File]:
    language = handler.language or "python"
    source, test = _NAMES[language]
    suffix = {"python": "py", "node": "mjs"}[language]
    name = "handler" if language == "node" or handler.powertools else "edge"
    return [
        File.of(source.format(handler.module), render(f"{language}/{name}.{suffix}.j2", f=handler), handler.subject),
        File.of(test.format(handler.module), render(f"{language}/test.{suffix}.j2", f=handler), handler.subject),
        *(File.of(path, sample_of(event), handler.subject) for path, event in _samples(handler)),
    ]


def _samples(handler: Handler) -> list[tuple[str, Event]]:
    """A sample of the first shape under the function's name; the others, which only Python tests read, by shape."""
    first, *others = handler.events
    more = [(f"events/{handler.module}.{e.shape}.json", e) for e in others if handler.language == "python"]
    return [(f"events/{handler.module}.json", first), *more]


__all__ = ["handlers"]

"""The routes of APIs that lead to a function, as Powertools' routers of both languages have them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from exporters.plan import Link


@dataclass(frozen=True, slots=True)
class Route:
    """One route of an API, for a resolver of Powertools.

    `path` is API Gateway's, empty for a route that takes everything.  `rule` is that path as a regular expression in
    which `<name>` stands for a part of the path, `name` the function's in the handler, and `parameters` are (Python's
    name, API Gateway's name) of the path's parts.
    """

    method: str
    path: str
    rule: str
    name: str
    parameters: tuple[tuple[str, str], ...] = ()


_ANYTHING = Route("ANY", "", ".*", "everything")
# What a route's function uses by name: a part of the path must not hide it.
_USED = frozenset({"api", "rest_api", "http_api", "process", "request_payload", "parameters", "dict", "str"})
_PART = re.compile(r"([^{}]*)(?:\{([^{}]*)\})?")


def routes_of(links: Iterable[Link]) -> tuple[Route, ...]:
    """The routes that lead to a function, each once; a function's URL and a default route take everything."""
    found: dict[tuple[str, str], Route] = {}
    for link in links:
        path, method = str(link.properties.get("Path", "")), str(link.properties.get("Method", "ANY"))
        everything = not path or link.properties.get("RouteKey") == "$default"
        route = _ANYTHING if everything else route_of(path, method, {r.name for r in found.values()})
        found.setdefault((route.method, route.rule), route)
    # The resolver takes the first that fits: what is narrower comes first.
    return tuple(sorted(found.values(), key=lambda r: (".*" in r.rule, ".+" in r.rule, "<" in r.rule))) or (_ANYTHING,)


def route_of(path: str, method: str, taken: set[str]) -> Route:
    """A route of API Gateway as Powertools has it; its function is called like none of `taken`."""
    rule, parameters = "", list[tuple[str, str]]()
    for literal, name in _PART.findall(path):
        rule += re.sub(r"[.^$*+?()\[\]|\\]", r"\\\g<0>", literal).replace("<", "[<]")
        if name.endswith("+"):
            rule += ".+"
        elif name:
            python = identifier(name)
            if keyword.iskeyword(python) or not python.isidentifier() or python in _USED:
                python = f"part_{python}"
            while python in [known for known, _ in parameters]:
                python += "_again"
            parameters.append((python, name))
            rule += f"<{python}>"
    name = f"{method.lower()}_{identifier(path) if re.search('[A-Za-z0-9]', path) else 'root'}"[:60].rstrip("_")
    while name in taken:
        name += "_again"
    return Route(method, path, rule or "/", name, tuple(parameters))


def identifier(text: str) -> str:
    """A text as a name in Python."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()).strip("_") or "it"


# -- TypeScript


@dataclass(frozen=True, slots=True)
class Registration:
    """A route as TypeScript's router takes it: `path` and `parameters` are expressions; the latter may be empty."""

    method: str
    path: str
    parameters: str


_PLAIN = re.compile(r"(?:/[A-Za-z0-9_-]*|/\{[A-Za-z_][A-Za-z0-9_]*\})+")
# What stands in the path of a URL as it is; everything else comes percent-encoded.
_UNQUOTED = "/:@!$&'()*+,;=~-._%"


def registration(route: Route) -> Registration:
    """`/orders/:orderId` where the router's own notation has words for the path, else a regular expression."""
    names = [name for _, name in route.parameters]
    if _PLAIN.fullmatch(route.path) and len(set(names)) == len(names):
        path = re.sub(r"\{([^{}]*)\}", r":\1", route.path)
        return Registration(route.method, f'"{path}"', "params" if names else "")
    if not route.path:
        return Registration(route.method, "/.*/", "")
    own = iter(python for python, _ in route.parameters)
    pattern = ""
    for literal, name in _PART.findall(route.path):
        pattern += _escaped(quote(literal, safe=_UNQUOTED))
        if name.endswith("+"):
            pattern += ".+"
        elif name:
            pattern += f"(?<{next(own)}>[^/]+)"
    renamed = [(python, name) for python, name in route.parameters if python != name]
    if not renamed:
        return Registration(route.method, f"/{pattern}/", "params" if names else "")
    given = ", ".join(f"{_quoted(name)}: params.{python}" for python, name in route.parameters)
    return Registration(route.method, f"/{pattern}/", f"{{ {given} }}")


def _escaped(literal: str) -> str:
    """A literal part inside a regular expression; a colon would begin a parameter of the router's."""
    return re.sub(r"[.^$*+?()\[\]{}|\\/]", r"\\\g<0>", literal).replace(":", r"\x3A")


def _quoted(name: str) -> str:
    from exporters.handlers.render import javascript_key

    return javascript_key(name)

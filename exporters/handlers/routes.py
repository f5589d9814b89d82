"""The routes of APIs that lead to a function, as Powertools' routers of both languages have them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from exporters.plan import Link


@dataclass(frozen=True, slots=True)
class Route:
    """One route of an API, for a resolver of Powertools.

    `path` is API Gateway's, empty for a route that takes everything.  `rule` is that path as a regular expression in
    which `<name>` stands for a part of the path, `name` the function's in the handler, and `parameters` are (Python's
    name, API Gateway's name) of the path's parts.  `signed_in`: who calls has shown a token, which the API has checked.
    """

    method: str
    path: str
    rule: str
    name: str
    parameters: tuple[tuple[str, str], ...] = ()
    signed_in: bool = False


_ANYTHING = Route("ANY", "", ".*", "everything")
# What a route's function uses by name: a part of the path must not hide it.
_USED = frozenset(
    {"api", "rest_api", "http_api", "process", "request_payload", "parameters", "caller", "event", "dict", "str"}
)
# The kinds of authorization that read a token.
_TOKENS = frozenset({"JWT", "COGNITO_USER_POOLS"})
_PART = re.compile(r"([^{}]*)(?:\{([^{}]*)\})?")


def routes_of(links: Iterable[Link]) -> tuple[Route, ...]:
    """The routes that lead to a function, each once; a function's URL and a default route take everything."""
    found: dict[tuple[str, str], Route] = {}
    for link in links:
        path, method = str(link.properties.get("Path", "")), str(link.properties.get("Method", "ANY"))
        everything = not path or link.properties.get("RouteKey") == "$default"
        route = _ANYTHING if everything else route_of(path, method, {r.name for r in found.values()})
        signed_in = link.properties.get("AuthorizationType") in _TOKENS
        known = found.get((route.method, route.rule))
        if known is not None:  # a second API leads here by the same route
            route, signed_in = known, signed_in and known.signed_in
        found[route.method, route.rule] = replace(route, signed_in=signed_in)
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


def agreed(events: Iterable[tuple[Route, ...]]) -> list[tuple[Route, ...]]:
    """The routes of a function's APIs, by API; one that is open in one of them is open, since one router takes all."""
    events = list(events)
    opened = {(route.method, route.rule) for routes in events for route in routes if not route.signed_in}
    return [
        tuple(replace(route, signed_in=(route.method, route.rule) not in opened) for route in routes)
        for routes in events
    ]


@dataclass(frozen=True, slots=True)
class Registration:
    """A route as TypeScript's router takes it: `path` and `parameters` are expressions; the latter may be empty."""

    method: str
    path: str
    parameters: str
    signed_in: bool = False


_PLAIN = re.compile(r"(?:/[A-Za-z0-9_-]*|/\{[A-Za-z_][A-Za-z0-9_]*\})+")
# What stands in the path of a URL as it is; everything else comes percent-encoded.
_UNQUOTED = "/:@!$&'()*+,;=~-._%"


def registration(route: Route) -> Registration:
    """`/orders/:orderId` where the router's own notation has words for the path, else a regular expression."""
    return replace(_registration(route), signed_in=route.signed_in)


def _registration(route: Route) -> Registration:
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

"""Which resource of a template one of the plan is: by name, by what it connects, and by what tells it from its like."""

from __future__ import annotations

from collections.abc import Mapping

from designer.linked.references import references
from designer.linked.state import CONNECTING, State
from designer.model.frozen import freeze
from exporters.plan import Plan, Resource

_RULE = "AWS::Events::Rule"
_ROUTE = "AWS::ApiGatewayV2::Route"
# What tells resources of one type between the same two nodes apart.
_KNOWN_BY = {_RULE: "EventPattern", _ROUTE: "RouteKey"}


class Matcher:
    """Looks in the template as it is now; what was found once is known when its words have changed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._matched: dict[str, str] = {}  # resources of the plan -> those of the template that they are

    def match(self, made: Plan, resource: Resource) -> str | None:
        """The template's resource of this kind between the ends of an edge; None where there is none or several."""
        link = made.links.get(resource.subject.id)
        if link is None or resource.type not in CONNECTING:
            return None
        ends = self._state.logical(link.source), self._state.logical(link.target)
        resources = self._state.text.section("Resources")
        if resource.type == _RULE and self._state.text.get(("Resources", resource.id, "Type")) == _RULE:
            return resource.id  # several edges share it, by its name
        if resource.type == _ROUTE:  # it names its API, and its function only by way of an integration
            source = self._state.parts(self._state.imported(), ends[0])
            routes = [n for n, r in resources.items() if isinstance(r, dict) and r.get("Type") == _ROUTE]
            return self._alike(resource, [n for n in routes if any(references(resources[n], source))])
        found = [n for n in self._state.between(self._state.imported(), ends) if resources[n]["Type"] == resource.type]
        found = [n for n in found if n not in made.resources]  # those are there by their own names
        if resource.type in _KNOWN_BY and sum(key[:2] == ends for key, _ in self._state.edges()) > 1:
            return self._alike(resource, found)
        return found[0] if len(found) == 1 else None

    def _alike(self, resource: Resource, among: list[str]) -> str | None:
        """Of several resources between two nodes the one that says the same, or that did so when it was looked for."""
        word = _KNOWN_BY[resource.type]
        wanted = freeze(resource.properties.get(word))
        same = [n for n in among if freeze(self._state.text.get(("Resources", n, "Properties", word))) == wanted]
        if len(same) == 1:
            self._matched[resource.id] = same[0]
        return self._matched.get(resource.id)

    def roles(self, known: Mapping[str, str]) -> dict[str, str]:
        """The roles that resources of the template have, under the plan's ids for them."""
        resources = self._state.text.section("Resources")
        found: dict[str, str] = {}
        for id_, name in known.items():
            properties = resources[name].get("Properties") if isinstance(resources[name], dict) else None
            role = properties.get("Role", properties.get("RoleArn")) if isinstance(properties, dict) else None
            named = next((i for _, i in references(role, resources)), None)
            if named is not None:
                found[f"{id_}_role"] = named
        return found

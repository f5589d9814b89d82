"""The shapes of the catalogue's files: services, their properties, integrations, refusals, mechanisms.

`resources/services/*.toml` holds one ServiceSpec a file, `resources/integrations/*.toml` the IntegrationSpecs and
Refusals of one source, `resources/mechanisms.toml` the Mechanisms, `resources/retries.toml` the Retries, which
integrations name.  Sets of properties that several records share stand once in `resources/properties.toml`; a record
takes them with `uses = ["route"]`, and what it says itself comes first.  Unknown keys are errors: a typo must not hide.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from designer.model.frozen import FrozenDict

Category = Literal[
    "compute", "integration", "networking", "storage", "database",
    "security", "analytics", "management", "ai", "external",
]  # fmt: skip
Model = Literal["push", "event", "poll", "attached"]
Invocation = Literal["sync", "async", "poll"]
PropertyType = Literal["string", "integer", "number", "boolean", "enum", "list", "object", "json", "reference"]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]
SpecId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Values = FrozenDict[str, Any]


class Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PropertySpec(Spec):
    """One property of a node or an edge, under CloudFormation's dotted path.

    `min` and `max` bound a number, or the length of a string or list, in `unit`.  `advised` is what the help calls
    sensible; `default` is what CloudFormation takes when the property is left out.  `own` marks a name of ours,
    for which CloudFormation has none.  `when` limits it to a variant ({"FifoQueue" = true}).
    """

    type: PropertyType = "string"
    title: str
    help: str = ""
    unit: str = ""
    section: str = ""
    default: Any = None
    min: float | None = None
    max: float | None = None
    step: float | None = None
    values: tuple[str | int | bool, ...] = ()  # of an enum
    value_titles: tuple[str, ...] = ()  # what the form calls them, in the same order
    pattern: str | None = None  # a Python regular expression that must match fully
    item: PropertyType | None = None  # the type of a list's items
    refers_to: tuple[str, ...] = ()  # services that a reference may name
    own: bool = False
    advanced: bool = False  # shown in the form's folded part
    when: Values = FrozenDict()
    doc: Url | None = None


class Kind(Spec):
    """What a record may name besides a service."""

    id: SpecId
    title: str


class Variant(Kind):
    """A kind of a service that integrations tell apart: `sqs-fifo` is `sqs` where FifoQueue is true.

    The first variant (in the file's order) whose `when` holds is a node's; `when` empty always holds, so it is last.
    """

    short: str = ""  # the second half of a card's subtitle: "FIFO"
    when: Values = FrozenDict()


class Facet(Kind):
    """A side of a service that has no node of its own: a table's stream, a function's URL.

    Records may name it as their source or target; an edge of the service takes them too, and `via` in an edge may
    say the facet's word.
    """

    via: SpecId  # "stream", "function-url"


class ServiceSpec(Spec):
    """A service (or an actor outside AWS) that can be placed on the canvas."""

    id: SpecId
    title: str  # "SQS queue"
    short: str  # "SQS", the first half of a card's subtitle
    category: Category
    description: str  # one sentence: what it is for
    when_to_take: str = ""  # and when to take it, in one or two sentences
    cfn_type: str | None = None
    cfn_types: tuple[str, ...] = ()  # the further resource types that belong to it
    terraform_type: str | None = None
    actor: bool = False  # drawn as a circle, never deployed
    icon: str  # resources/icons/<icon>.svg
    keywords: tuple[str, ...] = ()  # for the palette's search
    doc: Url
    name_property: str | None = None  # QueueName, FunctionName …
    subtitle: tuple[str, ...] = ()  # property paths; the first that has a value is the card's one fact
    variants: tuple[Variant, ...] = ()
    facets: tuple[Facet, ...] = ()
    properties: FrozenDict[str, PropertySpec] = FrozenDict()
    rank: int = 100  # place within its category, small first
    article: bool = False  # named by the article that the catalogue starts from

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Its variants and facets."""
        return (*self.variants, *self.facets)

    def variant_of(self, properties: dict[str, Any]) -> str:
        """The variant id that these properties make, or the service's own id."""
        for variant in self.variants:
            if all(properties.get(name, False) == value for name, value in variant.when.items()):
                return variant.id
        return self.id


class Mechanism(Spec):
    """How an integration is realised; the word may stand in an edge's `via`.

    `default` is false for what must be asked for by name: failure paths, replication, enrichment, authorizers.
    """

    id: SpecId
    title: str
    description: str
    model: Model
    default: bool = True
    aliases: tuple[SpecId, ...] = ()  # other words that mean it in a `via`
    admission: str = ""  # one sentence: what lets it happen, for integrations of it without permissions


class Permission(Spec):
    """What somebody must be allowed to do for an integration to work.

    `by` is who acts: the `source` or the `target` node's role, or a service principal of the resource policy.
    `on` is the resource: `source`, `target`, `target/*` for what lies inside it (`target/index/*` for a table's
    indexes), or `*` where the action knows no resource or `condition` says which.  `statement` tells whether it
    belongs to the acting role (identity) or to the resource that is acted on (resource).
    `access` limits it to edges whose Access property is one of these.
    """

    by: str
    actions: tuple[str, ...]
    on: str
    statement: Literal["identity", "resource"] = "identity"
    access: tuple[str, ...] = ()
    condition: str = ""  # a short note: "when the key is customer managed"


class Retry(Spec):
    """What happens when the receiver fails: a record of `resources/retries.toml`, which integrations name.

    `sentence` is a template (designer/model/sentences.py).  `keepers` says where a design names what keeps a failed
    event, the first that is given holds: `edge.PATH`, `source.PATH` or `target.PATH` is a property with a reference,
    `source>MECHANISM` an edge that leaves the source by that mechanism.
    """

    id: SpecId = ""
    who: str = ""  # "Lambda", "the caller", "EventBridge"
    times: str = ""  # "2 times", "until the record expires"
    over: str = ""  # "up to 6 hours"
    lands: str = ""  # where the event lands in the end
    otherwise: str = ""  # what becomes of it where there is no such thing
    sentence: str = ""
    keepers: tuple[Annotated[str, StringConstraints(pattern=r"^(edge\.|(source|target)[.>])[\w.-]+$")], ...] = ()
    doc: Url | None = None
    source_date: str = ""  # when the source was last read: an ISO date, or the year of an archived page
    notes: str = ""


class IntegrationSpec(Spec):
    """One legal connection from a source to a target (ids of services, variants or facets)."""

    id: SpecId
    source: SpecId
    target: SpecId
    mechanism: SpecId
    model: Model
    invocation: Invocation
    title: str  # "Queue triggers function": what the chooser shows
    sentence: str  # the explanation on hover and in the inspector: a template (designer/model/sentences.py)
    label: str = ""  # on the edge when no property gives one ("write", "HTTPS")
    rank: int = 10  # the commonest of a pair first, small first
    default: bool = True  # false: only by name (failure paths, replication, enrichment, authorizers)
    either_way: bool = False  # an attachment that may as well be drawn from the target: a bucket and its key
    properties: FrozenDict[str, PropertySpec] = FrozenDict()
    # What must be set for it to work, by side: {"source.StreamSpecification.StreamViewType" = [...]}; of a list
    # any value will do, and the first is the one to take.
    needs: Values = FrozenDict()
    permissions: tuple[Permission, ...] = ()
    admission: str = ""  # one sentence instead of the mechanism's, where there are no permissions
    retry: Retry = Retry()
    cfn: str = ""  # the resource or property that realises it
    sam: str = ""  # SAM's event type or construct
    terraform: tuple[str, ...] = ()
    cdk: str = ""
    doc: Url
    source_date: str = ""  # when the source was last read: an ISO date, or the year of an archived page
    notes: str = ""


class Helper(Spec):
    """A further node that a detour brings: the authorizer of an API that it inserts, the schedule of a function.

    `of` is what it is connected to: "source", "target", or the number of an inserted service ("0" is the first).
    The edge leads to the helper, or from it where `incoming`.
    """

    of: Annotated[str, StringConstraints(pattern=r"^(source|target|\d)$")]
    service: SpecId
    title: str = ""
    via: str = ""
    incoming: bool = False
    properties: Values = FrozenDict()


class Detour(Spec):
    """A way that works where the direct one does not: services to put in between, and the edges' settings.

    `through` are service ids in order; `via` and `properties` belong to the len(through) + 1 edges, in order
    (either may be shorter).  `backwards` are the numbers of edges that point against the way: a function between a
    database and a queue reads the one and writes to the other.  `nodes` are the properties of the inserted nodes.
    `source` and `target` are property changes of the two ends (switch the variant), `regions` where they must stand
    ({"target" = "us-east-1"}), `become` what service an end must be instead.  `reverse` goes the way from the target
    to the source.
    """

    title: str  # "Through EventBridge": the button
    through: tuple[SpecId, ...] = ()
    via: tuple[str, ...] = ()
    properties: tuple[Values, ...] = ()
    nodes: tuple[Values, ...] = ()
    titles: tuple[str, ...] = ()
    source: Values = FrozenDict()
    target: Values = FrozenDict()
    regions: FrozenDict[Literal["source", "target"], str] = FrozenDict()
    become: FrozenDict[Literal["source", "target"], SpecId] = FrozenDict()
    helpers: tuple[Helper, ...] = ()
    backwards: tuple[int, ...] = ()
    reverse: bool = False


class Refusal(Spec):
    """A connection that people draw and AWS refuses, with the reason and the way that works."""

    id: SpecId
    source: SpecId
    target: SpecId
    mechanism: SpecId | None = None  # refuses only this mechanism of an otherwise legal pair
    title: str  # "S3 cannot notify a FIFO queue"
    why: str
    fix: str
    detours: tuple[Detour, ...] = ()
    doc: Url
    source_date: str = ""

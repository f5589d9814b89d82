"""The catalogue's questions, on a small catalogue made for them."""

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node
from designer.model.specs import Detour, IntegrationSpec, Mechanism, Refusal, ServiceSpec, Variant

DOC = "https://docs.aws.amazon.com/"


def service(id_, **more):
    return ServiceSpec(
        id=id_, title=id_.title(), short=id_, category="integration", description="x", icon=id_, doc=DOC, **more
    )


def integration(id_, source, target, mechanism="publish", **more):
    return IntegrationSpec(
        id=id_, source=source, target=target, mechanism=mechanism, model="event", invocation="async",
        title=id_, sentence="{source} tells {target}", doc=DOC, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def catalogue():
    services = [
        service("queue", variants=(Variant(id="queue-fifo", title="FIFO queue", when={"Fifo": True}),
                                   Variant(id="queue-plain", title="Queue"))),
        service("lambda"), service("eventbridge-bus"), service("store", cfn_type="AWS::X::Store"), service("island"),
    ]  # fmt: skip
    integrations = [
        integration("lambda-fails-into-queue", "lambda", "queue-plain", "dead-letter", default=False, rank=1),
        integration("lambda-sends-queue", "lambda", "queue", rank=20),
        integration("lambda-floods-queue", "lambda", "queue-plain", rank=30),
        integration("store-tells-bus", "store", "eventbridge-bus"),
        integration("bus-runs-lambda", "eventbridge-bus", "lambda"),
    ]
    refusals = [
        Refusal(id="no", source="store", target="queue-fifo", title="No", why="Because.", fix="Use a plain queue.",
                detours=(Detour(title="Plain", target={"Fifo": False}),), doc=DOC),
    ]  # fmt: skip
    mechanisms = {m: Mechanism(id=m, title=m, description=m, model="event") for m in ("publish", "dead-letter")}
    return Catalogue({s.id: s for s in services}, {i.id: i for i in integrations}, refusals, mechanisms)


def test_variants_follow_the_properties(catalogue):
    assert catalogue.variant(Node(service="queue")) == "queue-plain"
    assert catalogue.variant(Node(service="queue", properties={"Fifo": True})) == "queue-fifo"
    assert catalogue.variant(Node(service="unheard-of")) == "unheard-of"


def test_a_record_on_the_service_speaks_of_every_variant(catalogue):
    assert [i.id for i in catalogue.between("lambda", "queue-fifo")] == ["lambda-sends-queue"]


def test_commonest_first_and_what_is_asked_for_by_name_behind(catalogue):
    ids = [i.id for i in catalogue.between("lambda", "queue-plain")]
    assert ids == ["lambda-sends-queue", "lambda-floods-queue", "lambda-fails-into-queue"]


@pytest.mark.parametrize(
    ("via", "expected"),
    [
        (None, "lambda-sends-queue"),
        ("publish", "lambda-sends-queue"),
        ("lambda-floods-queue", "lambda-floods-queue"),
        ("dead-letter", "lambda-fails-into-queue"),
        ("enrichment", None),
        ("store-tells-bus", None),
    ],
)
def test_via_names_an_integration_or_a_mechanism(catalogue, via, expected):
    design = Design(nodes={"f": Node(service="lambda"), "q": Node(service="queue")})
    found = catalogue.integration(design, Edge(source="f", target="q", via=via))
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("source", "target", "state", "detour"),
    [
        ("lambda", "queue-plain", "direct", None),
        ("store", "queue-fifo", "detour", "Plain"),
        ("store", "lambda", "detour", "Through Eventbridge-Bus"),
        ("lambda", "eventbridge-bus", "detour", "Turn the connection round"),
        ("store", "island", "none", None),
    ],
)
def test_explain(catalogue, source, target, state, detour):
    verdict = catalogue.explain(source, target)
    assert verdict.state == state
    assert verdict.legal == (state == "direct")
    assert [d.title for d in verdict.detours] == ([detour] if detour else [])
    assert verdict.why


def test_words_of_the_user(catalogue):
    assert catalogue.ids_of("queue") == ("queue-plain",)
    assert catalogue.ids_of("queue-fifo") == ("queue-fifo",)
    assert catalogue.ids_of("AWS::X::Store") == ("store",)
    assert catalogue.ids_of("nothing") == ()

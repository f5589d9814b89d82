"""The generated TypeScript: its types are strict, its own unit tests pass right after the export, prettier agrees."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.handlers import handlers, npm
from exporters.handlers.routes import registration, route_of
from exporters.handlers.sdk import CLIENTS
from exporters.plan import Code, Plan
from exporters.planner.powertools import AT_LEAST_ONCE
from tests.exporters.handlers.test_handlers import ROUTES, SHAPES
from tests.exporters.handlers.typescript import (
    assert_all_pass,
    assert_passes,
    assert_prettier_changes_nothing,
    assert_types_are_right,
    in_typescript,
    lend_packages,
    needs_node,
    put,
    run,
)
from tests.exporters.test_hostile import NASTY

Make = Callable[..., Plan]
tool = [pytest.mark.tool, needs_node]


def marked(test: Callable[..., None]) -> Callable[..., None]:
    for mark in tool:
        test = mark(test)
    return test


@marked
def test_everything_passes(everything: Plan, tmp_path: Path) -> None:
    put(handlers(in_typescript(everything)), tmp_path)
    assert_passes(tmp_path)
    assert_prettier_changes_nothing(tmp_path)


@marked
@pytest.mark.prove
def test_every_example_passes(example_plans: Mapping[str, Plan], tmp_path: Path) -> None:
    assert_all_pass(tmp_path, example_plans)
    assert_prettier_changes_nothing(tmp_path, *sorted(example_plans))


@marked
@pytest.mark.prove
def test_random_designs_pass(random_plans: Mapping[str, Plan], tmp_path: Path) -> None:
    """All have the right types; the tests of a few are run, since each of their files takes a second."""
    assert_types_are_right(tmp_path / "types", random_plans)
    assert_all_pass(tmp_path / "tests", dict(list(random_plans.items())[:6]))


CALLED = (
    *("dynamodb", "s3", "sqs", "sns", "eventbridge-bus", "kinesis-stream", "firehose", "stepfunctions", "lambda"),
    *("cognito-user-pool", "apigw-websocket", "aurora-serverless-v2", "rds", "rds-proxy", "secrets-manager"),
    *("ssm-parameter", "cloudwatch-alarm", "ecs-fargate"),
)


@marked
@pytest.mark.prove
def test_every_call_passes(make_plan: Make, tmp_path: Path) -> None:
    nodes: dict[str, object] = {service: service for service in CALLED if service != "lambda"}
    nodes |= {"lambda": JAVASCRIPT, **{f"to-{service}": JAVASCRIPT for service in CALLED}}
    edges: dict[str, tuple[object, ...]] = {s: (f"to-{s}", s) for s in CALLED}
    edges["cloudwatch-alarm"] += ("publish",)
    edges["behind"] = ("rds-proxy", "rds")
    nodes |= {f"{access}-{to}": JAVASCRIPT for access in ("read", "write") for to in ("dynamodb", "s3")}
    for access in ("read", "write"):
        for to in ("dynamodb", "s3"):
            edges[f"{access}-{to}-edge"] = (f"{access}-{to}", to, {"Access": access})
    made = make_plan(nodes, edges)
    files = handlers(made)
    written = "".join(file.text for file in files if file.path.endswith("process.ts"))
    assert {client.write for client in CLIENTS.values()} <= set(re.findall(r"new (\w+)\(", written))
    assert "Signer" in written
    put(files, tmp_path)
    assert_passes(tmp_path)
    assert_prettier_changes_nothing(tmp_path)


@marked
@pytest.mark.prove
def test_every_shape_passes(example_plans: Mapping[str, Plan], tmp_path: Path) -> None:
    """Alone, remembered where it may come twice, whole where no partial answer is read, and together with others."""
    plan = example_plans["rest-api"]
    base = replace(plan.code["list_tasks"], runtime="nodejs22.x")
    environment = {**base.environment, "IDEMPOTENCY_TABLE": "test"}
    code: dict[str, Code] = {}

    def add(name: str, *events: str, idempotent: tuple[str, ...] = ()) -> None:
        module = name.replace("-", "_")
        made = replace(base, module=module, events=events, idempotent=idempotent, environment=environment)
        if "cloudfront" in events:
            made = replace(made, powertools=False, calls=(), variables={}, environment={})
        code[module] = made

    for number, shape in enumerate(SHAPES):
        add(shape, shape)
        if shape in AT_LEAST_ONCE:
            add(f"{shape}-once", shape, idempotent=(shape,))
        several = tuple(dict.fromkeys((shape, "sqs", SHAPES[number - 1])))
        add(f"{shape}-first", *several, idempotent=tuple(AT_LEAST_ONCE & set(several)))
    put(handlers(replace(plan, code=code)), tmp_path)
    assert_passes(tmp_path)
    assert_prettier_changes_nothing(tmp_path)


def text_of(plan: Plan, path: str) -> str:
    return next(f.text for f in handlers(plan) if f.path == path)


JAVASCRIPT = ("lambda", {"Runtime": "nodejs22.x"})


def test_the_packages_are_those_that_the_code_imports(everything: Plan) -> None:
    """Each once, under its name; nothing is asked for that nobody uses."""
    files = {f.path: f.text for f in handlers(in_typescript(everything))}
    imported = set()
    for path, text in files.items():
        if path.endswith((".ts", ".mts")):
            for name in re.findall(r'(?:from|import\()\s*"([^".][^"]*)"', text):
                imported.add("/".join(name.split("/")[: 2 if name.startswith("@") else 1]))
    declared = json.loads(files["package.json"])
    have = {*declared["dependencies"], *declared["devDependencies"]}
    assert {name for name in imported if not name.startswith("node:")} - {"aws-lambda"} <= have
    # The correlation ids are found with it.
    assert set(declared["dependencies"]) - imported == {"@aws-lambda-powertools/jmespath"}


def test_order_is_kept(make_plan: Make) -> None:
    fifo = make_plan({"q": ("sqs", {"FifoQueue": True}), "f": JAVASCRIPT}, {"e": ("q", "f")})
    assert "new SqsFifoPartialProcessorAsync()" in text_of(fifo, "src/f/index.ts")
    assert "stops at the first failure" in text_of(fifo, "tests/f.test.ts")
    stream = make_plan({"s": "kinesis-stream", "f": JAVASCRIPT}, {"e": ("s", "f")})
    assert "stops at the first failure" in text_of(stream, "tests/f.test.ts")
    any_order = make_plan({"q": "sqs", "f": JAVASCRIPT}, {"e": ("q", "f")})
    assert "new BatchProcessor(EventType.SQS)" in text_of(any_order, "src/f/index.ts")


def test_both_languages_stand_side_by_side(make_plan: Make) -> None:
    made = make_plan({"q": "sqs", "f": JAVASCRIPT, "g": "lambda"}, {"a": ("q", "f"), "b": ("q", "g")})
    paths = {f.path for f in handlers(made)}
    assert {"src/f/index.ts", "src/f/process.ts", "tests/f.test.ts", "src/g/app.py", "tests/test_g.py"} <= paths
    assert "package.json" not in {f.path for f in handlers(make_plan({"g": "lambda"}))}


@pytest.mark.parametrize("runtime", ["nodejs18.x", "nodejs", "java21", "provided.al2023"])
def test_for_other_runtimes_nothing_is_generated(runtime: str, make_plan: Make) -> None:
    made = make_plan({"f": ("lambda", {"Runtime": runtime})})
    assert [f.path for f in handlers(made)] == ["src/f/README.md"]


@marked
def test_the_bundles_hold_powertools_but_not_what_the_runtime_brings(make_plan: Make, tmp_path: Path) -> None:
    made = make_plan({"q": "sqs", "f": JAVASCRIPT, "t": "dynamodb"}, {"a": ("q", "f"), "b": ("f", "t")})
    put(handlers(made), tmp_path)
    lend_packages(tmp_path)
    options = [option for option in npm.BUILD.split()[1:] if "*/" not in option]
    built = run(tmp_path, "esbuild", "src/f/index.ts", *options)
    assert built.returncode == 0, built.stderr
    bundle = (tmp_path / "dist" / "f" / "index.js").read_text()
    assert (tmp_path / "dist" / "f" / "index.js.map").is_file()
    required = set(re.findall(r'require\("([^"]+)"\)', bundle))
    assert {name for name in required if name.startswith("@")} == {
        "@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb", "@aws-sdk/util-dynamodb",
    }  # fmt: skip
    assert len(bundle) < 400_000


@marked
@pytest.mark.parametrize("api", ["apigw-rest", "apigw-http"])
def test_every_route_of_an_api_is_answered(api: str, make_plan: Make, tmp_path: Path) -> None:
    made = make_plan({"api": api, "f": JAVASCRIPT}, {id_: ("api", "f", said) for id_, said in ROUTES.items()})
    put(handlers(made), tmp_path)
    (tmp_path / "tests" / "routes.test.ts").write_text(_ROUTES_TEST.replace("REST", str(api == "apigw-rest").lower()))
    lend_packages(tmp_path)
    tested = run(tmp_path, "vitest", "run", "tests/routes.test.ts")
    assert tested.returncode == 0, tested.stdout + tested.stderr


_ROUTES_TEST = """\
import { expect, test, vi } from "vitest";
import { handler } from "../src/f/index";
import { processEvent } from "../src/f/process";
import { context } from "./helpers";

vi.mock("../src/f/process", { spy: true });
vi.spyOn(console, "error").mockImplementation(() => undefined);

async function call(method: string, path: string) {
  const common = { headers: { host: "api" }, body: null, isBase64Encoded: false, requestContext: {} };
  const rest = {
    ...common, httpMethod: method, path, resource: path, multiValueHeaders: null, pathParameters: null,
    queryStringParameters: null, multiValueQueryStringParameters: null, stageVariables: null,
  };
  const http = {
    ...common, version: "2.0", routeKey: "", rawPath: path, rawQueryString: "", body: undefined,
    requestContext: { http: { method, path } },
  };
  const result = await handler((REST ? rest : http) as never, context);
  return (result as { statusCode: number }).statusCode;
}

test("every route is answered", async () => {
  for (const [method, path, payload] of [
    ["GET", "/", {}],
    ["GET", "/orders/7", { orderId: "7" }],
    ["DELETE", "/orders/7/lines", { orderId: "7" }],
    ["HEAD", "/orders", {}],
    ["GET", "/files/a/b/c", {}],
    ["POST", "/a.b/(c)/x/y/z", { class: "x", "in-word": "y", process: "z" }],
  ] as const) {
    expect([path, await call(method, path)]).toEqual([path, 200]);
    expect(vi.mocked(processEvent).mock.lastCall).toEqual([payload]);
  }
  expect(await call("POST", "/a-b/(c)/x/y/z")).toBe(404);
  expect(await call("POST", "/orders/7")).toBe(404);
});

test("a failure is told", async () => {
  vi.mocked(processEvent).mockRejectedValueOnce(new Error("broken"));
  expect(await call("GET", "/")).toBe(500);
});
"""


@marked
def test_nasty_texts_reach_the_services_as_they_are(make_plan: Make, tmp_path: Path) -> None:
    """What a design says of keys, kinds and groups is what the code sends; titles in comments end no comment."""
    nodes: dict[str, object] = {"s3": "s3", "bus": "eventbridge-bus", "q": ("sqs", {"FifoQueue": True})}
    edges: dict[str, tuple[object, ...]] = {}
    said = {f"f{n}": text for n, text in enumerate(NASTY) if text.strip()}
    for id_, text in said.items():
        nodes[id_] = JAVASCRIPT
        edges[f"{id_}-s3"] = (id_, "s3", {"KeyPrefix": text, "Access": "write"})
        edges[f"{id_}-bus"] = (id_, "bus", {"DetailType": text})
        edges[f"{id_}-q"] = (id_, "q", {"MessageGroupId": text})
    made = make_plan(nodes, edges)
    titles = {**made.titles, **said}
    put(handlers(replace(made, titles=titles)), tmp_path)
    (tmp_path / "events" / "said.json").write_text(json.dumps(said))
    (tmp_path / "tests" / "said.test.ts").write_text(_SAID_TEST)
    assert_passes(tmp_path)


_SAID_TEST = """\
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test, vi } from "vitest";
import { context, sample } from "./helpers";

const sent: unknown[] = [];
for (const client of [EventBridgeClient, S3Client, SQSClient]) {
  vi.spyOn(client.prototype, "send").mockImplementation(async (command: { input: unknown }) => {
    sent.push(command.input);
    return {};
  });
}

test.each(Object.entries(sample<Record<string, string>>("said")))("%s", async (name, text) => {
  const { handler } = (await import(`../src/${name}/index.ts`)) as { handler: Function };
  sent.length = 0;
  await handler({ id: "7" }, context);
  expect(sent).toMatchObject([
    { Key: `${text}7.json` },
    { Entries: [{ DetailType: text }] },
    { MessageGroupId: text },
  ]);
});
"""


@marked
def test_records_mean_what_their_services_mean(make_plan: Make, tmp_path: Path) -> None:
    """Keys as they were written, no record behind one that failed, each message once and no other, no event lost."""
    functions = dict.fromkeys(("files", "clicks", "news", "tell"), JAVASCRIPT)
    services = {"bucket": "s3", "stream": "kinesis-stream", "topic": "sns", "bus": "eventbridge-bus"}
    edges = {"a": ("bucket", "files"), "b": ("stream", "clicks"), "c": ("topic", "news"), "d": ("tell", "bus")}
    put(handlers(make_plan({**functions, **services}, edges)), tmp_path)
    (tmp_path / "tests" / "records.test.ts").write_text(_RECORDS_TEST)
    lend_packages(tmp_path)
    tested = run(tmp_path, "vitest", "run", "tests/records.test.ts")
    assert tested.returncode == 0, tested.stdout + tested.stderr


_RECORDS_TEST = """\
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { beforeEach, expect, test, vi } from "vitest";
import { handler as clicks } from "../src/clicks/index";
import { processEvent as click } from "../src/clicks/process";
import { handler as files } from "../src/files/index";
import { processEvent as file } from "../src/files/process";
import { handler as news } from "../src/news/index";
import { processEvent as item } from "../src/news/process";
import { handler as tell } from "../src/tell/index";
import { context } from "./helpers";

vi.mock("../src/clicks/process", { spy: true });
vi.mock("../src/files/process", { spy: true });
vi.mock("../src/news/process", { spy: true });
vi.spyOn(console, "error").mockImplementation(() => undefined);

beforeEach(() => {
  vi.clearAllMocks();
});

test("a key is read as it was written", async () => {
  const object = { key: "new/a+b%2Bc+%C3%BC.txt", sequencer: "1" };
  await files({ Records: [{ s3: { bucket: { name: "pages" }, object } }] } as never, context);
  expect(vi.mocked(file).mock.lastCall).toEqual([{ bucket: "pages", key: "new/a b+c ü.txt" }]);
});

test("nothing behind a record that failed is done", async () => {
  const Records = ["1", "2", "3"].map((sequenceNumber) => ({
    eventID: `shard:${sequenceNumber}`,
    kinesis: { sequenceNumber, data: Buffer.from(JSON.stringify({ id: sequenceNumber })).toString("base64") },
  }));
  vi.mocked(click).mockResolvedValueOnce({}).mockRejectedValueOnce(new Error("broken"));
  const answer = await clicks({ Records } as never, context);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(click).toHaveBeenCalledTimes(2);
});

test("a message counts once, and another of its topic as well", async () => {
  for (const MessageId of ["1", "1", "2"]) {
    await news({ Records: [{ Sns: { MessageId, TopicArn: "t", Message: "{}" } }] } as never, context);
  }
  expect(item).toHaveBeenCalledTimes(2);
});

test("an event that the bus refuses is a failure", async () => {
  const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: "ThrottlingException" }] };
  vi.spyOn(EventBridgeClient.prototype, "send").mockImplementation(async () => answer);
  await expect(tell({ id: "7" }, context)).rejects.toThrow();
});
"""


@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_path_is_an_expression_on_one_line(parts: list[str]) -> None:
    """Whatever signs a path has, the route's path is one text or one regular expression of TypeScript."""
    made = registration(route_of("/" + "/".join(parts), "GET", set())).path
    assert "\n" not in made
    assert made.isascii()
    assert re.fullmatch(r'"/[\w/:-]*"|/(?:[^/\\\n]|\\.)+/', made)

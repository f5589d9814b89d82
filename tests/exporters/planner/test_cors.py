"""A site's pages may call its APIs and nobody else's may: by reference, by method, without a circle."""

from __future__ import annotations

import json
from typing import Any

import pytest

from designer.catalogue import load
from designer.model.design import Design
from exporters.plan import Join, Param, Plan, Ref
from exporters.planner import plan
from exporters.registry import export

CATALOGUE = load()
ORIGIN = Join(("https://", Ref("site", "DomainName")))
QUOTED = Join(("'", *ORIGIN.parts, "'"))
NODES: dict[str, Any] = {
    "browser": {"service": "external-client"},
    "site": {"service": "cloudfront"},
    "pages": {"service": "s3"},
    "show": {"service": "lambda"},
    "change": {"service": "lambda"},
    "pool": {"service": "cognito-user-pool"},
}
EDGES: dict[str, Any] = {
    "b-site": {"from": "browser", "to": "site"},
    "b-api": {"from": "browser", "to": "api"},
    "site-pages": {"from": "site", "to": "pages"},
    "auth": {"from": "api", "to": "pool", "via": "authorizer"},
}
PATH = "/orders/{id}"


def _design(service: str, kind: str = "NONE", more: dict[str, Any] | None = None) -> Design:
    edges = {
        **EDGES,
        "show": {"from": "api", "to": "show", "properties": {"Path": PATH, "Method": "GET"}},
        "change": {
            "from": "api",
            "to": "change",
            "properties": {"Path": PATH, "Method": "PUT", "AuthorizationType": kind},
        },
    }
    given: dict[str, Any] = {"nodes": {**NODES, "api": {"service": service}}, "edges": edges}
    for table, records in (more or {}).items():
        given[table] = {**given[table], **records}
    return Design.model_validate({"name": "Shop", **given})


def _plan(*given: Any, **more: Any) -> Plan:
    return plan(_design(*given, **more), CATALOGUE)


def test_an_http_api_lets_the_site_in() -> None:
    made = _plan("apigw-http", "JWT")
    assert made.resources["api"].properties["CorsConfiguration"] == {
        "AllowOrigins": [ORIGIN],
        "AllowMethods": ["GET", "PUT"],
        "AllowHeaders": ["authorization", "content-type"],
        "MaxAge": 3600,
    }
    assert made.omissions == ()


def test_a_token_outside_the_headers_needs_no_header() -> None:
    asked = {"IdentitySource": ["$request.querystring.token"]}
    guard = {"from": "api", "to": "guard", "via": "authorizer", "properties": asked}
    made = _plan("apigw-http", "CUSTOM", more={"nodes": {"guard": {"service": "lambda"}}, "edges": {"auth": guard}})
    assert made.resources["api"].properties["CorsConfiguration"]["AllowHeaders"] == ["content-type"]


def test_what_the_design_says_wins() -> None:
    node = {"service": "apigw-http", "properties": {"CorsConfiguration": {"AllowOrigins": ["https://shop.example"]}}}
    made = _plan("apigw-http", more={"nodes": {"api": node}})
    cors = made.resources["api"].properties["CorsConfiguration"]
    assert cors["AllowOrigins"] == ["https://shop.example"]
    assert cors["AllowMethods"] == ["GET", "PUT"]


def test_a_name_of_its_own_is_the_sites_origin() -> None:
    zone = {"service": "route53", "properties": {"Name": "shop.example"}}
    made = _plan("apigw-http", more={"nodes": {"zone": zone}, "edges": {"name": {"from": "zone", "to": "site"}}})
    assert made.resources["api"].properties["CorsConfiguration"]["AllowOrigins"] == [Join(("https://", "shop.example"))]


def test_a_rest_api_answers_for_each_path() -> None:
    made = _plan("apigw-rest", "COGNITO_USER_POOLS")
    (preflight,) = [r for r in made.of_type("AWS::ApiGateway::Method") if r.role == "preflight"]
    assert preflight.properties["HttpMethod"] == "OPTIONS"
    assert preflight.properties["AuthorizationType"] == "NONE"
    (answer,) = preflight.properties["Integration"]["IntegrationResponses"]
    assert answer["ResponseParameters"] == {
        "method.response.header.Access-Control-Allow-Headers": "'authorization,content-type'",
        "method.response.header.Access-Control-Allow-Methods": "'GET,PUT,OPTIONS'",
        "method.response.header.Access-Control-Allow-Origin": QUOTED,
        "method.response.header.Access-Control-Max-Age": "'3600'",
    }
    refusals = list(made.of_type("AWS::ApiGateway::GatewayResponse"))
    assert [r.properties["ResponseType"] for r in refusals] == ["DEFAULT_4XX", "DEFAULT_5XX"]
    (deployment,) = made.of_type("AWS::ApiGateway::Deployment")
    assert {preflight.id, *(r.id for r in refusals)} <= set(deployment.depends_on)
    for function in ("show", "change"):
        assert made.code[function].environment["ALLOWED_ORIGIN"] == ORIGIN


def test_answers_that_no_function_gives_carry_the_header() -> None:
    more = {
        "nodes": {"jobs": {"service": "sqs"}, "other": {"service": "http-endpoint"}},
        "edges": {
            "jobs": {"from": "api", "to": "jobs", "properties": {"Path": "/jobs", "Method": "POST"}},
            "pass": {"from": "api", "to": "other", "properties": {"Path": "/other", "Method": "GET"}},
        },
    }
    made = _plan("apigw-rest", more=more)
    (method,) = [r for r in made.of_type("AWS::ApiGateway::Method") if r.subject.id == "jobs"]
    name = "method.response.header.Access-Control-Allow-Origin"
    assert {r["ResponseParameters"][name] for r in method.properties["Integration"]["IntegrationResponses"]} == {QUOTED}
    assert all(r["ResponseParameters"][name] is True for r in method.properties["MethodResponses"])
    assert [str(o.subject) for o in made.omissions] == ["edge:pass"]


def test_the_url_of_a_function_lets_the_site_in() -> None:
    more = {
        "nodes": {"direct": {"service": "lambda"}},
        "edges": {"url": {"from": "browser", "to": "direct", "via": "function-url"}},
    }
    made = _plan("apigw-http", more=more)
    (url,) = made.of_type("AWS::Lambda::Url")
    assert url.properties["Cors"]["AllowOrigins"] == [ORIGIN]
    assert "x-amz-date" in url.properties["Cors"]["AllowHeaders"]
    assert "OPTIONS" not in url.properties["Cors"]["AllowMethods"]


def test_a_page_uploads_from_its_site() -> None:
    more = {"nodes": {"files": {"service": "s3"}}, "edges": {"up": {"from": "browser", "to": "files"}}}
    made = _plan("apigw-http", more=more)
    (rule,) = made.resources["files"].properties["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [ORIGIN]
    assert "AllowedOrigin" not in made.parameters
    del more["edges"]["up"]
    alone = Design.model_validate(
        {
            "nodes": {"browser": NODES["browser"], "files": {"service": "s3"}},
            "edges": {"u": {"from": "browser", "to": "files"}},
        }
    )
    (rule,) = plan(alone, CATALOGUE).resources["files"].properties["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [Param("AllowedOrigin")]


@pytest.mark.parametrize("service", ["apigw-http", "apigw-rest"])
def test_what_the_site_fetches_itself_is_its_own_origin(service: str) -> None:
    """A distribution before the API: one origin, and a circle if the API asked for the distribution's name."""
    made = _plan(service, more={"edges": {"site-api": {"from": "site", "to": "api"}}})
    assert "Access-Control" not in repr(made.resources)
    assert "CorsConfiguration" not in made.resources["api"].properties
    assert "ALLOWED_ORIGIN" not in made.code["show"].environment


@pytest.mark.parametrize("service", ["apigw-http", "apigw-rest"])
def test_who_calls_no_page_calls_no_api_from_one(service: str) -> None:
    app = {"nodes": {"app": {"service": "external-client"}}, "edges": {"b-api": {"from": "app", "to": "api"}}}
    made = _plan(service, more=app)
    assert "CorsConfiguration" not in made.resources["api"].properties
    assert not list(made.of_type("AWS::ApiGateway::GatewayResponse"))


def test_a_second_site_is_said_where_one_origin_is_all() -> None:
    more = {
        "nodes": {"admin": {"service": "cloudfront"}, "forms": {"service": "s3"}},
        "edges": {"b-admin": {"from": "browser", "to": "admin"}, "admin-forms": {"from": "admin", "to": "forms"}},
    }
    made = _plan("apigw-rest", more=more)
    assert [str(o.subject) for o in made.omissions] == ["node:api"]
    both = _plan("apigw-http", more=more)
    assert len(both.resources["api"].properties["CorsConfiguration"]["AllowOrigins"]) == 2


def test_a_route_for_every_method_with_an_authorizer_is_said() -> None:
    edge = {"from": "api", "to": "show", "properties": {"Path": PATH, "AuthorizationType": "JWT"}}
    made = _plan("apigw-http", more={"edges": {"show": edge}})
    assert [str(o.subject) for o in made.omissions] == ["edge:show"]
    assert made.resources["api"].properties["CorsConfiguration"]["AllowMethods"][0] == "DELETE"


@pytest.mark.parametrize("service", ["apigw-http", "apigw-rest"])
def test_no_target_opens_an_api_to_everybody(service: str) -> None:
    """Every target names the site by reference, in its own words, and never `*`."""
    made = export(_design(service), CATALOGUE)
    words = {
        "sam": "https://${Site.DomainName}",
        "cdk-python": "https://{site.distribution_domain_name}",
        "cdk-typescript": "https://${site.distributionDomainName}",
        "terraform": "https://${aws_cloudfront_distribution.site.domain_name}",
    }
    idioms = {
        ("sam", "apigw-http"): "CorsConfiguration:",
        ("sam", "apigw-rest"): "      Cors:",
        ("cdk-python", "apigw-http"): "cors_preflight=",
        ("cdk-python", "apigw-rest"): ".add_cors_preflight(",
        ("cdk-typescript", "apigw-http"): "corsPreflight: {",
        ("cdk-typescript", "apigw-rest"): ".addCorsPreflight({",
        ("terraform", "apigw-http"): "cors_configuration {",
        ("terraform", "apigw-rest"): 'resource "aws_api_gateway_gateway_response"',
    }
    for target, files in made.items():
        text = "".join(file.text for file in files if not file.path.startswith(("src/", "tests/", "events/")))
        assert words[target] in text, target
        assert idioms[target, service] in text, target
        assert "Access-Control-Allow-Origin: '*'" not in text


def test_a_handler_behind_a_rest_api_says_who_may_read() -> None:
    files = {f.path: f.text for f in export(_design("apigw-rest"), CATALOGUE, ["sam"])["sam"]}
    assert 'cors=CORSConfig(os.environ["ALLOWED_ORIGIN"])' in files["src/show/app.py"]
    assert json.loads(files["events/show.json"])["headers"]["origin"] == "https://www.example.com"
    design = _design("apigw-rest")
    design = design.model_copy(update={"settings": {**design.settings, "runtime": "nodejs22.x"}})
    files = {f.path: f.text for f in export(design, CATALOGUE, ["sam"])["sam"]}
    assert 'api.use(cors({ origin: variable("ALLOWED_ORIGIN") }));' in files["src/show/index.ts"]
    plain = {f.path: f.text for f in export(_design("apigw-http"), CATALOGUE, ["sam"])["sam"]}
    assert "CORSConfig" not in plain["src/show/app.py"]

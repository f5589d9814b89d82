"""The few answers of AWS that a plan asks for, on the loopback interface; anything else is refused and remembered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

_IDENTITY = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    "<Arn>arn:aws:iam::123456789012:user/nobody</Arn><UserId>AIDA</UserId><Account>123456789012</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)
# Cloud Control asks what a type looks like; this says that it may have any property.
_TYPE = json.dumps({"typeName": "A::B::C", "properties": {}, "primaryIdentifier": ["/properties/Id"]})
_DESCRIBED = (
    '<DescribeTypeResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeTypeResult>'
    f"<Schema>{_TYPE}</Schema></DescribeTypeResult></DescribeTypeResponse>"
)
_ANSWERS = {
    "GetCallerIdentity": ("text/xml", _IDENTITY),
    "DescribeType": ("text/xml", _DESCRIBED),
    "Kinesis_20131202.DescribeLimits": (
        "application/x-amz-json-1.1",
        json.dumps({"OpenShardCount": 0, "ShardLimit": 500, "OnDemandStreamCount": 0, "OnDemandStreamCountLimit": 50}),
    ),
    "secretsmanager.GetSecretValue": (
        "application/x-amz-json-1.1",
        json.dumps(
            {
                "ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf",
                "Name": "s",
                "VersionId": "00000000-0000-0000-0000-000000000000",
                "CreatedDate": 1.7e9,
                "SecretString": json.dumps(dict.fromkeys(("api_key", "client_secret", "password", "username"), "x")),
            }
        ),
    ),
    "AWSStepFunctions.ValidateStateMachineDefinition": (
        "application/x-amz-json-1.0",
        json.dumps({"result": "OK", "diagnostics": []}),
    ),
}


_PAGES = {  # what is asked with GET, by its path
    "/2021-01-01/opensearch/compatibleVersions": json.dumps({"CompatibleVersions": []}),
}


class Aws:
    """What was asked, and where to ask."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.unknown: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        """Every service is asked here; the keys are nobody's."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_MAX_ATTEMPTS": "1",
        }


@contextmanager
def serving() -> Iterator[Aws]:
    """Answer until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
            action = self.headers.get("X-Amz-Target") or parse_qs(body).get("Action", [""])[0]
            answer = _ANSWERS.get(action)
            if answer is None:
                aws.unknown.append(f"{self.command} {self.path} {action} {body[:200]}")
            self._answer(200 if answer else 400, *(answer or ("text/plain", "")))

        def do_GET(self) -> None:
            page = _PAGES.get(self.path.partition("?")[0])
            if page is None:
                aws.unknown.append(f"{self.command} {self.path}")
            self._answer(404 if page is None else 200, "application/json", page or "")

        do_PUT = do_HEAD = do_DELETE = do_GET  # noqa: N815

        def _answer(self, status: int, kind: str, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    aws = Aws(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield aws
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

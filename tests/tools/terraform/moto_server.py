"""An account of AWS on the loopback interface that things really come up in: moto's server, with what it lacks.

moto keeps what Terraform makes and delivers messages between the services that it knows.
https://docs.getmoto.org/en/latest/docs/server_mode.html
"""

from __future__ import annotations

import json
import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Application = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]

# Calls of the provider that moto has no answer for, by X-Amz-Target.
_LACKING = {
    "AWSStepFunctions.ValidateStateMachineDefinition": {"result": "OK", "diagnostics": []},
    "AWSStepFunctions.ListStateMachineVersions": {"stateMachineVersions": []},
}


class Account:
    """Where to ask, and what failed: `errors` are the answers with a status of 500 and above."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.errors: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        """For programs that speak AWS's protocols; the keys are nobody's."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_MAX_ATTEMPTS": "2",
        }

    def client(self, service: str, region: str) -> Any:
        """A client of boto3."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id="nobody",
            aws_secret_access_key="nothing",  # noqa: S106 - nobody's
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )


def _completed(moto: Application, account: Account) -> Application:
    """moto's application, with the answers that it lacks and its failures remembered."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        lacking = _LACKING.get(target)
        if lacking is not None:
            content = json.dumps(lacking).encode()
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start("200 OK", [("Content-Type", "application/x-amz-json-1.0"), ("Content-Length", str(len(content)))])
            return [content]

        def observed(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if status.startswith("5"):
                account.errors.append(f"{status} {environ['REQUEST_METHOD']} {environ['PATH_INFO']} {target}")
            return start(status, headers, *more)

        return moto(environ, observed)  # type: ignore[arg-type]

    return answer


@contextmanager
def serving() -> Iterator[Account]:
    """A fresh account until the end of the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies' own
        from moto.moto_api._internal import moto_api_backend
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
        from werkzeug.serving import make_server

        os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # read at the reset
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        moto_api_backend.reset()
        account = Account(0)
        application = _completed(DomainDispatcherApplication(create_backend_app), account)
        server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)
        account.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield account
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

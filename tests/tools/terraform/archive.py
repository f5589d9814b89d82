"""A provider hashicorp/archive that zips folders, for machines that cannot fetch the real one.

It speaks Terraform's plugin protocol 5 and knows `data "archive_file"` with a `source_dir`, which is all that an export
uses.  Terraform finds it by TF_REATTACH_PROVIDERS: no installation, no lock file.
https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import msgpack

from tests.tools.terraform.protobuf import field, message

SOURCE = "registry.terraform.io/hashicorp/archive"
_ATTRIBUTES = {
    "type": "required",
    "source_dir": "required",
    "output_path": "required",
    "id": "computed",
    "output_base64sha256": "computed",
    "output_sha256": "computed",
    "output_size": "computed",
}
_FLAGS = {"required": 4, "computed": 6}
_EMPTY_SCHEMA = message((1, 0), (2, b""))


def _schema() -> bytes:
    kinds = {name: "number" if name == "output_size" else "string" for name in _ATTRIBUTES}
    attributes = [
        (2, message((1, name), (2, json.dumps(kinds[name])), (_FLAGS[flag], True)))
        for name, flag in _ATTRIBUTES.items()
    ]
    block = message((1, 0), *attributes)
    return message((1, _EMPTY_SCHEMA), (3, message((1, "archive_file"), (2, message((1, 0), (2, block))))))


class _Provider(grpc.GenericRpcHandler):
    """Answers the calls by their names; `root` is the folder that Terraform runs in."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._answers: dict[str, Callable[[bytes], bytes]] = {
            "GetSchema": lambda _: _schema(),
            "PrepareProviderConfig": lambda request: message((1, field(request, 1))),
            "ReadDataSource": self._read,
            **dict.fromkeys(("ValidateDataSourceConfig", "Configure", "Stop"), lambda _: b""),
        }

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        name = handler_call_details.method.removeprefix("/tfplugin5.Provider/")
        answer = self._answers.get(name)
        return grpc.unary_unary_rpc_method_handler(lambda request, _: answer(request)) if answer else None

    def _read(self, request: bytes) -> bytes:
        config = msgpack.unpackb(field(field(request, 2), 1))
        try:
            state = _archive(self._root, config)
        except OSError as error:
            return message((2, message((1, 1), (2, f"archive_file: {error}"))))
        return message((1, message((1, msgpack.packb(state)))))


def _archive(root: Path, config: dict[str, Any]) -> dict[str, Any]:
    """Zip the folder with fixed dates and modes, so that the same files are the same bytes."""
    folder, target = root / config["source_dir"], root / config["output_path"]
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    if not found:
        raise FileNotFoundError(f"{folder} holds no file")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in found:
            archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    content = target.read_bytes()
    digest = hashlib.sha256(content)
    return {
        **config,
        "id": digest.hexdigest(),
        "output_base64sha256": base64.b64encode(digest.digest()).decode(),
        "output_sha256": digest.hexdigest(),
        "output_size": len(content),
    }


@contextmanager
def serving(root: Path, socket: Path) -> Iterator[dict[str, str]]:
    """Serve until the end of the block; yields what Terraform's environment needs."""
    server = grpc.server(ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((_Provider(root),))
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    address = {"Network": "unix", "String": str(socket)}
    entry = {"Protocol": "grpc", "ProtocolVersion": 5, "Pid": os.getpid(), "Test": True, "Addr": address}
    try:
        yield {"TF_REATTACH_PROVIDERS": json.dumps({SOURCE: entry})}
    finally:
        server.stop(None).wait()

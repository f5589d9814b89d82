"""Resource types whose shape in Terraform differs from CloudFormation's: one function a type, found by its name."""

from __future__ import annotations

from exporters.terraform.shapes import (  # noqa: F401 - each registers its functions
    api,
    cdn,
    compute,
    data,
    identity,
    logs,
    mail,
    messaging,
    network,
    private,
    security,
    storage,
    streams,
)
from exporters.terraform.shapes.registry import SHAPES

__all__ = ["SHAPES"]

"""draw.io (diagrams.net) -> Design: AWS's shapes are services, lines are connections, frames are groups."""

from designer.importers.drawio.design import read_drawio

__all__ = ["read_drawio"]

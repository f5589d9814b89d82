"""Whether two exports of a design mean the same: each becomes one graph of resources, connections and permissions.

`from_cloudformation` reads a template (SAM's after its transform, the CDK's after its synthesis, several stacks' after
`joined`), `from_terraform` a plan of terraform in JSON; `differences` compares two graphs.  What targets bring along by
their nature is declared in one table, with its reason (declared.py).
"""

from __future__ import annotations

from exporters.equivalence.cloudformation import from_cloudformation
from exporters.equivalence.compare import Difference, differences
from exporters.equivalence.graph import Graph
from exporters.equivalence.stacks import joined
from exporters.equivalence.terraform import from_terraform

__all__ = ["Difference", "Graph", "differences", "from_cloudformation", "from_terraform", "joined"]

"""A Fargate task whose memory does not go with its CPU.

Each CPU size has its own memory sizes: 256 units go with 512 MB, 1 GB or 2 GB, 1,024 with 2 to 8 GB, and so on.

Example: `Cpu` 256 and `Memory` 8192.
Instead: `Cpu` 1024, or 2,048 MB at most.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

GB = 1024
SIZES: dict[str, tuple[int, ...]] = {  # MB by CPU units
    "256": (512, GB, 2 * GB),
    "512": tuple(n * GB for n in range(1, 5)),
    "1024": tuple(n * GB for n in range(2, 9)),
    "2048": tuple(n * GB for n in range(4, 17)),
    "4096": tuple(n * GB for n in range(8, 31)),
    "8192": tuple(n * GB for n in range(16, 61, 4)),
    "16384": tuple(n * GB for n in range(32, 121, 8)),
}


def _megabytes(memory: object) -> float | None:
    """A size that may be a text, as CloudFormation has it."""
    if isinstance(memory, str):
        return int(memory) if memory.isdecimal() else None
    return memory if isinstance(memory, (int, float)) and not isinstance(memory, bool) else None


class FargateSize(NodeRule):
    id = "fargate-size"
    severity = "error"
    category = "limits"
    title = "Memory that does not go with the CPU"
    why = "ECS refuses the task definition."
    fix = "Take one of the memory sizes that Fargate offers for this CPU."
    doc = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html"
    read = "2026-11-24"
    services = ("ecs-fargate",)

    def check(self, view: View, node: NodeView) -> Found:
        sizes, memory = SIZES.get(str(node.get("Cpu"))), _megabytes(node.get("Memory"))
        if not sizes or memory is None or memory in sizes or not {"Cpu", "Memory"} & node.node.properties.keys():
            return
        best = min(sizes, key=lambda size: (size < memory, abs(size - memory)))
        yield self.finding(
            node.subject,
            f"{node.title} has {memory:,.10g} MB with {node.get('Cpu')} CPU units, which go with "
            f"{sizes[0]:,} to {sizes[-1]:,} MB.",
            fixes=[set_property(node.subject, "Memory", best, f"Set to {best:,} MB")],
            property_="Memory",
        )

"""Applies the fixes that the rules offer, one after the other, each on what the last one made."""

from __future__ import annotations

from collections.abc import Callable

from designer.model.design import Design
from designer.model.finding import Finding
from designer.rules.engine import Validator

MOST = 500  # fixes in one go


def mend(
    design: Design, validator: Validator, wanted: Callable[[Finding], bool], *, keep_shape: bool = False
) -> tuple[Design, tuple[Finding, ...]]:
    """The design with the best fix of each wanted finding, and the findings that were fixed, in order.

    `keep_shape` leaves out fixes that add or remove nodes or connections.
    After each fix the design is checked again, since one fix may have made another needless.  A finding is fixed
    once: a fix that does not help is not tried again.
    """
    done: list[Finding] = []
    tried: set[tuple[str, str]] = set()
    while len(tried) < MOST:
        open_ = (f for f in validator.update(design) if f.fixes and not f.accepted and wanted(f))
        finding = next((f for f in open_ if (f.rule, str(f.subject)) not in tried), None)
        if finding is None:
            break
        tried.add((finding.rule, str(finding.subject)))
        mended = finding.fixes[0].apply(design)
        if mended != design and not (keep_shape and _shape(mended) != _shape(design)):
            design = mended
            done.append(finding)
    return design, tuple(done)


def _shape(design: Design) -> tuple[object, ...]:
    ends = tuple((id_, edge.source, edge.target) for id_, edge in design.edges.items())
    return tuple(design.nodes), ends

"""What an export leaves to be done by hand, as findings: said before anything is written, and again in its README.

The rules cannot say it, since they know no target; whoever exports asks here.  A finding of every target has the rule
`export:all`, one of a single target that target's word (`export:terraform`), and what keeps a workflow's definition
from running is `export:workflow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.model.finding import SEVERITIES, Finding
from exporters.asl_check import problems
from exporters.plan import Omission, Plan
from exporters.planner import plan
from exporters.planner.builder import line
from exporters.registry import TARGETS, exporters

_WORKFLOW = "AWS::StepFunctions::StateMachine"
_LANGUAGE = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html"


def findings(design: Design, catalogue: Catalogue, targets: Iterable[str] = TARGETS) -> tuple[Finding, ...]:
    """What the export of a design to these targets will leave out, worst first.  ExportError on an unknown target."""
    made = plan(design, catalogue)
    known = exporters()
    found = [_left(design, catalogue, omission, "No target can") for omission in made.omissions if not omission.target]
    for target in targets:
        exporter = known[target]
        alone = [o for o in made.omissions if o.target in (target, target.partition("-")[0])]
        found += [_left(design, catalogue, o, f"{exporter.title} cannot") for o in (*alone, *exporter.lost(made))]
    found += _workflows(made)
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (SEVERITIES.index(f.severity), str(f.subject), f.rule)))


def _left(design: Design, catalogue: Catalogue, omission: Omission, who: str) -> Finding:
    return Finding(
        rule=f"export:{omission.target or 'all'}",
        severity="warning",
        subject=omission.subject,
        message=omission.reason,
        why=f"{who} make all of it, so what is deployed is not all that is drawn.",
        fix="Do it by hand after the export, whose README says it again, or change the design.",
        doc=_doc(design, catalogue, omission.subject),
        title="Left to do by hand",
    )


def _doc(design: Design, catalogue: Catalogue, subject: Subject) -> str:
    """Where AWS writes about a subject; nothing where the catalogue knows it not."""
    if subject.kind == "edge" and subject.id in design.edges:
        integration = catalogue.integration(design, design.edges[subject.id])
        return integration.doc if integration is not None else ""
    if subject.kind == "node" and subject.id in design.nodes:
        service = catalogue.service(design.nodes[subject.id])
        return service.doc if service is not None else ""
    return ""


def _workflows(made: Plan) -> Iterator[Finding]:
    """What keeps a workflow from running, on its node.  A definition that lies elsewhere is not read."""
    for machine in made.of_type(_WORKFLOW):
        definition = machine.properties.get("Definition")
        if not isinstance(definition, Mapping):
            continue
        for problem in problems(definition, machine.properties.get("StateMachineType") == "EXPRESS"):
            yield Finding(
                rule="export:workflow",
                severity="error" if problem.fatal else "warning",
                subject=machine.subject,
                message=f"{line(problem.path)[:200]}: {problem.text}" if problem.path else problem.text,
                why="Step Functions refuses it." if problem.fatal else "An execution can fail of it.",
                fix="Mend the definition, or the properties of the connections that it is made from.",
                doc=_LANGUAGE,
                title="A workflow that cannot run" if problem.fatal else "A workflow that may fail",
                property="Definition",
            )

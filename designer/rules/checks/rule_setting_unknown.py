"""A setting for a rule that there is not, or a severity that there is not.

`settings.rules` switches rules off or weighs them otherwise: by a rule's id, a category, or `all`; the value is `off`,
`error`, `warning` or `info`.

Example: `"settings": {"rules": {"sns-single-subscribers": "off"}}`: no rule has this id, so nothing is switched off.
Instead: `"sns-single-subscriber": "off"`.
"""

from __future__ import annotations

from designer.model.design import DESIGN, Design
from designer.model.finding import QuickFix
from designer.rules.base import DesignRule, Found
from designer.rules.view import SETTINGS, View


class RuleSettingUnknown(DesignRule):
    id = "rule-setting-unknown"
    severity = "warning"
    category = "operations"
    title = "Setting for an unknown rule"
    why = "It has no effect, and what it was to silence or raise goes on as before."
    fix = "Correct the name or the severity, or take the setting out."
    doc = "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/welcome.html"
    read = "2026-11-23"

    def check(self, view: View) -> Found:
        from designer.rules.policy import faults  # which knows all rules, this one too

        view.reads.add(SETTINGS)
        table = view.design.settings.get("rules")
        for fault in faults(table) if table is not None else ():
            message = f"In settings.rules, {fault.message}."
            fixes = [] if fault.key == "rules" else [_without(fault.key)]
            yield self.finding(DESIGN, message, fixes=fixes, property_=f"rules.{fault.key}")


def _without(key: str) -> QuickFix:
    def apply(design: Design) -> Design:
        table = design.settings.get("rules")
        if not isinstance(table, dict) or key not in table:
            return design
        left = {name: value for name, value in table.items() if name != key}
        return design.replace(settings=design.settings.set("rules", left))

    return QuickFix("Remove the setting", apply)

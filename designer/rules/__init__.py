"""The rules of serverless design, and the engine that runs them.

`check` checks a whole design; `Validator` follows a design under work; `rules` tells which rules there are.
"""

from designer.rules.base import Rule
from designer.rules.engine import Validator, check, mark_accepted
from designer.rules.registry import rules

__all__ = ["Rule", "Validator", "check", "mark_accepted", "rules"]

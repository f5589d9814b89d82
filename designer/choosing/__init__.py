"""Help in choosing between services: questions, weighed answers, a recommendation with its reasons and sources."""

from designer.choosing.guide import Candidate, Guide, GuideError, guides, guides_between, guides_for
from designer.choosing.recommend import Change, Ranked, Recommendation, recommend

__all__ = [
    "Candidate", "Change", "Guide", "GuideError", "Ranked", "Recommendation", "guides", "guides_between", "guides_for",
    "recommend",
]  # fmt: skip

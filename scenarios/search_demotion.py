"""Search engines must demote what they believe synthetic: what starves, AI pages or humans whom they mistake.

Run by itself (``python -m scenarios.search_demotion``), it lays a demotion by three quarters beside the baseline, where
engines demote AI pages already, and beside the other reading of history, in which they do not (no_demotion).
What it printed stands in answers/search_demotion.md.
"""

from ecosystem.policies import LabellingMandate, SearchDemotion
from scenarios import baseline, no_demotion
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study, WhatIf

DEMOTION = SearchDemotion(start="2026-08", cut_share=0.75)
SCENARIO = baseline.SCENARIO.replace(
    name="search_demotion",
    story="From August 2026 search engines show pages that they believe synthetic a quarter as often as before.",
    question="Does demoting AI pages in search starve them, and what does it do to human authors whom engines mistake?",
    policies=(DEMOTION,),
)
LABELS = LabellingMandate(start="2026-08", coverage=1.0, heeded_share=0.0)
ARMS = {"demotion": DEMOTION, "demotion_with_labels": DEMOTION + LABELS}
TOLD = ("synthetic_share_search", *OUTCOMES)
STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120, worlds=WORLDS),
    *(WhatIf(world, ARMS, TOLD, heading=f"In {world.name}:") for world in (baseline.SCENARIO, no_demotion.SCENARIO)),
)


if __name__ == "__main__":
    STUDY.tell()

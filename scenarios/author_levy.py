"""Trainers pay a share of their revenue to human authors: who pays, who gets it, and whether it buys better models.

Run by itself (``python -m scenarios.author_levy``), it lays a levy of 6 % and one of 30 % beside the baseline, and the
latter for large trainers alone. What it printed stands in answers/author_levy.md.
"""

from ecosystem.policies import AuthorLevy
from scenarios import baseline
from scenarios.asking import Plan, Study, WhatIf

LEVY = AuthorLevy(start="2026-08", share=0.06)
SCENARIO = baseline.SCENARIO.replace(
    name="author_levy",
    story="From August 2026 trainers pay 6 % of their revenue to human authors, by visits to pages of their own.",
    question="Who pays a levy for human authors, who gets it, and do models get better for it?",
    policies=(LEVY,),
)
ARMS = {
    "levy_6": LEVY,
    "levy_30": AuthorLevy(start="2026-08", share=0.3),
    "levy_30_large": AuthorLevy(start="2026-08", share=0.3, exempt_smallest_share=0.5),
}
STUDY = Study(SCENARIO.question, Plan(200, months=120), WhatIf(baseline.SCENARIO, ARMS))


if __name__ == "__main__":
    STUDY.tell()

"""A data trust that all trainers may use: one that closes with 2022, and one that goes on collecting checked pages.

Run by itself (``python -m scenarios.data_trust``), it lays both beside the baseline, and each with a check that finds
nothing. What it printed stands in answers/data_trust.md.
"""

from ecosystem.policies import DataTrust
from scenarios import baseline
from scenarios.asking import WORLDS, Plan, Study, WhatIf

TRUST = DataTrust(start="2026-08")
SCENARIO = baseline.SCENARIO.replace(
    name="data_trust",
    story="From August 2026 half of human sites deposit pages with a trust, which checks them and gives them to all.",
    question="Does an archive of checked human pages, open to all trainers, help models, and must it go on collecting?",
    policies=(TRUST,),
)
ARMS = {
    "closed_archive": DataTrust(start="2026-08", last_month_of_pages="2022-11"),
    "living_archive": TRUST,
    "unchecked_archive": DataTrust(start="2026-08", check_tpr=0.0),
}
STUDY = Study(SCENARIO.question, Plan(500, months=120, worlds=WORLDS), WhatIf(baseline.SCENARIO, ARMS))


if __name__ == "__main__":
    STUDY.tell()

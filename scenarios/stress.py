"""The worst plausible case: AI text floods in and gets cheaper, detectors fade, clicks vanish; and policies in it.

Run by itself (``python -m scenarios.stress``), it lays the case beside the baseline, and the packages beside the case.
What it printed stands in answers/stress.md.
"""

from scenarios import answer_engines, baseline, policy_packages
from scenarios.asking import WORLDS, Plan, Study, WhatIf
from scenarios.telling import collapses

SCENARIO = baseline.SCENARIO.replace(
    name="stress",
    story=(
        "Four times as many operators could write, their costs fall by a third a year, engines forget "
        "how to tell their pages, answers end most searches, and trainers grow their budgets fivefold a year."
    ),
    question="How bad may it plausibly get, by which definitions do models collapse then, and do policies help?",
    **answer_engines.TAKING,
    **{
        "generators.pool_flow": 40.0,
        "generators.cost_decline_per_year": 0.33,
        "detection.tpr_decay": 0.02,
        "training.budget_growth": 5.0,
    },
)
ARMS = {name: policy_packages.ARMS[name] for name in ("transparency", "commons", "all")}
STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120, worlds=WORLDS),
    WhatIf(
        baseline.SCENARIO,
        {"stress": SCENARIO},
        heading="Beside the baseline:",
        also=collapses,
        said={"baseline": "in the world as it is", "stress": "in the world under stress"},
    ),
    WhatIf(SCENARIO, ARMS, heading="Under policies:"),
)


if __name__ == "__main__":
    STUDY.tell()

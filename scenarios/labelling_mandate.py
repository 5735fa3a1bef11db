"""AI pages must carry labels from August 2026 on: what labels change, and what hangs on who reads them.

Run by itself (``python -m scenarios.labelling_mandate``), it lays the mandate beside the baseline, together with labels
that crawlers do not heed, labels that whoever hides takes off, and labels with a duty to filter.
What it printed stands in answers/labelling_mandate.md.
"""

from ecosystem.policies import FilterDuty, LabellingMandate
from scenarios import baseline
from scenarios.asking import WORLDS, Plan, Study, WhatIf

LABELS = LabellingMandate(start="2026-08")
SCENARIO = baseline.SCENARIO.replace(
    name="labelling_mandate",
    story="From August 2026 four of five publishers must label pages that a model mostly wrote; crawlers heed labels.",
    question="What do labels on AI pages change for models and people, and what if nobody heeds or many evade them?",
    policies=(LABELS,),
)
ARMS = {
    "labels": LABELS,
    "labels_unheeded": LabellingMandate(start="2026-08", heeded_share=0.0),
    "labels_evaded": LabellingMandate(start="2026-08", evasion_effect=1.0, survival=0.5),
    "labels_and_filters": LABELS + FilterDuty(start="2026-08"),
}
STUDY = Study(SCENARIO.question, Plan(500, months=120, worlds=WORLDS), WhatIf(baseline.SCENARIO, ARMS))


if __name__ == "__main__":
    STUDY.tell()

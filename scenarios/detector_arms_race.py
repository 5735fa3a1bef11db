"""The baseline, but those who hide and detectors learn from each other: who gains, and who pays for it.

Run by itself (``python -m scenarios.detector_arms_race``), it lays the baseline beside it, pair by pair. The rates at
which both sides learn are judgement: paraphrase took commercial detectors from .985 to about .7 (see
detection.evasion_effect), which is 3.3 logits, and if that is what a year and a half of hiding by everybody can teach,
it is about .2 logits a month. Detectors that miss everything are taken to learn as fast.
What it printed stands in answers/detector_arms_race.md.
"""

from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="detector_arms_race",
    story=(
        "Operators who hide learn from hiding, detectors learn from what they miss, both at up to .2 logits a month; "
        "operators hide while it pays, at the skills of the day."
    ),
    question="What does an arms race between detectors and those who hide from them change, and for whom?",
    **{"detection.evasion_growth": 0.2, "detection.detector_growth": 0.2},
)
STUDY = Study(
    SCENARIO.question,
    Plan(500, worlds=WORLDS),
    Pairs(
        arms=(baseline.SCENARIO, SCENARIO),
        pairs=(("baseline", "detector_arms_race"),),
        outcomes=(
            "detection_skill_gap",
            "evading_share",
            "engine_tpr",
            "detected_share",
            "synthetic_share_new",
            "synthetic_share_search",
            "engine_fpr",
            "false_positive_share",
            "author_income",
            "model_loss",
        ),
    ),
)


if __name__ == "__main__":
    STUDY.tell()

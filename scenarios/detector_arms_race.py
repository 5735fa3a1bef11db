"""The baseline, but those who hide and detectors learn from each other: who gains, and who pays for it.

Run by itself (``python -m scenarios.detector_arms_race``), it lays the baseline beside it, pair by pair. The rates at
which both sides learn are judgement: paraphrase took commercial detectors from .985 to about .7 (see
detection.evasion_effect), which is 3.3 logits, and if that is what a year and a half of hiding by everybody can teach,
it is about .2 logits a month. Detectors that miss everything are taken to learn as fast.
What it printed stands in answers/detector_arms_race.md.
"""

from scenarios import baseline
from scenarios.pairs import print_effects, run_at

SCENARIO = baseline.SCENARIO.replace(
    name="detector_arms_race",
    story=(
        "Operators who hide learn from hiding, detectors learn from what they miss, both at up to .2 logits a month; "
        "operators hide while it pays, at the skills of the day."
    ),
    question="What does an arms race between detectors and those who hide from them change, and for whom?",
    **{"detection.evasion_growth": 0.2, "detection.detector_growth": 0.2},
)
SIZE, REPLICATES = 500, 5
OUTCOMES: tuple[str, ...] = (
    "detection_skill_gap",
    "evading_share",
    "engine_tpr",
    "detected_share",
    "synthetic_share_new",
)
OUTCOMES += ("synthetic_share_search", "engine_fpr", "false_positive_share", "author_income", "model_loss")


def main(size: int = SIZE, months: int = SCENARIO.months, replicates: int = REPLICATES) -> None:
    """Run both arms on the same seeds and print last-year means and paired differences with their intervals.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run.
    replicates : int
        Number of pairs, at least 2.
    """
    frame = run_at((baseline.SCENARIO, SCENARIO), size, months, replicates)
    print(SCENARIO.question)
    print_effects(frame, baseline.SCENARIO.name, SCENARIO.name, OUTCOMES)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

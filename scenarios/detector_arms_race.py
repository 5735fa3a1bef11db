"""The baseline, but those who hide and detectors learn from each other: who gains, and who pays for it.

Run by itself (``python -m scenarios.detector_arms_race``), it lays the baseline beside it, pair by pair. The rates at
which both sides learn are judgement: paraphrase took commercial detectors from .985 to about .7 (see
detection.evasion_effect), which is 3.3 logits, and if that is what a year and a half of hiding by everybody can teach,
it is about .2 logits a month. Detectors that miss everything are taken to learn as fast.
"""

import os

from scenarios import baseline

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
    from analysis.controls import final_year_mean, paired_effect, run_paired

    arms = [each.replace(size=size, months=months) for each in (baseline.SCENARIO, SCENARIO)]
    frame = run_paired(arms[0], arms[1], replicates, workers=os.cpu_count() or 1)
    print(SCENARIO.question)
    for outcome in OUTCOMES:
        means = [float(final_year_mean(frame, outcome, arm.name).mean()) for arm in arms]
        effect = paired_effect(frame, outcome, arms[0].name, arms[1].name)
        print(f"- {outcome}: {means[0]:.3g} without the race, {means[1]:.3g} with it; difference {effect}")


if __name__ == "__main__":
    from scenarios.startup import check_packages

    check_packages()
    main()

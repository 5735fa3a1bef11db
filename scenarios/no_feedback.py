"""The baseline, but trainers never draw what a model wrote: what the loop itself costs.

Run by itself (``python -m scenarios.no_feedback``), it lays the baseline beside it, pair by pair,
and prints the difference with its interval, whatever its sign.
"""

import os

from scenarios import baseline

SCENARIO = baseline.SCENARIO.replace(
    name="no_feedback",
    story=(
        "The web of the baseline, with as many AI pages, the same filters and the same number of "
        "training tokens; only, an oracle keeps what models wrote out of every training draw."
    ),
    question="What do models gain or lose because they are trained on what models wrote?",
    **{"controls.has_feedback": False},
)
SIZE = 500
REPLICATES = 5


def main(size: int = SIZE, months: int = SCENARIO.months, replicates: int = REPLICATES) -> None:
    """Run both arms on the same seeds and print the paired difference in model loss.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run.
    replicates : int
        Number of pairs, at least 2.
    """
    from analysis.controls import paired_effect, run_paired
    from analysis.statistics import effect_sentence

    without = SCENARIO.replace(size=size, months=months)
    with_feedback = baseline.SCENARIO.replace(size=size, months=months)
    frame = run_paired(without, with_feedback, replicates, workers=os.cpu_count() or 1)
    effect = paired_effect(frame, "model_loss", without.name, with_feedback.name)
    outcome = f"the loss of the best model in the last 12 of {months} months"
    print(SCENARIO.question)
    print(f"- From no_feedback to baseline, {effect_sentence(effect, outcome, 'nats per idea')}")


if __name__ == "__main__":
    from scenarios.startup import check_packages

    check_packages()
    main()

"""The baseline, but trainers never draw what a model wrote: what the loop itself costs.

Run by itself (``python -m scenarios.no_feedback``), it lays the baseline beside it, pair by pair,
and prints the difference with its interval, whatever its sign.
"""

from scenarios import baseline
from scenarios.pairs import loss_difference

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
    without = SCENARIO.replace(size=size, months=months)
    with_feedback = baseline.SCENARIO.replace(size=size, months=months)
    print(SCENARIO.question)
    print(f"- From no_feedback to baseline, {loss_difference(without, with_feedback, replicates)}")


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

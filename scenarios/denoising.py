"""A noisy web that stands still: where models gain from what models wrote.

Run by itself (``python -m scenarios.denoising``), it lays the scenario beside the same world without
feedback, at the usual decoding temperature and at temperature 1, and prints both differences.
"""

from scenarios import baseline
from scenarios.pairs import loss_difference

SCENARIO = baseline.SCENARIO.replace(
    name="denoising",
    story=(
        "Half of all human ideas are junk, culture stands still and scrapers do not filter. Models "
        "decoded below temperature 1 write cleaner pages than humans do, and later models read them. "
        "Token budgets stay small, so that all models train on the same number of different tokens."
    ),
    question="Can models gain from being trained on what models wrote?",
    **{
        "content.junk_page_share": 1.0,
        "content.junk_idea_share": 0.5,
        "controls.has_drift": False,
        "controls.has_filter": False,
        "training.budget_growth": 1.0,
        "training.budget_share": 0.002,
    },
)
SIZE = 500
REPLICATES = 5


def main(size: int = SIZE, months: int = SCENARIO.months, replicates: int = REPLICATES) -> None:
    """Run the pairs and print the differences in model loss.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run.
    replicates : int
        Number of pairs, at least 2.
    """
    print(SCENARIO.question)
    for temperature in (SCENARIO.parameters.training.temperature, 1.0):
        fed = SCENARIO.replace(size=size, months=months, **{"training.temperature": temperature})
        unfed = fed.replace(name="denoising_no_feedback", **{"controls.has_feedback": False})
        print(f"- At temperature {temperature:g}, with feedback, {loss_difference(unfed, fed, replicates)}")


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

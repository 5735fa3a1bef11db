"""Stale against clean: trainers that use only pages from before chat models, against those that use fresh ones.

Run by itself (``python -m scenarios.clean_archive``), it lays the archive beside the baseline and beside trainers that
use pages of the last two years only, pair by pair, in a culture that moves and in one that stands still.
What it printed stands in answers/clean_archive.md.
"""

from scenarios import baseline
from scenarios.pairs import print_effects, print_order, run_at

SCENARIO = baseline.SCENARIO.replace(
    name="clean_archive",
    story=(
        "Trainers use only filtered and open pages from before chat models, old ones as much as others, and no text of "
        "their own models. Licences are not bound by this."
    ),
    question="From when on is a clean but stale archive worse for models than fresh pages that AI has written into?",
    **{"training.last_year_of_pages": 2021, "training.start_archive": 1.0, "controls.has_own_synthetic": False},
)
FRESH = baseline.SCENARIO.replace(name="fresh_pages", **{"training.window_months": 24, "training.start_archive": 0.01})
MOVING = (baseline.SCENARIO, FRESH, SCENARIO)
STILL = tuple(arm.replace(name=f"{arm.name}_no_drift", **{"controls.has_drift": False}) for arm in MOVING)
OUTCOMES = ("model_loss", "tail_recall", "stale_mass", "synthetic_share_training")
YEARS = ("2026", "2030", "2035")
SIZE, REPLICATES = 300, 5


def main(size: int = SIZE, months: int = SCENARIO.months, replicates: int = REPLICATES) -> None:
    """Run all arms on the same seeds, print what the archive changes by year, and when its models get worse.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run.
    replicates : int
        Number of pairs, at least 2.
    """
    frame = run_at(MOVING + STILL, size, months, replicates)
    print(SCENARIO.question)
    for *references, archive in (MOVING, STILL):
        for reference in references:
            print_order(frame, "model_loss", reference.name, archive.name)
            print_effects(frame, reference.name, archive.name, OUTCOMES, YEARS)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

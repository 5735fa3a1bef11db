"""Stale against clean: trainers that use only pages from before chat models, against those that use fresh ones.

Run by itself (``python -m scenarios.clean_archive``), it lays the archive beside the baseline and beside trainers that
use pages of the last two years only (their recipes do not learn, and they license nothing either), pair by pair, in a
culture that moves and in one that stands still.
What it printed stands in answers/clean_archive.md.
"""

from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="clean_archive",
    story=(
        "Trainers use only filtered and open pages from before chat models, mixed as their ablations say, and no text "
        "of their own models. They license nothing, since what is sold is not dated."
    ),
    question="From when on is a clean but stale archive worse for models than fresh pages that AI has written into?",
    **{"training.last_year_of_pages": 2021, "controls.has_own_synthetic": False, "market.licence_budget_share": 0.0},
)
FRESH = baseline.SCENARIO.replace(
    name="fresh_pages",
    **{
        "training.window_months": 24,
        "training.start_archive": 0.01,
        "training.recipe_learning_rate": 0.0,
        "market.licence_budget_share": 0.0,
    },
)
MOVING = (baseline.SCENARIO, FRESH, SCENARIO)
STILL = tuple(arm.replace(name=f"{arm.name}_no_drift", **{"controls.has_drift": False}) for arm in MOVING)
STUDY = Study(
    SCENARIO.question,
    Plan(500, worlds=WORLDS),
    Pairs(
        arms=MOVING + STILL,
        pairs=tuple((other.name, archive.name) for *others, archive in (MOVING, STILL) for other in others),
        outcomes=("model_loss", "tail_recall", "stale_mass", "synthetic_share_training"),
        ordered="model_loss",
        said={
            "baseline": "on the mixture of the baseline",
            "fresh_pages": "on fresh pages",
            "clean_archive": "on a clean archive",
            "baseline_no_drift": "on the mixture of the baseline, were culture to stand still",
            "fresh_pages_no_drift": "on fresh pages, were culture to stand still",
            "clean_archive_no_drift": "on a clean archive, were culture to stand still",
        },
    ),
)


if __name__ == "__main__":
    STUDY.tell()

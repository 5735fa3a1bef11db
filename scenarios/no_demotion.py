"""The other reading of exposure: search engines demote nobody, and readers stay with old pages.

AI pages get fewer visits than their number among new articles would suggest. The anchors cannot tell whether engines
demote them or whether readers simply stay with old pages. Run by itself (``python -m scenarios.no_demotion``), it lays
both readings side by side, pair by pair.
"""

from scenarios import baseline
from scenarios.pairs import print_effects, run_at

SCENARIO = baseline.SCENARIO.replace(
    name="no_demotion",
    story=(
        "No page is demoted for being believed synthetic; pages keep nearly all of their attractiveness from month to "
        "month, so that the old pages of humans hold most visits. The costs of operators are fitted anew to the same "
        "published figures."
    ),
    question="What hangs on whether engines demote AI pages or readers stay with old ones?",
    **{"attention.ai_odds_factor": 1.0, "attention.freshness": 0.99, "generators.cost_median": 12.5},
)
SIZE, REPLICATES = 1000, 5
YEARS = ("2023", "2025", "2035")
OUTCOMES = ("exposure_odds_ratio", "synthetic_share_search", "synthetic_share_new", "author_income", "model_loss")


def main(size: int = SIZE, months: int = SCENARIO.months, replicates: int = REPLICATES) -> None:
    """Run both readings on the same seeds and print both, and their difference, by year.

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
    print_effects(frame, baseline.SCENARIO.name, SCENARIO.name, OUTCOMES, YEARS)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

"""The other reading of exposure: search engines demote nobody, and readers stay with old pages.

AI pages get fewer visits than their number among new articles would suggest. The anchors cannot tell whether engines
demote them or whether readers simply stay with old pages. Run by itself (``python -m scenarios.no_demotion``), it lays
both readings side by side, pair by pair.
"""

import os

from scenarios import baseline

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
    from analysis.controls import final_year_mean, paired_effect, run_paired
    from analysis.periods import months_of

    arms = [each.replace(size=size, months=months) for each in (baseline.SCENARIO, SCENARIO)]
    frame = run_paired(arms[0], arms[1], replicates, workers=os.cpu_count() or 1)
    print(SCENARIO.question)
    for year in ("2023", "2025", "2035"):
        dates = months_of(year)
        if dates[-1] > frame["date"].max():
            continue
        for outcome in OUTCOMES:
            means = [float(final_year_mean(frame, outcome, arm.name, dates).mean()) for arm in arms]
            effect = paired_effect(frame, outcome, arms[0].name, arms[1].name, months=dates)
            print(f"- {outcome} in {year}: {means[0]:.3g} with demotion, {means[1]:.3g} without; difference {effect}")


if __name__ == "__main__":
    from scenarios.startup import check_packages

    check_packages()
    main()

"""The worst plausible case: AI text floods in and gets cheaper, detectors fade, clicks vanish; and policies in it.

Run by itself (``python -m scenarios.stress``), it lays the case beside the baseline, and the packages beside the case.
What it printed stands in answers/stress.md.
"""

from scenarios import baseline, policy_packages
from scenarios.whatif import OUTCOMES, ask

SCENARIO = baseline.SCENARIO.replace(
    name="stress",
    story=(
        "Operators could write four times what humans write, their costs fall by a third a year, engines forget "
        "how to tell their pages, answers end most searches, and trainers grow their budgets fivefold a year."
    ),
    question="How bad may it plausibly get, by which definitions do models collapse then, and do policies help?",
    **{
        "generators.pool_flow": 4.0,
        "generators.cost_decline_per_year": 0.33,
        "detection.tpr_decay": 0.02,
        "attention.answer_share_max": 0.8,
        "training.budget_growth": 5.0,
    },
)
ARMS = {name: policy_packages.ARMS[name] for name in ("transparency", "commons", "all")}
SIZE, MONTHS, REPLICATES = 200, 120, 5


def main(size: int = SIZE, months: int = MONTHS, replicates: int = REPLICATES) -> None:
    """Run both comparisons on the same seeds and print how bad it gets, and what policies change then.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run; it holds the dates of all policies.
    replicates : int
        Number of pairs, at least 2 for an interval.
    """
    from scenarios.pairs import print_collapse

    print(SCENARIO.question)
    print("Beside the baseline:")
    beside = ask(baseline.SCENARIO, {"stress": SCENARIO}, size=size, months=months, replicates=replicates)
    for name, arm in beside.arms.items():
        print_collapse(beside.series.rename(columns={"arm": "scenario"}), arm.replace(name=name), name)
    print("Under policies:")
    ask(SCENARIO, ARMS, size=size, months=months, replicates=replicates, outcomes=OUTCOMES)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

"""The same package of policies in time, and one, two and four years later: what waiting costs.

Run by itself (``python -m scenarios.late_action``), it lays the delays beside one another and says what each changes
against acting in time, as a mean over all months from then to the horizon.
What it printed stands in answers/late_action.md.
"""

from scenarios import baseline, policy_packages
from scenarios.whatif import OUTCOMES, print_table, sized

PACKAGE = policy_packages.TRANSPARENCY + policy_packages.COMMONS
DELAYS = (0, 12, 24, 48)
SCENARIO = baseline.SCENARIO.replace(
    name="late_action",
    story="Labels, marks, filters, a data trust and a cap come into force in August 2030, four years after they could.",
    question="What does it cost to wait with the same policies for one, two or four years, and for ever?",
    policies=PACKAGE.delayed(48).policies,
)
SIZE, MONTHS, REPLICATES = 200, 144, 5


def main(size: int = SIZE, months: int = MONTHS, replicates: int = REPLICATES) -> None:
    """Run all delays on the same seeds and print what each costs.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run; it holds the dates of all policies.
    replicates : int
        Number of pairs, at least 2 for an interval.
    """
    from analysis import compare
    from analysis.whatif.delays import cost_of_waiting, delayed_arms
    from scenarios.pairs import WORKERS

    world = sized(baseline.SCENARIO, size, months)
    arms = delayed_arms(PACKAGE, DELAYS)
    result = compare(world, arms, replicates=replicates, outcomes=OUTCOMES, workers=WORKERS)
    print(SCENARIO.question)
    print(f"In time: {PACKAGE.describe()}")
    print("Beside acting in time, from August 2026 to the horizon (baseline: never):")
    print_table(cost_of_waiting(result))


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

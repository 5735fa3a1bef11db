"""Three packages of policies: for transparency, for those who create, for a commons of data; and all of them at once.

Run by itself (``python -m scenarios.policy_packages``), it lays them beside the baseline and says whether together they
do more or less than the sum of their parts. What it printed stands in answers/policy_packages.md.
"""

from ecosystem import policies as p
from scenarios import baseline
from scenarios.whatif import OUTCOMES, ask

START = "2026-08"
TRANSPARENCY = p.LabellingMandate(start=START, coverage=0.8) + p.WatermarkMandate(start=START)
TRANSPARENCY += p.ProvenanceStandard(start=START, coverage=0.3) + p.FilterDuty(start=START)
CREATION = p.AuthorLevy(start=START, share=0.1) + p.CollectiveLicence(start=START) + p.AnswerLimit(start=START)
COMMONS = p.CleanArchive(start=START, last_month_of_pages="2035-12") + p.SyntheticCap(start=START, share=0.1)
SCENARIO = baseline.SCENARIO.replace(
    name="policy_packages",
    story="From August 2026 labels, marks and filters, a levy and licences, a data trust and a cap hold together.",
    question="Which package does most for models and for authors, and do packages help or hinder each other?",
    policies=(TRANSPARENCY + CREATION + COMMONS).policies,
)
ARMS = {"transparency": TRANSPARENCY, "creation": CREATION, "commons": COMMONS, "all": SCENARIO.policies}
SIZE, MONTHS, REPLICATES = 200, 120, 5


def main(size: int = SIZE, months: int = MONTHS, replicates: int = REPLICATES) -> None:
    """Run all packages on the same seeds and print what each changes, and how they add up.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run; it holds the dates of all policies.
    replicates : int
        Number of pairs, at least 2 for an interval.
    """
    print(SCENARIO.question)
    table = ask(baseline.SCENARIO, ARMS, size=size, months=months, replicates=replicates).effects()
    change = table.pivot_table(index="outcome", columns="arm", values="difference", sort=False, observed=True)
    for outcome in (name for name in OUTCOMES if name in change.index):
        parts = change.loc[outcome, ["transparency", "creation", "commons"]].sum()
        print(f"- {outcome}: {change.loc[outcome, 'all']:+.3g} together, {parts:+.3g} as the sum of the three.")


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

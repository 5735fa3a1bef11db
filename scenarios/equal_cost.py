"""One dollar for human text, spent in three ways: a levy paid out to authors, a subsidy, or a trust that buys pages.

Run by itself (``python -m scenarios.equal_cost``), it finds how strong each must be to cost the same, and lays them
beside the baseline and one another. What it printed stands in answers/equal_cost.md.
"""

from scenarios import baseline
from scenarios.whatif import ask, sized

COST_USD, LAST = 0.3, "2035-12"
SCENARIO = baseline.SCENARIO.replace(
    name="equal_cost",
    story="From August 2026 public money goes to authors of articles for every page that is taken for human.",
    question="Where does a dollar for human text do most: in a levy, a subsidy, or a trust that buys pages?",
    policies=[{"kind": "author_subsidy", "start": "2026-08"}],
)
SIZE, MONTHS, REPLICATES = 200, 120, 5


def main(size: int = SIZE, months: int = MONTHS, replicates: int = REPLICATES) -> None:
    """Find the strengths of equal cost, run all arms on the same seeds, and print what each changes.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run; it holds the dates of all policies.
    replicates : int
        Number of pairs, at least 2 for an interval.
    """
    from analysis.whatif.equal_cost import at_equal_cost
    from ecosystem.policies import AuthorLevy, AuthorSubsidy, CleanArchive
    from scenarios.pairs import WORKERS

    ways = {
        "levy": (lambda share: AuthorLevy(start="2026-08", share=share), 1.0),
        "subsidy": (lambda usd: AuthorSubsidy(start="2026-08", usd_per_page=usd), 20.0),
        "trust": (lambda usd: CleanArchive(start="2026-08", last_month_of_pages=LAST, fee_usd=usd), 10.0),
    }
    world = sized(baseline.SCENARIO, size, months)
    found = at_equal_cost(world, ways, COST_USD, workers=WORKERS)
    print(SCENARIO.question)
    for name, priced in found.items():
        print(f"- {name}: strength {priced.strength:.3g} costs {priced.cost:.3g} USD a month per head.")
    ask(world, {name: each.policies for name, each in found.items()}, size=size, months=months, replicates=replicates)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

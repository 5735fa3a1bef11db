"""One dollar for human text, spent in three ways: a levy paid out to authors, a subsidy, or a trust that buys pages.

Run by itself (``python -m scenarios.equal_cost``), it finds how strong each must be to cost the same, and lays them
beside the baseline and one another. What it printed stands in answers/equal_cost.md.
"""

from collections.abc import Iterator

from ecosystem.policies import AuthorLevy, AuthorSubsidy, CleanArchive
from scenarios import baseline
from scenarios.asking import Plan, Study, WhatIf

COST_USD, LAST = 0.3, "2035-12"
SCENARIO = baseline.SCENARIO.replace(
    name="equal_cost",
    story="From August 2026 public money goes to authors of articles for every page that is taken for human.",
    question="Where does a dollar for human text do most: in a levy, a subsidy, or a trust that buys pages?",
    policies=[{"kind": "author_subsidy", "start": "2026-08"}],
)
WAYS = {
    "levy": (lambda share: AuthorLevy(start="2026-08", share=share), 1.0),
    "subsidy": (lambda usd: AuthorSubsidy(start="2026-08", usd_per_page=usd), 20.0),
    "trust": (lambda usd: CleanArchive(start="2026-08", last_month_of_pages=LAST, fee_usd=usd), 10.0),
}
"""From the strength of each way to its policies, and its largest strength."""


def _at_equal_cost(plan: Plan) -> Iterator[str]:
    """Find the strengths of equal cost, then lay the policies of these strengths beside the baseline."""
    from analysis.whatif.equal_cost import at_equal_cost

    found = at_equal_cost(plan.sized(baseline.SCENARIO), WAYS, COST_USD, seed=plan.seed, runner=plan.runner)
    for name, priced in found.items():
        yield f"- {name}: strength {priced.strength:.3g} costs {priced.cost:.3g} USD a month per author."
    yield from WhatIf(baseline.SCENARIO, {name: each.policies for name, each in found.items()})(plan)


STUDY = Study(SCENARIO.question, Plan(200, months=120), _at_equal_cost)


if __name__ == "__main__":
    STUDY.tell()

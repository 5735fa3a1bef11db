"""One dollar for human text, spent in three ways: a levy paid out to authors, a subsidy, or a trust that buys pages.

Run by itself (``python -m scenarios.equal_cost``), it finds how strong each must be to cost the same, and lays them
beside the baseline and one another. What it printed stands in answers/equal_cost.md.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecosystem.policies import AuthorLevy, AuthorSubsidy, DataTrust
from scenarios import baseline
from scenarios.asking import Plan, Study, WhatIf

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison

COST_USD = 0.3
SCENARIO = baseline.SCENARIO.replace(
    name="equal_cost",
    story="From August 2026 public money goes to authors of articles for every page that is taken for human.",
    question="Where does a dollar for human text do most: in a levy, a subsidy, or a trust that buys pages?",
    policies=[{"kind": "author_subsidy", "start": "2026-08"}],
)
WAYS = {
    "levy": (lambda share: AuthorLevy(start="2026-08", share=share), 0.5),
    "subsidy": (lambda usd: AuthorSubsidy(start="2026-08", usd_per_page=usd), 20.0),
    "trust": (lambda usd: DataTrust(start="2026-08", fee_usd=usd), 10.0),
}
"""From the strength of each way to its policies, and its largest strength; a larger levy drives away what it takes."""


def _at_equal_cost(plan: Plan) -> Iterator[str]:
    """Find the strengths of equal cost, then lay the policies of these strengths beside the baseline."""
    from analysis.whatif.equal_cost import at_equal_cost

    world, n_runs = plan.sized(baseline.SCENARIO), plan.replicates
    found = at_equal_cost(world, WAYS, COST_USD, replicates=n_runs, seed=plan.seed, runner=plan.runner)
    for name, priced in found.items():
        cost = f"{priced.cost:.3g} USD a month per author, in the mean of these runs over all months from its start"
        yield f"- {name}: strength {priced.strength:.3g} costs {cost}."
    arms, told = {name: each.policies for name, each in found.items()}, f"Last 12 of {plan.months} months:"
    yield from WhatIf(world, arms, heading=told, also=_paid)(plan)


def _paid(result: "Comparison") -> Iterator[str]:
    """Tell what was paid over the months that costs are held equal over: payments of the last year are others."""
    from analysis.whatif.equal_cost import paid_in_force

    for row in paid_in_force(result).itertuples():
        months = f"all months from {row.first} to {row.last}, as costs are held equal"
        interval = f"[{row.low:.3g} to {row.high:.3g}]" if row.method != "none" else "(no interval)"
        yield f"- policy_payments under {row.arm} over {months}: {row.policy:.3g} {row.unit} {interval}."


STUDY = Study(SCENARIO.question, Plan(200, months=120), _at_equal_cost)


if __name__ == "__main__":
    STUDY.tell()

"""One dollar for human text, spent in three ways: a levy paid out to authors, a subsidy, or a trust that buys pages.

Run by itself (``python -m scenarios.equal_cost``), it finds how strong each must be to cost the same from its start to
the horizon, and lays them beside the baseline and one another over the same months.
What it printed stands in answers/equal_cost.md.
"""

from collections.abc import Callable, Iterator
from typing import Any

from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.policies import AuthorLevy, AuthorSubsidy, DataTrust
from scenarios import baseline
from scenarios.asking import WORLDS, Plan, Study, WhatIf

COST_USD, START = 0.15, "2026-08"
SCENARIO = baseline.SCENARIO.replace(
    name="equal_cost",
    story="From August 2026 public money goes to authors of articles for every page that is taken for human.",
    question="Where does a dollar for human text do most: in a levy, a subsidy, or a trust that buys pages?",
    policies=[{"kind": "author_subsidy", "start": START}],
)
WAYS: dict[str, tuple[Callable[[float], Any], float]] = {
    "levy": (lambda share: AuthorLevy(start=START, share=share), 0.5),
    "subsidy": (lambda usd: AuthorSubsidy(start=START, usd_per_page=usd), 20.0),
    "trust": (lambda usd: DataTrust(start=START, fee_usd=usd), 10.0),
}
"""From the strength of each way to its policies, and its largest strength; a larger levy drives away what it takes."""


def _at_equal_cost(plan: Plan) -> Iterator[str]:
    """Find the strengths of equal cost, over worlds if any, then lay policies so strong beside the baseline."""
    from analysis.whatif.arms import check_comparison
    from analysis.whatif.equal_cost import at_equal_cost

    world, n_runs, seed = plan.sized(baseline.SCENARIO), plan.replicates, plan.seed
    months = tuple(step_to_date(step) for step in range(date_to_step(START), plan.months))
    most = {name: family(strength) for name, (family, strength) in WAYS.items()}
    asked = check_comparison(world, most, worlds=plan.worlds, ensemble=plan.ensemble, seed=seed).manifest.worlds
    drawn = [] if asked is None else [*asked.drawn.values()]
    found = at_equal_cost(world, WAYS, COST_USD, replicates=n_runs, seed=seed, runner=plan.runner, worlds=drawn)
    told = f"All months from {months[0]} to {months[-1]}, over which costs are held equal:"
    yield from WhatIf(world, {name: each.policies for name, each in found.items()}, heading=told, months=months)(plan)
    yield "What makes costs equal, in the mean of these runs over all months from the start:"
    for name, priced in found.items():
        yield f"- {name}: strength {priced.strength:.3g} costs {priced.cost:.3g} USD a month per author."


STUDY = Study(SCENARIO.question, Plan(500, months=120, worlds=WORLDS), _at_equal_cost)


if __name__ == "__main__":
    STUDY.tell()

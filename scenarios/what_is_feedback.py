"""The baseline, but no model that writes ever read what models wrote: what of "feedback" is recursion.

Run by itself (``python -m scenarios.what_is_feedback``), it takes what AI costs models apart, pair by pair: recursion,
stale pollution and crowding out, which add up, and beside them what AI text would do that is as current as culture.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenarios import baseline
from scenarios.asking import WORLDS, Plan, Study

if TYPE_CHECKING:
    import pandas as pd

SCENARIO = baseline.SCENARIO.replace(
    name="what_is_feedback",
    story=(
        "The web of the baseline, but all AI text is by twins of the models on sale, which were fitted to as many "
        "human ideas of the same sources and to none of a model's. So AI text is as stale as it is, but no copy of a "
        "copy. Trainers read the web as they find it."
    ),
    question="Is it recursion that AI text costs models, is it old knowledge under new dates, or that it crowds out?",
    **{"controls.writers": "first_generation"},
)
YEARS = ("2024", "2026", "2028", "2031", "2033")
"""Told besides the last one."""


def split(plan: Plan) -> Iterator[str]:
    """Give the split in the last year, by the year, and how many generations stand behind the models on sale."""
    from analysis.outcomes.feedback import ARMS, ITSELF, ROWS, feedback_finding, feedback_frame
    from analysis.runs.controls import with_control
    from analysis.statistics.periods import final_year_mean

    world = baseline.SCENARIO
    series = plan.series(world, *(with_control(world, arm) for arm in ARMS))
    runs = {arm: series[series["scenario"] == (world.name if arm == ITSELF else arm)] for arm in (ITSELF, *ARMS)}
    table = feedback_frame(runs)
    yield f"{feedback_finding(table)}."
    if plan.worlds:
        yield from _over_worlds(runs)
    for part in ROWS:
        yield f"- {part.name} is {part.more} less {part.less}: {part.says}."
    for year, rows in table.groupby("year"):
        if year in {*YEARS, table["year"].iloc[-1]}:
            told = (f"{row.part} {row.difference:+.3f} [{row.low:+.3f}, {row.high:+.3f}]" for row in rows.itertuples())
            yield f"- {year}, nats per idea: {'; '.join(told)}."
    depths = (f"{final_year_mean(runs[arm], 'lineage_depth').mean():.2f} in {arm}" for arm in (ITSELF, *ARMS[:1]))
    yield f"- Generations of models between people and the models on sale in the last 12 months: {', '.join(depths)}."


def _over_worlds(runs: "dict[str, pd.DataFrame]") -> Iterator[str]:
    """Give of each part in the last 12 months its median and range over worlds, and in how many it is a cost."""
    from numpy import isfinite, quantile

    from analysis.outcomes.feedback import ROWS
    from analysis.statistics.periods import final_year_mean

    losses = {arm: final_year_mean(run, "model_loss") for arm, run in runs.items()}
    for part in ROWS:
        costs = losses[part.more] - losses[part.less]
        costs = costs[isfinite(costs)]
        low, median, high = quantile(costs, (0.05, 0.5, 0.95)).tolist()
        yield (
            f"- {part.name}: {median:+.3f} nats in the median, {low:+.3f} to {high:+.3f} in 90 % of worlds, "
            f"a cost in {int((costs > 0.0).sum())} of {len(costs)}."
        )


STUDY = Study(SCENARIO.question, Plan(500, worlds=WORLDS), split)


if __name__ == "__main__":
    STUDY.tell()

"""How stories tell what runs came to, in lines of an answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ecosystem.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from analysis.statistics.inference import Inference
    from analysis.whatif.comparison import Comparison

DETAILS = "Details:"
"""Heading of what a card and its table leave out; a page folds what stands below it."""
RESTS_ON = "What it rests on:"
"""Heading of what small webs, few pairs and intervals do not show."""
_LEVEL = 0.05
"""Of the tests of an answer, all together."""
_LEAST_USD = 0.5
"""Gains and losses of a group that are told, USD a year: they are printed in whole USD."""


def order_line(frame: "pd.DataFrame", outcome: str, reference: str, other: str) -> str:
    """Tell in which full years an outcome's paired difference lies above zero, below it, or can be told from neither.

    P-values are adjusted for all years of the line (Holm).

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    outcome : str
        An indicator.
    reference, other : str
        Names of two scenarios in the frame; the difference is `other` less `reference`.
    """
    from analysis.statistics.inference import holm
    from analysis.statistics.periods import months_of

    years = sorted({date[:4] for date in frame.loc[frame["date"].str.endswith("-12"), "date"]})
    found = {year: _effect(frame, outcome, (reference, other), months_of(year)) for year in years}
    effects = {year: effect for year, effect in found.items() if not isinstance(effect, str)}
    p_holm = holm([effect.p_value for effect in effects.values()])
    verdicts: dict[str, list[str]] = {"above it": [], "below it": [], "not to be told from it": []}
    for (year, effect), chance in zip(effects.items(), p_holm.tolist(), strict=True):
        side = "above it" if effect.mean > 0.0 else "below it"
        verdicts[side if chance < _LEVEL else "not to be told from it"].append(year)
    told = "; ".join(f"{side} in {', '.join(years) or 'no year'}" for side, years in verdicts.items())
    return f"- {outcome} of {other} against that of {reference} (95 %, adjusted for all years): {told}."


def rank_line(frame: "pd.DataFrame", outcome: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Tell between which arms an outcome of the last year differs, the most first, and between which none is told.

    P-values are adjusted for all pairs of the line (Holm).

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    outcome : str
        An indicator.
    pairs : sequence of (str, str)
        Names of two scenarios in the frame; the difference is the second less the first.
    """
    from analysis.statistics.inference import holm
    from analysis.statistics.wording import joined

    found = {pair: _effect(frame, outcome, pair, None) for pair in pairs}
    effects = {pair: effect for pair, effect in found.items() if not isinstance(effect, str)}
    p_holm = holm([effect.p_value for effect in effects.values()]).tolist()
    claimed = [pair for pair, chance in zip(effects, p_holm, strict=True) if chance < _LEVEL]
    claimed.sort(key=lambda pair: -abs(effects[pair].mean))
    told = [
        f"{other} against {reference} {effect.mean:+.3g} [{effect.low:+.3g}, {effect.high:+.3g}]"
        for (reference, other), effect in ((pair, effects[pair]) for pair in claimed)
    ]
    rest = [f"{other} against {reference}" for reference, other in pairs if (reference, other) not in claimed]
    unsure = f"not to be told: {joined(rest)}" if rest else ""
    parts = "; ".join(filter(None, (*told, unsure)))
    return f"- {outcome} in the last 12 months, largest change first (95 %, adjusted for these pairs): {parts}."


def _effect(
    frame: "pd.DataFrame", outcome: str, pair: tuple[str, str], months: tuple[str, ...] | None
) -> "Inference | str":
    """Give how an outcome differs in two arms; why there is no interval if it is not defined in a run."""
    from analysis.statistics.intervals import SampleError
    from analysis.statistics.paired_runs import paired_effect

    try:
        return paired_effect(frame, outcome, *pair, months=months)
    except SampleError as error:
        return str(error)


def loss_line(frame: "pd.DataFrame", arms: Sequence[Scenario]) -> str:
    """Tell what the loss of the best model of each arm means in its last year: the age of a perfect model, perplexity.

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    arms : sequence of Scenario
        Those of the frame that are told.
    """
    from analysis.statistics.losses import losses_in_words
    from analysis.statistics.periods import final_year_mean

    losses = {arm.name: float(final_year_mean(frame, "model_loss", arm.name).mean()) for arm in arms}
    return f"- {losses_in_words(losses, {arm.name: arm.parameters for arm in arms})}"


def collapse_line(frame: "pd.DataFrame", arm: Scenario, control: str) -> str:
    """Tell which of the published definitions of collapse hold in an arm, on the mean of its runs.

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    arm : Scenario
        One of its scenarios.
    control : str
        Name of the same arm without feedback, which the scaling law is compared with; the arm's own if it has none.
    """
    from analysis.outcomes.collapse import ceiling_of, collapse_finding, collapse_report

    series, reference = (frame[frame["scenario"] == name] for name in (arm.name, control))
    report = collapse_report(series, ceiling_of(arm.parameters), reference)
    return f"- {arm.name}: {collapse_finding(report)}."


def collapses(result: "Comparison") -> Iterator[str]:
    """Tell of each arm of a comparison by which published definitions models collapse."""
    frame = result.series.rename(columns={"arm": "scenario"})
    for name, arm in result.arms.items():
        yield collapse_line(frame, arm.replace(name=name), name)


def world_table(result: "Comparison", months: Sequence[str] | None = None) -> Iterator[str]:
    """Lay what worlds tell at more than very low certainty in a Markdown table; arguments as in `effect_lines`."""
    from analysis.whatif.over_worlds import table_cells

    rows = [] if result.worlds is None else table_cells(result.over_worlds(months=months))
    if rows:
        yield from table_rows(("arm", "outcome", "median (90 % of worlds)", "certainty"), rows)


def table_rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write a table in Markdown; what stands in the first column is told once."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    before = ""
    for first, *others in rows:
        yield f"| {' | '.join(('' if first == before else first, *others))} |"
        before = first


def effect_lines(result: "Comparison", months: Sequence[str] | None = None) -> dict[str, list[str]]:
    """Tell what each arm changes: over worlds how sure that is, on seeds both means with the paired difference.

    Parameters
    ----------
    result : Comparison
    months : sequence of str, optional
        Months (YYYY-MM) that effects are means over, instead of the last twelve.

    Returns
    -------
    dict of str to list of str
        Lines by arm; over worlds, under the name "", first, which worlds these are and how many effects are robust.
    """
    from analysis.whatif.over_worlds import world_sentences, worlds_told

    if result.worlds is None:
        parts = result.effects(months=months).groupby("arm", sort=False, observed=True)
        return {str(arm): [*table_lines(part)] for arm, part in parts}
    table = result.over_worlds(months=months)
    told = {"": [*filter(None, (result.asked_worlds().told(), worlds_told(table)))]}
    told |= {str(arm): world_sentences(part) for arm, part in table.groupby("arm", sort=False, observed=True)}
    return {arm: [f"- {sentence}" for sentence in sentences] for arm, sentences in told.items()}


def table_lines(table: "pd.DataFrame") -> Iterator[str]:
    """Tell of each arm and outcome both means, the paired difference with its interval, and the verdict."""
    for row in table.itertuples():
        interval = f"[{row.low:+.3g}, {row.high:+.3g}]" if row.method != "none" else "(no interval)"
        yield (
            f"- {row.outcome} under {row.arm}: {row.baseline:.3g} -> {row.policy:.3g} {row.unit}, "
            f"{row.difference:+.3g} {interval}; {row.verdict}."
        )


def card_lines(
    result: "Comparison", said: Mapping[str, str] | None = None, months: Sequence[str] | None = None
) -> list[str]:
    """Tell what a comparison comes to, on one screen (`analysis.whatif.card.card_of`)."""
    from analysis.whatif.card import card_of

    return card_of(result, said, months).lines()


def most_moved(result: "Comparison", outcome: str, said: Mapping[str, str]) -> str:
    """Say over worlds which arms move an outcome, the surest first, and of how many nobody can tell.

    Parameters
    ----------
    result : Comparison
        Made with worlds.
    outcome : str
        An indicator.
    said : mapping of str to str
        Phrases for arms, by name.
    """
    from analysis.statistics.wording import capital, count, label
    from analysis.whatif.over_worlds import table_cells

    table = result.over_worlds()
    cells = table_cells(table[table["outcome"] == outcome])
    told = [f"{median} {said[arm]}, certainty {sure}" for arm, _, median, sure in cells]
    n_untold = len(result.arms) - 1 - len(told)
    of_them = f"of {count(n_untold, 'other')} " if told else ""
    told += [f"{of_them}nobody can tell whether it rises or falls"] if n_untold else []
    return f"{capital(label(outcome))} in the last 12 months: {'; '.join(told)}."


def gain_lines(result: "Comparison") -> Iterator[str]:
    """Tell who gains and who loses by each arm in the last full year, as far as the runs can tell."""
    from analysis.statistics.claims import claimed
    from analysis.whatif.policy_gains import gains_and_losses

    gains = gains_and_losses(result.welfare, confidence=result.confidence)
    for arm, groups in gains.groupby("arm", sort=False):
        told = [
            f"{row.group} {row.difference:+,.0f} [{row.low:+,.0f}, {row.high:+,.0f}]"
            for row in claimed(groups).itertuples()
            if abs(row.difference) >= _LEAST_USD
        ]
        year = groups["year"].iloc[0]
        head = f"Welfare in {year} under {arm}, USD a year, as told once adjusted for all comparisons"
        yield f"- {head}: {'; '.join(told) or 'nobody can be told to gain or lose'}."


def sum_lines(result: "Comparison", parts: Sequence[str], whole: str, outcomes: Sequence[str]) -> Iterator[str]:
    """Tell what an arm changes that has all of some others together, beside the sum of what each of these changes."""
    change = result.effects().pivot_table(index="outcome", columns="arm", values="difference", observed=True)
    for outcome in (name for name in outcomes if name in change.index):
        total = change.loc[outcome, list(parts)].sum()
        yield f"- {outcome}: {change.loc[outcome, whole]:+.3g} together, {total:+.3g} as the sum of the parts."

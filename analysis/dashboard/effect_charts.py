"""Charts of what policies do, year by year: emulated at once, and run as pairs come in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.dashboard.background import N_PAIRS
from analysis.dashboard.emulated import Emulated
from analysis.dashboard.pairs import PairedRuns, YearlyEffect
from analysis.dashboard.svg import Band, Chart, Line, figure, legend_row
from analysis.marks.styles import BLUE
from analysis.statistics.periods import MONTHS_PER_YEAR
from analysis.statistics.wording import short, short_label
from ecosystem.calendar import FIRST_YEAR
from ecosystem.indicators import INDICATORS

SHOWN = (
    "author_income",
    "reader_welfare",
    "model_loss",
    "synthetic_share_new",
    "synthetic_share_crawl",
    "policy_payments",
    "tail_recall",
    "synthetic_share_training",
    "trainer_revenue",
)
"""Outcomes, as the emulator has them; people, models and payments first."""
_SIZE = (300.0, 150.0)
_DASHES = "7 4"
_FIRST_YEAR, _FEWEST_YEARS = 2026.0, 2.0
_NOTHING = YearlyEffect(*(np.zeros(0) for _ in range(4)))


@dataclass(frozen=True)
class Future:
    """What some policies do, as far as it is known.

    Attributes
    ----------
    label : str
        The policies, as the legend says them.
    answer : Emulated
    pairs : PairedRuns or None
    colour : str
    """

    label: str
    answer: Emulated
    pairs: PairedRuns | None
    colour: str = BLUE


def effect_charts(futures: Sequence[Future], months: int) -> str:
    """Draw what policies do to each outcome, year by year, with one legend for all charts.

    Parameters
    ----------
    futures : sequence of Future
        Each in a colour of its own.
    months : int
        Horizon, to which the axes reach.
    """
    span = (_FIRST_YEAR, max(FIRST_YEAR + months / MONTHS_PER_YEAR, _FIRST_YEAR + _FEWEST_YEARS))
    charts = "".join(_chart(name, futures, span) for name in SHOWN)
    return f'<ul class="eco-legend">{_legend(futures)}</ul><div class="eco-effects">{charts}</div>'


def _legend(futures: Sequence[Future]) -> str:
    rows = []
    for future in futures:
        head = f"{future.label}: " if len(futures) > 1 else ""
        if future.answer.effects is not None:
            rows.append(legend_row(_line_mark(future.colour, _DASHES), f"{head}emulated, 90 % of worlds and seeds"))
        if future.pairs is not None:
            told = f"run, {future.pairs.n_done} of {N_PAIRS} pairs done, 95 % interval over seeds"
            rows.append(legend_row(_line_mark(future.colour, ""), f"{head}{told}"))
    return "".join(rows)


def _line_mark(colour: str, dashes: str) -> str:
    return f'<path d="M1 6H27" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes or "none"}"/>'


def _chart(name: str, futures: Sequence[Future], span: tuple[float, float]) -> str:
    """Draw the effects on one outcome, less nothing done; shares in percentage points. Nothing if none is told."""
    unit = INDICATORS[name].unit
    scale, unit = (100.0, "percentage points") if unit == "share" else (1.0, unit)
    bands, lines, now = list[Band](), list[Line](), list[str]()
    for future in futures:
        drawn = [(_emulated(name, future.answer), _DASHES, "emulated"), (_run(name, future.pairs), "", "run")]
        for each, dashes, how in drawn:
            if len(each.years):
                low, mean, high = (scale * end for end in (each.low, each.mean, each.high))
                bands.append(Band(each.years, low, high, future.colour))
                lines.append(Line("", each.years, mean, future.colour, dashes, hover=f"{future.label}, {how}"))
                now += [f"{future.label}, {how}, last told {short(mean[np.isfinite(mean)][-1], has_sign=True)}"]
    title = f"{short_label(name).capitalize()} ({unit})"
    told = f"Change of {title}. {'; '.join(now) or 'Nothing is told yet'}."
    chart = Chart(title, lines, told, span, (), lambda value: short(value, 2, has_sign=True), bands, _SIZE)
    return figure(chart) if lines else ""


def _emulated(name: str, answer: Emulated) -> YearlyEffect:
    """Give what is emulated of an outcome, where it is told of two years in turn: one alone is no course of things."""
    if answer.effects is None:
        return _NOTHING
    rows = answer.effects[answer.effects["outcome"] == name]
    is_told = rows["is_told"].to_numpy(np.bool_)
    lasts = is_told & (np.append(is_told[1:], False) | np.append(False, is_told[:-1]))
    if not lasts.any():
        return _NOTHING
    ends = (np.where(lasts, rows[each].to_numpy(np.float64), np.nan) for each in ("median", "low", "high"))
    return YearlyEffect(rows["year"].to_numpy(np.float64) + 0.5, *ends)


def _run(name: str, pairs: PairedRuns | None) -> YearlyEffect:
    """Give what pairs show of an outcome, from the first year of the axis on."""
    if pairs is None:
        return _NOTHING
    found = pairs.effect(name)
    is_shown = (found.years >= _FIRST_YEAR) & np.isfinite(found.mean)
    return YearlyEffect(*(each[is_shown] for each in (found.years, found.mean, found.low, found.high)))

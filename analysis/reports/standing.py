"""How far a comparison can be leaned on: how its outcomes do in validation, and what to use it for, until when."""

from collections.abc import Iterator
from typing import Any

from analysis.evidence.anchors import load_anchors
from analysis.statistics.periods import months_of
from analysis.statistics.smallness import too_small
from analysis.statistics.wording import joined, short_label
from analysis.uncertainty.validated import ANCHORS_OF, Validated, figures_met
from analysis.whatif.card import Card
from analysis.whatif.comparison import Comparison

_FRESH_YEARS = 1
"""Years after the newest figure in which it still tells of the web of the day (judgement)."""


def standing(comparison: Comparison, card: Card | None) -> dict[str, Any]:
    """Say how the outcomes do in validation, and what to use a comparison for and not."""
    asked = comparison.outcomes, comparison.arms, comparison.worlds, comparison.seed
    found = figures_met(comparison.series, *asked)
    return {
        "checks": checks_told(found),
        "good_for": list(good_for(card)),
        "not_good_for": list(not_good_for(comparison, card, found)),
    }


def checks_told(found: dict[str, Validated]) -> dict[str, str]:
    """Say which outcomes miss published figures, which meet all and which none tests, in this order.

    Parameters
    ----------
    found : dict of str to Validated
        From `figures_met`.

    Returns
    -------
    dict of str to str
        Outcomes in words by what is said of them; what holds of none is left out.
    """
    told: dict[str, list[str]] = {"misses": [], "meets all": [], "nothing here tests it": []}
    for name, each in sorted(found.items(), key=lambda item: -item[1].n_missed):
        n_tests = each.n_met + each.n_missed
        said = "nothing here tests it" if not n_tests else "misses" if each.n_missed else "meets all"
        told[said].append(f"{short_label(name)} ({each.n_met} of {n_tests} met)" if n_tests else short_label(name))
    return {said: joined(names) for said, names in told.items() if names}


def newest_month(outcomes: tuple[str, ...]) -> str:
    """Give the month (YYYY-MM) of the newest published figure that tests some outcomes; of all, where none does."""
    anchors = load_anchors()
    names = {each for name in outcomes for each in ANCHORS_OF.get(name, (name,))}
    own = anchors[anchors["indicator"].isin(names)]
    return max(months_of(date)[-1] for date in (anchors if own.empty else own)["date"])


def good_for(card: Card | None) -> Iterator[str]:
    """Say what a comparison can be used for."""
    yield "Comparing these arms with one another: they share their chance events."
    if card is not None and any(found.is_felt for findings in card.findings.values() for found in findings):
        yield "The direction, and within its range the size, of what the card marks with ▲ or ▼."


def not_good_for(comparison: Comparison, card: Card | None, found: dict[str, Validated]) -> Iterator[str]:
    """Say what it must not be used for."""
    if caution := too_small(comparison.baseline):
        yield caution
    missed = [short_label(name) for name, each in found.items() if each.n_missed]
    least = f", of {joined(missed)} least of all: published figures are missed" if missed else ""
    yield f"Forecasts of levels or dates{least}."
    if card is not None and any(each.mark == "?" for findings in card.findings.values() for each in findings):
        yield "Anything that the card marks with ?: these runs cannot tell it."
    if comparison.worlds is None:
        yield "What holds in other worlds: only other seeds were asked."
    newest = newest_month(comparison.outcomes)
    year, _, month = newest.partition("-")
    yield (
        f"Decisions after {int(year) + _FRESH_YEARS}-{month} without newer data: the newest published figure that "
        f"tests these outcomes is of {newest}, and is taken to be fresh for a year."
    )

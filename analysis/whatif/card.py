"""The card of an answer: the question, one sentence, and what it comes to for models, people and whoever pays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.runs.design import BASELINE
from analysis.statistics.losses import has_ages, months_of_age
from analysis.statistics.wording import count, exact_percent, joined
from analysis.uncertainty.certainty import Level, size_word
from analysis.whatif.differences import added_policies
from analysis.whatif.over_worlds import RANGES, by_world
from analysis.whatif.plain_words import COST, LOSS, MEASURES, MONTHS, PART, Finding, Measure, bottom_line, line_told
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.policies import Policy
from ecosystem.randomness import FloatArray
from ecosystem.shown import shown

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison

MOST_ARMS = 4
"""Arms that a card tells of; those that change models most."""
NO_PAIRS = "Nothing can be told: no pair of runs came through."
_ENDS = (RANGES["low_90"], RANGES["median"], RANGES["high_90"])

type Months = str | Sequence[str] | None
"""Months (YYYY-MM) to average over; the last twelve if None."""


@shown
@dataclass(frozen=True, slots=True)
class Card:
    """What an answer comes to, on one screen.

    Attributes
    ----------
    question : str
    bottom_line : str
        One sentence.
    findings : mapping of str to tuple of Finding
        By arm in words, that of the sentence first, then those that change models most, at most MOST_ARMS.
    pays : mapping of str to str
        Who pays, by the same.
    left_out : tuple of str
        Other arms.
    basis : str
        Which runs it rests on.
    """

    question: str
    bottom_line: str
    findings: Mapping[str, tuple[Finding, ...]]
    pays: Mapping[str, str]
    left_out: tuple[str, ...]
    basis: str

    def told(self) -> dict[str, list[str]]:
        """Write what each arm comes to, line by line."""
        return {
            arm: [*map(line_told, findings), *filter(None, [self.payer_told(arm)])]
            for arm, findings in self.findings.items()
        }

    def payer_told(self, arm: str) -> str:
        """Write who pays for an arm; empty if nobody does."""
        return f"paid by {self.pays[arm]}" if self.pays[arm] else ""

    @property
    def left_out_told(self) -> str:
        """Name the arms that it does not tell of in a sentence; empty if there are none."""
        return f"Not on this card: {joined(self.left_out)}." if self.left_out else ""

    def lines(self) -> list[str]:
        """Write it as lines of text, which are a list in Markdown; the first is the sentence."""
        told = [self.bottom_line]
        for arm, lines in self.told().items():
            told += [f"- {arm}", *(f"  - {line}" for line in lines)]
        return [*told, *(f"- {each}" for each in (self.left_out_told, self.basis) if each)]

    def to_dict(self) -> dict[str, Any]:
        """Write it as values that JSON knows."""
        findings = {
            arm: [
                {
                    "group": each.measure.who,
                    "outcome": each.measure.outcome,
                    "unit": each.measure.unit,
                    "value": each.value,
                    "low": each.low,
                    "high": each.high,
                    "mark": each.mark,
                    "certainty": None if each.level is None else each.level.word,
                    "basis": each.basis,
                    "says": line_told(each),
                }
                for each in found
            ]
            for arm, found in self.findings.items()
        }
        return {
            "question": self.question,
            "bottom_line": self.bottom_line,
            "findings": findings,
            "pays": dict(self.pays),
            "left_out": list(self.left_out),
            "basis": self.basis,
        }


def card_of(comparison: "Comparison", said: Mapping[str, str] | None = None, months: Months = None) -> Card:
    """Make the card of a comparison.

    Parameters
    ----------
    comparison : Comparison
    said : mapping of str to str, optional
        Phrases for arms that are no policies: {"baseline": "without feedback", "the_baseline": "with it"}.
    months : str or sequence of str, optional
        Months (YYYY-MM) to average over instead of the last twelve.

    Returns
    -------
    Card
        With worlds, medians and ranges are over these; else means and intervals over seeds.
    """
    said = {} if said is None else said
    if not comparison.n_pairs:
        return Card(comparison.question, NO_PAIRS, {}, {}, (), _basis(comparison, months))
    found = _over_worlds(comparison, months) if comparison.worlds is not None else _of_seeds(comparison, months)
    ranked = sorted(found, key=lambda arm: _rank(found[arm][0]))
    words = {arm: _in_words(comparison.baseline, comparison.arms[arm], arm) for arm in ranked}
    reference = said.get(BASELINE, "if nothing is done")
    chosen = next((arm for arm in ranked if found[arm][0].is_felt and found[arm][0].is_better), ranked[0])
    sentence = bottom_line(
        said.get(chosen, f"under {words[chosen]}"),
        reference,
        [each for each in found[chosen] if each.measure is not COST],
    )
    if len(found) > 1:
        is_best = found[chosen][0].is_felt and found[chosen][0].is_better
        head = "Best of {} for models" if is_best else "None of {} is told to make models better"
        sentence = f"{head.format(len(found))}: {sentence[:1].lower()}{sentence[1:]}"
    ranked = [*dict.fromkeys((chosen, *ranked))]
    names = words | {arm: said[arm] for arm in ranked if arm in said}
    on_card = ranked[:MOST_ARMS]
    return Card(
        question=comparison.question,
        bottom_line=sentence,
        findings={names[arm]: tuple(_on_card(found[arm])) for arm in on_card},
        pays={names[arm]: _payers(comparison.baseline, comparison.arms[arm]) for arm in on_card},
        left_out=tuple(names[arm] for arm in ranked[MOST_ARMS:]),
        basis=_basis(comparison, months),
    )


def _in_words(baseline: Scenario, arm: Scenario, name: str) -> str:
    """Name an arm as people do; one that only adds policies and is named after them, by these and what they set."""
    policies = added_policies(baseline, arm)
    adds_only = arm.parameters == baseline.parameters and arm.policies == (*baseline.policies, *policies)
    if adds_only and policies and name.startswith(f"{policies[0].kind}-"):
        return joined(map(_policy_in_words, policies))
    return name.replace("_", " ")


def _policy_in_words(policy: Policy) -> str:
    said = [
        f"{name} {value}".replace("_", " ")
        for name, value in policy.to_dict().items()
        if name != "kind" and value != type(policy).model_fields[name].default
    ]
    return policy.kind.replace("_", " ") + (f" ({', '.join(said)})" if said else "")


def _rank(models: Finding) -> tuple[bool, float]:
    """Put what is told to change models first, the most first."""
    size = abs(models.value) if np.isfinite(models.value) else np.inf
    return not models.is_felt, -size


def _on_card(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Leave out a cost that is none."""
    yield from (each for each in findings if each.measure is not COST or each.value)


def _measures(comparison: "Comparison") -> list[Measure]:
    """Give what the runs hold of all that a card tells, the cost last."""
    return [each for each in (*MEASURES, COST) if each.outcome in comparison.series]


def _payers(baseline: Scenario, arm: Scenario) -> str:
    """Name who pays, without how."""
    payers = [re.split("[,;]", policy.pays)[0] for policy in added_policies(baseline, arm) if policy.pays != "nobody"]
    return joined(dict.fromkeys(payers)) if payers else ""


def _basis(comparison: "Comparison", months: Months) -> str:
    world, worlds = comparison.baseline, comparison.worlds
    last = step_to_date(world.months - 1)
    if months is None:
        period = f"means of the last {min(12, world.months)} months to {last}"
    else:
        dates = [months] if isinstance(months, str) else sorted(months)
        period = f"means of {dates[0]} to {dates[-1]}"
    if worlds is None:
        interval = f"{exact_percent(comparison.confidence)} interval"
        pairs = f"{count(comparison.n_pairs, 'pair')} on common seeds, in one world, so without a word of certainty"
        runs = f"mean and {interval} of {pairs}"
    else:
        runs = f"median and range of 90 % of {count(len(worlds.drawn), 'world')} that history allows"
    return f"{world.size:,} authors, {period}; {runs}."


def _over_worlds(comparison: "Comparison", months: Months) -> dict[str, tuple[Finding, ...]]:
    """Give all findings of each arm, that of its cost last: median and 90 % of worlds."""
    worlds, measures = comparison.asked_worlds(), _measures(comparison)
    outcomes = [each.outcome for each in measures]
    rated = comparison.over_worlds(outcomes, months).set_index(["arm", "outcome"])
    values = by_world(comparison.series, worlds, comparison.seed, outcomes, months)
    pairs = worlds.first_pairs(comparison.seed)
    laid = {name: [worlds.laid(pair, arm) for pair in pairs] for name, arm in comparison.arms.items()}

    def found(name: str, measure: Measure) -> Finding:
        row, table = rated.loc[(name, measure.outcome)], values[measure.outcome]
        own, measure = _in_plain(measure, (table[BASELINE], table[name]), (laid[BASELINE], laid[name]))
        known = own[~np.isnan(own)]
        low, value, high = np.quantile(known, _ENDS, method="nearest").tolist() if len(known) else (np.nan,) * 3
        level = next((each for each in Level if each.word == row["certainty"]), None)
        same = f"{row['n_same_worlds']:.0f} of {count(int(row['n_worlds']), 'world')}"
        basis = f"{same}, {row['n_same_structures']:.0f} of {count(int(row['n_structures']), 'structure')}"
        return Finding(
            measure=measure,
            value=value,
            low=low,
            high=high,
            size=size_word(float(row["relative"])) if level is not None else "little",
            level=level,
            is_told=level is not Level.VERY_LOW and bool(len(known)),
            basis=basis if level is not None else "the same in every world",
        )

    return {name: tuple(found(name, each) for each in measures) for name in comparison.arms if name != BASELINE}


def _of_seeds(comparison: "Comparison", months: Months) -> dict[str, tuple[Finding, ...]]:
    """Give all findings of each arm, that of its cost last: mean and interval over pairs in one world."""
    measures = _measures(comparison)
    table = comparison.effects([each.outcome for each in measures], months).set_index(["arm", "outcome"])

    def found(name: str, measure: Measure) -> Finding:
        row = table.loc[(name, measure.outcome)]
        ends = row["baseline"] + row[["low", "difference", "high"]].to_numpy(dtype=np.float64)
        laid = [[comparison.arms[each]] * len(ends) for each in (BASELINE, name)]
        own, measure = _in_plain(measure, (np.full(len(ends), row["baseline"]), ends), laid)
        low, value, high = own.tolist()
        is_same, pairs = row["method"] == "exact", count(int(row["n_pairs"]), "pair")
        return Finding(
            measure=measure,
            value=value,
            low=low,
            high=high,
            size=size_word(float(row["relative"])),
            level=None,
            is_told=bool(row["is_real"]) or is_same,
            basis=f"the same in all {pairs} of one world" if is_same else f"{pairs} of one world",
        )

    return {name: tuple(found(name, each) for each in measures) for name in comparison.arms if name != BASELINE}


def _in_plain(
    measure: Measure, levels: Sequence[ArrayLike], laid: Sequence[Sequence[Scenario]]
) -> tuple[FloatArray, Measure]:
    """Give effects in plain units from what baseline and arm are, shape (2, n), and the measure that has these units.

    Models are as old as a perfect model of the same loss, where cultures move and content has such models; else what
    is told is the part by which their loss changes.
    """
    before, after = (np.asarray(each, dtype=np.float64) for each in levels)
    if measure.unit == MONTHS:
        if all(has_ages(each.parameters) for arm in laid for each in arm):
            ages = [
                [months_of_age(float(loss), each.parameters.culture) for loss, each in zip(row, arm, strict=True)]
                for row, arm in zip((before, after), laid, strict=True)
            ]
            with np.errstate(invalid="ignore"):  # both older than anything: no difference that is known
                return np.subtract(ages[1], ages[0]), measure
        measure = LOSS
    if measure.unit == PART:
        return np.divide(after - before, np.abs(before), out=np.full(len(before), np.nan), where=before != 0.0), measure
    return after - before, measure

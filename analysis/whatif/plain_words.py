"""The one writer of what an effect means to people: who is better or worse off, by how much, and how sure that is."""

from dataclasses import dataclass
from math import isfinite, isnan

from analysis.statistics.wording import SMALLEST_TOLD, joined, percent, short
from analysis.uncertainty.certainty import Level

MONTHS, PART, USD = "months", "part", "USD a month per author"
"""Plain units: months of age of a model, a part of what it was, and money."""
MARKS = {"much better": "▲▲", "better": "▲", "alike": "●", "worse": "▼", "much worse": "▼▼", "unknown": "?"}
"""The fixed scale of a card: much is a tenth or more of what was, alike less than a hundredth."""
MARKS_TOLD = (
    "▲▲ much better (by a tenth or more), ▲ better, ● little or no difference (under a hundredth), ▼ worse, "
    "▼▼ much worse, ? not to be told."
)
_VERBS = {Level.HIGH: "", Level.MODERATE: "probably ", Level.LOW: "perhaps "}
_SIZES = {"large": "much ", "": "", "slight": "slightly "}
_LITTLE = "little"
_WHOLE_MONTHS = 9.95
_NO_PART = 5e-6
MODELS_AS = {MONTHS: "as if ", PART: "by "}


@dataclass(frozen=True, slots=True)
class Measure:
    """What a card tells of a group.

    Attributes
    ----------
    outcome : str
        An indicator.
    who : str
        As the card heads its line.
    unit : str
        MONTHS, PART or USD.
    up, down : str
        What a rise and a fall of the number means, after the number ("months older", "more").
    says : str
        A clause with {verb} for how sure it is, and {number} for the number and its word.
    is_better_up : bool
        Whether a rise is better.
    """

    outcome: str
    who: str
    unit: str
    up: str
    down: str
    says: str
    is_better_up: bool


MODELS = Measure("model_loss", "models", MONTHS, "months older", "months newer", "", False)
MEASURES = (
    MODELS,
    Measure("author_income", "authors' income", PART, "more", "less", "authors {verb}earn {number}", True),
    Measure("n_authors", "people who write", PART, "more", "fewer", "{verb}{number} people write", True),
    Measure("reader_welfare", "readers", PART, "better off", "worse off", "readers are {verb}{number}", True),
)
"""What cards tell of, in this order; a loss of models is told as the age at which a perfect model would have it."""
LOSS = Measure("model_loss", "models", PART, "more loss", "less loss", "", False)
"""What stands for the age of models where content or culture has no such age."""
COST = Measure("policy_payments", "cost", USD, "", "", "", False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An effect on a group in plain units.

    Attributes
    ----------
    measure : Measure
    value, low, high : float
        In the unit of the measure; NaN where it is not defined, infinite where no model is so old.
    size : str
        One of the words of `certainty.SIZES`.
    level : Level or None
        Certainty; None where no other worlds were asked.
    is_told : bool
        Whether its sign is told: at more than very low certainty, or, without worlds, from what seeds do.
    basis : str
        What it rests on ("28 of 30 worlds, 4 of 4 structures").
    """

    measure: Measure
    value: float
    low: float
    high: float
    size: str
    level: Level | None
    is_told: bool
    basis: str

    @property
    def is_felt(self) -> bool:
        """Whether it is told and more than little or nothing."""
        return self.is_told and self.size != _LITTLE and self.value != 0.0 and not isnan(self.value)

    @property
    def is_better(self) -> bool:
        """Whether the group is better off by it."""
        return (self.value > 0.0) == self.measure.is_better_up

    @property
    def mark(self) -> str:
        """The mark on the fixed scale; empty for a cost."""
        if self.measure.unit == USD:
            return ""
        if not self.is_told or isnan(self.value):
            return MARKS["unknown"]
        if not self.is_felt:
            return MARKS["alike"]
        much = "much " if self.size == "large" else ""
        return MARKS[f"{much}{'better' if self.is_better else 'worse'}"]


def numbers_told(found: Finding) -> str:
    """Write an effect with its range: "21 months older (8 to 60)", "3 % less (-1 to 5)".

    The range is told in the direction of the number; what lies on the other side of nothing has a minus.
    """
    measure, value = found.measure, found.value
    if isnan(value):
        return "not defined"
    if measure.unit == USD:
        low, told, high = (_plain(each, USD) for each in (found.low, value, found.high))
        told = f"{told} {USD}"
    else:
        sign = -1.0 if value < 0.0 else 1.0
        low, high = (
            _plain(each, measure.unit).removesuffix(" %") for each in sorted((sign * found.low, sign * found.high))
        )
        told = f"{_plain(sign * value, measure.unit)} {measure.up if sign > 0.0 else measure.down}"
    return f"{told} (no range)" if isnan(found.low) or isnan(found.high) else f"{told} ({low} to {high})"


def line_told(found: Finding) -> str:
    """Write the line of a card: mark, group, number with range, certainty and what it rests on."""
    head = f"{found.mark} " if found.mark else ""
    return f"{head}{found.measure.who}: {numbers_told(found)}; {sure_told(found)}"


def sure_told(found: Finding) -> str:
    """Write how sure an effect is and what it rests on: "certainty low, 28 of 30 worlds, 4 of 4 structures"."""
    return found.basis if found.level is None else f"certainty {found.level.word}, {found.basis}"


def bottom_line(arm: str, reference: str, findings: list[Finding]) -> str:
    """Say in one sentence what an arm comes to.

    Parameters
    ----------
    arm, reference : str
        Phrases: "under a levy", "if nothing is done".
    findings : list of Finding
        That of models first.

    Returns
    -------
    str
        Whatever cannot be told is said to be so.
    """
    models, *people = findings
    others = [_clause(each) for each in people if each.is_felt]
    head = f"{arm[:1].upper()}{arm[1:]}"
    if not models.is_told:
        told = f"{head}, nobody can tell whether models are better or worse than {reference}"
    elif not models.is_felt:
        told = f"{head}, models are {_verb(models)}about as good as {reference}"
    else:
        word = f"{_SIZES[models.size]}{'better' if models.is_better else 'worse'}"
        by = f"{MODELS_AS[models.measure.unit]}{numbers_told(models)}"
        told = f"{head}, models are {_verb(models)}{word} than {reference}, {by}"
    return f"{told}; {joined(others)}." if others else f"{told}."


def _clause(found: Finding) -> str:
    return found.measure.says.format(verb=_verb(found), number=numbers_told(found))


def _verb(found: Finding) -> str:
    return "" if found.level is None else _VERBS.get(found.level, "")


def _plain(value: float, unit: str) -> str:
    """Write a number that is told in the direction of its word, which may lie on the other side of nothing."""
    if not isfinite(value):
        return "many" if value > 0.0 else "-many"
    if unit == USD:
        return f"under {SMALLEST_TOLD}" if 0.0 < value < SMALLEST_TOLD else short(value, 2)
    if unit == MONTHS:
        return f"{value:.0f}" if abs(value) >= _WHOLE_MONTHS else f"{value:z.1f}"
    return percent(value) if abs(value) >= _NO_PART else "0 %"

"""What is told of columns: unit, range, which direction is better, and the meaning in plain words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, Protocol, Self

Direction = Literal["higher", "lower", "neither"]
SHARE = "share"
UNITS: Mapping[str, str] = MappingProxyType(
    {
        SHARE: "a part of a whole, from 0 (nothing) to 1 (all)",
        "nats per idea": "how far from right, on a scale of logarithms: 0.7 more is half the chance that an idea "
        "should have, 2.3 more a tenth",
        "nats per 1,000 tokens": "nats per idea (see there) that 1,000 tokens of text, about 750 words, are worth",
        "odds ratio": "the odds of something here over its odds there; 1 is no difference",
        "generations": "steps from people: what a model writes that learnt from people is one step away",
        "ideas": "the pieces of knowledge that pages are made of in this model",
        "USD a month per author": "US dollars a month, over the number of human authors at the start, or for "
        "author_income of those who are active; an author stands for many readers (market.readers_per_author)",
        "USD per 1,000 tokens": "US dollars for 1,000 tokens of text, about 750 words",
        "logits": "a difference of logarithms of odds: by 0.7 more, odds double",
        "index": "a number from 0 to 1 without a unit",
        "estimated share": "a share as it is estimated, by luck outside [0, 1]",
        "row": "the place of one among its kind, counted from 0; it stays the same for a whole run",
        "version": "number of a version of a model, counted over all trainers from 0",
        "month": "text as YYYY-MM, which sorts and is the same in CSV, JSON and Parquet",
        "step": "months since January 2022, which is 0; the history before it has negative ones",
    }
)
"""Units that do not speak for themselves -> what they are."""
_COUNTS = ("authors", "operators", "sites", "pages", "pages a month", "ideas", "tokens", "generations", "number")
_NEVER_NEGATIVE = frozenset({*_COUNTS, "ratio", "odds ratio", "USD per 1,000 tokens"})


@dataclass(frozen=True)
class ColumnInfo:
    """What there is to know about one column of a frame.

    Attributes
    ----------
    name : str
    unit : str
        "text" and "yes or no" among them.
    meaning : str
        What it is, in one plain sentence.
    better : {"higher", "lower", "neither"}
        Direction that is better for the quality of models or for people.
    low, high : float, optional
        Least and greatest value, both included; None where there is none. That shares lie in [0, 1], and that counts,
        ratios and prices are never negative, goes without saying.
    note : str
        How exactly it is counted, where the sentence cannot say it.
    label : str
        Its name in words, with which a sentence can begin; empty if its name says it.
    """

    name: str
    unit: str
    meaning: str
    better: Direction = "neither"
    low: float | None = None
    high: float | None = None
    note: str = ""
    label: str = ""

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and greatest value; None where there is none."""
        if self.unit == SHARE:
            return 0.0, 1.0
        return (0.0 if self.unit in _NEVER_NEGATIVE else self.low), self.high

    @property
    def range(self) -> str:
        """The same in words; empty where any value can stand."""
        low, high = self.bounds
        if low is None or high is None:
            return "" if low is high else f"{low:g} or more" if high is None else f"{high:g} or less"
        return f"{low:g} to {high:g}"


class Texts(dict[str, str]):
    """Texts by column; pandas, which copies what frames say with every column taken of them, hands it on as it is."""

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class _SaysOfItself(Protocol):
    """A frame of pandas."""

    attrs: dict[Any, Any]

    def __contains__(self, name: object) -> bool: ...


@dataclass(frozen=True)
class FrameInfo:
    """What there is to know about a kind of frames.

    Attributes
    ----------
    name : str
        Of the file that holds it, where one does.
    row : str
        What one row stands for, in a sentence.
    given_by : tuple of str
        The calls and files that give it.
    columns : tuple of ColumnInfo
        In their order.
    """

    name: str
    row: str
    given_by: tuple[str, ...]
    columns: tuple[ColumnInfo, ...]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in their order."""
        return [column.name for column in self.columns]

    def told[Frame: _SaysOfItself](self, frame: Frame, others: Iterable[ColumnInfo] = ()) -> Frame:
        """Let a frame say what its columns are: `attrs["units"]` and `attrs["meanings"]`, texts by column.

        Parameters
        ----------
        frame : DataFrame
        others : iterable of ColumnInfo, optional
            Columns that it may have besides.

        Returns
        -------
        DataFrame
            The same one.
        """
        frame.attrs |= attributes(column for column in (*self.columns, *others) if column.name in frame)
        return frame


def attributes(columns: Iterable[ColumnInfo]) -> dict[str, Texts]:
    """Give units and meanings by the names of columns."""
    known = list(columns)
    units, meanings = ({each.name: getattr(each, text) for each in known} for text in ("unit", "meaning"))
    return {"units": Texts(units), "meanings": Texts(meanings)}


def columns(*rows: tuple[str, str, str]) -> tuple[ColumnInfo, ...]:
    """Describe columns of which there is no more to say than name, unit and meaning."""
    return tuple(ColumnInfo(*row) for row in rows)

"""Errors that say which value is wrong, which rule it breaks, where, and what to do about it.

Every error of the project derives from `EcosystemError` and from the built-in that fits. An error
holds one or several `Fault` objects, so that everything wrong with one object is told at once.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

_LONGEST_VALUE = 60
MOST_LINES = 40
"""Faults that an error tells in full; more are counted."""
_LONGEST_PLACE = 200
_MOST_SUGGESTED = 60
_NOTHING_MOVED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in the parts of its sentence.

    Parameters
    ----------
    name : str
        What is wrong, by the name the user knows it under, e.g. "culture.persistence".
    rule : str
        The broken rule, continuing the sentence "name = value ...", e.g. "is outside [0, 1]".
    value : str, optional
        The offending value as text; None if there is none (e.g. it is missing).
    where : str, optional
        The object or place in which it stands, e.g. "scenario 'baseline'".
    remedy : str, optional
        What the thing is and what to write instead, as one sentence.
    """

    name: str
    rule: str
    value: str | None = None
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        """Say it in one or two sentences, without signs that nobody sees or that a terminal obeys."""
        name = self.name if self.name.isprintable() and 0 < len(self.name) <= _LONGEST_VALUE else quoted(self.name)
        subject = name if self.value is None else f"{name} = {self.value}"
        where = self.where if len(self.where) <= _LONGEST_PLACE else f"{self.where[:_LONGEST_PLACE]}..."
        place = f" ({where})" if where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        sentence = f"{subject} {self.rule}{place}.{remedy}"
        return "".join(each if each.isprintable() or each == "\n" else repr(each)[1:-1] for each in sentence)


class EcosystemError(Exception):
    """Something the user can put right; the base of all errors of the project.

    Parameters
    ----------
    *faults : Fault or str
        Everything that is wrong, in the order found.
    """

    def __init__(self, *faults: Fault | str) -> None:
        super().__init__(*faults)

    @property
    def faults(self) -> tuple[Fault | str, ...]:
        """Everything that is wrong, in the order found."""
        return self.args

    def __str__(self) -> str:
        """Say one fault in a line, or count several and list them, the first ones if there are very many."""
        if len(self.faults) == 1:
            return str(self.faults[0])
        lines = [f"{len(self.faults)} faults:", *(f"  - {fault}" for fault in self.faults[:MOST_LINES])]
        return "\n".join([*lines, "  - ..."] if len(self.faults) > MOST_LINES else lines)


class EcosystemWarning(UserWarning):
    """Something that the user should know of, and that does not keep the project from going on."""


class OutOfRangeError(EcosystemError, ValueError):
    """A number lies outside its bounds."""


class WrongTypeError(EcosystemError, TypeError):
    """A value is of another type than the one asked for."""


class UnknownNameError(EcosystemError, LookupError):
    """A name is not among those that are known."""


class DateError(EcosystemError, ValueError):
    """A text is not a month written as YYYY-MM."""


class ParameterError(EcosystemError, ValueError):
    """Values of a parameter group break their rules."""


class PolicyError(ParameterError):
    """A policy breaks its rules, or nobody knows its kind."""


class IndicatorError(EcosystemError, ValueError):
    """An indicator cannot be known by its name, or does not give a number."""


class FamilyError(EcosystemError, TypeError):
    """A family of content breaks the protocol."""


class CorpusError(EcosystemError, ValueError):
    """There is no real writing, too little of it, or what is no writing."""


class ScenarioError(ParameterError):
    """A scenario breaks its rules, or its text cannot be read."""


class ScheduleError(EcosystemError, ValueError):
    """Phases of a month stand in an order in which one needs what another has not done yet."""


def quoted(value: object) -> str:
    """Write a value as Python would, cut short if it is long; a path is whole, and what is too long to write a type."""
    if isinstance(value, PurePath):
        return repr(str(value))
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of very many digits, or a list that lies very deep in itself
        text = f"<{type(value).__name__} too long to write>"
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Suggest the known name closest to `name`, or list them all if none is close.

    A dotted name also finds its last part under another group: "web.persistence" suggests
    "culture.persistence".
    """
    names = sorted(known)
    last_part = name.rpartition(".")[2]
    same_field = [each for each in names if each.rpartition(".")[2] == last_part]
    closest = difflib.get_close_matches(name, same_field, n=1, cutoff=0.0) or difflib.get_close_matches(
        name, names, n=1
    )
    if closest:
        return f"Did you mean {closest[0]!r}?"
    more = [f"and {len(names) - _MOST_SUGGESTED} more"] if len(names) > _MOST_SUGGESTED else []
    return (
        f"Known are: {', '.join([*(each[:_LONGEST_VALUE] for each in names[:_MOST_SUGGESTED]), *more])}."
        if names
        else ""
    )


def unknown_name(
    name: str,
    known: Iterable[str],
    *,
    value: str | None = None,
    where: str = "",
    moved: Mapping[str, str] = _NOTHING_MOVED,
) -> Fault:
    """Describe a name that nobody knows, with its new name if it has `moved`, or else the closest one that is known."""
    name = str(name)  # what stands for a name in a file may be anything
    if name in moved:
        return Fault(name, "is not a known name any more", value, where, f"It moved to {moved[name]!r}.")
    return Fault(name, "is not a known name", value, where, did_you_mean(name, known))

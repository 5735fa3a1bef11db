"""What a visitor has typed: from texts to a checked scenario, with messages at each field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.dashboard.page_model import PAGE_SIZE
from analysis.dashboard.policy_form import (
    NOW,
    PREFIX,
    Value,
    is_start,
    policy_infos,
    read_policies_of,
    shown_of,
    told,
)
from ecosystem.errors import EcosystemError, Fault, quoted, unknown_name
from ecosystem.parameters import MOVED, Parameters
from ecosystem.parameters.fields import FieldInfo, describe, plain_value
from ecosystem.policies import moved_fields
from ecosystem.scenario import Scenario

MOST_AUTHORS = 5_000
"""Largest web that the page runs; larger ones are for `ecosystem run`."""
LONGEST_VALUE = 1_000
"""Characters that a field takes."""
RUN_FIELDS = ("size", "months", "seed")
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_ACRONYMS = {"usd": "USD", "ai": "AI", "tpr": "TPR", "fpr": "FPR", "hhi": "HHI"}


@dataclass(frozen=True)
class Form:
    """What stands in the fields of the page.

    Attributes
    ----------
    start : Scenario
        The chosen scenario.
    texts : mapping of str to str or bool
        What was typed over it, by dotted name of the parameter, or "size", "months", "seed".
    """

    start: Scenario
    texts: Mapping[str, Value] = field(default_factory=dict)

    def typed(self, name: str, value: Value) -> "Form":
        """Give the form with one field changed."""
        return replace(self, texts={**self.texts, name: value})

    def dated(self, month: str) -> "Form":
        """Give the form with a month for every start of a policy that is now."""
        starts = (name for name, text in self.texts.items() if is_start(name) and str(text).strip().lower() == NOW)
        return replace(self, texts={**self.texts, **dict.fromkeys(starts, month)})

    def without(self, names: Iterable[str]) -> "Form":
        """Give the form with some fields as the scenario has them."""
        dropped = set(names)
        return replace(self, texts={name: value for name, value in self.texts.items() if name not in dropped})

    def shown(self, name: str) -> Value:
        """Give what a field shows: what was typed, or the value of the scenario."""
        if name in self.texts:
            return self.texts[name]
        if name in RUN_FIELDS:
            return str({"size": PAGE_SIZE, "months": self.start.months, "seed": 0}[name])
        if name.startswith(PREFIX):
            return shown_of(self.start, name)
        value = self.start.value(name)
        return value if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Reading:
    """What a form says: the setting and seed if all is well, else one message a field."""

    setting: Scenario | None
    seed: int
    messages: Mapping[str, str]


def read_form(form: Form) -> Reading:
    """Check all that stands in a form."""
    values, messages = _read_values(form)
    seed = values.pop("seed", 0)
    if "size" in values and values["size"] > MOST_AUTHORS:
        rule = f"is more than the page runs: write at most {MOST_AUTHORS:,}; `ecosystem run` takes larger webs."
        messages["size"] = f"{quoted(values['size'])} {rule}"
        del values["size"]
    if seed < 0:
        messages["seed"] = f"{seed} is below 0: write a whole number from 0 up."
    months = max(values.get("months", form.start.months), 1)
    policies, wrong = read_policies_of(form.start, months, form.shown, parse)
    messages |= wrong
    try:
        setting = form.start.replace(**values, policies=() if wrong else policies)
    except EcosystemError as error:
        messages.update(_messages(error.faults))
        return Reading(None, seed, messages)
    return Reading(None if messages else setting, seed, messages)


def typed_by(told: object) -> dict[str, Value]:
    """Read what a browser tells of a field: its name and value, and the switch of the policy that it moves.

    Returns
    -------
    dict of str to value
        By name of the field; empty if the form of the page would not tell that.
    """
    match told:
        case {"name": str(name), "value": str() | bool() as value, "switch": str(switch)} if switch:
            typed: dict[str, Value] = {switch: True, name: value}
        case {"name": str(name), "value": str() | bool() as value}:
            typed = {name: value}
        case _:
            return {}
    infos = fields_by_name()
    is_of_fields = all(
        name in infos and isinstance(value, bool) is (infos[name].type == "switch") and len(str(value)) <= LONGEST_VALUE
        for name, value in typed.items()
    )
    return typed if is_of_fields else {}


def _read_values(form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """Read what is typed, but for policies: values by name, and what is wrong by name."""
    infos = fields_by_name()
    values: dict[str, Any] = {}
    messages: dict[str, str] = {}
    for name in dict.fromkeys((*RUN_FIELDS, *form.texts)):
        if name not in infos:
            messages[name] = str(unknown_name(name, infos, moved={**MOVED, **moved_fields(PREFIX)}))
        elif not name.startswith(PREFIX):
            try:
                values[name] = parse(infos[name], form.shown(name))
            except ValueError as error:
                messages[name] = str(error)
    return values, messages


def fields_by_name() -> dict[str, FieldInfo]:
    """Describe all fields of the page by their dotted names."""
    of_policies = (info for infos in policy_infos().values() for info in infos)
    return {info.name: info for info in (*describe(Parameters), *run_fields(), *of_policies)}


def run_fields() -> list[FieldInfo]:
    """Describe the fields of a run as those of parameters are described."""
    size, months = (info for info in describe(Scenario) if info.name in {"size", "months"})
    meaning = "Which of the possible worlds is drawn; the same seed gives the same run"
    seed = FieldInfo("seed", "whole number", 0, "-", 0, None, (), meaning, "judgement", "parameter")
    return [replace(size, default=PAGE_SIZE, high=MOST_AUTHORS), months, seed]


def parse(info: FieldInfo, text: Value) -> Any:
    """Read one value as the field wants it.

    Raises
    ------
    ValueError
        With what to write instead, when the text is no such value.
    """
    text = str(text).strip()
    if info.type == "switch":
        return _is_yes(text)
    if not text and info.default is None:
        return None
    if info.type == "value":
        return plain_value(text)
    try:
        if info.type == "whole number":
            return int(text)
        if info.type == "number":
            return float(text)
    except ValueError:
        message = f"{quoted(text)} is not a {info.type}: write {_wanted(info)}."
        raise ValueError(message) from None
    return text


def _is_yes(text: str) -> bool:
    """Read yes or no as people spell it."""
    for answer, spellings in ((True, _YES), (False, _NO)):
        if text.lower() in spellings:
            return answer
    message = f"{quoted(text)} is neither yes nor no: write true or false."
    raise ValueError(message)


def _wanted(info: FieldInfo) -> str:
    return f"one {range_text(info)}, e.g. {info.default}" if range_text(info) else f"one, e.g. {info.default}"


def range_text(info: FieldInfo) -> str:
    """Say within which bounds a value must lie; empty if there are none."""
    if info.low is None and info.high is None:
        return ""
    if info.low is None or info.high is None:
        return f"from {info.low}" if info.high is None else f"up to {info.high}"
    return f"from {info.low} to {info.high}"


def label_of(info: FieldInfo) -> str:
    """Name a field for people, in words."""
    if info.name.count(".") == 1 and info.name.startswith(PREFIX):
        return "Switched on"
    words = words_of(info.name).removeprefix("has ").split()
    told = " ".join(_ACRONYMS.get(word, word) for word in words)
    return told[:1].upper() + told[1:]


def words_of(name: str) -> str:
    """Write the name of a field in words: what follows the group of parameters, or the kind of the policy."""
    own = name.rpartition(".")[2] if name.startswith(PREFIX) else name.partition(".")[2] or name
    return own.replace(".", " ").replace("_", " ")


def _messages(faults: Iterable[Fault | str]) -> dict[str, str]:
    """Give one message a field."""
    all_faults = [fault if isinstance(fault, Fault) else Fault("page", str(fault)) for fault in faults]
    return {fault.name: told(fault) for fault in all_faults}

"""From what people write in options to values: numbers with commas between, names with values, values as in TOML."""

import re
from collections.abc import Iterable
from math import isfinite
from typing import Any

from ecosystem.errors import EcosystemError, Fault, PolicyError, WrongTypeError, quoted

AND = re.compile(r"\+(?=[a-z])")
"""What stands between policies and laws that are put on a world together."""


def read_numbers[Number: (int, float)](text: str, kind: type[Number], option: str, example: str) -> list[Number]:
    """Read numbers with commas between them, such as "0,12,24".

    Parameters
    ----------
    text : str
    kind : int or float
        Whole numbers, or finite ones.
    option : str
        Of the command line, e.g. "--delays".
    example : str
        What could be written.

    Raises
    ------
    WrongTypeError
        If a part is no such number; it lists every one.
    """
    parts = [part.strip() for part in text.split(",")]
    faults, numbers = [], []
    for part in parts:
        try:
            number = kind(part)
            is_number = isfinite(number)
        except (ValueError, OverflowError):  # text, or more digits than a float can have
            is_number = False
        if not is_number:
            rule = "is not a whole number" if kind is int else "is not a number"
            faults.append(Fault(option, rule, quoted(part), remedy=f"Write numbers with commas, e.g. {example}."))
        else:
            numbers.append(number)
    if faults:
        raise WrongTypeError(*faults)
    return numbers


def given_twice(name: str, where: str = "") -> Fault:
    """Say that something has two values."""
    return Fault(name, "is given twice", where=where, remedy="Only one value can hold: leave the other out.")


def read_assignments(
    texts: Iterable[str], name: str, example: str, error: type[EcosystemError], where: str = ""
) -> dict[str, str]:
    """Take texts such as "culture.persistence=0.99" apart into names and what they are to be.

    Parameters
    ----------
    texts : iterable of str
        One value for each name.
    name, example : str
        What such a text is, and what could be written.
    error : type of EcosystemError
        What to raise if a text has no name or no value, or a name has two; it lists every one.
    where : str, optional
        Where the texts stand.
    """
    parts = [text.partition("=") for text in texts]
    remedy = f"Write it as name=value, e.g. {example}."
    faults = [
        Fault(name, "has no name or no value", quoted("".join(part)), where, remedy)
        for part in parts
        if not (part[0].strip() and part[1])
    ]
    given = [key.strip() for key, _, _ in parts]
    faults += [given_twice(key, where or name) for key in dict.fromkeys(given) if key and given.count(key) > 1]
    if faults:
        raise error(*faults)
    return {key.strip(): text.strip() for key, _, text in parts}


def read_value(text: str, *, is_text: bool) -> Any:
    """Read a value as TOML; what is no TOML is text, and so is what a text field gets."""
    from ecosystem.parameters.fields import plain_value

    value = plain_value(text)
    return text if is_text and not isinstance(value, str) else value


def read_fields(text: str) -> tuple[str, dict[str, Any]]:
    """Read a kind of policy with values of its fields, such as "author_levy:share=0.1,start=2027-01".

    Returns
    -------
    tuple of (str, dict of str to value)
        The kind, and values by field, which are not checked.

    Raises
    ------
    PolicyError
        If there is no such kind, or a field has no value or two.
    """
    from ecosystem.parameters.fields import describe
    from ecosystem.policies import POLICIES, read_policy

    kind, _, fields = text.partition(":")
    if kind not in POLICIES:
        read_policy({"kind": kind})  # says which is meant, or where it went
    parts = [part for part in fields.split(",") if part.strip()]
    given = read_assignments(parts, "policy field", "share=0.1", PolicyError)
    if "kind" in given:
        remedy = "The kind stands before the colon; leave this out."
        raise PolicyError(Fault("kind", "is no field to be set", quoted(given["kind"]), f"policy {kind!r}", remedy))
    of_text = {info.name for info in describe(POLICIES[kind]) if info.type in {"text", "date"}}
    return kind, {field: read_value(value, is_text=field in of_text) for field, value in given.items()}

"""From text in TOML or JSON to plain values, in bounded time, and what is wrong with such a text in one sentence."""

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from typing import Any

from ecosystem.errors import EcosystemError, Fault, quoted

LONGEST_TOML = 200_000
"""Characters of the longest text in TOML, which takes up to 20 microseconds each; a scenario with all its values has
some 20,000."""
MOST_LEVELS = 64
"""How deep tables and lists may lie in one another."""
_LONG_NAME = re.compile(rf"(?<![^\s.])(?:[^\s.]+[ \t]*\.[ \t]*){{{MOST_LEVELS},}}")
_TOO_DEEP = f"it is nested more than {MOST_LEVELS} levels deep"


class NotationError(EcosystemError, ValueError):
    """A text is not the TOML or JSON that it should be."""


class _Refused(ValueError):  # noqa: N818 - it never leaves this module
    """A text that a parser would take, or not in bounded time."""


def from_toml(
    text: str,
    error: type[EcosystemError] = NotationError,
    name: str = "text",
    value: str | None = None,
    remedy: str = "",
) -> dict[str, Any]:
    """Read TOML.

    Parameters
    ----------
    text : str
    error : type of EcosystemError
        What to raise.
    name, value : str, optional
        How the text is told of in an error: what it is, and which one, such as its path.
    remedy : str, optional
        What to do about it, as one sentence.

    Returns
    -------
    dict
        Of plain values.

    Raises
    ------
    EcosystemError
        The given one: if it is not TOML, nested too deeply, or has a number of too many digits.

    Examples
    --------
    >>> from_toml("size = 500")
    {'size': 500}
    """
    content: dict[str, Any]
    content, reason = _read(text, _toml)
    if reason:
        raise error(Fault(name, f"is not TOML: {reason}", value, remedy=remedy))
    return content


def from_json(
    text: str,
    error: type[EcosystemError] = NotationError,
    name: str = "text",
    value: str | None = None,
    remedy: str = "",
) -> Any:
    """Read JSON as `from_toml` reads TOML; no name may stand twice in a table, and all numbers are finite.

    Examples
    --------
    >>> from_json('{"size": 500, "size": 50}')
    Traceback (most recent call last):
        ...
    ecosystem.notation.NotationError: text is not JSON: 'size' stands twice in one table.
    """
    content, reason = _read(text, _json)
    if reason:
        raise error(Fault(name, f"is not JSON: {reason}", value, remedy=remedy))
    return content


def _read(text: str, parse: Callable[[str], Any]) -> tuple[Any, str]:
    """Give what a parser makes of a text, and what is wrong with it; its own words where they speak of the text."""
    try:
        content = parse(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, _Refused) as problem:
        return None, str(problem)
    except RecursionError:
        return None, _TOO_DEEP
    except ValueError:
        return None, f"it holds a number of more than {sys.get_int_max_str_digits():,} digits"
    return content, _TOO_DEEP if _is_deep(content) else ""


def _toml(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_TOML:
        message = f"it is longer than {LONGEST_TOML:,} characters"
        raise _Refused(message)
    if _LONG_NAME.search(text):  # a name of n parts takes tomllib n**2
        raise _Refused(_TOO_DEEP)
    return tomllib.loads(text)


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_table, parse_constant=_no_number)


def _table(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            message = f"{quoted(name)} stands twice in one table"
            raise _Refused(message)
        table[name] = value
    return table


def _no_number(text: str) -> Any:
    message = f"{text} is no number that JSON knows"
    raise _Refused(message)


def _is_deep(content: Any) -> bool:
    """Whether something lies so deep that whoever walks through it would fail."""
    layer = [content]
    for _ in range(MOST_LEVELS + 1):
        inner = [list(each.values()) if isinstance(each, dict) else each for each in layer]
        layer = [part for each in inner if isinstance(each, list) for part in each]
        if not layer:
            return False
    return True

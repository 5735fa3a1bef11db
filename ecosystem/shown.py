"""How objects show themselves: in a line or two at a prompt, as a small table in a notebook."""

from collections.abc import Iterable
from dataclasses import is_dataclass
from html import escape
from reprlib import Repr
from typing import Any

LONGEST = 600
"""Characters that an object shows of itself, at most."""
_LONGEST_PART = 72
_FEW = 4
"""Numbers of an array that are shown rather than counted."""


class _Brief(Repr):
    """Writes values in few characters: tables and arrays by their shape, long collections by their first members."""

    def __init__(self) -> None:
        super().__init__(maxlevel=3, maxdict=_FEW, maxstring=_LONGEST_PART, maxlong=_LONGEST_PART)

    def repr_DataFrame(self, frame: Any, level: int) -> str:  # noqa: ARG002, N802
        return f"<{len(frame):,} rows of {len(frame.columns)} columns>"

    def repr_Series(self, series: Any, level: int) -> str:  # noqa: ARG002, N802
        return f"<{len(series):,} values>"

    def repr_ndarray(self, array: Any, level: int) -> str:
        if array.size <= _FEW:
            return self.repr1(array.tolist(), level)
        return f"<{array.dtype} {' x '.join(f'{n:,}' for n in array.shape)}>"

    def repr_mappingproxy(self, mapping: Any, level: int) -> str:
        return self.repr1(dict(mapping), level)

    def repr_instance(self, value: object, level: int) -> str:  # noqa: ARG002
        return cut(" ".join(repr(value).split()), _LONGEST_PART)


def brief(value: object) -> str:
    """Write a value in at most some 70 characters."""
    return cut(_Brief().repr(value), _LONGEST_PART)


def in_brief(name: str, parts: Iterable[tuple[str | None, object]]) -> str:
    """Write an object as its name and what it holds, cut to `LONGEST`.

    Parameters
    ----------
    name : str
        Of its class.
    parts : iterable of (str or None, object)
        What it holds, by name.

    Returns
    -------
    str
    """
    texts = [f"{key}={brief(value)}" if key else brief(value) for key, value in parts]
    kept: list[str] = []
    for number, text in enumerate(texts):
        if sum(map(len, kept)) + 2 * len(kept) + len(text) + len(name) > LONGEST - 32:
            kept.append(f"and {len(texts) - number} more")
            break
        kept.append(text)
    return f"{name}({', '.join(kept)})"


def as_table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    """Write an HTML table of names and texts under a title, all of them escaped."""
    body = "".join(
        f'<tr><th style="text-align:left">{escape(name)}</th><td style="text-align:left">{escape(text)}</td></tr>'
        for name, text in rows
    )
    return f'<table><caption style="text-align:left">{escape(title)}</caption><tbody>{body}</tbody></table>'


def shown[T](kind: type[T]) -> type[T]:
    """Let the objects of a class show in brief what they hold: fields of a dataclass, else what stands in it openly.

    It goes above `@dataclass`. Nothing is cut out of the object: only what a prompt or a notebook shows is short.
    """

    def parts(held: object) -> list[tuple[str, object]]:
        fields = getattr(kind, "__dataclass_fields__", {}) if is_dataclass(kind) else vars(held)
        return [(name, getattr(held, name)) for name in fields if not name.startswith("_")]

    def __repr__(held: T) -> str:  # noqa: N807
        return in_brief(type(held).__name__, parts(held))

    def _repr_html_(held: T) -> str:
        return as_table(type(held).__name__, [(name, brief(value)) for name, value in parts(held)])

    for method in (__repr__, _repr_html_):
        setattr(kind, method.__name__, method)
    return kind


def cut(text: str, longest: int) -> str:
    """Write a text in at most so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."

"""How commands answer: out of one object, in sentences and tables for people or in one JSON document for programs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.console.tables import Table, say_markdown, say_table
from scenarios.console.terminal import exit_on_error, say, say_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command has found.

    Attributes
    ----------
    says : sequence of str
        The verdict, which comes first; those that are empty are left out, here and below.
    numbers : mapping of str to any
        All of it as values that JSON knows, with units and ranges.
    tables : sequence of Table
        What people see of the numbers.
    markdown : str
        What they see besides, in Markdown with tables of its own.
    notes : sequence of str
        How to read the tables, and what else is to be known.
    cautions : sequence of str
        Why not to conclude from it, such as that its web is too small.
    """

    says: Sequence[str]
    numbers: Mapping[str, Any]
    tables: Sequence[Table] = ()
    markdown: str = ""
    notes: Sequence[str] = ()
    cautions: Sequence[str] = ()

    def tell(
        self, *, as_json: bool, to: Path | None = None, leave: Callable[[Path], Path | None] | None = None
    ) -> None:
        """Tell it, and leave files.

        People have read it before files are written, which may fail; the last line is the path of what to open.

        Parameters
        ----------
        as_json : bool
            Whether to print JSON: answer, the numbers, notes, cautions and open, the path or null.
        to : Path, optional
            The file or folder that is written to; nothing is left without.
        leave : callable, optional
            Writes there, and gives the file to open if it is another one.
        """
        if not as_json:
            self._say()
        opened: Path | None = None
        try:
            if to is not None and leave is not None:
                with exit_on_error(1):
                    opened = leave(to) or to
        finally:
            path = None if opened is None else opened.as_posix()
            if as_json:
                told = {"notes": _full(self.notes), "cautions": _full(self.cautions), "open": path}
                say_json({"answer": _full(self.says), **self.numbers, **told})
            elif path is not None:
                say(path)

    def _say(self) -> None:
        say(*_full(self.says))
        for table in self.tables:
            say_table(table)
        say_markdown(self.markdown)
        say(*_full(self.notes), *_full(self.cautions))


def _full(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line]

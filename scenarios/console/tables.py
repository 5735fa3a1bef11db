"""Tables on a terminal: nothing in them is ever cut; where they are too wide, each row becomes a paragraph."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from scenarios.console.terminal import console, wrapped

LONGEST_PART = 40
"""Columns of what is broken anywhere, since no joint comes before: addresses, and scripts without spaces."""
MOST_LINES = 8
"""Lines of a cell beyond which paragraphs are easier to read."""
MOST_LINES_WITHOUT_RULES = 2
"""Lines of a cell beyond which a rule stands between rows."""
SHORT = 24
"""Columns of texts that share a line of a paragraph."""
_JOINTS = re.compile(r"(?<=[_:/=])(?=[^\s_:/=])|(?<=,)(?=[^\W\d])")
"""Where a word that is too long for its column is broken: in names and addresses, not in numbers."""
_INSIDE = re.compile(r" (?!\[)")
"""Spaces of a number that hold it together: only its interval may stand below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What is shown in rows and columns.

    Attributes
    ----------
    title : str
    headings : sequence of str
    rows : sequence of sequence of str
        A cell a heading; cells may have several lines.
    numbers : collection of str
        The headings of columns that hold numbers, which stand to the right and are not broken.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Collection[str] = ()


def say_table(table: Table) -> None:
    """Print a table that shows every number and word in full, however narrow the terminal.

    Texts are broken between words, and long names at their joints; numbers stay whole. On a terminal that is too
    narrow for it each row becomes a paragraph that begins with its first cell. Where nobody looks on, the table is
    as wide as it needs to be. A table without rows is not shown.
    """
    cells = [[str(cell) for cell in row] for row in table.rows]
    if not cells:
        return
    columns = [
        _Column(heading, [row[place] for row in cells], heading in table.numbers)
        for place, heading in enumerate(table.headings)
    ]
    frame = 3 * len(columns) + 1
    screen = console(least=frame + sum(column.least for column in columns))
    widths = _widths(columns, screen.width - frame)
    if table.title:
        screen.print(wrapped(table.title, screen.width), style="italic", markup=False, soft_wrap=True)
    if widths is None:
        _say_paragraphs(screen, columns, len(cells))
    else:
        _say_columns(screen, columns, widths)


def say_markdown(text: str) -> None:
    """Print a text in Markdown, its tables as `say_table` prints them."""
    from rich.markdown import Markdown

    screen = console()
    for is_table, lines in groupby(text.splitlines(), lambda line: line.startswith("| ")):
        if is_table:
            headings, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
            say_table(Table("", headings, rows))
        else:
            screen.print(Markdown("\n".join(lines)))


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """A heading and the cells below it."""

    heading: str
    cells: Sequence[str]
    is_number: bool

    @property
    def is_short(self) -> bool:
        """Whether its cells share a line of a paragraph."""
        return self.is_number or max(map(_width, self.cells), default=0) <= SHORT

    @property
    def parts(self) -> list[str]:
        """What is broken nowhere."""
        of_cells = [part for cell in self.cells for word in _words(cell, self.is_number) for part in self._parts(word)]
        return [*of_cells, *(part for word in _words(self.heading) for part in _JOINTS.split(word))]

    def _parts(self, word: str) -> list[str]:
        return [word] if self.is_number else _JOINTS.split(word)

    @property
    def least(self) -> int:
        """Columns of the widest part."""
        return max((min(_width(part), LONGEST_PART) for part in self.parts), default=1)

    @property
    def most(self) -> int:
        """Columns of the widest line."""
        return max((_width(line) for cell in (self.heading, *self.cells) for line in cell.split("\n")), default=1)

    def wrapped(self, width: int) -> list[list[str]]:
        """Break every cell into lines."""
        return [_wrap(cell, width, self.is_number) for cell in self.cells]


def _widths(columns: Sequence[_Column], room: int) -> list[int] | None:
    """Narrow the widest column until all fit into the room; None if parts or patience of readers would break."""
    widths, least = [column.most for column in columns], [column.least for column in columns]
    while sum(widths) > room:
        spare = [place for place, width in enumerate(widths) if width > least[place]]
        if not spare:
            return None
        widths[max(spare, key=widths.__getitem__)] -= 1
    for column, width in zip(columns, widths, strict=True):
        own = max((cell.count("\n") for cell in column.cells), default=0)
        if any(len(lines) > MOST_LINES + own for lines in column.wrapped(width)):
            return None
    return widths


def _say_columns(screen: Any, columns: Sequence[_Column], widths: Sequence[int]) -> None:
    """Print rows beside their headings, with rules between them if they are tall."""
    from rich.markup import escape
    from rich.table import Table

    rows = list(zip(*(column.wrapped(width) for column, width in zip(columns, widths, strict=True)), strict=True))
    table = Table(show_lines=any(len(lines) > MOST_LINES_WITHOUT_RULES for row in rows for lines in row))
    for column, width in zip(columns, widths, strict=True):
        heading = escape("\n".join(_wrap(column.heading, width)))
        table.add_column(heading, width=width, justify="right" if column.is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape("\n".join(lines)) for lines in row))
    screen.print(table)


def _say_paragraphs(screen: Any, columns: Sequence[_Column], n_rows: int) -> None:
    """Print a paragraph a row: its first cell, a line for each long text, and one for all that is short."""
    first, *others = columns
    for place in range(n_rows):
        told = {each: f"{each.heading}: {'; '.join(each.cells[place].split('\n'))}" for each in others}
        known = [each for each in others if each.cells[place]]
        texts = [told[each] for each in known if not each.is_short]
        facts = "; ".join(told[each] for each in known if each.is_short)
        lines = [line for text in (*texts, facts) if text for line in _wrap(text, screen.width - 2)]
        screen.print(f"\n{first.cells[place]}", style="bold", markup=False, soft_wrap=True)
        screen.print("\n".join(f"  {line}" for line in lines), markup=False, soft_wrap=True)
    screen.print()


def _words(text: str, is_number: bool = False) -> list[str]:
    """Take lines apart at spaces; those that hold numbers together are kept as they are not to be broken."""
    return (_INSIDE.sub("\0", text) if is_number else text).split()


def _wrap(text: str, width: int, is_number: bool = False) -> list[str]:
    """Break a text into lines between words, and words that are too long at their joints."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph, is_number):
            glue = " "
            for part in [word] if _width(word) <= width else _JOINTS.split(word):
                if line and _width(f"{line}{glue}{part}") > width:
                    lines.append(line)
                    line = ""
                line = f"{line}{glue}{part}" if line else part
                glue = ""
        lines.append(line)
    return [line.replace("\0", " ") for line in lines]


def _width(text: str) -> int:
    """Count the columns of a terminal that a text takes."""
    from rich.cells import cell_len

    return cell_len(text.replace("\0", " "))

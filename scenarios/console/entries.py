"""How commands look something up: a line and a sentence each, or one in full."""

from collections.abc import Mapping
from typing import Any


def say_heading(screen: Any, title: str) -> None:
    """Print what stands above several entries.

    Parameters
    ----------
    screen : rich console
    title : str
    """
    from rich.text import Text

    screen.print(Text(f"\n{title}", style="bold underline"))


def say_entry(screen: Any, title: str, facts: str, sentence: str) -> None:
    """Print one of many: its name, facts in a few words, and below them its sentence.

    Parameters
    ----------
    screen : rich console
    title, facts, sentence : str
    """
    from rich.padding import Padding
    from rich.text import Text

    screen.print(Text.assemble((title, "bold"), f"  {facts}" if facts else ""))
    if sentence:
        screen.print(Padding(Text(sentence), (0, 0, 0, 4), expand=False))


def say_in_full(screen: Any, title: str, sentence: str, facts: Mapping[str, str]) -> None:
    """Print all that is known of one: its name, its sentence, and a line a fact that is not empty.

    Parameters
    ----------
    screen : rich console
    title, sentence : str
    facts : mapping of str to str
    """
    from rich.table import Table
    from rich.text import Text

    say_entry(screen, title, "", sentence)
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(no_wrap=True, style="dim")
    lines.add_column(overflow="fold")
    for name, fact in facts.items():
        if fact:
            lines.add_row(f"    {name}", Text(fact))
    screen.print(lines)

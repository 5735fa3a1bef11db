"""How far many runs are: a bar on stderr where somebody looks on, nothing elsewhere.

Analysis prints nothing of its own accord. What takes long tells a callable how far it is; where the caller gives none
and sits before a terminal or a notebook, it is told to this bar, which goes away when all is done. Commands do so too.
"""

import multiprocessing
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

Told = Callable[[int, int], None]
"""Is told how many jobs are done, and of how many."""

_BAR = "{desc} {bar} {n_fmt} of {total_fmt}, {remaining} left"


class Bar(Protocol):
    """What is told how far some long tasks are."""

    def __call__(self, done: int, total: int, text: str | None = None) -> None:
        """Take how many are done, of how many, and what is counted from now on."""


@contextmanager
def counting(
    text: str, told: Told | None = None, *, done: int = 0, total: int | None = None, is_shown: bool | None = None
) -> Iterator[Bar]:
    """Count tasks until the block ends.

    Parameters
    ----------
    text : str
        What is counted.
    told : callable, optional
        Is told instead of a bar.
    done, total : int
        Tasks that are done already, and of how many; the total may be told later.
    is_shown : bool, optional
        Whether to show the bar; if not given, where somebody looks on.

    Yields
    ------
    Bar
        To be told how many are done, and of how many.
    """
    if told is not None:
        yield lambda done, total, text=None: told(done, total)  # noqa: ARG005 - it has a text of its own
        return
    if not (is_watched() if is_shown is None else is_shown):
        yield lambda done, total, text=None: None  # noqa: ARG005 - nobody looks on
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a notebook without widgets shows the bar as text
        from tqdm.auto import tqdm  # noqa: PLC0415 - slow, and not needed where nobody looks on
    with tqdm(desc=text, initial=done, total=total, leave=False, dynamic_ncols=True, bar_format=_BAR) as bar:

        def tell(done: int, total: int, text: str | None = None) -> None:
            bar.n, bar.total = done, total
            if text is not None:
                bar.set_description_str(text, refresh=False)
            bar.refresh()

        yield tell


def is_watched() -> bool:
    """Say whether this is the first process, and its stderr a terminal or a notebook."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return multiprocessing.parent_process() is None and (hasattr(shell, "kernel") or sys.stderr.isatty())

"""Commands as people type them, for those who go on with what they made or make it again."""

import shlex
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any


def typed(command: str, words: Iterable[str], options: Mapping[str, Any]) -> str:
    """Write a command with its arguments and all options that have a value, or several, quoted for a shell.

    Examples
    --------
    >>> typed("compare", ["baseline", "my levy.toml"], {"size": None, "seed": 0})
    "ecosystem compare baseline 'my levy.toml' --seed 0"
    """
    values = {option: value if isinstance(value, list | tuple) else (value,) for option, value in options.items()}
    given = [(f"--{option}", str(each)) for option, all_of in values.items() for each in all_of if each is not None]
    return shlex.join(["ecosystem", command, *words, *chain.from_iterable(given)])

"""An empty word stands for the folder where one is, if nobody looks: results would be read from or written to there."""

from pathlib import Path

import pytest

from analysis.whatif.comparison import Comparison, compare
from ecosystem.errors import EcosystemError
from tests.support.commands import call
from tests.support.stubs import BASE, arms


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("coverage", "--keep", ""), "--keep is empty"),
        (("coverage", "--keep="), "--keep is empty"),
        (("run", "--out", ""), "--out is empty"),
        (("compare", "baseline", "no_ai", "--out", ""), "--out is empty"),
        (("compare", "baseline", ""), "an argument is empty"),
        (("report", ""), "an argument is empty"),
        (("rerun", ""), "an argument is empty"),
        (("answer", "stress", "--write", "", "--keep", ""), "2 faults:\n  - --write is empty"),
        (("run", "--set", ""), "--set is empty"),
    ],
)
def test_an_empty_word_is_refused(words: tuple[str, ...], told: str, here: Path) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {told}")
    assert result.stdout == ""
    assert list(here.iterdir()) == []


def test_python_refuses_an_empty_store_too(here: Path) -> None:
    with pytest.raises(EcosystemError, match="store = '' is empty"):
        compare(BASE, {"other": arms()["other"]}, replicates=1, store="")
    with pytest.raises(EcosystemError, match="store = '' is empty"):
        Comparison.from_store("")
    assert list(here.iterdir()) == []

"""``ecosystem optimise``: a tiny real search, and what it refuses before anything runs."""

import json
from pathlib import Path

import pytest

from scenarios.catalogue import load
from tests.support.commands import call, check_answer

LEVY = "author_levy:share=0..0.3,start=2022-06"
TINY = ("--size", "50", "--months", "14", "--worlds", "1", "--evaluations", "3", "--workers", "1")


def test_a_tiny_search_prints_what_it_leaves_and_goes_on_from_what_is_kept(tmp_path: Path) -> None:
    words = (LEVY, *TINY, "--for", "authors,purse", "--out", tmp_path / "out", "--keep", tmp_path / "keep")
    first = call("optimise", *words, "--json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    check_answer(told)
    assert told["answer"][0].startswith("Of 3 settings tried in 1 world, ")
    assert "Too few settings for a search: the first 10 are drawn at random" in told["cautions"][1]
    assert len(told["settings"]) == 3 * 5
    assert load(told["settings"][0]["policies"]).policies[0].kind == "author_levy", "a setting is an arm elsewhere"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["levers.csv", "levers.png", "levers.svg"]
    n_kept = len(list((tmp_path / "keep").iterdir()))
    again = call("optimise", *words)
    assert again.exit_code == 0, again.output
    assert told["answer"][0] in again.stdout
    assert len(list((tmp_path / "keep").iterdir())) == n_kept


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("author_levy",), "levers are none"),
        ((LEVY, "--worlds", "0"), "worlds = 0"),
        ((LEVY, "--evaluations", "1"), "evaluations = 1"),
        (
            (LEVY, "--worlds", "84"),
            "worlds = 84 need as many more to check what is found, and there are 167 in all. Ask",
        ),
        ((LEVY, "--for", "nobody"), "Give some of models, authors, readers, trainers, purse, of what is theirs ("),
    ],
)
def test_what_cannot_be_searched_is_refused_with_one_clear_error(words: tuple[str, ...], message: str) -> None:
    result = call("optimise", *words)
    assert result.exit_code == 2, result.output
    assert message in result.stderr


def test_a_plan_is_told_before_anything_runs() -> None:
    result = call("optimise", LEVY, *TINY, "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("4 runs of 50 authors over 14 months at most (3 settings in 1 world), ")

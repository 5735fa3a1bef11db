"""Answers as pages of Markdown."""

from pathlib import Path

import pytest

from analysis.statistics.wording import SEEDS_ONLY
from scenarios.answer_pages import OF_SEEDS, lines_of, page_of
from scenarios.catalogue import study
from scenarios.telling import DETAILS
from tests.support.answers import ANSWERS

PAGES = sorted(set(ANSWERS.glob("*.md")) - {ANSWERS / "README.md"})
LINES = [
    "Who pays?",
    "Beside the baseline:",
    "Nobody can tell.",
    "- levy",
    "  - ? models: 1 % more (-2 to 3)",
    "| arm | outcome |",
    "| --- | --- |",
    "| levy |  |",
    DETAILS,
    "- levy: Trainers pay: 5 %.",
    "What it rests on:",
    "- Seeds only.",
]
PAGE = """# Who pays?

## Beside the baseline

**Nobody can tell.**

- levy
  - ? models: 1 % more (-2 to 3)

| arm | outcome |
| --- | --- |
| levy |  |

<details>
<summary>Details</summary>

- levy: Trainers pay: 5 %.

</details>

## What it rests on

- Seeds only.
"""


def test_a_page_has_a_title_and_folds_its_details_up_to_the_next_heading() -> None:
    assert page_of(LINES) == PAGE


def test_a_card_below_details_is_not_folded_with_them() -> None:
    page = page_of([*LINES[:-2], "Models are better.", "- tax"])
    assert "\n</details>\n\n**Models are better.**\n\n- tax\n" in page


def test_the_lines_of_a_page_are_those_that_it_was_made_of() -> None:
    assert lines_of(PAGE) == LINES
    folded_to_the_end = [*LINES[:-2], "- and more"]
    assert lines_of(page_of(folded_to_the_end)) == folded_to_the_end
    of_seeds = [*LINES[:-1], f"- {SEEDS_ONLY}"]
    assert lines_of(page_of(of_seeds)) == of_seeds


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_a_sentence_but_for_the_findings_of_one_run(page: Path) -> None:
    _, *lines = lines_of(page.read_text(encoding="utf-8"))
    first = next(line for line in lines if not line.endswith(":"))
    assert first.startswith("- ") == (study(page.stem).plan.replicates == 1)
    assert first.endswith(".")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_below_its_title_that_it_rests_on_seeds_only_where_it_does(page: Path) -> None:
    plan, (_, _, below, *_) = study(page.stem).plan, page.read_text(encoding="utf-8").split("\n")
    assert (below == OF_SEEDS) == (not plan.worlds and plan.replicates > 1)

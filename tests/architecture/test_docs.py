"""What docs promise of themselves: a map of today, links that lead somewhere, short records of decisions."""

import re
import runpy
from pathlib import Path

import pytest

from tests.architecture.test_names import PAGES
from tests.architecture.test_source import ROOT

INDEX = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_the_map_shows_the_rooms_of_today() -> None:
    script = runpy.run_path(str(ROOT / ".ci" / "write_map.py"))
    assert script["with_map"](INDEX) == INDEX, "write it anew: uv run python .ci/write_map.py"
    assert INDEX.count("\n| [`") > 40


def test_words_are_explained_in_docs_as_on_the_page_and_in_reports() -> None:
    script = runpy.run_path(str(ROOT / ".ci" / "write_glossary.py"))
    assert script["PAGE"].read_text("utf-8") == script["page"](), "write it anew: uv run python .ci/write_glossary.py"
    words = list(script["GLOSSARY"])
    assert words == sorted(words)
    assert {"nat", "loss", "crawl", "recipe", "pair", "world"} <= set(words)


def test_what_contradicts_history_is_the_first_limit_that_pages_tell() -> None:
    script = runpy.run_path(str(ROOT / ".ci" / "write_limits.py"))
    report = script["REPORT"].read_text("utf-8")
    for path in script["PAGES"]:
        page = path.read_text("utf-8")
        assert script["with_limits"](page, report) == page, "write it anew: uv run python .ci/write_limits.py"
        told = script["with_limits"](page, "- All is well.\n- Contradicts history: nobody uses models.\n")
        assert "\n- **The baseline contradicts history**: nobody uses models.\n" in told
        assert script["with_limits"](told, report) == page


def test_what_hangs_on_judgement_is_told_as_it_is_today() -> None:
    script = runpy.run_path(str(ROOT / ".ci" / "write_limits.py"))
    page, influence = (script[name].read_text("utf-8") for name in ("LIMITS", "INFLUENCE"))
    assert script["with_judged"](page, influence) == page, "write it anew: uv run python .ci/write_limits.py"
    assert len(re.findall(r"^\| .+ \| `.+` \| [+-]\.\d+ \| .+ to .+ \| .+ \|$", page, re.MULTILINE)) == 9


def test_the_index_of_answers_says_what_each_of_them_says_once() -> None:
    script = runpy.run_path(str(ROOT / ".ci" / "write_answers.py"))
    index = script["FOLDER"] / "README.md"
    assert index.read_text("utf-8") == script["page"](), "write it anew: uv run python .ci/write_answers.py"
    told = [name for names in script["CLAIMS"].values() for name in names]
    assert sorted(told) == sorted(path.stem for path in script["FOLDER"].glob("*.md") if path != index)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files_that_are_there(name: str) -> None:
    page = ROOT / name
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    here = [each for each in targets if "://" not in each]
    assert [each for each in here if not (page.parent / each).exists()] == []


def test_the_index_leads_to_every_page() -> None:
    pages = {page for page in PAGES if page.startswith("docs/")} - {"docs/index.md"}
    assert sorted(page for page in pages if f"({page.removeprefix('docs/')})" not in INDEX) == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_short_and_says_why_what_and_what_follows(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    number = page.name[:3]
    assert int(number) == DECISIONS.index(page) + 1
    assert lines[0].startswith(f"# {number}. ")
    assert [line for line in lines if line.startswith("## ")] == ["## Context", "## Decision", "## Consequences"]
    assert 15 <= len(lines) <= 40
    assert max(map(len, lines)) <= 125
    assert f"[{lines[0].removeprefix('# ')}](decisions/{page.name})" in INDEX


def test_a_contributor_is_told_which_files_to_touch_and_how_many() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| (\d+) \|$", page, re.MULTILINE)
    assert len(rows) == 10
    for name, files, _, now in rows:
        paths = re.findall(r"`([\w.<>/-]+\.(?:py|csv|toml|md))`", files)
        assert len(paths) == int(now), name
        for path in paths:
            known = path.partition("<")[0].rpartition("/")[0] if "<" in path else path
            assert (ROOT / known).exists(), f"{name}: {path}"

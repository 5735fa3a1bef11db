"""Webs of real text from the command line: the folder is looked at before anything runs, and runs go on without it."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.runs.sampled_pages import sampled_pages
from ecosystem import WebEcosystem
from scenarios.catalogue import load
from scenarios.commands.compare import _asked
from scenarios.console.settings import chosen_scenario
from tests.scenarios.test_arms import OPTIONS
from tests.support.commands import call
from tests.support.real_text import write_python_text

SMALL = {
    "text.vocabulary": 600,
    "text.judged_passages": 60,
    "text.passages_kept": 1000,
    "web.archive_months": 36,
    "web.burn_in_months": 6,
}
SET = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]


def test_a_folder_makes_any_world_one_of_text_and_is_known_by_its_hash(python_text: Path) -> None:
    chosen = chosen_scenario("baseline", 60, 6, corpus=python_text)
    assert chosen.parameters.content.family == "text"
    assert chosen.parameters.text.corpus == str(python_text)
    assert len(chosen.parameters.text.digest) == 16


def test_over_worlds_real_text_is_a_structure_beside_the_others(python_text: Path) -> None:
    options = {**OPTIONS, "replicates": None, "worlds": 5, "size": 60, "months": 60}
    with_text, without = (
        _asked(("baseline", "no_feedback"), options | {"corpus": corpus}).design for corpus in (python_text, None)
    )
    assert with_text.manifest.worlds is not None
    assert without.manifest.worlds is not None
    assert with_text.arms["baseline"].parameters.content.family == "categorical"
    assert {*with_text.manifest.worlds.structures} - {*without.manifest.worlds.structures} == {"real_text"}
    made_of = [run.scenario.parameters for run in with_text.runs() if run.scenario.parameters.content.family == "text"]
    assert len(made_of) == 2
    assert {each.text.corpus for each in made_of} == {str(python_text)}
    assert {each.training.top_p for each in made_of} == {1.0}  # worlds have others, which would do nothing here
    assert 1.0 not in {each["training.top_p"] for each in with_text.manifest.worlds.drawn.values()}


def test_what_is_wrong_with_the_text_is_said_before_anything_is_written(here: Path, python_text: Path) -> None:
    cases: tuple[tuple[tuple[str | Path, ...], str], ...] = (
        ((), "text.corpus = '' is not given"),
        (("--corpus", here / "nowhere"), "nowhere' names no folder of text"),
        (("--corpus", here), "holds no file that ends in .txt"),
        (("--corpus", python_text, "--set", "text.corpus=x"), "--set and --corpus"),
        (("--corpus", python_text, "--size", "20000"), "is too small: 200 topics"),
    )
    for words, rule in cases:
        result = call("run", "text_web", *words)
        assert result.exit_code == 2
        assert rule in " ".join(result.stderr.split())
        assert not any(here.iterdir())


def test_example_text_is_left_in_two_topics(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(here / "bin"))
    missing = call("corpus", here / "text")
    assert missing.exit_code == 2
    assert "bible is not installed" in missing.stderr
    assert "apt-get install bible-kjv" in missing.stderr
    program = here / "bin" / "bible"
    program.parent.mkdir()
    verses = [
        f"{book}{verse}:1 Words of {book}." for book in ("Ge", "Est", "Job", "Mat", "Acts", "Rev") for verse in (1, 2)
    ]
    program.write_text("#!/bin/sh\n" + "\n".join(f"echo '{verse}'" for verse in verses) + "\n")
    program.chmod(0o755)
    told = json.loads(call("corpus", here / "text", "--json").stdout)
    assert told == {"folder": (here / "text").as_posix(), "books": 6, "words": 36}
    found = sorted(each.relative_to(here / "text").as_posix() for each in (here / "text").rglob("*.txt"))
    stories = ["stories/01 Ge.txt", "stories/02 Est.txt", "stories/04 Mat.txt", "stories/05 Acts.txt"]
    assert found == ["sayings/03 Job.txt", "sayings/06 Rev.txt", *stories]
    assert (here / "text" / stories[0]).read_text() == "Words of Ge.\nWords of Ge.\n"
    assert call("corpus", here / "text").exit_code == 2


@pytest.mark.slow
def test_a_web_of_text_runs_and_goes_on_from_its_state_without_the_folder(tmp_path: Path) -> None:
    folder, state = write_python_text(tmp_path / "text"), tmp_path / "state"
    scenario = load("text_web").replace(size=50, months=16, **SMALL, **{"text.corpus": str(folder)})
    model = WebEcosystem(scenario, seed=1)
    model.run_for(12)
    model.save(state)
    folder.rename(tmp_path / "elsewhere")
    other = WebEcosystem.load(state)
    for each in (model, other):
        each.run_for(4)
    pd.testing.assert_frame_equal(model.series(), other.series())
    series = model.series()
    assert series["synthetic_share_new"].iloc[-1] > 0.0
    assert series[["model_loss", "tail_recall", "diversity_ratio", "pages_loss"]].iloc[-4:].notna().all().all()
    assert series["tail_recall"].between(0.0, 1.0).all()
    pages = sampled_pages(model.world)
    assert pages == sampled_pages(other.world)
    assert {each.writers for each in pages if each.year == 2023} == {"people", "models"}
    assert all(0.0 < each.repeated < 1.0 and len(each.passages) == 3 for each in pages)
    assert {is_repeated for each in pages for passage in each.passages for _, is_repeated in passage} == {False, True}


@pytest.mark.slow
@pytest.mark.usefixtures("without_figures")
def test_the_command_runs_a_web_of_text(here: Path, python_text: Path) -> None:
    sized = ("--size", "50", "--months", "14", "--no-controls", "--out", here / "run")
    result = call("run", "text_web", "--corpus", python_text, *SET, *sized)
    assert result.exit_code == 0, result.output
    assert "Too small for conclusions" in result.output
    told = (here / "run" / "pages.md").read_text(encoding="utf-8")
    assert "## 2022, pages of people alone: " in told
    assert "## 2023, pages of models alone: " in told
    assert "pages.md" in json.loads((here / "run" / "manifest.json").read_text(encoding="utf-8"))["data"]

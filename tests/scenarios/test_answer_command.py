"""``ecosystem answer``: what it prints and writes, and what it refuses before anything is run."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.wording import MEAN_OVER_WORLDS, SEEDS_ONLY
from analysis.uncertainty.ensemble import Ensemble
from scenarios import answer_engines, baseline, no_feedback
from scenarios.answer_pages import lines_of
from scenarios.asking import Plan
from scenarios.catalogue import NAMES, STUDIES, catalogue, study
from tests.support.commands import call, check_answer

SMALL = ("--size", "50", "--months", "14", "--replicates", "2", "--workers", "1")


@pytest.mark.parametrize("name", STUDIES)
def test_every_story_has_a_question_and_a_way_to_its_answer(name: str) -> None:
    asked = study(name)
    assert asked.question.endswith("?")
    assert name not in NAMES or asked.question == catalogue()[name].question
    assert asked.steps


def test_an_answer_is_printed_and_written_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "answers" / "no_feedback.md"
    result = call("answer", "no_feedback", *SMALL, "--write", page)
    assert result.exit_code == 0, result.output
    assert result.stderr == "Runs of 50 authors over 14 months, 2 of each arm, on 1 workers.\n"
    assert result.stdout.splitlines()[0] == no_feedback.SCENARIO.question
    *answer, last = result.stdout.splitlines()
    assert (lines_of(page.read_text(encoding="utf-8")), last) == (answer, page.as_posix())
    content = json.loads(call("answer", "no_feedback", *SMALL, "--json").stdout)
    check_answer(content)
    assert [content["question"], *content["answer"]] == answer
    other = json.loads(call("answer", "no_feedback", *SMALL, "--seed", "7", "--json").stdout)
    assert other["seed"] == 7
    assert other["answer"] != content["answer"]


@pytest.mark.slow
def test_an_answer_over_worlds_tells_how_sure_it_is_and_any_other_is_called_seeds_only(tmp_path: Path) -> None:
    file = tmp_path / "worlds.parquet"
    Ensemble(pd.DataFrame({"attention.chat_hazard": [0.05, 0.06]}), np.array([0.5, 0.5]), {}).write(file)
    words = ("answer", "no_feedback", "--size", "50", "--months", "14", "--workers", "1", "--keep", tmp_path / "kept")
    result = call(*words, "--worlds", "1", "--ensemble", file)
    assert result.exit_code == 0, result.output
    assert result.stderr == "Runs of 50 authors over 14 months, in 1 worlds and more, on 1 workers.\n"
    told = result.stdout.splitlines()
    assert told[0] == no_feedback.SCENARIO.question
    assert told[1] == "Against no_feedback:"
    assert told[2] == "With feedback, nobody can tell whether models are better or worse than without feedback."
    assert told[3] == "- with feedback"
    assert told[4].startswith("  - ? models: ")
    (unsure,) = (line for line in told if line.startswith("- The evidence is very uncertain about the effect of the_b"))
    assert "on the loss of the best model (+" in unsure
    assert unsure.endswith(", 1 of 1 world of this sign).")
    assert any(line.startswith("- A loss of ") and "(the_baseline)" not in line for line in told)
    assert f"- {MEAN_OVER_WORLDS}" in told
    assert f"- {SEEDS_ONLY}" not in told
    assert f"- {SEEDS_ONLY}" in call(*words, "--replicates", "2").stdout.splitlines()
    assert len(list((tmp_path / "kept").glob("worlds-*"))) == 1


def no_run(*_: object, **__: object) -> None:
    pytest.fail("a run was made again")


def test_an_answer_goes_on_from_the_runs_that_were_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("answer", "no_feedback", *SMALL, "--keep", tmp_path)
    first = call(*words)
    assert first.exit_code == 0, first.output
    monkeypatch.setattr("ecosystem.WebEcosystem", no_run)
    assert call(*words).stdout == first.stdout


def test_comparisons_of_a_plan_are_kept_apart_in_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(50, months=1, replicates=1, workers=1, keep=tmp_path)
    asked = [{"other": no_feedback.SCENARIO}, {"same": no_feedback.SCENARIO}]
    first = [plan.compare(baseline.SCENARIO, arms, ("model_loss",)) for arms in asked]
    monkeypatch.setattr("ecosystem.WebEcosystem", no_run)
    again = [plan.compare(baseline.SCENARIO, arms, ("model_loss",)) for arms in asked]
    assert len({result.folder for result in again}) == len(list(tmp_path.iterdir())) == 2
    for one, other in zip(first, again, strict=True):
        pd.testing.assert_frame_equal(one.series, other.series, check_exact=True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("no_fedback",), "Did you mean 'no_feedback'?"),
        (("no_feedback", "--size", "5"), "size = 5 is outside [50"),
        (("no_feedback", "--replicates", "0"), "replicates = 0 is below 1"),
        (("no_ai", "--replicates", "2"), "one run answers this"),
        (("author_levy", "--months", "14"), "horizon"),
        (("no_feedback", "--worlds", "-2"), "worlds = -2 is below 0"),
        (("no_feedback", "--worlds", "2", "--replicates", "2"), "--worlds = 2 cannot be given with --replicates"),
        (
            ("no_feedback", "--worlds", "0", "--ensemble", "mine.parquet"),
            "--ensemble = mine.parquet does nothing without --worlds",
        ),
        (("no_feedback", "--worlds", "2", "--ensemble", "mine.parquet"), "is no file of worlds"),
        (("gaussian_world", "--worlds", "2"), "worlds = 2 are not asked by this story. Gaussian content is one"),
        (
            ("baseline", "--worlds", "2"),
            "worlds = 2 are not asked by this story. `ecosystem compare` with --worlds asks",
        ),
    ],
)
def test_bad_input_is_refused_with_nothing_told_or_left(here: Path, words: tuple[str, ...], told: str) -> None:
    result = call("answer", *words, "--write", here / "answer.md")
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert result.stdout == ""
    assert not list(here.iterdir())


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    result = call("answer", answer_engines.SCENARIO.name, "--write", tmp_path)
    assert result.exit_code == 2
    assert "is a folder" in result.stderr
    assert "Runs of" not in result.stderr

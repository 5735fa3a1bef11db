"""``ecosystem sensitivity DIR`` and ``ecosystem discover DIR``: what worlds tell without more runs."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import compare
from analysis.figures import worlds_figure
from analysis.reports.report_parts import worlds_told_of
from analysis.runs.design import Run
from analysis.runs.simulation import Outcome
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.measuring import free_of
from analysis.whatif.comparison import Comparison
from analysis.whatif.mattering import free_worlds, what_matters
from ecosystem.policies import AuthorLevy, SearchDemotion
from scenarios import load
from tests.support.commands import call, check_answer
from tests.support.stubs import Singly, pretend

N = 18
HAZARD, RATIO = "attention.chat_hazard", "content.ai_length_ratio"


def harmful_where_many_chat(run: Run) -> Outcome:
    """A levy raises the loss where many go to chat, and lowers it where few do; demotion always lowers it."""
    ended = pretend(run)
    assert ended.series is not None
    kinds = {policy.kind for policy in run.scenario.policies}
    change = (run.scenario.value(HAZARD) - 0.06) * ("author_levy" in kinds) - 0.1 * ("search_demotion" in kinds)
    return replace(ended, series=ended.series.assign(model_loss=2.0 + change))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison over worlds whose outcome is known."""
    place = tmp_path_factory.mktemp("kept") / "worlds"
    values = {HAZARD: np.linspace(0.04, 0.08, N), RATIO: np.roll(np.linspace(1.0, 2.0, N), 7)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.whatif.making.simulate", Singly(harmful_where_many_chat))
        compare(
            load("baseline").replace(size=50, months=14),
            {
                "levy": AuthorLevy(start="2022-06", compliance=0.5),
                "demotion": SearchDemotion(start="2022-06"),
            },
            worlds=N,
            ensemble=Ensemble(pd.DataFrame(values), np.full(N, 1.0 / N), {}),
            store=place,
            workers=1,
        )
    return place


@pytest.mark.slow
def test_what_an_arm_sets_itself_and_what_other_policies_leave_open_does_not_count(folder: Path) -> None:
    comparison = Comparison.from_store(folder)
    free = free_of([comparison.baseline, comparison.baseline.replace(**{RATIO: 1.7})])
    assert HAZARD in free
    assert RATIO not in free
    levy, demotion = (set(free_worlds(comparison, arm)) for arm in ("levy", "demotion"))
    assert {HAZARD, RATIO, "author_levy.fee_share"} <= levy
    assert "author_levy.compliance" not in levy
    assert "search_demotion.compliance" in demotion - levy
    assert not any(name.startswith("author_levy") for name in demotion)


def test_sensitivity_of_a_folder_names_what_was_planted_and_runs_nothing(folder: Path) -> None:
    result = call("sensitivity", folder)
    assert result.exit_code == 0, result.output
    assert "levy: the effect goes most with" in result.stdout
    assert "demotion: the effect" not in result.stdout
    assert "levy, the loss of the best model: the change is higher where attention.chat_hazard is high (+1" in " ".join(
        result.stdout.split()
    )
    told = pd.read_csv(folder / "matters.csv")
    assert told.loc[told["is_told"], ["arm", "parameter"]].to_numpy().tolist() == [["levy", HAZARD]]
    words = ("--policy", "levy", "--outcome", "model_loss", "--json")
    content = json.loads(call("sensitivity", folder, *words).stdout)
    check_answer(content)
    assert {row["arm"] for row in content["matters"]} == {"levy"}
    assert content["matters"][0]["correlation"] == pytest.approx(1.0)


def test_discover_of_a_folder_finds_where_a_policy_has_the_wrong_sign(folder: Path, tmp_path: Path) -> None:
    content = json.loads(call("discover", folder, "--policy", "levy", "--json", "--out", tmp_path).stdout)
    check_answer(content)
    assert content["what"] == "levy makes the loss of the best model worse"
    assert (content["n_worlds"], content["n_holds"]) == (N, N // 2)
    assert [row["parameter"] for row in content["boxes"]] == [HAZARD]
    assert content["boxes"][0]["density"] == 1.0
    assert (tmp_path / "discovery.png").exists()
    never = call("discover", folder, "--policy", "demotion")
    assert never.exit_code == 1
    assert f"holds in 0 of {N} worlds" in never.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sensitivity", "--sobol"), "--sobol does nothing with the folder"),
        (("sensitivity", "--policy", "levi"), "levy"),
        (("sensitivity", "--outcome", "model_los"), "model_loss"),
        (("discover", "--worlds", "30"), "--worlds does nothing with the folder"),
        (
            ("discover", "--policy", "levy", "--definition", "loss of tails"),
            "--definition does nothing with the folder",
        ),
        (("discover",), "--policy is missing, and there are several"),
    ],
)
def test_what_a_folder_cannot_be_asked_is_one_error(words: tuple[str, ...], told: str, folder: Path) -> None:
    command, *options = words
    result = call(command, folder, *options)
    assert result.exit_code == 2, result.output
    assert told in " ".join(result.stderr.split())


def test_the_report_and_the_figure_tell_it(folder: Path) -> None:
    comparison = Comparison.from_store(folder)
    told = worlds_told_of(comparison.worlds, comparison.over_worlds(), what_matters(comparison))
    assert any("attention.chat_hazard is high (+1" in each for each in told["matters"])
    figure = worlds_figure(comparison)
    assert "demotion lowers the loss of the best model by 0.100 nats" in " ".join(figure.get_suptitle().split())
    panel = figure.axes[0]
    assert next(label.get_text() for label in panel.get_yticklabels()) == "demotion"
    assert panel.get_xlabel() == "nats per idea"


def test_a_folder_without_worlds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(pretend))
    compare(
        load("baseline").replace(size=50, months=8), {"levy": AuthorLevy(start="2022-06")}, store=tmp_path / "plain"
    )
    for command in ("sensitivity", "discover"):
        result = call(command, tmp_path / "plain")
        assert result.exit_code == 2
        assert "all runs are of one setting" in result.stderr

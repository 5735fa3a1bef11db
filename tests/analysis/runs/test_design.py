import shutil
from pathlib import Path

import pytest

import ecosystem
from analysis.runs.design import choose_workers, design_runs, estimate, run_id
from ecosystem import Scenario, program
from ecosystem.program import code_version
from tests.support.stubs import BASE, arms, some_runs


def test_ids_depend_on_content_and_seed_and_not_on_words() -> None:
    same = BASE.replace(name="other", story="told", question="asked")
    assert run_id(same, 3) == run_id(BASE, 3)
    others = {run_id(BASE, 4), run_id(BASE.replace(size=51), 3), run_id(BASE.replace(months=3), 3)}
    others.add(run_id(BASE.replace(**{"culture.persistence": 0.9}), 3))
    assert len({run_id(BASE, 3), *others}) == 5


def test_ids_depend_on_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_version(), run_id(BASE, 0)
    home = shutil.copytree(Path(ecosystem.__file__).parent, tmp_path / "ecosystem")
    monkeypatch.setattr(program, "__file__", str(home / "program.py"))
    code_version.cache_clear()
    try:
        assert (code_version(), run_id(BASE, 0)) == before
        with (home / "rules.py").open("a") as file:
            file.write("\n")
        code_version.cache_clear()
        after = code_version(), run_id(BASE, 0)
    finally:
        code_version.cache_clear()
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_replicates_have_common_seeds_and_come_in_pairs() -> None:
    runs = design_runs(arms(), 2, 7)
    assert [(run.arm, run.replicate, run.seed) for run in runs] == [
        ("baseline", 0, 7),
        ("other", 0, 7),
        ("baseline", 1, 8),
        ("other", 1, 8),
    ]
    assert len({run.run_id for run in runs}) == 4


def test_an_estimate_grows_with_the_work_and_learns_from_finished_runs() -> None:
    runs = some_runs(5)
    alone, shared = estimate(runs, 1), estimate(runs, 2)
    assert alone.n_runs == 10
    assert alone.wall_seconds == alone.seconds == shared.seconds
    large = [design_runs({"a": BASE.replace(size=size, months=months)}, 1, 0) for size, months in ((900, 2), (50, 90))]
    assert all(estimate(each).seconds > estimate(runs[:1]).seconds for each in large)
    assert estimate(runs, 1, [2.0, 4.0]).seconds == pytest.approx(30.0)
    assert estimate(runs, 2, [60.0]).wall_seconds == pytest.approx(302.0)
    assert str(estimate(runs, 1, [400.0])) == "10 runs, about 67 min and 0.4 MB"
    assert estimate([], 2).wall_seconds == 0.0
    assert str(estimate([], 2)) == "0 runs"


def test_few_seconds_of_work_stay_in_this_process() -> None:
    runs = some_runs(5)
    assert choose_workers(None, runs, [0.1]) == 1
    assert choose_workers(3, runs, [0.1]) == 3
    assert choose_workers(None, runs[:2], [100.0]) in {1, 2}


def test_the_scenarios_of_a_design_survive_their_text() -> None:
    for scenario in arms().values():
        assert run_id(Scenario.from_json(scenario.to_json()), 0) == run_id(scenario, 0)

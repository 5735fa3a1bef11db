import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import Comparison, compare
from analysis.runs.clusters import ClusterError, dask_executor
from analysis.runs.design import Estimate, Run, content_of
from analysis.runs.manifest import StoreError
from analysis.runs.simulation import Outcome
from analysis.whatif.arms import ArmsError, as_scenario
from ecosystem.errors import EcosystemError
from ecosystem.policies import AuthorLevy, LabellingMandate, PublishingTax, SyntheticCap
from tests.support.stubs import BASE, Singly, arm, pretend

OTHER = arm(name="whatever", **{"controls.has_ai": False})
THIRD = arm(name="third", **{"culture.persistence": 0.9})


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Pretend to simulate, and tell which runs were asked for."""
    runs: list[Run] = []

    def simulate(run: Run) -> Outcome:
        runs.append(run)
        return pretend(run)

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    return runs


def test_compare_is_the_function_whatever_was_imported_before() -> None:
    import analysis.whatif.comparison

    assert analysis.compare is analysis.whatif.comparison.compare
    assert callable(compare)


def test_every_arm_runs_on_the_same_seeds(made: list[Run]) -> None:
    result = compare(BASE, {"labels": OTHER, "levy": THIRD}, replicates=3, seed=7, workers=1)
    assert [(run.arm, run.seed) for run in made[:4]] == [("baseline", 7), ("labels", 7), ("levy", 7), ("baseline", 8)]
    assert list(result.arms) == ["baseline", "labels", "levy"]
    assert [each.name for each in result.arms.values()] == list(result.arms)
    assert result.baseline == BASE
    assert (result.n_pairs, result.seed, result.folder) == (3, 7, None)
    assert list(result.series)[:4] == ["arm", "replicate", "step", "date"]
    assert list(result.welfare)[:4] == ["arm", "replicate", "year", "months"]
    assert len(result.series) == 3 * 3 * BASE.months
    assert result.to_frame() is result.series
    assert result.failures.empty
    assert result.question == "What do labels and levy change in base?"
    assert set(result.effects(["model_loss"])["arm"]) == {"labels", "levy"}


@pytest.mark.slow
def test_the_numbers_are_those_of_paired_runs() -> None:
    from analysis.runs.controls import run_paired

    result = compare(BASE, {"other": OTHER}, replicates=1, seed=3, workers=1)
    expected = run_paired(BASE.replace(name="baseline"), OTHER.replace(name="other"), 1, 3)
    expected = expected.rename(columns={"scenario": "arm"})[list(result.series)]
    pd.testing.assert_frame_equal(result.series, expected)


@pytest.mark.parametrize(
    ("policies", "options", "told"),
    [
        ({}, {}, "policies are none"),
        ({"baseline": OTHER}, {}, "is the name of the baseline"),
        ({"a": OTHER, "b": OTHER.replace(name="c", story="d")}, {}, "arm = 'b' is the same as 'a'"),
        ({"a": BASE}, {}, "arm = 'a' is the same as 'baseline'"),
        ({"a": OTHER.replace(months=3)}, {}, "months of arm 'a' = 3 is not the 2 of the baseline"),
        ({"a": OTHER.replace(size=60)}, {}, "size of arm 'a' = 60 is not the 50 of the baseline"),
        ({"a": 3}, {}, "arm 'a' = 3 is nothing that can be compared"),
        ({"a": []}, {}, "is nothing that can be compared"),
        ({"a b": OTHER}, {}, "name"),
        ({"a": OTHER}, {"replicates": 0}, "replicates = 0 is below 1"),
        ({"a": OTHER}, {"replicates": 3, "precision": 0.1}, "are given both"),
        ({"a": OTHER}, {"precision": 0.0}, "precision = 0.0 is not above 0"),
        ({"a": OTHER}, {"precision": 0.1, "most": 4}, "most = 4 is below 5"),
        ({"a": OTHER}, {"confidence": 1.0}, "confidence = 1.0 is outside"),
        ({"a": OTHER}, {"seed": -1}, "seed = -1 is below 0"),
        ({"a": OTHER}, {"seed": 2**63}, "seed = 9223372036854775808 is above 4611686018427387904"),
        ({"a": OTHER}, {"seed": 1.5}, "seed = 1.5 is not a whole number"),
        ({"a": OTHER}, {"replicates": "3"}, "replicates = '3' is not a whole number"),
        ([OTHER], {}, "are not a mapping from names"),
        ({"a": OTHER}, {"workers": 2, "executor": ThreadPoolExecutor(1)}, "and an executor are given both"),
        ({"a": OTHER}, {"workers": 0}, "workers = 0 is below 1"),
        ({"a": OTHER}, {"outcomes": ["model_lost"]}, "Did you mean 'model_loss'"),
    ],
)
def test_bad_input_is_told_before_anything_is_run_or_written(
    policies: Any, options: dict[str, Any], told: str, tmp_path: Path, made: list[Run]
) -> None:
    with pytest.raises(EcosystemError) as caught:
        compare(BASE, policies, store=tmp_path / "store", **options)
    assert told in str(caught.value)
    assert made == []
    assert list(tmp_path.iterdir()) == []


def test_the_baseline_must_be_a_scenario() -> None:
    with pytest.raises(ArmsError, match="scenario = 'baseline' is not a Scenario"):
        compare("baseline", {"a": OTHER})  # type: ignore[arg-type]


def test_an_arm_gets_its_name_and_keeps_its_content() -> None:
    made = as_scenario(BASE, "labels", OTHER)
    assert made.name == "labels"
    assert content_of(made) == content_of(OTHER)


def test_the_story_of_an_arm_is_told_by_what_differs_unless_it_has_its_own() -> None:
    base = BASE.replace(story="No rule changes.", question="What comes?")
    levy = AuthorLevy(start="2022-02", end="2022-02")
    arm = as_scenario(base, "levy", levy)
    assert arm.story == "The world of base with author_levy from 2022-02 to 2022-02."
    assert arm.question == ""
    other = as_scenario(arm, "other", base.replace(story=arm.story, **{"culture.persistence": 0.9}))
    assert other.story == (
        "The world of levy with culture.persistence 0.9 in place of 0.9985, without its author_levy."
    )
    own = as_scenario(base, "own", base.replace(story="All is new.", question="Is it?", policies=levy))
    assert (own.story, own.question) == ("All is new.", "Is it?")


def test_a_question_stands_alone_only_if_all_arms_ask_it(made: list[Run]) -> None:
    del made

    def questions(of_base: str, of_arm: str) -> list[str]:
        base = BASE.replace(question=of_base)
        own = base.replace(question=of_arm, policies=AuthorLevy(start="2022-02"))
        return compare(base, {"own": own}, replicates=1, workers=1).questions

    assert questions("", "Is it?") == ["Is it?"]
    assert questions("What comes?", "") == ["base: What comes?"]
    assert questions("What comes?", "Is it?") == ["base: What comes?", "Is it?"]


def test_policies_packages_and_sequences_of_them_are_added_to_those_of_the_baseline() -> None:
    kinds = (PublishingTax, AuthorLevy, LabellingMandate, SyntheticCap)
    old, levy, labels, cap = (kind(start="2022-02") for kind in kinds)
    base = BASE.replace(policies=old)
    assert as_scenario(base, "arm", levy).policies == (old, levy)
    assert as_scenario(base, "arm", [levy]).policies == (old, levy)
    assert as_scenario(base, "arm", (labels + cap, levy)).policies == (old, labels, cap, levy)
    with pytest.raises(ArmsError, match="is nothing that can be compared"):
        as_scenario(base, "arm", [levy, "levy"])


def test_numbers_of_numpy_and_a_single_outcome_are_taken(tmp_path: Path, made: list[Run]) -> None:
    options: dict[str, Any] = {"replicates": np.int64(2), "seed": np.int32(7), "outcomes": "model_loss"}
    result = compare(BASE, {"labels": OTHER}, store=tmp_path, workers=1, **options)
    assert [run.seed for run in made] == [7, 7, 8, 8]
    assert result.outcomes == Comparison.from_store(tmp_path).outcomes == ("model_loss",)


def test_a_store_is_gone_on_with_and_read_back(tmp_path: Path, made: list[Run]) -> None:
    folder = tmp_path / "store"
    first = compare(BASE, {"labels": OTHER}, replicates=2, store=folder, workers=1)
    assert len(made) == 4
    told: list[Any] = []
    more = compare(
        BASE,
        {"labels": OTHER, "levy": THIRD},
        replicates=3,
        store=folder,
        workers=1,
        outcomes=["model_loss"],
        on_start=told.append,
        on_done=lambda *numbers: told.append(numbers),
    )
    assert [(run.arm, run.replicate) for run in made[4:]] == [
        ("levy", 0),
        ("levy", 1),
        ("baseline", 2),
        ("labels", 2),
        ("levy", 2),
    ]
    assert isinstance(told[0], Estimate)
    assert told[0].n_runs == 5
    assert told[1:] == [(5, 9), (6, 9), (7, 9), (8, 9), (9, 9)]
    again = compare(BASE, {"labels": OTHER}, replicates=2, store=str(folder), workers=1)
    assert len(made) == 9
    pd.testing.assert_frame_equal(again.series, first.series)
    read = Comparison.from_store(folder)
    pd.testing.assert_frame_equal(read.series, more.series)
    pd.testing.assert_frame_equal(read.welfare, more.welfare)
    assert (read.n_pairs, read.arms, read.folder) == (3, more.arms, folder)
    assert read.manifest == {**more.manifest, "outcomes": []}
    with pytest.raises(StoreError, match="begins with seed 0, not 1"):
        compare(BASE, {"labels": OTHER}, seed=1, store=folder)
    with pytest.raises(StoreError, match="is not there, or holds nothing"):
        Comparison.from_store(tmp_path / "nowhere")


def test_failed_runs_drop_out_are_told_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def simulate(run: Run) -> Outcome:
        if run.arm == "labels" and run.replicate == 1:
            return Outcome(run, 0.1, stage="observe", message="ValueError: no", trace="where")
        return pretend(run)

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    result = compare(BASE, {"labels": OTHER}, replicates=3, store=tmp_path, workers=1)
    assert result.n_pairs == 2
    assert set(result.series.loc[result.series["arm"] == "labels", "replicate"]) == {0, 2}
    (row,) = result.failures.to_dict("records")
    assert (row["arm"], row["replicate"], row["seed"], row["stage"]) == ("labels", 1, 1, "observe")
    assert row["message"] == "ValueError: no"
    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(pretend))
    healed = compare(BASE, {"labels": OTHER}, replicates=3, store=tmp_path, workers=1)
    assert healed.n_pairs == 3
    assert healed.failures.empty


def test_replicates_are_added_until_the_effects_are_precise(made: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, float]] = []

    def is_precise(table: pd.DataFrame, precision: float) -> bool:
        asked.append((int(table["n_pairs"].max()), precision))
        return asked[-1][0] >= 10

    monkeypatch.setattr("analysis.whatif.comparison.is_precise", is_precise)
    result = compare(BASE, {"labels": OTHER}, precision=0.05, workers=1)
    assert asked == [(5, 0.05), (8, 0.05), (12, 0.05)]
    assert result.n_pairs == 12
    assert len(made) == 24
    assert compare(BASE, {"labels": OTHER}, precision=0.05, most=7, workers=1).n_pairs == 7


def test_a_hopeless_comparison_of_a_given_precision_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    n_runs = 0

    def simulate(run: Run) -> Outcome:
        nonlocal n_runs
        n_runs += 1
        return Outcome(run, stage="build", message="no")

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    result = compare(BASE, {"labels": OTHER}, precision=0.05, workers=1)
    assert (result.n_pairs, n_runs, len(result.failures)) == (0, 10, 10)
    assert result.series.empty


def test_an_interrupted_comparison_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def simulate(run: Run) -> Outcome:
        if run.replicate == 1:
            raise KeyboardInterrupt
        return pretend(run)

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    with pytest.raises(KeyboardInterrupt, match=r"2 finished runs are kept in .*, and the same call goes on"):
        compare(BASE, {"labels": OTHER}, replicates=2, store=tmp_path, workers=1)
    assert Comparison.from_store(tmp_path).n_pairs == 1
    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(pretend))
    assert compare(BASE, {"labels": OTHER}, replicates=2, store=tmp_path, workers=1).n_pairs == 2


def parts(folder: Path) -> dict[str, bytes]:
    tables = ("series", "welfare")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for table in tables
        for path in (folder / f"{table}.parquet").iterdir()
    }


@pytest.mark.slow
def test_the_same_bytes_with_one_worker_two_and_on_dask(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    options: dict[str, Any] = {"replicates": 1, "seed": 5}
    for workers in (1, 2):
        compare(BASE, {"other": OTHER}, store=tmp_path / str(workers), workers=workers, **options)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        dask_executor(cluster.scheduler_address) as executor,
    ):
        result = compare(BASE, {"other": OTHER}, store=tmp_path / "dask", executor=executor, **options)
    assert result.failures.empty
    one = parts(tmp_path / "1")
    assert len(one) == 2 * 3
    assert parts(tmp_path / "2") == one
    assert parts(tmp_path / "dask") == one


def test_without_dask_or_a_scheduler_one_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match=r"is not installed\. Install it with `uv sync --extra dask`"),
        dask_executor("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_store_that_vanishes_while_runs_are_made_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, n_runs = tmp_path / "store", 0

    def simulate(run: Run) -> Outcome:
        nonlocal n_runs
        n_runs += 1
        if n_runs == 3:
            shutil.rmtree(folder)
        return pretend(run)

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    with pytest.raises(StoreError, match="cannot be written to: No such file or directory"):
        compare(BASE, {"other": OTHER}, replicates=4, store=folder, workers=1)
    assert n_runs == 3

import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from analysis.runs.design import design_runs
from analysis.runs.manifest import Manifest, StoreError, held_manifest, merged, read_manifest
from analysis.runs.simulation import Outcome
from analysis.runs.store import open_store, read_store
from analysis.runs.tables import SCHEMAS, Memory, Tables
from ecosystem.program import code_version
from tests.support.stubs import BASE, arm, arms, pretend, some_runs

MANIFEST = Manifest(BASE, arms(), 0, 3, ("model_loss",), 0.9, code_version())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill(folder: Path, outcomes: list[Outcome]) -> None:
    with open_store(folder, MANIFEST) as store:
        for outcome in outcomes:
            store.add(outcome)


def read_tables(folder: Path, replicates: int = 3) -> Tables:
    manifest, memory = read_store(folder)
    return memory.tables(replace(manifest, replicates=replicates))


def test_a_store_without_runs_has_tables_without_rows(tmp_path: Path) -> None:
    with open_store(tmp_path / "a" / "store", MANIFEST) as store:
        for table, schema in SCHEMAS.items():
            frame = pd.read_parquet(store.folder / f"{table}.parquet")
            assert list(frame) == schema.names
            assert frame.empty
        assert read_manifest(store.folder) == MANIFEST


def test_a_store_gives_back_what_memory_would(tmp_path: Path) -> None:
    outcomes = [pretend(run) for run in some_runs(3)]
    memory = Memory()
    for outcome in reversed(outcomes):
        memory.add(outcome)
    fill(tmp_path, outcomes)
    kept, held = read_tables(tmp_path, 2), memory.tables(replace(MANIFEST, replicates=2))
    for table in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(kept, table), getattr(held, table))
    assert list(kept.runs["arm"]) == ["baseline", "baseline", "other", "other"]
    assert list(kept.series["step"]) == [0, 1] * 4
    assert kept.series["arm"].dtype == kept.runs["message"].dtype == "str"
    assert kept.series["replicate"].dtype == "int64"
    first = outcomes[0].series
    assert first is not None
    numbers = [name for name in first if name not in {"arm", "replicate"}]
    pd.testing.assert_frame_equal(kept.series[numbers][:2], first[numbers])


def test_an_open_store_holds_no_more_than_a_row_a_run(tmp_path: Path) -> None:
    runs = design_runs({"baseline": BASE.replace(months=168)}, 20, 0)
    outcomes = [pretend(run) for run in runs]
    assert outcomes[0].series is not None
    with open_store(
        tmp_path, Manifest(BASE.replace(months=168), {}, 0, 20, ("model_loss",), 0.9, code_version())
    ) as store:
        before = pa.total_allocated_bytes()
        for outcome in outcomes:
            store.add(outcome)
        held = pa.total_allocated_bytes() - before
        assert held < len(outcomes) * 4096 < outcomes[0].series.memory_usage().sum()
        assert len(store.finished()) == len(outcomes)


def test_a_failure_leaves_a_row_and_its_trace_until_it_succeeds(tmp_path: Path) -> None:
    (bad,) = [run for run in some_runs(1, story="fail") if run.arm == "other"]
    (good,) = [run for run in some_runs(1) if run.arm == "other"]
    assert bad.run_id == good.run_id
    fill(tmp_path, [pretend(bad)])
    (row,) = read_tables(tmp_path).runs.to_dict("records")
    assert (row["status"], row["stage"], row["message"]) == ("failed", "run step 1", "ValueError: as asked")
    trace = tmp_path / "failures" / f"{bad.run_id}.txt"
    assert trace.read_text() == "Traceback: as asked"
    assert read_store(tmp_path)[1].finished() == {}
    fill(tmp_path, [pretend(good)])
    assert read_store(tmp_path)[1].finished() == {good.run_id: 0.1}
    assert not trace.exists()


def test_series_that_no_row_tells_of_are_left_out(tmp_path: Path) -> None:
    runs = some_runs(1)
    fill(tmp_path, [pretend(run) for run in runs])
    (tmp_path / "runs.parquet" / f"{runs[1].run_id}.parquet").unlink()
    tables = read_tables(tmp_path)
    assert set(tables.series["arm"]) == set(tables.welfare["arm"]) == {"baseline"}


def test_tables_can_be_read_at_every_moment(tmp_path: Path) -> None:
    outcomes = [pretend(run) for run in some_runs(12)]
    wrong: list[str] = []
    n_read = 0
    is_over = threading.Event()
    fill(tmp_path, [])

    def read() -> None:
        nonlocal n_read
        while not is_over.is_set():
            try:
                tables = read_tables(tmp_path)
                told = set(zip(tables.runs["arm"], tables.runs["replicate"], strict=True))
                there = set(zip(tables.series["arm"], tables.series["replicate"], strict=True))
                if not told <= there or read_manifest(tmp_path) != MANIFEST:
                    wrong.append(f"{told - there} are told and not there")
            except Exception as error:
                wrong.append(repr(error))
            n_read += 1

    reader = threading.Thread(target=read)
    reader.start()
    fill(tmp_path, outcomes)
    fill(tmp_path, outcomes[:10])
    is_over.set()
    reader.join()
    assert wrong == []
    assert n_read > 1


def test_left_overs_of_a_killed_writer_disturb_nobody(tmp_path: Path) -> None:
    fill(tmp_path, [])
    (tmp_path / ".partial" / "half").write_bytes(b"PAR1")
    assert read_tables(tmp_path).runs.empty
    fill(tmp_path, [])
    assert list((tmp_path / ".partial").iterdir()) == []
    (tmp_path / "manifest.json").unlink()
    assert held_manifest(tmp_path) is None
    fill(tmp_path, [])
    assert read_manifest(tmp_path) == MANIFEST


def test_only_one_may_write_and_all_may_read(tmp_path: Path) -> None:
    with open_store(tmp_path, MANIFEST):
        with pytest.raises(StoreError, match=r"store = .* is being written to by another process\. Wait"):
            fill(tmp_path, [])
        assert read_tables(tmp_path).runs.empty
    fill(tmp_path, [])


def test_arms_and_replicates_can_be_added_and_none_is_lost(tmp_path: Path) -> None:
    fill(tmp_path, [])
    third = arm(name="third", **{"culture.persistence": 0.9})
    more = replace(MANIFEST, arms={"baseline": MANIFEST.arms["baseline"], "third": third}, replicates=2)
    with open_store(tmp_path, more):
        pass
    held = read_manifest(tmp_path)
    assert list(held.arms) == ["baseline", "other", "third"]
    assert held.replicates == 3


def _other_kind(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"schema_version": 1}')


def _other_format(folder: Path) -> None:
    _change(folder, format=2)


def _other_code(folder: Path) -> None:
    _change(folder, code="0.0.9+abc")


def _broken(folder: Path) -> None:
    _change(folder, arms={"baseline": {"size": -1}})


def _foreign(folder: Path) -> None:
    shutil.rmtree(folder / "runs.parquet")
    (folder / "letters.txt").write_text("mine")
    (folder / "manifest.json").unlink()


def _run_alone(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"schema_version": 1, "scenario": {}}')


def _change(folder: Path, **values: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_other_kind, "holds something that is not a comparison"),
        (_foreign, "holds something that is not a comparison"),
        (_run_alone, "holds a run that has nothing beside it .* Lay its scenario beside a baseline"),
        (_other_format, "has format 2, and this version reads format 1"),
        (_other_code, r"was made by code 0\.0\.9\+abc, and this is"),
        (_broken, r"has a manifest that this version cannot read: .*[^.]\. Use the version"),
    ],
)
def test_what_is_no_store_of_ours_is_refused_and_left_as_it_is(
    spoil: Callable[[Path], None], told: str, tmp_path: Path
) -> None:
    fill(tmp_path, [])
    spoil(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(StoreError, match=told):
        fill(tmp_path, [])
    assert contents(tmp_path) == before


def test_another_comparison_is_refused_with_every_reason(tmp_path: Path) -> None:
    fill(tmp_path, [])
    before = contents(tmp_path)
    other = {"baseline": arm(months=3), "again": arms()["other"], "other": arm(name="other", size=70)}
    with pytest.raises(StoreError) as caught:
        merged(tmp_path, replace(MANIFEST, arms=other, seed=1))
    told = str(caught.value)
    assert "4 faults" in told
    assert "begins with seed 0, not 1" in told
    assert "holds another baseline" in told
    assert "holds another arm 'other'" in told
    assert "holds arm 'again' already, under the name 'other'" in told
    assert contents(tmp_path) == before


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "store", tmp_path / "file" / "deep" / "store"):
        with pytest.raises(StoreError, match="file"):
            fill(place, [])
    assert contents(tmp_path) == {"file": b"mine"}


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, [])
    before = contents(tmp_path)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(StoreError, match="cannot be written to: No space left on device"):
        fill(tmp_path, [pretend(some_runs(1)[0])])
    after = contents(tmp_path)
    assert {name: each for name, each in after.items() if not name.startswith(".partial")} == before

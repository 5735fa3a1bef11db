"""What a system, a cloud drive or an accident does to a store, and what each door to it then says."""

import json
import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.runs.design import Run, run_id
from analysis.runs.manifest import StoreError
from analysis.runs.reruns import finished_runs, rerun
from analysis.runs.simulation import Outcome
from analysis.whatif.comparison import Comparison, compare
from ecosystem.errors import EcosystemWarning
from tests.support.commands import call
from tests.support.stubs import BASE, Singly, arms, pretend

NO_AI = {"other": arms()["other"]}


@pytest.fixture(scope="module")
def made() -> Iterator[list[Run]]:
    """Pretend to simulate, and tell which runs were asked for."""
    runs: list[Run] = []

    def simulate(run: Run) -> Outcome:
        runs.append(run)
        return pretend(run)

    with pytest.MonkeyPatch.context() as patch:
        for module in ("whatif.making", "runs.reruns"):
            patch.setattr(f"analysis.{module}.simulate", Singly(simulate))
        patch.setattr("analysis.reports.comparison_report._figures", lambda *_: {})
        yield runs


def ask(folder: Path) -> Comparison:
    return compare(BASE, NO_AI, replicates=3, workers=1, store=folder)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, made: list[Run]) -> Comparison:
    """A finished comparison in a store."""
    del made
    return ask(tmp_path_factory.mktemp("stores") / "whole")


@pytest.fixture
def store(whole: Comparison, tmp_path: Path, made: list[Run]) -> Path:
    """A copy of it, to be damaged."""
    assert whole.folder is not None
    shutil.copytree(whole.folder, tmp_path / "store")
    made.clear()
    return tmp_path / "store"


def part(store: Path, table: str = "series") -> Path:
    """The part of replicate 1 of the other arm."""
    return store / f"{table}.parquet" / f"{run_id(NO_AI['other'], 1)}.parquet"


def _beside(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    def add(store: Path) -> None:
        for table in ("runs", "series", "welfare"):
            (store / f"{table}.parquet" / name).write_bytes(content)

    return add


def _conflicted_copies(store: Path) -> None:
    for table in ("runs", "series", "welfare"):
        path = part(store, table)
        shutil.copy(path, path.with_name(f"{path.stem} (conflicted copy).parquet"))
        shutil.copy(path, path.with_name(f"{path.stem}.parquet.crdownload"))


def _folder(store: Path) -> None:
    shutil.copytree(store / "series.parquet", store / "series.parquet" / "backup")


STRAYS: dict[str, Callable[[Path], None]] = {
    "desktop.ini": _beside("desktop.ini"),
    "Thumbs.db": _beside("Thumbs.db"),
    ".DS_Store": _beside(".DS_Store"),
    "a table of somebody": _beside("mine.parquet", b"PAR1"),
    "conflicted copies": _conflicted_copies,
    "a folder in a table": _folder,
    "a part that is half written": _beside(".0123-abcd", b""),
}


def _lose(table: str) -> Callable[[Path], None]:
    return lambda store: part(store, table).unlink()


def _cut(table: str, n_bytes: int | None) -> Callable[[Path], None]:
    def cut(store: Path) -> None:
        path = part(store, table)
        path.write_bytes(path.read_bytes()[:n_bytes])

    return cut


def _flip(store: Path) -> None:
    data = bytearray(part(store).read_bytes())
    data[len(data) // 10] ^= 1
    part(store).write_bytes(data)


def _of_another_run(table: str) -> Callable[[Path], None]:
    def copy(store: Path) -> None:
        path = part(store, table)
        other = next(each for each in path.parent.glob("*.parquet") if each != path and each.stem != "empty")
        shutil.copy(other, path)

    return copy


def _change(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path], None]:
    def write(store: Path) -> None:
        change(pd.read_parquet(part(store, table))).to_parquet(part(store, table), index=False)

    return write


def _without_end(store: Path) -> None:
    pq.write_table(pa.table({"model_loss": pa.nulls(2**25 + 1, pa.int8())}), part(store), row_group_size=2**26)


def _pipe(store: Path) -> None:
    part(store).unlink()
    os.mkfifo(part(store))


def _in_place_of_a_file(store: Path) -> None:
    part(store).unlink()
    part(store).mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no row": (_lose("runs"), ""),
    "no series": (_lose("series"), "is not there"),
    "no welfare": (_lose("welfare"), "is not there"),
    "an empty row": (_cut("runs", 0), "is not a whole Parquet file"),
    "an empty series": (_cut("series", 0), "is not a whole Parquet file"),
    "half of a series": (_cut("series", 5_000), "is not a whole Parquet file"),
    "one bit": (_flip, "is not a whole Parquet file"),
    "a row of another run": (_of_another_run("runs"), "is of another run"),
    "a series of another run": (_of_another_run("series"), "is of another run"),
    "a column less": (_change("series", lambda frame: frame.drop(columns="model_loss")), "has other columns"),
    "text for numbers": (_change("series", lambda frame: frame.astype({"model_loss": str})), "has other columns"),
    "rows without end": (_without_end, "is not a whole Parquet file"),
    "gaps in texts": (_change("series", lambda frame: frame.assign(date=["2022-01", None])), "has gaps"),
    "a pipe": (_pipe, "is no file"),
    "no rows": (_change("series", lambda frame: frame[:0]), "is of another run"),
    "an unknown end": (_change("runs", lambda frame: frame.assign(status="fine")), "is of another run"),
}


@pytest.mark.parametrize("name", STRAYS)
def test_a_stray_file_is_told_once_and_left_out_at_every_door(
    name: str, store: Path, whole: Comparison, made: list[Run]
) -> None:
    STRAYS[name](store)
    told = re.escape(f"store = '{store}' leaves out ")
    with pytest.warns(EcosystemWarning, match=told) as caught:
        found = Comparison.from_store(store)
    assert len(caught) == 1
    pd.testing.assert_frame_equal(found.series, whole.series)
    pd.testing.assert_frame_equal(found.welfare, whole.welfare)
    assert (found.n_pairs, len(found.missing)) == (3, 0)
    with pytest.warns(EcosystemWarning, match=told) as caught:
        pd.testing.assert_frame_equal(ask(store).effects(), whole.effects())
    assert len(caught) == 1
    assert made == []
    with pytest.warns(EcosystemWarning, match=told) as caught:
        assert (len(finished_runs(store).runs), finished_runs(store).n_missing) == (6, 0)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_lost_or_damaged_part_costs_its_own_run_which_is_made_anew(
    name: str, store: Path, whole: Comparison, made: list[Run]
) -> None:
    damage, told = DAMAGES[name]
    damage(store)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = Comparison.from_store(store)
        checked = finished_runs(store)
        assert [str(each.message).count(told) for each in caught] == ([1, 1] if told else [])
        assert [str(each.message).count("counts 1 run as not done") for each in caught] == ([1, 1] if told else [])
    assert found.missing.to_dict("records") == [{"arm": "other", "replicate": 1, "seed": 1}]
    assert found.n_pairs == 2
    rest = (whole.series["arm"] == "baseline") | (whole.series["replicate"] != 1)
    pd.testing.assert_frame_equal(found.series, whole.series[rest].reset_index(drop=True))
    assert (len(checked.runs), checked.n_missing) == (5, 1)
    assert rerun(checked, workers=1).n_different == 0
    made.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EcosystemWarning)
        again = ask(store)
    assert [(run.arm, run.replicate) for run in made] == [("other", 1)]
    pd.testing.assert_frame_equal(again.series, whole.series)
    assert len(Comparison.from_store(store).missing) == 0  # and nothing is told any more


def test_a_part_that_cannot_be_replaced_is_one_clear_error(store: Path) -> None:
    _in_place_of_a_file(store)
    with (
        pytest.warns(EcosystemWarning, match="is no file"),
        pytest.raises(StoreError, match="cannot be written to: Is a"),
    ):
        ask(store)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b'{"kind": ', b"[" * 50_000, b'{"seed": ' + b"9" * 9_000])
def test_a_lost_manifest_is_told_to_readers_and_made_anew_by_the_same_question(
    content: bytes | None, store: Path, whole: Comparison, made: list[Run]
) -> None:
    manifest = store / "manifest.json"
    was = manifest.read_bytes()
    if content is None:
        manifest.unlink()
    else:
        manifest.write_bytes(content)
    (store / "report.html").write_text("what was found")
    for door in (Comparison.from_store, finished_runs):
        with pytest.raises(StoreError, match=r"manifest.* Ask the same comparison again with this folder"):
            door(store)
    pd.testing.assert_frame_equal(ask(store).series, whole.series)
    assert made == []
    assert manifest.read_bytes() == was


@pytest.mark.parametrize("change", ['"seed": 0', '"replicates": 3', '"confidence": 0.95'])
def test_a_manifest_with_absurd_numbers_is_one_clear_error(change: str, store: Path) -> None:
    manifest = store / "manifest.json"
    for value in ("-1", "1e300", "9" * 300, '"many"', "null", "[3]"):
        text = manifest.read_text()
        manifest.write_text(text.replace(change, f"{change.partition(':')[0]}: {value}"))
        with pytest.raises(StoreError, match="has a manifest that this version cannot read"):
            Comparison.from_store(store)
        manifest.write_text(text)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("arms", None, "arms = None is no table"),
        ("arms", {}, "has a manifest without a baseline"),
        ("arms", {"../x": {"name": "x"}}, r"arms = '../x' is a name that no arm can have"),
        ("outcomes", "model_loss", "outcomes = 'model_loss' is no list of names"),
        ("outcomes", [{}], "outcomes = .* is no list of names"),
        ("format", "x" * 10_000, "has format 'x{56}\\.\\.\\., and this version"),
        ("made_by", 3, "has a manifest that this version cannot read"),
    ],
)
def test_a_manifest_that_somebody_changed_is_one_clear_error(name: str, value: object, told: str, store: Path) -> None:
    manifest = store / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), name: value}))
    for door in (Comparison.from_store, finished_runs):
        with pytest.raises(StoreError, match=told):
            door(store)


def test_runs_of_another_question_do_not_come_in_by_a_lost_manifest(store: Path, made: list[Run]) -> None:
    (store / "manifest.json").unlink()
    other = {"other": arms()["other"].replace(**{"culture.persistence": 0.99})}
    found = compare(BASE, other, replicates=3, workers=1, store=store)
    assert [run.arm for run in made] == ["other"] * 3
    assert found.n_pairs == 3
    assert len(found.series) == 6 * BASE.months


def test_a_new_store_may_be_put_where_a_system_has_left_its_file(tmp_path: Path, made: list[Run]) -> None:
    del made
    (tmp_path / ".DS_Store").touch()
    assert ask(tmp_path).n_pairs == 3


def test_commands_say_it_on_stderr_in_one_line_and_on_how_many_pairs_effects_rest(store: Path, made: list[Run]) -> None:
    del made
    _beside("desktop.ini")(store)
    part(store).unlink()
    result = call("report", store)
    assert result.exit_code == 0, result.output
    (line,) = result.stderr.splitlines()
    assert (
        "Not all runs are there: of 6 that were asked for 1 is not there. Effects rest on 2 of 3 pairs."
        in result.stdout
    )
    assert line.startswith(
        f"Note: store = '{store}' leaves out 3 files that it did not write (runs.parquet/desktop.ini, "
    )
    assert "and counts 1 run as not done, for want of what it gave (series.parquet/" in line
    result = call("rerun", store)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("Note: ") == 1
    assert "5 runs made again (1 more have no results to compare)" in result.stdout

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from analysis.uncertainty.ensemble import Ensemble, EnsembleError
from scenarios import load
from tests.support.damage import DAMAGES

VALUES = pd.DataFrame(
    {
        "attention.chat_hazard": [0.05, 0.06, 0.07],
        "web.archive_months": [90, 120, 180],
        "filtering.refresh": ["never"] * 3,
    }
)
WORLDS = Ensemble(VALUES, np.array([0.5, 0.5, 0.0]), {"size": 500})


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "worlds.parquet"
    WORLDS.write(path)
    again = Ensemble.read(path)
    pd.testing.assert_frame_equal(again.values, VALUES)
    assert again.weight.tolist() == [0.5, 0.5, 0.0]
    assert again.made == {"size": 500}
    assert list(path.parent.iterdir()) == [path]


def test_a_world_changes_what_the_scenario_leaves_to_the_baseline() -> None:
    scenario = load("baseline").replace(**{"web.archive_months": 60})
    found = WORLDS.world(1, scenario)
    assert (found.value("attention.chat_hazard"), found.value("web.archive_months")) == (0.06, 60)
    assert found.value("filtering.refresh") == "never"
    assert found.name == scenario.name
    assert type(found.value("web.archive_months")) is int


def test_worlds_are_drawn_by_weight_and_none_twice() -> None:
    assert sorted(WORLDS.draw(2).tolist()) == [0, 1]
    assert WORLDS.draw(1, seed=3).tolist() == WORLDS.draw(1, seed=3).tolist()
    assert WORLDS.n_effective == pytest.approx(2.0)
    with pytest.raises(EnsembleError, match="worlds = 3 is more than the 2 worlds that there are"):
        WORLDS.draw(3)


@pytest.mark.parametrize(
    ("values", "weight", "said"),
    [
        (VALUES.rename(columns={"attention.chat_hazard": "attention.chat_hazzard"}), [0.5, 0.5, 0.0], "chat_hazard"),
        (VALUES.iloc[:0], [], "has none"),
        (VALUES, [0.5, 0.5], "are not one for each world"),
        (VALUES, [0.5, 1.0, -0.5], "are not one for each world"),
        (VALUES, [0.5, 0.6, 0.0], "are not one for each world"),
        (
            VALUES.assign(**{"attention.chat_hazard": [0.05, np.nan, 0.07]}),
            [0.5, 0.5, 0.0],
            "chat_hazard is of another",
        ),
        (VALUES.assign(**{"attention.chat_hazard": [0.05, 0.06, 7.0]}), [0.5, 0.5, 0.0], "outside its bounds in some"),
        (VALUES.assign(**{"web.archive_months": 90.5}), [0.5, 0.5, 0.0], "archive_months is of another type"),
        (VALUES.assign(**{"filtering.refresh": 3}), [0.5, 0.5, 0.0], "refresh is of another type"),
    ],
)
def test_what_is_no_ensemble_is_refused(values: pd.DataFrame, weight: list[float], said: str) -> None:
    with pytest.raises(EnsembleError, match=said):
        Ensemble(values, np.array(weight), {})


def test_a_file_that_is_none_or_of_another_format_is_refused(tmp_path: Path) -> None:
    text, other, plain = (tmp_path / name for name in ("text", "other", "plain"))
    text.write_text("no worlds", encoding="utf-8")
    table = pa.Table.from_pandas(VALUES.assign(weight=1 / 3), preserve_index=False)
    pq.write_table(table, plain)
    pq.write_table(table.replace_schema_metadata({b"worlds": json.dumps({"format": "0", "made": {}}).encode()}), other)
    for path in (text, plain, tmp_path / "nowhere"):
        with pytest.raises(EnsembleError, match="is no file of worlds"):
            Ensemble.read(path)
    with pytest.raises(EnsembleError, match="is of format 0, where this version reads 1"):
        Ensemble.read(other)


GOOD = {"format": "1", "made": {}}
N = len(VALUES)


@pytest.mark.parametrize(
    ("told", "columns", "rule"),
    [
        ("[" * 10_000, {}, "is no file of worlds"),
        ('{"format": "1", "format": "1", "made": {}}', {}, "is no file of worlds"),
        ({"format": "1"}, {}, "is no file of worlds"),
        ({"format": "1", "made": 3}, {}, "is no file of worlds"),
        ({**GOOD, "format": "\x1b" * 10_000}, {}, r"is of format (\\x1b){20}, where"),
        (GOOD, {"weight": pa.array(["x"] * N)}, "have no weights"),
        (GOOD, {"weight": pa.array([[1.0]] * N)}, "have no weights"),
        (GOOD, {"weight": pa.array([10**9] * N, pa.date32())}, "holds date32.*neither numbers nor texts"),
        (GOOD, {"web.archive_months": pa.array([{"a": 1}] * N)}, "holds struct"),
        (GOOD, {"\x1b": pa.array([1] * N)}, r"'\\x1b' is not a known name"),
    ],
)
def test_a_file_that_somebody_made_is_refused_in_a_sentence(
    told: object, columns: dict[str, pa.Array], rule: str, tmp_path: Path
) -> None:
    whole = {**dict(VALUES.items()), "weight": np.full(N, 1 / N), **columns}
    content = told if isinstance(told, str) else json.dumps(told)
    pq.write_table(pa.table(whole).replace_schema_metadata({"worlds": content}), tmp_path / "a.parquet")
    with pytest.raises(EnsembleError, match=rule):
        Ensemble.read(tmp_path / "a.parquet")


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    table = pa.table([[1.0], [1.0]], names=["weight", "weight"])
    pq.write_table(table.replace_schema_metadata({"worlds": json.dumps(GOOD)}), tmp_path / "a.parquet")
    with pytest.raises(EnsembleError, match="weight is there twice"):
        Ensemble.read(tmp_path / "a.parquet")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("worlds") / "whole.parquet"
    WORLDS.write(path)
    return path


@settings(max_examples=50, derandomize=True)
@given(damage=DAMAGES)
def test_a_damaged_file_is_refused_or_holds_the_same_worlds(damage: Callable[[bytes], bytes], whole: Path) -> None:
    damaged = whole.with_name("damaged.parquet")
    damaged.write_bytes(damage(whole.read_bytes()))
    try:
        found = Ensemble.read(damaged)
    except EnsembleError:
        return
    pd.testing.assert_frame_equal(found.values, VALUES)
    assert found.weight.tolist() == WORLDS.weight.tolist()

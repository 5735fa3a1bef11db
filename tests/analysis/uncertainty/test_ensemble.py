import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.uncertainty.ensemble import Ensemble, EnsembleError
from scenarios import load

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

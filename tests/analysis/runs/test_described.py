"""Parquet files say what their columns are, to pyarrow and to pandas."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from analysis.runs.described import write_described
from analysis.whatif.comparison import Comparison, compare
from ecosystem import Scenario
from ecosystem.frame_columns import MODELS, SERIES
from ecosystem.policies import AuthorLevy
from tests.support.worlds import run, scenario


def metadata(path: Path, column: str) -> dict[bytes, bytes]:
    told: dict[bytes, bytes] = pq.read_schema(path).field(column).metadata
    return {key: told[key] for key in (b"unit", b"description") if key in told}


def test_a_written_frame_says_its_units_to_pyarrow_and_to_pandas(tmp_path: Path) -> None:
    series = run(scenario(3, 50), seed=1).series()
    write_described(series, tmp_path / "series.parquet")
    told = metadata(tmp_path / "series.parquet", "model_loss")
    assert told[b"unit"] == b"nats per idea"
    assert told[b"description"].startswith(b"How far the best model on sale is from knowing")
    again = pd.read_parquet(tmp_path / "series.parquet")
    assert again.attrs["units"] == {name: again.attrs["units"][name] for name in SERIES.names if name != "arm"}
    assert again.attrs == series.attrs
    pd.testing.assert_frame_equal(again, series)


def test_columns_of_which_nothing_is_known_are_written_as_they_are(tmp_path: Path) -> None:
    frame = MODELS.told(pd.DataFrame({"trainer": [1], "mine": ["x"]}))
    write_described(frame, tmp_path / "models.parquet")
    schema = pq.read_schema(tmp_path / "models.parquet")
    assert schema.field("trainer").metadata[b"unit"] == b"row"
    assert b"unit" not in (schema.field("mine").metadata or {})
    write_described(pd.DataFrame({"mine": ["x"]}), tmp_path / "plain.parquet")
    assert pd.read_parquet(tmp_path / "plain.parquet").to_dict("list") == {"mine": ["x"]}


def test_a_store_and_the_frames_of_a_comparison_say_their_units(tmp_path: Path) -> None:
    baseline = Scenario(name="baseline", size=50, months=3)
    store = tmp_path / "store"
    made = compare(baseline, {"levy": AuthorLevy(start="2022-02")}, replicates=1, workers=1, store=store)
    for result in (made, Comparison.from_store(store)):
        assert result.series.attrs["units"]["model_loss"] == "nats per idea"
        assert result.welfare.attrs["units"]["welfare_usd"] == "USD a year"
        assert result.series.attrs["meanings"]["arm"].startswith("Name of the arm")
    for part in (store / "series.parquet").iterdir():
        assert metadata(part, "tail_recall")[b"unit"] == b"share"
    told = metadata(store / "series.parquet" / "empty.parquet", "tail_recall")
    assert told[b"description"].startswith(b"Of the weight that rare ideas have")
    assert pd.read_parquet(store / "series.parquet").attrs["units"] == made.series.attrs["units"]
    assert pd.read_parquet(store / "runs.parquet").attrs["units"]["seconds"] == "seconds"

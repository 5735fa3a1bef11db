"""Frames say what their columns are, and the dictionary knows every column."""

from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from ecosystem import frame_columns as told
from ecosystem.columns import FrameInfo
from ecosystem.frame_columns import SERIES
from ecosystem.model import WebEcosystem
from ecosystem.recorder import EARNINGS, WELFARE
from ecosystem.tables import SCHEMAS
from tests.support.worlds import run, scenario

GIVEN = {
    "models_frame": told.MODELS,
    "contamination_frame": told.CONTAMINATION,
    "contamination_paths": told.CONTAMINATION_PATHS,
    "recipes_frame": told.RECIPES,
    "audit_frame": told.FILTER_AUDIT,
    "audit_by_topic_frame": told.FILTER_AUDIT_BY_TOPIC,
    "map_frame": told.MAP,
    "sites_frame": told.SITES,
    "posts_frame": told.POSTS,
    "detection_frame": told.DETECTION,
    "earnings_frame": EARNINGS,
    "welfare_frame": WELFARE,
}


@pytest.fixture(scope="module")
def model() -> WebEcosystem:
    return run(scenario(12, 60), seed=1)


@pytest.mark.parametrize(("name", "info"), GIVEN.items(), ids=GIVEN)
def test_every_frame_has_the_columns_that_are_told_of_and_says_what_they_are(
    model: WebEcosystem, name: str, info: FrameInfo
) -> None:
    frame = getattr(model, name)()
    assert list(frame.columns) == info.names
    assert frame.attrs["units"] == {column.name: column.unit for column in info.columns}
    assert frame.attrs["meanings"] == {column.name: column.meaning for column in info.columns}
    for column in info.columns:
        low, high = column.bounds
        values = pd.to_numeric(frame[column.name], errors="coerce").dropna() if (low, high) != (None, None) else []
        assert all((low is None or value >= low) and (high is None or value <= high) for value in values), column.name


def test_a_series_has_the_columns_that_are_told_of_but_the_arm(model: WebEcosystem) -> None:
    series = model.series()
    assert list(series.columns) == [name for name in SERIES.names if name != "arm"]
    assert series.attrs["units"]["model_loss"] == "nats per idea"
    assert set(series.attrs["units"]) == set(series.columns)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_every_column_of_a_table_of_the_world_is_told_of(model: WebEcosystem, schema: Any) -> None:
    info = told.SITE_TABLE if schema.name == "sites" else getattr(told, schema.name.upper())
    held = set(getattr(model.world, schema.name)._columns)
    assert set(info.names) == held


def test_every_attribute_of_the_lineage_is_told_of(model: WebEcosystem) -> None:
    graph = model.lineage_graph()
    held = {name for _, data in graph.nodes(data=True) for name in data}
    held |= {name for _, _, data in graph.edges(data=True) for name in data}
    assert held | {"share"} == set(told.LINEAGE.names)


def test_what_a_frame_says_of_itself_survives_pandas_and_parquet(model: WebEcosystem, tmp_path: Any) -> None:
    series = model.series()
    for other in (series.copy(), series[series["step"] > 3], series.assign(extra=1.0), pd.concat([series, series])):
        assert other.attrs["units"]["tail_recall"] == "share"
    assert series[["date"]].attrs["units"] is series.attrs["units"]  # handed on, not copied
    series.to_parquet(tmp_path / "series.parquet")
    again = pd.read_parquet(tmp_path / "series.parquet")
    assert again.attrs == series.attrs
    assert pq.read_schema(tmp_path / "series.parquet").names[: len(series.columns)] == list(series.columns)

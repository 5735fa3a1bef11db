"""The tables of a comparison: their columns, and what each run has of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

from analysis.runs.described import described
from analysis.runs.manifest import Manifest
from analysis.runs.simulation import Outcome
from ecosystem.columns import ColumnInfo, FrameInfo, attributes, columns
from ecosystem.frame_columns import ARM, REPLICATE, SERIES
from ecosystem.indicators import RECORDED, Indicator
from ecosystem.recorder import WELFARE
from ecosystem.shown import in_brief, shown

TEXT, WHOLE, REAL = pa.string(), pa.int64(), pa.float64()
SCHEMAS: Mapping[str, pa.Schema] = MappingProxyType(
    {
        "runs": pa.schema(
            {
                "run_id": TEXT,
                "arm": TEXT,
                "replicate": WHOLE,
                "seed": WHOLE,
                "status": TEXT,
                "seconds": REAL,
                "stage": TEXT,
                "message": TEXT,
            }
        ),
        "series": pa.schema(
            {"arm": TEXT, "replicate": WHOLE, "step": WHOLE, "date": TEXT, **dict.fromkeys(RECORDED, REAL)}
        ),
        "welfare": pa.schema(
            {
                "arm": TEXT,
                "replicate": WHOLE,
                "year": WHOLE,
                "months": WHOLE,
                "group": TEXT,
                "subgroup": TEXT,
                "n": REAL,
                "received_usd": REAL,
                "paid_usd": REAL,
                "net_usd": REAL,
                "other_welfare_usd": REAL,
                "welfare_usd": REAL,
                "per_head_usd": REAL,
            }
        ),
    }
)
"""Columns of the tables; every part has exactly these, and series also the indicators of others that are asked for."""
RUNS = FrameInfo(
    "runs",
    "One row a run of a comparison.",
    ("runs.parquet of a comparison", "Comparison.failures (columns of runs that failed)"),
    (
        *columns(("run_id", "text", "Name of the run, which hangs on its scenario, its seed and the code.")),
        *(ARM, REPLICATE),
        *columns(
            ("seed", "number", "Seed of all its draws."),
            ("status", "text", "How it ended: ok or failed."),
            ("seconds", "seconds", "How long it took."),
            ("stage", "text", "Where it failed; empty if it did not."),
            ("message", "text", "Why it failed; empty if it did not."),
        ),
    ),
)
_TOLD = MappingProxyType(
    {"runs": RUNS.columns, "series": SERIES.columns, "welfare": (ARM, REPLICATE, *WELFARE.columns)}
)
OK, FAILED = "ok", "failed"

type Parts = Mapping[str, pa.Table]
"""What one run has of each table: one row in that of the runs, and in the others what it gave, if it did not fail."""


@shown
@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables of a comparison, with the columns of `SCHEMAS`."""

    runs: pd.DataFrame
    series: pd.DataFrame
    welfare: pd.DataFrame


class Memory:
    """Outcomes of a comparison, by the ids of their runs.

    Parameters
    ----------
    added : iterable of Indicator
        Those of others that the runs record.
    """

    folder: Path | None = None

    def __init__(self, added: Iterable[Indicator] = ()) -> None:
        self.schemas = {table: schema_of(table, added) for table in SCHEMAS}
        self.told = {table: _told_of(table, added) for table in SCHEMAS}
        self._runs: dict[str, Parts] = {}

    def __repr__(self) -> str:
        return in_brief("Memory", [("finished", len(self.finished()))])

    def save(self, manifest: Manifest) -> None:
        """Keep nothing of the manifest."""

    def add(self, outcome: Outcome) -> None:
        """Keep how a run ended."""
        self.put(outcome.run.run_id, parts_of(outcome))

    def put(self, run_id: str, parts: Parts) -> None:
        """Take what a run has of each table, in the place of what was known of it."""
        self._runs[run_id] = parts

    def finished(self) -> dict[str, float]:
        """Give the seconds that each run took that gave results, by its id."""
        rows = {run_id: parts["runs"].to_pylist()[0] for run_id, parts in self._runs.items()}
        return {run_id: row["seconds"] for run_id, row in rows.items() if row["status"] == OK}

    def tables(self, manifest: Manifest) -> Tables:
        """Give the tables of all outcomes that a manifest asks for, by arm in its order, then by replicate."""
        places = {run_id: _place(parts) for run_id, parts in self._runs.items()}
        if manifest.is_of_this_code:  # runs of other code have ids that nobody can tell
            places = {run.run_id: (run.arm, run.replicate) for run in manifest.runs() if run.run_id in places}
        order = {arm: place for place, arm in enumerate(manifest.arms)}
        chosen = {
            (order[arm], replicate): run_id
            for run_id, (arm, replicate) in places.items()
            if arm in order and 0 <= replicate < manifest.replicates
        }
        parts = [self._runs[chosen[key]] for key in sorted(chosen)]
        return Tables(
            *(
                _joined(schema, [each[name] for each in parts if name in each], self.told[name])
                for name, schema in self.schemas.items()
            )
        )


def parts_of(outcome: Outcome) -> dict[str, pa.Table]:
    """Give what is kept of an outcome by table, in the order of `SCHEMAS`."""
    run = outcome.run
    head = {"arm": run.arm, "replicate": run.replicate}
    row = {
        "run_id": run.run_id,
        **head,
        "seed": run.seed,
        "status": OK if outcome.is_ok else FAILED,
        "seconds": outcome.seconds,
        "stage": outcome.stage,
        "message": outcome.message,
    }
    frames = {"runs": pd.DataFrame([row]), "series": outcome.series, "welfare": outcome.welfare}
    kept = {name: frame.assign(**head) for name, frame in frames.items() if frame is not None}
    return {name: _to_arrow(schema_of(name, run.indicators), frame) for name, frame in kept.items()}


def schema_of(table: str, added: Iterable[Indicator]) -> pa.Schema:
    """Give the columns of a table, those of indicators of others at the end, with their units.

    Meanings are left out: they would take as much room in the part of a run as its numbers. The part of a store
    without rows has them.
    """
    others = list(added) if table == "series" else []
    schema = pa.schema([*SCHEMAS[table], *(pa.field(each.name, REAL) for each in others)])
    return described(schema, _told_of(table, others), ["units"])


def _told_of(table: str, added: Iterable[Indicator]) -> list[ColumnInfo]:
    """Give what is known of the columns of a table."""
    return [*_TOLD[table], *(added if table == "series" else [])]


def _to_arrow(schema: pa.Schema, frame: pd.DataFrame) -> pa.Table:
    """Give a part of a table the types that all its parts have."""
    whole = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    return whole.replace_schema_metadata(schema.metadata)


def _place(parts: Parts) -> tuple[str, int]:
    """Say whose run it is: the arm and the replicate."""
    row = parts["runs"].to_pylist()[0]
    return row["arm"], row["replicate"]


def _joined(schema: pa.Schema, parts: list[pa.Table], told: Iterable[ColumnInfo]) -> pd.DataFrame:
    frame = pa.concat_tables([schema.empty_table(), *parts]).to_pandas()
    frame.attrs = dict(attributes(each for each in told if each.name in schema.names))
    return frame

"""Takes numbers of the world each month and gives columns out; the lowest module that knows pandas."""

from collections.abc import Iterable, Mapping

import pandas as pd

from ecosystem.calendar import step_to_date
from ecosystem.columns import ColumnInfo, FrameInfo, columns
from ecosystem.market.ledger import MICRO, paid_usd, received_usd
from ecosystem.market.welfare import Entry
from ecosystem.state import World
from ecosystem.tables import AGENT_SCHEMAS

EARNERS = tuple(schema.account for schema in AGENT_SCHEMAS if schema.account)
STEP = ColumnInfo("step", "step", "Which month it is.")
DATE = ColumnInfo("date", "month", "Which month it is.")
EARNINGS = FrameInfo(
    "earnings",
    "One row a month and group: human authors, AI generators, model trainers.",
    ("WebEcosystem.earnings_frame",),
    (
        STEP,
        DATE,
        *columns(
            ("group", "text", "Who earned."),
            ("income_usd", "USD a month", "What all members of the group together received."),
            ("cost_usd", "USD a month", "What they paid."),
            ("profit_usd", "USD a month", "What they received less what they paid."),
        ),
    ),
)
WELFARE = FrameInfo(
    "welfare",
    "One row a year and group of people or firms; in a comparison, of an arm and replicate as well.",
    ("WebEcosystem.welfare_frame", "welfare.csv of a run", "welfare.parquet of a comparison"),
    columns(
        ("year", "year", "Which year it is."),
        ("months", "months", "How many of its months have been run."),
        ("group", "text", "Who gains, e.g. authors of articles, readers, model trainers."),
        ("subgroup", "text", "Part of the group: tenths by earning power, uses of readers, kinds of operators."),
        ("n", "members", "How many there are, on average over the year."),
        ("received_usd", "USD a year", "What all of them together received."),
        ("paid_usd", "USD a year", "What they paid."),
        ("net_usd", "USD a year", "What they received less what they paid; over all groups it sums to nothing."),
        ("other_welfare_usd", "USD a year", "What they gained that is no money, such as the worth of an answer."),
        ("welfare_usd", "USD a year", "Money and other gains together."),
        ("per_head_usd", "USD a year per member", "Money and other gains of one member."),
    ),
)


class Recorder:
    """Rows of numbers, one a month, by column."""

    def __init__(self) -> None:
        self._steps: list[int] = []
        self._rows: list[Mapping[str, float]] = []

    def record(self, step: int, row: Mapping[str, float]) -> None:
        """Take one row; every row has the same columns."""
        self._steps.append(step)
        self._rows.append(row)

    def latest(self) -> dict[str, float]:
        """Give the last row by name; empty before the first."""
        return dict(self._rows[-1]) if self._rows else {}

    def frame(self, scenario: str, replicate: int, wanted: Iterable[str]) -> pd.DataFrame:
        """Give all rows: scenario, replicate, step, date (YYYY-MM), then the columns asked for."""
        n = len(self._steps)
        head = {
            "scenario": pd.Series([scenario] * n, dtype=str),
            "replicate": pd.Series([replicate] * n, dtype="int64"),
            "step": pd.Series(self._steps, dtype="int64"),
            "date": pd.Series([step_to_date(step) for step in self._steps], dtype=str),
        }
        values = {name: pd.Series([row[name] for row in self._rows], dtype="float64") for name in wanted}
        return pd.DataFrame({**head, **values})


def earnings_row(world: World) -> dict[str, float]:
    """Give income and cost of each group this month, in USD."""
    income = {f"income|{group}": received_usd(world, group) for group in EARNERS}
    return income | {f"cost|{group}": paid_usd(world, group) for group in EARNERS}


def earnings_frame(recorder: Recorder) -> pd.DataFrame:
    """Give one row a month and group: step, date, group, income_usd, cost_usd, profit_usd."""
    wide = recorder.frame("", 0, [f"{flow}|{group}" for group in EARNERS for flow in ("income", "cost")])
    parts = []
    for group in EARNERS:
        part = wide[["step", "date"]].assign(group=group)
        part["income_usd"], part["cost_usd"] = wide[f"income|{group}"], wide[f"cost|{group}"]
        part["profit_usd"] = part["income_usd"] - part["cost_usd"]
        parts.append(part)
    return EARNINGS.told(pd.concat(parts, ignore_index=True))


def welfare_frame(entries: Iterable[Entry]) -> pd.DataFrame:
    """Give one row a year and group: who received, paid and gained what, in USD; the last year may be unfinished."""
    rows = []
    for each in entries:
        received, paid, net = each.received / MICRO, each.paid / MICRO, (each.received - each.paid) / MICRO
        welfare = net + each.other_usd
        rows.append(
            {
                "year": each.year,
                "months": each.months,
                "group": each.group,
                "subgroup": each.subgroup,
                "n": each.n,
                "received_usd": received,
                "paid_usd": paid,
                "net_usd": net,
                "other_welfare_usd": each.other_usd,
                "welfare_usd": welfare,
                "per_head_usd": welfare / each.n if each.n else float("nan"),
            }
        )
    return WELFARE.told(pd.DataFrame(rows, columns=WELFARE.names))

"""Who trained on whose output: sums over years, the sentence and the heat map."""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from analysis.figures import contamination, save
from analysis.outcomes.contamination import contamination_finding, period, periods
from tests.support.figures import tells

PATHS = pd.DataFrame(
    {
        "path": ["1 -> 1 -> 0", "0 -> 1 -> 2"],
        "n_steps": [2, 2],
        "n_trainers": [2, 3],
        "share": [0.05, 0.03],
    }
)
NO_PATHS = PATHS.iloc[:0]


def frame(first: int = 2021, last: int = 2028) -> pd.DataFrame:
    """Two readers; models of trainer 1 write thrice what those of trainer 0 do, and more every year."""
    rows = []
    for year in range(first, last + 1):
        for reader in range(2):
            for writer, pull in enumerate((0.01, 0.03)):
                share = pull * max(year - 2022, 0)
                rows.append((year, reader, writer, share, writer == reader, 100.0 * (1 + reader)))
    return pd.DataFrame(rows, columns=["year", "reader", "writer", "share", "is_own", "n_tokens"])


def test_a_period_is_weighted_by_tokens() -> None:
    data = frame()
    data.loc[(data["year"] == 2024) & (data["reader"] == 0), "n_tokens"] = 300.0
    found = period(data, 2023, 2024)
    assert found.shares[:, 0] == pytest.approx([(1 * 0.01 + 3 * 0.02) / 4, (1 * 0.03 + 3 * 0.06) / 4])
    assert found.shares[:, 1] == pytest.approx([0.015, 0.045])
    whole = 400.0 + 400.0
    assert found.total == pytest.approx((400 * 4 * found.shares[0, 0] + 400 * 4 * 0.015) / whole)
    assert found.own == pytest.approx((400 * found.shares[0, 0] + 400 * 0.045) / whole)


def test_a_trainer_that_missed_a_year_counts_in_the_others() -> None:
    data = frame()
    data = data[(data["year"] != 2023) | (data["reader"] == 1)]
    found = period(data, 2023, 2024)
    assert found.shares[:, 0] == pytest.approx([0.02, 0.06])
    assert found.shares[:, 1] == pytest.approx([0.015, 0.045])


def test_years_before_the_record_are_left_out() -> None:
    assert [(each.first, each.last) for each in periods(frame())] == [(2022, 2024), (2025, 2026), (2027, 2028)]
    assert [each.years for each in periods(frame(2020, 2023))] == ["2022", "2023"]
    assert periods(frame(2018, 2021)) == periods(frame(2021, 2022)) == []


def test_the_finding_says_how_much_and_whose() -> None:
    assert contamination_finding(frame()) == (
        "Models wrote 22 % of what models of 2027 to 2028 were trained on, those of their own trainer 13 %; trainer 1 "
        "wrote most, 16 % of the data of each trainer on average"
    )
    assert contamination_finding(frame(2021, 2022)) == "No model was trained on what another model wrote"


def test_the_figure_has_a_number_in_every_cell_and_their_sums_below(tmp_path: Path) -> None:
    figure = contamination(frame(), PATHS)
    first, second, third, bar = figure.axes
    assert tells(figure, contamination_finding(frame()))
    assert [axes.get_title() for axes in (first, second, third)] == [
        *("2022 to 2024: 4 %", "2025 to 2026: 14 %", "2027 to 2028: 22 %")
    ]
    assert [text.get_text() for text in third.texts] == ["5.5", "5.5", "16", "16", "22", "22"]
    assert [label.get_text() for label in first.get_yticklabels()] == ["trainer 0", "trainer 1", "all models"]
    assert len([patch for patch in third.patches if isinstance(patch, Rectangle)]) == 2
    assert bar.get_ylabel().endswith("(%)")
    assert "0 -> 1 -> 2: 3 %" in " ".join(figure.get_supxlabel().split())
    save(figure, tmp_path, "contamination")


def test_runs_without_contamination_or_long_paths_are_drawn(tmp_path: Path) -> None:
    empty = contamination(frame(2020, 2021), NO_PATHS)
    assert empty.get_suptitle().startswith("No model was trained")
    save(empty, tmp_path, "empty")
    none = frame().iloc[:0]
    save(contamination(none, NO_PATHS), tmp_path, "none")
    assert "Nothing came through" in contamination(frame(), NO_PATHS).get_supxlabel()


def test_with_many_trainers_colours_speak_alone() -> None:
    many = pd.concat([frame().assign(reader=reader, is_own=False) for reader in range(13)]).drop_duplicates(
        ["year", "reader", "writer"]
    )
    figure = contamination(many, NO_PATHS)
    assert [len(axes.texts) for axes in figure.axes[:3]] == [13, 13, 13]

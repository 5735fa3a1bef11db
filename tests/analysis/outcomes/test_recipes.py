"""How often trainers use each source: held month by month, in a sentence and in a figure."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.figures import recipes, save
from analysis.outcomes.recipes import last_uses, recipes_finding, uses_by_month
from ecosystem.tables import SOURCES

BASE = {"fresh": 2.0, "middle": 1.5, "old": 1.0, "archive": 0.1, "licensed": 0.0, "open": 0.2, "synthetic": 0.05}


def frame(*versions: tuple[int, str, float]) -> pd.DataFrame:
    """Versions of which each used all sources so many times as often as usual."""
    rows = [
        (model, trainer, released, source, factor * BASE[source])
        for model, (trainer, released, factor) in enumerate(versions)
        for source in SOURCES
    ]
    return pd.DataFrame(rows, columns=["model_id", "trainer", "released", "source", "uses"])


DATA = frame((0, "2021-11", 0.5), (1, "2022-02", 1.0), (0, "2022-03", 3.0))


def test_a_version_counts_until_the_next_of_its_trainer() -> None:
    found = uses_by_month(DATA)
    assert found.years == pytest.approx(2022.0 + (np.arange(3) + 0.5) / 12.0)
    assert found.by_trainer["fresh"] == pytest.approx(np.array([[1.0, np.nan], [1.0, 2.0], [6.0, 2.0]]), nan_ok=True)
    assert np.isnan(found.by_trainer["licensed"]).all()


def test_the_last_uses_are_means_and_ranges_over_trainers() -> None:
    table = last_uses(DATA)
    assert table["source"].tolist() == ["fresh", "middle", "old", "open", "archive", "synthetic"]
    assert table.iloc[0][["mean", "least", "most"]].tolist() == [4.0, 2.0, 6.0]


def test_a_source_that_ran_dry_is_not_told_with_an_old_number() -> None:
    dry = frame((0, "2022-01", 1.0), (0, "2022-05", 1.0))
    dry.loc[(dry["model_id"] == 1) & (dry["source"] == "open"), "uses"] = 0.0
    assert "open" not in last_uses(dry)["source"].tolist()
    assert uses_by_month(dry).by_trainer["open"][:, 0] == pytest.approx([0.2] * 4 + [np.nan], nan_ok=True)


def test_trainers_of_replicates_are_trainers_of_their_own() -> None:
    both = pd.concat([DATA.assign(replicate=0), frame((0, "2022-01", 5.0)).assign(replicate=1)])
    assert last_uses(both).iloc[0][["mean", "least", "most"]].tolist() == [6.0, 2.0, 10.0]


def test_the_finding_names_the_sources_used_most_and_least() -> None:
    assert recipes_finding(DATA) == (
        "The trainers' last versions used a token of fresh pages 4 times (2 to 6 over trainers) and of pages of middle "
        "age 3 times, but one of archived pages 0.2 times and of models' text 0.1 times"
    )
    assert recipes_finding(DATA.iloc[:0]).startswith("No version was trained")


def test_the_figure_has_a_panel_a_source_and_one_that_compares(tmp_path: Path) -> None:
    figure = recipes(DATA)
    assert len(figure.axes) == len(SOURCES) + 1
    fresh, licensed, compared = figure.axes[0], figure.axes[4], figure.axes[-1]
    assert fresh.lines[0].get_ydata() == pytest.approx([1.0, 1.5, 4.0])
    assert not licensed.lines
    assert [text.get_text() for text in licensed.texts] == ["held nothing"]
    assert [label.get_text() for label in compared.get_xticklabels()] == last_uses(DATA)["source"].tolist()
    assert figure.get_supylabel().endswith("(times)")
    save(figure, tmp_path, "recipes")


def test_runs_without_versions_are_drawn(tmp_path: Path) -> None:
    for name, data in (("none", DATA.iloc[:0]), ("early", frame((0, "2020-01", 1.0)))):
        save(recipes(data), tmp_path, name)

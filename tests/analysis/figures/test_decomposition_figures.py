from pathlib import Path

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from analysis.figures import save, shares_of_an_outcome
from analysis.studies import decomposition
from analysis.studies.decomposition import decompose
from tests.analysis.studies.test_decomposition import BASELINE, stub_series
from tests.support.figures import tells


def test_the_figure_shows_every_mechanism_thrice_and_their_sums(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(decomposition, "run_series", stub_series)
    found = decompose(BASELINE, replicates=3, seed=1)
    figure = shares_of_an_outcome(found)
    axes = figure.axes[0]
    assert tells(figure, found.finding)
    assert "web-ecosystem, scenario baseline" in figure.get_supxlabel()
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        *("feedback", "filter", "drift", "temperature", "budget"),
        "all together",
    ]
    legend = axes.get_legend()
    assert legend is not None
    assert len(legend.get_texts()) == 3
    bars = np.array([bar.get_width() for bar in axes.patches if isinstance(bar, Rectangle)]).reshape(3, 6)
    assert bars[:, -1] == pytest.approx(bars[:, :-1].sum(axis=1))
    assert bars[:, -1] == pytest.approx([3.2, 5.4, 1.0])
    assert len({bar.get_facecolor() for bar in axes.patches}) == len({bar.get_hatch() for bar in axes.patches}) == 3
    assert axes.get_xlabel() == "change of model_loss (nats per idea)"
    first, second = (save(shares_of_an_outcome(found), tmp_path / name, "figure") for name in "ab")
    assert first[1].read_bytes() == second[1].read_bytes()

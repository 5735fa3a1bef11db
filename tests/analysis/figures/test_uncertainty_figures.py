"""Figures of sensitivity and discovery say what was found and draw what has not converged as such."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from analysis.figures import regions, save, tornado
from analysis.statistics.intervals import Interval
from analysis.uncertainty.discovery import discover
from analysis.uncertainty.indices import Effect, Screening, Share, Shares
from analysis.uncertainty.sensitivity import screen, share_variance
from tests.analysis.uncertainty.test_discovery import plausible_worlds
from tests.analysis.uncertainty.test_sensitivity import NAMES, linear


def test_a_tornado_stands_on_the_side_of_its_direction_and_its_title_is_the_finding(tmp_path: Path) -> None:
    found = screen(linear(0.05), NAMES, trajectories=10)
    shares = share_variance(linear(0.05), NAMES, points=16)
    figure = tornado(found, shares, "the loss", "nats per idea", "web-ecosystem")
    effects, parts = figure.axes
    assert figure.get_suptitle().startswith("a and b move the loss most")
    assert effects.get_xlabel() == "change over the plausible range (nats per idea)"
    assert [label.get_text() for label in effects.get_yticklabels()] == [*NAMES, "inert"]
    bars = [bar for bar in effects.patches if isinstance(bar, Rectangle)]
    assert [bar.get_x() + bar.get_width() for bar in bars[:3]] == pytest.approx([4.0, 0.0, 1.0])
    assert [bar.get_x() for bar in bars[:3]] == pytest.approx([0.0, -2.0, 0.0])
    assert len({bar.get_hatch() for bar in bars}) == len({bar.get_facecolor() for bar in bars}) == 3
    assert len([bar for bar in parts.patches if isinstance(bar, Rectangle)]) == 10
    first, second = (save(tornado(found, shares, "x", "y", "z"), tmp_path / name, "figure") for name in "ab")
    assert first[1].read_bytes() == second[1].read_bytes()


def test_the_longest_title_has_two_lines_and_what_has_not_converged_is_pale_and_said() -> None:
    wide = Interval(1.0, 0.2, 1.8, 10, 0.4)
    effect = Effect("training.retention_of_human_pages", wide, wide, 0.1, is_told=True, is_converged=False)
    inert = Effect("inert", Interval(0.0, 0.0, 0.0, 10, 0.0), Interval(0.0, 0.0, 0.0, 10, 0.0), 0.0, False, True)
    share = Share("inert", wide, wide, is_told=False, is_converged=False)
    what = "what author_levy:share=0.1 does to the synthetic share of new articles"
    figure = tornado(Screening((effect,) * 3, inert), Shares((share,), share, 1.0), what, "share", "web-ecosystem")
    assert figure.get_suptitle().count("\n") == 1
    assert (figure.axes[0].patches[0].get_alpha() or 1.0) < 0.5
    assert "(not converged)" in figure.axes[0].get_yticklabels()[0].get_text()


def test_regions_show_the_trade_and_the_part_of_each_range_inside() -> None:
    worlds = plausible_worlds(200, more=3)
    found = discover(worlds, (worlds["attention.chat_hazard"] > 0.06).to_numpy())
    figure = regions(found, worlds, "The levy fails", "web-ecosystem")
    trade, ends = figure.axes
    assert figure.get_suptitle().startswith("The levy fails in ")
    assert (trade.get_xlabel(), trade.get_ylabel()) == ("coverage (%)", "density (%)")
    bar = ends.patches[1]
    assert isinstance(bar, Rectangle)
    assert bar.get_x() == pytest.approx(0.5, abs=0.02)
    assert bar.get_x() + bar.get_width() == pytest.approx(1.0)
    assert any("a month" in text.get_text() for text in ends.texts)


def test_a_search_that_found_nothing_is_drawn_as_that() -> None:
    worlds = pd.DataFrame({"a": np.arange(40.0)})
    figure = regions(discover(worlds, np.arange(40) % 2 == 0), worlds, "It rains", "web-ecosystem")
    assert "no region stands out" in figure.get_suptitle()
    assert figure.axes[1].texts[0].get_text() == "no region stands out"

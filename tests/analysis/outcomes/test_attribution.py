"""Sharing out the worth of data: sampled orders against enumeration, and the table and figure of a run."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from analysis.figures import save, whose_data
from analysis.outcomes.attribution import AttributionError, attribution_finding, attribution_frame
from analysis.statistics.result_columns import ATTRIBUTION
from analysis.statistics.shapley import GameError, enumerated_shapley, sampled_shapley
from ecosystem.errors import OutOfRangeError
from ecosystem.market.attribution import SiteGroups, best_on_sale, data_game, site_groups, statistics_by_group
from ecosystem.market.sources import SYNTHETIC_SOURCE
from ecosystem.randomness import Draws
from ecosystem.state import World
from tests.support.figures import tells
from tests.support.worlds import copied, run, scenario

PLAYERS = ("a", "b", "c", "d", "e", "f")
DRAWS = Draws(11)


def tangled() -> Callable[[frozenset[str]], float]:
    """A game without any symmetry: every set is worth something of its own."""
    rng = np.random.default_rng(3)
    sets = [frozenset(some) for n in range(7) for some in combinations(PLAYERS, n)]
    values = {each: len(each) ** 1.5 + float(rng.normal()) for each in sets}
    return values.__getitem__


@pytest.fixture(scope="module")
def world() -> World:
    """The baseline, 100 authors, 30 months; not to be changed."""
    return run(scenario(30, 100)).world


@pytest.fixture(scope="module")
def frame(world: World) -> pd.DataFrame:
    return attribution_frame(world)


def test_drawn_orders_agree_with_enumeration_within_their_errors() -> None:
    worth = tangled()
    exact, drawn = enumerated_shapley(PLAYERS, worth), sampled_shapley(PLAYERS, worth, DRAWS, 400)
    for name in PLAYERS:
        error = drawn.standard_error[name]
        assert 0.0 < error < 0.1
        assert abs(drawn.mean[name] - exact.mean[name]) < 4.5 * error
    whole = worth(frozenset(PLAYERS)) - worth(frozenset())
    assert sum(drawn.mean.values()) == pytest.approx(whole, rel=1e-12)
    assert sum(exact.mean.values()) == pytest.approx(whole, rel=1e-12)
    assert set(exact.standard_error.values()) == {0.0}


def test_errors_say_how_far_estimates_lie_from_the_truth() -> None:
    worth = tangled()
    exact = enumerated_shapley(PLAYERS, worth).mean
    distances = []
    for seed in range(40):
        drawn = sampled_shapley(PLAYERS, worth, Draws(seed), 50)
        distances += [(drawn.mean[name] - exact[name]) / drawn.standard_error[name] for name in PLAYERS]
    # 240 values, no two of one seed independent: their spread is that of 40 at worst.
    assert np.sqrt(np.mean(np.square(distances))) == pytest.approx(1.0, abs=4.5 / np.sqrt(2 * 40))


def test_an_order_does_not_depend_on_how_players_are_listed() -> None:
    worth = tangled()
    assert sampled_shapley(PLAYERS, worth, DRAWS, 5) == sampled_shapley(PLAYERS[::-1], worth, DRAWS, 5)
    assert sampled_shapley(PLAYERS, worth, DRAWS, 5) != sampled_shapley(PLAYERS, worth, Draws(12), 5)


def test_where_groups_do_not_act_on_one_another_each_order_says_the_same() -> None:
    weights = {"a": 1.0, "b": 2.0, "c": 0.0}
    drawn = sampled_shapley("abc", lambda members: sum(weights[name] for name in members), DRAWS, 3)
    assert drawn.mean == weights
    assert set(drawn.standard_error.values()) == {0.0}
    # With two groups an order and its reverse are all orders there are.
    two = {frozenset(): 0.0, frozenset("a"): 5.0, frozenset("b"): 1.0, frozenset("ab"): 2.0}
    pair = sampled_shapley("ab", two.__getitem__, DRAWS, 2)
    assert (pair.mean, pair.standard_error) == ({"a": 3.0, "b": -1.0}, {"a": 0.0, "b": 0.0})


def test_what_cannot_be_shared_out_is_refused(world: World) -> None:
    with pytest.raises(GameError, match="empty"):
        sampled_shapley((), len, DRAWS)
    with pytest.raises(OutOfRangeError, match="n_pairs"):
        sampled_shapley("ab", len, DRAWS, 1)
    with pytest.raises(AttributionError, match="trainer = 6 does not exist"):
        attribution_frame(world, trainer=6)


def test_the_table_of_a_run_adds_up(world: World, frame: pd.DataFrame) -> None:
    version = best_on_sale(world)
    assert version is not None
    statistics = statistics_by_group(world, version, site_groups(world))
    game = data_game(world, version, statistics)
    every = frozenset(game.names)
    assert list(frame.columns) == ATTRIBUTION.names
    assert tuple(frame["group"]) == game.names
    assert frame["shapley"].sum() == pytest.approx(game.worth(every), rel=1e-12)
    assert frame["share"].sum() == pytest.approx(1.0)
    crawled = version.n_different_tokens - version.tokens_by_source[SYNTHETIC_SOURCE]
    assert frame["ideas"].sum() == pytest.approx(crawled, rel=0.01), "but for text of its own"
    assert (frame["tokens"] == frame["ideas"] * world.parameters.content.tokens_per_idea).all()
    assert frame["pages"].tolist() == statistics.n_pages.tolist()
    row = frame.set_index("group").loc["blog tail"]
    assert row["alone"] == game.worth(frozenset({"blog tail"}))
    assert row["last"] == pytest.approx(game.worth(every) - game.worth(every - {"blog tail"}))
    assert row["shapley_per_1000_tokens"] == pytest.approx(1000.0 * row["shapley"] / row["tokens"])
    used = (statistics.tokens * np.minimum(version.uses, 1.0)[None, :, None]).sum(axis=1)
    synthetic = used[1] / np.maximum(used.sum(axis=0), 1e-300)
    assert frame["synthetic_share"].fillna(0.0).to_numpy() == pytest.approx(synthetic)


def test_many_groups_are_shared_out_by_drawn_orders(world: World, frame: pd.DataFrame) -> None:
    groups = site_groups(world)
    odd = np.arange(len(groups.code)) % 2
    halves = SiteGroups(
        tuple(f"{name} {part}" for part in "ab" for name in groups.names), groups.code + odd * len(groups.names)
    )
    found = attribution_frame(world, groups=halves, n_pairs=20)
    assert len(found) == 15
    assert found["standard_error"].max() > 0.0
    version = best_on_sale(world)
    assert version is not None
    game = data_game(world, version, statistics_by_group(world, version, halves))
    assert found["shapley"].sum() == pytest.approx(game.worth(frozenset(game.names)), rel=1e-12)
    assert found["pages"].sum() == frame["pages"].sum()


def test_there_is_nothing_to_share_out_without_fitted_models(world: World, tmp_path: Path) -> None:
    for name, value in {"controls.has_fitted_models": False, "training.smoothing": "none"}.items():
        empty = attribution_frame(copied(world, **{name: value}))
        assert empty.empty
        assert list(empty.columns) == ATTRIBUTION.names
    assert attribution_finding(empty).startswith("No model that was fitted")
    save(whose_data(empty), tmp_path, "empty")


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": ["blogs", "farms", "forums"],
            "pages": [10, 10, 0],
            "ideas": [60.0, 40.0, 0.0],
            "tokens": [6000.0, 4000.0, 0.0],
            "synthetic_share": [0.25, 1.0, np.nan],
            "shapley": [0.9, -0.1, 0.0],
            "standard_error": [0.0, 0.0, 0.0],
            "share": [1.125, -0.125, 0.0],
            "shapley_per_1000_tokens": [0.15, -0.025, np.nan],
            "alone": [1.0, 0.3, 0.0],
            "last": [0.7, -0.2, 0.0],
        }
    )


def test_the_finding_names_who_gave_most_and_least() -> None:
    assert attribution_finding(table()) == (
        "Data take 0.80 nats per idea off the best model's loss; blogs brings the largest part (112 % with 60 % of "
        "the tokens), and farms, token for token, the smallest (-12 % with 40 %); blogs alone would take off more than "
        "all together, 1.00"
    )
    alone = table().iloc[:1].assign(alone=0.9)
    assert attribution_finding(alone).endswith("blogs brings the largest part (100 % with 100 % of the tokens)")
    harm = attribution_finding(table().assign(shapley=[-0.3, -0.1, 0.0]))
    assert harm == "Data do not make the best model better: all of them together change its loss by +0.4 nats"


def test_the_figure_shows_a_bar_and_two_marks_a_group(tmp_path: Path) -> None:
    figure = whose_data(table())
    worth, tokens = figure.axes
    assert tells(figure, attribution_finding(table()))
    assert [label.get_text() for label in worth.get_yticklabels()] == ["blogs (112 %)", "farms (-12 %)", "forums (0 %)"]
    bars = {bar.get_y(): bar.get_width() for bar in worth.patches if isinstance(bar, Rectangle)}
    assert sorted(bars.values()) == [-0.1, 0.0, 0.9]
    assert worth.get_xlabel().endswith("(nats per idea)")
    lengths = [bar.get_width() for bar in tokens.patches if isinstance(bar, Rectangle)]
    assert lengths == [4500.0, 0.0, 0.0, 1500.0, 4000.0, 0.0]
    assert [text.get_text().strip() for text in tokens.texts] == ["+150,000", "-25,000", ""]
    save(figure, tmp_path, "one")


def test_several_runs_get_intervals() -> None:
    several = pd.concat([table().assign(replicate=r, shapley=[0.8 + 0.1 * r, -0.1, 0.0]) for r in range(3)])
    figure = whose_data(several)
    assert len(figure.axes[0].containers) == len(whose_data(table()).axes[0].containers) + 1
    assert "3 replicates" in figure.get_supxlabel()

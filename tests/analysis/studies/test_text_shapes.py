from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.figures import text_generations, text_mixtures, text_rarities
from analysis.loops.text_loop import ACCUMULATE, HUMAN, KEPT, SHARES
from analysis.studies.text_shapes import held, shapes_of, verdict

GENERATIONS = np.arange(6)


def frame_of(accumulate: np.ndarray, rare: float = 0.1, distinct: float = -0.05) -> pd.DataFrame:
    """Chains as they would be: losses in nats by generation, two replicates of two topics."""
    losses = {name: share**3 * GENERATIONS for name, share in SHARES.items()}
    losses |= {KEPT: 0.2 * GENERATIONS, ACCUMULATE: accumulate, HUMAN: np.array([np.nan])}
    rows = [
        {
            "temperature": 1.0,
            "workflow": name,
            "replicate": replicate,
            "topic": topic,
            "generation": generation,
            "perplexity": np.exp(3.0 + loss + replicate / 10),
            "distinct_2": 0.5 + distinct * generation,
            "repeated_4": 0.1,
            "held_common": 1.0,
            "held_middle": 0.8,
            "held_rare": 0.4 if name == HUMAN else rare,
        }
        for name, chain in losses.items()
        for replicate in (0, 1)
        for topic in ("one", "two")
        for generation, loss in enumerate(chain)
    ]
    return pd.DataFrame(rows)


BOUNDED = np.cumsum(np.r_[0.0, 0.2 / GENERATIONS[1:] ** 2])
UNBOUNDED = np.cumsum(np.r_[0.0, 0.2 / GENERATIONS[1:] ** 0.9])


@pytest.mark.parametrize(
    ("frame", "missed"),
    [
        (frame_of(BOUNDED), []),
        (frame_of(UNBOUNDED), ["it stays bounded where text accumulates"]),
        (frame_of(BOUNDED, rare=0.5), ["rare n-grams are lost first"]),
        (frame_of(BOUNDED, distinct=0.0), ["diversity (distinct-2) falls by generation"]),
    ],
)
def test_a_shape_holds_where_every_replicate_has_it(frame: pd.DataFrame, missed: list[str]) -> None:
    frame.loc[(frame["workflow"] == HUMAN) | (frame["held_rare"] < 0.5), "held_middle"] += 0.1
    frame.loc[frame["workflow"] != HUMAN, "held_middle"] -= 0.2
    shapes = shapes_of(frame)
    assert [each.name for each in shapes if not each.holds] == missed
    assert verdict(shapes).startswith(f"At temperature 1 {7 - len(missed)} of 7 published shapes hold")


def test_what_is_held_is_over_what_as_much_human_text_shows() -> None:
    shares = held(frame_of(BOUNDED).drop(columns="topic").drop_duplicates())
    assert shares["rare"].tolist() == pytest.approx([0.25] * len(shares))
    assert shares["common"].tolist() == pytest.approx([1.0] * len(shares))


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (text_generations, f"where text accumulates, {np.exp(BOUNDED[-1]):.3g} times"),
        (text_mixtures, f"synthetic text alone {np.exp(5.0):.3g} times"),
        (text_rarities, "25 % of the rare ones"),
    ],
)
def test_figures_say_what_they_show(draw: Callable[[pd.DataFrame, str], Figure], told: str) -> None:
    figure = draw(frame_of(BOUNDED), "some text")
    assert told in " ".join(f"{figure.get_suptitle()} {figure.get_supxlabel()}".lower().split())

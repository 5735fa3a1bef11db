from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.loops.text_loop import HUMAN, REPLACE, TextLoop, usual_workflows
from analysis.loops.workflows import Contaminated, FreshHuman
from analysis.loops.worlds.text import RARITIES, rarity_of
from analysis.loops.worlds.world import Moment
from analysis.reports.text_samples import marked_text, samples_page
from analysis.runs.sampled_pages import spans_of
from analysis.studies.text_shapes import shapes_of
from ecosystem.content.passages import grams, repeats
from ecosystem.errors import CorpusError, OutOfRangeError, WrongTypeError
from ecosystem.parameters.text import TextParameters

N = 300


@pytest.fixture(scope="module")
def loop(python_text: Path) -> TextLoop:
    text = TextParameters(corpus=str(python_text), vocabulary=500)
    return TextLoop(text, N, generations=2, replicates=2, workflows=usual_workflows(N) | {"all": Contaminated(N, 1.0)})


@pytest.fixture(scope="module")
def frame(loop: TextLoop) -> pd.DataFrame:
    return loop.run()


def test_all_workflows_begin_with_the_same_model_and_their_generations_differ(frame: pd.DataFrame) -> None:
    chains = frame[frame["workflow"] != HUMAN].groupby(["replicate", "topic", "generation"])["perplexity"]
    assert (chains.nunique().unstack()[0] == 1).all()
    assert (chains.nunique().unstack()[1] == len(usual_workflows(N))).all()


def test_a_share_of_one_replaces_and_a_share_of_none_is_human_text_alone(loop: TextLoop, frame: pd.DataFrame) -> None:
    chains = frame.set_index(["workflow", "replicate", "topic", "generation"]).sort_index().drop(columns="temperature")
    pd.testing.assert_frame_equal(chains.loc["all"], chains.loc[REPLACE])
    world = loop.world(1)
    alone = [world.measure(world.fit(world.real(N, Moment(each, "pages"))))["perplexity"] for each in (1, 2, 3)]
    found = chains.loc[("human only", 1), "perplexity"].unstack("generation")
    assert found.reindex(loop.writings.topics).to_numpy() == pytest.approx(np.stack(alone, axis=1))


def test_replicates_hold_out_other_passages_and_the_same_seed_gives_the_same(
    loop: TextLoop, frame: pd.DataFrame
) -> None:
    held_out = [loop.world(each).family.culture.held_out.passages for each in (0, 1)]
    assert not np.array_equal(held_out[0][:20], held_out[1][:20])
    again = TextLoop(loop.text, N, 2, replicates=1, seed=1, workflows={REPLACE: usual_workflows(N)[REPLACE]}).run()
    mine = frame[(frame["replicate"] == 1) & frame["workflow"].isin([HUMAN, REPLACE])].reset_index(drop=True)
    pd.testing.assert_frame_equal(again.drop(columns="replicate"), mine.drop(columns="replicate"))


def test_human_passages_are_those_that_are_not_held_out_and_each_comes_once(loop: TextLoop) -> None:
    world = loop.world(0)
    written = world.family.culture.written
    n_each = np.diff(written.first)
    smallest = int(n_each.argmin())
    drawn = world.real_pages(int(n_each.min()), Moment(1, "pages"))[smallest]
    every = written.passages[written.first[smallest] : written.first[smallest + 1]]
    assert not np.array_equal(drawn, every)
    assert sorted(map(bytes, drawn)) == sorted(map(bytes, every))


def test_rarities_part_human_text_in_thirds_and_equally_frequent_pairs_together() -> None:
    passages = np.repeat(np.arange(12, dtype=np.uint16).reshape(6, 2), [31, 12, 12, 12, 12, 12], axis=0)
    keys, classes = rarity_of(passages)
    assert keys.tolist() == np.unique(grams(passages, 2)).tolist()
    assert [RARITIES[each] for each in classes] == ["common"] + ["middle"] * 5
    passages = np.repeat(np.arange(12, dtype=np.uint16).reshape(6, 2), [40, 30, 20, 5, 3, 2], axis=0)
    assert [RARITIES[each] for each in rarity_of(passages)[1]] == ["common", "middle", "rare", "rare", "rare", "rare"]


def test_what_human_text_shows_of_all_its_pairs_adds_up_over_rarities(loop: TextLoop, frame: pd.DataFrame) -> None:
    world, human = loop.world(0), frame[(frame["workflow"] == HUMAN) & (frame["replicate"] == 0)]
    written, first = world.family.culture.written.passages, world.family.culture.written.first
    for place, row in enumerate(human.itertuples()):
        _, classes = rarity_of(written[first[place] : first[place + 1]])
        shares = [row.held_common, row.held_middle, row.held_rare]
        n_found = len(np.unique(grams(world.human()[place], 2)))
        assert np.bincount(classes, minlength=3) @ shares == pytest.approx(n_found)
        assert np.isnan(row.perplexity)


def test_phrases_that_stand_elsewhere_are_found_and_bold() -> None:
    passages = np.array([[1, 2, 3, 4, 5, 6], [7, 2, 3, 4, 5, 8], [9, 9, 9, 9, 9, 9]], np.uint16)
    assert repeats(passages).tolist() == [[False, True, False], [False, True, False], [True, True, True]]
    pieces = ["", "▁a", "▁b", "c", "▁d", "*e", "▁f"]
    assert marked_text(spans_of(pieces, passages[0], repeats(passages)[0])) == r"a **bc d\*e** f"
    assert marked_text(spans_of(pieces, passages[0], np.zeros(3, bool))) == r"a bc d\*e f"


def test_samples_show_every_generation_of_every_topic(loop: TextLoop) -> None:
    page = samples_page([loop], "some text")
    assert page.count("\n### Human text, ") == len(loop.writings.topics)
    assert page.count("\n### Generation ") == 3 * len(loop.writings.topics)
    assert "**" in page


def test_what_cannot_be_run_is_told_before_anything_is(loop: TextLoop) -> None:
    with pytest.raises(CorpusError, match=r"a topic has .* Ask for at most"):
        TextLoop(loop.text, 19_000)
    with pytest.raises(CorpusError, match="is not given"):
        TextLoop(TextParameters())
    with pytest.raises(OutOfRangeError, match=r"generations.*below 2"):
        TextLoop(loop.text, generations=1)
    with pytest.raises(WrongTypeError, match="weight"):
        TextLoop(loop.text, N, workflows={"blended": FreshHuman(N, N, weight=0.5)}).run()


@pytest.mark.slow
@pytest.mark.parametrize("temperature", [1.0, 0.8])
def test_published_shapes_hold_on_other_text_too(python_text: Path, temperature: float) -> None:
    text = TextParameters(corpus=str(python_text), vocabulary=500)
    shapes = {each.name: each.holds for each in shapes_of(TextLoop(text, 1200, 5, temperature, replicates=1).run())}
    assert shapes.pop("diversity (distinct-2) falls by generation") == (temperature < 1.0)
    assert not shapes.pop("with 10 % human text degradation is minor")
    assert not shapes.pop("it stays bounded where text accumulates")
    del shapes["perplexity is convex in the synthetic share, in one generation"]
    assert all(shapes.values())

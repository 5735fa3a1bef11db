"""Culture: the Zipf shape never moves while what is popular does."""

import numpy as np
import pytest
from scipy import stats

from ecosystem.content.culture import Culture, zipf_mandelbrot
from ecosystem.errors import OutOfRangeError
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, derive

LAST = 120


def culture(
    n_topics: int = 3,
    *,
    seed: int = 5,
    months: int = 0,
    has_drift: bool = True,
    memory: int = 0,
    **parameters: float,
) -> Culture:
    result = Culture(
        CultureParameters(**parameters),  # type: ignore[arg-type]
        Draws(seed),
        n_topics,
        first_step=0,
        last_step=LAST,
        has_drift=has_drift,
        memory=memory,
    )
    for _ in range(months):
        result.advance()
    return result


def test_zipf_mandelbrot_by_hand() -> None:
    assert zipf_mandelbrot(3, 1.0, 0.0) == pytest.approx([6 / 11, 3 / 11, 2 / 11])
    assert zipf_mandelbrot(2, 2.0, 1.0) == pytest.approx([9 / 13, 4 / 13])


@pytest.mark.parametrize("months", [0, 1, 60])
def test_the_shape_is_exactly_zipf_at_all_times(months: int) -> None:
    each = culture(months=months, renewal_hazard=0.01, persistence=0.95)
    zipf = zipf_mandelbrot(each.n_slots, 1.1, 2.7)
    assert np.array_equal(np.sort(each.probabilities, axis=1)[:, ::-1], np.tile(zipf, (3, 1)))


def test_ranks_and_slots_tell_the_same_story() -> None:
    each = culture(months=30, renewal_hazard=0.01, persistence=0.95)
    for topic in range(3):
        by_rank = each.living[topic][np.argsort(-each.probabilities[topic], kind="stable")]
        assert np.array_equal(by_rank, each.idea_by_rank[topic])


@pytest.mark.parametrize(("persistence", "months"), [(0.9, 1), (0.9, 5), (0.99, 60)])
def test_scores_are_a_stationary_ar1(persistence: float, months: int) -> None:
    each = culture(20, persistence=persistence, renewal_hazard=0.0)
    before = each._scores.ravel().copy()
    for _ in range(months):
        each.advance()
    after = each._scores.ravel()
    noise = 4.5 / np.sqrt(before.size)
    assert np.corrcoef(before, after)[0, 1] == pytest.approx(persistence**months, abs=noise)
    assert after.mean() == pytest.approx(0.0, abs=noise)
    assert after.std() == pytest.approx(1.0, abs=noise)


def test_every_birth_is_a_new_identity() -> None:
    each = culture(renewal_hazard=0.02)
    ever = [set(row.tolist()) for row in each.living]
    n_births = 0
    for _ in range(LAST):
        before = each.living.copy()
        each.advance()
        is_born = each.living != before
        n_births += int(is_born.sum())
        for topic, seen in enumerate(ever):
            born = set(each.living[topic, is_born[topic]].tolist())
            assert not born & seen, "an identity came back"
            assert len(born) == is_born[topic].sum()
            seen.update(born)
    trials = 3 * each.n_slots * LAST
    assert n_births == pytest.approx(0.02 * trials, abs=4.5 * np.sqrt(0.02 * 0.98 * trials))
    assert each.n_identities == max(map(len, ever)), "count tables are as wide as the topic with most births"
    assert max(map(max, ever)) == each.n_identities - 1


def test_a_newborn_idea_has_a_popularity_of_its_own() -> None:
    each = culture(20, renewal_hazard=0.02, persistence=1.0)
    before, scores = each.living.copy(), each._scores.copy()
    each.advance()
    is_born = each.living != before
    assert np.array_equal(each._scores[~is_born], scores[~is_born]), "with persistence 1 nothing else moves"
    assert abs(np.corrcoef(each._scores[is_born], scores[is_born])[0, 1]) < 4.5 / np.sqrt(is_born.sum())


def test_without_drift_nothing_moves() -> None:
    each, start = culture(months=50, has_drift=False), culture()
    assert np.array_equal(each.living, start.living)
    assert np.array_equal(each.probabilities, start.probabilities)
    assert each.n_identities == each.n_slots
    assert np.array_equal(each.living_before(6), start.living)


def test_a_topic_is_the_same_in_a_larger_world() -> None:
    small, large = culture(2, months=20, renewal_hazard=0.01), culture(9, months=20, renewal_hazard=0.01)
    assert np.array_equal(small.living, large.living[:2])
    assert np.array_equal(small.probabilities, large.probabilities[:2])
    assert np.array_equal(small.idea_by_rank, large.idea_by_rank[:2])


def test_another_seed_is_another_culture() -> None:
    assert not np.array_equal(culture(seed=1).probabilities, culture(seed=2).probabilities)


def test_the_past_is_remembered_as_far_as_asked() -> None:
    each = culture(renewal_hazard=0.02, memory=4)
    past = [each.living.copy()]
    for _ in range(10):
        each.advance()
        past.append(each.living.copy())
    for months in range(5):
        assert np.array_equal(each.living_before(months), past[-1 - months])
    assert np.array_equal(each.living_before(9), past[-5]), "no further than its memory"


def test_humans_write_the_culture() -> None:
    each = culture(2, months=3, renewal_hazard=0.02)
    n = 200_000
    ideas = each.draw_ideas(np.ones(n, dtype=np.int64), Draws(1).raw("x", 0, derive(np.arange(n))))
    observed = np.bincount(ideas, minlength=each.n_identities)
    expected = np.zeros(each.n_identities)
    expected[each.living[1]] = each.probabilities[1] * n
    assert observed[expected == 0].sum() == 0, "the dead and the unborn are not written about"
    assert stats.chisquare(observed[expected > 0], expected[expected > 0]).pvalue > 1e-3


def test_junk_is_uniform_over_living_ideas() -> None:
    each = culture(2, months=3, renewal_hazard=0.02)
    n = 200_000
    ideas = each.draw_junk(np.zeros(n, dtype=np.int64), Draws(1).raw("x", 0, derive(np.arange(n))))
    observed = np.bincount(ideas, minlength=each.n_identities)
    assert observed[each.living[0]].sum() == n
    assert stats.chisquare(observed[each.living[0]]).pvalue > 1e-3


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_rare_ideas_are_the_longest_tail_within_the_share(share: float) -> None:
    each = culture(months=5)
    rare = each.rare_slots(share)
    for topic in range(3):
        mass = each.probabilities[topic][rare[topic]]
        rest = each.probabilities[topic][~rare[topic]]
        assert mass.sum() <= share < mass.sum() + rest.min()
        assert mass.max() < rest.min()


def test_more_identities_than_a_page_can_name_are_refused() -> None:
    with pytest.raises(OutOfRangeError, match="65536"):
        Culture(CultureParameters(n_ideas=5000, renewal_hazard=0.02), Draws(0), 1, first_step=-240, last_step=599)

import numpy as np
import pytest

from ecosystem.content import collapse

GENERATIONS = np.arange(1, 65, dtype=np.float64)
FLAT = np.full(64, 0.4)


def test_since_is_the_start_of_the_last_stretch() -> None:
    assert collapse.since(np.array([False, True, False, True, True])) == 3
    assert collapse.since(np.array([True, True])) == 0
    assert collapse.since(np.array([True, False])) is None
    assert collapse.since(np.array([], dtype=bool)) is None


def test_a_catastrophe_is_to_know_nothing() -> None:
    truth = np.array([0.5, 0.25, 0.25])
    ceiling = collapse.risk_of_ignorance(truth)
    assert ceiling == pytest.approx(np.log(3.0) - 1.5 * np.log(2.0))
    rising = np.linspace(0.0, 2.0 * ceiling, 9)
    assert collapse.catastrophic_rise(rising, ceiling) == 4
    assert collapse.catastrophic_rise(0.4 * rising, ceiling) is None


def test_any_rise_counts_from_the_first_model() -> None:
    assert collapse.any_rise([0.4, 0.3, 0.45, 0.5]) == 2
    assert collapse.any_rise([0.4, 0.3, 0.45, 0.5], tolerance=0.2) is None
    assert collapse.any_rise([0.4, 0.5, 0.39]) is None


@pytest.mark.parametrize("growth", [GENERATIONS, np.log(GENERATIONS), GENERATIONS**2], ids=["line", "log", "square"])
def test_risks_that_grow_without_bound_diverge(growth: np.ndarray) -> None:
    assert collapse.diverging_risk(growth) == 7, "as soon as there are two doublings"
    noisy_start = growth.copy()
    noisy_start[:4] = growth[4]
    assert collapse.diverging_risk(noisy_start) == 10


def test_the_onset_of_divergence_does_not_hang_on_the_horizon() -> None:
    risk = np.concatenate([np.full(30, 0.4), 0.4 + 0.01 * np.arange(170)])
    onset = collapse.diverging_risk(risk)
    assert onset is not None
    assert onset > 30
    assert {collapse.diverging_risk(risk[:n]) for n in (onset + 1, 100, 150, 200)} == {onset}
    assert collapse.diverging_risk(risk[:onset]) is None


@pytest.mark.parametrize(
    "risk",
    [
        FLAT,
        np.cumsum(GENERATIONS**-2.0),
        1.0 - np.exp(-GENERATIONS / 5.0),
        -GENERATIONS,
        np.abs(GENERATIONS - 32.0),
        GENERATIONS[:7],
    ],
    ids=["flat", "pi^2/6", "saturated", "falling", "dipped", "short"],
)
def test_risks_with_a_bound_do_not(risk: np.ndarray) -> None:
    assert collapse.diverging_risk(risk) is None


def test_an_infinite_risk_has_diverged() -> None:
    risk = np.where(GENERATIONS > 10, np.inf, 1.0)
    assert collapse.diverging_risk(risk) == 10


def test_variance_collapses_below_a_tenth() -> None:
    falling = 0.9**GENERATIONS
    assert collapse.variance_collapse(falling) == 22
    assert collapse.variance_collapse(falling[:20]) is None
    assert collapse.variance_collapse(FLAT) is None


def test_a_scaling_law_changes_with_its_exponent() -> None:
    tokens = 2.0 ** np.arange(20)
    human = tokens**-0.4
    bent = human.copy()
    bent[10:] = human[10]
    # Over the last six models: one beyond the bend changes the exponent by 0.4 x 2.5 / 17.5, two by 0.4 x 6.5 / 17.5.
    assert collapse.changed_scaling(tokens, bent, human, tolerance=0.1) == 12
    assert collapse.changed_scaling(tokens, bent[::-1], human[::-1], tolerance=0.1) is None
    assert collapse.changed_scaling(tokens, 3.0 * human, human) is None
    assert collapse.changed_scaling(tokens[:4], bent[:4], human[:4]) is None


def test_a_scaling_law_cannot_be_told_before_tokens_double() -> None:
    tokens = 1.9 ** (np.arange(40) / 39)
    assert collapse.changed_scaling(tokens, tokens**2, tokens**-1) is None
    assert collapse.changed_scaling(tokens**2, tokens**2, tokens**-1) is not None


def test_an_endless_loss_says_nothing_of_scaling() -> None:
    tokens = 2.0 ** np.arange(10)
    assert collapse.changed_scaling(tokens, np.full(10, np.inf), 1.0 / tokens) is None


def test_modes_are_common_ideas() -> None:
    truth = np.array([0.6, 0.395, 0.005])
    kept, lost = np.array([0.5, 0.5, 0.0]), np.array([0.98, 0.02, 0.0])
    recall = collapse.mode_recall(np.stack([truth, kept, lost]), truth)
    assert recall == pytest.approx([1.0, 0.5 / 0.6, 0.02 / 0.395])
    assert collapse.lost_modes(recall) == 2
    assert collapse.lost_modes(recall[:2]) is None


def test_tails_are_lost_below_half() -> None:
    assert collapse.lost_tails([0.8, 0.6, 0.39, 0.2]) == 2
    assert collapse.lost_tails([0.8, 0.3, 0.6]) is None


def test_hallucinated_mass_is_beyond_the_truth() -> None:
    assert collapse.hallucinated_mass([0.0, 0.005, 0.02, 0.03]) == 2
    assert collapse.hallucinated_mass([0.0, 0.02, 0.005]) is None

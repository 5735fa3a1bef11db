import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from analysis.loops import (
    Accumulate,
    BestOf,
    Contaminated,
    Decoding,
    FixedHuman,
    FreshHuman,
    Replace,
    Subsample,
    run_loop,
)
from analysis.loops.workflows import Workflow
from ecosystem.content.decoding import decode
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.errors import EcosystemError, UnknownNameError

ZIPF = 1.0 / np.arange(1, 11)
ZIPF /= ZIPF.sum()
LINE = {"coefficients": [1.0, -2.0], "noise": 0.5}
TRUTHS: dict[str, Any] = {"gaussian": (1.0, 4.0), "categorical": ZIPF, "ols": LINE, "kde": (1.0, 4.0)}
WORKFLOWS: tuple[Workflow, ...] = (
    Replace(12),
    Accumulate(12),
    Subsample(12),
    Subsample(12, replacement=True),
    FixedHuman(12, 6),
    FreshHuman(12, 6),
    Contaminated(12, 0.5),
)


def loop(*words: Any, **options: Any) -> pd.DataFrame:
    frame = run_loop(*words, **{"replicas": 40, "generations": 4, **options})
    assert isinstance(frame, pd.DataFrame)
    return frame


def both(*words: Any, **options: Any) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    pair = run_loop(*words, **{"replicas": 40, "generations": 4, **options}, return_models=True)
    assert isinstance(pair, tuple)
    return pair


def at(frame: pd.DataFrame, generation: int, column: str) -> NDArray[np.float64]:
    values: NDArray[np.float64] = frame.loc[frame["generation"] == generation, column].to_numpy(float)
    return values


def near(values: NDArray[np.float64], expected: float) -> bool:
    error = values.std(ddof=1) / np.sqrt(len(values))
    return bool(abs(values.mean() - expected) < 4.5 * error)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=repr)
@pytest.mark.parametrize("learner", TRUTHS)
def test_every_learner_runs_with_every_workflow(learner: str, workflow: Workflow) -> None:
    frame = loop(learner, TRUTHS[learner], workflow)
    assert list(frame.columns[:2]) == ["replica", "generation"]
    assert len(frame) == 160
    assert frame["generation"].tolist()[:5] == [1, 2, 3, 4, 1]
    assert frame["replica"].nunique() == 40
    assert not frame["risk"].isna().any()
    assert ("l2_human" in frame) == isinstance(workflow, FixedHuman)


@pytest.mark.parametrize("learner", TRUTHS)
@pytest.mark.parametrize(
    "options", [{"makers": 2, "pool_share": 0.3}, {"curation": BestOf(2, lambda pages: pages * 1.0)}]
)
def test_every_learner_knows_makers_and_curation(learner: str, options: dict[str, Any]) -> None:
    for workflow in (Replace(12), Contaminated(12, 0.5)):
        frame = loop(learner, TRUTHS[learner], workflow, **options)
        assert ("ecosystem_heterozygosity" in frame) == ("makers" in options)
        assert not frame["risk"].isna().any()


def test_the_same_seed_gives_the_same_frame_and_another_seed_another() -> None:
    first, second, other = (loop("gaussian", None, Replace(5), seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, second)
    assert not np.allclose(first["mean"], other["mean"])


def test_workflows_see_the_same_real_pages() -> None:
    first = loop("gaussian", None, Replace(5))
    assert (at(first, 1, "mean") == at(loop("gaussian", None, Accumulate(5)), 1, "mean")).all()


def test_replace_loses_variance_by_one_part_in_n() -> None:
    frame = loop("gaussian", (3.0, 2.0), Replace(10), replicas=20_000, generations=6)
    assert near(at(frame, 6, "variance"), 2.0 * 0.9**6)
    assert near(at(loop("gaussian", None, Replace(10), ddof=1, replicas=20_000), 4, "variance"), 1.0)


def test_accumulation_keeps_variance() -> None:
    frame = loop("gaussian", None, Accumulate(10), replicas=20_000, generations=6)
    # With one new page in k an equal part of the scatter is lost: E[v_k] = E[v_(k-1)] (1 - 1/(n k^2)).
    assert near(at(frame, 6, "variance"), float(np.prod([1 - 1 / (10 * k**2) for k in range(1, 7)])))


def test_heterozygosity_falls_as_wright_and_fisher_say() -> None:
    truth = 1.0 - (ZIPF**2).sum()
    frame = loop("categorical", ZIPF, Replace(20), replicas=5_000, generations=8)
    assert near(at(frame, 8, "heterozygosity"), truth * 0.95**8)
    frame = loop("categorical", ZIPF, Accumulate(20), replicas=5_000, generations=8)
    assert near(at(frame, 8, "heterozygosity"), truth * float(np.prod([1 - 1 / (20 * k**2) for k in range(1, 9)])))


@pytest.mark.parametrize("replacement", [False, True])
def test_subsamples_lose_what_drawing_from_a_finite_pool_costs(replacement: bool) -> None:
    n, truth = 20, 1.0 - (ZIPF**2).sum()
    frame = loop("categorical", ZIPF, Subsample(n, replacement), replicas=20_000, generations=2)
    same_page = 1.0 / (2 * n) if replacement else 0.0
    assert near(at(frame, 2, "heterozygosity"), (1 - 1 / n) * (1 - same_page) * _pair_difference(n, truth))


def _pair_difference(n: int, truth: float) -> float:
    """Chance that two distinct pages of a pool of n real and n synthetic ones differ."""
    pool = 2 * n
    both_real = n * (n - 1) / (pool * (pool - 1))
    both_synthetic, one_each = both_real, 1.0 - 2.0 * both_real
    from_model = (1 - 1 / n) * truth
    return both_real * truth + both_synthetic * from_model + one_each * from_model


def test_subsampled_gaussian_pools_agree_with_categorical_ones() -> None:
    frame = loop("gaussian", None, Subsample(10), replicas=20_000, generations=2)
    assert near(at(frame, 2, "variance"), 0.9 * _pair_difference(10, 1.0))


def test_fresh_human_pages_hold_the_variance() -> None:
    frame = loop("gaussian", None, FreshHuman(10, 10, weight=0.25), ddof=1, replicas=20_000)
    assert near(at(frame, 4, "variance"), 1.0)
    pooled = loop("gaussian", None, FreshHuman(8, 8), replicas=20_000, generations=2)
    # Scatter of 16 pages: within (7 + 7 v) plus between the two means (8 * 8 / 16 of their squared distance).
    first = 7 / 8
    expected = (7 + 7 * first + 4 * (1 / 8 + 1 / 8 + first / 8)) / 16
    assert near(at(pooled, 2, "variance"), expected)


def test_blended_estimates_use_the_weight() -> None:
    frame = loop("gaussian", None, FreshHuman(10, 10, weight=1.0), ddof=1, replicas=10_000, generations=5)
    assert near(at(frame, 5, "mean") ** 2, 0.1)
    none = loop("gaussian", None, FreshHuman(10, 10, weight=0.0), ddof=1, replicas=10_000, generations=5)
    assert near(at(none, 5, "mean") ** 2, 0.5)


def test_contamination_interpolates_between_truth_and_model() -> None:
    none, whole = (loop("categorical", ZIPF, Contaminated(30, share), replicas=2_000) for share in (0.0, 1.0))
    truth = 1.0 - (ZIPF**2).sum()
    assert near(at(none, 4, "heterozygosity"), truth * (1 - 1 / 30))
    assert near(at(whole, 4, "heterozygosity"), truth * (1 - 1 / 30) ** 4)
    gaussian = loop("gaussian", None, Contaminated(10, 0.5), replicas=20_000, generations=2)
    # A page has variance 0.5 + 0.5 v + 0.25 m^2 given the model, with E[v] = 0.9 and E[m^2] = 0.1.
    assert near(at(gaussian, 2, "variance"), 0.9 * (0.5 + 0.5 * 0.9 + 0.25 * 0.1))


def test_the_human_part_is_the_same_in_all_generations() -> None:
    frame, models = both("categorical", ZIPF, FixedHuman(30, 10))
    assert (at(frame, 1, "l2_human") == 0.0).all()
    human = models[:, 0]
    assert at(frame, 3, "l2_human") == pytest.approx(((models[:, 2] - human) ** 2).sum(axis=1))
    assert (models[:, 2] >= 0.75 * human - 1e-12).all()


def test_models_are_returned_in_the_order_of_the_frame() -> None:
    frame, models = both("categorical", ZIPF, Replace(30))
    assert models.shape == (40, 4, 10)
    assert 1.0 - (models**2).sum(axis=2).ravel() == pytest.approx(frame["heterozygosity"].to_numpy())
    assert (models > 0).sum(axis=2).ravel() == pytest.approx(frame["support"].to_numpy())
    assert models.sum(axis=2) == pytest.approx(1.0)
    assert both("gaussian", None, Replace(5))[1].shape == (40, 4, 2)
    assert both("ols", LINE, Replace(5))[1].shape == (40, 4, 2)
    frame, models = both("categorical", ZIPF, Replace(30), makers=3, pool_share=0.5)
    assert models.shape == (40, 4, 3, 10)
    pooled = 1.0 - (models.mean(axis=2) ** 2).sum(axis=2)
    assert pooled.ravel() == pytest.approx(frame["ecosystem_heterozygosity"].to_numpy())
    assert (1.0 - (models**2).sum(axis=3)).mean(axis=2).ravel() == pytest.approx(frame["heterozygosity"].to_numpy())


@pytest.mark.parametrize("pool_share", [0.0, 0.3, 1.0])
def test_makers_that_share_pages_follow_the_island_model(pool_share: float) -> None:
    n, makers, truth, generations = 20, 3, 1.0 - (ZIPF**2).sum(), 6
    frame = loop(
        "categorical", ZIPF, Replace(n), makers=makers, pool_share=pool_share, replicas=4_000, generations=generations
    )
    own = (1 - pool_share) + pool_share / makers
    other = pool_share / makers
    within_same = own**2 + (makers - 1) * other**2
    across_same = 2 * own * other + (makers - 2) * other**2
    within, across = truth * (1 - 1 / n), truth
    for _ in range(generations - 1):
        # Chance that two pages come from one maker's model, for pages of one maker and of two.
        pair, cross = (
            within_same * within + (1 - within_same) * across,
            across_same * within + (1 - across_same) * across,
        )
        within, across = pair * (1 - 1 / n), cross
    assert near(at(frame, generations, "heterozygosity"), within)
    assert near(at(frame, generations, "ecosystem_heterozygosity"), within / makers + across * (1 - 1 / makers))


def test_variance_scale_and_temperature_act_on_sampling_only() -> None:
    options = {"ddof": 1, "replicas": 20_000}
    for decoding in (Decoding(variance_scale=0.8), Decoding(temperature=0.8)):
        frame = loop("gaussian", None, Replace(10), decoding=decoding, **options)
        assert near(at(frame, 1, "variance"), 1.0)
        assert near(at(frame, 4, "variance"), 0.8**3)
    cut = loop("gaussian", None, Replace(10), decoding=Decoding(top_p=0.5), **options)
    z = 0.6744897501960817
    kept = 1 - 2 * z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) / 0.5
    assert near(at(cut, 3, "variance"), kept**2)


def test_decoding_of_categorical_pages_is_that_of_the_ecosystem() -> None:
    decoding = Decoding(temperature=0.7, top_p=0.8)
    _, models = both("categorical", ZIPF, Contaminated(10_000, 1.0), decoding=decoding, generations=2, replicas=20)
    for first, second in zip(models[:, 0], models[:, 1], strict=True):
        decoded = decode(first[None, :], 0.7, 0.8)[0]
        assert second == pytest.approx(decoded, abs=0.03)
        assert not second[decoded == 0.0].any()


def test_curation_prefers_what_is_rewarded_and_one_candidate_is_no_choice() -> None:
    reward = np.zeros(10)
    reward[4] = 50.0
    frame, models = both("categorical", ZIPF, Replace(2_000), curation=BestOf(2, reward), generations=2)
    p = models[:, 0, 4]
    assert near(models[:, 1, 4] - (1 - (1 - p) ** 2), 0.0)
    single = loop("categorical", ZIPF, Replace(20), curation=BestOf(1, reward), replicas=4_000)
    assert near(at(single, 4, "heterozygosity"), (1 - (ZIPF**2).sum()) * 0.95**4)
    assert len(frame) == 80


def test_curated_gaussian_means_drift_to_the_reward() -> None:
    curation = BestOf(2, lambda pages: np.where(pages > 0.0, 50.0, 0.0))
    frame = loop("gaussian", None, Contaminated(50, 1.0), curation=curation, replicas=2_000, generations=2)
    half_normal = np.sqrt(2 / np.pi)
    assert at(frame, 2, "mean").mean() == pytest.approx(0.75 * half_normal - 0.25 * half_normal, abs=0.02)


@pytest.mark.parametrize("fresh", [False, True])
def test_regression_errors_add_up_when_data_are_replaced(fresh: bool) -> None:
    frame = loop("ols", LINE, Replace(20), fresh_design=fresh, replicas=10_000, generations=5)
    assert near(at(frame, 5, "risk"), 5 * 0.25 * 2 / (20 - 2 - 1))


def test_sizes_may_differ_by_generation() -> None:
    sizes = [20, 5, 40, 10]
    frame = loop("categorical", ZIPF, Replace(sizes), replicas=5_000)
    expected = (1 - (ZIPF**2).sum()) * float(np.prod([1 - 1 / n for n in sizes]))
    assert near(at(frame, 4, "heterozygosity"), expected)
    for workflow in (Subsample(np.array(sizes)), Accumulate(tuple(sizes)), FreshHuman(sizes, sizes)):
        assert not loop("ols", LINE, workflow)["risk"].isna().any()


def test_kernel_densities_spread() -> None:
    frame = loop("kde", None, Replace(30), bandwidth=0.5, replicas=5_000, generations=5)
    assert near(at(frame, 5, "mean") ** 2 + at(frame, 5, "variance"), 1 + 4 * 0.25)


def test_a_smoothed_learner_object_never_loses_support() -> None:
    frame = loop(CategoricalLearner(10), ZIPF, Replace(30))
    assert (frame["support"] == 10).all()
    assert np.isfinite(frame["risk"]).all()


def test_fixation_is_final_and_leaves_no_rounding() -> None:
    frame = loop("categorical", [0.5, 0.5], Replace(3), generations=60)
    assert set(at(frame, 60, "heterozygosity")) == {0.0}
    assert set(at(frame, 60, "support")) == {1.0}


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "learner": (lambda: loop("gausian", None, Replace(5)), "Did you mean 'gaussian'"),
    "learner object": (lambda: loop(3.0, None, Replace(5)), "learner = 3.0"),
    "workflow": (lambda: loop("gaussian", None, "replace"), "workflow = 'replace'"),
    "no workflow": (lambda: loop("gaussian", None), "workflow = None"),
    "negative n": (lambda: Replace(-3), "n = -3 is below 1"),
    "zero n": (lambda: Accumulate(0), "n = 0 is below 1"),
    "fractional n": (lambda: Subsample(2.5), "n = 2.5 is not a whole number"),  # type: ignore[arg-type]
    "one bad of many": (lambda: Replace([5, -1]), "n[1] = -1"),
    "no sizes": (lambda: Replace([]), "is empty"),
    "human": (lambda: FixedHuman(0, 5), "n_human = 0"),
    "synthetic": (lambda: FreshHuman(5, -5), "n_synthetic = -5"),
    "weight": (lambda: FreshHuman(5, 5, weight=1.2), "weight = 1.2 is outside [0, 1]"),
    "share": (lambda: Contaminated(5, -0.1), "synthetic_share = -0.1"),
    "nan share": (lambda: Contaminated(5, float("nan")), "synthetic_share = nan"),
    "number of sizes": (lambda: loop("gaussian", None, Replace([5, 5])), "2 sizes for 4 generations"),
    "temperature": (lambda: Decoding(temperature=0.0), "temperature = 0.0 is not above 0"),
    "top_p": (lambda: Decoding(top_p=1.5), "top_p = 1.5"),
    "variance_scale": (lambda: Decoding(variance_scale=-1.0), "variance_scale = -1.0"),
    "sum": (lambda: loop("categorical", [0.5, 0.4], Replace(5)), "sum of truth = 0.9 is not 1"),
    "negative probability": (lambda: loop("categorical", [1.5, -0.5], Replace(5)), "truth[1] = -0.5 is outside [0, 1]"),
    "table of probabilities": (lambda: loop("categorical", [[1.0]], Replace(5)), "not a list of probabilities"),
    "no probabilities": (lambda: loop("categorical", None, Replace(5)), "truth = None"),
    "variance": (lambda: loop("gaussian", (0.0, -1.0), Replace(5)), "variance = -1.0"),
    "triple": (lambda: loop("gaussian", (0.0, 1.0, 2.0), Replace(5)), "not a pair"),
    "line": (lambda: loop("ols", {"slope": 1.0}, Replace(5)), "coefficients and noise"),
    "noise": (lambda: loop("ols", {"coefficients": [1.0], "noise": -1.0}, Replace(5)), "noise = -1.0"),
    "too few for ols": (lambda: loop("ols", LINE, Replace(1)), "n = 1 is below the number of coefficients, 2"),
    "too few for ddof": (lambda: loop("gaussian", None, Replace(1), ddof=1), "n = 1 is not above ddof = 1"),
    "length of reward": (
        lambda: loop("categorical", ZIPF, Replace(5), curation=BestOf(2, [1.0])),
        "has 1 entries for 10",
    ),
    "list of rewards": (lambda: loop("gaussian", None, Replace(5), curation=BestOf(2, [1.0])), "pages are numbers"),
    "candidates": (lambda: BestOf(0, [1.0]), "k = 0"),
    "reward": (lambda: BestOf(2, "high"), "reward = 'high'"),  # type: ignore[arg-type]
    "curation": (lambda: loop("gaussian", None, Replace(5), curation=2), "curation = 2"),
    "decoding": (lambda: loop("gaussian", None, Replace(5), decoding=0.9), "decoding = 0.9"),
    "makers": (lambda: loop("gaussian", None, Replace(5), makers=0), "makers = 0"),
    "pool_share": (lambda: loop("gaussian", None, Replace(5), pool_share=2.0), "pool_share = 2.0"),
    "generations": (lambda: loop("gaussian", None, Replace(5), generations=0), "generations = 0"),
    "replicas": (lambda: loop("gaussian", None, Replace(5), replicas=-1), "replicas = -1"),
    "seed": (lambda: loop("gaussian", None, Replace(5), seed=-1), "seed = -1"),
    "bandwidth": (lambda: loop("kde", None, Replace(5), bandwidth=0.0), "bandwidth = 0.0"),
    "ddof": (lambda: loop("gaussian", None, Replace(5), ddof=-1), "ddof = -1"),
    "kde temperature": (lambda: loop("kde", None, Replace(5), decoding=Decoding(0.9)), "not defined for kernel"),
    "weighted kde": (lambda: loop("kde", None, FreshHuman(5, 5, weight=0.5)), "not defined for kernel"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_values_are_named_with_their_rule(name: str) -> None:
    call, text = BAD[name]
    with pytest.raises(EcosystemError) as caught:
        call()
    assert text in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_errors_are_of_the_fitting_kind_and_tell_all_faults() -> None:
    with pytest.raises(UnknownNameError):
        loop("median", None, Replace(5))
    with pytest.raises(ValueError, match="2 faults"):
        FixedHuman(-1, -2)
    with pytest.raises(TypeError):
        loop("gaussian", None, None)

"""How each law is measured: one function a law, with its setting; seeds are fixed."""

from typing import cast

import numpy as np
import pandas as pd
from scipy.special import gammaln

from analysis.laws.measurements import Measurement, at_generation, line_root, log_slope, mean_of, slope_through_zero
from analysis.laws.zipf_laws import Zipf
from analysis.loops import Accumulate, Decoding, FixedHuman, Replace, run_loop
from analysis.loops.page_loop import PageLoop, heterozygosity
from analysis.loops.verification import Verifier, train_on_verified
from ecosystem.content.decoding import decode
from ecosystem.randomness import Draws, FloatArray

SEED = 20_260_301
N_COEFFICIENTS = 5
REGRESSION = {"coefficients": [0.0] * N_COEFFICIENTS, "noise": 1.0}
N_IDEAS = 50


def zipf_50() -> FloatArray:
    """Give 50 ideas of probability proportional to 1 / rank."""
    weights = 1.0 / np.arange(1, N_IDEAS + 1)
    result: FloatArray = weights / weights.sum()
    return result


def _loop(*words: object, **options: object) -> pd.DataFrame:
    return cast("pd.DataFrame", run_loop(*words, seed=SEED, **options))  # type: ignore[arg-type]


def _models(*words: object, **options: object) -> FloatArray:
    found = run_loop(*words, seed=SEED, return_models=True, **options)  # type: ignore[arg-type]
    return cast("tuple[pd.DataFrame, FloatArray]", found)[1]


def wasserstein_expected(m: int, n: int) -> float:
    """Give E[W2^2] after n fits to m pages with unbiased variances: n/m + 2 (1 - c4(m)^n)."""
    log_c4 = 0.5 * np.log(2.0 / (m - 1)) + gammaln(m / 2.0) - gammaln((m - 1) / 2.0)
    return float(n / m + 2.0 * (1.0 - np.exp(n * log_c4)))


def v1() -> Measurement:
    """Squared Wasserstein-2 distance of the 10th Gaussian fit, 20 pages, unbiased variance."""
    return mean_of(at_generation(_loop("gaussian", None, Replace(20), ddof=1, generations=10), "risk", 10))


def v2() -> Measurement:
    """Variance of the 21st fit, 20 pages, maximum likelihood."""
    return mean_of(at_generation(_loop("gaussian", None, Replace(20), generations=21), "variance", 21))


def v3() -> Measurement:
    """Heterozygosity after 100 generations over that of the truth, 100 pages."""
    truth = zipf_50()
    frame = _loop("categorical", truth, Replace(100), generations=100)
    return mean_of(at_generation(frame, "heterozygosity", 100)).over(1.0 - float((truth**2).sum()))


def v4a() -> Measurement:
    """Share of replicas in which an idea of probability .2 takes all, 20 pages."""
    models = _models("categorical", [0.2, 0.8], Replace(20), generations=400)
    return mean_of((models[:, -1, 0] == 1.0).astype(np.float64))


def v4b() -> Measurement:
    """Ideas left after one generation, 50 ideas, 100 pages."""
    return mean_of(at_generation(_loop("categorical", zipf_50(), Replace(100), generations=1), "support", 1))


def _regression_unit(n: int) -> float:
    return N_COEFFICIENTS / (n - N_COEFFICIENTS - 1)


def v5a() -> Measurement:
    """Test error after 20 generations that replace, same X, in units of one fit."""
    frame = _loop("ols", REGRESSION, Replace(50), generations=20)
    return mean_of(at_generation(frame, "risk", 20)).over(_regression_unit(50))


def v5b() -> Measurement:
    """Test error after 20 generations that accumulate, same X, in units of one fit."""
    frame = _loop("ols", REGRESSION, Accumulate(50), generations=20)
    return mean_of(at_generation(frame, "risk", 20)).over(_regression_unit(50))


def v6() -> Measurement:
    """Test error after five synthetic generations of 40 pages, fitted to 100, fresh X each time."""
    workflow = Replace([40] * 5 + [100])
    frame = _loop("ols", REGRESSION, workflow, generations=6, fresh_design=True)
    return mean_of(at_generation(frame, "risk", 6))


def v7() -> Measurement:
    """Variance of the 11th fit when the sampling variance is scaled by .9."""
    frame = _loop("gaussian", None, Replace(20), ddof=1, decoding=Decoding(variance_scale=0.9), generations=11)
    return mean_of(at_generation(frame, "variance", 11))


def _second_moment(frame: pd.DataFrame, generation: int) -> Measurement:
    return mean_of(at_generation(frame, "mean", generation) ** 2 + at_generation(frame, "variance", generation))


def v8a() -> Measurement:
    """Mean square of the pages after 40 synthetic generations that replace, bandwidth .5."""
    return _second_moment(_loop("kde", None, Replace(50), bandwidth=0.5, generations=41), 41)


def v8b() -> Measurement:
    """Mean square of the pool after 40 synthetic generations that accumulate, bandwidth .5."""
    return _second_moment(_loop("kde", None, Accumulate(50), bandwidth=0.5, generations=41, replicas=4_000), 41)


def missing_mass_slope(exponent: float) -> Measurement:
    """Slope of the missing mass in the number of pages, log to log, from 300 to 10,000 pages."""
    sizes = [300, 1_000, 3_000, 10_000]
    return log_slope(np.array(sizes, dtype=np.float64), Zipf(exponent).missing_mass(sizes, 600, Draws(SEED)))


def flat_missing_mass(exponent: float) -> Measurement:
    """Missing mass at a million pages of a model whose tail is cut at rank 100."""
    return mean_of(Zipf(exponent).missing_mass_of_cut(100, [1_000_000], 50, Draws(SEED))[:, 0])


def contraction(synthetic_per_real: float) -> Measurement:
    """Slope of a mean's distance from the human mean on that of the generation before, 100 human pages."""
    workflow = FixedHuman(100, round(100 * synthetic_per_real))
    means = _models("gaussian", None, workflow, generations=10)[..., 0]
    away = means - means[:, :1]
    return slope_through_zero(away[:, 1:-1], away[:, 2:])


V11_GENERATIONS, V11_PAGES = 20, 100_000


def entropy_change(temperature: float) -> Measurement:
    """Change of entropy from the first generation to the 20th on a pool that accumulates 100,000 pages each."""
    frame = _loop(
        "categorical",
        zipf_50(),
        Accumulate(V11_PAGES),
        decoding=Decoding(temperature=temperature),
        generations=V11_GENERATIONS,
        replicas=500,
    )
    return mean_of(at_generation(frame, "entropy", V11_GENERATIONS) - at_generation(frame, "entropy", 1))


def entropy_change_expected(temperature: float) -> float:
    """Give the change of entropy that a pool of very many pages shows: p_k = ((k-1) p + decoded p) / k.

    At temperature 1 nothing changes but for the sampling of n pages a generation, (ideas - 1) / (2 n k^2) at
    generation k (Miller 1955, "Note on the bias of information estimates").
    """
    if temperature == 1.0:
        shares = np.arange(2, V11_GENERATIONS + 1, dtype=np.float64) ** -2
        return -float(shares.sum()) * (N_IDEAS - 1) / (2 * V11_PAGES)
    pool = zipf_50()
    first = -float((pool * np.log(pool)).sum())
    for generation in range(2, V11_GENERATIONS + 1):
        pool = pool + (decode(pool[None, :], temperature)[0] - pool) / generation
    return -float((pool * np.log(pool)).sum()) - first


def v12() -> Measurement:
    """Slope of a trainer's distance from the mean of 4 trainers on that of the generation before, half pooled."""
    means = _models("gaussian", None, Replace(100), makers=4, pool_share=0.5, generations=10)[..., 0]
    away = means - means.mean(axis=2, keepdims=True)
    n = len(away)
    return slope_through_zero(away[:, :-1].reshape(n, -1), away[:, 1:].reshape(n, -1))


def breakdown(phi: float, psi: float) -> Measurement:
    """Label error at which a classifier trained on verified labels stops pointing the right way."""
    errors = np.arange(0.3, 0.96, 0.05)
    verifier = Verifier(phi, psi)
    columns = [
        train_on_verified(verifier, float(error), 200, 5, 400, Draws(SEED + place)).alignment
        for place, error in enumerate(errors)
    ]
    return line_root(errors, np.stack(columns, axis=1))


ISLANDS = (20, 4, 0.3, 20)
"""Pages, trainers, share of pooled pages, generations."""


def through_pages(resampled: int | None = None) -> Measurement:
    """Heterozygosity after 50 generations over that of the truth, through writing, corpus, reading and snapshot."""
    loop = PageLoop(generations=50, n_topics=1_000, resampled=resampled, seed=SEED)
    return mean_of(heterozygosity(loop.run()[-1, 0])).over(float(heterozygosity(zipf_50())))


def islands(*, is_pooled: bool) -> Measurement:
    """Heterozygosity of trainers that share the web, within their models or in the pool of all, over the truth's."""
    n_pages, trainers, pool_share, generations = ISLANDS
    loop = PageLoop(n_pages, 1, generations, 1_000, trainers, pool_share, seed=SEED)
    last = loop.run()[-1]
    values = heterozygosity(last.mean(axis=0)) if is_pooled else heterozygosity(last).mean(axis=0)
    return mean_of(values).over(float(heterozygosity(zipf_50())))

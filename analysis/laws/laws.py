"""The laws: published or exact results on collapse, to be laid beside what the learners and the loop show."""

from functools import partial

import numpy as np

from analysis.laws import law_cases as cases
from analysis.laws.claims import Claim, law
from analysis.laws.zipf_laws import Zipf
from analysis.loops.page_loop import island_model

_SHUMAILOV = "Shumailov et al. 2023, arXiv 2305.17493"
_SEDDIK = "Seddik et al. 2024, arXiv 2404.05090; Wright-Fisher"
_GERSTGRASSER = "Gerstgrasser et al. 2024, arXiv 2404.01413"
_KAZDAN = "Kazdan et al. 2025, arXiv 2410.16713"
_TAILS = "Dohmatob et al. 2024, arXiv 2402.07043"
_BERTRAND = "Bertrand et al. 2023, arXiv 2310.00429"
_MARCHI = "Marchi et al. 2024, arXiv 2404.02325"
_FENG = "Feng et al. 2024, arXiv 2406.07515"


def _harmonic(power: int, first: int, last: int) -> float:
    return float((np.arange(first, last + 1, dtype=np.float64) ** -power).sum())


def _left(n: int) -> float:
    return float((1.0 - (1.0 - cases.zipf_50()) ** n).sum())


def laws() -> tuple[Claim, ...]:
    """Give all laws in their order."""
    return (*_gaussian_and_categorical(), *_regression_and_kernel(), *_tails(), *_mixing(), *_pages())


def _gaussian_and_categorical() -> tuple[Claim, ...]:
    return (
        law(
            "V1",
            "Gaussian, replace, M=20, unbiased, 10 fits: E[W2^2] = N/M + 2(1 - c4^N)",
            _SHUMAILOV,
            cases.wasserstein_expected(20, 10),
            cases.v1,
        ),
        law("V2", "Gaussian, replace, M=20, ML, 21 fits: E[s^2] = (1-1/20)^21", _SHUMAILOV, 0.95**21, cases.v2),
        law("V3", "Categorical, replace, N=100, t=100: heterozygosity (1-1/N)^t", _SEDDIK, 0.99**100, cases.v3),
        law("V4a", "Categorical, replace, N=20: an idea of p=.2 takes all with probability p", _SEDDIK, 0.2, cases.v4a),
        law("V4b", "Categorical, N=100, 50 ideas: ideas left after one generation", _SEDDIK, _left(100), cases.v4b),
    )


def _regression_and_kernel() -> tuple[Claim, ...]:
    v6 = 5 * 5 / (40 - 5 - 1) + 5 / (100 - 5 - 1)
    return (
        law("V5a", "OLS, replace, same X, 20 generations: error of 20 fits", _GERSTGRASSER, 20.0, cases.v5a),
        law(
            "V5b",
            "OLS, accumulate, same X, 20 generations: sum of 1/k^2 fits (limit pi^2/6)",
            _GERSTGRASSER,
            _harmonic(2, 1, 20),
            cases.v5b,
        ),
        law(
            "V6",
            "OLS, fresh X, 5 x 40 pages, then 100: test error",
            "Dohmatob et al. 2024, arXiv 2402.07712",
            v6,
            cases.v6,
        ),
        law(
            "V7",
            "Gaussian, replace, unbiased, sampling variance x .9: E[var] of fit 11 = .9^10",
            "Alemohammad et al. 2023, arXiv 2307.01850",
            0.9**10,
            cases.v7,
        ),
        law("V8a", "KDE, replace, h=.5, 40 generations: E[x^2] = 1 + G h^2", _KAZDAN, 11.0, cases.v8a),
        law(
            "V8b",
            "KDE, accumulate, h=.5, 40 generations: E[x^2] = 1 + h^2 sum of 1/k, k = 2..41",
            _KAZDAN,
            1.0 + 0.25 * _harmonic(1, 2, 41),
            cases.v8b,
        ),
    )


def _tails() -> tuple[Claim, ...]:
    slopes = [
        law(
            f"V9{letter}",
            f"Zipf {exponent:g}: missing mass falls as T^-(1-1/{exponent:g})",
            _TAILS,
            -(1.0 - 1.0 / exponent),
            partial(cases.missing_mass_slope, exponent),
        )
        for letter, exponent in (("a", 1.5), ("b", 2.0))
    ]
    floors = [
        law(
            f"V9{letter}",
            f"Zipf {exponent:g}, tail cut at rank 100: missing mass flattens at the mass beyond",
            _TAILS,
            Zipf(exponent).tail(100),
            partial(cases.flat_missing_mass, exponent),
        )
        for letter, exponent in (("c", 1.5), ("d", 2.0))
    ]
    return (*slopes, *floors)


def _mixing() -> tuple[Claim, ...]:
    fixed = [
        law(
            f"V10{letter}",
            f"Fixed human data, {ratio:g} synthetic per real: the mean contracts by {ratio:g}/(1+{ratio:g})",
            _BERTRAND,
            ratio / (1.0 + ratio),
            partial(cases.contraction, ratio),
        )
        for letter, ratio in (("a", 0.5), ("b", 1.0), ("c", 4.0))
    ]
    heat = [
        law(
            f"V11{letter}",
            f"Temperature {temperature:g}, accumulating pool: entropy {verb} (nats, 20 generations)",
            _MARCHI,
            cases.entropy_change_expected(temperature),
            partial(cases.entropy_change, temperature),
        )
        for letter, temperature, verb in (("a", 0.8, "falls"), ("b", 1.0, "holds"), ("c", 1.25, "rises"))
    ]
    verified = [
        law(
            f"verification-{letter}",
            f"Verifier keeps right labels with {phi:g}, wrong with {psi:g}: breakdown at label error 1/(1+psi/phi)",
            _FENG,
            1.0 / (1.0 + psi / phi),
            partial(cases.breakdown, phi, psi),
        )
        for letter, phi, psi in (("a", 1.0, 0.5), ("b", 0.9, 0.3))
    ]
    pooled = law(
        "V12",
        "4 trainers, half of their data pooled: the spread between them halves a generation",
        "Vu et al. 2025, arXiv 2505.21677",
        0.5,
        cases.v12,
    )
    return (*fixed, *heat, pooled, *verified)


def _pages() -> tuple[Claim, ...]:
    within, pooled = island_model(*cases.ISLANDS)
    islands = "Wright 1931; Maruyama 1970 (finite island model)"
    return (
        law(
            "pages-a",
            "V3 through written pages, corpus, reading and snapshot, N=100, t=50: (1-1/N)^t",
            _SEDDIK,
            0.99**50,
            cases.through_pages,
        ),
        law(
            "pages-b",
            "The same when trainers resample P=50 ideas of those fetched: ((1-1/N)(1-1/P))^t",
            _SEDDIK,
            (0.99 * 0.98) ** 50,
            partial(cases.through_pages, 50),
        ),
        law(
            "pages-c",
            "4 trainers sharing 30 % of the web, N=20, t=20: within a model",
            islands,
            within,
            partial(cases.islands, is_pooled=False),
        ),
        law("pages-d", "The same: in the pool of all models", islands, pooled, partial(cases.islands, is_pooled=True)),
    )

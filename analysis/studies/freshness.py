"""Clean or fresh: old human pages that go stale against new pages that models partly wrote.

A trainer has a budget of tokens and two sources: a clean archive of human pages as old as the world is by now, and
fresh pages of which a share was written by a model that knows only the archive. Culture is the ecosystem's own.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.statistics.wording import percent
from ecosystem.checks import Checks
from ecosystem.content.culture import Culture
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import BulkGenerator, Draws, FloatArray

DRIFTS = (1.0, 0.9998, 0.9995, 0.9985, 0.995)
"""Persistences a month; 0.9985 is that of the baseline."""
SHARES = tuple(np.round(np.linspace(0.0, 1.0, 11), 2).tolist())


def freshness_curves(
    persistences: Sequence[float] = DRIFTS,
    fresh_shares: Sequence[float] = SHARES,
    *,
    synthetic_share: float = 0.8,
    months: int = 60,
    n_tokens: int = 20_000,
    n_before: int = 5_000,
    n_topics: int = 20,
    seed: int = 1,
) -> pd.DataFrame:
    """Measure the loss of a mixture of clean archive and contaminated fresh pages at several rates of drift.

    Parameters
    ----------
    persistences : sequence of float
        Of the culture's scores a month, in [0.9, 1].
    fresh_shares : sequence of float
        Shares of the tokens that are fresh, each in [0, 1].
    synthetic_share : float
        Share of fresh ideas that the old model wrote, in [0, 1].
    months : int
        Age of the archive, >= 1.
    n_tokens, n_before : int
        Training tokens a topic, and those of the model that wrote the synthetic ideas; >= 1.
    n_topics : int
        Topics, which serve as replicates; >= 2.
    seed : int

    Returns
    -------
    DataFrame
        One row a persistence and share: persistence, fresh_share, loss (KL(culture now || model), nats per idea),
        standard_error.
    """
    checks = Checks("freshness_curves")
    for name, values in (("persistences", persistences), ("fresh_shares", fresh_shares)):
        for place, value in enumerate(values):
            checks.share(f"{name}[{place}]", value)
    checks.share("synthetic_share", synthetic_share)
    for name, number, least in (("months", months, 1), ("n_tokens", n_tokens, 1), ("n_before", n_before, 1)):
        checks.whole(name, number, least)
    checks.whole("n_topics", n_topics, 2)
    checks.tell()
    rows = []
    for persistence in persistences:
        sources = _sources(persistence, months, n_topics, seed)
        written = sources.learner.fit(_counts(sources.generator, n_before, sources.archive), sources.culture.living)
        now = sources.culture.probabilities
        fresh = synthetic_share * written.probabilities + (1.0 - synthetic_share) * now
        for share in fresh_shares:
            n_fresh = round(share * n_tokens)
            counts = _counts(sources.generator, n_fresh, fresh)
            counts += _counts(sources.generator, n_tokens - n_fresh, sources.archive)
            loss = sources.learner.fit(counts, sources.culture.living).loss(now)
            rows.append((persistence, share, float(loss.mean()), float(loss.std(ddof=1) / np.sqrt(n_topics))))
    return pd.DataFrame(rows, columns=["persistence", "fresh_share", "loss", "standard_error"])


class _Sources(NamedTuple):
    """A culture that has drifted, what it was, and the means to learn from both."""

    culture: Culture
    archive: FloatArray
    learner: CategoricalLearner
    generator: BulkGenerator


def _sources(persistence: float, months: int, n_topics: int, seed: int) -> _Sources:
    parameters = CultureParameters(persistence=persistence, renewal_hazard=0.0)
    culture = Culture(parameters, Draws(seed), n_topics, first_step=0, last_step=months)
    archive = culture.probabilities.copy()
    for _ in range(months):
        culture.advance()
    learner = CategoricalLearner(culture.n_identities)
    return _Sources(culture, archive, learner, Draws(seed).generator("freshness", 0, 0))


def _counts(generator: BulkGenerator, n: int, probabilities: FloatArray) -> FloatArray:
    return generator.multinomial(n, probabilities).astype(np.float64)


def best_shares(curves: pd.DataFrame) -> pd.DataFrame:
    """Give the share of fresh pages with the lowest loss at each persistence."""
    best = curves.loc[curves.groupby("persistence", sort=False)["loss"].idxmin()]
    return best.reset_index(drop=True)


def freshness_finding(curves: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, how the best share of fresh pages moves with drift."""
    best = best_shares(curves).sort_values("persistence", ascending=False)
    slow, fast = best.iloc[0], best.iloc[-1]
    return (
        f"The best share of fresh, partly synthetic pages is {percent(slow.fresh_share)} when culture has persistence "
        f"{slow.persistence:g} a month, and {percent(fast.fresh_share)} at {fast.persistence:g}"
    )

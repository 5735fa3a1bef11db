"""Loss against tokens: human-only, contaminated and collapsed training, with fitted exponents."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.laws.measurements import log_slope
from analysis.loops import Replace, run_loop
from ecosystem.checks import Checks
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.randomness import Draws, FloatArray

TRAININGS = ("human only", "half synthetic", "collapsed")
"""Where the pages come from: the truth; half from a model of `n_before` pages; all from its tenth descendant."""
GENERATIONS = 10
SIZES = (300, 1_000, 3_000, 10_000, 30_000, 100_000)


def scaling_curves(
    exponent: float = 1.5,
    n_before: int = 1_000,
    *,
    n_ideas: int = 1 << 14,
    sizes: Sequence[int] = SIZES,
    replicas: int = 40,
    seed: int = 1,
) -> pd.DataFrame:
    """Measure how models improve with tokens when pages are human, half synthetic, or from a collapsed line.

    Parameters
    ----------
    exponent : float
        Of Zipf's law by rank, > 0.
    n_before : int
        Pages that the earlier models were fitted to, >= 1.
    n_ideas : int
        Ideas, from 2 to 65,536.
    sizes : sequence of int
        Training tokens, increasing.
    replicas, seed : int

    Returns
    -------
    DataFrame
        One row a training, size and replica: training, tokens, replica, missing_mass (share of the truth that the
        unsmoothed fit gives no probability), loss (KL(truth || smoothed fit), nats per idea).
    """
    checks = Checks("scaling_curves")
    checks.positive("exponent", exponent)
    checks.whole("n_ideas", n_ideas, 2)
    checks.whole("replicas", replicas, 2)
    checks.sizes("sizes", list(sizes))
    checks.tell()
    weights = np.arange(1, n_ideas + 1, dtype=np.float64) ** -exponent
    truth = weights / weights.sum()
    line = Replace(n_before)
    pair = run_loop(
        "categorical", truth, line, generations=GENERATIONS, replicas=replicas, seed=seed, return_models=True
    )
    models: FloatArray = pair[1]
    sources = (np.broadcast_to(truth, models[:, 0].shape), 0.5 * truth + 0.5 * models[:, 0], models[:, -1])
    parts = [_curve(name, source, truth, sizes, Draws(seed)) for name, source in zip(TRAININGS, sources, strict=True)]
    return pd.concat(parts, ignore_index=True)


def _curve(name: str, source: FloatArray, truth: FloatArray, sizes: Sequence[int], draws: Draws) -> pd.DataFrame:
    """Fit models to growing samples of one source, shape (replicas, n_ideas)."""
    replicas, n_ideas = source.shape
    learner = CategoricalLearner(n_ideas)
    living = np.broadcast_to(np.arange(n_ideas, dtype=np.uint16), source.shape)
    generator = draws.generator("scaling", 0, 0)
    counts = np.zeros(source.shape)
    rows = []
    for size, added in zip(sizes, np.diff([0, *sizes]), strict=True):
        counts = counts + generator.multinomial(added, source)
        missing = np.where(counts > 0.0, 0.0, truth).sum(axis=1)
        loss = learner.fit(counts, living).loss(np.broadcast_to(truth, source.shape))
        columns = {"replica": np.arange(replicas), "missing_mass": missing, "loss": loss}
        rows.append(pd.DataFrame({"training": name, "tokens": size, **columns}))
    return pd.concat(rows)


def fitted_exponents(frame: pd.DataFrame) -> pd.DataFrame:
    """Fit the slope of missing mass and of loss against tokens, log to log, over the larger half of the sizes.

    Returns
    -------
    DataFrame
        One row a training: training, missing_mass, missing_mass_error, loss, loss_error (exponents and their standard
        errors).
    """
    sizes = np.sort(frame["tokens"].unique())
    large = sizes[len(sizes) // 2 :].astype(np.float64)
    rows = []
    for name in dict.fromkeys(frame["training"]):
        part = frame[(frame["training"] == name) & frame["tokens"].isin(large)]
        row: dict[str, object] = {"training": name}
        for column in ("missing_mass", "loss"):
            table = part.pivot_table(index="replica", columns="tokens", values=column).to_numpy(np.float64)
            row[column], row[f"{column}_error"] = log_slope(large, table)
        rows.append(row)
    return pd.DataFrame(rows)


def scaling_finding(exponents: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, how loss goes with tokens in each training."""
    told = ", ".join(f"{row.loss:+.2f} ({row.training})" for row in exponents.itertuples())
    return f"Loss goes with training tokens to the power {told}"

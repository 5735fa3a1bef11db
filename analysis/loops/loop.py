"""The generational loop: models trained on what models wrote, with nothing else around it.

It is made of the ecosystem's own learners and decoding, so that what it shows is what they do. All replicas run side by
side, in batches; statistics are drawn without their pages where that is exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from analysis.loops.curation import BestOf, Decoding
from analysis.loops.truths import Family, Learner, build_world, family_of
from analysis.loops.workflows import AnyWorld, Sizes, Workflow
from analysis.loops.worlds.world import Batch
from ecosystem.checks import Checks
from ecosystem.randomness import Draws, FloatArray

COLUMNS = ("mean", "variance", "heterozygosity", "entropy", "support", "risk", "l2_truth")
"""Columns of every frame after replica and generation; NaN where a learner has no such thing."""
BATCH_ROWS = 4096
"""Rows (replicas times makers) that are computed side by side."""


@dataclass(frozen=True)
class _Setting:
    """What one call of `run_loop` asks for, checked."""

    family: Family
    workflow: Workflow
    decoding: Decoding
    curation: BestOf | None
    makers: int
    pool_share: float
    generations: int
    replicas: int
    seed: int


def run_loop(  # noqa: PLR0913 - the arguments are the dimensions of the question
    learner: str | Learner,
    truth: Any = None,
    workflow: Workflow | None = None,
    *,
    decoding: Decoding | None = None,
    curation: BestOf | None = None,
    makers: int = 1,
    pool_share: float = 0.0,
    ddof: int = 0,
    bandwidth: float | None = None,
    fresh_design: bool = False,
    generations: int = 50,
    replicas: int = 20_000,
    seed: int = 1,
    return_models: bool = False,
) -> pd.DataFrame | tuple[pd.DataFrame, FloatArray]:
    """Run generations of models that are trained on pages of earlier ones.

    Parameters
    ----------
    learner : {"gaussian", "categorical", "ols", "kde"}, a learner of `ecosystem.content.learners`, or one of your own
        "categorical" is unsmoothed maximum likelihood. One of your own is any object that fits
        `analysis.loops.worlds.own.Learner`: it fits, draws and measures rows of pages.
    truth : object
        "gaussian", "kde": (mean, variance), (0, 1) if not given; "categorical": probabilities of the ideas, summing
        to 1; "ols": dict(coefficients=..., noise=...), noise being the standard deviation of labels; with a
        learner of your own any object that fits `analysis.loops.worlds.own.Truth`: it draws pages.
    workflow : Workflow
        Replace, Accumulate, Subsample, FixedHuman, FreshHuman or Contaminated, or any object that fits
        `analysis.loops.workflows.Workflow`.
    decoding : Decoding, optional
        How models write; plainly if not given.
    curation : BestOf, optional
        Choice among candidates of each synthetic page.
    makers : int
        Trainers, >= 1. Each page of a maker's training set that models write comes with probability `pool_share` from
        the pooled output of all makers' previous models, else from its own previous model.
    pool_share : float
        In [0, 1].
    ddof : int
        Variances are divided by n - ddof; >= 0.
    bandwidth : float, optional
        Of the kernel, > 0; by Silverman's rule if not given.
    fresh_design : bool
        True draws the inputs of "ols" anew in each generation.
    generations, replicas : int
        >= 1. Generation 1 is fitted on real pages.
    seed : int
        >= 0. The same seed gives the same frame.
    return_models : bool
        Also return the fitted numbers.

    Returns
    -------
    DataFrame
        One row a replica and generation: replica (from 0), generation (from 1), the columns of COLUMNS, `l2_human`
        with FixedHuman, `ecosystem_heterozygosity` with several makers. `risk` is the test error in excess of noise
        ("ols"), KL(truth || model) in nats ("categorical"), squared Wasserstein-2 distance ("gaussian"; of the points
        for "kde", whose mean and variance are those of its points too, the kernel's h^2 apart). Columns are means
        over makers.
    ndarray of float, shape (replicas, generations, n_estimates)
        If `return_models`: probabilities of ideas, mean and variance, or coefficients; with several makers of shape
        (replicas, generations, makers, n_estimates).

    Raises
    ------
    OutOfRangeError, WrongTypeError, UnknownNameError
        For bad values; each names the value, the rule and what to do.

    Examples
    --------
    A model that learns from what the one before it wrote loses variance: of five pages a generation, a fifth each time.

    >>> from analysis.loops import Replace, run_loop
    >>> frame = run_loop("gaussian", (0.0, 1.0), Replace(5), generations=3, replicas=4000, seed=1)
    >>> variances = frame.groupby("generation")["variance"].mean()
    >>> bool(abs(variances - [0.8, 0.64, 0.512]).max() < 0.03)
    True
    """
    family = family_of(learner, truth, ddof=ddof, bandwidth=bandwidth, fresh_design=fresh_design)
    chosen = decoding if decoding is not None else Decoding()
    _check_counts(makers, pool_share, generations, replicas, seed)
    _check_parts(workflow, chosen, curation)
    setting = _Setting(
        family, cast("Workflow", workflow), chosen, curation, makers, pool_share, generations, replicas, seed
    )
    _check_together(setting)
    parts = [_run_batch(setting, batch, has_models=return_models) for batch in _batches(setting)]
    frame = _frame(setting, [columns for columns, _ in parts])
    if not return_models:
        return frame
    return frame, np.concatenate([models for _, models in parts])


def _batches(setting: _Setting) -> Iterator[Batch]:
    draws, size = Draws(setting.seed), max(BATCH_ROWS // setting.makers, 1)
    for first in range(0, setting.replicas, size):
        n = min(size, setting.replicas - first)
        yield Batch(draws, first, n, setting.makers, setting.pool_share)


def _run_batch(setting: _Setting, batch: Batch, *, has_models: bool) -> tuple[dict[str, FloatArray], FloatArray]:
    """Run one batch; give its columns (n_replicas, generations) and its models."""
    world = build_world(setting.family, batch, setting.decoding, setting.curation)
    columns: dict[str, list[FloatArray]] = {}
    tables: list[FloatArray] = []
    human = None
    for model in setting.workflow.models(world, setting.generations):
        human = model if human is None else human
        for name, values in _measured(setting, world, model, human).items():
            columns.setdefault(name, []).append(values)
        if has_models:
            tables.append(world.estimates(model))
    models = np.empty(0)
    if has_models:
        models = np.stack(tables, axis=1)
        if batch.makers > 1:
            split = models.reshape(batch.n_replicas, batch.makers, *models.shape[1:])
            models = np.swapaxes(split, 1, 2)
    return {name: np.stack(values, axis=1) for name, values in columns.items()}, models


def _measured(setting: _Setting, world: AnyWorld, model: Any, human: Any) -> dict[str, FloatArray]:
    found: Mapping[str, FloatArray] = world.measure(model)
    if setting.workflow.keeps_human:
        found = {**found, **world.measure_against_human(model, human)}
    columns = {name: world.batch.over_makers(values) for name, values in found.items()}
    return columns if setting.makers == 1 else {**columns, **world.measure_pool(model)}


def _frame(setting: _Setting, parts: list[dict[str, FloatArray]]) -> pd.DataFrame:
    n, generations = setting.replicas, setting.generations
    nothing = np.full(n * generations, np.nan)
    content: dict[str, Any] = {
        "replica": np.repeat(np.arange(n), generations),
        "generation": np.tile(np.arange(1, generations + 1), n),
    }
    for name in dict.fromkeys([*COLUMNS, *parts[0]]):
        is_there = name in parts[0]
        content[name] = np.concatenate([part[name].ravel() for part in parts]) if is_there else nothing
    return pd.DataFrame(content, copy=False)


def _check_counts(makers: int, pool_share: float, generations: int, replicas: int, seed: int) -> None:
    checks = Checks("run_loop")
    checks.whole("makers", makers, 1)
    checks.share("pool_share", pool_share)
    checks.whole("generations", generations, 1)
    checks.whole("replicas", replicas, 1)
    checks.whole("seed", seed, 0)
    checks.tell()


def _check_parts(workflow: Any, decoding: Any, curation: Any) -> None:
    checks = Checks("run_loop")
    if not isinstance(workflow, Workflow):
        kinds = (
            "Replace(n), Accumulate(n), Subsample(n), FixedHuman(n_human, n_synthetic), FreshHuman(...), Contaminated"
        )
        remedy = f"Known are {kinds}(n, synthetic_share); one of your own offers all of workflows.Workflow."
        checks.type_fault("workflow", workflow, "is not a workflow", remedy)
    if not isinstance(decoding, Decoding):
        checks.type_fault("decoding", decoding, "is not a Decoding", "Write Decoding(temperature=0.9).")
    if curation is not None and not isinstance(curation, BestOf):
        checks.type_fault("curation", curation, "is not a BestOf", "Write BestOf(k, reward), or None.")
    checks.tell()


def _check_together(setting: _Setting) -> None:
    """Check what depends on several arguments at once."""
    checks, workflow = Checks("run_loop"), setting.workflow
    for name, sizes in workflow.named_sizes().items():
        _check_length(checks, name, sizes, setting.generations)
    world = build_world(setting.family, Batch(Draws(0), 0, 1), setting.decoding, setting.curation)
    for name, size in workflow.fitted_sizes().items():
        world.check_size(checks, name, size)
    setting.family.check_page_choices(checks, setting.decoding, setting.curation)
    checks.tell()


def _check_length(checks: Checks, name: str, sizes: Sizes, generations: int) -> None:
    if hasattr(sizes, "__len__") and len(sizes) != generations:
        rule = f"gives {len(sizes)} sizes for {generations} generations"
        checks.range_fault(name, sizes, rule, "Give one size for each generation, or one number for all.")

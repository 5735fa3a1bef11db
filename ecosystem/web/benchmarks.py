"""What the builders of a benchmark measure of the models on sale, with text from the web as they find it.

They know no clean human culture. Once a quarter they take the ideas of young pages that the open crawl has fetched and
kept in the half year before: human ideas, junk and what models wrote alike. With the default lags (data end six months
before training, sale begins three months after it) no model on sale has seen them through this crawl; with lags of less
than eight months together some have. The more of them models wrote, the better such models look, whatever humans know.

At the start the measure differs from the true loss for two reasons that have nothing to do with AI: the benchmark
holds junk, which models learnt too, and only what the filter kept. So compare how both move, not where they stand.
"""

from dataclasses import dataclass

import numpy as np

from ecosystem.content.benchmarks import Benchmarking
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def renew_benchmark(world: World) -> None:
    """Build the benchmark anew once a quarter; where the crawl found nothing, the old one stays in use."""
    old, training = world.benchmarking, world.parameters.training
    if old is not None and world.step % training.benchmark_cadence != 0:
        return
    row = int(np.flatnonzero(world.scrapers.is_open)[0])
    fetched, corpus = world.scraper_memory[row].fetched.values, world.corpus
    found = fetched[0 if old is None else old.n_before :]
    pages = found[found >= corpus.first_page(world.step - training.benchmark_months + 1)].astype(np.int64)
    pages = pages[corpus.was_kept(pages, row)]
    benchmark = None if old is None else old.benchmark
    if pages.size:
        benchmark = world.family.benchmark(corpus.topic[pages].astype(np.int64), corpus.ideas[pages])
    world.benchmarking = Benchmarking(benchmark, fetched.size if old is None else old.n_fetched, fetched.size)


def measure_on_benchmark(world: World) -> None:
    """Measure the models on sale on the benchmark; a perfect observer knows the month's human culture instead."""
    month = world.month
    if not world.parameters.controls.has_observer_error:
        month.benchmark_loss = month.loss.copy()
        return
    renew_benchmark(world)
    losses = month.benchmark_loss = np.full(month.loss.shape, np.nan)
    benchmark = None if world.benchmarking is None else world.benchmarking.benchmark
    if benchmark is None:
        return
    for row, sold in enumerate(world.trainers.sold_model.tolist()):
        served = world.lineage.fitted.get(sold)
        if served is not None:
            losses[row] = benchmark.loss(served.model)
    has_ideas = benchmark.n_ideas > 0
    if losses.size and not has_ideas.all():
        # Topics of which the benchmark has no page are taken to be like the others.
        weight = world.rest.topic_shares[has_ideas]
        losses[:, ~has_ideas] = ((losses[:, has_ideas] * weight).sum(axis=1) / weight.sum())[:, None]


def lowest(world: World, losses: FloatArray) -> int | None:
    """Give the row of the trainer whose loss over all questions is lowest, by those of topics; None if all are NaN."""
    if losses.size == 0:
        return None
    rows = world.trainers.all_rows()
    means = (losses @ world.rest.topic_shares)[rows]
    is_known = ~np.isnan(means)
    return int(rows[is_known][means[is_known].argmin()]) if is_known.any() else None


@dataclass(frozen=True)
class Measured:
    """The model that measures best.

    Attributes
    ----------
    trainer : int
        Row of its trainer.
    loss : ndarray of float, shape (n_topics,)
        On the benchmark, nats per idea.
    """

    trainer: int
    loss: FloatArray


def best_by_benchmark(world: World) -> Measured | None:
    """Give the model on sale that measures best over all questions; None if nothing is sold or measured."""
    best = lowest(world, world.month.benchmark_loss)
    return None if best is None else Measured(best, world.month.benchmark_loss[best])

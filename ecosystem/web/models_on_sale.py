"""Which versions are on sale this month, how good they are against this month's culture, and what is measured."""

import numpy as np

from ecosystem.state import World
from ecosystem.web.benchmarks import measure_on_benchmark


def put_on_sale(world: World) -> None:
    """Sell each trainer's newest released version, none of who left, and drop fitted tables that nobody uses again."""
    trainers, lineage = world.trainers, world.lineage
    has_left = ~trainers.is_active
    trainers.sold_model[has_left], trainers.user_share[has_left] = -1, 0.0
    for version in [lineage.versions[model] for model in sorted(lineage.fitted)]:
        if version.released_step == world.step and trainers.is_active[version.trainer]:
            trainers.sold_model[version.trainer] = version.model_id
    waiting = {model for model in lineage.fitted if lineage.versions[model].released_step > world.step}
    lineage.forget_all_but({*trainers.sold_model.tolist(), *trainers.latest_model.tolist()} | waiting)


def measure_models(world: World) -> None:
    """Measure the loss of each model on sale by topic, before and after decoding, and on the benchmark.

    The loss after decoding is what people see, that on the benchmark what engines act on. Equilibrium checks of papers
    that assume quality may replace both (`controls.seen_loss`); what `month.loss` holds is always measured.
    """
    trainers = world.trainers
    shape = (len(trainers), world.n_topics)
    world.month.loss, world.month.served_loss = np.full(shape, np.nan), np.full(shape, np.nan)
    for row, sold in enumerate(trainers.sold_model.tolist()):
        served = world.lineage.fitted.get(sold)
        if served is not None:
            world.month.loss[row] = world.family.loss(served.model)
            world.month.served_loss[row] = world.family.served_loss(served)
    measure_on_benchmark(world)
    if world.parameters.controls.seen_loss == "assumed":
        is_sold = ~np.isnan(world.month.served_loss)
        assumed = world.parameters.controls.assumed_loss_slope * synthetic_share_of_newest(world)
        world.month.served_loss[is_sold] = assumed
        world.month.benchmark_loss[is_sold] = assumed


def synthetic_share_of_newest(world: World) -> float:
    """Give the share of synthetic ideas on the pages of last month, in [0, 1]; 0 if there are none."""
    corpus = world.corpus
    pages = np.arange(corpus.first_page(world.step - 1), corpus.first_page(world.step))
    return 1.0 - float(corpus.human_share(pages).mean()) if pages.size else 0.0

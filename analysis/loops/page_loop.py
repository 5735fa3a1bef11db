"""The generational loop through the machinery of the web: pages are written, filed, read, summed and fitted.

Nothing is drawn at once here. Ideas are written page by page from the ecosystem's culture or from models as served,
pages go into the corpus, a reading of them waits in a snapshot, and the learner fits the counts that came in since the
model before, as a trainer does that replaces its data. Topics are independent, so that each is a replicate.
"""

from dataclasses import dataclass, field
from typing import cast

import numpy as np

from ecosystem.checks import Checks
from ecosystem.content.corpus import NO_MODEL, Corpus
from ecosystem.content.culture import Culture
from ecosystem.content.decoding import ServedModel
from ecosystem.content.families.categorical import CategoricalFamily, Counts
from ecosystem.content.snapshot import Fetched, PageColumns, ReadingRules, Snapshot, SnapshotShape
from ecosystem.content.writing import write_ideas
from ecosystem.kernels.arrays import PAGE
from ecosystem.parameters.authors import MOST_TOPICS
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, derive

_FOREVER = np.iinfo(np.int16).max


@dataclass(frozen=True)
class PageLoop:
    """A web without economy, drift, births, junk, filter or death of pages.

    Parameters
    ----------
    n_pages : int
        Pages that each trainer fits a generation and topic; every one is fetched and fitted exactly once.
    ideas_per_page : int
        In [1, 64]. With pooling, 1: the ideas of a page have one writer.
    generations : int
        In [1, 32766].
    n_topics : int
        Replicates, in [2, 65536].
    trainers : int
        In [1, 65535]. Each replaces its data with the pages on its own site.
    pool_share : float
        Share of the pages on a site that any trainer's model may have written; the owner's model writes the others.
    resampled : int, optional
        If given, trainers fit that many ideas drawn from those fetched, with replacement.
    seed : int
    """

    n_pages: int = 10
    ideas_per_page: int = 10
    generations: int = 20
    n_topics: int = 200
    trainers: int = 1
    pool_share: float = 0.0
    resampled: int | None = None
    seed: int = 1
    culture: CultureParameters = field(
        default_factory=lambda: CultureParameters(n_ideas=50, zipf_exponent=1.0, zipf_shift=0.0)
    )

    def __post_init__(self) -> None:
        checks = Checks("PageLoop")
        checks.whole("n_pages", self.n_pages, 1)
        checks.whole("generations", self.generations, 1, _FOREVER - 1)
        checks.whole("trainers", self.trainers, 1, NO_MODEL)
        checks.whole("n_topics", self.n_topics, 2, MOST_TOPICS)
        checks.share("pool_share", self.pool_share)
        if self.resampled is not None:
            checks.whole("resampled", self.resampled, 1)
        if self.pool_share > 0.0 and self.ideas_per_page != 1:
            checks.range_fault("ideas_per_page", self.ideas_per_page, "is not 1", "Pages have one writer each.")
        checks.tell()

    def run(self) -> FloatArray:
        """Run all generations; give the fitted probabilities, shape (generations, trainers, n_topics, n_ideas)."""
        return _Web(self).run()


class _Web:
    """The state of one page loop."""

    def __init__(self, setting: PageLoop) -> None:
        self.setting, self.draws = setting, Draws(setting.seed)
        last = setting.generations
        self.culture = Culture(
            setting.culture, self.draws, setting.n_topics, first_step=1, last_step=last, has_drift=False
        )
        self.parameters = ContentParameters(
            ideas_per_page=setting.ideas_per_page, junk_page_share=0.0, ai_length_ratio=1.0
        )
        self.corpus = Corpus(setting.ideas_per_page, 1, last)
        self.shape = SnapshotShape.over(1, last, setting.n_topics)
        self.family = CategoricalFamily(self.culture, is_smoothed=False)
        self.snapshots = [Snapshot(self.shape, self.family) for _ in range(setting.trainers)]
        self.models: dict[int, ServedModel] = {}

    def run(self) -> FloatArray:
        fits = []
        for step in range(1, self.setting.generations + 1):
            pages = self._publish(step)
            trainers = range(self.setting.trainers)
            new = {trainer: self._train(trainer, step, pages[trainer]) for trainer in trainers}
            self.models = new
            fits.append(np.stack([new[trainer].model.probabilities for trainer in trainers]))
        return np.stack(fits)

    def _publish(self, step: int) -> IntArray:
        """Publish a generation's pages, sorted by site; give their ids, shape (trainers, n_topics * n_pages)."""
        setting = self.setting
        n_here = setting.n_topics * setting.n_pages
        site = np.repeat(np.arange(setting.trainers), n_here)
        key = derive("page", site, step, np.tile(np.arange(n_here), setting.trainers))
        topic = np.tile(np.repeat(np.arange(setting.n_topics), setting.n_pages), setting.trainers)
        is_human = step == 1
        n_human = np.full(len(site), setting.ideas_per_page if is_human else 0, dtype=np.uint8)
        is_pooled = self.draws.uniform("pooled", step, key) < setting.pool_share
        anyone = (self.draws.uniform("writer", step, key) * setting.trainers).astype(np.int64)
        writer = np.where(is_pooled, anyone, site)
        model = np.full(len(site), NO_MODEL) if is_human else writer.astype(np.uint16)
        seeds = self.draws.raw("ideas", 0, key)
        ideas = write_ideas(self.parameters, self.culture, self.models, seeds, topic, n_human, model)
        records = np.zeros(len(site), dtype=PAGE)
        for name, column in {"key": key, "site": site, "writer": writer, "topic": topic, "model": model}.items():
            records[name] = column
        records["n_human"], records["step"], records["death"] = n_human, step, _FOREVER
        pages = self.corpus.append(records, ideas, step, setting.trainers)
        return pages.reshape(setting.trainers, n_here)

    def _train(self, trainer: int, step: int, pages: IntArray) -> ServedModel:
        """Fetch and read the pages of a site once, and fit what came in since the last model."""
        corpus, snapshot = self.corpus, self.snapshots[trainer]
        rules = ReadingRules(self.parameters.ai_length_ratio, 0.0, 0, f"scraper {trainer}")
        before = snapshot.holdings.copy()
        snapshot.add(Fetched(step, PageColumns.taken(corpus, pages), self.draws, rules))
        snapshot.settle(step)
        new = snapshot.holdings.since(before).statistics.sum(axis=0).sum(axis=0)
        if self.setting.resampled is not None:
            new = new.resample(self.setting.resampled, self.draws.generator("resample", step, trainer))
        return ServedModel(self.family.fit(cast("Counts", new)))


def heterozygosity(probabilities: FloatArray) -> FloatArray:
    """Give 1 - sum p^2 along the last axis."""
    result: FloatArray = 1.0 - (probabilities**2).sum(axis=-1)
    return result


def island_model(n: int, trainers: int, pool_share: float, generations: int) -> tuple[float, float]:
    """Give what is left of heterozygosity within trainers' models, and in the pool of them all.

    Two numbers are carried on: the chance that two ideas drawn from one trainer's model differ, and that two drawn
    from the models of two trainers do, both over that of the truth. A page on a site comes from the owner's model with
    probability a = 1 - m + m/K, from each other one with b = m/K. Two pages of one site have the same writer with
    probability a^2 + (K-1) b^2, of two sites with 2 a b + (K-2) b^2. Two draws from a fit to n pages hit the same page
    with probability 1/n.

    References
    ----------
    Wright 1931, "Evolution in Mendelian populations"; Maruyama 1970, "Effective number of alleles in a subdivided
    population", Theoretical Population Biology 1, 273-306.
    """
    other = pool_share / trainers
    own = 1.0 - pool_share + other
    same_site = own**2 + (trainers - 1) * other**2
    two_sites = 2.0 * own * other + (trainers - 2) * other**2 if trainers > 1 else 1.0
    within, across = 1.0 - 1.0 / n, 1.0
    for _ in range(generations - 1):
        inside = same_site * within + (1.0 - same_site) * across
        across = two_sites * within + (1.0 - two_sites) * across
        within = inside * (1.0 - 1.0 / n)
    return within, within / trainers + across * (1.0 - 1.0 / trainers)

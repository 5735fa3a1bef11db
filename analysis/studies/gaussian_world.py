"""The same web with other content: every page is a handful of vectors, every model a normal distribution.

A Gaussian world follows a run of the ecosystem month by month. Who publishes how much, which version writes a page,
which pages scrapers fetch and trainers license, token budgets, recipes, cutoffs and releases are those of the run;
what stands on the pages, what the filter keeps, what a version is fitted to and how good it is are its own. One idea
is one vector, so that a mixed page holds human and synthetic vectors in the shares of the run.

Choices, prices and recipes of the run answer to the quality of its own models, not to that of the Gaussian ones: the
world asks whether the conclusions on models depend on the family, not whether the economy would be the same. Births of
ideas, tails and stale mass have no counterpart, and neither have top-p, near-duplicates, the detector and the cap on
sites of a filter, and text that trainers let their own models write for training.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.runs.runner import IN_TURN, Runner
from analysis.studies.gaussian_content import (
    BlankPages,
    GaussianContent,
    GaussianCulture,
    GaussianFilter,
    VectorArray,
    page_moments,
    sum_by_topic,
    to_statistics,
    write_vectors,
)
from ecosystem import Scenario, WebEcosystem
from ecosystem.checks import Checks
from ecosystem.content.corpus import with_room
from ecosystem.content.learners.gaussian import GaussianLearner, GaussianModel
from ecosystem.content.lineage import ModelVersion
from ecosystem.market.recipes import token_budget, uses_of
from ecosystem.market.sources import years_by_age
from ecosystem.randomness import IntArray, derive
from ecosystem.tables import SOURCES

_YEAR = 12


@dataclass
class Shelf:
    """Pages that a reader holds for training, by the month in which they came in."""

    chunks: list[tuple[int, IntArray]] = field(default_factory=list)

    def between(self, after: int, until: int) -> IntArray:
        """Give the pages that came in after one month and not after another."""
        chosen = [pages for step, pages in self.chunks if after < step <= until]
        return np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)


class GaussianWorld:
    """Gaussian content that follows a run.

    Parameters
    ----------
    model : WebEcosystem
        A run before its first month.
    content : GaussianContent, optional
        Like the culture of the run if not given.

    Attributes
    ----------
    models : list of GaussianModel
        Fitted versions, by the ids of the run.
    synthetic_share : list of float
        Share of synthetic ideas in what each version was fitted to, by weight.

    Notes
    -----
    The run tells the months before January 2022 at once; recipes of the burn-in are those at its end.
    """

    def __init__(self, model: WebEcosystem, content: GaussianContent | None = None) -> None:
        world = model.world
        self.world, self.parameters = world, world.parameters
        content = content or GaussianContent.like(self.parameters.culture)
        persistence = self.parameters.culture.persistence if self.parameters.controls.has_drift else 1.0
        self.culture = GaussianCulture(content, world.draws, world.n_topics, world.first_step, persistence)
        self.models: list[GaussianModel] = []
        self.synthetic_share: list[float] = []
        self._vectors = np.zeros((0, self.parameters.content.ideas_per_page, content.n_dimensions), dtype=np.float32)
        d = content.n_dimensions
        self._moments = np.zeros((0, 2, 1 + d + d * d))
        self._n_pages = 0
        self._crawled = [Shelf() for _ in world.scraper_memory]
        self._open = int(np.flatnonzero(world.scrapers.is_open)[0])
        self._dropped = Shelf()
        self._n_crawled = [0 for _ in world.scraper_memory]
        self._licensed = [Shelf() for _ in world.trainer_memory]
        self._was_licensed = np.zeros(0, dtype=np.uint32)
        self._trained_until = dict.fromkeys(range(len(world.trainers)), world.first_step - 1)
        self._recipe = world.trainers.recipe.copy()
        self._write(world.first_step)
        self.filter = self._fit_filter()
        self._replay()

    @property
    def vectors(self) -> VectorArray:
        """Vectors of the ideas of each page, shape (n_pages, ideas_per_page, d)."""
        return self._vectors[: self._n_pages]

    def _replay(self) -> None:
        """Live through the months before January 2022."""
        world = self.world
        for step in range(world.first_step + 1, world.step + 1):
            self._begin(step)
            self._write(step)
            for scraper, memory in enumerate(world.scraper_memory):
                self._shelve_crawl(scraper, step, memory.n_fetched_until.get(step, 0))
            self._train_all(step)
        self._shelve_licences(world.step)

    def follow(self) -> None:
        """Live through the month that the run has just done."""
        step = self.world.step
        self._begin(step)
        self._write(step)
        for scraper, memory in enumerate(self.world.scraper_memory):
            self._shelve_crawl(scraper, step, memory.fetched.values.size)
        self._shelve_licences(step)
        self._train_all(step)
        self._recipe = self.world.trainers.recipe.copy()

    def _begin(self, step: int) -> None:
        """Let culture drift and refresh the filter when it is due."""
        self.culture.advance()
        filtering = self.parameters.filtering
        months = step - filtering.reference_step
        if months == 0 or (filtering.refresh == "yearly" and months % _YEAR == 0):
            self.filter = self._fit_filter()

    def _fit_filter(self) -> GaussianFilter:
        """Fit the filter to this month's culture and to all live pages that are wholly human."""
        corpus, known = self.world.corpus, np.arange(self._n_pages)
        is_human = corpus.n_human[known] == self.parameters.content.ideas_per_page
        pages = known[is_human & corpus.is_live(known, self.culture.step)]
        sample = corpus.topic[pages].astype(np.int64), self.vectors[pages]
        return GaussianFilter.fit(self.parameters.filtering, self.culture, self.world.draws, sample)

    def _write(self, step: int) -> None:
        """Draw the vectors of the pages that were published in a month; pages are in the order of their months."""
        corpus = self.world.corpus
        first, last = self._n_pages, int(np.searchsorted(corpus.step, step, side="right"))
        rows = slice(first, last)
        blank = BlankPages(
            corpus.key[rows], corpus.topic[rows].astype(np.int64), corpus.n_human[rows], corpus.model[rows]
        )
        has_temperature = self.parameters.controls.has_temperature
        scale = self.parameters.training.temperature if has_temperature else 1.0
        self._vectors, self._moments = with_room(self._vectors, last), with_room(self._moments, last)
        self._vectors[rows] = write_vectors(
            self.parameters.content, self.culture, self.models, blank, self.world.draws, variance_scale=scale
        )
        self._moments[rows] = page_moments(self._vectors[rows], blank.n_human)
        self._n_pages = last

    def _shelve_crawl(self, scraper: int, step: int, until: int) -> None:
        """Judge what a scraper fetched in a month and shelve what is kept and not held out for validation."""
        pages = self.world.scraper_memory[scraper].fetched.values[self._n_crawled[scraper] : until]
        self._n_crawled[scraper] = max(until, self._n_crawled[scraper])
        passes, training, corpus = self._passes(pages), self.parameters.training, self.world.corpus
        is_held_out = self.world.draws.uniform("validation", 0, corpus.key[pages]) < training.validation_share
        is_held_out &= step - corpus.step[pages] < training.recipe_fresh_months
        self._crawled[scraper].chunks.append((step, pages[passes & ~is_held_out]))
        if scraper == self._open:
            self._dropped.chunks.append((step, pages[~passes & ~is_held_out]))

    def _shelve_licences(self, step: int) -> None:
        """Judge and shelve the pages that trainers have bought since the last look."""
        before, now = self._was_licensed, self.world.corpus.licensed_by
        self._was_licensed = now.copy()
        changed = now ^ np.pad(before, (0, len(now) - len(before)))
        bought = np.flatnonzero(changed)
        for trainer, shelf in enumerate(self._licensed):
            pages = bought[(changed[bought] >> np.uint32(trainer) & 1).astype(bool)]
            if pages.size:
                shelf.chunks.append((step, pages[self._passes(pages)]))

    def _passes(self, pages: IntArray) -> NDArray[np.bool_]:
        if not self.parameters.controls.has_filter:
            return np.ones(len(pages), dtype=bool)
        return self.filter.keeps(self.world.corpus.topic[pages].astype(np.int64), self._vectors[pages])

    def _train_all(self, step: int) -> None:
        """Fit the versions that the run trained in a month; none of them sees another."""
        new = [each for each in self.world.lineage.versions[len(self.models) :] if each.trained_step == step]
        fits = [self._train(version) for version in new]
        for version, (model, share) in zip(new, fits, strict=True):
            self.models.append(model)
            self.synthetic_share.append(share)
            if not self.parameters.controls.does_accumulate:
                self._trained_until[version.trainer] = self._known_until(version)

    def _pools(self, version: ModelVersion) -> list[IntArray]:
        """Give the pages of each source of a recipe as they were at the cutoff."""
        trainer, after, until = version.trainer, self._trained_until[version.trainer], self._known_until(version)
        scraper = int(self.world.trainers.scraper[trainer])
        crawled, dropped = self._crawled[scraper].between(after, until), self._dropped.between(after, until)
        ages = years_by_age(
            self.world.parameters_at(version.trained_step).training, self.world.snapshot_shape, version.cutoff_step
        )
        opened = dropped
        if scraper != self._open:
            opened = np.concatenate([dropped, self._crawled[self._open].between(after, until)])
        opened = opened[:0] if not self.parameters.controls.has_open_source else opened
        recent = ages["fresh"] | ages["middle"] | ages["old"]
        return [
            *(self._of_years(crawled, years) for years in ages.values()),
            self._licensed[trainer].between(after, until),
            self._of_years(opened, recent),
            crawled[:0],
        ]

    def _of_years(self, pages: IntArray, years: NDArray[np.bool_]) -> IntArray:
        """Keep the pages that were written in some years."""
        return pages[years[self.world.snapshot_shape.year_of(self.world.corpus.step[pages])]]

    def _known_until(self, version: ModelVersion) -> int:
        """Give the last month whose data a version may see; the archive is known from the start."""
        return max(version.cutoff_step, -self.parameters.web.burn_in_months - 1)

    def _train(self, version: ModelVersion) -> tuple[GaussianModel, float]:
        """Fit one version to a keyed thinning of its sources; also give the synthetic share of what it saw.

        Budgets and repeats follow `ecosystem.market.recipes.draw_training_set`, but whole pages are thinned.
        """
        training, world = self.parameters.training, self.world
        pools = self._pools(version)
        lengths = np.array([1.0, self.parameters.content.ai_length_ratio])
        used = lengths * [1.0, float(self.parameters.controls.has_feedback)]
        n_ideas = np.stack([self._moments[pages, :, 0].sum(axis=0) for pages in pools])
        usable = n_ideas @ used
        held = np.where(usable > 0.0, n_ideas @ lengths, 0.0)
        budget = token_budget(replace(world, step=version.trained_step), version.trainer)
        uses = uses_of(self._recipe[version.trainer], held, budget, training.max_epochs)
        uses = np.minimum(uses * held / np.maximum(usable, 1.0), training.max_epochs)
        is_used = usable * uses > 0.0
        repeats = np.maximum(uses, 1.0)
        repeats = np.where(is_used, repeats / repeats[is_used].min(initial=training.max_epochs), 0.0)
        sums = np.zeros((world.n_topics, *self._moments.shape[1:]))
        for name, pages, chance, repeat in zip(SOURCES, pools, uses.tolist(), repeats.tolist(), strict=True):
            drawn = self._thin(version, name, pages, chance)
            sums += repeat * sum_by_topic(self._moments[drawn], world.corpus.topic[drawn], world.n_topics)
        statistics = to_statistics(sums, used)
        share = float(used[1] * sums[:, 1, 0].sum() / max(statistics.n.sum(), 1.0))
        is_empty = statistics.n == 0.0
        fit = GaussianLearner().fit(replace(statistics, n=np.where(is_empty, 1.0, statistics.n)))
        return self._keep_where(is_empty, version.trainer, fit), share

    def _keep_where(self, is_empty: NDArray[np.bool_], trainer: int, fit: GaussianModel) -> GaussianModel:
        """Keep what a trainer's last version knew of topics of which the new one saw nothing."""
        earlier = [
            k for k, each in enumerate(self.world.lineage.versions[: len(self.models)]) if each.trainer == trainer
        ]
        if not earlier or not is_empty.any():
            return fit
        last = self.models[earlier[-1]]
        mean = np.where(is_empty[:, None], last.mean, fit.mean)
        return GaussianModel(mean, np.where(is_empty[:, None, None], last.covariance, fit.covariance))

    def _thin(self, version: ModelVersion, source: str, pages: IntArray, chance: float) -> IntArray:
        """Keep each page of a source with a given chance."""
        if chance >= 1.0:
            return pages
        keys = derive(self.world.trainers.key[version.trainer], self.world.corpus.key[pages])
        uniform = self.world.draws.uniform(f"gaussian training|{source}", version.trained_step, keys)
        return pages[uniform < chance]

    def outcomes(self) -> dict[str, float]:
        """Give this month's loss of the best model on sale, its variance and the offset of its mean.

        Returns
        -------
        dict of str to float
            gaussian_loss: KL(culture || fitted model) in nats per idea, by readers' question shares;
            gaussian_variance: mean variance of its coordinates over that of the culture; gaussian_offset: half the
            squared distance of its mean from the culture's, in nats. NaN where nothing is on sale.
        """
        world, truth = self.world, self.culture.truth
        sold = [self.models[each] for each in world.trainers.sold_model.tolist() if each >= 0]
        if not sold:
            return dict.fromkeys(("gaussian_loss", "gaussian_variance", "gaussian_offset"), np.nan)
        shares = world.rest.topic_shares
        losses = [float(model.loss(truth) @ shares) for model in sold]
        best = sold[int(np.argmin(losses))]
        variance = np.trace(best.covariance, axis1=1, axis2=2) / best.n_dimensions
        offset = 0.5 * ((best.mean - truth.mean) ** 2).sum(axis=1)
        return {
            "gaussian_loss": min(losses),
            "gaussian_variance": float(variance @ shares),
            "gaussian_offset": float(offset @ shares),
        }


def run_gaussian(scenario: Scenario, seed: int = 0, content: GaussianContent | None = None) -> pd.DataFrame:
    """Run a scenario with a Gaussian world beside it.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        At least 0.
    content : GaussianContent, optional

    Returns
    -------
    DataFrame
        The series of the run with the columns of `GaussianWorld.outcomes`.
    """
    model = WebEcosystem(scenario, seed=seed)
    world = GaussianWorld(model, content)
    rows = []
    for _ in range(scenario.months):
        model.step()
        world.follow()
        rows.append(world.outcomes())
    return pd.concat([model.series(), pd.DataFrame(rows)], axis=1)


def run_gaussian_arms(
    scenarios: Sequence[Scenario], replicates: int, seed: int = 0, runner: Runner = IN_TURN
) -> pd.DataFrame:
    """Run scenarios of different names on the same seeds, each with a Gaussian world beside it.

    Parameters
    ----------
    scenarios : sequence of Scenario
    replicates : int
        Runs of each, at least 1; replicate r has the seed `seed + r`.
    seed : int
        At least 0.
    runner : Runner
        How the runs are made.

    Returns
    -------
    DataFrame
        As `analysis.statistics.paired_runs.paired_effect` reads it.
    """
    checks = Checks("run_gaussian_arms")
    for name, value, least in (("replicates", replicates, 1), ("seed", seed, 0)):
        checks.whole(name, value, least)
    checks.tell()
    jobs = [(scenario, seed + r, r) for r in range(replicates) for scenario in scenarios]
    return pd.concat(runner.run(_run_job, jobs), ignore_index=True)


def _run_job(job: tuple[Scenario, int, int]) -> pd.DataFrame:
    scenario, seed, replicate = job
    return run_gaussian(scenario, seed).assign(scenario=scenario.name, replicate=replicate)

"""Attribution: which groups of sites a model learnt what it knows from.

The pages that a trainer's scraper fetched and kept, and those that it licensed, are read once more at the end of a
run, as they were read then: with the same lengths of synthetic ideas and without the pages that were held out. What
each group of sites gave is a table of counts, and tables of groups add up. One keyed draw thins them to the number of
different tokens that the version was trained on; what a set of groups is worth is then the fall of the loss of a model
fitted to the sum of their tables.

This is the data of a version and not its fit: the weights that a recipe gives to fresh, old or licensed pages and the
repeats of scarce tokens are left out, and so is any source that is neither of those two. The union of all groups is
therefore worth about what the version is, and not exactly that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.lineage import ModelVersion
from ecosystem.content.quality import model_loss
from ecosystem.content.snapshot import HUMAN, SYNTHETIC, PageColumns, SnapshotShape, read_pages
from ecosystem.randomness import FloatArray, IntArray, derive
from ecosystem.state import FARM, SITE_KINDS, World
from ecosystem.web.fetching import passes_filter

LICENSED = "licensed"
"""The group of all pages that were bought, whatever site they stand on."""
HEAD_SHARE = 0.1
"""Share of human sites, by authority, that are the head of the web."""
_SPLIT = ("news", "blog")
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True)
class SiteGroups:
    """A partition of the sites.

    Attributes
    ----------
    names : tuple of str
        By code; no two are alike, and none is "licensed".
    code : ndarray of int64, shape (n_sites,)
        Group of each site, in [0, len(names)).
    """

    names: tuple[str, ...]
    code: IntArray


@dataclass(frozen=True)
class GroupStatistics:
    """What groups gave to one version; all of it adds up over groups.

    Attributes
    ----------
    names : tuple of str
        Groups of sites, then "licensed".
    n_pages : ndarray of int64, shape (n_groups,)
        Pages that were read, held-out ones among them.
    counts : ndarray of int32, shape (2, n_groups, n_topics, n_identities)
        Tokens (ideas) by origin (human, synthetic).
    """

    names: tuple[str, ...]
    n_pages: IntArray
    counts: NDArray[np.int32]

    @property
    def tokens(self) -> IntArray:
        """Tokens (ideas) by origin and group, shape (2, n_groups)."""
        result: IntArray = self.counts.sum(axis=(2, 3), dtype=np.int64)
        return result


@dataclass(frozen=True)
class _Batch:
    """Pages that were read in one month under one name, and the group of each."""

    step: int
    pages: IntArray
    group: IntArray
    reader: str
    held_out_share: float


def file_purchases(world: World) -> None:
    """File which of the pages that were bought this month the filter of this month keeps."""
    for trainer, pages in world.corpus.take_purchases():
        world.corpus.file_licence(trainer, world.step, pages[passes_filter(world, pages)])


def best_on_sale(world: World, trainer: int | None = None) -> ModelVersion | None:
    """Give the version on sale with the lowest loss by readers' question shares, or the one that a trainer sells.

    Parameters
    ----------
    world : World
    trainer : int, optional
        Row of the trainer; the best of all if not given.

    Returns
    -------
    ModelVersion or None
        None while nothing is sold.
    """
    losses: FloatArray = world.month.loss @ world.rest.topic_shares if world.month.loss.size else np.zeros(0)
    rows = world.trainers.all_rows() if trainer is None else np.array([trainer])
    rows = rows[world.trainers.sold_model[rows] >= 0]
    if losses.size == 0 or rows.size == 0 or np.all(np.isnan(losses[rows])):
        return None
    return world.lineage.versions[int(world.trainers.sold_model[rows[np.nanargmin(losses[rows])]])]


def site_groups(world: World) -> SiteGroups:
    """Group sites by kind, news and blogs in head and tail: the head is the top tenth of human sites by authority."""
    kind, authority = world.sites.kind.astype(np.int64), world.sites.authority
    human = authority[kind != FARM]
    is_head = authority >= np.quantile(human, 1.0 - HEAD_SHARE) if human.size else np.zeros(len(kind), dtype=bool)
    names: list[str] = []
    code = np.zeros(len(kind), dtype=np.int64)
    for place, name in enumerate(SITE_KINDS):
        parts = ((f"{name} head", is_head), (f"{name} tail", ~is_head)) if name in _SPLIT else ((name, True),)
        for label, mine in parts:
            code[(kind == place) & mine] = len(names)
            names.append(label)
    return SiteGroups(tuple(names), code)


def statistics_by_group(world: World, version: ModelVersion, groups: SiteGroups) -> GroupStatistics:
    """Read once more what a version could be trained on, and count it by group.

    Parameters
    ----------
    world : World
        At the end of a month.
    version : ModelVersion
        One that was fitted to pages.
    groups : SiteGroups

    Returns
    -------
    GroupStatistics
        Pages fetched and kept, or licensed, up to the cutoff of the version and young enough at it; where trainers do
        not keep earlier data, only those since the cutoff of the version before. Without feedback, human ideas only.
    """
    names = (*groups.names, LICENSED)
    n_topics, n_identities = world.n_topics, world.culture.n_identities
    shape = SnapshotShape(world.first_step, 1, len(names) * n_topics, n_identities)
    counts = np.zeros((2, len(names), n_topics, n_identities), dtype=np.int32)
    n_pages = np.zeros(len(names), dtype=np.int64)
    for batch in _batches(world, version, groups):
        n_pages += np.bincount(batch.group, minlength=len(names))
        np.add.at(counts.reshape(-1), _cells(world, batch, shape), np.int32(1))
    if not world.parameters.controls.has_feedback:
        counts[SYNTHETIC] = 0
    return GroupStatistics(names, n_pages, counts)


def _cells(world: World, batch: _Batch, shape: SnapshotShape) -> IntArray:
    """Give the flat index into counts by origin, group, topic and identity of each token of some pages."""
    corpus, training = world.corpus, world.parameters.training
    pages = batch.pages
    row = batch.group * world.n_topics + corpus.topic[pages]
    columns = PageColumns(
        corpus.key[pages],
        corpus.step[pages],
        row,  # groups times topics may be more than 16 bits hold
        corpus.n_human[pages],
        corpus.model[pages],
        corpus.ideas[pages],
    )
    reading = read_pages(
        columns,
        shape,
        batch.step,
        world.draws,
        ai_length_ratio=world.parameters.content.ai_length_ratio,
        validation_share=batch.held_out_share,
        validation_months=training.recipe_fresh_months,
        reader=batch.reader,
    )
    return reading.cells


def _batches(world: World, version: ModelVersion, groups: SiteGroups) -> Iterator[_Batch]:
    """Give what a version could be trained on, month by month: first its crawl, then its licences."""
    trainer, corpus = version.trainer, world.corpus
    since, until = _first_cutoff(world, version), version.cutoff_step
    scraper = int(world.trainers.scraper[trainer])
    memory, start = world.scraper_memory[scraper], 0
    reader, share = f"reading|{int(world.scrapers.key[scraper])}", world.parameters.training.validation_share
    for step, end in memory.n_fetched_until.items():
        if since < step <= until:
            pages = memory.fetched.values[start:end]
            pages = pages[corpus.was_kept(pages, scraper)]
            pages = pages[_is_young(world, pages, until)]
            yield _Batch(step, pages, groups.code[corpus.site[pages]], reader, share)
        start = end
    reader = f"licensed pages|{int(world.trainers.key[trainer])}"
    for step, pages in corpus.licences(trainer):
        if since < step <= until:
            yield _Batch(step, pages, np.full(len(pages), len(groups.names)), reader, 0.0)


def _first_cutoff(world: World, version: ModelVersion) -> int:
    """Give the month up to which data are too old: the cutoff of the version before, if trainers start afresh."""
    if world.parameters.controls.does_accumulate:
        return _NEVER
    earlier = [each for each in world.lineage.versions[: version.model_id] if each.trainer == version.trainer]
    return earlier[-1].cutoff_step if earlier else _NEVER


def _is_young(world: World, pages: IntArray, cutoff: int) -> NDArray[np.bool_]:
    """Tell which crawled pages lie in the window of training, by the age of their year at the cutoff."""
    shape = world.snapshot_shape
    is_used = shape.ages_in_months(cutoff) < world.parameters.training.window_months
    result: NDArray[np.bool_] = is_used[shape.year_of(world.corpus.step[pages])]
    return result


def thinned(world: World, statistics: GroupStatistics, n_tokens: float) -> FloatArray:
    """Draw one training set: keep each token with the chance that leaves a given number of them on average.

    Parameters
    ----------
    world : World
    statistics : GroupStatistics
    n_tokens : float
        Tokens (ideas) wanted over all groups; all are kept if there are fewer.

    Returns
    -------
    ndarray of float, shape (n_groups, n_topics, n_identities)
        Whole numbers. The chance is the same for all groups and their draws are their own, so that the sum over some
        groups is the draw from their union, and no group's draw depends on which other groups there are.
    """
    counts = statistics.counts.sum(axis=0, dtype=np.int64)
    chance = min(n_tokens / max(float(counts.sum()), 1.0), 1.0)
    if chance == 1.0:
        return counts.astype(np.float64)
    result = np.zeros(counts.shape)
    for name, table, kept in zip(statistics.names, counts, result, strict=True):
        topic, idea = np.nonzero(table)
        keys = derive(name, topic, idea)
        kept[topic, idea] = world.draws.binomial("attribution", world.step, keys, table[topic, idea], chance)
    return result


def human_part(statistics: GroupStatistics) -> FloatArray:
    """Give the share of human ideas among the tokens of each group, shape (n_groups,); NaN for one without tokens."""
    tokens = statistics.tokens.astype(np.float64)
    total = tokens.sum(axis=0)
    result: FloatArray = np.divide(tokens[HUMAN], total, out=np.full(len(total), np.nan), where=total > 0.0)
    return result


@dataclass(frozen=True)
class DataGame:
    """The game in which groups are players and the worth of a set of them is what their data do for a model.

    Attributes
    ----------
    world : World
        Whose culture of this month, and whose readers, the loss is measured by.
    names : tuple of str
        Groups.
    counts : ndarray of float, shape (n_groups, n_topics, n_identities)
        Training tokens of each group.
    """

    world: World
    names: tuple[str, ...]
    counts: FloatArray

    def loss(self, members: frozenset[str]) -> float:
        """Give the loss of a model fitted to the data of some groups, in nats per idea.

        Without data a model spreads its guess evenly over the slots.
        """
        world = self.world
        is_member = np.array([name in members for name in self.names])
        is_smoothed = world.parameters.training.smoothing != "none"
        learner = CategoricalLearner(world.culture.n_identities, is_smoothed)
        model = learner.fit(self.counts[is_member].sum(axis=0), world.culture.living)
        return float(model_loss(model, world.culture) @ world.rest.topic_shares)

    def worth(self, members: frozenset[str]) -> float:
        """Give how far the data of some groups bring the loss down from that without data, in nats per idea."""
        return self.loss(frozenset()) - self.loss(members)


def data_game(world: World, version: ModelVersion, statistics: GroupStatistics) -> DataGame:
    """Give the game of the groups for one version, after one draw of as many tokens as it was trained on."""
    return DataGame(world, statistics.names, thinned(world, statistics, version.n_different_tokens))

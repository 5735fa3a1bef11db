"""Attribution: which groups of sites a model learnt what it knows from.

The pages that a trainer could use, filtered, licensed or from the open crawl, are read once more at the end of a run,
as they were read then: with the same lengths of synthetic ideas and without the pages that were held out. What each
group of sites gave is a table of counts by source of the recipe, and tables of groups add up. One keyed draw uses the
tokens of each source as often as the version did; what a set of groups is worth is then the fall of the loss of a
model fitted to the sum of their tables, repeats weighing as in the fit.

The one source that no site gave, text that the trainer's own models wrote for training, is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.lineage import ModelVersion
from ecosystem.content.quality import model_loss
from ecosystem.content.snapshot import HUMAN, SYNTHETIC, PageColumns, SnapshotShape, count_tokens, read_pages
from ecosystem.kinds import SITE_KINDS, hosts_people
from ecosystem.market.recipes import relative_repeats
from ecosystem.market.sources import ARCHIVE, OPEN, years_by_age
from ecosystem.market.sources import LICENSED as LICENSED_SOURCE
from ecosystem.randomness import FloatArray, IntArray, derive
from ecosystem.state import SOURCES, World

LICENSED = "licensed"
"""The group of all pages that were bought, whatever site they stand on."""


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
        Pages that were read, held-out ones among them; a page that the trainer had in two ways counts twice.
    counts : ndarray of int32, shape (2, n_sources, n_groups, n_topics, n_identities)
        Tokens (ideas) by origin (human, synthetic) and source of the recipe.
    """

    names: tuple[str, ...]
    n_pages: IntArray
    counts: NDArray[np.int32]

    @property
    def tokens(self) -> IntArray:
        """Tokens (ideas) by origin, source and group, shape (2, n_sources, n_groups)."""
        result: IntArray = self.counts.sum(axis=(3, 4), dtype=np.int64)
        return result


@dataclass(frozen=True)
class _Batch:
    """Pages that were read in one month under one name, and the source and group of each."""

    step: int
    pages: IntArray
    source: IntArray
    group: IntArray
    reader: str
    held_out_share: float


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
    """Group sites by kind, news and blogs in head and tail: the head is `market.head_share` of human sites."""
    kind, authority = world.sites.kind.astype(np.int64), world.sites.authority
    human = authority[hosts_people(kind)]
    is_head = (
        authority >= np.quantile(human, 1.0 - world.parameters.market.head_share)
        if human.size
        else np.zeros(len(kind), dtype=bool)
    )
    names: list[str] = []
    code = np.zeros(len(kind), dtype=np.int64)
    for place, row in enumerate(SITE_KINDS):
        parts = ((f"{row.name} head", is_head), (f"{row.name} tail", ~is_head)) if row.has_head else ((row.name, True),)
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
        Pages fetched or licensed up to the cutoff of the version; where trainers do not keep earlier data, only those
        since the cutoff of the version before. Without feedback, human ideas only.
    """
    names = (*groups.names, LICENSED)
    n_topics, n_identities = world.n_topics, world.culture.n_identities
    shape = SnapshotShape(world.first_step, 1, len(SOURCES) * len(names) * n_topics, n_identities)
    counts = np.zeros((2, len(SOURCES), len(names), n_topics, n_identities), dtype=np.int32)
    n_pages = np.zeros(len(names), dtype=np.int64)
    for batch in _batches(world, version, groups):
        n_pages += np.bincount(batch.group, minlength=len(names))
        count_tokens(counts, _cells(world, batch, len(names), shape))
    if not world.parameters.controls.has_feedback:
        counts[SYNTHETIC] = 0
    elif version.synthetic_kept < 1.0:
        cells = np.flatnonzero(counts[SYNTHETIC])
        held = counts[SYNTHETIC].reshape(-1)[cells].astype(np.int64)
        left = world.draws.binomial("attribution under a cap", world.step, derive(cells), held, version.synthetic_kept)
        counts[SYNTHETIC].reshape(-1)[cells] = left
    return GroupStatistics(names, n_pages, counts)


def _cells(world: World, batch: _Batch, n_groups: int, shape: SnapshotShape) -> IntArray:
    """Give the flat index into counts by origin, source, group, topic and identity of each token of some pages."""
    corpus, training = world.corpus, world.parameters.training
    pages = batch.pages
    row = (batch.source * n_groups + batch.group) * world.n_topics + corpus.topic[pages]
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
    """Give what a version could be trained on, month by month: its crawl, its licences, and the open crawl."""
    since, until = version.data_since, version.cutoff_step
    yield from _filtered(world, version.trainer, groups, since, until)
    name = f"licensed pages|{int(world.trainers.key[version.trainer])}"
    for step, pages in world.corpus.licences(version.trainer):
        if since < step <= until:
            source, group = np.full(len(pages), LICENSED_SOURCE), np.full(len(pages), len(groups.names))
            yield _Batch(step, pages, source, group, name, 0.0)
    if world.parameters.controls.has_open_source:
        yield from _from_open_crawl(world, version.trainer, groups, since, until)


def _filtered(world: World, trainer: int, groups: SiteGroups, since: int, until: int) -> Iterator[_Batch]:
    """Give the pages that the trainer's scraper fetched and kept, by classes of age."""
    corpus, scraper = world.corpus, int(world.trainers.scraper[trainer])
    by_age, share = _source_of_years(world, until), world.parameters.training.validation_share
    for step, fetched in _fetches(world, scraper, since, until):
        kept = fetched[corpus.was_kept(fetched, scraper)]
        source = by_age[world.snapshot_shape.year_of(corpus.step[kept])]
        pages, source = kept[source >= 0], source[source >= 0]
        yield _Batch(step, pages, source, groups.code[corpus.site[pages]], _reader(world, scraper), share)


def _from_open_crawl(world: World, trainer: int, groups: SiteGroups, since: int, until: int) -> Iterator[_Batch]:
    """Give the pages of the open crawl within the window: dropped ones, and kept ones to who has a private crawl."""
    corpus, opened = world.corpus, int(np.flatnonzero(world.scrapers.is_open)[0])
    by_age, share = _source_of_years(world, until), world.parameters.training.validation_share
    is_private, reader = int(world.trainers.scraper[trainer]) != opened, _reader(world, opened)
    for step, fetched in _fetches(world, opened, since, until):
        place = by_age[world.snapshot_shape.year_of(corpus.step[fetched])]
        recent = fetched[(place >= 0) & (place != ARCHIVE)]
        is_kept = corpus.was_kept(recent, opened)
        for mine, name in ((~is_kept, f"{reader}|dropped"), (is_kept & is_private, reader)):
            pages = recent[mine]
            source, group = np.full(len(pages), OPEN), groups.code[corpus.site[pages]]
            yield _Batch(step, pages, source, group, name, share)


def _reader(world: World, scraper: int) -> str:
    """Give the name under which a scraper reads."""
    return f"reading|{int(world.scrapers.key[scraper])}"


def _fetches(world: World, scraper: int, since: int, until: int) -> Iterator[tuple[int, IntArray]]:
    """Give the pages that a scraper fetched after one month and not after another, by month."""
    memory, start = world.scraper_memory[scraper], 0
    for step, end in memory.n_fetched_until.items():
        if since < step <= until:
            yield step, memory.fetched.values[start:end]
        start = end


def _source_of_years(world: World, cutoff: int) -> IntArray:
    """Give the source of filtered pages of each year as a place in SOURCES; -1 where they are not used."""
    result = np.full(world.snapshot_shape.n_years, -1)
    for name, years in years_by_age(world, world.snapshot_shape, cutoff).items():
        result[years] = SOURCES.index(name)
    return result


def drawn(world: World, statistics: GroupStatistics, uses: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Draw one training set: use each token of a source as often as asked, below one with that chance.

    Parameters
    ----------
    world : World
    statistics : GroupStatistics
    uses : ndarray of float, shape (n_sources,)
        Of a token of each source, >= 0.

    Returns
    -------
    counts, occurrences : ndarray of float, shape (n_groups, n_topics, n_identities)
        Tokens weighted by repeats, and without weights. The draws of groups are their own, so that the sum over some
        groups is the draw from their union, and no group's draw depends on which other groups there are.
    """
    held = statistics.counts.sum(axis=0, dtype=np.int64)
    counts, occurrences = np.zeros(held.shape[1:]), np.zeros(held.shape[1:])
    for source, use, weight, tables in zip(SOURCES, uses.tolist(), relative_repeats(uses).tolist(), held, strict=True):
        for place, (name, table) in enumerate(zip(statistics.names, tables, strict=True)):
            kept = table
            if use < 1.0:
                topic, idea = np.nonzero(table)
                keys = derive(source, name, topic, idea)
                kept = np.zeros_like(table)
                kept[topic, idea] = world.draws.binomial("attribution", world.step, keys, table[topic, idea], use)
            counts[place] += weight * kept
            occurrences[place] += kept
    return counts, occurrences


def human_part(statistics: GroupStatistics, uses: FloatArray) -> FloatArray:
    """Give the share of human ideas among the tokens used of each group, shape (n_groups,); NaN where none is used."""
    tokens = (statistics.tokens * np.minimum(uses, 1.0)[None, :, None]).sum(axis=1)
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
    counts, occurrences : ndarray of float, shape (n_groups, n_topics, n_identities)
        Training tokens of each group, weighted by repeats and without weights.
    """

    world: World
    names: tuple[str, ...]
    counts: FloatArray
    occurrences: FloatArray

    def loss(self, members: frozenset[str]) -> float:
        """Give the loss of a model fitted to the data of some groups, in nats per idea.

        Without data a model spreads its guess evenly over the slots.
        """
        world = self.world
        is_member = np.array([name in members for name in self.names])
        is_smoothed = world.parameters.training.smoothing != "none"
        learner = CategoricalLearner(world.culture.n_identities, is_smoothed)
        counts, occurrences = self.counts[is_member].sum(axis=0), self.occurrences[is_member].sum(axis=0)
        model = learner.fit(counts, world.culture.living, occurrences)
        return float(model_loss(model, world.culture) @ world.rest.topic_shares)

    def worth(self, members: frozenset[str]) -> float:
        """Give how far the data of some groups bring the loss down from that without data, in nats per idea."""
        return self.loss(frozenset()) - self.loss(members)


def data_game(world: World, version: ModelVersion, statistics: GroupStatistics) -> DataGame:
    """Give the game of the groups for one version, after one draw that uses each source as the version did."""
    return DataGame(world, statistics.names, *drawn(world, statistics, version.uses))

"""Attribution: which groups of sites a model learnt what it knows from.

The pages that a trainer could use, filtered, licensed or from the open crawl, are read once more at the end of a run,
as they were read then: with the same lengths of synthetic ideas and without the pages that were held out. What each
group of sites gave are statistics by source of the recipe, and those of groups add up. One keyed draw uses the tokens
of each source as the version did; what a set of groups is worth is then the fall of the loss of a model
fitted to the sum of their statistics, sources weighing as in the fit.

The one source that no site gave, text that a model wrote for training, is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ecosystem.content.family import KeyedDraw, Statistics, Tokens
from ecosystem.content.lineage import ModelVersion
from ecosystem.content.mixtures import Part, mix
from ecosystem.content.snapshot import HUMAN, SYNTHETIC, Fetched, PageColumns, SnapshotShape, read_pages
from ecosystem.kinds import SITE_KINDS, hosts_people
from ecosystem.market.absorption import Intake
from ecosystem.market.sources import ARCHIVE, OPEN, years_by_age
from ecosystem.market.sources import LICENSED as LICENSED_SOURCE
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown
from ecosystem.state import World
from ecosystem.tables import SOURCES
from ecosystem.web.fetching import crawl_reader, data_reader, reading_rules

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
    human, synthetic : Statistics
        Of human and of synthetic ideas, rows by source of the recipe, group and topic.
    """

    names: tuple[str, ...]
    n_pages: IntArray
    human: Statistics
    synthetic: Statistics

    @property
    def tokens(self) -> FloatArray:
        """Tokens (ideas) by origin, source and group, shape (2, n_sources, n_groups)."""
        return np.stack([self.human.n_tokens.sum(axis=2), self.synthetic.n_tokens.sum(axis=2)])


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
        since the cutoff of the version before. Without feedback, human ideas only. Pages that a second look has taken
        out since the version was trained (`ecosystem.market.data_filter`) are not counted.
    """
    names = (*groups.names, LICENSED)
    rows = (len(SOURCES), len(names), world.n_topics)
    shape = SnapshotShape(world.first_step, 1, len(SOURCES) * len(names) * world.n_topics)
    both = world.family.empty(2, *rows)
    n_pages = np.zeros(len(names), dtype=np.int64)
    for batch in _batches(world, version, groups):
        n_pages += np.bincount(batch.group, minlength=len(names))
        both.include(_tokens(world, batch, len(names), shape))
    synthetic = both[SYNTHETIC] if world.parameters.controls.has_feedback else world.family.empty(*rows)
    synthetic = synthetic.thin(version.synthetic_kept, KeyedDraw(world.draws, "attribution under a cap", world.step))
    human = both[HUMAN].thin(version.human_kept, KeyedDraw(world.draws, "human attribution under a cap", world.step))
    return GroupStatistics(names, n_pages, human, synthetic)


def _tokens(world: World, batch: _Batch, n_groups: int, shape: SnapshotShape) -> Tokens:
    """Give the tokens of some pages, with rows by origin, source, group and topic."""
    columns = PageColumns.taken(world.corpus, batch.pages)
    # Groups times topics may be more than 16 bits hold.
    row = (batch.source * n_groups + batch.group) * world.n_topics + columns.topic
    rules = reading_rules(world, batch.reader, batch.held_out_share)
    fetched = Fetched(batch.step, replace(columns, topic=row), world.draws, rules)
    return read_pages(fetched, shape).trained


def _batches(world: World, version: ModelVersion, groups: SiteGroups) -> Iterator[_Batch]:
    """Give what a version could be trained on, month by month: its crawl, its licences, and the open crawl."""
    since, until = version.data_since, version.cutoff_step
    yield from _filtered(world, version, groups)
    name, given = (data_reader(world, version.trainer, is_given=is_given) for is_given in (False, True))
    for step, pages in world.corpus.licences(name):
        if since < step <= until:
            source, group = np.full(len(pages), LICENSED_SOURCE), np.full(len(pages), len(groups.names))
            yield _Batch(step, pages, source, group, name, 0.0)
    for step, pages in world.corpus.licences(given):
        if since < step <= until:
            yield _by_age(world, version, groups, step, pages, given, 0.0)
    if world.parameters.controls.has_open_source:
        yield from _from_open_crawl(world, version, groups)


def _filtered(world: World, version: ModelVersion, groups: SiteGroups) -> Iterator[_Batch]:
    """Give the pages that the trainer's scraper fetched and kept, by classes of age."""
    scraper, share = int(world.trainers.scraper[version.trainer]), world.parameters.training.validation_share
    for step, fetched in _fetches(world, scraper, version.data_since, version.cutoff_step):
        kept = fetched[world.corpus.was_kept(fetched, scraper)]
        yield _by_age(world, version, groups, step, kept, crawl_reader(world, scraper), share)


def _by_age(
    world: World,
    version: ModelVersion,
    groups: SiteGroups,
    step: int,
    pages: IntArray,
    reader: str,
    held_out_share: float,
) -> _Batch:
    """Give pages that were read in one month as parts of the sources of their ages."""
    source = _source_of_years(world, version)[world.snapshot_shape.year_of(world.corpus.step[pages])]
    pages, source = pages[source >= 0], source[source >= 0]
    return _Batch(step, pages, source, groups.code[world.corpus.site[pages]], reader, held_out_share)


def _from_open_crawl(world: World, version: ModelVersion, groups: SiteGroups) -> Iterator[_Batch]:
    """Give the pages of the open crawl within the window: dropped ones, and kept ones to who has a private crawl."""
    corpus, opened = world.corpus, int(np.flatnonzero(world.scrapers.is_open)[0])
    by_age, share = _source_of_years(world, version), world.parameters.training.validation_share
    is_private, reader = int(world.trainers.scraper[version.trainer]) != opened, crawl_reader(world, opened)
    for step, fetched in _fetches(world, opened, version.data_since, version.cutoff_step):
        place = by_age[world.snapshot_shape.year_of(corpus.step[fetched])]
        recent = fetched[(place >= 0) & (place != ARCHIVE)]
        is_kept = corpus.was_kept(recent, opened)
        is_dropped = ~is_kept & ~corpus.flag("is_withheld", recent)
        for mine, name in ((is_dropped, f"{reader}|dropped"), (is_kept & is_private, reader)):
            pages = recent[mine]
            source, group = np.full(len(pages), OPEN), groups.code[corpus.site[pages]]
            yield _Batch(step, pages, source, group, name, share)


def _fetches(world: World, scraper: int, since: int, until: int) -> Iterator[tuple[int, IntArray]]:
    """Give the pages that a scraper fetched after one month and not after another, by month."""
    memory, start = world.scraper_memory[scraper], 0
    for step, end in memory.n_fetched_until.items():
        if since < step <= until:
            yield step, memory.fetched.values[start:end].astype(np.int64)
        start = end


def _source_of_years(world: World, version: ModelVersion) -> IntArray:
    """Give the source of filtered pages of each year as a place in SOURCES; -1 where they are not used."""
    result = np.full(world.snapshot_shape.n_years, -1)
    training = world.parameters_at(version.trained_step).training
    for name, years in years_by_age(training, world.snapshot_shape, version.cutoff_step).items():
        result[years] = SOURCES.index(name)
    return result


def drawn(
    world: World, statistics: GroupStatistics, intake: Intake
) -> tuple[tuple[Statistics, ...], tuple[Statistics, ...]]:
    """Draw one training set: what a learner takes in of the tokens of each source.

    Parameters
    ----------
    world : World
    statistics : GroupStatistics
    intake : Intake

    Returns
    -------
    weighted, distinct : tuple of Statistics, one a group
        Tokens weighted by their source, and without weights. The draws of groups are their own, so that the sum over
        some groups is the draw from their union, and no group's draw depends on which other groups there are.
    """
    held, nothing = statistics.human + statistics.synthetic, world.family.empty(world.n_topics)
    chances, weights = intake.chance.tolist(), intake.weight.tolist()
    weighted, distinct = [], []
    for group, name in enumerate(statistics.names):
        draws = [KeyedDraw(world.draws, "attribution", world.step, (source, name)) for source in SOURCES]
        rows = zip(chances, weights, draws, strict=True)
        counted, plain = mix(nothing, [Part(held[place, group], *row) for place, row in enumerate(rows)])
        weighted.append(counted)
        distinct.append(plain)
    return tuple(weighted), tuple(distinct)


def tokens_read(statistics: GroupStatistics, uses: FloatArray) -> FloatArray:
    """Give the different tokens that are read of each group, by origin, shape (2, n_groups).

    Parameters
    ----------
    statistics : GroupStatistics
    uses : ndarray of float, shape (n_sources,)
        Of a token of each source, >= 0.
    """
    result: FloatArray = (statistics.tokens * np.minimum(uses, 1.0)[None, :, None]).sum(axis=1)
    return result


def human_part(statistics: GroupStatistics, uses: FloatArray) -> FloatArray:
    """Give the share of human ideas among the tokens read of each group, shape (n_groups,); NaN where none is read."""
    tokens = tokens_read(statistics, uses)
    total = tokens.sum(axis=0)
    result: FloatArray = np.divide(tokens[HUMAN], total, out=np.full(len(total), np.nan), where=total > 0.0)
    return result


@shown
@dataclass(frozen=True)
class DataGame:
    """The game in which groups are players and the worth of a set of them is what their data do for a model.

    Attributes
    ----------
    world : World
        Whose culture of this month, and whose readers, the loss is measured by.
    names : tuple of str
        Groups.
    weighted, distinct : tuple of Statistics, one a group
        Training tokens, weighted by their source and without weights, one row a topic.
    """

    world: World
    names: tuple[str, ...]
    weighted: tuple[Statistics, ...]
    distinct: tuple[Statistics, ...]

    def loss(self, members: frozenset[str]) -> float:
        """Give the loss of a model fitted to the data of some groups, in nats per idea.

        Without data a model says what it knows before it has seen anything.
        """
        world = self.world
        weighted = distinct = world.family.empty(world.n_topics)
        for name, counted, plain in zip(self.names, self.weighted, self.distinct, strict=True):
            if name in members:
                weighted, distinct = weighted + counted, distinct + plain
        return float(world.family.loss(world.family.fit(weighted, distinct)) @ world.rest.topic_shares)

    def worth(self, members: frozenset[str]) -> float:
        """Give how far the data of some groups bring the loss down from that without data, in nats per idea."""
        return self.loss(frozenset()) - self.loss(members)


def data_game(world: World, version: ModelVersion, statistics: GroupStatistics) -> DataGame:
    """Give the game of the groups for one version, after one draw that uses each source as the version did."""
    training = world.parameters_at(version.trained_step).training
    intake = Intake.of(training, version.trained_step, version.uses)
    return DataGame(world, statistics.names, *drawn(world, statistics, intake))

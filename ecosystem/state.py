"""The state of the world: columns, graph, models, rules, date. Data only: what agents see and indicators measure."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import step_to_date
from ecosystem.content.arms_race import ArmsRace
from ecosystem.content.benchmarks import Benchmarking
from ecosystem.content.corpus import Corpus
from ecosystem.content.duplicates import NearDuplicates
from ecosystem.content.family import AnyFamily, Culture
from ecosystem.content.lineage import Lineage
from ecosystem.content.marks import MarksInUse
from ecosystem.content.memories import ScraperMemory, TrainerMemory
from ecosystem.content.snapshot import Crawl, SnapshotShape
from ecosystem.parameters import Parameters
from ecosystem.policy import Policy
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array
from ecosystem.rules import Rules
from ecosystem.shown import shown
from ecosystem.tables import AUTHOR_SCHEMA, OPERATOR_SCHEMA, SCRAPER_SCHEMA, TRAINER_SCHEMA, Table
from ecosystem.trades import DataMarket, Trade


@shown
@dataclass
class Links:
    """The directed links between sites.

    Attributes
    ----------
    source, target : ndarray of int64, shape (n_links,)
        Rows of sites.
    key : ndarray of uint64, shape (n_links,)
        Names each link for keyed draws.
    """

    source: IntArray
    target: IntArray
    key: NDArray[np.uint64]


@shown
@dataclass(frozen=True)
class Manuscripts:
    """Pages that one population will publish this month, before their ideas are written.

    Attributes
    ----------
    writer : ndarray of int64, shape (n,)
        Rows of the writers.
    key : ndarray of uint64, shape (n,)
        Keys of the pages.
    n_human : ndarray of uint8, shape (n,)
        Human ideas on each page.
    model : ndarray of uint16, shape (n,)
        Version that writes the rest; NO_MODEL where nothing is left.
    """

    writer: IntArray
    key: UInt64Array
    n_human: NDArray[np.uint8]
    model: NDArray[np.uint16]

    @classmethod
    def none(cls) -> "Manuscripts":
        """Give an empty pile."""
        no_rows, no_keys = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
        return cls(no_rows, no_keys, np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.uint16))


@shown
@dataclass
class Month:
    """What happened in this month so far; indicators read it at its end.

    Attributes
    ----------
    by_authors, by_operators : Manuscripts
        What the two populations of writers will publish.
    new_pages : ndarray of int64
        Ids of the pages published.
    page_price : ndarray of float, shape (n_topics,)
        Advertising revenue a month per unit of weighted fresh page, in USD.
    site_price : ndarray of float, shape (n_sites at that time,)
        The same at each site: large sites get fewer clicks for a unit.
    human_page_income : ndarray of float, shape (n_topics,)
        What a page that active authors of articles write a month earns them from all sources, in USD.
    searches : ndarray of float, shape (n_topics,)
        Questions asked of search engines.
    visits : ndarray of float, shape (2, n_topics)
        Visits to pages that are not AI-primary, and to AI-primary ones.
    pages_loss : ndarray of float, shape (n_topics,)
        What is lost on who reads the pages that are visited, nats per idea.
    kind_loss : ndarray of float, shape (2, n_topics)
        The same of who would read one of both kinds alone, as far as its pages tell.
    answered_share, unclicked_share : ndarray of float, shape (n_topics,)
        Searches above which an answer stood, and those that ended with it, without a click.
    clicks_sent : ndarray of float, shape (n_topics,)
        Visits that came by a link in an answer; none where answers cite nobody.
    read_per_visit : ndarray of float, shape (n_sites at that time,)
        Answers that read pages of each site, over the visits to it.
    reads : ndarray of float, shape (2, n_topics)
        Answers that read pages which are not AI-primary, and AI-primary ones: each counts once, in the parts it read.
    told_loss : ndarray of float, shape (n_topics,)
        What is lost on who is told by an answer above search, nats per idea.
    operator_returns : ndarray of float, shape (n_active operators,)
        What a new page of each is expected to earn over its life, over its full cost.
    crawls : dict of int to Crawl
        By scraper.
    loss, served_loss : ndarray of float, shape (n_trainers, n_topics)
        Of the models sold this month, nats per idea; NaN where none is.
    answer_loss : ndarray of float, shape (n_trainers, n_topics)
        What is lost on their users, reading before answers included.
    benchmark_loss : ndarray of float, shape (n_trainers, n_topics)
        What the builders of a benchmark measure of the same models.
    trade : Trade
        What the licence market came to.
    fetch_fees : dict of int to float
        What each trainer has paid for fetches, USD.
    fetches_paid : dict of int to ndarray of int64, shape (n_sites,)
        Fetches that were paid for, by scraper.
    payments : dict of (str, str, str) to int
        Micro-USD by (kind, payer group, payee group).
    outcomes : dict of str to float
        Indicators at the end of the month, by name.
    """

    by_authors: Manuscripts = field(default_factory=Manuscripts.none)
    by_operators: Manuscripts = field(default_factory=Manuscripts.none)
    new_pages: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    page_price: FloatArray = field(default_factory=lambda: np.zeros(0))
    site_price: FloatArray = field(default_factory=lambda: np.zeros(0))
    human_page_income: FloatArray = field(default_factory=lambda: np.zeros(0))
    searches: FloatArray = field(default_factory=lambda: np.zeros(0))
    visits: FloatArray = field(default_factory=lambda: np.zeros((2, 0)))
    pages_loss: FloatArray = field(default_factory=lambda: np.zeros(0))
    kind_loss: FloatArray = field(default_factory=lambda: np.zeros((2, 0)))
    answered_share: FloatArray = field(default_factory=lambda: np.zeros(0))
    unclicked_share: FloatArray = field(default_factory=lambda: np.zeros(0))
    clicks_sent: FloatArray = field(default_factory=lambda: np.zeros(0))
    read_per_visit: FloatArray = field(default_factory=lambda: np.zeros(0))
    reads: FloatArray = field(default_factory=lambda: np.zeros((2, 0)))
    told_loss: FloatArray = field(default_factory=lambda: np.zeros(0))
    operator_returns: FloatArray = field(default_factory=lambda: np.zeros(0))
    crawls: dict[int, Crawl] = field(default_factory=dict)
    loss: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    served_loss: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    answer_loss: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    benchmark_loss: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    trade: Trade = field(default_factory=Trade)
    fetch_fees: dict[int, float] = field(default_factory=dict)
    fetches_paid: dict[int, IntArray] = field(default_factory=dict)
    payments: dict[tuple[str, str, str], int] = field(default_factory=dict)
    outcomes: dict[str, float] = field(default_factory=dict)


@shown
@dataclass
class RestPoint:
    """Quantities of the world before AI against which decisions are scaled.

    Attributes
    ----------
    human_page_income : ndarray of float, shape (n_topics,)
        `Month.human_page_income` at rest.
    page_revenue : ndarray of float, shape (n_topics,)
        Revenue of a mean human article over its life at rest, before its site takes a share, USD.
    stock_per_topic : float
        Ideas on live pages per topic.
    topic_shares : ndarray of float, shape (n_topics,)
        Share of readers' questions; sums to 1.
    """

    human_page_income: FloatArray
    page_revenue: FloatArray
    stock_per_topic: float
    topic_shares: FloatArray

    @classmethod
    def unknown(cls, topic_shares: FloatArray) -> "RestPoint":
        """Give the rest point before it is measured; only the topics are known."""
        zeros = np.zeros(len(topic_shares))
        return cls(zeros, zeros.copy(), 0.0, topic_shares)


@shown
@dataclass
class World:
    """Everything there is.

    Attributes
    ----------
    size : int
        Human authors at the start.
    first_step, last_step : int
        First month of the archive, last month that can be run.
    accounts, accounts_paid : dict of str to int
        Balances of those outside the model (advertisers, readers, suppliers), and what they ever paid, in micro-USD.
    family : ContentFamily
        What stands on pages, what humans know and what models are.
    readings : Statistics
        Ideas on live pages, weighted by freshness, by kind of page (as `Month.visits`) and topic.
    worth_gap : ndarray of float, shape (n_topics,)
        How much more is lost on readers of AI-primary pages than of others, as readers and engines have learnt it over
        the months, nats per idea.
    duplicates : NearDuplicates
        What scrapers remember of the pages that they have read.
    licence_price : float
        Mean price of licensed pages, USD per 1,000 tokens; the asking price before the first trade.
    benchmarking : Benchmarking, optional
        None before the first models are measured.
    policies : tuple of Policy
        From which the rules of each month are folded; agents read the rules.
    eras : dict of int to Parameters
        What `parameters` were from each month on; empty where no policy sets any of them to another value.
    marks_in_use : MarksInUse
        Whether any page may carry a label, a mark or a signature because of a policy.
    """

    size: int
    parameters: Parameters
    draws: Draws
    first_step: int
    last_step: int
    step: int
    rules: Rules
    family: AnyFamily
    corpus: Corpus
    lineage: Lineage
    readings: Any
    worth_gap: FloatArray
    duplicates: NearDuplicates
    sites: Table
    links: Links
    snapshot_shape: SnapshotShape
    rest: RestPoint
    licence_price: float
    authors: Table = field(default_factory=partial(Table, AUTHOR_SCHEMA))
    operators: Table = field(default_factory=partial(Table, OPERATOR_SCHEMA))
    scrapers: Table = field(default_factory=partial(Table, SCRAPER_SCHEMA))
    trainers: Table = field(default_factory=partial(Table, TRAINER_SCHEMA))
    scraper_memory: list[ScraperMemory] = field(default_factory=list)
    trainer_memory: list[TrainerMemory] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)
    accounts_paid: dict[str, int] = field(default_factory=dict)
    month: Month = field(default_factory=Month)
    race: ArmsRace = field(default_factory=ArmsRace)
    benchmarking: Benchmarking | None = None
    market: DataMarket = field(default_factory=DataMarket)
    policies: tuple[Policy, ...] = ()
    marks_in_use: MarksInUse = field(default_factory=MarksInUse)
    eras: dict[int, Parameters] = field(default_factory=dict)

    def parameters_at(self, step: int) -> Parameters:
        """Give the parameters that were in force in a month."""
        return self.eras[max(first for first in self.eras if first <= step)] if self.eras else self.parameters

    @property
    def culture(self) -> Culture:
        """What humans know this month."""
        culture: Culture = self.family.culture
        return culture

    @property
    def date(self) -> str:
        """Month as YYYY-MM."""
        return step_to_date(self.step)

    @property
    def n_topics(self) -> int:
        """Number of topics."""
        return self.culture.n_topics

    def is_primary(self, n_human: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Tell which pages are AI-primary from their number of human ideas."""
        content = self.parameters.content
        result: NDArray[np.bool_] = n_human < content.primary_threshold * content.ideas_per_page
        return result

"""The sources of a recipe: what each holds for a trainer, and what a token of it costs.

A trainer draws on the filtered pages of its crawl (its own private crawl, or the open one) and on pages that a data
trust gave it, in four classes of age; on pages that it licensed, on what the open crawl holds beyond its filtered
pages, and on text that a model writes for it and a verifier looks through: its own latest one, or the best on sale.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ecosystem.calendar import FIRST_YEAR, MONTHS_A_YEAR
from ecosystem.content.curation import Curation
from ecosystem.content.family import Statistics
from ecosystem.content.filters import STAGES
from ecosystem.content.snapshot import HUMAN, SYNTHETIC, Holdings, SnapshotShape
from ecosystem.market.capital import training_costs
from ecosystem.market.ledger import SUPPLIERS, TRAINERS, pay
from ecosystem.parameters.training import TrainingParameters
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.tables import SOURCES
from ecosystem.web.demand import overall_loss
from ecosystem.web.judging import methods_of

_PRICE_UNIT_TOKENS = 1000.0
_AGES = ("fresh", "middle", "old", "archive")
ARCHIVE, LICENSED, OPEN, SYNTHETIC_SOURCE = map(SOURCES.index, ("archive", "licensed", "open", "synthetic"))


@dataclass(frozen=True)
class Pool:
    """What one source of a recipe holds.

    Attributes
    ----------
    human, synthetic : Statistics
        Of human and of synthetic ideas, one row a topic.
    model_tokens : ndarray of float, shape (n_models + 1,)
        Tokens by version that wrote them; human tokens first.
    """

    human: Statistics
    synthetic: Statistics
    model_tokens: FloatArray

    @classmethod
    def of(cls, holdings: Holdings, years: slice) -> "Pool":
        """Give what a snapshot holds of some years."""
        human, synthetic = (holdings.statistics[origin, years].sum(axis=0) for origin in (HUMAN, SYNTHETIC))
        return cls(human, synthetic, holdings.model_tokens[years].sum(axis=0))

    @cached_property
    def everything(self) -> Statistics:
        """Ideas of both origins."""
        return self.human + self.synthetic

    @cached_property
    def total(self) -> float:
        """Tokens of both origins."""
        return self.everything.total

    def plus(self, other: "Pool") -> "Pool":
        """Give both together."""
        width = max(len(self.model_tokens), len(other.model_tokens))
        tokens = np.zeros(width)
        for pool in (self, other):
            tokens[: len(pool.model_tokens)] += pool.model_tokens
        return Pool(self.human + other.human, self.synthetic + other.synthetic, tokens)


def sources(world: World, trainer: int, cutoff: int) -> list[Pool]:
    """Give the pools of a trainer in the order of SOURCES, pages by their age at the cutoff.

    Parameters
    ----------
    world : World
    trainer : int
        Row of the trainer.
    cutoff : int
        Month of the snapshot; what came in later is not in it, because it has not settled.
    """
    memory, scraper = world.trainer_memory[trainer], int(world.trainers.scraper[trainer])
    snapshot = world.scraper_memory[scraper].snapshot
    ages = years_by_age(world.parameters.training, snapshot.shape, cutoff)
    crawled = snapshot.holdings.since(memory.crawled_before)
    pools = [Pool.of(crawled, years) for years in ages.values()]
    if memory.given is not None:
        given = memory.given.holdings.since(memory.given_before)
        pools = [pool.plus(Pool.of(given, years)) for pool, years in zip(pools, ages.values(), strict=True)]
    pools.append(Pool.of(memory.licensed.holdings.since(memory.licensed_before), slice(1)))
    pools.append(_open_pool(world, trainer, slice(ages["old"].start, ages["fresh"].stop)))
    pools.append(_model_text(world, trainer, sum(int(pool.total) for pool in pools[:3])))
    return pools


def years_by_age(training: TrainingParameters, shape: SnapshotShape, cutoff: int) -> dict[str, slice]:
    """Give the years of pages of each class of age, by name; there are no pages of years after the cutoff.

    Parameters
    ----------
    training : TrainingParameters
        Those of the month of training.
    shape : SnapshotShape
    cutoff : int
        Month at which ages count.
    """
    first_year = FIRST_YEAR + shape.first_step // MONTHS_A_YEAR
    end = max(min(training.last_year_of_pages - first_year, int(shape.year_of(cutoff))) + 1, 0)

    def since(months: int) -> int:
        """Give the first year whose pages are younger on average."""
        earlier = (cutoff - shape.first_step - months) / MONTHS_A_YEAR - 0.5
        return min(max(math.floor(earlier) + 1, 0), end)

    recent = since(training.window_months)
    old, fresh = (max(since(months), recent) for months in (training.recipe_old_months, training.recipe_fresh_months))
    spans = (slice(fresh, end), slice(old, fresh), slice(recent, old), slice(0, recent))
    return dict(zip(_AGES, spans, strict=True))


def _open_pool(world: World, trainer: int, years: slice) -> Pool:
    """Give what the open crawl holds for all, of the years within the window, beyond the trainer's filtered pages.

    For who trains on the filtered open crawl that is what its filter dropped. For who has a private crawl it is all
    of the open one; pages that both have fetched are in both.
    """
    row = int(world.scrapers.is_open.argmax())
    memory, dropped = world.trainer_memory[trainer], world.scraper_memory[row].dropped
    empty = world.family.empty(world.n_topics)
    if dropped is None or not world.parameters.controls.has_open_source:
        return Pool(empty, empty, np.zeros(1))
    pool = Pool.of(dropped.holdings.since(memory.dropped_before), years)
    if int(world.trainers.scraper[trainer]) == row:
        return pool
    kept = world.scraper_memory[row].snapshot.holdings.since(memory.open_before)
    return pool.plus(Pool.of(kept, years))


def curation(world: World) -> Curation:
    """Give how trainers choose among what their models write for training."""
    training = world.parameters.training
    return Curation(training.synthetic_best_of, training.verifier_phi, training.verifier_psi)


def text_writer(world: World, trainer: int) -> int:
    """Give the version that writes for a trainer's next one (`training.synthetic_writer`); -1 if there is none yet.

    The best on sale is what all users find best: the trainer's own latest one if that is of its own make.
    """
    own = int(world.trainers.latest_model[trainer])
    on_sale = world.trainers.sold_model >= 0
    if world.parameters.training.synthetic_writer == "own model" or not on_sale.any():
        return own
    loss = overall_loss(world, world.month.served_loss)
    best = int(np.where(on_sale, loss, np.inf).argmin())
    return own if best == trainer else int(world.trainers.sold_model[best])


def _model_text(world: World, trainer: int, n_crawled: int) -> Pool:
    """Let a model write for a trainer, as served, and keep what its verifier prefers.

    What makes a sample right is for the family of content to say. As many tokens are written as a set share of the
    young and old pages that the trainer holds, the same number on each topic.
    """
    controls, training, empty = world.parameters.controls, world.parameters.training, world.family.empty(world.n_topics)
    writer, n_each = text_writer(world, trainer), round(training.synthetic_ratio * n_crawled / world.n_topics)
    if not (controls.has_own_synthetic and controls.has_ai) or writer < 0 or n_each == 0:
        return Pool(empty, empty, np.zeros(1))
    generator = world.draws.generator("own text", world.step, int(world.trainers.key[trainer]))
    written = world.family.own_text(world.lineage.writers()[writer], curation(world), n_each, generator)
    tokens = np.zeros(writer + 2)
    tokens[writer + 1] = written.total
    return Pool(empty, written, tokens)


def relative_costs(world: World, trainer: int) -> FloatArray:
    """Give what a training token of each source costs over one that is free to get, shape (n_sources,), >= 1.

    A token costs computing, the same for all, and what it takes to get it past the filter: fetching, a licence spread
    over the months in which it is expected to pay, or the samples of which one is kept. Computing is what the latest
    version cost a token; before a trainer earns anything all sources cost the same.
    """
    market, training, content = world.parameters.market, world.parameters.training, world.parameters.content
    paid, latest = float(training_costs(world)[trainer]), int(world.trainers.latest_model[trainer])
    n_tokens = world.lineage.versions[latest].n_tokens * content.tokens_per_idea if latest >= 0 else 0.0
    if paid <= 0.0 or n_tokens <= 0.0:
        return np.ones(len(SOURCES))
    computing = paid * training.cadence / n_tokens * _PRICE_UNIT_TOKENS
    spread = min(training.cadence / market.licence_payback_months, 1.0)
    per_page = content.ideas_per_page * content.tokens_per_idea / _PRICE_UNIT_TOKENS
    is_private = not world.scrapers.is_open[int(world.trainers.scraper[trainer])]
    extra = np.zeros(len(SOURCES))
    memory = world.scraper_memory[int(world.trainers.scraper[trainer])]
    fetching = is_private * world.parameters.crawl.fetch_cost_usd / per_page
    extra[: len(_AGES)] = fetching * spread / memory.kept_share()
    extra[LICENSED] = world.licence_price * spread / licences_kept(world, trainer)
    extra[SYNTHETIC_SOURCE] = training.synthetic_best_of * market.generation_cost_usd * _text_price(world, trainer)
    return 1.0 + extra / computing


def licences_kept(world: World, trainer: int) -> float:
    """Give the share of licensed pages that are expected to pass the filters of a trainer, as its crawl tells.

    They pass the stage of quality, and that of detectors where these cover them, so that a trainer pays for some from
    which it learns nothing.
    """
    scraper, stage = int(world.trainers.scraper[trainer]), STAGES.index("quality")
    n_stages = 1 + bool(methods_of(world, scraper, of_licences=True))
    return world.scraper_memory[scraper].kept_share(stage, stage + n_stages)


def _text_price(world: World, trainer: int) -> float:
    """Give what a trainer pays for text of the model that writes for it, over what computing it costs."""
    writer = text_writer(world, trainer)
    is_own = writer < 0 or world.lineage.versions[writer].trainer == trainer
    return 1.0 if is_own else world.parameters.market.rival_text_price


def pay_for_model_text(world: World, trainer: int, n_tokens: float) -> None:
    """Pay for the samples from which models' text was chosen; before there is chat nothing is accounted for.

    Suppliers compute them; a rival whose model wrote them is paid, and pays suppliers.

    Parameters
    ----------
    world : World
    trainer : int
        Row of the trainer.
    n_tokens : float
        Ideas of such text in the training set, repeats not counted.
    """
    per_idea = (
        world.parameters.content.tokens_per_idea / _PRICE_UNIT_TOKENS * world.parameters.market.generation_cost_usd
    )
    cost = np.array([n_tokens * world.parameters.training.synthetic_best_of * per_idea])
    if cost <= 0.0 or not world.rules.has_chat:
        return
    seller = world.lineage.versions[text_writer(world, trainer)].trainer
    buying, selling = np.array([trainer]), np.array([seller])
    if seller != trainer:
        price = cost * _text_price(world, trainer)
        pay(world, "rival's text", TRAINERS, TRAINERS, price, payer_rows=buying, payee_rows=selling)
    pay(world, "models' text", TRAINERS, SUPPLIERS, cost, payer_rows=selling)

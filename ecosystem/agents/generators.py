"""AI generators: content farms, brands, bots and assisted writers who publish model output while it pays."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import comb

from ecosystem.agents.population import Column, TableAgent
from ecosystem.content.corpus import NO_MODEL
from ecosystem.content.detectors import primary_chance, true_positive_rate
from ecosystem.content.marks import reading_chance
from ecosystem.kernels.stock import plan_pages
from ecosystem.kinds import ARTICLES, FARM, OPERATOR_KINDS, has_own_site
from ecosystem.market.advertising import writers_share
from ecosystem.market.ledger import OPERATORS, PURSE, SUPPLIERS, TRAINERS, pay
from ecosystem.orders.publishing import Labelling, PageLimit, PageTax
from ecosystem.parameters.generators import GeneratorParameters
from ecosystem.parameters.operators import OperatorKind, SiteOwner
from ecosystem.randomness import FloatArray, IntArray, UInt64Array, derive, power_law_quantile
from ecosystem.state import Manuscripts, World
from ecosystem.web.attention import demotion, page_revenue
from ecosystem.web.demand import choose_writing_models, relative_price
from ecosystem.web.marking import forged_survival, label_chance, marks_read, model_marks
from ecosystem.web.obligations import bound, most_pages, page_tax, planned_output
from ecosystem.web.sites import choose_sites, found_sites
from ecosystem.web.worth import learnt_odds

_NO_SITE = -1


class AIGenerator(TableAgent):
    """An operator of one kind (`kinds.OPERATOR_KINDS`) with a monthly output, a full cost a page and a reach.

    Sees: what a page in its topic earns over its life, how far pages believed synthetic are demoted and how well
    detectors find them, its own full cost, models on sale. Decides: whether to enter or to leave, whether to hide
    from detectors (`evasion`), and which model writes. Does: publishes pages and pays for them; content farms and
    brands on sites of their own, bots and assisted writers on human news sites and blogs of their topic.
    """

    may_leave = True
    kind, topic, site, output, cost = Column(), Column(), Column(), Column(), Column()
    appeal, evasion, income, balance = Column(), Column(), Column(), Column()


@dataclass(frozen=True)
class Output:
    """What operators publish this month.

    Attributes
    ----------
    rows : ndarray of int64, shape (n,)
        Operators who have found a model to write with.
    model : ndarray of int64, shape (n,)
        That model.
    n_pages : ndarray of int64, shape (n,)
        How many pages each publishes.
    pages : Manuscripts
        These pages.
    """

    rows: IntArray
    model: IntArray
    n_pages: IntArray
    pages: Manuscripts


@dataclass(frozen=True)
class Decisions:
    """What all operators decided on the state at the start of the phase.

    Attributes
    ----------
    output : Output
    entering, leaving : ndarray of int64
        Rows of operators.
    evasion : ndarray of float, shape (n_operators,)
        Effort against detectors of each row on this month's pages, in [0, 1]; 0 for who is not active.
    returns : ndarray of float, shape (n_active,)
        What a new page of each active operator is expected to earn over its cost.
    """

    output: Output
    entering: IntArray
    leaving: IntArray
    evasion: FloatArray
    returns: FloatArray


def by_kind(parameters: GeneratorParameters, what: Callable[[OperatorKind], float]) -> FloatArray:
    """Give a number of all kinds, e.g. their cost factor, in the order of their codes, shape (n_kinds,)."""
    return np.array([what(kind) for kind in parameters.kinds.values()], dtype=np.float64)


def _rank_gaps(parameters: GeneratorParameters) -> FloatArray:
    """Give how much lower the attractiveness of own sites lies by kind, in log units; 0 for who has none."""
    return by_kind(parameters, lambda kind: kind.rank_gap if isinstance(kind, SiteOwner) else 0.0)


def add_operators(world: World) -> None:
    """Make the finite pool of potential operators; none is active yet."""
    parameters, draws = world.parameters.generators, world.draws
    n = round(parameters.operators_per_author * world.size)
    keys = derive("operator", np.arange(n))
    shares = np.cumsum(world.rest.topic_shares)
    topic = np.searchsorted(shares, draws.uniform("operator's topic", 0, keys), side="right")
    topic = np.minimum(topic, world.n_topics - 1)
    weights = by_kind(parameters, lambda kind: kind.share)
    mix = weights / weights.sum()
    kind = np.searchsorted(np.cumsum(mix), draws.uniform("operator's kind", 0, keys), side="right")
    kind = np.minimum(kind, len(OPERATOR_KINDS) - 1)
    # Hosts are chosen at once, so that a guest knows where it would publish; own sites are founded at entry.
    host = choose_sites(world.sites, draws, keys, topic, np.full(n, ARTICLES))
    world.operators.append(
        key=keys,
        kind=kind,
        topic=topic,
        site=np.where(has_own_site(kind), _NO_SITE, host),
        is_active=np.zeros(n, dtype=bool),
        output=_first_output(world, keys, kind, mix),
        appeal=np.exp(
            by_kind(parameters, lambda kind: kind.reach)[kind]
            + parameters.reach_spread * draws.normal("appeal", 0, keys)
        ),
        cost=parameters.cost_median
        * by_kind(parameters, lambda kind: kind.cost_factor)[kind]
        * np.exp(parameters.cost_spread * draws.normal("full cost", 0, keys)),
    )


def _first_output(world: World, keys: UInt64Array, kind: IntArray, mix: FloatArray) -> FloatArray:
    """Draw pages a month of each operator; over the mix of kinds the pool's flow is the one that is set."""
    parameters, authors = world.parameters.generators, world.parameters.authors
    flow = (1.0 - authors.substitutable_share - authors.committed_share) * world.size * authors.posts_mean
    factor = by_kind(parameters, lambda kind: kind.output_factor)
    mean = parameters.pool_flow * flow / max(len(keys), 1)
    uniform = world.draws.uniform("size of an operator", 0, keys)
    typical = power_law_quantile(uniform, parameters.output_tail_exponent, parameters.output_tail_ratio, mean)
    result: FloatArray = typical * factor[kind] / float(mix @ factor)
    return result


def cost_per_page(world: World, rows: IntArray) -> FloatArray:
    """Give the full cost of a page of each operator this month in USD, evasion not counted."""
    unit = float(world.rest.page_revenue @ world.rest.topic_shares)
    return world.operators.cost[rows] * world.rules.operator_cost_level * unit


def evasion_cost_per_page(world: World, rows: IntArray) -> FloatArray:
    """Give what full evasion adds to the cost of a page of each operator this month in USD."""
    return cost_per_page(world, rows) * world.parameters.detection.evasion_cost


def page_prospects(world: World, rows: IntArray) -> FloatArray:
    """Give what a new page of each operator would earn it over its life if no page were demoted, in USD.

    Operators know what readers have learnt of AI-primary pages. A guest leaves a share of the advertising to the site
    that holds its pages.
    """
    operators, sites, parameters = world.operators, world.sites, world.parameters.generators
    everyone = operators.all_rows()
    housed = everyone[operators.site[everyone] != _NO_SITE]
    kind, n_kinds = operators.kind[housed], len(OPERATOR_KINDS)
    number = np.bincount(kind, minlength=n_kinds)
    seen = np.bincount(kind, sites.authority[operators.site[housed]], minlength=n_kinds) / np.maximum(number, 1)
    guess = parameters.first_authority * np.exp(-_rank_gaps(parameters))
    typical = np.where(number > 0, seen, guess)
    site = operators.site[rows]
    authority = np.where(site == _NO_SITE, typical[operators.kind[rows]], sites.authority[site])
    earned = page_revenue(world, operators.appeal[rows], authority, operators.topic[rows], site)
    earned = earned * np.where(has_own_site(operators.kind[rows]), 1.0, writers_share(world.parameters.market))
    share = primary_chance(world.parameters, by_kind(parameters, lambda kind: kind.human_share))[operators.kind[rows]]
    result: FloatArray = earned * (1.0 - share * (1.0 - learnt_odds(world)[operators.topic[rows]]))
    return result


def chance_of_belief(world: World, rows: IntArray, evasion: FloatArray) -> FloatArray:
    """Give the chance that the engine believes a new page of each operator synthetic, by detector and by marks.

    Operators know how well detectors do this month, whether the model that they would write with marks its text, and
    whether they forge signatures.
    """
    parameters, detection = world.parameters, world.parameters.detection
    share, kind = by_kind(parameters.generators, lambda kind: kind.human_share), world.operators.kind[rows]
    caught = true_positive_rate(detection, detection.engine_tpr, evasion, world.step, world.race.now)
    read = marks_read(world)
    if not (read.labels or read.signatures):
        primary = primary_chance(parameters, share)[kind]
        return np.asarray(primary * caught + (1.0 - primary) * detection.engine_fpr, dtype=np.float64)
    n_ideas = parameters.content.ideas_per_page
    n_human = np.arange(n_ideas + 1)
    chance = (comb(n_ideas, n_human) * share[:, None] ** n_human * (1.0 - share[:, None]) ** (n_ideas - n_human))[kind]
    believed = np.where(world.is_primary(n_human), caught[:, None], detection.engine_fpr)
    if read.labels:
        model = choose_writing_models(world, world.operators.key[rows])
        unmarked = 1.0 - _label_chance(world, rows, evasion)[:, None] * world.is_primary(n_human)
        for mark in model_marks(world):
            unmarked = unmarked * (1.0 - mark.chance(world, model, n_human / n_ideas, evasion[:, None]))
        found = reading_chance(detection, 1.0 - unmarked)
        believed = 1.0 - (1.0 - believed) * (1.0 - found)
    signed = forged_survival(world)[rows] * read.signatures
    result: FloatArray = (chance * believed).sum(axis=1) * (1.0 - signed)
    return result


def _label_chance(world: World, rows: IntArray, evasion: FloatArray) -> FloatArray:
    """Give the chance that a label of each operator's AI-primary pages is there when they are read, shape (n,)."""
    missing = np.ones(len(rows))
    for order in world.rules.of(Labelling):
        missing *= 1.0 - bound(world, world.operators, order)[rows] * label_chance(order, evasion)
    return 1.0 - missing


def label_cost(world: World, rows: IntArray) -> FloatArray:
    """Give what labels add to the cost of an AI-primary page of each operator this month in USD, shape (n,)."""
    result = np.zeros(len(rows))
    for order in world.rules.of(Labelling):
        result += order.cost_usd * bound(world, world.operators, order)[rows]
    return result


def _labels_per_page(world: World, rows: IntArray) -> FloatArray:
    """Give what labels are expected to add to the cost of a page of each operator this month in USD, shape (n,)."""
    if not world.rules.of(Labelling):
        return np.zeros(len(rows))
    share = by_kind(world.parameters.generators, lambda kind: kind.human_share)
    result: FloatArray = primary_chance(world.parameters, share)[world.operators.kind[rows]] * label_cost(world, rows)
    return result


def _tax_per_page(world: World, rows: IntArray, most: FloatArray) -> FloatArray:
    """Give the tax on a page of each operator, the mean over its output of a month, USD, shape (n,)."""
    written = world.operators.output.copy()
    written[rows] = planned_output(written[rows], most)
    result: FloatArray = (page_tax(world, world.operators, written) / np.maximum(written, 1e-12))[rows]
    return result


def visits_kept(world: World, rows: IntArray, evasion: FloatArray) -> FloatArray:
    """Give the share of its visits that a page of each operator is expected to keep under demotion, in [0, 1]."""
    return demotion(world, chance_of_belief(world, rows, evasion))


@dataclass(frozen=True)
class Outlook:
    """What operators expect of a new page.

    Attributes
    ----------
    evasion : ndarray of float, shape (n,)
        Best effort against detectors: in full where the visits that this saves are worth more than it costs, else
        none. Gain and cost of effort are both in proportion to it, so that nothing between 0 and 1 is ever best.
    earned, cost : ndarray of float, shape (n,)
        What the page would earn over its life with that effort, and its full cost, taxes included, in USD.
    most : ndarray of float, shape (n,)
        Pages that the operator may publish a month, and cares to; endless where neither limit nor tax binds it.
    """

    evasion: FloatArray
    earned: FloatArray
    cost: FloatArray
    most: FloatArray

    @property
    def profit(self) -> FloatArray:
        """What the page would bring, in USD."""
        return self.earned - self.cost

    @property
    def margin(self) -> FloatArray:
        """Profit over the larger of earnings and cost, in [-1, 1]: 0 is what just pays."""
        return self.profit / np.maximum(np.maximum(self.earned, self.cost), 1e-300)


def look_ahead(world: World, rows: IntArray) -> Outlook:
    """Let operators look at what a new page would bring them."""
    earned, hiding = page_prospects(world, rows), evasion_cost_per_page(world, rows)
    kept = visits_kept(world, rows, np.zeros(len(rows)))
    evasion = np.zeros(len(rows))
    if world.parameters.controls.has_evasion:
        hidden = visits_kept(world, rows, np.ones(len(rows)))
        does_hide = earned * (hidden - kept) > hiding
        evasion, kept = does_hide.astype(np.float64), np.where(does_hide, hidden, kept)
    cost = cost_per_page(world, rows) + evasion * hiding + _labels_per_page(world, rows)
    earned = earned * kept
    most = most_pages(world, world.operators, rows, lambda: earned - cost)
    return Outlook(evasion, earned, cost + _tax_per_page(world, rows, most), most)


def decide(world: World) -> Decisions:
    """Let all operators decide on the state at the start of the phase."""
    operators, parameters = world.operators, world.parameters.generators
    rows = operators.all_rows()
    is_active, ahead, output = operators.is_active[rows], look_ahead(world, rows), plan_output(world)
    evasion = np.zeros(len(operators))
    evasion[rows] = np.where(is_active, ahead.evasion, 0.0)
    returns = (ahead.earned / np.maximum(ahead.cost, 1e-300))[is_active]
    if not world.parameters.controls.has_operator_entry:
        return Decisions(output, _fixed_set(world, rows), rows[:0], evasion, returns)
    uniform = world.draws.uniform("operator moves", world.step, operators.key[rows])
    entering = ~is_active & (uniform < parameters.entry_hazard * ahead.margin) & world.rules.has_operators
    leaving = is_active & (uniform < -parameters.exit_hazard * ahead.margin)
    return Decisions(output, rows[entering], rows[leaving], evasion, returns)


def _fixed_set(world: World, rows: IntArray) -> IntArray:
    """Give who is to enter when entry is not a decision: a fixed set, from the fall of cost on."""
    operators, share = world.operators, world.parameters.generators.fixed_active_share
    is_chosen = world.draws.uniform("fixed operator", 0, operators.key[rows]) < share
    is_due = world.rules.has_operators and world.rules.has_cheap_text
    result: IntArray = rows[is_chosen & ~operators.is_active[rows] & is_due]
    return result


def plan_output(world: World) -> Output:
    """Plan the pages of active operators, by the model each prefers; their kind says how much of them is human."""
    operators, n_ideas = world.operators, world.parameters.content.ideas_per_page
    rows = operators.rows()
    model = choose_writing_models(world, operators.key[rows])
    rows, model = rows[model != NO_MODEL], model[model != NO_MODEL]
    keys = operators.key[rows]
    n_pages = world.draws.poisson("output", world.step, keys, operators.output[rows])
    if any(world.rules.of(kind) for kind in (PageLimit, PageTax)):
        n_pages = np.minimum(n_pages, look_ahead(world, rows).most).astype(np.int64)
    writer, page_keys = plan_pages(keys, rows, n_pages, world.step)
    share = by_kind(world.parameters.generators, lambda kind: kind.human_share)[operators.kind]
    n_human = world.draws.binomials_of_groups("human ideas", 0, page_keys, writer, n_ideas, share)
    written_by = np.where(n_human < n_ideas, np.repeat(model, n_pages), NO_MODEL).astype(np.uint16)
    return Output(rows, model, n_pages, Manuscripts(writer, page_keys, n_human.astype(np.uint8), written_by))


def _pay_for_duties(world: World, output: Output) -> None:
    """Pay for labels on AI-primary pages, and the tax on mass publishing."""
    operators, rules, rows, pages = world.operators, world.rules, output.rows, output.pages
    if rules.of(Labelling):
        n_primary = np.bincount(pages.writer[world.is_primary(pages.n_human)], minlength=len(operators))[rows]
        pay(world, "labels", OPERATORS, SUPPLIERS, label_cost(world, rows) * n_primary, payer_rows=rows)
    if rules.of(PageTax):
        published = np.zeros(len(operators))
        published[rows] = output.n_pages
        pay(world, "publishing tax", OPERATORS, PURSE, page_tax(world, operators, published)[rows], payer_rows=rows)


def _pay_for_pages(world: World, output: Output) -> None:
    """Pay the trainer for text and suppliers for everything else, evasion included."""
    rows, n_pages = output.rows, output.n_pages
    cost = cost_per_page(world, rows) * n_pages
    trainer = world.lineage.trainers()[output.model]
    for_text = cost * np.minimum(world.parameters.market.api_price_share * relative_price(world)[trainer], 1.0)
    pay(world, "model use", OPERATORS, TRAINERS, for_text, payer_rows=rows, payee_rows=trainer)
    pay(world, "operating cost", OPERATORS, SUPPLIERS, cost - for_text, payer_rows=rows)
    hiding = evasion_cost_per_page(world, rows) * world.operators.evasion[rows] * n_pages
    pay(world, "evasion", OPERATORS, SUPPLIERS, hiding, payer_rows=rows)


def enter(world: World, rows: IntArray) -> None:
    """Let operators enter; a content farm or brand that enters for the first time founds a site."""
    if rows.size == 0:
        return
    operators = world.operators
    operators.is_active[rows] = True
    new = rows[operators.site[rows] == _NO_SITE]
    gap = _rank_gaps(world.parameters.generators)[operators.kind[new]]
    operators.site[new] = found_sites(world, derive("farm", operators.key[new]), FARM, operators.topic[new], gap)


def found(world: World) -> None:
    """Make the pool of operators, and put it at rest: those are active for whom old costs leave a profit."""
    add_operators(world)
    if not world.rules.has_operators or not world.parameters.controls.has_operator_entry:
        return
    rows = world.operators.all_rows()
    enter(world, rows[look_ahead(world, rows).profit > 0.0])


def apply(world: World, decisions: Decisions) -> None:
    """Hand the pages in, pay for them, and carry the decisions to leave and to enter out."""
    world.operators.evasion[:] = decisions.evasion
    world.month.operator_returns = decisions.returns
    world.month.by_operators = decisions.output.pages
    _pay_for_pages(world, decisions.output)
    _pay_for_duties(world, decisions.output)
    world.operators.is_active[decisions.leaving] = False
    enter(world, decisions.entering)


def act(world: World) -> None:
    """Let operators publish and pay for it, hide from detectors, leave and enter."""
    apply(world, decide(world))

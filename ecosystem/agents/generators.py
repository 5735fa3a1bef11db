"""AI generators: operators of farms, brands and bots who publish model output while it pays."""

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.population import Column, TableAgent
from ecosystem.content.corpus import NO_MODEL
from ecosystem.market.ledger import OPERATORS, SUPPLIERS, TRAINERS, pay
from ecosystem.randomness import FloatArray, IntArray, derive, power_law_quantile
from ecosystem.state import FARM, Manuscripts, World
from ecosystem.web.attention import demotion, page_revenue
from ecosystem.web.demand import choose_writing_models, relative_price
from ecosystem.web.publishing import plan_pages
from ecosystem.web.sites import found_sites

# Authority that an operator expects of its first site while no other farm shows what to expect.
_FIRST_GUESS_OF_AUTHORITY = 0.3
_OUTPUT_TAIL_EXPONENT = 2.0
_NO_SITE = -1


class AIGenerator(TableAgent):
    """An operator with a site, a monthly output and a full cost a page.

    Sees: what a page in its topic earns over its life, how far pages believed synthetic are demoted, its own full
    cost, models on sale. Decides: whether to enter or to leave, and which model writes. Does: publishes wholly
    synthetic pages and pays for them.
    """

    topic, site, output, cost = Column(), Column(), Column(), Column()
    income, balance = Column(), Column()


@dataclass(frozen=True)
class Decisions:
    """Rows of the operators that enter and that leave."""

    entering: IntArray
    leaving: IntArray


def add_operators(world: World) -> None:
    """Make the finite pool of potential operators; none is active yet."""
    parameters, draws = world.parameters.generators, world.draws
    n = round(parameters.operators_per_author * world.size)
    keys = derive("operator", np.arange(n))
    shares = np.cumsum(world.rest.topic_shares)
    topic = np.searchsorted(shares, draws.uniform("operator's topic", 0, keys), side="right")
    articles = 1.0 - world.parameters.authors.substitutable_share - world.parameters.authors.committed_share
    flow = articles * world.size * world.parameters.authors.posts_mean
    uniform = draws.uniform("output", 0, keys)
    world.operators.append(
        key=keys,
        topic=np.minimum(topic, world.n_topics - 1),
        site=np.full(n, _NO_SITE),
        is_active=np.zeros(n, dtype=bool),
        output=power_law_quantile(
            uniform, _OUTPUT_TAIL_EXPONENT, parameters.output_tail_ratio, parameters.pool_flow * flow / max(n, 1)
        ),
        appeal=np.exp(parameters.reach_spread * draws.normal("appeal", 0, keys)),
        cost=parameters.cost_median * np.exp(parameters.cost_spread * draws.normal("full cost", 0, keys)),
    )


def cost_per_page(world: World, rows: IntArray) -> FloatArray:
    """Give the full cost of a page of each operator this month in USD."""
    unit = float(world.rest.page_revenue @ world.rest.topic_shares)
    return world.operators.cost[rows] * world.rules.operator_cost_level * unit


def expected_profit(world: World, rows: IntArray) -> FloatArray:
    """Give what a new page of each operator would earn over its life less its full cost, in USD."""
    operators, sites = world.operators, world.sites
    is_farm = sites.kind == FARM
    typical = sites.authority[is_farm].mean() if is_farm.any() else _FIRST_GUESS_OF_AUTHORITY
    site = operators.site[rows]
    authority = np.where(site == _NO_SITE, typical, sites.authority[site])
    earned = page_revenue(world, operators.appeal[rows], authority, operators.topic[rows], site)
    return earned * demotion(world) - cost_per_page(world, rows)


def decide(world: World) -> Decisions:
    """Let all operators decide on the state at the start of the phase."""
    operators, parameters = world.operators, world.parameters.generators
    rows = operators.all_rows()
    profit = expected_profit(world, rows)
    uniform = world.draws.uniform("operator moves", world.step, operators.key[rows])
    is_active = operators.is_active[rows]
    entering = ~is_active & (profit > 0.0) & (uniform < parameters.entry_hazard) & world.rules.has_operators
    leaving = is_active & (profit < 0.0) & (uniform < parameters.exit_hazard)
    return Decisions(rows[entering], rows[leaving])


def plan_output(world: World) -> Manuscripts:
    """Plan the pages of active operators; wholly synthetic, by the model each prefers."""
    operators = world.operators
    rows = operators.rows()
    model = choose_writing_models(world, operators.key[rows])
    rows, model = rows[model != NO_MODEL], model[model != NO_MODEL]
    keys = operators.key[rows]
    n_pages = world.draws.poisson("output", world.step, keys, operators.output[rows])
    writer, page_keys = plan_pages(keys, rows, n_pages, world.step)
    _pay_for_pages(world, rows, n_pages, model)
    n_human = np.zeros(len(writer), dtype=np.uint8)
    return Manuscripts(writer, page_keys, n_human, np.repeat(model, n_pages))


def _pay_for_pages(world: World, rows: IntArray, n_pages: IntArray, model: IntArray) -> None:
    """Pay the trainer for text and suppliers for everything else."""
    cost = cost_per_page(world, rows) * n_pages
    trainer = np.array([world.lineage.versions[version].trainer for version in model.tolist()], dtype=np.int64)
    for_text = cost * np.minimum(world.parameters.market.api_price_share * relative_price(world)[trainer], 1.0)
    pay(world, "model use", OPERATORS, TRAINERS, for_text, payer_rows=rows, payee_rows=trainer)
    pay(world, "operating cost", OPERATORS, SUPPLIERS, cost - for_text, payer_rows=rows)


def apply(world: World, decisions: Decisions) -> None:
    """Carry the decisions out; who enters for the first time founds a site."""
    operators = world.operators
    operators.is_active[decisions.leaving] = False
    operators.is_active[decisions.entering] = True
    new = decisions.entering[operators.site[decisions.entering] == _NO_SITE]
    keys, topic = derive("farm", operators.key[new]), operators.topic[new]
    operators.site[new] = found_sites(world, keys, FARM, topic, world.parameters.generators.rank_gap)


def act(world: World) -> None:
    """Run the phase: all operators decide on the state at its start, then all is applied."""
    decisions = decide(world)
    world.month.by_operators = plan_output(world)
    apply(world, decisions)

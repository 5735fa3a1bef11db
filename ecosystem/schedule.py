"""The rows of one step, in order. Phases see what earlier phases of the month did; the step is one month."""

from collections.abc import Callable
from dataclasses import dataclass

from ecosystem.agents import authors, generators, scrapers, trainers
from ecosystem.content.filters import TypicalityFilter
from ecosystem.indicators import INDICATORS
from ecosystem.market.advertising import page_income, pay_for_visits
from ecosystem.market.data_trust import collect_deposits
from ecosystem.market.licences import clear_market
from ecosystem.market.pay_per_crawl import adjust_fetch_prices
from ecosystem.market.subscriptions import pay_for_models
from ecosystem.orders.publishing import Labelling, Signing
from ecosystem.orders.training import Watermarking
from ecosystem.policies import rules_in_force
from ecosystem.state import Month, World
from ecosystem.web.attention import age_pages, share_visits
from ecosystem.web.demand import choose_models, set_prices, switch_to_chat
from ecosystem.web.fetching import sample_human_pages
from ecosystem.web.graph import renew_links
from ecosystem.web.models_on_sale import measure_models, put_on_sale
from ecosystem.web.publishing import publish, take_offline

_QUARTER, _YEAR = 3, 12


@dataclass(frozen=True)
class Row:
    """One phase of a step.

    Attributes
    ----------
    name : str
    reads, writes : str
        What of the state it reads and writes, in words.
    function : callable taking the World
    """

    name: str
    reads: str
    writes: str
    function: Callable[[World], None]


def fold_rules(world: World) -> None:
    """Begin the month and fold dated events and policies into its rules."""
    world.month = Month()
    world.rules = rules_in_force(world.parameters, world.policies, world.step)
    rules, use = world.rules, world.marks_in_use
    use.labels |= bool(rules.of(Labelling) or rules.of(Watermarking))
    use.signatures |= bool(rules.of(Signing))


def move_culture(world: World) -> None:
    """Let culture drift, refresh the filter when it is due, put released models on sale and measure them."""
    world.culture.advance()
    refresh_filter(world)
    put_on_sale(world)
    measure_models(world)


def refresh_filter(world: World) -> None:
    """Fit the reference of the quality filter anew in its reference month, and yearly from then if so set."""
    filtering = world.parameters.filtering
    months = world.step - filtering.reference_step
    if months == 0 or (filtering.refresh == "yearly" and months % _YEAR == 0):
        world.quality_filter = TypicalityFilter.fit(filtering, world.family, world.draws, sample_human_pages(world))


def give_attention(world: World) -> None:
    """Let readers ask, switch, visit and pay."""
    share_visits(world)
    pay_for_visits(world)
    switch_to_chat(world)
    set_prices(world)
    choose_models(world)
    pay_for_models(world)
    world.month.human_page_income = page_income(world)
    age_pages(world)


def grow_web(world: World) -> None:
    """Publish what was written, take dead pages offline, and renew links once a quarter."""
    take_offline(world)
    publish(world)
    if world.step % _QUARTER == 0:
        renew_links(world)


def observe(world: World) -> None:
    """Take the indicators of the month; the months of the burn-in are not recorded."""
    if world.step >= 0:
        world.month.outcomes = {name: float(each.function(world)) for name, each in INDICATORS.items()}


def trade_data(world: World) -> None:
    """Clear the market for licences, let data trusts collect, and let prices of fetches answer to demand."""
    clear_market(world)
    collect_deposits(world)
    adjust_fetch_prices(world)


SCHEDULE: tuple[Row, ...] = (
    Row("rules", "date, events, policies", "rules", fold_rules),
    Row("culture", "last month's culture, versions", "culture, filter reference, models on sale", move_culture),
    Row("attention", "live pages of last month, authority, model losses", "visits, income, users", give_attention),
    Row("authors", "income, page prices, models on sale, peers", "posts, adoption, refusals, authors", authors.act),
    Row("generators", "page prices, rules, models on sale", "pages to publish, operators, payments", generators.act),
    Row("web", "planned pages, culture, models", "pages, links, authority", grow_web),
    Row("scrapers", "links, site rules, pages of this month", "snapshots, frontier", scrapers.act),
    Row("market", "snapshots, models, refusing sites", "licences, prices, payments", trade_data),
    Row("trainers", "snapshots as of the cutoff, recipes", "versions, lineage, recipes", trainers.act),
    Row("observe", "everything", "one row of indicators", observe),
)


def run_month(world: World, rows: tuple[Row, ...] = SCHEDULE) -> None:
    """Run the phases of one month in order; `world.step` is the month."""
    for row in rows:
        row.function(world)

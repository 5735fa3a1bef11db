"""The rows of one step, in order. Phases see what earlier phases of the month did; the step is one month."""

from collections.abc import Callable, Iterable

from ecosystem.agents import authors, generators, scrapers, trainers
from ecosystem.errors import Fault, ScheduleError
from ecosystem.indicators import RECORDED
from ecosystem.indicators.together import together
from ecosystem.market.advertising import pay_for_visits
from ecosystem.market.author_output import page_income
from ecosystem.market.capital import pay_for_training
from ecosystem.market.data_trust import collect_deposits
from ecosystem.market.licences import clear_market
from ecosystem.market.paid_answers import pay_for_answers
from ecosystem.market.pay_per_crawl import adjust_fetch_prices
from ecosystem.market.subscriptions import pay_for_models
from ecosystem.orders.marking import Fingerprinting
from ecosystem.orders.publishing import Labelling, Signing
from ecosystem.orders.training import Watermarking
from ecosystem.phases import Row, names
from ecosystem.policies import parameters_in_force, rules_in_force
from ecosystem.profile import Profile
from ecosystem.state import Month, World
from ecosystem.web.attention import age_pages, share_visits
from ecosystem.web.demand import choose_models, set_prices, switch_to_chat
from ecosystem.web.graph import renew_links
from ecosystem.web.models_on_sale import measure_models, put_on_sale
from ecosystem.web.publishing import publish, take_offline
from ecosystem.web.quality_filters import refresh_filters

_QUARTER = 3


def fold_rules(world: World) -> None:
    """Begin the month and fold dated events and policies into its rules."""
    world.month = Month()
    given = world.parameters
    if any(policy.sets for policy in world.policies):
        given = world.eras.setdefault(world.first_step, given)
        world.parameters = world.eras[world.step] = parameters_in_force(given, world.policies, world.step)
    world.rules = rules_in_force(given, world.policies, world.step)
    rules, use = world.rules, world.marks_in_use
    use.labels |= any(rules.of(kind) for kind in (Labelling, Watermarking, Fingerprinting))
    use.signatures |= bool(rules.of(Signing))


def move_culture(world: World) -> None:
    """Let culture drift, refresh filters when they are due, put released models on sale and measure them."""
    world.culture.advance()
    refresh_filters(world)
    put_on_sale(world)
    measure_models(world)


def give_attention(world: World) -> None:
    """Let readers ask, switch, visit and pay."""
    share_visits(world)
    pay_for_visits(world)
    pay_for_answers(world)
    switch_to_chat(world)
    set_prices(world)
    choose_models(world)
    pay_for_models(world)
    pay_for_training(world)
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
        with together(world):
            world.month.outcomes = {name: float(each.function(world)) for name, each in RECORDED.items()}


def carry_out(world: World) -> None:
    """Let orders that do something themselves do it: those of policies from outside the project."""
    for order in world.rules.orders:
        order.act(world)


def trade_data(world: World) -> None:
    """Clear the market for licences, let data trusts collect, and let prices of fetches answer to demand."""
    clear_market(world)
    collect_deposits(world)
    adjust_fetch_prices(world)


_ALL_ACCOUNTS = "ledger: authors operators outside sites trainers"

SCHEDULE: tuple[Row, ...] = (
    Row("rules", fold_rules, reads=names(), writes=names("eras", "month", "parameters", "rules", "marks_in_use")),
    Row(
        "culture",
        move_culture,
        reads=names(
            "corpus: ideas records",
            "scraper_memory: fetched n_fetched_until",
            "scrapers: is_open",
            "trainers: is_active latest_model scraper",
        ),
        writes=names(
            "benchmarking",
            "culture",
            "lineage",
            "month: benchmark_loss loss served_loss",
            "scraper_memory: quality_filter",
            "trainers: sold_model user_share",
        ),
    ),
    Row(
        "attention",
        give_attention,
        reads=names(
            "authors: ai_share_potential appeal cost has_adopted is_active motive niche rate site topic",
            "corpus: ideas records",
            "culture",
            "lineage",
            "month: benchmark_loss served_loss",
            "operators: appeal site topic",
            "rules",
            "sites: authority is_paywalled kind refuses topic",
            "trainers: brand damages is_active offset scale sold_model",
        ),
        writes=names(
            "authors: asking_share fresh income visits visits_primary",
            _ALL_ACCOUNTS,
            "market: answer_value",
            "month: answer_loss answered_share clicks_sent human_page_income kind_loss page_price pages_loss payments",
            "month: read_per_visit reads searches site_price told_loss unclicked_share visits",
            "operators: fresh income visits visits_primary",
            "readings",
            "sites: audience n_judged worth",
            "trainers: price runway user_share",
            "worth_gap",
        ),
    ),
    Row(
        "authors",
        authors.act,
        reads=names(
            "authors: ai_share_potential appeal asking_share cost motive niche rate site stigma topic",
            "month: human_page_income kind_loss page_price served_loss site_price",
            "rules",
            "sites: audience authority fitness kind n_live owner topic worth",
            "trainers: damages is_active price scraper sold_model user_share",
        ),
        writes=names(
            "authors: has_adopted income is_active new",
            "ledger: authors outside",
            "links",
            "month: by_authors payments",
            "scraper_memory: known_sites n_live_fetched",
            "sites: new refuses refuses_by_default",
        ),
    ),
    Row(
        "generators",
        generators.act,
        reads=names(
            "lineage",
            "marks_in_use",
            "month: page_price served_loss site_price",
            "operators: appeal cost kind output topic",
            "race",
            "rules",
            "sites: audience authority fitness refuses topic",
            "trainers: damages is_active price sold_model user_share",
            "worth_gap",
        ),
        writes=names(
            "ledger: operators outside trainers",
            "links",
            "month: by_operators operator_returns payments",
            "operators: evasion is_active site",
            "scraper_memory: known_sites n_live_fetched",
            "sites: new",
        ),
    ),
    Row(
        "web",
        grow_web,
        reads=names(
            "authors: idiosyncrasy niche site topic",
            "corpus: records",
            "culture",
            "lineage",
            "marks_in_use",
            "month: by_authors by_operators",
            "operators: evasion site topic",
            "rules",
            "sites: audience fitness topic",
        ),
        writes=names(
            "authors: fresh",
            "corpus: n_live new",
            "links",
            "market: n_live_licensed",
            "month: new_pages",
            "operators: fresh",
            "readings",
            "race",
            "scraper_memory: n_live_fetched",
            "sites: authority n_live n_live_primary",
        ),
    ),
    Row(
        "scrapers",
        scrapers.act,
        reads=names(
            "authors: idiosyncrasy niche",
            "corpus: ideas records",
            "links",
            "market: value",
            "marks_in_use",
            "month: new_pages",
            "operators: kind",
            "race",
            "rules",
            "scraper_memory: quality_filter",
            "scrapers: is_open purposes",
            "sites: authority fetch_price is_paywalled n_live owner refuses topic",
            "trainer_memory: data_since",
            "trainers: is_active price scraper user_share",
        ),
        writes=names(
            "authors: income",
            "corpus: fetched_by flags kept_by licences",
            "duplicates",
            _ALL_ACCOUNTS,
            "month: crawls fetch_fees fetches_paid payments",
            "scraper_memory: again audit dropped fetched known_sites n_fetched_until n_left n_live_fetched",
            "scraper_memory: snapshot",
            "scrapers: n_fetched",
            "trainer_memory: again crawled_before dropped_before given given_again given_before licensed",
            "trainer_memory: licensed_before open_before",
            "trainers: damages",
        ),
    ),
    Row(
        "market",
        trade_data,
        reads=names(
            "corpus: ideas records",
            "culture",
            "lineage",
            "marks_in_use",
            "month: fetch_fees fetches_paid",
            "race",
            "rules",
            "scraper_memory: n_left n_live_fetched quality_filter snapshot",
            "scrapers: is_open",
            "sites: authority is_paywalled kind n_live refuses topic",
            "trainers: latest_model price scraper user_share",
        ),
        writes=names(
            "authors: income",
            "corpus: licences licensed_by",
            _ALL_ACCOUNTS,
            "licence_price",
            "market: bought half half_of n_live_licensed trusts value",
            "month: payments trade",
            "sites: fetch_price licence_price",
            "trainer_memory: given licensed",
            "trainers: data_value",
        ),
    ),
    Row(
        "trainers",
        trainers.act,
        reads=names(
            "corpus: records",
            "culture",
            "licence_price",
            "month: served_loss",
            "race",
            "rules",
            "scraper_memory: fetched n_left",
            "scrapers: is_open",
            "trainers: offset price scale scraper sold_model user_share",
        ),
        writes=names(
            "ledger: outside trainers",
            "lineage",
            "month: payments",
            "scraper_memory: dropped snapshot",
            "trainer_memory: crawled_before data_since dropped_before given given_before licensed licensed_before",
            "trainer_memory: open_before",
            "trainers: brand is_active latest_model n_versions recipe runway",
        ),
    ),
    Row("orders", carry_out, reads=names("rules"), writes=names()),
    Row(
        "observe",
        observe,
        reads=names(
            "authors: asking_share has_adopted is_active niche rate topic",
            "corpus: records",
            "culture",
            "licence_price",
            "lineage",
            "market: value",
            "marks_in_use",
            "month: answer_loss answered_share benchmark_loss by_authors by_operators clicks_sent crawls kind_loss",
            "month: loss new_pages operator_returns pages_loss payments reads searches served_loss told_loss trade",
            "month: unclicked_share visits",
            "operators: evasion is_active",
            "race",
            "rules",
            "scraper_memory: n_live_fetched snapshot",
            "scrapers: is_open",
            "sites: audience authority is_paywalled kind n_live n_live_primary refuses worth",
            "trainers: damages is_active latest_model price scraper sold_model user_share",
        ),
        writes=names("month: outcomes"),
    ),
)


def check_order(rows: Iterable[Row]) -> None:
    """Refuse phases of which one uses what no phase before it has written this month.

    Parameters
    ----------
    rows : iterable of Row
        In the order in which they run.

    Raises
    ------
    ScheduleError
        If a phase reads a field of the month that is not written yet, or writes one before the month begins.
    """
    faults: list[Fault] = []
    written: set[str] = set()
    for row in rows:
        needs = {name for name in row.reads if name.startswith("month.")}
        needs |= {"month" for name in row.writes if name.startswith("month.")}
        for name in sorted(needs - written):
            remedy = f"Run {_writers(name)} before it."
            faults.append(Fault(name, f"is used by the phase {row.name!r} before this month has it", remedy=remedy))
        written |= row.writes
    if faults:
        raise ScheduleError(*faults)


def _writers(name: str) -> str:
    return " or ".join(repr(row.name) for row in SCHEDULE if name in row.writes)


def run_month(world: World, rows: tuple[Row, ...] = SCHEDULE, on_phase: Callable[[str], None] | None = None) -> None:
    """Run the phases of one month in order; `world.step` is the month.

    Parameters
    ----------
    world : World
    rows : tuple of Row
        All phases, which are in order, or others, whose order is checked.
    on_phase : callable, optional
        Told the name of each phase when it is over.

    Raises
    ------
    ScheduleError
        If a phase needs what none before it gives.
    """
    if rows is not SCHEDULE:
        check_order(rows)
    for row in rows:
        row.function(world)
        if on_phase is not None:
            on_phase(row.name)


def seconds_by_phase(world: World, months: int) -> dict[str, float]:
    """Run some months, and give the seconds that each phase took over all of them.

    Parameters
    ----------
    world : World
        Changed in place.
    months : int
        At least 1; no more than are left.
    """
    profile = Profile()
    for _ in range(months):
        world.step += 1
        run_month(world, on_phase=profile.end)
    return {name: part.seconds for name, part in profile.parts.items()}

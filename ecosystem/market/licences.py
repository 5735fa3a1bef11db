"""Licences: refusing and walled sites post a price, trainers buy while data are worth more, and the price moves."""

import numpy as np

from ecosystem.market.ledger import AUTHORS, INCOME_MEMORY, OPERATORS, SITES, TRAINERS, credit_income, pay
from ecosystem.market.recipes import validation_sample
from ecosystem.market.subscriptions import revenue_of_trainers
from ecosystem.market.valuation import marginal_value, row_distributions
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.fetching import draw_pages, fetch, keep_at_most, passes_filter, read, recent_pages

_LOWEST_PRICE, _HIGHEST_PRICE = 0.001, 30.0
_PRICE_UNIT_TOKENS = 1000.0


def value_of_data(world: World) -> FloatArray:
    """Give what 1,000 more tokens like its validation sample are worth to each trainer in USD, shape (n_trainers,).

    The fall of its loss on held-out pages, times the revenue that a better model would win from readers.
    """
    parameters, trainers = world.parameters, world.trainers
    months = parameters.market.licence_payback_months
    n_ideas = _PRICE_UNIT_TOKENS / parameters.content.tokens_per_idea / world.n_topics
    values = np.zeros(len(trainers))
    income = revenue_of_trainers(world)
    for row in trainers.all_rows().tolist():
        model = world.lineage.fitted[int(trainers.latest_model[row])].model
        truth = row_distributions(validation_sample(world, row))
        gain = marginal_value(model, truth, truth, n_ideas, world.culture.living) @ world.rest.topic_shares
        # A logit share s moves by s (1 - s) times the change of utility.
        won = parameters.market.quality_weight * (1.0 - trainers.user_share[row]) * income[row] * months
        values[row] = max(float(gain), 0.0) * won
    return values


def clear_market(world: World) -> None:
    """Let trainers buy reserved pages at the posted price, then move the price toward balance.

    Nothing is sold before there is chat, nor where scraping is free or scrapers have every page anyway.
    """
    controls = world.parameters.controls
    if not (world.rules.has_chat and controls.has_data_market and controls.has_crawl_limit):
        return
    trainers, market = world.trainers, world.parameters.market
    _, published = recent_pages(world)
    is_priced = (world.sites.is_opted_out | world.sites.is_paywalled)[: len(published)]
    offer = market.licence_offer_share * float(world.sites.n_live[: len(published)][is_priced].sum())
    if offer < 1.0:
        return
    trainers.data_value[:] = value_of_data(world)
    rows = trainers.all_rows()
    content = world.parameters.content
    page_price = world.licence_price * content.ideas_per_page * content.tokens_per_idea / _PRICE_UNIT_TOKENS
    wish = np.clip(trainers.data_value[rows] / world.licence_price, 0.0, 2.0) * offer / len(rows)
    revenue = revenue_of_trainers(world)[rows]
    wish = np.minimum(wish, market.licence_budget_share * revenue / page_price)
    buys = np.where(trainers.data_value[rows] > world.licence_price, wish, 0.0)
    for row, n_pages in zip(rows.tolist(), np.floor(buys).astype(np.int64).tolist(), strict=True):
        _buy(world, row, n_pages, is_priced * published, page_price)
    pressure = np.clip((wish.sum() - offer) / offer, -1.0, 1.0)
    moved = world.licence_price * np.exp(market.licence_adjustment * pressure)
    world.licence_price = float(np.clip(moved, _LOWEST_PRICE, _HIGHEST_PRICE))


def _buy(world: World, row: int, n_pages: int, weight: FloatArray, page_price: float) -> None:
    """Fetch licensed pages that the trainer does not have yet, pay for them, and read what the filter keeps."""
    name = f"licensed pages|{int(world.trainers.key[row])}"
    pages = draw_pages(world, name, n_pages, weight)
    pages = keep_at_most(world, name, pages[~world.corpus.is_licensed(pages, row)], n_pages)
    pages = np.sort(pages)
    world.corpus.mark_licensed(pages, row)
    _pay_owners(world, row, pages, page_price)
    kept = pages[passes_filter(world, pages)]
    snapshot = world.trainer_memory[row].licensed
    snapshot.add(read(world, fetch(world, kept), snapshot.shape, name, held_out_share=0.0))


def _pay_owners(world: World, row: int, pages: IntArray, page_price: float) -> None:
    """Pay writers of articles and operators; what communities wrote is paid to their site."""
    corpus = world.corpus
    is_operated, is_article = corpus.is_operated[pages], corpus.is_article[pages]
    writer, site = corpus.writer[pages].astype(np.int64), corpus.site[pages].astype(np.int64)
    groups = (
        (AUTHORS, ~is_operated & is_article, writer),
        (OPERATORS, is_operated, writer),
        (SITES, ~is_operated & ~is_article, site),
    )
    for group, mine, payee in groups:
        payees = payee[mine]
        amounts = np.full(len(payees), page_price)
        buyers = np.full(len(payees), row)
        pay(world, "licence", TRAINERS, group, amounts, payer_rows=buyers, payee_rows=payees)
        if group == AUTHORS:
            # Authors look at their income only after next month's advertising has made it forget.
            credit_income(world.authors, payees, amounts / INCOME_MEMORY)

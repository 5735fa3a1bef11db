"""Policies for crawling: who may fetch which pages, and at what price."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from ecosystem.parameters.fields import parameter, proportion
from ecosystem.policy import AgentPolicy, Policy
from ecosystem.rules import Order, Reach


@dataclass(frozen=True)
class Metering(Order):
    """Sell single fetches instead of refusing them; the price to begin with, USD."""

    price_usd: float


class PayPerCrawl(AgentPolicy):
    """A sale of single fetches."""

    asks = "Refusing sites sell single fetches to crawlers that pay for them"
    bound = "refusing sites"
    follows = "Prices begin as set and then answer to demand; sites behind a paywall sell licences only"
    pays = "crawlers, to the owners of the pages that they fetch"
    resembles = "no law: a content network's pay per crawl (Cloudflare, 1 July 2025) and RSL 1.0 (2025), both voluntary"
    hurdle = (
        "a crawler that does not say who it is pays nothing, and telling it from a reader takes a network that sees "
        "much of the web"
    )

    kind: Literal["pay_per_crawl"] = "pay_per_crawl"
    price_usd: float = parameter(
        0.01,
        unit="USD a fetch",
        low=0.0001,
        high=0.05,
        meaning="price of a fetch at which a site starts",
        source="Cloudflare's example 2025, as market.pay_per_crawl_usd",
        plausible=(0.001, 0.05),
    )

    def order(self, reach: Reach) -> Metering:
        return Metering(self.kind, reach, self.price_usd)


@dataclass(frozen=True)
class FetchLimit(Order):
    """Fetch a share less than the budget allows."""

    cut_share: float


class ScrapingLimit(Policy):
    """A limit to what crawlers fetch."""

    asks = "Crawlers that gather training data must fetch less than they would"
    bound = "crawlers"
    follows = "A limit of 1 is a ban"
    pays = "nobody"
    strength_field = "cut_share"
    resembles = (
        "no law; nearest is the right of makers of databases to forbid taking a substantial part (Directive 96/9/EC, "
        "article 7)"
    )
    hurdle = "crawlers sit in other countries and look like readers, and nobody outside can count what they fetch"

    kind: Literal["scraping_limit"] = "scraping_limit"
    cut_share: float = proportion(0.5, meaning="fetches that are cut; 1 is a ban", source="judgement", kind="lever")

    def order(self, reach: Reach) -> FetchLimit:
        return FetchLimit(self.kind, reach, self.cut_share)


@dataclass(frozen=True)
class FetchPrice(Order):
    """Pay for every fetch, to the owner of the page or to the public purse."""

    payments: ClassVar[tuple[str, ...]] = ("scraping price",)

    usd_per_fetch: float
    payee: Literal["owners", "purse"]


class ScrapingPrice(Policy):
    """A price for every fetch."""

    asks = "Whoever scrapes for training pays for every fetch"
    bound = "crawlers of trainers"
    follows = (
        "Trainers that use a crawler of their own fetch where a page is worth the price to each of them, and as much "
        "as they can pay from what they may spend on data; the open crawl is free"
    )
    pays = "trainers, to owners of pages or to the public purse"
    strength_field = "usd_per_fetch"
    resembles = "no law; nearest are prices that single sites set, such as Reddit for its interface from 1 July 2023"
    hurdle = "it takes a register of fetches that crawlers cannot leave, and somebody who collects from abroad"

    kind: Literal["scraping_price"] = "scraping_price"
    usd_per_fetch: float = parameter(
        0.001,
        unit="USD a fetch",
        low=0.0,
        high=1.0,
        meaning="price of a fetch",
        source="judgement: a tenth of what single fetches are sold for (market.pay_per_crawl_usd)",
        kind="lever",
    )
    payee: Literal["owners", "purse"] = parameter(
        "owners",
        unit="option",
        meaning="who gets it, owners of pages or the public purse",
        source="judgement",
        kind="lever",
    )

    def order(self, reach: Reach) -> FetchPrice:
        return FetchPrice(self.kind, reach, self.usd_per_fetch, self.payee)

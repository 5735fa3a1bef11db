"""Scrapers: how much they fetch, where, and which rules they keep."""

from ecosystem.parameters.fields import ParameterGroup, parameter


class CrawlParameters(ParameterGroup):
    """Scrapers: how much they fetch, where, and which rules they keep."""

    n_private_scrapers: int = parameter(
        3,
        unit="scrapers",
        low=0,
        high=6,
        meaning="private scrapers beside the open crawl; trainers share them in turn",
        source="judgement",
    )
    coverage: float = parameter(
        0.01,
        unit="share of live pages a month",
        low=0.0,
        high=0.5,
        meaning="fetches of one scraper",
        source="judgement: 2.4bn of hundreds of bn, range .005-.05",
        kind="uncertainty",
    )
    new_share: float = parameter(
        0.42,
        unit="share of fetches",
        low=0.0,
        high=1.0,
        meaning="fetches of pages never fetched before",
        source="Common Crawl statistics 2022-24: 0.35-0.46",
    )
    authority_exponent: float = parameter(
        0.2,
        unit="exponent",
        low=0.0,
        high=2.0,
        meaning="weight of PageRank in the fetches of a site",
        source="fitted by hand to the crawl anchors",
    )
    site_cap: float = parameter(
        0.05,
        unit="share of the fetches for new pages",
        low=0.0001,
        high=1.0,
        meaning="largest part of a month's new fetches that one site gets",
        source="judgement",
    )
    robots_ignored_share: float = parameter(
        0.13,
        unit="share of refusing sites",
        low=0.0,
        high=1.0,
        meaning="refusing sites that a private scraper fetches all the same",
        source="TollBit Q4 2024 to Q4 2025 (sources conflict); range .03-.3",
        kind="uncertainty",
    )
    paywall_share: float = parameter(
        0.05,
        unit="share of article sites",
        low=0.0,
        high=1.0,
        meaning="sites behind a paywall, reached by licence only",
        source="judgement",
    )
    owned_share: float = parameter(
        0.0,
        unit="share of human sites",
        low=0.0,
        high=1.0,
        meaning="platforms that belong to a private scraper, which alone may fetch their pages",
        source="off by default; private human data of trainers",
        kind="uncertainty",
    )

"""Scrapers: how much they fetch, where, and which rules they keep."""

from typing import Literal

from ecosystem.parameters.fields import ParameterGroup, parameter, proportion


class CrawlParameters(ParameterGroup):
    """Scrapers: how much they fetch, where, and which rules they keep."""

    n_private_scrapers: int = parameter(
        3,
        unit="scrapers",
        low=0,
        high=6,
        meaning="private scrapers beside the open crawl, each of one trainer; the other trainers use the open crawl",
        source="judgement",
    )
    coverage: float = parameter(
        0.01,
        unit="share of live pages a month",
        low=0.0,
        high=0.5,
        meaning="fetches of one scraper",
        source="judgement: 2.4bn of hundreds of bn; half to five times, as nobody knows how large the web is",
        plausible=(0.005, 0.05),
    )
    recrawl_weight: float = parameter(
        2.5,
        unit="ratio",
        low=0.0,
        high=1000.0,
        meaning=(
            "priority of a page that a scraper has fetched before over one that it never has; the share of fetches "
            "that are new follows from it and from what is left to fetch"
        ),
        source=(
            "fitted by hand to Common Crawl statistics 2022-24: 0.35-0.46 new URLs, a third of the web fetched; range "
            "by judgement: to half or twice, which brackets these"
        ),
        plausible=(1.5, 5.0),
    )
    recrawl_order: Literal["uniform", "authority"] = parameter(
        "uniform",
        unit="option",
        meaning="which of the pages that it holds a scraper fetches again: any, or rather those of sites of authority",
        source="judgement",
    )
    authority_exponent: float = parameter(
        0.02,
        unit="exponent",
        low=0.0,
        high=2.0,
        meaning="weight of PageRank in the fetches of a site",
        source="fitted by hand to the crawl anchors; range by judgement: from all ranks alike to some preference",
        plausible=(0.0, 0.3),
    )
    site_cap: float = parameter(
        10.0,
        unit="of what a mean site gets of the fetches for new pages",
        low=0.01,
        high=1e6,
        meaning=(
            "most new pages that a scraper fetches in a month from the last of the sites by authority, over what a "
            "mean site gets; as many as there are sites is no cap"
        ),
        source=(
            "judgement: crawlers limit what they take of a site by what sites usually have; at 10 the first of the "
            "1,100 live sites of a web of 2,000 authors gets at most 5 %"
        ),
    )
    cap_exponent: float = parameter(
        0.25,
        unit="exponent",
        low=0.0,
        high=2.0,
        meaning="the cap of a site that has a share q of the sites at or above it is that of the last over q to this",
        source="judgement: crawlers allow large sites more pages",
    )
    politeness: float = parameter(
        0.25,
        unit="share of a site's live pages a month",
        low=0.001,
        high=1.0,
        meaning="most pages that one scraper fetches from one site (at least one), old and new; 1 is no politeness",
        source="judgement: a crawl delay",
    )
    fetch_cost_usd: float = parameter(
        0.00001,
        unit="USD per page",
        low=0.0,
        high=1.0,
        meaning="what trainers pay for bandwidth and computing of a fetch by their private scraper",
        source="judgement: some thousand dollars for a billion pages by volume, more with rendering",
    )
    robots_ignored_share: float = proportion(
        0.13,
        unit="share of refusing sites",
        meaning="refusing sites that a private scraper fetches all the same",
        source="TollBit Q4 2024 to Q4 2025: sources conflict, and range over an order of magnitude",
        plausible=(0.03, 0.3),
    )
    answers_ignored_share: float = proportion(
        0.0,
        unit="share of what is read",
        meaning="what answers above search take all the same from sites that refuse answers",
        source="judgement: engines keep to the way out that they offer; a tenth at most",
        plausible=(0.0, 0.1),
    )
    agents_ignored_share: float = proportion(
        0.3,
        unit="share of what is read",
        meaning="what models read all the same for users on sites that refuse that",
        source=(
            "judgement: the high end of robots_ignored_share, since an agent says that a person asks; from few to "
            "twice that"
        ),
        plausible=(0.05, 0.6),
    )
    mixed_share: float = proportion(
        0.0,
        unit="share of private scrapers",
        meaning=(
            "private scrapers that fetch for answers and agents as well as for training, so that a refusal of one "
            "purpose keeps them out"
        ),
        source="judgement: off by default; most large trainers have a crawler for each purpose",
    )
    paywall_share: float = proportion(
        0.05,
        unit="share of article sites",
        meaning="sites behind a paywall, reached by licence only",
        source="judgement",
    )
    owned_share: float = proportion(
        0.0,
        unit="share of human sites",
        meaning="platforms that belong to a private scraper, which alone may fetch their pages",
        source="judgement: off by default; private human data of trainers",
    )

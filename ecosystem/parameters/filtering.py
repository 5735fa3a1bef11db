"""The filter of scrapers: near-duplicates, typicality under a reference, a detector, and a cap on sites."""

from typing import Literal

from ecosystem.parameters.fields import ParameterGroup, parameter


class FilteringParameters(ParameterGroup):
    """The filter of scrapers: near-duplicates, typicality under a reference, a detector, and a cap on sites."""

    duplicate_bands: int = parameter(
        2,
        unit="bands",
        low=0,
        high=20,
        meaning="bands of hashes by which near-duplicates are found; more of them find more; 0 finds none",
        source=(
            "judgement: two bands of six catch pages that share at least nine of ten ideas; no page is a copy here, so "
            "these are pages of the most common ideas"
        ),
    )
    duplicate_rows: int = parameter(
        6,
        unit="hashes",
        low=1,
        high=50,
        meaning="hashes of a band; more of them let more pages pass",
        source="judgement; MinHash in Lee et al. 2022, arXiv 2107.06499",
    )
    duplicate_ideas_least: int = parameter(
        6,
        unit="ideas per page",
        low=1,
        high=64,
        meaning="fewest ideas of a page that is checked for near-duplicates; shorter ones all pass",
        source="judgement: a signature of less says too little; MinHash of documents, Lee et al. 2022",
    )

    keep_share: float = parameter(
        0.39,
        unit="share of fetched pages",
        low=0.01,
        high=1.0,
        meaning="pages fetched in the year before, whoever wrote them, that the filter keeps when its threshold is set",
        source=(
            "Russell et al. 2026: 12.8 % of human documents over the language step (33 %); range by judgement: "
            "laboratories do not tell; from a third to most"
        ),
        plausible=(0.3, 0.7),
    )
    threshold_pages: int = parameter(
        400,
        unit="pages per topic",
        low=10,
        high=100000,
        meaning="fetched pages on which the threshold of a filter is set",
        source="judgement",
    )
    reference: Literal["model", "held", "old", "clean"] = parameter(
        "model",
        unit="option",
        meaning=(
            "by what a scraper judges how typical a page is: the best model of its trainers; a fit to all pages of the "
            "trainers' window that it holds, or to those from before chat models; or, as a control, to clean ideas of "
            "the current month, which nobody owns; until there is a model, or it holds anything, to what it fetched"
        ),
        source=(
            "pages are judged by models: FineWeb-Edu (Penedo et al. 2024, arXiv 2406.17557) by those of Llama 3, Llama "
            "3 (arXiv 2407.21783) by Llama 2; by text of the time: Wenzek et al. 2020 (CCNet), arXiv 1911.00359"
        ),
        plausible=("model", "held", "old"),
    )
    refresh: Literal["never", "yearly"] = parameter(
        "yearly",
        unit="option",
        meaning="how often references and thresholds are set anew; never is what they are when the burn-in begins",
        source="judgement: each model is trained on newly filtered text, but published filters are used for years",
        plausible=("never", "yearly"),
    )
    reference_tokens: int = parameter(
        20000,
        unit="ideas per topic",
        low=100,
        high=10000000,
        meaning="size of the sample on which a clean reference is fitted (filtering.reference)",
        source="control: as much as leaves no noise of sampling worth counting",
    )
    detector: Literal["none", "rates", "likelihood"] = parameter(
        "none",
        unit="option",
        meaning=(
            "how scrapers judge whether a page that passed the quality filter is synthetic, to drop it: not at all, "
            "with published error rates, or by likelihood ratio; marks and signatures count as well"
        ),
        source="judgement: off by default, since filters for pretraining judge quality, not origin",
        kind="lever",
    )
    site_cap: float = parameter(
        50.0,
        unit="of what a mean site gets of the pages that passed",
        low=0.01,
        high=1e6,
        meaning=(
            "most pages that a scraper keeps in a month of one site (at least one), over what a mean site gets; as "
            "many as there are sites is no cap"
        ),
        source="judgement: 5 % of what is kept for the largest of the 1,100 live sites of a web of 2,000 authors",
    )

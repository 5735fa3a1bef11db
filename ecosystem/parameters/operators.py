"""Kinds of operators of AI content: what each has in common with the others, and its own numbers."""

from dataclasses import dataclass
from typing import Any

from ecosystem.parameters.fields import ParameterGroup, parameter


class OperatorKind(ParameterGroup):
    """What sets a kind of operators apart from the others."""

    share: float
    cost_factor: float
    reach: float
    output_factor: float
    human_share: float


class SiteOwner(OperatorKind):
    """A kind of operators that found sites of their own; the others publish on sites of people."""

    rank_gap: float


@dataclass(frozen=True)
class _Trait:
    """What is known of a field for every kind; each kind has its own default and source."""

    unit: str
    low: float
    high: float
    meaning: str

    def of(
        self, who: str, default: float, source: str, *, plausible: tuple[float, ...] = (), low: float | None = None
    ) -> Any:
        """Declare the field of one kind."""
        return parameter(
            default,
            unit=self.unit,
            low=self.low if low is None else low,
            high=self.high,
            meaning=self.meaning.format(who),
            source=source,
            plausible=plausible,
        )


_SHARE = _Trait("weight", 0.0, 1.0, "weight of {} among the operators of the pool, over the sum of all weights")
_COST = _Trait("factor", 0.01, 100.0, "median full cost of a page of {} over generators.cost_median")
_REACH = _Trait("log units", -5.0, 5.0, "log of the median appeal of pages of {}")
_OUTPUT = _Trait("factor", 0.01, 100.0, "output of {} relative to other kinds; the pool's flow stays")
_HUMAN = _Trait("share", 0.0, 1.0, "chance that an idea on a page of {} is a human's own")
_GAP = _Trait("log units", 0.0, 5.0, "how much lower the attractiveness of {}' sites lies")

_FARMS, _BRANDS, _BOTS, _WRITERS = "content farms", "brands", "bots", "assisted writers"


class ContentFarms(SiteOwner):
    """Content farms: cheap pages without editing on sites of their own."""

    rank_gap: float = _GAP.of(
        _FARMS,
        0.35,
        "fitted to the crawl anchors (ecosystem calibrate); AI pages lie on low ranks, Russell et al. 2026; range "
        "where it is searched",
        plausible=(0.1, 2.5),
    )
    share: float = _SHARE.of(
        _FARMS, 0.4, "judgement: NewsGuard counts 1,271 AI news sites by May 2025, nobody all kinds", low=0.001
    )
    cost_factor: float = _COST.of(
        _FARMS,
        0.7,
        "judgement: no editing, cheapest hosting; NewsGuard: unedited text; up to the median",
        plausible=(0.4, 1.0),
    )
    reach: float = _REACH.of(_FARMS, 0.0, "definition: the yardstick of the others")
    output_factor: float = _OUTPUT.of(_FARMS, 1.0, "definition: the yardstick of the others")
    human_share: float = _HUMAN.of(_FARMS, 0.0, "judgement: NewsGuard tells of text without human oversight")


class Brands(SiteOwner):
    """Brands: dearer pages with editing and promotion on sites of their own."""

    rank_gap: float = _GAP.of(_BRANDS, 0.2, "judgement: between human sites and farms")
    share: float = _SHARE.of(_BRANDS, 0.2, "judgement")
    cost_factor: float = _COST.of(
        _BRANDS, 2.5, "judgement: editing and promotion; half as dear again to twice that", plausible=(1.5, 5.0)
    )
    reach: float = _REACH.of(
        _BRANDS, 0.3, "judgement: a known name; from no gain to twice as many readers", plausible=(0.0, 0.8)
    )
    output_factor: float = _OUTPUT.of(_BRANDS, 0.5, "judgement")
    human_share: float = _HUMAN.of(_BRANDS, 0.0, "judgement")


class Bots(OperatorKind):
    """Bots: the cheapest pages, on sites of people."""

    share: float = _SHARE.of(_BOTS, 0.1, "judgement")
    cost_factor: float = _COST.of(
        _BOTS,
        0.25,
        "judgement: no hosting, no promotion; model use of about 0.1 USD a page by API prices; two fifths to twice",
        plausible=(0.1, 0.5),
    )
    reach: float = _REACH.of(
        _BOTS, -1.5, "judgement: replies that few look for; a third to three times the readers", plausible=(-2.5, -0.5)
    )
    output_factor: float = _OUTPUT.of(_BOTS, 2.0, "judgement")
    human_share: float = _HUMAN.of(_BOTS, 0.0, "judgement")


class AssistedWriters(OperatorKind):
    """Assisted writers: people who publish mostly what models write, on sites of people."""

    share: float = _SHARE.of(_WRITERS, 0.3, "judgement: Ahrefs 2025 finds mixed pages to be most of all new ones")
    cost_factor: float = _COST.of(
        _WRITERS,
        1.5,
        "Ahrefs 2025: 131 of 611 USD, times authors.cost_median, over the median after the fall, "
        "which is fitted; range over those of all three",
        plausible=(0.3, 12.0),
    )
    reach: float = _REACH.of(
        _WRITERS,
        -0.1,
        "judgement: in the mean as appealing as a human page, so that exp(reach + reach_spread^2 / 2) is 1; a third "
        "less to half more",
        plausible=(-0.5, 0.3),
    )
    output_factor: float = _OUTPUT.of(_WRITERS, 0.5, "judgement: a person edits every page")
    human_share: float = _HUMAN.of(
        _WRITERS,
        0.3,
        "judgement: AI-primary for the most part, but with ideas of its writer; from none to more than half",
        plausible=(0.0, 0.6),
    )

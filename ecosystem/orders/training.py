"""Policies for those who train models: marks on their text, filters, caps, and what they must keep or may use."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

from ecosystem.calendar import DateText, date_to_step
from ecosystem.parameters.fields import parameter, proportion
from ecosystem.policy import AgentPolicy, Policy
from ecosystem.rules import Order, Reach

_DRAWN_AS = "clean_archive"
"""What a data trust was called first: whom it binds is drawn under this name, so that its results stay."""


@dataclass(frozen=True)
class Watermarking(Order):
    """Let one's models mark what they write."""


class WatermarkMandate(AgentPolicy):
    """Marks on what models write."""

    asks = "Trainers must let their models mark what they write"
    bound = "model trainers"
    follows = (
        "Marks survive and are read as detection.watermark_* says; search engines read them, and so does every "
        "crawler that looks for synthetic pages"
    )
    pays = "nobody"
    resembles = (
        "European Union, AI Act, article 50(2), from 2026, and California, SB 942, from August 2026, where watermarks "
        "are one of the ways"
    )
    hurdle = "open models can be run without marks, and marks fade when a text is edited or translated"

    kind: Literal["watermark_mandate"] = "watermark_mandate"

    def order(self, reach: Reach) -> Watermarking:
        return Watermarking(self.kind, reach)


@dataclass(frozen=True)
class Filtering(Order):
    """Drop what a detector, or labels and marks alone, call synthetic."""

    payments: ClassVar[tuple[str, ...]] = ("filter duty",)

    method: Literal["marks", "rates", "likelihood"]
    crawlers: Literal["all", "private", "open"]
    covers_licences: bool
    rejudged_share: float


class FilterDuty(Policy):
    """A duty to filter what crawlers gather."""

    asks = "Crawlers that gather training data must leave out pages that are found to be synthetic"
    bound = "crawlers"
    follows = (
        "Pages are judged by labels and marks, by a detector with error rates, or by likelihood; the open crawl does "
        "not hand on what it finds, trainers judge what they license or are given, and what was held before is judged "
        "once more, bit by bit; pages held out for validation stay until they fade"
    )
    pays = "trainers who use the crawl, for the detector"
    resembles = "none; laboratories filter as they like, since it is their models that suffer"
    hurdle = "a detector errs in both ways and ages as models get better, and leaves out people whom it mistakes"

    kind: Literal["filter_duty"] = "filter_duty"
    method: Literal["marks", "rates", "likelihood"] = parameter(
        "rates",
        unit="option",
        meaning="how pages are judged: by labels and marks alone, by a detector with published error rates, or by "
        "likelihood ratio, with labels and marks too",
        source="judgement",
        kind="lever",
    )
    crawlers: Literal["all", "private", "open"] = parameter(
        "all",
        unit="option",
        meaning="which crawlers can be bound",
        source="judgement",
        kind="lever",
    )
    covers_licences: bool = parameter(
        True,
        unit="yes or no",
        meaning="whether trainers must judge pages that they license or get from a trust as their crawler must",
        source="judgement: a duty on training data asks what is trained on, not how it came",
        kind="lever",
    )
    rejudged_share: float = proportion(
        0.2,
        unit="share a month",
        meaning="pages held from before that are judged in a month, of those not judged yet; 0 lets all of them stay",
        source=(
            "judgement: nine tenths within ten months, since laboratories filter all that they hold anew for each "
            "generation of models (training.cadence: 6 months)"
        ),
        kind="lever",
    )

    def order(self, reach: Reach) -> Filtering:
        return Filtering(self.kind, reach, self.method, self.crawlers, self.covers_licences, self.rejudged_share)


@dataclass(frozen=True)
class Cap(Order):
    """Train on no more than a share of synthetic tokens, of those that an audit finds."""

    share: float
    audit_tpr: float
    audit_fpr: float


class SyntheticCap(AgentPolicy):
    """A cap on synthetic text in training."""

    asks = "Trainers may use no more than a share of synthetic tokens in training"
    bound = "model trainers"
    follows = "What is above it, as an audit finds it, is left out at random; the rest is used more instead"
    pays = "nobody"
    strength_field = "audit_tpr"
    resembles = "none"
    hurdle = "an audit finds only a part of synthetic text, and trainers would have to let it see what they train on"

    kind: Literal["synthetic_cap"] = "synthetic_cap"
    share: float = proportion(
        0.05,
        meaning="largest share of synthetic tokens in training, of those that the audit finds",
        source="judgement",
        kind="lever",
    )
    audit_tpr: float = proportion(
        0.7,
        meaning="synthetic tokens that the audit finds, where their writers do not hide them",
        source="judgement: as the search engine does with pages (detection.engine_tpr)",
        plausible=(0.3, 0.95),
    )
    audit_fpr: float = proportion(
        0.02,
        meaning="human tokens that the audit takes for synthetic",
        source=(
            "Graphite 2026; Jabarian and Imas 2025, from .002 to .042, as of the search engine (detection.engine_fpr)"
        ),
        plausible=(0.002, 0.042),
    )

    def order(self, reach: Reach) -> Cap:
        return Cap(self.kind, reach, self.share, self.audit_tpr, self.audit_fpr)


@dataclass(frozen=True)
class Keeping(Order):
    """Keep what one trained on, and use it again."""


class DutyToAccumulate(AgentPolicy):
    """A duty to keep old training data."""

    asks = "Trainers must keep what they trained on and use it again beside new data"
    bound = "model trainers"
    follows = "It changes nothing for those who keep them anyway (controls.does_accumulate)"
    pays = "nobody"
    resembles = (
        "none; rules of privacy ask the reverse, to keep personal data no longer than needed (GDPR, article 5(1)(e))"
    )
    hurdle = "whether a trainer keeps what it had cannot be seen from outside, and rights to use it end"

    kind: Literal["duty_to_accumulate"] = "duty_to_accumulate"

    def order(self, reach: Reach) -> Keeping:
        return Keeping(self.kind, reach)


@dataclass(frozen=True)
class Trust(Order):
    """Deposit pages with a data trust that hands them to every trainer.

    Attributes
    ----------
    last_step : int
        Month of the newest pages that it takes.
    collected_share : float
        Share of pages not held yet that it takes in a month.
    check_tpr, check_fpr : float
        Shares of AI-primary pages that do not hide, and of others, that its check finds synthetic and leaves out.
    curation_usd, fee_usd : float
        What it pays for looking through a page, and to the page's owner.
    """

    payments: ClassVar[tuple[str, ...]] = ("data trust",)

    last_step: int
    collected_share: float
    check_tpr: float
    check_fpr: float
    curation_usd: float
    fee_usd: float

    @property
    def name(self) -> str:
        """Tells trusts apart that take other pages or at another pace."""
        return f"{self.kind}|{self.last_step}|{self.collected_share}"


class DataTrust(AgentPolicy):
    """A trust that collects pages and hands them to all trainers."""

    asks = "A data trust collects pages that sites deposit and hands them to every trainer at no price"
    bound = "human sites"
    follows = (
        "Each month it takes a part of what depositing sites hold and it has not yet, leaving out what its check "
        "takes for synthetic; trainers run what they get through their own filter and use it by its age, as they use "
        "pages of their crawl"
    )
    pays = "the public purse"
    strength_field = "collected_share"
    former = MappingProxyType(dict.fromkeys(("clean_archive", "CleanArchive"), 'last_month_of_pages = "2022-11"'))
    resembles = (
        "legal deposit of web pages in national libraries (United Kingdom, 2013), which hand out none for training; "
        "data altruism (Regulation (EU) 2022/868, chapter IV)"
    )
    hurdle = (
        "owners must agree that everyone may train on their pages, and somebody must pay for collecting and checking"
    )

    kind: Literal["data_trust"] = "data_trust"
    coverage: float = proportion(
        0.5,
        meaning="those to whom it applies, of all of their kind",
        source="judgement: half of human sites deposit",
        kind="lever",
    )
    last_month_of_pages: DateText = parameter(
        "2035-12",
        unit="month",
        meaning="newest pages that it takes",
        source="judgement: it goes on collecting; 2022-11, before the first chat model, makes it a closed archive",
        kind="lever",
    )
    collected_share: float = proportion(
        0.05,
        unit="share a month",
        meaning="deposited pages not held yet that it takes in a month",
        source="judgement: half of a backlog in about a year",
        kind="lever",
    )
    check_tpr: float = proportion(
        0.9,
        meaning="pages that a model mostly wrote, without hiding it, which its check leaves out",
        source=(
            "judgement: between a search engine's detector and an auditor's (detection.engine_tpr, auditor_tpr); their "
            "range"
        ),
        plausible=(0.6, 0.99),
    )
    check_fpr: float = proportion(
        0.02,
        meaning="other pages which its check leaves out",
        source=(
            "Graphite 2026; Jabarian and Imas 2025, from .002 to .042, as of the search engine (detection.engine_fpr)"
        ),
        plausible=(0.002, 0.042),
    )
    curation_cost_usd: float = parameter(
        0.002,
        unit="USD a page",
        low=0.0,
        high=10.0,
        meaning="what it pays for looking through a page",
        source=(
            "judgement: twice what a detector takes to judge one (detection.cost_per_page_usd); a tenth to a hundred "
            "times, where people look"
        ),
        plausible=(0.0002, 0.2),
    )
    fee_usd: float = parameter(
        0.0,
        unit="USD a page",
        low=0.0,
        high=10.0,
        meaning="what it pays the owner of a page",
        source="judgement",
        kind="lever",
    )

    def order(self, reach: Reach) -> Trust:
        numbers = (self.collected_share, self.check_tpr, self.check_fpr, self.curation_cost_usd, self.fee_usd)
        return Trust(_DRAWN_AS, reach, date_to_step(self.last_month_of_pages), *numbers)

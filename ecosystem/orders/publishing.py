"""Policies for those who publish: labels, signatures, and a price or a limit on mass publishing."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from ecosystem.parameters.fields import parameter, proportion
from ecosystem.policy import AgentPolicy
from ecosystem.rules import Order, Reach


@dataclass(frozen=True)
class Labelling(Order):
    """Label AI-primary pages: share of labels that survive, their cost, and share of crawlers that heed them."""

    payments: ClassVar[tuple[str, ...]] = ("labels",)

    survival: float
    evasion_effect: float
    heeded_share: float
    cost_usd: float


class LabelFields(AgentPolicy):
    """What policies that ask for labels share."""

    bound = "operators and authors"

    coverage: float = proportion(
        0.8,
        meaning="those to whom it applies, of all of their kind",
        source="judgement: four of five publishers; the others publish from where nobody can oblige them",
        kind="lever",
    )
    survival: float = proportion(
        0.9,
        meaning="labels that are still there when a page is read, if its publisher does not hide it",
        source="judgement: like a mark of a model (detection.watermark_survival), since platforms strip metadata",
        plausible=(0.5, 1.0),
    )
    evasion_effect: float = proportion(
        0.5,
        meaning="of these, labels that publishers who hide from detectors remove",
        source="judgement: as for marks (detection.watermark_evasion_effect)",
        plausible=(0.1, 0.95),
    )
    heeded_share: float = proportion(
        1.0,
        meaning="crawlers that leave labelled pages out",
        source=(
            "judgement: trainers have an interest of their own in it; range: half at least, as most respect refusals"
        ),
        plausible=(0.5, 1.0),
    )
    cost_per_page_usd: float = parameter(
        0.001,
        unit="USD a page",
        low=0.0,
        high=10.0,
        meaning="what it costs a publisher to label a page",
        source=(
            "judgement: as much as a detector takes to judge one (detection.cost_per_page_usd); a tenth to twenty "
            "times, by hand"
        ),
        plausible=(0.0001, 0.02),
    )

    def labels(self, reach: Reach) -> Labelling:
        """Give the order to label."""
        numbers = (self.survival, self.evasion_effect, self.heeded_share, self.cost_per_page_usd)
        return Labelling(self.kind, reach, *numbers)


class LabellingMandate(LabelFields):
    """Labels on pages that a model mostly wrote.

    Examples
    --------
    >>> mandate = LabellingMandate(start="2026-08", coverage=0.8, phase_in_months=11)
    >>> [round(mandate.reach(step).coverage, 2) for step in (55, 60, 66)]  # August 2026 is step 55
    [0.07, 0.4, 0.8]
    """

    asks = "Whoever publishes pages that a model mostly wrote must label them for machines to read"
    follows = (
        "Search engines read labels like marks of models, crawlers that heed them leave labelled pages out, and "
        "operators count on both when they decide whether publishing and hiding pay"
    )
    pays = "those who label, a little for each page"
    strength_field = "survival"
    resembles = (
        "European Union, AI Act, article 50(4), from August 2026; China, labelling measures, from September 2025"
    )
    hurdle = "who does not label is hardly found out, since detectors err; labels are lost where text is copied"

    kind: Literal["labelling_mandate"] = "labelling_mandate"

    def order(self, reach: Reach) -> Labelling:
        return self.labels(reach)


@dataclass(frozen=True)
class Signing(Order):
    """Sign one's pages: share of signatures that survive, and what a signed page costs."""

    payments: ClassVar[tuple[str, ...]] = ("signatures",)

    survival: float
    cost_usd: float


class ProvenanceStandard(AgentPolicy):
    """Signatures on what people write."""

    asks = "Authors sign what they publish under a provenance standard, so that it is taken for human"
    bound = "human authors"
    follows = "A signature acquits a page in search and in filters, and so does a forged one"
    pays = "authors who sign, a little for each page"
    strength_field = "survival"
    resembles = "no law: Content Credentials of C2PA, voluntary, made for pictures first"
    hurdle = (
        "few readers or engines look at signatures, text loses them when it is copied, and who signs can be a machine"
    )

    kind: Literal["provenance_standard"] = "provenance_standard"
    survival: float = proportion(
        0.8,
        meaning="signatures that are still there when a page is read",
        source=(
            "judgement: platforms that are bound to keep them; range from twice of what is without a standard "
            "(detection.provenance_survival)"
        ),
        plausible=(0.4, 0.95),
    )
    cost_per_page_usd: float = parameter(
        0.001,
        unit="USD a page",
        low=0.0,
        high=10.0,
        meaning="what it costs an author to sign a page",
        source="judgement: like a label (labelling_mandate.cost_per_page_usd)",
        plausible=(0.0001, 0.02),
    )

    def order(self, reach: Reach) -> Signing:
        return Signing(self.kind, reach, self.survival, self.cost_per_page_usd)


@dataclass(frozen=True)
class PageTax(Order):
    """Pay for each page beyond an allowance a month."""

    payments: ClassVar[tuple[str, ...]] = ("publishing tax",)

    usd_per_page: float
    allowance: float


class PublishingTax(AgentPolicy):
    """A tax on publishing very many pages."""

    asks = "Whoever publishes more pages a month than an allowance pays a tax on the rest"
    bound = "operators and authors"
    follows = (
        "Whoever gets less than the tax for a page beyond the allowance writes no more than that, and whoever decides "
        "whether writing pays counts it among the costs"
    )
    pays = "those for whom a page beyond the allowance is worth it, to the public purse"
    strength_field = "usd_per_page"
    resembles = "none; a price a message has been proposed against spam (Dwork and Naor 1992) and never asked of all"
    hurdle = "whoever writes much spreads it over many names and sites"

    kind: Literal["publishing_tax"] = "publishing_tax"
    usd_per_page: float = parameter(
        0.3,
        unit="USD a page",
        low=0.0,
        high=100.0,
        meaning="tax on a page beyond the allowance",
        source="judgement: about the full cost of a page of a median operator after 2022 in the baseline",
        kind="lever",
    )
    allowance: float = parameter(
        20.0,
        unit="pages a month",
        low=0.0,
        high=1e6,
        meaning="pages that are free of it",
        source="judgement: five times what a mean author posts (authors.posts_mean)",
        kind="lever",
    )

    def order(self, reach: Reach) -> PageTax:
        return PageTax(self.kind, reach, self.usd_per_page, self.allowance)


@dataclass(frozen=True)
class PageLimit(Order):
    """Publish no more than so many pages a month."""

    pages: int


class PublishingLimit(AgentPolicy):
    """A limit to the pages of one publisher."""

    asks = "Nobody may publish more than a number of pages a month"
    bound = "operators and authors"
    follows = "What is beyond it is not written"
    pays = "nobody"
    resembles = "no law: a shop's limit of three new books a day and author (Amazon, September 2023)"
    hurdle = "whoever writes much spreads it over many names and sites"

    kind: Literal["publishing_limit"] = "publishing_limit"
    pages: int = parameter(
        20,
        unit="pages a month",
        low=0,
        high=1_000_000,
        meaning="most pages of one publisher",
        source="judgement: five times what a mean author posts (authors.posts_mean)",
        kind="lever",
    )

    def order(self, reach: Reach) -> PageLimit:
        return PageLimit(self.kind, reach, self.pages)

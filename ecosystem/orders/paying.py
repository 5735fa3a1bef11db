"""Policies that pay who writes: a levy on trainers, a subsidy, collective licences, and shares of what answers earn."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from ecosystem.parameters.fields import parameter, proportion
from ecosystem.policy import AgentPolicy, Policy
from ecosystem.rules import Order, Reach


@dataclass(frozen=True)
class Levy(Order):
    """Pay a share of revenue to authors; a share of that goes to those who run it."""

    payments: ClassVar[tuple[str, ...]] = ("levy", "levy costs")

    share: float
    fee_share: float


class AuthorLevy(AgentPolicy):
    """A levy on the revenue of trainers, for human authors.

    Examples
    --------
    >>> AuthorLevy(share=0.06).describe().partition(":")[0]
    'Trainers pay a share of their revenue to human authors, by the visits to pages that are not AI-primary'
    """

    asks = "Trainers pay a share of their revenue to human authors, by the visits to pages that are not AI-primary"
    bound = "model trainers"
    follows = (
        "Trainers ask more of their users and have less left to buy data with; several levies are taken one after the "
        "other, each of what is left, and nobody pays more than it has"
    )
    pays = "trainers, and their users through prices; running it costs a part of the levy"
    strength_field = "share"
    resembles = "levies on copying devices (Directive 2001/29/EC, article 5(2)(b)); none on models yet"
    hurdle = "it takes a register of authors and a measure of what each is due, and revenue that is booked abroad"

    kind: Literal["author_levy"] = "author_levy"
    share: float = proportion(
        0.06,
        meaning="part of revenue that is paid",
        source="judgement: between collective levies on devices and shares of music services' revenue",
        kind="lever",
    )
    fee_share: float = proportion(
        0.1,
        meaning="part of the levy that running it costs",
        source="judgement: collecting societies keep 10 to 20 %; range as of market.collective_fee_share",
        plausible=(0.03, 0.24),
    )

    def order(self, reach: Reach) -> Levy:
        return Levy(self.kind, reach, self.share, self.fee_share)


@dataclass(frozen=True)
class Subsidy(Order):
    """Get money for each page that a check takes for human: USD a page, and the share of AI pages it finds."""

    payments: ClassVar[tuple[str, ...]] = ("subsidy",)

    usd_per_page: float
    check_tpr: float


class AuthorSubsidy(AgentPolicy):
    """Public money for pages that people write."""

    asks = "Authors of articles get public money for each page that a check takes for human"
    bound = "authors of articles"
    follows = "Authors who write with AI count what they lose of it when they decide"
    pays = "the public purse"
    strength_field = "usd_per_page"
    resembles = "press subsidies, as in Norway, Denmark and Austria (Quality Journalism Funding Act, 2024)"
    hurdle = "somebody must tell what people wrote, the better the models the harder; and the state pays whom it reads"

    kind: Literal["author_subsidy"] = "author_subsidy"
    usd_per_page: float = parameter(
        0.36,
        unit="USD a page",
        low=0.0,
        high=1000.0,
        meaning="money for a page",
        source="judgement: about a tenth of what a mean human page earns over its life in the baseline",
        kind="lever",
    )
    check_tpr: float = proportion(
        0.7,
        meaning="pages that a model mostly wrote for which the check refuses money",
        source="judgement: as the search engine does with pages (detection.engine_tpr)",
        plausible=(0.3, 0.95),
    )

    def order(self, reach: Reach) -> Subsidy:
        return Subsidy(self.kind, reach, self.usd_per_page, self.check_tpr)


@dataclass(frozen=True)
class Collective(Order):
    """License through a collective, which keeps a share for its own costs."""

    fee_share: float


class CollectiveLicence(AgentPolicy):
    """A licence for many small sites at once."""

    asks = "Small sites that refuse crawlers license together, with one contract for each buyer"
    bound = "sites of the tail"
    follows = "One contract with each buyer saves what a contract costs"
    pays = "trainers who buy; the collective keeps a fee of what members get"
    resembles = (
        "collective licences with extended effect (Directive (EU) 2019/790, article 12), long known in the Nordic "
        "countries"
    )
    hurdle = "a collective must speak for most owners, let others leave and divide small sums among many"

    kind: Literal["collective_licence"] = "collective_licence"
    coverage: float = proportion(
        0.8,
        meaning="those to whom it applies, of all of their kind",
        source="judgement: an extended collective licence, which few leave",
        kind="lever",
    )
    fee_share: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=0.9,
        meaning="part of the price that the collective keeps for its own costs",
        source="judgement: as market.collective_fee_share",
        plausible=(0.03, 0.24),
    )

    def order(self, reach: Reach) -> Collective:
        return Collective(self.kind, reach, self.fee_share)


@dataclass(frozen=True)
class AnswerDuty(Order):
    """Share what an answer earns among the pages that it cites."""

    payments: ClassVar[tuple[str, ...]] = ("answer payment",)

    share: float


class AnswerPayment(Policy):
    """A share of what answers above search earn, for the pages that they cite."""

    asks = "Search engines share what an answer earns among the pages that it cites"
    bound = "answers above search that cite pages"
    follows = (
        "Writers and sites share it as they share advertising, whoever wrote the page, and count on it; it changes "
        "nothing while answers cite nobody (controls.has_citing_answers)"
    )
    pays = "search engines, to owners of the pages that their answers cite"
    strength_field = "share"
    resembles = "bargaining codes for news: Australia, 2021; Canada, Online News Act, 2023"
    hurdle = (
        "one platform in Canada dropped news rather than pay; and what an answer earns is known to its engine alone"
    )

    kind: Literal["answer_payment"] = "answer_payment"
    share: float = proportion(
        0.5,
        meaning="part of what an answer earns that goes to the pages that it cites",
        source="judgement: engines that share what answers earn of their own will give half or more",
        kind="lever",
    )

    def order(self, reach: Reach) -> AnswerDuty:
        return AnswerDuty(self.kind, reach, self.share)

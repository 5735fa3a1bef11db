"""Policies that pay human authors: a levy on trainers, a subsidy, and collective licences."""

from typing import Literal

from ecosystem.orders import Collective, Levy, Reach, Subsidy
from ecosystem.parameters.fields import parameter
from ecosystem.policies.policy import AgentPolicy, with_order
from ecosystem.rules import Rules


class AuthorLevy(AgentPolicy):
    """Trainers pay a share of their revenue to human authors, by the visits to pages that are not AI-primary."""

    bound = "model trainers"

    kind: Literal["author_levy"] = "author_levy"
    share: float = parameter(
        0.06,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="part of revenue that is paid",
        source="judgement: between collective levies on devices and shares of music services' revenue",
        kind="lever",
    )
    fee_share: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="part of the levy that running it costs",
        source="judgement: collecting societies keep 10 to 20 % (as market.collective_fee_share, 15 %)",
        kind="uncertainty",
    )

    @property
    def strength(self) -> float:
        """The levy."""
        return self.share

    def _change(self, rules: Rules, reach: Reach) -> Rules:
        return with_order(rules, "levies", Levy(self.kind, reach, self.share, self.fee_share))


class AuthorSubsidy(AgentPolicy):
    """Authors of articles get public money for each page that a check takes for human.

    Authors who write with AI count what they lose of it when they decide.
    """

    bound = "authors of articles"

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
    check_tpr: float = parameter(
        0.7,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="pages that a model mostly wrote for which the check refuses money",
        source="judgement: as the search engine does with pages (detection.engine_tpr)",
        kind="uncertainty",
    )

    @property
    def strength(self) -> float:
        """The money."""
        return self.usd_per_page

    def _change(self, rules: Rules, reach: Reach) -> Rules:
        return with_order(rules, "subsidies", Subsidy(self.kind, reach, self.usd_per_page, self.check_tpr))


class CollectiveLicence(AgentPolicy):
    """Small sites that refuse crawlers license together, with one contract for each buyer."""

    bound = "sites of the tail"

    kind: Literal["collective_licence"] = "collective_licence"
    coverage: float = parameter(
        0.8,
        unit="share",
        low=0.0,
        high=1.0,
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
        source="as market.collective_fee_share",
        kind="uncertainty",
    )

    def _change(self, rules: Rules, reach: Reach) -> Rules:
        return with_order(rules, "collective", Collective(self.kind, reach, self.fee_share))

"""Policies for what readers are shown: search results and answers above them."""

from dataclasses import replace
from typing import Literal

from ecosystem.parameters.fields import proportion
from ecosystem.policy import Policy
from ecosystem.rules import Reach, Rules


class SearchDemotion(Policy):
    """Less room for synthetic pages in search."""

    asks = "Search engines must show pages that they believe synthetic less often"
    bound = "searches"
    follows = "Readers visit such pages less, and they earn less"
    pays = "nobody"
    strength_field = "cut_share"

    kind: Literal["search_demotion"] = "search_demotion"
    cut_share: float = proportion(
        0.75,
        meaning="odds of a visit to such a page that are taken away, of those left (attention.ai_odds_factor)",
        source="judgement",
        kind="lever",
    )

    def change(self, rules: Rules, reach: Reach) -> Rules:
        return replace(rules, ai_odds_factor=rules.ai_odds_factor * (1.0 - reach.share * self.cut_share))


class AnswerLimit(Policy):
    """Fewer answers above search results."""

    asks = "Search engines must show fewer answers that end a search without a click"
    bound = "searches"
    follows = "More searches end with a click on a page"
    pays = "nobody"
    strength_field = "cut_share"

    kind: Literal["answer_limit"] = "answer_limit"
    cut_share: float = proportion(0.5, meaning="answers that are left out", source="judgement", kind="lever")

    def change(self, rules: Rules, reach: Reach) -> Rules:
        return replace(rules, answer_reach=rules.answer_reach * (1.0 - reach.share * self.cut_share))

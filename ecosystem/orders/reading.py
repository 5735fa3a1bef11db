"""Policies for what readers are shown: search results and answers above them."""

from dataclasses import replace
from typing import Literal

from ecosystem.parameters.fields import parameter, proportion
from ecosystem.policy import Policy
from ecosystem.rules import Reach, Rules


class SearchDemotion(Policy):
    """Less room for synthetic pages in search."""

    asks = "Search engines must show pages that they believe synthetic less often"
    bound = "searches"
    follows = "Readers visit such pages less, and they earn less"
    pays = "nobody"
    strength_field = "cut_share"
    resembles = "no law: an engine's own policy against content made at scale (Google, March 2024)"
    hurdle = (
        "the engine must tell AI pages from others and hurts people whom it mistakes; a law would have to look into "
        "its ranking"
    )

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
    resembles = (
        "none; nearest is the ban on ranking one's own services first (Digital Markets Act, article 6(5), from March "
        "2024)"
    )
    hurdle = "readers like answers, and what counts as one changes every few months"

    kind: Literal["answer_limit"] = "answer_limit"
    cut_share: float = proportion(0.5, meaning="answers that are left out", source="judgement", kind="lever")

    def change(self, rules: Rules, reach: Reach) -> Rules:
        return replace(rules, answer_reach=rules.answer_reach * (1.0 - reach.share * self.cut_share))


class AnswerCitation(Policy):
    """Names and links of what answers above search have read."""

    asks = "Search engines must name the pages that an answer above search has read, and link them where readers see it"
    bound = "answers above search that cite pages"
    follows = (
        "More readers go on from answers to what these have read; it changes nothing while answers cite nobody "
        "(controls.has_citing_answers)"
    )
    pays = "nobody"
    resembles = (
        "United Kingdom, publisher conduct requirement of the Competition and Markets Authority, from December 2026"
    )
    hurdle = "from outside nobody sees which pages an answer rests on, and readers seldom follow links"

    kind: Literal["answer_citation"] = "answer_citation"
    cite_share: float = proportion(
        1.0,
        meaning="of the answers that name nobody, those that must",
        source="judgement",
        kind="lever",
    )
    link_share: float = proportion(
        1.0,
        meaning="of the answers that name pages without links, those that must link them",
        source="judgement",
        kind="lever",
    )
    click_factor: float = parameter(
        2.0,
        unit="times as many",
        low=1.0,
        high=20.0,
        meaning="readers who follow a link that stands where the rule asks it, over those who do so without the rule",
        source=(
            "judgement: from the ninth position of a result page to the fourth doubles clicks; from no gain to that of "
            "the second position"
        ),
        plausible=(1.0, 4.0),
    )

    @property
    def strength(self) -> float:
        """The largest of what it adds to names, links and clicks."""
        return max(self.cite_share, self.link_share, self.click_factor - 1.0)

    def change(self, rules: Rules, reach: Reach) -> Rules:
        bound, clicks = reach.share, rules.citation_clicks * (1.0 + reach.share * (self.click_factor - 1.0))
        return replace(
            rules,
            cited_share=rules.cited_share + bound * self.cite_share * (1.0 - rules.cited_share),
            linked_share=rules.linked_share + bound * self.link_share * (1.0 - rules.linked_share),
            citation_clicks=min(clicks, 1.0),
        )

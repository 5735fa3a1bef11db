"""Human authors: how much they write, why, and when they turn to AI, opt out or leave."""

from typing import Self

from pydantic import model_validator

from ecosystem.errors import Fault, ParameterError, quoted
from ecosystem.parameters.fields import DateText, ParameterGroup, parameter, proportion

_MOST_IN_COMMUNITIES = 0.9
# Of a page's topic 16 bits are kept.
MOST_TOPICS = 1 << 16


class AuthorParameters(ParameterGroup):
    """Human authors: how much they write, why, and when they turn to AI, opt out or leave."""

    authors_per_topic: int = parameter(
        100,
        unit="authors",
        low=5,
        high=1000,
        meaning="human authors in each topic at the start",
        source="judgement: enough for all kinds of sites in a topic, and few enough for several topics in a small web",
    )
    posts_mean: float = parameter(
        4.0,
        unit="posts a month",
        low=0.1,
        high=100.0,
        meaning="mean posting rate",
        source="Orbit Media 2021: 45 % weekly to several a month, 3 % daily; range 1-8",
    )
    posts_tail_exponent: float = parameter(
        2.0,
        unit="exponent of the density",
        low=1.2,
        high=4.0,
        meaning="truncated power law of posting rates",
        source=("Wilkinson 2008: 1.6-2.4; lognormal or truncated power law fit as well, Tenorio-Fornes 2022"),
    )
    posts_tail_ratio: float = parameter(
        100.0,
        unit="ratio",
        low=2.0,
        high=10000.0,
        meaning="largest over smallest posting rate",
        source="judgement",
    )
    income_memory: float = parameter(
        5.0 / 6.0,
        unit="share a month",
        low=0.01,
        high=0.99,
        meaning=(
            "weight of the past in the income that authors and operators look at, which averages over about "
            "1 / (1 - income_memory) months"
        ),
        source="judgement: half a year",
    )
    substitutable_share: float = parameter(
        0.1,
        unit="share of authors",
        low=0.0,
        high=0.5,
        meaning="authors who ask and answer where a chat model can replace them",
        source=(
            "judgement: forums of questions and answers are a small part of the web; half to two and a half times as "
            "many"
        ),
        plausible=(0.05, 0.25),
    )
    committed_share: float = parameter(
        0.1,
        unit="share of authors",
        low=0.0,
        high=0.5,
        meaning="authors in committed communities such as encyclopedias",
        source="judgement",
    )
    substitutability: float = proportion(
        1.0,
        meaning="chance that a question of the substitutable niche suits a chat model",
        source="definition: what sets the niche apart",
    )
    committed_substitutability: float = proportion(
        0.01,
        meaning="the same for committed communities",
        source=(
            "English Wikipedia active editors: 31.3k in 2022, flat after; range by judgement: a twentieth at most, "
            "since even so their fall would show"
        ),
        plausible=(0.0, 0.05),
    )
    appeal_spread: float = parameter(
        0.7,
        unit="log units",
        low=0.0,
        high=3.0,
        meaning="spread of the log-normal appeal of an author's pages",
        source="judgement",
    )
    cost_median: float = parameter(
        0.7,
        unit="of a human page's revenue",
        low=0.0,
        high=20.0,
        meaning="cost of writing a page by hand",
        source="judgement: most of what a page earns; half to twice as much",
        plausible=(0.35, 1.4),
    )
    cost_spread: float = parameter(
        0.6,
        unit="log units",
        low=0.0,
        high=3.0,
        meaning="spread of that cost over authors",
        source="judgement",
    )
    motive_median: float = parameter(
        0.5,
        unit="of a human page's revenue",
        low=0.0,
        high=20.0,
        meaning="what writing a page is worth to its author besides money",
        source="judgement: half of what a page earns; half to twice as much",
        plausible=(0.25, 1.0),
    )
    churn_hazard: float = parameter(
        0.01,
        unit="1/month",
        low=0.0,
        high=0.5,
        meaning="chance that an indifferent author leaves",
        source="judgement: an author stays for eight years; from three to twenty",
        plausible=(0.004, 0.025),
    )
    churn_scale: float = parameter(
        0.5,
        unit="of a human page's revenue",
        low=0.01,
        high=10.0,
        meaning="profit a page that changes the odds of leaving by a factor e",
        source="judgement",
    )
    entry_elasticity: float = parameter(
        1.0,
        unit="elasticity",
        low=0.0,
        high=10.0,
        meaning="how entry answers to the revenue of a page",
        source="judgement: in proportion; from weak to twice as strong",
        plausible=(0.3, 2.0),
    )
    writing_share: float = parameter(
        0.08,
        unit="share of people",
        low=0.0,
        high=0.9,
        meaning=(
            "people who write articles at the start, of all who could; the others are those who may enter, so that "
            "entry slows as they become few; 0 is an endless supply of authors"
        ),
        source=(
            "8 % of internet users keep a blog, Lenhart and Fox 2006 (Pew, Bloggers: a portrait of the internet's new "
            "storytellers); 18-23 % create content of any kind, Forrester 2007-10; range: up to twice that, since the "
            "web has grown easier to write on"
        ),
        plausible=(0.08, 0.4),
    )
    adoption_start: DateText = parameter(
        "2022-12",
        unit="month",
        meaning="first month in which authors can write with AI at consumer prices",
        source="events: 30 November 2022",
    )
    adoption_hazard: float = parameter(
        0.08,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning="rate at which authors reconsider whether to write with AI",
        source=(
            "Ahrefs 2025: 87 % of professional authors use AI; range by judgement: within five months to three years "
            "of chat models"
        ),
        plausible=(0.03, 0.2),
    )
    adoption_cost_weight: float = parameter(
        5.0,
        unit="per human page's revenue",
        low=0.0,
        high=20.0,
        meaning="weight of the cost saved in the adoption logit",
        source="judgement",
    )
    adoption_quality_weight: float = parameter(
        1.0,
        unit="per nat",
        low=0.0,
        high=20.0,
        meaning="weight in the adoption logit of how much worse the model's text is than human pages",
        source="judgement",
    )
    adoption_peer_weight: float = parameter(
        2.0,
        unit="per share of adopters",
        low=0.0,
        high=20.0,
        meaning="weight of the share of adopters in the topic",
        source="judgement",
    )
    adoption_stigma: float = parameter(
        0.5,
        unit="logits",
        low=-5.0,
        high=10.0,
        meaning="mean reluctance to publish AI text; its spread over authors is 1",
        source=(
            "fitted by hand: 60-97 % of professional authors use AI in 2025, Ahrefs survey 2025; range by judgement: "
            "one spread of authors either way, since others than professionals write"
        ),
        plausible=(-0.5, 1.5),
    )
    committed_stigma: float = parameter(
        4.5,
        unit="logits",
        low=0.0,
        high=20.0,
        meaning="further reluctance in committed communities",
        source="judgement",
    )
    fixed_adopter_share: float = proportion(
        0.6,
        unit="share of authors",
        meaning="authors who write with AI where they do not decide (controls.has_adoption_choice is False)",
        source="judgement; used by a control only",
    )
    ai_share_mean: float = proportion(
        0.3,
        unit="share of ideas",
        meaning="mean share of synthetic ideas on the pages of adopters",
        source=(
            "fitted by hand: 10-24 % of text in 2024, Liang et al. 2024-25; range: the least over all adopters to the "
            "most over few, 60-97 % of authors"
        ),
        plausible=(0.1, 0.4),
    )
    ai_share_concentration: float = parameter(
        2.5,
        unit="pseudo-counts",
        low=0.1,
        high=100.0,
        meaning="concentration of the beta distribution of that share over authors",
        source="bands of Ahrefs April 2025",
    )
    cost_saved_share: float = proportion(
        0.8,
        unit="share of cost",
        meaning="cost of a synthetic idea saved to an author",
        source="Ahrefs 2025: 131 USD an assisted article, 611 USD a human one",
    )
    owner_model_share: float = proportion(
        0.0,
        unit="share of authors",
        meaning="authors on a platform of a private scraper who write with its trainer's model, whatever others offer",
        source="judgement: off by default; some platforms have a model built in",
    )
    opt_out_start: DateText = parameter(
        "2023-08",
        unit="month",
        meaning="first month in which a site can refuse AI crawlers by name",
        source="events: 7 August 2023",
    )
    opt_out_hazard: float = parameter(
        0.5,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning="rate at which sites act as they are willing: refuse, or take it back",
        source="Nagel and Vaughan 2025; range by judgement: sites act within a month to within half a year",
        plausible=(0.15, 1.0),
    )
    opt_out_intercept: float = proportion(
        0.2,
        unit="share of sites",
        meaning="willing sites at real-web rank 1,000",
        source=(
            "Nagel and Vaughan 2025 (CCBot full disallow, February 2025): 0.20 - 0.018 ln(rank/1000); range by "
            "judgement: half to one and a half times, since crawlers and lists of sites differ"
        ),
        plausible=(0.1, 0.3),
    )
    opt_out_slope: float = parameter(
        0.018,
        unit="share per log rank",
        low=0.0,
        high=0.2,
        meaning="fall of willingness with the logarithm of the rank",
        source="Nagel and Vaughan 2025",
    )
    opt_out_peer_weight: float = parameter(
        0.05,
        unit="per share of sites",
        low=0.0,
        high=5.0,
        meaning="how much refusals by other sites of the topic add to willingness",
        source="judgement: little; from nothing to four times that",
        plausible=(0.0, 0.2),
    )

    opt_out_worth_slope: float = parameter(
        2.2,
        unit="log share per rank of worth",
        low=0.0,
        high=10.0,
        meaning=(
            "how much more willing to refuse sites are whose pages are worth more, from the least to the most; "
            "0 lets worth not matter"
        ),
        source=(
            "fitted by hand, so that about six times as many of the best quarter refuse as of the worst: published 47 "
            "% of high-factual and 8 % of low-factual news sites (Zhu 2026; 60 and 9 %: arXiv 2510.10315); range: "
            "three to nine times as many"
        ),
        plausible=(1.5, 3.0),
    )
    opt_out_answers_share: float = proportion(
        0.3,
        unit="share of sites willing to refuse",
        meaning="sites that are willing to refuse answers above search too, of those willing to refuse training",
        source="judgement: few, since who leaves answers fears for its place in search; from none to twice as many",
        plausible=(0.0, 0.6),
    )
    opt_out_agents_share: float = proportion(
        0.5,
        unit="share of sites willing to refuse",
        meaning="sites that are willing to refuse models that read for a user too, of those willing to refuse training",
        source="judgement: many rules name crawlers of training alone; from few to nearly all",
        plausible=(0.2, 0.9),
    )
    opt_out_cost_weight: float = parameter(
        2.0,
        unit="log share per log visits",
        low=0.0,
        high=100.0,
        meaning="how much less willing sites are to refuse what costs them visits; 0 lets them not look",
        source=(
            "judgement: a site that would lose 7 % of its visits is a seventh less willing; from not looking to a "
            "third less willing"
        ),
        plausible=(0.0, 5.0),
    )

    def n_topics(self, size: int) -> int:
        """Give the number of topics of a web that starts with so many authors."""
        return max(2, round(size / self.authors_per_topic))

    @model_validator(mode="after")
    def _most_write_articles(self) -> Self:
        total = self.substitutable_share + self.committed_share
        if total > _MOST_IN_COMMUNITIES:
            rule = f"is above {_MOST_IN_COMMUNITIES}"
            remedy = "The others write the articles from which AI pages take visits; lower one of the two shares."
            raise ParameterError(Fault("substitutable_share + committed_share", rule, quoted(total), remedy=remedy))
        return self

"""Questions of readers, what answers them, and which pages get the visits."""

from typing import Self

from pydantic import model_validator

from ecosystem.errors import Fault, ParameterError, quoted
from ecosystem.parameters.fields import DateText, ParameterGroup, parameter, proportion


class AttentionParameters(ParameterGroup):
    """Questions of readers, what answers them, and which pages get the visits."""

    visits_per_author: float = parameter(
        2000.0,
        unit="visits a month per human author",
        low=1.0,
        high=1000000.0,
        meaning=("visits that readers make, per human author at the start; constant per author"),
        source="judgement",
    )
    topic_spread: float = parameter(
        10.0,
        unit="ratio",
        low=1.0,
        high=1000.0,
        meaning=("questions in the most popular topic over the least; between them popularity falls as 1/rank"),
        source="Zipf; traffic exponent 1.0, Adamic and Huberman 2002",
    )
    freshness: float = parameter(
        0.977,
        unit="factor a month",
        low=0.0,
        high=1.0,
        meaning=("how the attractiveness of a page decays with age; identified only together with ai_odds_factor"),
        source=(
            "fitted to the search anchors at the given ai_odds_factor (ecosystem calibrate); range by judgement: half "
            "of a page's draw is gone after three months, or after twelve years"
        ),
        plausible=(0.8, 0.995),
    )
    ai_odds_factor: float = parameter(
        0.2,
        unit="odds",
        low=0.0,
        high=10.0,
        meaning=("factor on the odds of a visit to a page that the search engine believes synthetic"),
        source="fitted together with freshness; range by judgement: from hardly shown to not demoted at all",
        plausible=(0.05, 1.0),
    )
    authority_exponent: float = parameter(
        0.5,
        unit="exponent",
        low=0.0,
        high=2.0,
        meaning="weight of a site's PageRank in the choice of a page",
        source="judgement: engines weigh links among hundreds of signals; from a little to in proportion",
        plausible=(0.2, 1.0),
    )
    results_shown: int = parameter(
        10,
        unit="positions",
        low=0,
        high=100,
        meaning=(
            "sites on a result page, each shown once; 0 lets readers click any page in proportion to its attractiveness"
        ),
        source="judgement: what the first result page of a search engine shows",
    )
    position_bias: float = parameter(
        1.0,
        unit="exponent",
        low=0.0,
        high=5.0,
        meaning="how clicks fall with the position on the result page: as position to the power of minus this",
        source=(
            "judgement: first positions get ten times the clicks of tenth ones, cf. Craswell et al. 2008, and vendors' "
            "studies of 2019-20 (Backlinko, Sistrix); range: five to twenty-five times"
        ),
        plausible=(0.7, 1.4),
    )
    demotion_start: DateText = parameter(
        "2019-01",
        unit="month",
        meaning="first month in which pages believed synthetic are demoted",
        source=("judgement: engines demoted scaled low-quality content long before their update of March 2024"),
    )
    revenue_per_visit_usd: float = parameter(
        0.008,
        unit="USD",
        low=0.0001,
        high=1.0,
        meaning="advertising revenue of one visit",
        source="judgement: 8 USD per 1,000 views, from sources too weak to name; their range",
        plausible=(0.002, 0.025),
    )
    answer_start: DateText = parameter(
        "2024-05",
        unit="month",
        meaning="first month of answers shown above search results",
        source="events: 14 May 2024 (US)",
    )
    answer_share_max: float = proportion(
        0.4,
        unit="share of searches",
        meaning="searches that end without a click when the best model is perfect",
        source=("Pew 2025: 8 % against 15 % of visits; Agarwal and Sen 2026: 0.37 against 0.62 clicks a search"),
    )
    answer_full: DateText = parameter(
        "2025-05",
        unit="month",
        meaning="first month in which answers are shown on all searches; they spread linearly until then",
        source="judgement",
    )
    retrieval_start: DateText = parameter(
        "2023-02",
        unit="month",
        meaning="first month in which some models read pages before they answer",
        source="events: 7 February 2023, a chat model inside a search engine",
    )
    retrieval_full: DateText = parameter(
        "2025-06",
        unit="month",
        meaning="month from which as many answers as ever are given after reading; they spread evenly until then",
        source=(
            "judgement: the last month of the sample of Chatterji et al. 2025; range: from the month in which a chat "
            "model that reads the web was opened to all who pay, October 2024, to a year after that sample"
        ),
        plausible=("2024-10", "2026-06"),
    )
    retrieval_share_max: float = proportion(
        0.24,
        unit="share of answers",
        meaning="answers of models that are given after reading pages; 0 is no retrieval",
        source=(
            "24 % of messages seek information, of those for which pages are read; Chatterji et al. 2025, How people "
            "use ChatGPT, NBER working paper 34255; range by judgement: not all such messages, or also practical "
            "guidance"
        ),
        plausible=(0.1, 0.6),
    )
    retrieval_weight: float = proportion(
        0.45,
        unit="share of an answer",
        meaning="how much of what an answer says comes from what was read for it; the rest from the model as served",
        source=(
            "best weight of what is retrieved, Khandelwal et al. 2020, arXiv 1911.00172: 0.25 for text like that of "
            "training, 0.65 for text of another domain; the middle, and both as its range"
        ),
        plausible=(0.25, 0.65),
    )
    chat_start: DateText = parameter(
        "2022-12",
        unit="month",
        meaning="first month in which askers can switch to a chat model",
        source="events: 30 November 2022",
    )
    chat_hazard: float = parameter(
        0.08,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning=(
            "chance that an asker at substitutability 1 switches to chat for good when a model surely answers better"
        ),
        source=(
            "fitted to the niche anchors (ecosystem calibrate): questions fall 7 % a month; range: half of it to half "
            "as much again"
        ),
        plausible=(0.04, 0.12),
    )
    chat_convenience: float = parameter(
        1.1,
        unit="nats per idea",
        low=-5.0,
        high=5.0,
        meaning=("head start of a model's answer over a human page: instant and free of waiting"),
        source=(
            "fitted by hand with chat_hazard to the niche anchors: questions fell at once, while models were poor; "
            "range: a third either way; at 1.4 one anchor more is met, but askers would leave for a model that knows "
            "nothing, and questions would not fall by what models cover, as del Rio-Chanona et al. 2024 find"
        ),
        plausible=(0.7, 1.5),
    )
    worth_prior_ideas: float = parameter(
        2000.0,
        unit="ideas on fresh pages of a topic",
        low=1.0,
        high=1000000.0,
        meaning="ideas of all pages that people lay beside those of one kind when they judge what that kind is worth",
        source="judgement: 250 pages; a few hundred ideas of a thousand cannot show how good who wrote them is",
    )
    worth_sensitivity: float = parameter(
        1.0,
        unit="exponent",
        low=0.0,
        high=20.0,
        meaning=(
            "weight of what readers learn from AI-primary pages of a topic, over what they learn from others, in the "
            "odds of a visit; 0 lets clicks and ranking ignore it"
        ),
        source=(
            "judgement: odds in proportion to worth, so that readers return to what answered them; from not at all to "
            "steeply"
        ),
        plausible=(0.0, 4.0),
    )
    worth_memory_months: float = parameter(
        12.0,
        unit="months",
        low=1.0,
        high=1000.0,
        meaning="months over which readers and engines average what they learn of the worth of pages",
        source="judgement: engines judge sites by a year of clicks",
    )
    mention_weight: float = parameter(
        1.5,
        unit="log odds of a visit per share of readers",
        low=0.0,
        high=10.0,
        meaning=(
            "how much less a site is visited that models do not speak of since it refuses them, for each share of "
            "readers who use models; 0 lets refusals cost nothing"
        ),
        source=(
            "fitted by hand to the published change of visits, -7 % (0 to -14 %), Zhao and Berman, arXiv 2512.24968; "
            "range over that interval"
        ),
        plausible=(0.0, 3.0),
    )
    answers_refusal_odds: float = parameter(
        0.8,
        unit="odds",
        low=0.01,
        high=1.0,
        meaning=(
            "factor on the odds of a visit to a site that refuses answers, where engines show them; 1 lets it keep "
            "its rank"
        ),
        source=(
            "judgement: rules that forbid showing such sites less ask what less would be: from two fifths less to "
            "nothing"
        ),
        plausible=(0.6, 1.0),
    )
    answer_noise: float = parameter(
        0.25,
        unit="nats per idea",
        low=0.01,
        high=10.0,
        meaning="spread of the comparison between a model's answer and a human page",
        source="judgement",
    )

    @model_validator(mode="after")
    def _answers_and_retrieval_spread_forward(self) -> Self:
        faults = []
        for start, full in (("answer_start", "answer_full"), ("retrieval_start", "retrieval_full")):
            first, last = getattr(self, start), getattr(self, full)
            if last < first:
                remedy = "Things begin before they are everywhere; exchange the two dates."
                faults.append(Fault(full, f"lies before {start} = '{first}'", quoted(last), remedy=remedy))
        if faults:
            raise ParameterError(*faults)
        return self

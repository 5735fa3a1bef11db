"""Money: what readers pay for models and trainers for data."""

from ecosystem.parameters.fields import ParameterGroup, parameter


class MarketParameters(ParameterGroup):
    """Money: what readers pay for models and trainers for data."""

    readers_per_author: float = parameter(
        20.0,
        unit="readers per human author",
        low=0.1,
        high=100000.0,
        meaning="readers who may use models, per human author at the start; each visits a hundred pages a month",
        source="judgement",
        kind="uncertainty",
    )
    price_sensitivity: float = parameter(
        2.0,
        unit="logits per USD a month",
        low=0.01,
        high=100.0,
        meaning="weight of the price in readers' choice of a model",
        source="judgement: with 6 trainers a user brings about 0.9 USD a month, most users paying nothing",
        kind="uncertainty",
    )
    serving_cost_usd: float = parameter(
        0.3,
        unit="USD a month per user",
        low=0.0,
        high=1000.0,
        meaning="what a trainer pays for computing the answers of one user",
        source="judgement",
    )
    generation_cost_usd: float = parameter(
        0.002,
        unit="USD per 1,000 tokens",
        low=0.0,
        high=10.0,
        meaning="what a trainer pays for computing a sample of its own model",
        source="judgement from API prices of 2023-24",
    )
    api_price_share: float = parameter(
        0.02,
        unit="share of an operator's full cost",
        low=0.0,
        high=1.0,
        meaning="part of the cost of an AI page that goes to a trainer whose price is the mean of all",
        source="judgement: 0.1 USD an article of several",
    )
    training_cost_share: float = parameter(
        0.3,
        unit="share of trainers' revenue",
        low=0.0,
        high=1.0,
        meaning="what trainers pay for computing their next models",
        source="judgement",
    )
    royalty_share: float = parameter(
        0.0,
        unit="share of trainers' revenue",
        low=0.0,
        high=0.5,
        meaning="paid to human authors of articles by the visits to their pages that are not AI-primary",
        source="off by default; 5-7 % discussed in the European Parliament, March 2026",
        kind="lever",
    )
    site_revenue_share: float = parameter(
        0.3,
        unit="share of advertising",
        low=0.0,
        high=1.0,
        meaning="what a site keeps of what its authors' articles earn; visits to communities earn for the site alone",
        source="judgement: common terms of advertising networks and platforms",
    )
    quality_weight: float = parameter(
        5.0,
        unit="logits per nat",
        low=0.0,
        high=50.0,
        meaning="weight of the loss as served in readers' choice",
        source="judgement",
        kind="uncertainty",
    )
    switching_inertia: float = parameter(
        0.9,
        unit="share a month",
        low=0.0,
        high=1.0,
        meaning="readers who do not reconsider which model they use",
        source="judgement",
    )
    switching_cost: float = parameter(
        1.0,
        unit="logits",
        low=0.0,
        high=20.0,
        meaning="what holds a reader who reconsiders to the model in use, or to using none",
        source="judgement",
        kind="uncertainty",
    )
    value_per_question_usd: float = parameter(
        0.4,
        unit="USD",
        low=0.0,
        high=100.0,
        meaning="what a question that is answered perfectly is worth to who asks it",
        source=(
            "Varian 2011: search saves a user 500 USD a year, here over 100 visits a month; asked what they would "
            "give up search for, people say 35 times as much, Brynjolfsson, Collis and Eggers 2019, PNAS 116, 7250-7255"
        ),
        kind="uncertainty",
    )
    answer_time_saved_usd: float = parameter(
        0.1,
        unit="USD",
        low=0.0,
        high=100.0,
        meaning="what an answer that holds saves in time over finding it on a page",
        source=(
            "judgement: 16 seconds at 22 USD an hour; tasks took half the time with a model, Spatharioti et al. 2023, "
            "arXiv 2307.03744"
        ),
        kind="uncertainty",
    )
    licence_price_start_usd: float = parameter(
        0.75,
        unit="USD per 1,000 tokens",
        low=0.001,
        high=30.0,
        meaning="posted price of licensed pages at the start",
        source="Defined.ai asking price 2024; large deals far lower",
        kind="uncertainty",
    )
    licence_adjustment: float = parameter(
        0.1,
        unit="log units a month",
        low=0.0,
        high=2.0,
        meaning="largest monthly move of the posted price",
        source="judgement",
    )
    licence_offer_share: float = parameter(
        0.02,
        unit="share of the priced stock a month",
        low=0.0,
        high=1.0,
        meaning="reserved pages that sellers offer each month",
        source="judgement",
    )
    licence_payback_months: float = parameter(
        24.0,
        unit="months",
        low=1.0,
        high=240.0,
        meaning="months of extra revenue that a trainer counts on when it values data",
        source="judgement",
    )
    licence_budget_share: float = parameter(
        0.2,
        unit="share of a trainer's monthly revenue",
        low=0.0,
        high=1.0,
        meaning="most that a trainer spends on licences in a month",
        source="judgement",
    )

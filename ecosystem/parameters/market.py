"""Money: what readers pay for models and trainers for data."""

from ecosystem.parameters.fields import ParameterGroup, parameter


class MarketParameters(ParameterGroup):
    """Money: what readers pay for models and trainers for data."""

    spending_per_author_usd: float = parameter(
        10.0,
        unit="USD a month per human author",
        low=0.0,
        high=100000.0,
        meaning="readers' budget for models, per human author at the start",
        source="judgement",
        kind="uncertainty",
    )
    api_price_share: float = parameter(
        0.02,
        unit="share of an operator's full cost",
        low=0.0,
        high=1.0,
        meaning="part of the cost of an AI page that goes to the trainer",
        source="judgement: 0.1 USD an article of several",
    )
    compute_cost_share: float = parameter(
        0.6,
        unit="share of trainers' revenue",
        low=0.0,
        high=1.0,
        meaning="what trainers pay for computing",
        source="judgement",
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
        meaning="readers who keep their model without choosing anew",
        source="judgement",
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

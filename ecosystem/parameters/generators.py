"""Operators of AI content: farms, brands and bots that publish while it pays."""

from ecosystem.parameters.fields import DateText, ParameterGroup, parameter


class GeneratorParameters(ParameterGroup):
    """Operators of AI content: farms, brands and bots that publish while it pays."""

    operators_per_author: float = parameter(
        0.5,
        unit="operators per human author",
        low=0.0,
        high=5.0,
        meaning="potential operators for each human author at the start",
        source="judgement",
    )
    pool_flow: float = parameter(
        2.6,
        unit="human article flows",
        low=0.0,
        high=50.0,
        meaning=("output of all potential operators together over the articles that humans write at the start"),
        source="fitted by hand to the flow anchors; not identified by history: 1.5-20",
        kind="uncertainty",
    )
    output_tail_ratio: float = parameter(
        30.0,
        unit="ratio",
        low=2.0,
        high=10000.0,
        meaning="largest over smallest output; density exponent 2 as for authors",
        source="NewsGuard: dozens to hundreds of articles a day and farm",
    )
    cost_median: float = parameter(
        10.0,
        unit="of a human page's revenue",
        low=0.0,
        high=1000.0,
        meaning=("median full cost of a page (writing, editing, hosting, promotion) before the fall of cost"),
        source="fitted by hand: 0.5 % AI articles in 2022; at API prices alone free entry would give 93 % AI",
        kind="uncertainty",
    )
    cost_spread: float = parameter(
        1.2,
        unit="log units",
        low=0.1,
        high=4.0,
        meaning="spread of the full cost over operators",
        source="range .5-2",
        kind="uncertainty",
    )
    cost_fall_date: DateText = parameter(
        "2022-12",
        unit="month",
        low=None,
        high=None,
        meaning="month of the exogenous fall of cost",
        source="events: 30 November 2022",
    )
    cost_fall_factor: float = parameter(
        0.0104,
        unit="factor",
        low=0.001,
        high=1.0,
        meaning="full cost after that date over before",
        source="fitted by hand to the flow anchors",
        kind="uncertainty",
    )
    cost_decline_per_year: float = parameter(
        0.05,
        unit="1/year",
        low=0.0,
        high=0.9,
        meaning="further fall of full cost a year after that date",
        source="not identified by history: 0-50 %",
        kind="uncertainty",
    )
    entry_hazard: float = parameter(
        0.043,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning="chance that a potential operator enters when it expects a profit",
        source="fitted by hand to the flow anchors; range .016-.043",
        kind="uncertainty",
    )
    exit_hazard: float = parameter(
        0.15,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning="chance that an operator leaves when it expects a loss",
        source="judgement",
    )
    reach_spread: float = parameter(
        0.5,
        unit="log units",
        low=0.0,
        high=3.0,
        meaning="spread of the log-normal appeal of operators' pages",
        source="judgement",
    )
    rank_gap: float = parameter(
        0.8,
        unit="log units",
        low=0.0,
        high=5.0,
        meaning="how much lower the attractiveness of operators' sites lies",
        source="AI pages sit on lower-ranked sites, Russell et al. 2026",
        kind="uncertainty",
    )
    horizon_discount: float = parameter(
        0.98,
        unit="factor a month",
        low=0.5,
        high=1.0,
        meaning="discounting of a page's later visits",
        source="judgement",
    )
    quality_weight: float = parameter(
        4.0,
        unit="logits per nat",
        low=0.0,
        high=50.0,
        meaning="weight of the loss as served in the choice of a model",
        source="judgement",
    )
    price_weight: float = parameter(
        1.0,
        unit="logits per mean price",
        low=0.0,
        high=50.0,
        meaning="weight of a model's price, relative to the mean of all, in the choice of a model",
        source="judgement",
    )

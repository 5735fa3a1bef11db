"""Operators of AI content: farms, brands, bots and assisted writers that publish while it pays."""

from ecosystem.parameters.fields import DateText, ParameterGroup, parameter


class GeneratorParameters(ParameterGroup):
    """Operators of AI content: farms, brands, bots and assisted writers that publish while it pays."""

    operators_per_author: float = parameter(
        0.5,
        unit="operators per human author",
        low=0.0,
        high=5.0,
        meaning="potential operators for each human author at the start",
        source="judgement",
    )
    pool_flow: float = parameter(
        1.55,
        unit="human article flows",
        low=0.0,
        high=50.0,
        meaning=("output of all potential operators together over the articles that humans write at the start"),
        source="fitted to the flow anchors (ecosystem calibrate); not identified by history: 1.5-20",
        kind="uncertainty",
    )
    output_tail_exponent: float = parameter(
        2.0,
        unit="exponent of the density",
        low=1.2,
        high=4.0,
        meaning="truncated power law of output",
        source="as for authors, authors.posts_tail_exponent",
    )
    output_tail_ratio: float = parameter(
        30.0,
        unit="ratio",
        low=2.0,
        high=10000.0,
        meaning="largest over smallest output",
        source="NewsGuard: dozens to hundreds of articles a day and farm",
    )
    cost_median: float = parameter(
        7.2,
        unit="of a human page's revenue",
        low=0.0,
        high=1000.0,
        meaning=("median full cost of a page (writing, editing, hosting, promotion) before the fall of cost"),
        source="fitted to the anchors (ecosystem calibrate): 0.2-1 % AI articles in 2022",
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
        0.012,
        unit="factor",
        low=0.001,
        high=1.0,
        meaning="full cost after that date over before",
        source="fitted to the flow anchors (ecosystem calibrate)",
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
        0.055,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning="chance that a potential operator enters when it expects a profit",
        source="fitted to the flow anchors (ecosystem calibrate); prototype range .016-.043",
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
    first_authority: float = parameter(
        0.67,
        unit="of the mean of all sites",
        low=0.0,
        high=10.0,
        meaning=(
            "authority that an operator expects of its first site, but for the rank gap, while no other of its kind "
            "has one"
        ),
        source="judgement: most sites lie below the mean",
    )
    farm_rank_gap: float = parameter(
        1.5,
        unit="log units",
        low=0.0,
        high=5.0,
        meaning="how much lower the attractiveness of content farms' sites lies",
        source="fitted to the crawl anchors (ecosystem calibrate); AI pages lie on low ranks, Russell et al. 2026",
        kind="uncertainty",
    )
    brand_rank_gap: float = parameter(
        0.2,
        unit="log units",
        low=0.0,
        high=5.0,
        meaning="how much lower the attractiveness of brands' sites lies",
        source="judgement: between human sites and farms",
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
    fixed_active_share: float = parameter(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="operators of the pool that publish from the fall of cost on where controls.has_operator_entry is off",
        source="judgement: about the active share of the baseline in 2025; used by a control only",
    )
    farm_share: float = parameter(
        0.4,
        unit="weight",
        low=0.001,
        high=1.0,
        meaning="weight of content farms among the operators of the pool, over the sum of all weights",
        source="judgement: NewsGuard counts 1,271 AI news sites by May 2025, nobody all kinds",
    )
    farm_cost_factor: float = parameter(
        0.7,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="median full cost of a page of content farms over generators.cost_median",
        source="judgement: no editing, cheapest hosting; NewsGuard: unedited text",
        kind="uncertainty",
    )
    farm_reach: float = parameter(
        0.0,
        unit="log units",
        low=-5.0,
        high=5.0,
        meaning="log of the median appeal of pages of content farms",
        source="yardstick of the others",
    )
    farm_output_factor: float = parameter(
        1.0,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="output of content farms relative to other kinds; the pool's flow stays",
        source="yardstick of the others",
    )
    farm_human_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="chance that an idea on a page of content farms is a human's own",
        source="NewsGuard: text without human oversight",
    )
    brand_share: float = parameter(
        0.2,
        unit="weight",
        low=0.0,
        high=1.0,
        meaning="weight of brands among the operators of the pool, over the sum of all weights",
        source="judgement",
    )
    brand_cost_factor: float = parameter(
        2.5,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="median full cost of a page of brands over generators.cost_median",
        source="judgement: editing and promotion",
        kind="uncertainty",
    )
    brand_reach: float = parameter(
        0.3,
        unit="log units",
        low=-5.0,
        high=5.0,
        meaning="log of the median appeal of pages of brands",
        source="judgement",
        kind="uncertainty",
    )
    brand_output_factor: float = parameter(
        0.5,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="output of brands relative to other kinds; the pool's flow stays",
        source="judgement",
    )
    brand_human_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="chance that an idea on a page of brands is a human's own",
        source="judgement",
    )
    bot_share: float = parameter(
        0.1,
        unit="weight",
        low=0.0,
        high=1.0,
        meaning="weight of bots among the operators of the pool, over the sum of all weights",
        source="judgement",
    )
    bot_cost_factor: float = parameter(
        0.25,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="median full cost of a page of bots over generators.cost_median",
        source="judgement: no hosting, no promotion; model use of about 0.1 USD a page by API prices",
        kind="uncertainty",
    )
    bot_reach: float = parameter(
        -1.5,
        unit="log units",
        low=-5.0,
        high=5.0,
        meaning="log of the median appeal of pages of bots",
        source="judgement",
        kind="uncertainty",
    )
    bot_output_factor: float = parameter(
        2.0,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="output of bots relative to other kinds; the pool's flow stays",
        source="judgement",
    )
    bot_human_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="chance that an idea on a page of bots is a human's own",
        source="judgement",
    )
    assisted_share: float = parameter(
        0.3,
        unit="weight",
        low=0.0,
        high=1.0,
        meaning="weight of assisted writers among the operators of the pool, over the sum of all weights",
        source="judgement: Ahrefs 2025 finds mixed pages to be most of all new ones",
    )
    assisted_cost_factor: float = parameter(
        1.5,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="median full cost of a page of assisted writers over generators.cost_median",
        source="Ahrefs 2025: 131 of 611 USD, times authors.cost_median, over the median after the fall; .3-12",
        kind="uncertainty",
    )
    assisted_reach: float = parameter(
        -0.1,
        unit="log units",
        low=-5.0,
        high=5.0,
        meaning="log of the median appeal of pages of assisted writers",
        source="judgement: in the mean as appealing as a human page, so that exp(reach + reach_spread^2 / 2) is 1",
        kind="uncertainty",
    )
    assisted_output_factor: float = parameter(
        0.5,
        unit="factor",
        low=0.01,
        high=100.0,
        meaning="output of assisted writers relative to other kinds; the pool's flow stays",
        source="judgement: a person edits every page",
    )
    assisted_human_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="chance that an idea on a page of assisted writers is a human's own",
        source="judgement: AI-primary for the most part, but with ideas of its writer; 0-.6",
        kind="uncertainty",
    )

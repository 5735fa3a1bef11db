"""Money: what readers pay for models and trainers for data."""

from ecosystem.parameters.fields import DateText, ParameterGroup, parameter, proportion


class MarketParameters(ParameterGroup):
    """Money: what readers pay for models and trainers for data."""

    readers_per_author: float = parameter(
        20.0,
        unit="readers per human author",
        low=0.1,
        high=100000.0,
        meaning="readers who may use models, per human author at the start; each visits a hundred pages a month",
        source=(
            "judgement: one in twenty writes; a quarter to four times as many, as surveys find 8 to 23 % who write "
            "anything and few who write often (authors.writing_share)"
        ),
        plausible=(5.0, 80.0),
    )
    price_sensitivity: float = parameter(
        2.0,
        unit="logits per USD a month",
        low=0.01,
        high=100.0,
        meaning="weight of the price in readers' choice of a model",
        source=(
            "judgement: with 6 trainers a user brings about 0.9 USD a month, most users paying nothing; a third to "
            "three times"
        ),
        plausible=(0.7, 6.0),
    )
    serving_cost_usd: float = parameter(
        0.3,
        unit="USD a month per user",
        low=0.0,
        high=1000.0,
        meaning="what a trainer pays for computing the answers of one user",
        source="judgement",
    )
    answers_per_user: float = parameter(
        110.0,
        unit="answers a month per user",
        low=0.0,
        high=10000.0,
        meaning="answers that one user of a model gets",
        source="18 billion messages a week of 700 million users, July 2025; Chatterji et al. 2025, NBER 34255",
    )
    retrieval_cost_usd: float = parameter(
        0.003,
        unit="USD per answer",
        low=0.0,
        high=10.0,
        meaning="what a trainer pays for the search and the reading before an answer",
        source=(
            "judgement: what computing one more answer costs (serving_cost_usd over answers_per_user), for the text "
            "that is read; range: a third, to ten times as much for who buys searches from others"
        ),
        plausible=(0.001, 0.03),
    )
    generation_cost_usd: float = parameter(
        0.002,
        unit="USD per 1,000 tokens",
        low=0.0,
        high=10.0,
        meaning="what computing a sample of a model costs its trainer",
        source="judgement from API prices of 2023-24",
    )
    rival_text_price: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning=(
            "price of text that a rival's model writes for training over what computing it costs; 1 takes it at cost"
        ),
        source="judgement: half of what users of an interface pay is margin",
    )
    api_price_share: float = proportion(
        0.02,
        unit="share of an operator's full cost",
        meaning="part of the cost of an AI page that goes to a trainer whose price is the mean of all",
        source="judgement: 0.1 USD an article of several",
    )
    training_cost_share: float = proportion(
        0.3,
        unit="share of trainers' revenue",
        meaning="what all trainers together pay for computing their next models, each by its token budget",
        source="judgement",
    )
    runway_months: int = parameter(
        60,
        unit="months",
        low=1,
        high=600,
        meaning=(
            "months for which investors pay what a trainer lacks for computing; a month without loss gives one back"
        ),
        source=(
            "judgement: 18-24 months are usual between rounds of capital, of which laboratories raise several; from "
            "one round to five"
        ),
        plausible=(24, 120),
    )
    entry_hazard: float = proportion(
        0.05,
        unit="1/month",
        meaning=(
            "chance that a vacant place among trainers is taken, times the share of its net revenue that a newcomer "
            "would keep"
        ),
        source="judgement: a newcomer within some years of a gain in sight; a third to three times",
        plausible=(0.02, 0.15),
    )
    royalty_share: float = parameter(
        0.0,
        unit="share of trainers' revenue",
        low=0.0,
        high=0.5,
        meaning="paid to human authors of articles by the visits to their pages that are not AI-primary",
        source="judgement: off by default; 5-7 % discussed in the European Parliament, March 2026",
        kind="lever",
    )
    duty_pass_through: float = proportion(
        1.0,
        unit="share of royalties and levies",
        meaning="what trainers count of duties on revenue when they set prices; 0 leaves prices as they are",
        source=(
            "best reply; Google and Amazon passed digital services taxes of 2-5 % on in full in 2020, by their notices "
            "to advertisers and sellers; range by judgement: in part, where buyers can leave"
        ),
        plausible=(0.3, 1.0),
    )
    site_revenue_share: float = parameter(
        0.3,
        unit="share of advertising",
        low=0.0,
        high=0.99,
        meaning="what a site keeps of what its authors' articles earn; visits to communities earn for the site alone",
        source="judgement: common terms of advertising networks and platforms",
    )
    quality_weight: float = parameter(
        5.0,
        unit="logits per nat",
        low=0.0,
        high=50.0,
        meaning="weight of the loss as served in readers' choice",
        source="judgement: half a nat outweighs the spread of brands; two fifths to more than twice",
        plausible=(2.0, 12.0),
    )
    brand_spread: float = parameter(
        2.0,
        unit="logits",
        low=0.0,
        high=10.0,
        meaning="spread over trainers of what draws readers to a name besides quality and price; all are alike if 0",
        source=(
            "by the largest assistant's share of use, some 60-80 % in 2023-25: of six names with this spread the one "
            "that draws most has 61 % of users in the mean, other things being equal; range: 53 % at 1.5, more at 3"
        ),
        plausible=(1.5, 3.0),
    )
    switching_inertia: float = proportion(
        0.9, unit="share a month", meaning="readers who do not reconsider which model they use", source="judgement"
    )
    switching_cost: float = parameter(
        1.0,
        unit="logits",
        low=0.0,
        high=20.0,
        meaning="what holds a reader who reconsiders to the model in use, or to using none",
        source="judgement: odds of staying are three to one where models are alike; a third to three times in logits",
        plausible=(0.3, 3.0),
    )
    value_per_question_usd: float = parameter(
        0.4,
        unit="USD",
        low=0.0,
        high=100.0,
        meaning="what a question that is answered perfectly is worth to who asks it",
        source=(
            "Varian 2011: search saves a user 500 USD a year, here over 100 visits a month; range: half of it, to what "
            "people say when asked what they would give up search for, 35 times as much, Brynjolfsson, Collis and "
            "Eggers 2019, PNAS 116, 7250-7255"
        ),
        plausible=(0.2, 15.0),
    )
    answer_time_saved_usd: float = parameter(
        0.1,
        unit="USD",
        low=0.0,
        high=100.0,
        meaning="what an answer that holds saves in time over finding it on a page",
        source=(
            "judgement: 16 seconds at 22 USD an hour; tasks took half the time with a model, Spatharioti et al. 2023, "
            "arXiv 2307.03744; range: five seconds to three quarters of a minute"
        ),
        plausible=(0.03, 0.3),
    )
    licence_price_start_usd: float = parameter(
        0.75,
        unit="USD per 1,000 tokens",
        low=0.001,
        high=30.0,
        meaning="asking price of licensed pages before anything is sold",
        source=(
            "Defined.ai asking price 2024; range from HarperCollins's deal of November 2024, 0.04, to twice and more "
            "of that price"
        ),
        plausible=(0.04, 2.0),
    )
    licence_adjustment: float = parameter(
        0.1,
        unit="log units a month",
        low=0.0,
        high=2.0,
        meaning="largest monthly move of the price of a fetch",
        source="judgement",
    )
    licence_offer_share: float = proportion(
        0.02,
        unit="share of the pages that are new to a buyer a month",
        meaning="reserved pages that a seller offers to each buyer each month",
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
    decline_measured_at: float = parameter(
        0.1,
        unit="share of the tokens that a fit holds",
        low=0.02,
        high=1.0,
        meaning="tokens with which a trainer measures how the worth of more data declines, beside the first thousand",
        source="judgement; the curve is laid through both gains",
    )
    licence_budget_share: float = proportion(
        0.2,
        unit="share of a trainer's monthly revenue",
        meaning="most that a trainer spends on licences in a month",
        source="judgement",
    )
    reserve_price_usd: float = parameter(
        0.01,
        unit="USD per 1,000 tokens",
        low=0.0001,
        high=30.0,
        meaning="least that the owner of a page takes for a licence",
        source=(
            "judgement: a quarter of HarperCollins's deal of November 2024, 5,000 USD a title of 100,000 words; from a "
            "twentieth to all of it"
        ),
        plausible=(0.002, 0.04),
    )
    head_share: float = proportion(
        0.1,
        unit="share of live human sites",
        meaning="sites of the highest authority that count as the head of the market",
        source="judgement",
    )
    deal_cost_usd: float = parameter(
        1.0,
        unit="USD a month per buyer and seller",
        low=0.0,
        high=10000.0,
        meaning=(
            "cost to a trainer of negotiation, accounting and delivery in a month in which it buys of a seller; "
            "members of a collective share one such cost with all that they stand for (web.real_web_sites)"
        ),
        source=(
            "judgement: some 3 % of what a mean human site and its writers earn from advertising; a fifth to five times"
        ),
        plausible=(0.2, 5.0),
    )
    collective_share: float = proportion(
        0.1,
        unit="share of tail sites",
        meaning="tail sites that license through a collective, which contracts once with each buyer; 0 is none",
        source="judgement",
        kind="lever",
    )
    collective_start: DateText = parameter(
        "2025-12",
        unit="month",
        meaning="first month of the collective licence",
        source="Really Simple Licensing 1.0, published 2025-12-10",
        kind="lever",
    )
    collective_fee_share: float = parameter(
        0.15,
        unit="share of what members sell for",
        low=0.0,
        high=0.9,
        meaning="what a collective keeps for its own costs",
        source=(
            "judgement: collecting societies keep 10-20 % (ASCAP and BMI about 10-12 %); range: gross costs of the "
            "five Swiss societies, 3 to 24 % of receipts in 2018-21 (swisscopyright.ch)"
        ),
        plausible=(0.03, 0.24),
    )
    clearing_tolerance: float = parameter(
        0.01,
        unit="share of supply",
        low=1e-6,
        high=0.5,
        meaning="excess demand or supply at which the search for a clearing price ends",
        source="judgement",
    )
    pay_per_crawl_share: float = proportion(
        0.1,
        unit="share of refusing sites",
        meaning="sites that let a crawler in that pays for each fetch; 0 is none",
        source="judgement: a fifth of the web stands behind the network that offers it, and few have turned it on",
        kind="lever",
    )
    pay_per_crawl_start: DateText = parameter(
        "2025-07",
        unit="month",
        meaning="first month in which fetches can be paid for",
        source="Cloudflare, Introducing pay per crawl, 2025-07-01",
        kind="lever",
    )
    pay_per_crawl_usd: float = parameter(
        0.01,
        unit="USD per fetch",
        low=0.001,
        high=0.05,
        meaning="price of a fetch at which a site starts",
        source="Cloudflare's example 2025: 0.01; range by judgement: a tenth to five times",
        plausible=(0.001, 0.05),
    )
    pay_per_crawl_lowest_usd: float = parameter(
        0.0001,
        unit="USD per fetch",
        low=1e-06,
        high=0.001,
        meaning="least to which the price of a fetch falls",
        source="judgement: ten times what a fetch costs, crawl.fetch_cost_usd",
    )
    pay_per_crawl_highest_usd: float = parameter(
        100.0,
        unit="USD per fetch",
        low=0.05,
        high=10_000.0,
        meaning="most to which the price of a fetch rises",
        source="judgement: out of reach",
    )

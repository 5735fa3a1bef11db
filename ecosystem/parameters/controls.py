"""Off switches for the arrows of the loop, each a control of the model, and what checks of theory alone assume."""

from typing import Literal

from ecosystem.parameters.fields import ParameterGroup, parameter, switch


class ControlParameters(ParameterGroup):
    """Off switches for the arrows of the loop, each a control of the model, and what checks of theory alone assume."""

    has_ai: bool = switch(True, meaning="operators, assisted authors, chat and answers exist", source="control: no AI")
    has_feedback: bool = switch(
        True,
        meaning=(
            "synthetic ideas may be drawn for training; False leaves them out of training draws only: the number "
            "of tokens stays, human ones being repeated (up to training.max_epochs) where they run out"
        ),
        source="control: no feedback",
    )
    has_retraining: bool = switch(
        True,
        meaning=(
            "models are trained anew after chat begins (attention.chat_start); False trains none from that month on, "
            "so that none learns from what later models wrote; those trained before are still released"
        ),
        source="control: frozen models",
    )
    has_filter: bool = switch(
        True,
        meaning="scrapers keep only pages that all stages of their filter pass; False keeps every page",
        source="control: no filter",
    )
    has_drift: bool = switch(True, meaning="culture moves", source="control: no culture drift")
    has_budget_limit: bool = switch(
        True,
        meaning=(
            "token budgets bind; without them the recipe alone says how often a token is used: one of the source used "
            "most training.max_epochs times"
        ),
        source="control: unlimited training sample",
    )
    has_temperature: bool = switch(
        True, meaning="decoding as set; False is temperature 1 without top-p", source="control: plain decoding"
    )
    does_accumulate: bool = switch(
        True,
        meaning=(
            "trainers keep earlier data; False trains only on pages that came into the snapshot since the last model"
        ),
        source="control: replace",
    )
    has_ranking: bool = switch(
        True,
        meaning=(
            "readers prefer authority, freshness, relevance, what the engine believes human, and first positions; "
            "False gives each live page of a topic the same share of visits"
        ),
        source="control: equal exposure",
    )
    has_citing_answers: bool = switch(
        True,
        meaning=(
            "answers above search stand on a measured part of searches (answers.coverage_basis), read the first "
            "results that they may use, take clicks by position and send some to what they cite; False lets them take "
            "attention.answer_share_max of all clicks in the end, and cite nobody"
        ),
        source="control: answers that cite",
    )
    has_author_turnover: bool = switch(
        True,
        meaning="authors enter and leave as pages pay; False keeps the population of the start",
        source="control: fixed population",
    )
    has_trainer_turnover: bool = switch(
        True,
        meaning=(
            "trainers whose investors pay no more leave, and others come in their place where that pays; False keeps "
            "those of the start, and investors pay for ever"
        ),
        source="control: fixed trainers",
    )
    has_adoption_choice: bool = switch(
        True,
        meaning=(
            "authors weigh whether to write with AI; False makes authors.fixed_adopter_share of them do so from "
            "authors.adoption_start on"
        ),
        source="control: fixed adoption",
    )
    has_output_choice: bool = switch(
        True,
        meaning=(
            "authors and operators write no more than the allowance of a tax on pages where a further page is worth "
            "less to them than the tax; False lets them write what they would without it, and pay"
        ),
        source="control: fixed output under a tax",
    )
    has_model_choice: bool = switch(
        True,
        meaning="readers and writers weigh quality and price of all models; False lets all of them use the best one",
        source="control: one model",
    )
    has_observer_error: bool = switch(
        True,
        meaning=(
            "the auditor errs on a sample and benchmarks are built from the web; False lets the auditor know who wrote "
            "each new article, and benchmarks be the month's human culture"
        ),
        source="control: perfect observer",
    )
    has_crawl_limit: bool = switch(
        True,
        meaning=(
            "scrapers have budgets and see only what rules and links let them see; False lets each of them fetch every "
            "page of sites that no other scraper owns once, in the month in which it appears, and nothing is licensed"
        ),
        source="control: full web",
    )
    has_operator_entry: bool = switch(
        True,
        meaning=(
            "operators enter and leave by expected profit; False lets a fixed set of them "
            "(generators.fixed_active_share) publish from the fall of cost on, whatever it pays"
        ),
        source="control: fixed output",
    )
    has_evasion: bool = switch(
        True, meaning="operators hide from detectors where it pays", source="control: no evasion"
    )
    has_marks: bool = switch(
        True,
        meaning=(
            "whoever judges pages also reads watermarks and signatures, where models mark and authors sign "
            "(detection.watermark_share, detection.provenance_share); False lets all judge by their detector alone"
        ),
        source="control: no marks",
    )
    has_arms_race: bool = switch(
        True,
        meaning=(
            "evasion and detectors learn from each other, where they do at all (detection.evasion_growth, "
            "detection.detector_growth); False lets both stay as they are"
        ),
        source="control: no arms race",
    )
    has_fitted_models: bool = switch(
        True,
        meaning=(
            "models are fitted to sampled tokens; False gives every version the human culture of the month of its "
            "training exactly: no token is drawn, recipes stay as they are, and more data are worth nothing"
        ),
        source="control: oracle model",
    )
    has_data_market: bool = switch(
        True,
        meaning=(
            "licences are sold, and refusals and paywalls keep scrapers out; False sells none, and scrapers fetch "
            "from every site that they know and that no other scraper owns, whatever it declares"
        ),
        source="control: free scraping",
    )
    has_open_source: bool = switch(
        True,
        meaning="recipes may draw on what the open crawl holds beyond filtered pages; False leaves it out",
        source="control: filtered only",
    )
    has_own_synthetic: bool = switch(
        True,
        meaning="recipes may draw on text that models write for training; False leaves it out",
        source="control: no text of models",
    )
    writers: Literal["versions", "first_generation", "current"] = parameter(
        "versions",
        unit="option",
        meaning=(
            "who writes in the name of a version: itself; 'first_generation' a twin, decoded alike, that was fitted to "
            "as many tokens of human ideas of the same sources, so that no writer ever read model text; 'current' a "
            "model, decoded alike, that knows this month's human culture exactly, on pages alone"
        ),
        source="control: writers of the first generation, current writers",
    )
    seen_loss: Literal["measured", "assumed"] = parameter(
        "measured",
        unit="option",
        meaning=(
            "what authors, readers and operators see of the loss of models as served; 'assumed' replaces the loss of "
            "the fitted model by assumed_loss_slope times the synthetic share of the newest pages"
        ),
        source="control: for equilibrium checks alone, after papers that assume quality; else quality is fitted",
    )
    assumed_loss_slope: float = parameter(
        0.0,
        unit="nats per idea",
        low=0.0,
        high=50.0,
        meaning=(
            "loss that people see when all new ideas are synthetic, if seen_loss is 'assumed'; 0 is a model that is "
            "always right; without effect otherwise"
        ),
        source="control: for equilibrium checks alone; Baumann et al. 2026, arXiv 2604.21853",
    )
    resamples: bool = switch(
        False,
        meaning="a token budget is drawn with replacement, exactly as many tokens of each topic as it holds",
        source="control: a token is drawn once by default; on in laws that fix the size of a sample",
    )

"""Model trainers: token budgets, cadence, recipes and decoding."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from ecosystem.errors import Fault, ParameterError, quoted
from ecosystem.parameters.fields import ParameterGroup, parameter, proportion


class TrainingParameters(ParameterGroup):
    """Model trainers: token budgets, cadence, recipes and decoding."""

    moved: ClassVar[Mapping[str, str]] = MappingProxyType(
        {name: f"controls.{name}" for name in ("seen_loss", "assumed_loss_slope", "resamples")}
    )

    n_trainers: int = parameter(
        6,
        unit="trainers",
        low=1,
        high=32,
        meaning="places for model trainers, all taken at the start",
        source="judgement, 3-12",
    )
    cadence: int = parameter(
        6,
        unit="months",
        low=1,
        high=60,
        meaning="months between the models of one trainer",
        source="releases of Llama 1 to 4, 2023-25: 5 to 12 months apart",
    )
    budget_share: float = parameter(
        0.002,
        unit="share of the reachable stock",
        low=1e-05,
        high=10.0,
        meaning="tokens that one model reads in January 2022 over all ideas on live pages of that month",
        source=(
            "Chinchilla, March 2022: 1.4T tokens, PaLM, April 2022: 0.8T, about 1T in between, of 510T (130-2100T) on "
            "the indexed web, Villalobos et al. 2024, arXiv 2211.04325; range over that interval"
        ),
        plausible=(0.0005, 0.008),
    )
    budget_growth: float = parameter(
        2.4,
        unit="factor a year",
        low=1.0,
        high=10.0,
        meaning="growth of token budgets",
        source="0.38 (0.27-0.48) orders of magnitude a year, Villalobos et al. 2024, arXiv 2211.04325; that interval",
        plausible=(1.9, 3.0),
    )
    max_epochs: float = parameter(
        4.0,
        unit="epochs",
        low=1.0,
        high=100.0,
        meaning="most times that one token is read",
        source="Muennighoff et al. 2023, arXiv 2305.16264: up to four epochs are worth nearly as much as fresh tokens",
    )
    absorption: float = parameter(
        0.061,
        unit="share of tokens",
        low=0.001,
        high=1.0,
        meaning=(
            "share of the tokens read that a learner of January 2022 takes in at the first reading, and of what is "
            "left at each further one; at 1 nothing is left for further readings or for better learners"
        ),
        source=(
            "Muennighoff et al. 2023, arXiv 2305.16264, eq. 5: however often they are read, tokens are worth at most 1 "
            "+ R* = 16.4 times as many fresh ones; 0.061 is one in 16.4; range by judgement: one family of models; "
            "half to twice"
        ),
        plausible=(0.03, 0.12),
    )
    efficiency_growth: float = parameter(
        0.45,
        unit="share a year",
        low=0.0,
        high=2.0,
        meaning="progress of learners: one reading teaches as much as so many readings a year before; none if 0",
        source=(
            "computing for equal loss halves every 5 to 14 months, Ho et al. 2024, arXiv 2403.05812; half of that, on "
            "a logarithmic scale, is tokens (Hoffmann et al. 2022, arXiv 2203.15556): 0.35-1.3; under 0.25 without the "
            "gains that Gundlach et al. 2025, arXiv 2511.21622, trace to earlier changes of architecture and scale; "
            "between that and the middle of the former; range from less than half of Gundlach's to the fastest"
        ),
        plausible=(0.1, 1.3),
    )
    budget_spread: float = parameter(
        0.4,
        unit="log units",
        low=0.0,
        high=3.0,
        meaning="spread of budgets over trainers",
        source="judgement",
    )
    budget_follows_revenue: float = proportion(
        0.5,
        unit="exponent",
        meaning=(
            "how far a trainer's token budget follows its revenue over the mean of all in business; 0 leaves budgets "
            "to training.budget_spread, 1 lets each spend the same share of what it earns"
        ),
        source=(
            "judgement: some laboratories live on what users pay, others on the revenue of their owners; anything "
            "between"
        ),
        plausible=(0.0, 1.0),
    )
    budget_reach: float = parameter(
        10.0,
        unit="ratio",
        low=1.0,
        high=1000.0,
        meaning="most by which revenue counts above, or below, the mean in a trainer's budget",
        source="judgement",
    )
    cutoff_lag: int = parameter(
        6,
        unit="months",
        low=0,
        high=36,
        meaning="age of a snapshot when it is trained on",
        source="judgement; typical published cut-offs",
    )
    release_lag: int = parameter(
        3,
        unit="months",
        low=0,
        high=24,
        meaning="months from training to sale",
        source="judgement",
    )
    benchmark_cadence: int = parameter(
        3,
        unit="months",
        low=1,
        high=60,
        meaning="months between the benchmarks on which models on sale are measured",
        source="judgement",
    )
    benchmark_months: int = parameter(
        24,
        unit="months",
        low=1,
        high=240,
        meaning="pages of a benchmark are younger than this",
        source="judgement",
    )
    validation_share: float = parameter(
        0.1,
        unit="share of kept pages",
        low=0.0,
        high=0.5,
        meaning="pages that a trainer holds out to value its sources",
        source="judgement",
    )
    young_memory: float = proportion(
        0.9,
        unit="share a month",
        meaning="weight of what was read of young pages, of which some are held out, a month before over this month",
        source="judgement: some ten months count",
    )
    recipe_rounds: int = parameter(
        4,
        unit="rounds a model",
        low=0,
        high=100,
        meaning=(
            "rounds of ablations with which a trainer looks for a better recipe before each model, fewer if it is at "
            "rest; 0 keeps the recipe of the first versions"
        ),
        source=(
            "judgement: enough to go most of the way; laboratories run many ablations, 416 for DCLM (Li et al. 2024, "
            "arXiv 2406.11794), 512 models for RegMix (Liu et al. 2024, arXiv 2407.01492); from one, or all the way"
        ),
        plausible=(1, 10),
    )
    recipe_first_rounds: int = parameter(
        100,
        unit="rounds",
        low=0,
        high=1000,
        meaning="most rounds before the first versions, on the archive; 0 begins with the recipe as it starts",
        source="judgement: enough to come to rest from any start",
    )
    recipe_learning_rate: float = parameter(
        2.0,
        unit="per unit of advantage",
        low=0.0,
        high=5.0,
        meaning="how far one round moves a recipe to sources of higher marginal value; 0 keeps recipes as they start",
        source=(
            "at 1 a round is a step of expectation maximisation where sources are mixed (Dempster, Laird and Rubin "
            "1977); judgement: 2 comes to rest in half as many rounds, and does not swing yet"
        ),
    )
    recipe_shift_most: float = parameter(
        1.0,
        unit="log units a round",
        low=0.01,
        high=10.0,
        meaning="largest move of the use of a source in a round of ablations",
        source="judgement: about the factors by which ablations change a source",
    )
    recipe_tolerance: float = parameter(
        0.05,
        unit="log units a round",
        low=0.0,
        high=1.0,
        meaning="a recipe that moves less in a round is at rest",
        source="judgement",
    )
    recipe_learners: Literal["all", "open crawl", "private crawl"] = parameter(
        "all",
        unit="option",
        meaning="which trainers learn after their first version: all, or only those on one kind of crawl",
        source="control: to set better recipes against better data",
    )
    validation: Literal["contaminated", "clean"] = parameter(
        "contaminated",
        unit="option",
        meaning="on which held-out ideas trainers value data: as crawled, with what models wrote, or human ones only",
        source=(
            "judgement: nobody can tell the origin of held-out pages for sure, but books and pages from before chat "
            "models can be held out"
        ),
        plausible=("contaminated", "clean"),
    )
    belief_spread: float = parameter(
        0.2,
        unit="log units",
        low=0.0,
        high=3.0,
        meaning="spread over trainers of what they first believe a source to be worth; ablations correct it",
        source="judgement",
    )
    start_archive: float = parameter(
        0.05,
        unit="uses over those of the source used most",
        low=0.01,
        high=1.0,
        meaning="use of filtered pages older than the window, from which recipes start; what is learnt forgets it",
        source="judgement; without effect once recipes are at rest",
    )
    start_open: float = parameter(
        0.05,
        unit="uses over those of the source used most",
        low=0.01,
        high=1.0,
        meaning="use of what the open crawl holds beyond them, from which recipes start; what is learnt forgets it",
        source="judgement: pretraining sets are filtered; as above",
    )
    start_synthetic: float = parameter(
        0.02,
        unit="uses over those of the source used most",
        low=0.01,
        high=1.0,
        meaning="use of text that models write for training, from which recipes start; what is learnt forgets it",
        source="judgement; without effect once recipes have learnt",
    )
    least_use: float = parameter(
        0.01,
        unit="uses over those of the source used most",
        low=1e-06,
        high=0.5,
        meaning="least use of a source in a recipe, so that no source is given up for good",
        source="judgement",
    )
    synthetic_ratio: float = parameter(
        0.5,
        unit="tokens over those of filtered pages within the window",
        low=0.0,
        high=10.0,
        meaning="text that a model writes for a trainer's next one; 0 is none",
        source=(
            "judgement: phi-4 takes 40 % of its tokens from synthetic text, Abdin et al. 2024, arXiv 2412.08905; from "
            "none to as much as pages"
        ),
        plausible=(0.0, 1.0),
    )
    synthetic_writer: Literal["own model", "best on sale"] = parameter(
        "own model",
        unit="option",
        meaning=(
            "whose model writes it: the trainer's own latest, or the best on sale, bought from a rival at "
            "market.rival_text_price"
        ),
        source=(
            "judgement: terms of use forbid to train rivals on what a model writes; some do (800,000 samples of "
            "DeepSeek-R1 taught six models of others, arXiv 2501.12948)"
        ),
        kind="lever",
    )
    synthetic_best_of: int = parameter(
        4,
        unit="samples",
        low=1,
        high=1000,
        meaning="samples of which the one that the verifier likes best is kept",
        source="judgement",
    )
    verifier_phi: float = proportion(
        0.9,
        unit="chance",
        meaning="chance that the verifier passes an idea that people hold today",
        source=(
            "judgement; Feng et al. 2024, arXiv 2406.07515, for its role; range by judgement: three errors in ten to "
            "none"
        ),
        plausible=(0.7, 1.0),
    )
    verifier_psi: float = proportion(
        0.5,
        unit="chance",
        meaning="chance that the verifier passes an idea that nobody holds any more",
        source="judgement: even odds, for want of a measurement; from fairly strict to lenient",
        plausible=(0.2, 0.8),
    )
    recipe_fresh_months: int = parameter(
        24,
        unit="months",
        low=6,
        high=120,
        meaning="pages younger than this are the fresh source of a recipe",
        source="judgement",
    )
    recipe_old_months: int = parameter(
        60,
        unit="months",
        low=6,
        high=600,
        meaning="pages older than this are the old source of a recipe",
        source="judgement",
    )
    window_months: int = parameter(
        96,
        unit="months",
        low=12,
        high=1200,
        meaning="pages older than this, by the date on the page, are the archive of a recipe",
        source="judgement: eight years; from two to all that there is",
        plausible=(24, 180),
    )
    last_year_of_pages: int = parameter(
        2200,
        unit="calendar year",
        low=1990,
        high=2200,
        meaning=(
            "newest filtered and open pages that trainers use, by years that begin in January if the archive has whole "
            "years; 2021 leaves them an archive from before chat models"
        ),
        source="control: no limit by default",
        kind="lever",
    )
    smoothing: Literal["absolute discounting", "none"] = parameter(
        "absolute discounting",
        unit="option",
        meaning="how a model treats ideas that it did not see; without smoothing its loss can be infinite",
        source="Ney, Essen and Kneser 1994; laws of model collapse are stated without smoothing",
    )
    temperature: float = parameter(
        0.9,
        unit="temperature",
        low=0.05,
        high=5.0,
        meaning="decoding temperature of models as served",
        source="judgement: product default below 1; published settings from 0.6 (DeepSeek-R1) to 1",
        plausible=(0.6, 1.0),
    )
    top_p: float = parameter(
        1.0,
        unit="probability mass",
        low=0.01,
        high=1.0,
        meaning="nucleus of decoding",
        source=(
            "Holtzman et al. 2019, arXiv 1904.09751; published settings from 0.9 (Llama 3) and 0.95 (DeepSeek-R1) to "
            "1, no cut"
        ),
        plausible=(0.9, 1.0),
    )

    @model_validator(mode="after")
    def _old_is_older_than_fresh(self) -> Self:
        if self.recipe_old_months < self.recipe_fresh_months:
            rule = f"is below recipe_fresh_months = {self.recipe_fresh_months}"
            remedy = "Old pages are at least as old as fresh ones; exchange the two."
            raise ParameterError(Fault("recipe_old_months", rule, quoted(self.recipe_old_months), remedy=remedy))
        return self

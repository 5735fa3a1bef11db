"""Outcomes: a name, a unit, which direction is better, and a function of the world at the end of a month."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ecosystem.indicators import detection, market, models, people, refusals, shares, writing
from ecosystem.state import World

Direction = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Indicator:
    """One outcome.

    Attributes
    ----------
    name : str
    unit : str
    better : {"higher", "lower", "neither"}
        Direction that is better for the quality of models or for human authors.
    function : callable
        From the world to a number; NaN where it is not defined yet.
    """

    name: str
    unit: str
    better: Direction
    function: Callable[[World], float]

    @property
    def meaning(self) -> str:
        """What it is, in a sentence."""
        return (self.function.__doc__ or "").strip().splitlines()[0]


_SHARE = "share"
_NATS = "nats per idea"
_ROWS: tuple[tuple[Callable[[World], float], str, Direction], ...] = (
    (shares.synthetic_share_new, _SHARE, "neither"),
    (shares.synthetic_share_new_any, _SHARE, "neither"),
    (shares.synthetic_share_stock, _SHARE, "neither"),
    (shares.synthetic_share_crawl, _SHARE, "neither"),
    (shares.synthetic_share_crawl_raw, _SHARE, "neither"),
    (shares.synthetic_share_search, _SHARE, "neither"),
    (shares.exposure_odds_ratio, "odds ratio", "neither"),
    (shares.synthetic_share_training, _SHARE, "neither"),
    (shares.lineage_depth, "generations", "neither"),
    (shares.page_depth_new, "generations", "neither"),
    (models.model_loss, _NATS, "lower"),
    (models.model_loss_open, _NATS, "lower"),
    (models.model_loss_private, _NATS, "lower"),
    (models.model_loss_mean, _NATS, "lower"),
    (models.model_loss_served, _NATS, "lower"),
    (models.benchmark_loss, _NATS, "neither"),
    (models.tail_recall, _SHARE, "higher"),
    (models.mode_recall, _SHARE, "higher"),
    (models.diversity_ratio, "ratio", "higher"),
    (models.stale_mass, _SHARE, "lower"),
    (models.training_tokens, "ideas", "neither"),
    (models.data_multiplier, "ratio", "lower"),
    (shares.new_fetch_share, _SHARE, "neither"),
    (shares.filter_keep_ratio, "ratio", "neither"),
    (market.licence_price, "USD per 1,000 tokens", "neither"),
    (market.licence_price_head, "USD per 1,000 tokens", "neither"),
    (market.licence_price_tail, "USD per 1,000 tokens", "neither"),
    (market.licence_price_collective, "USD per 1,000 tokens", "neither"),
    (market.licence_income, "USD a month per author", "higher"),
    (market.licence_income_head, "USD a month per author", "higher"),
    (market.licence_income_tail, "USD a month per author", "higher"),
    (market.licence_income_collective, "USD a month per author", "higher"),
    (market.pay_per_crawl_income, "USD a month per author", "higher"),
    (market.licensed_site_share, _SHARE, "neither"),
    (market.market_excess, "ratio", "neither"),
    (models.marginal_value_human, "nats per 1,000 tokens", "neither"),
    (models.marginal_value_mixed, "nats per 1,000 tokens", "neither"),
    (models.marginal_value_synthetic, "nats per 1,000 tokens", "neither"),
    (people.reachable_human_pages, "pages", "higher"),
    (people.n_authors, "authors", "higher"),
    (people.human_posts, "pages a month", "higher"),
    (people.human_posts_substitutable, "pages a month", "higher"),
    (people.human_posts_committed, "pages a month", "higher"),
    (people.author_income, "USD a month per author", "higher"),
    (people.n_generators, "operators", "neither"),
    (people.evading_share, _SHARE, "neither"),
    (people.generator_profit, "USD a month per author", "neither"),
    (people.trainer_hhi, "index", "lower"),
    (people.private_user_share, _SHARE, "neither"),
    (people.opt_out_share, _SHARE, "neither"),
    (people.opt_out_share_top, _SHARE, "neither"),
    (refusals.n_human_sites, "sites", "neither"),
    (refusals.opt_out_share_1k, _SHARE, "neither"),
    (refusals.opt_out_share_10k, _SHARE, "neither"),
    (refusals.opt_out_share_100k, _SHARE, "neither"),
    (refusals.opt_out_share_1m, _SHARE, "neither"),
    (writing.adopter_share, _SHARE, "neither"),
    (writing.synthetic_share_text, _SHARE, "neither"),
    (writing.new_page_share_human, _SHARE, "neither"),
    (writing.new_page_share_ai_1_40, _SHARE, "neither"),
    (writing.new_page_share_ai_41_70, _SHARE, "neither"),
    (writing.new_page_share_ai_71_99, _SHARE, "neither"),
    (writing.new_page_share_pure_ai, _SHARE, "neither"),
    (people.detected_share, _SHARE, "neither"),
    (people.corrected_share, "estimated share", "neither"),
    (people.false_positive_share, _SHARE, "lower"),
    (detection.engine_tpr, _SHARE, "neither"),
    (detection.engine_fpr, _SHARE, "lower"),
    (detection.detection_skill_gap, "logits", "neither"),
    (detection.marked_share, _SHARE, "neither"),
    (detection.signed_share, _SHARE, "neither"),
    (people.reader_welfare, "USD a month per author", "higher"),
    (market.policy_payments, "USD a month per author", "neither"),
)
INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {function.__name__: Indicator(function.__name__, unit, better, function) for function, unit, better in _ROWS}
)

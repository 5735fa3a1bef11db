"""The equilibrium of supply: when human content reproduces itself beside AI that is always right (E3)."""

import numpy as np
from scipy.stats import linregress

from analysis.laws.claims import Finding
from analysis.laws.equilibria.bare_worlds import bare_world, months_of
from analysis.laws.measurements import Measurement, mean_of
from analysis.statistics.wording import percent
from ecosystem.market.advertising import writers_share
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.attention import page_revenue
from ecosystem.web.worth import monthly_freshness

_CHURN = 0.03
_RARE = 0.1
_THRESHOLD_ERROR = 0.05
_AI_PAGES = (0.65, 0.8, 0.95, 1.1)
_GROWTH_MONTHS, _SETTLED = 48, 12
_LONG_MONTHS, _LAST_YEARS = 120, 24
_TOO_MANY_AI_PAGES = 1.3
_ROYALTY = 0.2


def reproduction_threshold(seed: int) -> tuple[Finding, ...]:
    """E3: beside AI that is always right, human authors who write for income only grow in number above R = 1.

    R is what a page earns over its life at the prices of a web in which humans are rare, times the part of it that its
    author is still there to collect, over what the page costs: found from prices, not from authors' accounts. AI pages
    differ by their number only: they rank like human ones and cost nothing.
    """
    runs = [_growth(seed + i, pages) for i in range(3) for pages in _AI_PAGES]
    reproduction, accounts, growth = np.array(runs).T
    royalties = np.array([[survivors(seed + i, share) for share in (0.0, _ROYALTY)] for i in range(2)])
    low, high = 1.0 - _THRESHOLD_ERROR, 1.0 + _THRESHOLD_ERROR
    return (
        Finding(
            "E3a",
            "R (income per page x survival / cost) at which authors neither grow nor fall in number",
            "1 within 5 %",
            low,
            high,
            _crossing(reproduction, growth),
        ),
        Finding(
            "E3b",
            "The same with what authors' accounts say a page has earned them, over cost",
            "1 within 5 %",
            low,
            high,
            _crossing(accounts, growth),
        ),
        Finding(
            "E3c",
            f"Authors left after ten years below the threshold ({_TOO_MANY_AI_PAGES:g} AI pages a human page of the "
            "start), over those before",
            "dies out: < 0.15",
            0.0,
            0.15,
            mean_of(royalties[:, 0]),
        ),
        Finding(
            "E3d",
            f"The same with a royalty of {percent(_ROYALTY)} of trainers' revenue",
            "persists: > 0.4",
            0.4,
            10.0,
            mean_of(royalties[:, 1]),
        ),
    )


def _crossing(x: FloatArray, growth: FloatArray) -> Measurement:
    """Give where a straight line through growth crosses zero, with its error by the delta method."""
    line = linregress(x, growth)
    root = -line.intercept / line.slope
    error = line.stderr * np.hypot(x.std(), root - x.mean()) / abs(line.slope)
    return Measurement(float(root), float(error))


def _rare_humans(seed: int, months: int, ai_pages: float, royalty: float) -> World:
    """Make a web of AI pages in which a tenth of the human authors is left and its past pages are forgotten.

    Pages earn within months, not years, so that the accounts of a run of four years have come to rest.
    """
    world = bare_world(
        1000,
        months,
        seed,
        **{
            "authors.adoption_start": "2090-01",
            "authors.cost_median": 1.0,
            "authors.cost_spread": 0.0,
            "authors.motive_median": 0.0,
            "authors.appeal_spread": 0.0,
            "authors.churn_hazard": _CHURN,
            "authors.churn_scale": 0.1,
            "attention.authority_exponent": 0.0,
            "attention.freshness": 0.85,
            "attention.results_shown": 0,
            "attention.ai_odds_factor": 1.0,
            "attention.topic_spread": 1.0,
            "attention.chat_start": "2022-01",
            "generators.cost_median": 0.0,
            "generators.horizon_discount": 1.0,
            "generators.reach_spread": 0.0,
            "generators.pool_flow": ai_pages,
            "generators.output_tail_ratio": 2.0,
            "controls.seen_loss": "assumed",
            "market.royalty_share": royalty,
        },
    )
    people = world.authors
    rows = people.rows()
    people.is_active[rows[world.draws.uniform("left", 0, people.key[rows]) >= _RARE]] = False
    people.fresh[~people.is_active] = 0.0
    return world


def _growth(seed: int, ai_pages: float) -> tuple[float, float, float]:
    """Give R from prices, R from accounts, and the growth of the number of authors a month, means over three years."""
    world = _rare_humans(seed, _GROWTH_MONTHS, ai_pages, 0.0)
    number, prices, accounts = [], [], []
    kept = monthly_freshness(world.parameters) * (1.0 - world.parameters.content.death_hazard)
    survival = (1.0 - kept) / (1.0 - kept * (1.0 - _CHURN))
    plain, topic = np.ones(world.n_topics), np.arange(world.n_topics)
    nowhere = np.full(world.n_topics, -1)
    cost = world.parameters.authors.cost_median * world.rest.page_revenue
    for _ in months_of(world):
        number.append(len(world.authors.rows()))
        prices.append(float((page_revenue(world, plain, plain, topic, nowhere) / cost).mean()) * survival)
        accounts.append(float((world.month.human_page_income / writers_share(world.parameters.market) / cost).mean()))
    settled = slice(_SETTLED, None)
    months = _GROWTH_MONTHS - 1 - _SETTLED
    growth = float(np.log(number[-1] / number[_SETTLED])) / months
    return float(np.mean(prices[settled])), float(np.mean(accounts[settled])), growth


def survivors(seed: int, royalty: float) -> float:
    """Give the authors of the last two years over those at the start, far below the threshold."""
    world = _rare_humans(seed, _LONG_MONTHS, _TOO_MANY_AI_PAGES, royalty)
    first = len(world.authors.rows())
    number = [len(world.authors.rows()) for _ in months_of(world)]
    return float(np.mean(number[-_LAST_YEARS:])) / first

"""Rewiring: the same scenario on webs of other structure, and which named results change.

Only the choice of targets differs between the webs. Sites, their kinds and attractiveness, how many links each holds,
authors and all their draws are the same at the start, and no parameter is fitted anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from analysis.evidence.anchors import NICHE_BASE_MONTHS
from analysis.runs.controls import run_series, with_control
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.inference import paired_difference
from analysis.statistics.intervals import FEWEST_RUNS, Interval, mean_interval
from analysis.statistics.periods import around, exposure_odds, months_of, period_mean
from ecosystem import Scenario, WebEcosystem
from ecosystem.calendar import date_to_step
from ecosystem.checks import Checks
from ecosystem.errors import UnknownNameError, unknown_name
from ecosystem.kinds import hosts_people
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.tables import Table

REFERENCE = "scale_free"
WEBS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        REFERENCE: MappingProxyType({"web.structure": REFERENCE}),
        "random": MappingProxyType({"web.structure": "random"}),
        "small_world": MappingProxyType({"web.structure": "small_world"}),
        "block": MappingProxyType({"web.structure": "block"}),
        "random_equal": MappingProxyType({"web.structure": "random", "web.fitness_range": 1.0}),
    }
)
"""Name of a web -> the parameters it overrides. random_equal: a random web whose sites are also equally attractive to
authors, so that neither links nor sizes of sites are concentrated by what sites are."""
SAME_SHARE = 0.1
"""A result stays if the whole interval of its change lies within this share of its value on the reference."""
WIRING_MONTH = "2025-12"
"""Month at whose end the wiring and the visits are looked at, or the last month of a shorter run."""
_TAIL_SHARE = 0.1
_FEWEST_IN_TAIL = 10

Verdict = Literal["rises", "falls", "stays", "not enough runs to tell"]


class NamedResult(NamedTuple):
    """A result that is followed from web to web; `is_wiring` marks those that describe the links themselves."""

    name: str
    unit: str
    meaning: str
    is_wiring: bool = False


RESULTS = (
    NamedResult("in_link_gini", "Gini index", "concentration of links among the sites they point to", is_wiring=True),
    NamedResult(
        "in_link_exponent", "exponent", "tail exponent (density) of links to a site, top tenth", is_wiring=True
    ),
    NamedResult("same_topic_share", "share", "links that stay within a topic", is_wiring=True),
    NamedResult("clustering", "share", "closed triangles among linked triples of sites", is_wiring=True),
    NamedResult("farm_authority", "ratio", "authority behind a page of farms over one of human sites", is_wiring=True),
    NamedResult("visits_gini", "Gini index", "concentration of visits among sites"),
    NamedResult("visits_exponent", "exponent", "tail exponent (density) of visits to a site, top tenth"),
    NamedResult("flow_2025", "share", "AI-primary articles among new ones, 2025"),
    NamedResult("crawl_2024_12", "share", "AI tokens in the filtered crawl, December 2024"),
    NamedResult("crawl_2035", "share", "AI tokens in the filtered crawl, 2035"),
    NamedResult("exposure_odds_ratio", "odds ratio", "odds of AI pages in visits over those in new articles, 2025"),
    NamedResult("niche_index", "index", "questions in substitutable niches, December 2024, 1 in January-November 2022"),
    NamedResult("committed_index", "index", "posts of committed communities, 2025, 1 in January-November 2022"),
    NamedResult("opt_out_top", "share", "top 1 % of sites by PageRank that refuse crawlers, 2024"),
    NamedResult("model_loss_2035", "nats per idea", "loss of the best model on sale, 2035"),
    NamedResult("feedback_cost_2035", "nats per idea", "that loss less the one of the same web without feedback, 2035"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one result on one web.

    Attributes
    ----------
    result : NamedResult
    web : str
        One of WEBS, other than the reference.
    reference, level : Interval
        Values on the reference and on this web, in the unit of the result.
    effect : Interval
        Level less reference, pair by pair.
    verdict : {"rises", "falls", "stays", "not enough runs to tell"}
    """

    result: NamedResult
    web: str
    reference: Interval
    level: Interval
    effect: Interval
    verdict: Verdict


def gini(values: FloatArray) -> float:
    """Give the Gini index of non-negative values, shape (n,): 0 if all are equal, near 1 if one has all."""
    ordered, n = np.sort(values.astype(np.float64)), len(values)
    return float((2.0 * np.arange(1, n + 1) - n - 1.0) @ ordered / (n * ordered.sum()))


def tail_exponent(values: FloatArray) -> float:
    """Give Hill's estimate of the exponent of the density from the top tenth of positive values (at least ten).

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Those that are not positive are left out. The thinner the tail, the larger the exponent.

    Returns
    -------
    float
        Above 1; NaN with ten values or fewer, or if those of the tail are all equal.

    References
    ----------
    Hill 1975, Annals of Statistics 3, 1163-1174.
    """
    ordered = np.sort(values[values > 0.0])[::-1]
    n_tail = max(_FEWEST_IN_TAIL, round(_TAIL_SHARE * len(ordered)))
    if len(ordered) <= n_tail or ordered[0] == ordered[n_tail]:
        return float("nan")
    return 1.0 + 1.0 / float(np.log(ordered[:n_tail] / ordered[n_tail]).mean())


def clustering(world: World) -> float:
    """Give the share of linked triples of sites that are closed to triangles, whatever the direction of links."""
    links, n = world.links, len(world.sites)
    linked = sp.csr_array((np.ones(len(links.source)), (links.source, links.target)), shape=(n, n))
    either = ((linked + linked.T) > 0).astype(np.float64)
    degree = either.sum(axis=1)
    return float((either @ either * either).sum() / (degree * (degree - 1.0)).sum())


def wiring_of(world: World) -> dict[str, float]:
    """Measure links and visits of the sites that hold pages, as they stand."""
    sites, links = world.sites, world.links
    is_live, is_farm = sites.n_live > 0, ~hosts_people(sites.kind)
    in_links = np.bincount(links.target, minlength=len(sites))[is_live].astype(np.float64)
    visits = sites.audience[is_live]
    farms, others = (_authority_of_pages(sites, is_farm == kind) for kind in (True, False))
    return {
        "in_link_gini": gini(in_links),
        "in_link_exponent": tail_exponent(in_links),
        "same_topic_share": float((sites.topic[links.source] == sites.topic[links.target]).mean()),
        "clustering": clustering(world),
        "farm_authority": farms / others,
        "visits_gini": gini(visits),
        "visits_exponent": tail_exponent(visits),
    }


def _authority_of_pages(sites: Table, is_chosen: NDArray[np.bool_]) -> float:
    """Give the mean authority over the live pages of some sites; NaN if there is no page."""
    n_live = sites.n_live[is_chosen]
    return float(n_live @ sites.authority[is_chosen] / n_live.sum()) if n_live.any() else float("nan")


def outcomes_of(series: pd.DataFrame) -> dict[str, float]:
    """Measure the named results of one run; NaN for those that it does not reach."""

    def mean(indicator: str, months: tuple[str, ...]) -> float:
        is_reached = set(months) <= set(series["date"])
        return period_mean(series, indicator, months) if is_reached else float("nan")

    def index(indicator: str, months: tuple[str, ...]) -> float:
        return mean(indicator, months) / (mean(indicator, NICHE_BASE_MONTHS) or float("nan"))

    winter, year = around("2024-12"), months_of("2025")
    exposure = exposure_odds(series, year) if set(year) <= set(series["date"]) else float("nan")
    return {
        "flow_2025": mean("synthetic_share_new", months_of("2025")),
        "crawl_2024_12": mean("synthetic_share_crawl", winter),
        "crawl_2035": mean("synthetic_share_crawl", months_of("2035")),
        "exposure_odds_ratio": exposure,
        "niche_index": index("human_posts_substitutable", winter),
        "committed_index": index("human_posts_committed", months_of("2025")),
        "opt_out_top": mean("opt_out_share_top", months_of("2024")),
        "model_loss_2035": mean("model_loss", months_of("2035")),
    }


def measure_web(scenario: Scenario, seed: int) -> dict[str, float]:
    """Run a scenario with and without feedback and give all named results."""
    model = WebEcosystem(scenario, seed=seed)
    n_before = min(scenario.months, date_to_step(WIRING_MONTH) + 1)
    model.run_for(n_before)
    measured = wiring_of(model.world)
    if scenario.months > n_before:
        model.run_for(scenario.months - n_before)
    measured |= outcomes_of(model.series())
    unfed = outcomes_of(run_series(with_control(scenario, "no_feedback"), seed))["model_loss_2035"]
    return measured | {"feedback_cost_2035": measured["model_loss_2035"] - unfed}


def run_webs(scenario: Scenario, replicates: int, seed: int = 0, runner: Runner = IN_TURN) -> pd.DataFrame:
    """Run a scenario on all webs, with the same seeds.

    Parameters
    ----------
    scenario : Scenario
    replicates : int
        Runs of each web, at least 2; replicate r has the seed `seed + r` on every web.
    seed : int
        At least 0.
    runner : Runner
        How the runs are made.

    Returns
    -------
    DataFrame
        One row a web and replicate: columns web, replicate and the names of RESULTS.

    Raises
    ------
    OutOfRangeError, WrongTypeError
        When a number is below its bound or not whole.
    """
    check_webs(replicates, seed)
    jobs = [(web, replicate) for replicate in range(replicates) for web in WEBS]
    scenarios = [scenario.replace(**WEBS[web]) for web, _ in jobs]
    seeds = [seed + replicate for _, replicate in jobs]
    rows = runner.run(_measure, list(zip(scenarios, seeds, strict=True)))
    return pd.concat([pd.DataFrame(jobs, columns=["web", "replicate"]), pd.DataFrame(rows)], axis=1)


def check_webs(replicates: int, seed: int) -> None:
    """Refuse what `run_webs` cannot do, before anything is run."""
    checks = Checks("rewiring")
    for name, value, least in (("replicates", replicates, FEWEST_RUNS), ("seed", seed, 0)):
        checks.whole(name, value, least)
    checks.tell()


def _measure(job: tuple[Scenario, int]) -> dict[str, float]:
    """Measure one (scenario, seed)."""
    return measure_web(*job)


def compare_webs(frame: pd.DataFrame, reference: str = REFERENCE) -> list[Change]:
    """Lay every web beside one of them, result by result.

    Parameters
    ----------
    frame : DataFrame
        From `run_webs`.
    reference : str
        One of WEBS.

    Returns
    -------
    list of Change
        In the order of RESULTS, then of WEBS, with 95 % intervals. Results that are not defined in every run, such as
        those beyond its horizon, are left out.
    """
    if reference not in set(frame["web"]):
        raise UnknownNameError(unknown_name(reference, map(str, frame["web"].unique()), where="webs"))
    tables = {web: part.sort_values("replicate") for web, part in frame.groupby("web", sort=False)}
    changes = []
    for result in RESULTS:
        values = {web: tables[web][result.name].to_numpy(dtype=np.float64) for web in WEBS}
        if not all(np.isfinite(each).all() for each in values.values()):
            continue
        base = mean_interval(values[reference])
        for web in WEBS:
            if web != reference:
                effect = paired_difference(values[reference], values[web])
                changes.append(
                    Change(result, web, base, mean_interval(values[web]), effect, verdict(effect, base.mean))
                )
    return changes


def verdict(effect: Interval, reference: float) -> Verdict:
    """Say what an interval of a change means for a result with a given value on the reference."""
    margin = SAME_SHARE * abs(reference)
    if -margin <= effect.low and effect.high <= margin:
        return "stays"
    if not effect.excludes_zero:
        return "not enough runs to tell"
    return "rises" if effect.mean > 0.0 else "falls"

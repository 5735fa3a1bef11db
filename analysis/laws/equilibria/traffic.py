"""Equilibria of traffic: who is seen when AI pages are as relevant (E2), and who stops asking when AI answers (E7)."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np
from scipy.optimize import brentq
from scipy.stats import spearmanr

from analysis.laws.claims import Finding, reported
from analysis.laws.equilibria.bare_worlds import BEHAVIOUR, bare_world, months_of
from analysis.laws.measurements import Measurement, mean_of
from ecosystem.calendar import date_to_step
from ecosystem.content.corpus import NO_MODEL
from ecosystem.kernels.stock import plan_pages
from ecosystem.kinds import SUBSTITUTABLE
from ecosystem.randomness import FloatArray, derive
from ecosystem.state import Manuscripts, Month, World
from ecosystem.web.attention import share_visits
from ecosystem.web.publishing import publish

if TYPE_CHECKING:
    from ecosystem.content.families.categorical import Counts

_AI_OF_POOL, _SEEN = 0.67, 0.8
_SITES = 100
_EXACT = 0.001

COVERAGE = (1.0, 0.1, 0.01, 0.0)
"""Share of the pages of a topic that models could be trained on."""
_HALF_YEAR = 6


def retrieval_collapse(seed: int) -> tuple[Finding, ...]:
    """E2: equally relevant AI pages that are ranked with odds factor w get the odds of their number times w."""
    threshold = _SEEN / (1.0 - _SEEN) / (_AI_OF_POOL / (1.0 - _AI_OF_POOL))
    proportional, positions, uneven = (
        _mixed_pool(seed, **{"attention.results_shown": n, "attention.authority_exponent": exponent})
        for n, exponent in ((0, 0.0), (10, 0.0), (10, 0.5))
    )
    return (
        _exact("E2a", "67 % AI of the pool, w=1: AI share of visits", 0.67, _exposure(proportional, 1.0)),
        _exact("E2b", "67 % AI of the pool, w=1.97: AI share of visits", 0.8, _exposure(proportional, 1.97)),
        _exact("E2c", "w from which 67 % AI of the pool get over 80 % of visits", threshold, _needed(proportional)),
        reported("E2d", "The same with ten positions, sites alike", Measurement(_needed(positions), 0.0)),
        reported(
            "E2e", "The same with ten positions and the PageRank of grown links", Measurement(_needed(uneven), 0.0)
        ),
    )


def _exact(name: str, claim: str, expected: float, value: float) -> Finding:
    bounds = expected * (1.0 - _EXACT), expected * (1.0 + _EXACT)
    return Finding(name, claim, f"{expected:.3g}", *bounds, Measurement(value, 0.0))


def _mixed_pool(seed: int, **changes: float) -> World:
    """Publish the same number of pages on 100 sites a topic, 67 of which are wholly AI; older pages are forgotten."""
    world = bare_world(
        4 * _SITES,
        1,
        seed,
        **{
            "authors.authors_per_topic": 2 * _SITES,
            "authors.appeal_spread": 0.0,
            "authors.posts_mean": 0.5,
            "detection.engine_tpr": 1.0,
            "detection.engine_fpr": 0.0,
            "generators.operators_per_author": 0.0,
            **changes,
        },
    )
    people, sites = world.authors, world.sites
    # One author for each of 100 sites a topic; the others have nothing online.
    site_rows = np.concatenate([np.flatnonzero(sites.topic == topic)[:_SITES] for topic in range(world.n_topics)])
    ordinal = np.arange(len(site_rows)) % _SITES
    rows = people.rows()[: len(site_rows)]
    people.site[rows], people.topic[rows] = site_rows, sites.topic[site_rows]
    people.fresh[:] = 0.0
    writer, key = plan_pages(people.key[rows], rows, np.full(len(rows), 5), world.step + 1)
    is_ai = np.repeat(ordinal < round(_AI_OF_POOL * _SITES), 5)
    n_human = np.where(is_ai, 0, world.parameters.content.ideas_per_page).astype(np.uint8)
    model = np.where(is_ai, world.trainers.sold_model[0], NO_MODEL).astype(np.uint16)
    world.step += 1
    world.month = Month(by_authors=Manuscripts(writer, key, n_human, model))
    publish(world)
    return world


def _exposure(world: World, odds: float) -> float:
    """Give the AI share of visits when pages believed synthetic are ranked with odds factor w."""
    world.rules = replace(world.rules, ai_odds_factor=odds)
    share_visits(world)
    return float(world.month.visits[1].sum() / world.month.visits.sum())


def _needed(world: World) -> float:
    """Find the odds factor from which AI pages get 80 % of visits."""
    return float(brentq(lambda odds: _exposure(world, odds) - _SEEN, 0.2, 50.0, xtol=1e-6))


def shock_by_coverage(seed: int) -> tuple[Finding, ...]:
    """E7: when chat appears, questions fall where models had much to learn from; topics without pages are the control.

    As in the paper the change of posts over the first half year, less that of the control, in logarithms.
    """
    changes = np.array([questions_lost(seed + i) for i in range(4)])
    effects = changes - changes[:, -1:]
    source = "-10 to -30 %"
    share = [mean_of(np.expm1(effects[:, level])) for level in range(len(COVERAGE) - 1)]
    steps = mean_of(np.array([spearmanr(COVERAGE, -change).statistic for change in changes]))
    return (
        Finding(
            "E7a", "Questions in topics covered fully, half a year, against the control", source, -0.3, -0.1, share[0]
        ),
        reported("E7b", "The same where a tenth of the pages could be read", share[1]),
        reported("E7c", "The same where a hundredth could be read", share[2]),
        Finding("E7d", "Coverage and fall of questions, rank correlation", "> 0.8", 0.8, 1.0, steps),
    )


def questions_lost(seed: int) -> FloatArray:
    """Give the change of log questions a month from before chat to the half year after, by coverage."""
    world = bare_world(
        800,
        date_to_step("2022-12") + _HALF_YEAR,
        seed,
        **{
            "culture.n_ideas": 1000,
            "content.ideas_per_page": 8,
            "content.junk_page_share": 0.5,
            "authors.authors_per_topic": 50,
            "authors.substitutable_share": 0.5,
            "authors.adoption_start": "2090-01",
            "generators.operators_per_author": 0.0,
            "training.cutoff_lag": 0,
            "web.new_site_share": 0.0,
        },
    )
    level = np.arange(world.n_topics) % len(COVERAGE)
    _hide_pages(world, np.array(COVERAGE)[level])
    before, after = np.zeros(len(COVERAGE)), np.zeros(len(COVERAGE))
    start = date_to_step(world.parameters.attention.chat_start)
    people = world.authors
    for month in months_of(world, (*BEHAVIOUR, "scrapers", "trainers")):
        writer = world.month.by_authors.writer
        topic = people.topic[writer[people.niche[writer] == SUBSTITUTABLE]]
        posts = np.bincount(level[topic], minlength=len(COVERAGE))
        if month < start:
            before += posts / start
        else:
            after += posts / _HALF_YEAR
    result: FloatArray = np.log(after / before)
    return result


def _hide_pages(world: World, coverage: FloatArray) -> None:
    """Let only a share of each topic's pages be read: by a wall around sites, and by thinning what was read before."""
    sites = world.sites
    hidden = world.draws.uniform("covered", 0, sites.key) >= coverage[sites.topic]
    sites.is_paywalled[:] = hidden
    for row, memory in enumerate(world.scraper_memory):
        memory.snapshot.settle(world.step)
        counts = cast("Counts", memory.snapshot.statistics).values
        cells = np.nonzero(counts)
        keys = derive(world.scrapers.key[row], *cells)
        chance = coverage[cells[2]]
        thin = partial(world.draws.binomial, "thinned archive", 0)
        counts[cells] = thin(keys, counts[cells].astype(np.int64), chance)

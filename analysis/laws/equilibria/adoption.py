"""Equilibria of adoption: how many authors write with AI when that harms all (E1), and which of them do so (E4)."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analysis.laws.claims import Finding, reported
from analysis.laws.equilibria.bare_worlds import BEHAVIOUR, bare_world, months_of
from analysis.laws.measurements import mean_of
from ecosystem import Scenario
from ecosystem.agents import authors
from ecosystem.history import create_world
from ecosystem.kinds import ARTICLES
from ecosystem.randomness import FloatArray
from ecosystem.web.models_on_sale import synthetic_share_of_newest

BENEFIT, COST_HUMAN, COST_AI = 4.5, 2.0, 1.5
"""Payoffs of Baumann et al. 2026: worth of human content, cost of writing by hand and with AI."""
_UNIT = 10.0  # Human page revenues in a unit of payoff; the largest that the bounds allow, so that choice is sharp.
_SAVED = COST_HUMAN - COST_AI
_DILEMMA_MONTHS, _SETTLED = 115, 75
# Share of authors who reconsider in a month: so few that the share does not overshoot, except at the corner.
_SLOW, _FAST = 0.02, 0.1
_SHARE_ERROR, _WELFARE_ERROR = 0.02, 0.03

_WORST, _LEVELS = 3.0, 60
_DEFAULT_MONTHS = 48


def social_dilemma(seed: int) -> tuple[Finding, ...]:
    """E1: authors see only the half of the harm that falls on themselves, and adopt until AI saves them nothing.

    The payoff of an author is half from own content and half from that of a random partner; human content is worth b,
    AI content b - m z at an AI share of z. AI pays while m z / 2 < c_h - c_a. In the terms of `adoption_utility`: the
    cost saved weighs twice as much as the loss, which is assumed to be m z (`controls.seen_loss`).
    """
    findings = []
    for letter, harm, hazard, starts in (
        ("a", 1.5, _SLOW, (False, True)),
        ("b", 3.0, _SLOW, (False, True)),
        ("c", 0.8, _FAST, (False, False)),
    ):
        share = min(1.0, 2.0 * _SAVED / harm)
        welfare = BENEFIT - COST_HUMAN + share * _SAVED - harm * share**2
        runs = np.array([dilemma(harm, hazard, seed + i, starts_with_all=start) for i, start in enumerate(starts)])
        findings += [
            Finding(
                f"E1{letter}-share",
                f"AI share at rest, m={harm:g}: min(1, 2(c_h - c_a)/m)",
                f"{share:.3f}",
                share - _SHARE_ERROR,
                share + _SHARE_ERROR,
                mean_of(runs[:, 0]),
            ),
            Finding(
                f"E1{letter}-welfare",
                f"Mean payoff at rest, m={harm:g}; without AI {BENEFIT - COST_HUMAN:g}",
                f"{welfare:.3f}",
                welfare - _WELFARE_ERROR,
                welfare + _WELFARE_ERROR,
                mean_of(runs[:, 1]),
            ),
        ]
    return tuple(findings)


def dilemma(harm: float, hazard: float, seed: int, *, starts_with_all: bool) -> tuple[float, float]:
    """Run the dilemma to rest; give AI share and mean payoff over the last months."""
    world = bare_world(
        200,
        _DILEMMA_MONTHS,
        seed,
        **{
            "authors.adoption_start": "2022-01",
            "authors.adoption_hazard": hazard,
            "authors.posts_mean": 10.0,
            "authors.adoption_peer_weight": 0.0,
            "authors.adoption_cost_weight": 20.0,
            "authors.adoption_quality_weight": 10.0,
            "authors.cost_median": COST_HUMAN * _UNIT,
            "authors.cost_spread": 0.0,
            "authors.cost_saved_share": _SAVED / COST_HUMAN,
            "authors.ai_share_mean": 1.0,
            "generators.operators_per_author": 0.0,
            "controls.seen_loss": "assumed",
            "controls.assumed_loss_slope": harm * _UNIT,
            "controls.has_author_turnover": False,
        },
    )
    people = world.authors
    people.stigma[:] = 0.0
    people.has_adopted[:] = starts_with_all
    path = []
    for month in months_of(world):
        share = synthetic_share_of_newest(world)
        saved = world.parameters.authors.cost_saved_share * people.has_adopted
        cost = float((people.cost * (1.0 - saved)).mean())
        seen = float(np.nanmax(world.month.served_loss))
        if month >= _SETTLED:
            path.append((share, BENEFIT - (cost + share * seen) / _UNIT))
    share, welfare = np.mean(path, axis=0)
    return float(share), float(welfare)


def who_adopts(seed: int) -> tuple[Finding, ...]:
    """E4: as models get better, the authors to whom writing costs most turn to AI first."""
    alike = np.array([rank_correlations(seed + i) for i in range(4)])
    default = np.array([_default_correlations(seed + i) for i in range(2)])
    target = "> 0.8"
    return (
        Finding(
            "E4a",
            "Cost of writing and how early AI is adopted, rank correlation over authors alike in all but cost",
            target,
            0.8,
            1.0,
            mean_of(alike[:, 0]),
        ),
        Finding("E4b", "The same over deciles of cost", target, 0.8, 1.0, mean_of(alike[:, 1])),
        reported(
            "E4c", "Cost of writing and adoption by 2025, rank correlation over default authors", mean_of(default[:, 0])
        ),
        reported("E4d", "The same over deciles of cost", mean_of(default[:, 1])),
    )


def rank_correlations(seed: int) -> tuple[float, float]:
    """Improve the models step by step and let authors who differ only in cost and in constant taste decide."""
    world = bare_world(
        400,
        1,
        seed,
        **{
            "authors.adoption_start": "2022-01",
            "authors.adoption_hazard": 1.0,
            "authors.ai_share_mean": 1.0,
            "authors.adoption_cost_weight": 20.0,
            "authors.adoption_quality_weight": 20.0,
            "authors.adoption_peer_weight": 0.0,
            "generators.operators_per_author": 0.0,
        },
    )
    people = world.authors
    rows = people.rows()
    people.stigma[:] = 0.0
    for _ in months_of(world):
        pass
    world.rules = replace(world.rules, has_assistants=True)
    earliness = np.zeros(len(people))
    for loss in np.linspace(_WORST, 0.0, _LEVELS):
        world.month.served_loss[:] = loss
        authors.apply(world, _only_adoption(authors.decide(world)))
        earliness += people.has_adopted
    return _by_author_and_decile(people.cost[rows], earliness[rows])


def _only_adoption(decisions: authors.Decisions) -> authors.Decisions:
    """Keep what authors decided about AI; nobody comes or goes."""
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros_like(decisions.refusing)
    return replace(decisions, leaving=none, refusing=nothing, entrants=np.zeros_like(decisions.entrants))


def _default_correlations(seed: int) -> tuple[float, float]:
    """Run the economy as it is and compare authors of articles who were there all along."""
    setting = Scenario(name="default", size=400, months=_DEFAULT_MONTHS)
    world = create_world(setting.size, setting.parameters, setting.months, seed)
    people = world.authors
    rows = np.flatnonzero((people.founded_step < 0) & (people.niche == ARTICLES) & people.is_active)
    time_with_ai = np.zeros(len(rows))
    for _ in months_of(world, (*BEHAVIOUR, "scrapers", "market", "trainers")):
        time_with_ai += world.authors.has_adopted[rows]
    stayed = world.authors.is_active[rows]
    return _by_author_and_decile(world.authors.cost[rows[stayed]], time_with_ai[stayed])


def _by_author_and_decile(cost: FloatArray, outcome: FloatArray) -> tuple[float, float]:
    """Give Spearman's rank correlation over authors, and over the means of deciles of cost."""
    frame = pd.DataFrame({"cost": cost, "outcome": outcome})
    means = frame.groupby(pd.qcut(cost, 10, labels=False)).mean()
    by_author, by_decile = (float(spearmanr(table["cost"], table["outcome"]).statistic) for table in (frame, means))
    return by_author, by_decile

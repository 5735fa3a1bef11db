"""Worlds from which everything is taken away that a paper does not have; what is left is the economy's own code."""

from collections.abc import Iterator
from typing import Any

from ecosystem import Scenario
from ecosystem.history import create_world
from ecosystem.schedule import SCHEDULE, run_month
from ecosystem.state import World

_BARE: dict[str, Any] = {
    "web.archive_months": 36,
    "web.burn_in_months": 6,
    "content.ideas_per_page": 1,
    "content.junk_page_share": 0.0,
    "culture.n_ideas": 50,
    "authors.substitutable_share": 0.0,
    "authors.committed_share": 0.0,
    "authors.posts_tail_ratio": 2.0,
    "authors.opt_out_intercept": 0.0,
    "attention.worth_sensitivity": 0.0,
    "authors.opt_out_peer_weight": 0.0,
    "crawl.n_private_scrapers": 0,
    "crawl.paywall_share": 0.0,
    "training.n_trainers": 1,
    "training.absorption": 1.0,
    "training.budget_share": 0.005,
    "controls.has_citing_answers": False,
    "attention.answer_start": "2090-01",
    "attention.answer_full": "2090-01",
}
"""A young web of articles without junk, refusals, walls or answers above search; one open crawl, one trainer."""

BEHAVIOUR = ("rules", "culture", "attention", "authors", "generators", "web")
"""Phases of a month in which people act; without crawling, licences and training."""


def bare_world(size: int, months: int, seed: int, **changes: Any) -> World:
    """Make a bare world before its first month.

    Parameters
    ----------
    size : int
        Human authors.
    months : int
    seed : int
    **changes
        Parameters by dotted name, before those of the bare world.
    """
    setting = Scenario(name="bare").replace(size=size, months=months, **{**_BARE, **changes})
    return create_world(setting.size, setting.parameters, setting.months, seed)


def months_of(world: World, phases: tuple[str, ...] = BEHAVIOUR) -> Iterator[int]:
    """Run a world to its horizon by some phases of the schedule, and give each month when it is over."""
    rows = tuple(row for row in SCHEDULE if row.name in phases)
    while world.step < world.last_step:
        world.step += 1
        run_month(world, rows)
        yield world.step

"""The equilibrium of liability: who should answer for pages that are used against the refusal of their site (E11)."""

import numpy as np

from analysis.laws.claims import Finding, reported
from analysis.laws.equilibria.welfare import last_years
from analysis.laws.measurements import mean_of
from ecosystem.policies import Liability, PurposeOptOut
from ecosystem.policy import Policy
from ecosystem.randomness import FloatArray
from ecosystem.state import World

_START, _REPLICATES = "2024-01", 8
_LAWLESS = {"crawl.robots_ignored_share": 1.0}
_REFUSING = PurposeOptOut(start=_START, opt_in_share=0.0, enforcement=0.0)
ARMS: tuple[tuple[Policy, ...], ...] = (
    (),
    (Liability(start=_START, liable="seller"),),
    (Liability(start=_START, liable="trainer"),),
    (Liability(start=_START, liable="user"),),
)
"""Nobody, the seller, the trainer or the user of the model is liable."""
NOBODY, SELLER, TRAINER, USER = range(len(ARMS))


def who_is_liable(seed: int) -> tuple[Finding, ...]:
    """E11: all sites refuse and private crawlers heed nothing; damages are the only brake, and somebody owes them.

    Differences of the same seed over the last two years of eight, at the default damages, in USD a month and author of
    the start.
    """
    arms = np.array([outcomes(seed + i) for i in range(_REPLICATES)])
    welfare, taken, authors = np.moveaxis(arms, 2, 0)
    gained = welfare - welfare[:, [NOBODY]]
    better = max((SELLER, TRAINER), key=lambda arm: float(welfare[:, arm].mean()))
    left, people = taken / taken[:, [NOBODY]], authors - authors[:, [NOBODY]]
    return (
        reported(
            "E11a",
            "Welfare of all, users liable, less the better of the two others",
            mean_of(welfare[:, USER] - welfare[:, better]),
        ),
        *(
            reported(f"E11{letter}", f"Welfare of all, {name} liable, less nobody", mean_of(gained[:, arm]))
            for letter, name, arm in (("b", "sellers", SELLER), ("c", "trainers", TRAINER), ("d", "users", USER))
        ),
        *(
            reported(
                f"E11{letter}",
                f"New pages that private crawlers take, {name} liable, over nobody",
                mean_of(left[:, arm]),
            )
            for letter, name, arm in (("e", "sellers", SELLER), ("f", "trainers", TRAINER), ("g", "users", USER))
        ),
        *(
            reported(
                f"E11{letter}",
                f"Human authors over those of the start, {name} liable, less nobody",
                mean_of(people[:, arm]),
            )
            for letter, name, arm in (("h", "sellers", SELLER), ("i", "trainers", TRAINER), ("j", "users", USER))
        ),
    )


def outcomes(seed: int) -> FloatArray:
    """Give welfare, new pages of private crawlers and human authors of each arm, over authors, shape (n_arms, 3)."""
    measures = (_pages_taken, _authors)
    return np.array([last_years(seed, (*arm, _REFUSING), _LAWLESS, measures) for arm in ARMS])


def _pages_taken(world: World) -> float:
    crawls = world.month.crawls.items()
    return sum(crawl.n_new for scraper, crawl in crawls if not world.scrapers.is_open[scraper]) / world.size


def _authors(world: World) -> float:
    return len(world.authors.rows()) / world.size

"""Kinds of authors, sites and operators, in the order of their codes; what sets sites apart are rows of one table."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.parameters import Parameters
from ecosystem.parameters.generators import GeneratorParameters
from ecosystem.parameters.operators import SiteOwner
from ecosystem.randomness import IntArray

Codes = NDArray[np.integer]

NICHES = ("articles", "substitutable", "committed")
"""Niches of authors: who writes articles, and who asks and answers where a model can replace them, or hardly can."""
ARTICLES, SUBSTITUTABLE, COMMITTED = range(len(NICHES))

PURPOSES = ("training", "answers", "agents")
"""What crawlers fetch pages for, and what a site may refuse: texts to train models on, answers above search results,
and chat models that read for a user who asks."""
TRAINING, ANSWERS, AGENTS = range(len(PURPOSES))

OPERATOR_KINDS = tuple(GeneratorParameters().kinds)
"""Kinds of operators; each is a group of parameters."""
CONTENT_FARM, BRAND, BOT, ASSISTED = range(len(OPERATOR_KINDS))


_OWNS_SITE = tuple(isinstance(kind, SiteOwner) for kind in GeneratorParameters().kinds.values())


@dataclass(frozen=True)
class SiteKind:
    """A kind of sites.

    Attributes
    ----------
    name : str
        As frames, reports and accounts have it.
    niche : int
        Of the authors who write there.
    share : callable, optional
        Gives the share of a topic's sites that are of this kind at the start, in [0, 1], from the parameters; None for
        what operators run, and for the one kind of people's sites that takes what the others leave.
    has_paywalls : bool
        Some sites of the kind stand behind a paywall.
    hosts_people : bool
        Human authors write there, and operators without a site of their own; else operators run it.
    has_head : bool
        Attribution tells the sites of high authority of the kind from the others.
    """

    name: str
    niche: int
    share: Callable[[Parameters], float] | None
    has_paywalls: bool = False
    hosts_people: bool = True
    has_head: bool = False


SITE_KINDS = (
    SiteKind("platform", COMMITTED, lambda parameters: parameters.authors.committed_share),
    SiteKind("forum", SUBSTITUTABLE, lambda parameters: parameters.authors.substitutable_share),
    SiteKind("news", ARTICLES, lambda parameters: parameters.web.news_share, has_paywalls=True, has_head=True),
    SiteKind("blog", ARTICLES, None, has_paywalls=True, has_head=True),
    # Any site that an operator runs, those of brands too.
    SiteKind("farm", ARTICLES, None, hosts_people=False),
)


def code_of(name: str) -> int:
    """Give the code of a kind of sites."""
    return [kind.name for kind in SITE_KINDS].index(name)


def hosts_people(kind: Codes) -> NDArray[np.bool_]:
    """Tell which sites, by their kinds, human authors write on; operators run the others."""
    return np.array([row.hosts_people for row in SITE_KINDS]).take(kind)


def has_paywalls(kind: Codes) -> NDArray[np.bool_]:
    """Tell which sites, by their kinds, may stand behind a paywall."""
    return np.array([row.has_paywalls for row in SITE_KINDS]).take(kind)


def niche_of(kind: Codes) -> IntArray:
    """Give the niche whose authors write on each site, by its kind."""
    return np.array([row.niche for row in SITE_KINDS]).take(kind)


def has_own_site(kind: Codes) -> NDArray[np.bool_]:
    """Tell which operators, by their kinds, found a site of their own; the others publish on human sites."""
    return np.array(_OWNS_SITE).take(kind)


BLOG, FARM = code_of("blog"), code_of("farm")

"""Caps on synthetic text in training: what an audit finds of it above the cap is left out at random."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from ecosystem.content.family import KeyedDraw
from ecosystem.market.absorption import token_budget, uses_of
from ecosystem.market.sources import Pool
from ecosystem.orders.training import Cap
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.tables import SOURCES
from ecosystem.web.judging import chance_found
from ecosystem.web.obligations import bound


class Kept(NamedTuple):
    """Shares of human and of synthetic tokens that caps leave a trainer, in [0, 1]."""

    human: float
    synthetic: float


ALL_KEPT = Kept(1.0, 1.0)


def kept_under_caps(world: World, trainer: int, pools: list[Pool], recipe: FloatArray) -> Kept:
    """Give the shares of tokens that a trainer keeps under caps on synthetic ones by a recipe; all without any.

    An audit finds a part of them, and takes a part of the human ones for synthetic. Of what it finds as much is left
    out, at random, as brings the share that it finds in the training set down to the cap; what it does not find stays.
    """
    kept = ALL_KEPT
    for order in world.rules.of(Cap):
        if bound(world, world.trainers, order)[trainer]:
            one = _kept_under(world, trainer, pools, recipe, order)
            kept = Kept(min(kept.human, one.human), min(kept.synthetic, one.synthetic))
    return kept


def audit_tpr(world: World, trainer: int, order: Cap) -> float:
    """Give the share of synthetic tokens that an audit of a trainer finds, in [0, 1].

    It is the mean chance over the AI-primary pages that its crawler kept: who hides from detectors hides from it too.
    """
    scraper = int(world.trainers.scraper[trainer])
    pages = world.scraper_memory[scraper].fetched.values.astype(np.int64)
    pages = pages[world.corpus.was_kept(pages, scraper) & world.is_primary(world.corpus.n_human[pages])]
    return float(chance_found(world, pages, order.audit_tpr, 0.0).mean()) if pages.size else order.audit_tpr


def _kept_under(world: World, trainer: int, pools: list[Pool], recipe: FloatArray, order: Cap) -> Kept:
    human = np.array([pool.human.total for pool in pools])
    synthetic = np.array([pool.synthetic.total for pool in pools])
    budget = token_budget(world, trainer)
    tpr, fpr = audit_tpr(world, trainer, order), order.audit_fpr
    found = tpr * synthetic + fpr * human

    def excess(found_kept: float) -> float:
        """Give how far the share that the audit finds lies above the cap if it leaves a part of what it finds."""
        left = human + synthetic - (1.0 - found_kept) * found
        uses = uses_of(recipe, left, budget, world.parameters.training.max_epochs)
        return float(uses @ found) * found_kept / max(float(uses @ left), 1e-300) - order.share

    if excess(1.0) <= 0.0:
        return ALL_KEPT
    left_out = 1.0 - (float(brentq(excess, 0.0, 1.0)) if excess(0.0) < 0.0 else 0.0)
    return Kept(1.0 - fpr * left_out, 1.0 - tpr * left_out)


def thinned(world: World, trainer: int, pools: list[Pool], kept: Kept) -> list[Pool]:
    """Leave out tokens of all sources at random, but for the shares that are kept."""
    if kept == ALL_KEPT:
        return pools
    key = (world.trainers.key[trainer],)
    result = []
    for name, pool in zip(SOURCES, pools, strict=True):
        human, synthetic = (
            tokens.thin(share, KeyedDraw(world.draws, f"training|cap|{name}{of}", world.step, key))
            for tokens, share, of in ((pool.human, kept.human, "|human"), (pool.synthetic, kept.synthetic, ""))
        )
        tokens = pool.model_tokens * kept.synthetic
        tokens[0] = pool.model_tokens[0] * kept.human
        result.append(replace(pool, human=human, synthetic=synthetic, model_tokens=tokens))
    return result

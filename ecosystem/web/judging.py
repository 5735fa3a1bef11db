"""Judging pages: detectors of synthetic text, marks and signatures together, for whoever wants a verdict.

A page is judged by error rates ("rates") as detectors had them in the month of its writing: its writer hid from those,
and the verdict of one reader on one page never changes. The likelihood detector ("likelihood") follows the model that
measures best, so that its verdict on a page can change with the month.
"""

from collections.abc import Iterable
from typing import Literal

import numpy as np

from ecosystem.calendar import date_to_step
from ecosystem.content.detectors import true_positive_rate
from ecosystem.content.likelihood_detector import LikelihoodDetector
from ecosystem.content.marks import BoolArray, Marks, with_marks
from ecosystem.orders.publishing import Labelling
from ecosystem.orders.training import Filtering
from ecosystem.parameters.detection import DetectionParameters
from ecosystem.randomness import FloatArray, IntArray, derive
from ecosystem.state import World
from ecosystem.web.benchmarks import best_by_benchmark
from ecosystem.web.marking import marks_read
from ecosystem.web.obligations import bound
from ecosystem.web.quality_filters import old_text

Method = Literal["marks", "rates", "likelihood"]


def calls_synthetic(
    world: World,
    pages: IntArray,
    method: Method,
    reader: str = "filter",
    detector: LikelihoodDetector | None = None,
) -> BoolArray:
    """Tell which pages a reader calls synthetic, by a detector, marks and signatures together.

    Parameters
    ----------
    world : World
    pages : ndarray of int64, shape (n,)
        Ids of pages.
    method : {"marks", "rates", "likelihood"}
        The detector: none but labels, marks and signatures, the error rates of the search engine, which judges the
        whole web as a crawler does, or the likelihood detector; it calls no page synthetic while no model is sold.
    reader : str
        Who judges; readers of different names err on different pages.
    detector : LikelihoodDetector, optional
        What `likelihood_detector` gave this month, for who judges pages in several parts.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    if method == "marks":
        is_called = np.zeros(len(pages), dtype=bool)
    elif method == "rates":
        is_called = _by_rates(world, pages, reader)
    else:
        is_called = _by_likelihood(world, pages, detector or likelihood_detector(world))
    return heeding_marks(world, pages, is_called, reader)


def found_synthetic(world: World, pages: IntArray, methods: Iterable[Method]) -> BoolArray:
    """Tell which pages any of some methods calls synthetic, as all crawlers and trainers judge them."""
    is_found = np.zeros(len(pages), dtype=bool)
    for method in methods:
        left = np.flatnonzero(~is_found)
        is_found[left] = calls_synthetic(world, pages[left], method)
    return is_found


def heeding_marks(world: World, pages: IntArray, is_called: BoolArray, reader: str) -> BoolArray:
    """Give what a reader calls synthetic, by its detector, with the marks and signatures that it finds."""
    use = marks_read(world)
    if not (use.labels or use.signatures):
        return is_called
    luck = world.draws.uniform("reading a mark", 0, derive(world.corpus.key[pages], reader))
    return with_marks(world.parameters.detection, is_called, marks_of(world, pages), luck, use)


def duties_of(world: World, scraper: int) -> list[Filtering]:
    """Give the duties to filter that bind a scraper."""
    scrapers, is_open = world.scrapers, bool(world.scrapers.is_open[scraper])
    is_meant = {"all": True, "private": not is_open, "open": is_open}
    orders = (order for order in world.rules.of(Filtering) if is_meant[order.crawlers])
    return [order for order in orders if bound(world, scrapers, order)[scraper]]


def methods_of(world: World, scraper: int, *, of_licences: bool = False) -> tuple[Method, ...]:
    """Give how a scraper judges whether pages are synthetic, to leave them out; empty if it does not.

    As parameters say, as duties to filter say, and by labels alone where it heeds those that a mandate asks for.

    Parameters
    ----------
    world : World
    scraper : int
        Its row.
    of_licences : bool
        Whether to tell instead how its users judge pages that they license or are given: in the same way, but for
        duties that do not cover them.
    """
    if not (world.parameters.controls.has_ai and world.parameters.controls.has_filter):
        return ()
    scrapers, rules, detector = world.scrapers, world.rules, world.parameters.filtering.detector
    methods: set[Method] = set() if detector == "none" else {detector}
    methods |= {order.method for order in duties_of(world, scraper) if order.covers_licences or not of_licences}
    heeded = max((order.heeded_share for order in rules.of(Labelling)), default=0.0)
    if heeded > 0.0 and world.draws.uniform("heeds labels", 0, scrapers.key)[scraper] < heeded:
        methods.add("marks")
    # Whoever uses a detector reads marks as well.
    return tuple(sorted(methods - {"marks"})) or tuple(methods)


def judging_cost(parameters: DetectionParameters, n_pages: int, methods: Iterable[Method]) -> float:
    """Give what it costs to judge pages, in USD; reading labels and marks costs nothing worth counting."""
    return n_pages * parameters.cost_per_page_usd if set(methods) - {"marks"} else 0.0


def marks_of(world: World, pages: IntArray) -> Marks:
    """Give what pages carry."""
    return Marks(world.corpus.flag("is_marked", pages), world.corpus.flag("is_signed", pages))


def _by_rates(world: World, pages: IntArray, reader: str) -> BoolArray:
    detection = world.parameters.detection
    uniform = world.draws.uniform("verdict on a page", 0, derive(world.corpus.key[pages], reader))
    fpr = detection.engine_fpr * world.parameters.controls.has_ai
    return uniform < chance_found(world, pages, detection.engine_tpr, fpr)


def chance_found(world: World, pages: IntArray, tpr: float, fpr: float) -> FloatArray:
    """Give the chance that a detector of some error rates calls each page synthetic, shape (n,).

    Parameters
    ----------
    world : World
    pages : ndarray of int64, shape (n,)
        Ids of pages.
    tpr, fpr : float
        On AI-primary pages written without evasion in January 2022, and on all others; in [0, 1]. Evasion, time and
        the arms race move the first as they do those of all detectors.
    """
    corpus = world.corpus
    step = corpus.step[pages].astype(np.int64)
    is_primary, evasion = world.is_primary(corpus.n_human[pages]), corpus.flag("is_evading", pages).astype(np.float64)
    caught = true_positive_rate(world.parameters.detection, tpr, evasion, step, world.race.of_months(step))
    return np.where(is_primary, caught, fpr)


def _by_likelihood(world: World, pages: IntArray, detector: LikelihoodDetector | None) -> BoolArray:
    if detector is None:
        return np.zeros(len(pages), dtype=bool)
    return detector.flags(world.corpus.topic[pages].astype(np.int64), world.corpus.ideas[pages])


def likelihood_detector(world: World) -> LikelihoodDetector | None:
    """Build a detector of the model that measures best; None while nothing is sold.

    Its human reference is a fit to what the open crawl holds of pages from before chat, and its threshold lets the
    published rate of false positives pass among articles of those years, which an auditor takes to be human.
    """
    best, corpus, detection = best_by_benchmark(world), world.corpus, world.parameters.detection
    if best is None:
        return None
    end = min(date_to_step(world.parameters.attention.chat_start), world.step + 1)
    first, last = corpus.first_page(end - detection.reference_months), corpus.first_page(end)
    order = derive(np.arange(detection.audit_sample))
    pages = first + (world.draws.uniform("human articles", world.step, order) * (last - first)).astype(np.int64)
    pages = pages[corpus.flag("is_article", pages)] if last > first else pages[:0]
    if pages.size == 0:
        return None
    topic, ideas = corpus.topic[pages].astype(np.int64), corpus.ideas[pages]
    keys = derive(np.arange(pages.size)[:, None], np.arange(ideas.shape[1])[None, :])
    return LikelihoodDetector.fit(
        world.family,
        world.lineage.fitted[int(world.trainers.sold_model[best.trainer])],
        world.family.reference(world.family.fit(old_text(world, int(world.scrapers.is_open.argmax())))),
        topic,
        ideas,
        world.draws.raw("known synthetic pages", world.step, keys),
        detection.auditor_fpr,
    )

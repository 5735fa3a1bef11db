"""Who marks, labels and signs what is published.

Trainers mark their models' text, publishers label pages that a model mostly wrote, authors sign their pages, and some
operators forge signatures.
"""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.corpus import NO_MODEL
from ecosystem.content.marks import BoolArray, Marks, MarksInUse, mark_chance
from ecosystem.orders.publishing import Labelling, Signing
from ecosystem.orders.training import Watermarking
from ecosystem.randomness import FloatArray, UInt64Array
from ecosystem.state import Manuscripts, World
from ecosystem.tables import Table
from ecosystem.web.obligations import bound, bound_by_any


def marks_read(world: World) -> MarksInUse:
    """Tell what those who judge pages look for: nothing that no page carries.

    Labels and marks of models wherever some trainers' models mark their text or a policy asks for it or asked for it
    once; signatures wherever authors sign.
    """
    controls, detection, use = world.parameters.controls, world.parameters.detection, world.marks_in_use
    return MarksInUse(
        controls.has_marks and controls.has_ai and (detection.watermark_share > 0.0 or use.labels),
        controls.has_marks and (detection.provenance_share > 0.0 or use.signatures),
    )


def marking_trainers(world: World) -> BoolArray:
    """Tell which trainers' models mark their text, shape (n_trainers,); a larger share only adds some."""
    share = world.parameters.detection.watermark_share
    of_own = world.draws.uniform("watermarking trainer", 0, world.trainers.key) < share
    return of_own | bound_by_any(world, world.trainers, world.rules.of(Watermarking))


def is_of_marking_model(world: World, model: NDArray[np.uint16]) -> BoolArray:
    """Tell which pages are by a version that marks its text, shape (n,), by the version of each page."""
    trainer = np.array([version.trainer for version in world.lineage.versions], dtype=np.int64)
    result = np.zeros(len(model), dtype=bool)
    is_written = model != NO_MODEL
    result[is_written] = marking_trainers(world)[trainer[model[is_written]]]
    return result


def signature_survival(world: World) -> FloatArray:
    """Give the chance that a signature of each author's pages is there when they are read, shape (n_authors,).

    0 for who does not sign. Some sign all that they publish for good, with AI or without; others while a policy says.
    """
    detection, authors = world.parameters.detection, world.authors
    signs = world.draws.uniform("signing author", 0, authors.key) < detection.provenance_share
    result: FloatArray = np.where(signs, detection.provenance_survival, 0.0)
    for order in world.rules.of(Signing):
        result = np.maximum(result, order.survival * bound(world, authors, order))
    return result


def forging_operators(world: World) -> BoolArray:
    """Tell which operators forge signatures, for good, shape (n_operators,)."""
    share = world.parameters.detection.provenance_forged_share
    return world.draws.uniform("forging operator", 0, world.operators.key) < share


def forged_survival(world: World) -> FloatArray:
    """Give the chance that a forged signature of each operator's pages is there when read, shape (n_operators,)."""
    kept = max([world.parameters.detection.provenance_survival, *(each.survival for each in world.rules.of(Signing))])
    return np.where(forging_operators(world), kept, 0.0)


def label_chance(order: Labelling, evasion: FloatArray) -> FloatArray:
    """Give the chance that the label of a page is there when it is read, by its publisher's effort to hide."""
    result: FloatArray = order.survival * (1.0 - order.evasion_effect * evasion)
    return result


def of_pages(parts: tuple[Manuscripts, Manuscripts], of_authors: FloatArray, of_operators: FloatArray) -> FloatArray:
    """Give a number of each page's writer: pages of authors first, then of operators."""
    return np.concatenate([of_authors[parts[0].writer], of_operators[parts[1].writer]])


def mark_pages(
    world: World,
    parts: tuple[Manuscripts, Manuscripts],
    evasion: FloatArray,
    is_primary: BoolArray,
) -> Marks:
    """Give what new pages carry when they are published: pages of authors first, then of operators.

    Parameters
    ----------
    world : World
    parts : tuple of Manuscripts
        By authors and by operators.
    evasion : ndarray of float, shape (n,)
        Effort of the writers, in [0, 1].
    is_primary : ndarray of bool, shape (n,)
        Pages that a model mostly wrote.
    """
    read, key = marks_read(world), np.concatenate([each.key for each in parts])
    is_marked, is_signed = np.zeros(len(key), dtype=bool), np.zeros(len(key), dtype=bool)
    if read.labels:
        is_marked = _by_models(world, parts, key, evasion) | (_labelled(world, parts, key, evasion) & is_primary)
    if read.signatures:
        survival = of_pages(parts, signature_survival(world), forged_survival(world))
        is_signed = world.draws.uniform("signature survives", 0, key) < survival
    return Marks(is_marked, is_signed)


def _by_models(
    world: World, parts: tuple[Manuscripts, Manuscripts], key: UInt64Array, evasion: FloatArray
) -> BoolArray:
    """Tell which pages carry the mark of the model that wrote on them."""
    human_share = np.concatenate([each.n_human for each in parts]) / world.parameters.content.ideas_per_page
    chance = mark_chance(world.parameters.detection, human_share, evasion)
    is_of_marking = is_of_marking_model(world, np.concatenate([each.model for each in parts]))
    return is_of_marking & (world.draws.uniform("watermark survives", 0, key) < chance)


def _labelled(world: World, parts: tuple[Manuscripts, Manuscripts], key: UInt64Array, evasion: FloatArray) -> BoolArray:
    """Tell on which pages a label would be there, were a model to have written most of them."""
    result = np.zeros(len(key), dtype=bool)
    for order in world.rules.of(Labelling):
        authors, operators = (bound(world, table, order).astype(np.float64) for table in _publishers(world))
        chance = of_pages(parts, authors, operators) * label_chance(order, evasion)
        result |= world.draws.uniform("label survives", 0, key) < chance
    return result


def _publishers(world: World) -> tuple[Table, Table]:
    return world.authors, world.operators

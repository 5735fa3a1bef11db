"""Who marks and who signs: trainers mark their models' text, authors sign their pages, some operators forge."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.corpus import NO_MODEL
from ecosystem.content.marks import BoolArray, Marks, checks_provenance, mark_chance, reads_watermarks
from ecosystem.randomness import FloatArray, UInt64Array
from ecosystem.state import World


def marking_trainers(world: World) -> BoolArray:
    """Tell which trainers' models mark their text, for good, shape (n_trainers,); a larger share only adds some."""
    share = world.parameters.detection.watermark_share
    return world.draws.uniform("watermarking trainer", 0, world.trainers.key) < share


def is_of_marking_model(world: World, model: NDArray[np.uint16]) -> BoolArray:
    """Tell which pages are by a version that marks its text, shape (n,), by the version of each page."""
    trainer = np.array([version.trainer for version in world.lineage.versions], dtype=np.int64)
    result = np.zeros(len(model), dtype=bool)
    is_written = model != NO_MODEL
    result[is_written] = marking_trainers(world)[trainer[model[is_written]]]
    return result


def signing_authors(world: World) -> BoolArray:
    """Tell which authors sign all that they publish, for good, shape (n_authors,); with AI or without."""
    return world.draws.uniform("signing author", 0, world.authors.key) < world.parameters.detection.provenance_share


def forging_operators(world: World) -> BoolArray:
    """Tell which operators forge signatures, for good, shape (n_operators,)."""
    share = world.parameters.detection.provenance_forged_share
    return world.draws.uniform("forging operator", 0, world.operators.key) < share


def mark_pages(
    world: World,
    key: UInt64Array,
    model: NDArray[np.uint16],
    n_human: NDArray[np.uint8],
    evasion: FloatArray,
    is_signing: BoolArray,
) -> Marks:
    """Give what new pages carry when they are published.

    Parameters
    ----------
    world : World
    key : ndarray of uint64, shape (n,)
    model, n_human : ndarray, shape (n,)
        As in `PageBatch`.
    evasion : ndarray of float, shape (n,)
        Effort of the writers, in [0, 1].
    is_signing : ndarray of bool, shape (n,)
        Pages of authors who sign and of operators who forge.
    """
    parameters = world.parameters
    is_marked, is_signed = np.zeros(len(key), dtype=bool), np.zeros(len(key), dtype=bool)
    if reads_watermarks(parameters):
        human_share = n_human / parameters.content.ideas_per_page
        chance = mark_chance(parameters.detection, human_share, evasion)
        is_marked = is_of_marking_model(world, model) & (world.draws.uniform("watermark survives", 0, key) < chance)
    if checks_provenance(parameters):
        survives = world.draws.uniform("signature survives", 0, key) < parameters.detection.provenance_survival
        is_signed = is_signing & survives
    return Marks(is_marked, is_signed)

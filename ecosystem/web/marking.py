"""Who marks, labels and signs what is published.

Trainers mark their models' text or keep a record of it, publishers label pages that a model mostly wrote, authors sign
their pages, and some operators forge signatures.
"""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.corpus import NO_MODEL
from ecosystem.content.marks import BoolArray, Marks, MarksInUse, mark_chance
from ecosystem.kernels.arrays import PageRecords
from ecosystem.orders.marking import Fingerprinting
from ecosystem.orders.publishing import Labelling, Signing
from ecosystem.orders.training import Watermarking
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.state import World
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


class ModelMark(NamedTuple):
    """How models can be told by what they wrote: by a mark in the text, or by a record of it.

    Attributes
    ----------
    luck : str
        Keys the draws that say on which pages it is left.
    survival, evasion_effect : float
        As in `mark_chance`.
    trainers : ndarray of bool, shape (n_trainers,)
        Whose models have it.
    """

    luck: str
    survival: float
    evasion_effect: float
    trainers: BoolArray

    def chance(
        self, world: World, model: NDArray[np.uint16], human_share: FloatArray, evasion: FloatArray
    ) -> FloatArray:
        """Give the chance that it is left on pages by given versions (`mark_chance`); 0 for models without it."""
        is_its = is_of_marking_model(world, model, self.trainers)
        chance = mark_chance(self.survival, self.evasion_effect, human_share, evasion)
        return chance * is_its.reshape(-1, *(1,) * (chance.ndim - 1))


def model_marks(world: World) -> tuple[ModelMark, ...]:
    """Give all that models can be told by this month."""
    detection = world.parameters.detection
    numbers = detection.watermark_survival, detection.watermark_evasion_effect
    return (
        ModelMark("watermark survives", *numbers, marking_trainers(world)),
        *(
            ModelMark("fingerprint survives", each.survival, each.evasion_effect, bound(world, world.trainers, each))
            for each in world.rules.of(Fingerprinting)
        ),
    )


def is_of_marking_model(world: World, model: NDArray[np.uint16], trainers: BoolArray) -> BoolArray:
    """Tell which pages are by a version of some trainers, shape (n,), by the version of each page."""
    trainer = world.lineage.trainers()
    result = np.zeros(len(model), dtype=bool)
    is_written = model != NO_MODEL
    result[is_written] = trainers[trainer[model[is_written]]]
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


class NewPages(NamedTuple):
    """Pages of all writers as they are published.

    Attributes
    ----------
    who : ndarray of int64, shape (n,)
        Row of the writer: authors first, then operators.
    key : ndarray of uint64, shape (n,)
    n_human : ndarray of uint8, shape (n,)
        Human ideas.
    model : ndarray of uint16, shape (n,)
        Version that wrote the others, or NO_MODEL.
    """

    who: IntArray
    key: UInt64Array
    n_human: NDArray[np.uint8]
    model: NDArray[np.uint16]

    @classmethod
    def of(cls, records: PageRecords, is_operated: BoolArray, n_authors: int) -> Self:
        """Take from records what writing and marking need of them."""
        key, n_human, model = (np.ascontiguousarray(records[name]) for name in ("key", "n_human", "model"))
        return cls(records["writer"] + n_authors * is_operated, key, n_human, model)

    def of_writers[T: np.generic](self, of_authors: NDArray[T], of_operators: NDArray[T]) -> NDArray[T]:
        """Give a number of each page's writer."""
        return np.concatenate([of_authors, of_operators])[self.who]


def mark_pages(world: World, new: NewPages) -> Marks:
    """Give what new pages carry when they are published."""
    read, none = marks_read(world), np.zeros(len(new.key), dtype=bool)
    is_marked = is_signed = none
    if read.labels:
        is_marked = _by_models(world, new) | (_labelled(world, new) & world.is_primary(new.n_human))
    if read.signatures:
        survival = new.of_writers(signature_survival(world), forged_survival(world))
        is_signed = world.draws.uniform("signature survives", 0, new.key) < survival
    return Marks(is_marked, is_signed)


def _evasion(world: World, new: NewPages) -> FloatArray:
    """Give the effort of each page's writer, in [0, 1]; authors make none."""
    return new.of_writers(np.zeros(len(world.authors)), world.operators.evasion)


def _by_models(world: World, new: NewPages) -> BoolArray:
    """Tell which pages carry the mark of the model that wrote on them, or are found in its seller's record."""
    human_share = new.n_human / world.parameters.content.ideas_per_page
    result, evasion = np.zeros(len(new.key), dtype=bool), _evasion(world, new)
    for mark in model_marks(world):
        result |= world.draws.uniform(mark.luck, 0, new.key) < mark.chance(world, new.model, human_share, evasion)
    return result


def _labelled(world: World, new: NewPages) -> BoolArray:
    """Tell on which pages a label would be there, were a model to have written most of them."""
    result = np.zeros(len(new.key), dtype=bool)
    for order in world.rules.of(Labelling):
        is_bound = new.of_writers(bound(world, world.authors, order), bound(world, world.operators, order))
        chance = is_bound * label_chance(order, _evasion(world, new))
        result |= world.draws.uniform("label survives", 0, new.key) < chance
    return result

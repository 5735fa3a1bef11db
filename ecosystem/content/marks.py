"""What a page carries besides its text: watermarks of the models that wrote it, and signatures of who published it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.parameters.detection import DetectionParameters
from ecosystem.randomness import FloatArray

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Marks:
    """What pages carry: `is_marked` by a model, `is_signed` as a person's; both ndarray of bool, shape (n,)."""

    is_marked: BoolArray
    is_signed: BoolArray


@dataclass
class MarksInUse:
    """What pages may carry because of a policy, also of one that has ended: labels and marks of models, signatures."""

    labels: bool = False
    signatures: bool = False


def mark_chance(survival: float, evasion_effect: float, human_share: FloatArray, evasion: FloatArray) -> FloatArray:
    """Give the chance that a page by a model that marks its text carries the mark when it is published.

    Parameters
    ----------
    survival : float
        Chance on a wholly synthetic page that does not evade, in [0, 1].
    evasion_effect : float
        Share of it that full evasion takes away, in [0, 1].
    human_share : ndarray of float
        Share of human ideas on the page, in [0, 1]; the chance falls in proportion to it.
    evasion : ndarray of float
        Effort of the writer, in [0, 1]; shapes broadcast together.

    References
    ----------
    Kirchenbauer et al. 2023, arXiv 2306.04634: paraphrase and human text dilute a mark.
    """
    result: FloatArray = survival * (1.0 - human_share) * (1.0 - evasion_effect * evasion)
    return result


def reading_chance(parameters: DetectionParameters, marked: FloatArray) -> FloatArray:
    """Give the chance that a reader of marks calls a page synthetic that is marked with a given chance."""
    result: FloatArray = marked * parameters.watermark_tpr + (1.0 - marked) * parameters.watermark_fpr
    return result


def with_marks(
    parameters: DetectionParameters, is_called: BoolArray, marks: Marks, uniform: FloatArray, use: MarksInUse
) -> BoolArray:
    """Give the verdicts of a detector together with marks: a mark found convicts, a signature acquits.

    Parameters
    ----------
    parameters : DetectionParameters
    is_called : ndarray of bool, shape (n,)
        Pages that the detector calls synthetic.
    marks : Marks
    uniform : ndarray of float, shape (n,)
        The luck of this reader of marks with each page, in [0, 1).
    use : MarksInUse
        What is looked for.
    """
    result = is_called
    if use.labels:
        chance = reading_chance(parameters, marks.is_marked.astype(np.float64))
        result = result | (uniform < chance)
    if use.signatures:
        result = result & ~marks.is_signed
    return result

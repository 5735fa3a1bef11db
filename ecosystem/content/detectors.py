"""Detectors of synthetic pages: parametric error rates that evasion and better models push down."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, expit, logit

from ecosystem.content.arms_race import NO_SKILLS, Skills
from ecosystem.parameters import Parameters
from ecosystem.parameters.detection import DetectionParameters
from ecosystem.randomness import FloatArray, IntArray


def true_positive_rate(
    parameters: DetectionParameters,
    rate: float,
    evasion: FloatArray,
    step: int | IntArray,
    skills: Skills = NO_SKILLS,
) -> FloatArray:
    """Give the chance that a detector calls an AI-primary page synthetic.

    The published rate falls with time and with effort, rate (1 - tpr_decay)^step (1 - evasion_effect evasion). The arms
    race then moves it on the logit scale by detector skill - evasion skill x evasion: a detector that was trained on
    what it missed finds more of all pages, and a trick helps only who uses it. So no page is found more easily because
    it hides, and rates of 0 and 1 stay.

    Parameters
    ----------
    parameters : DetectionParameters
    rate : float
        Of the detector on pages written without evasion in January 2022, in [0, 1].
    evasion : ndarray of float, shape (n,)
        Effort of the writer, in [0, 1]; the rate falls in proportion to it.
    step : int or ndarray of int, shape (n,)
        Month of writing; the rate decays from month 0 on.
    skills : Skills
        Of both sides in that month.

    Returns
    -------
    ndarray of float, shape (n,)
        In [0, 1].

    References
    ----------
    Krishna et al. 2023, arXiv 2303.13408 (DIPPER): paraphrase against detectors.
    """
    kept = (1.0 - parameters.tpr_decay) ** np.maximum(step, 0)
    plain: FloatArray = rate * kept * (1.0 - parameters.evasion_effect * evasion)
    shift = skills.detector - skills.evasion * evasion
    if not np.any(shift):
        return plain
    result: FloatArray = expit(logit(plain) + shift)
    return result


def engine_belief(
    parameters: Parameters,
    is_primary: NDArray[np.bool_],
    evasion: FloatArray,
    step: int | IntArray,
    skills: Skills = NO_SKILLS,
) -> FloatArray:
    """Give the chance that the search engine believes each page synthetic, shape (n,); without AI it suspects none."""
    detection = parameters.detection
    caught = true_positive_rate(detection, detection.engine_tpr, evasion, step, skills)
    result: FloatArray = np.where(is_primary, caught, detection.engine_fpr * parameters.controls.has_ai)
    return result


def auditor_verdict(
    parameters: Parameters,
    is_primary: NDArray[np.bool_],
    evasion: FloatArray,
    step: int,
    skills: Skills = NO_SKILLS,
) -> FloatArray:
    """Give the chance that the auditor calls each page AI-primary, shape (n,)."""
    detection = parameters.detection
    caught = true_positive_rate(detection, detection.auditor_tpr, evasion, step, skills)
    result: FloatArray = np.where(is_primary, caught, detection.auditor_fpr)
    return result


def primary_chance(parameters: Parameters, human_share: FloatArray) -> FloatArray:
    """Give the chance that a page is AI-primary when each of its ideas is human with a given chance, shape (n,)."""
    content = parameters.content
    # The largest whole number of human ideas below the threshold.
    most = np.ceil(content.primary_threshold * content.ideas_per_page) - 1.0
    result: FloatArray = bdtr(most, content.ideas_per_page, human_share) if most >= 0.0 else np.zeros(len(human_share))
    return result

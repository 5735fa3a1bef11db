"""The arms race of detectors and of those who hide from them: two skills that grow by what each side meets."""

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

from ecosystem.parameters import Parameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown


@dataclass(frozen=True)
class Skills:
    """Skills in logits over those of January 2022, each a number or one for each page, shape (n,).

    Attributes
    ----------
    evasion : float or ndarray of float
        Lowers the true positive rate on pages that hide, in proportion to their effort.
    detector : float or ndarray of float
        Raises it on all AI-primary pages.
    """

    evasion: float | FloatArray = 0.0
    detector: float | FloatArray = 0.0


NO_SKILLS = Skills()


@shown
@dataclass
class ArmsRace:
    """The skills of both sides by month.

    Attributes
    ----------
    since : list of int
        Step from which each entry holds, ascending; what lies before the first is as the first.
    evasion, detector : list of float
        In logits.
    """

    since: list[int] = field(default_factory=lambda: [0])
    evasion: list[float] = field(default_factory=lambda: [0.0])
    detector: list[float] = field(default_factory=lambda: [0.0])

    @property
    def now(self) -> Skills:
        """The skills of both sides as of the last months that they learnt from."""
        return Skills(self.evasion[-1], self.detector[-1])

    def gap(self, step: int) -> float:
        """Give the skill of detectors less that of those who hide in one month, in logits."""
        skills = self.of_month(step)
        return float(skills.detector - skills.evasion)

    def of_month(self, step: int) -> Skills:
        """Give the skills in force in a month."""
        entry = max(bisect_right(self.since, step) - 1, 0)
        return Skills(self.evasion[entry], self.detector[entry])

    def of_months(self, steps: IntArray) -> Skills:
        """Give the skills in force in each of some months, shape (n,)."""
        entry = np.maximum(np.searchsorted(self.since, steps, side="right") - 1, 0)
        return Skills(np.array(self.evasion)[entry], np.array(self.detector)[entry])

    def learn(self, parameters: Parameters, step: int, hiding_share: float, missed_share: float) -> None:
        """Let both sides learn from a month; what they learn holds from the next one on.

        Parameters
        ----------
        parameters : Parameters
        step : int
            The month; before January 2022 nothing is learnt.
        hiding_share : float
            Pages of operators that hide among all of theirs, in [0, 1]: nothing is learnt where nobody hides.
        missed_share : float
            AI-primary pages that the detector missed among those that it judged, in [0, 1].
        """
        detection = parameters.detection
        if not has_race(parameters) or step < 0:
            return
        self.since.append(step + 1)
        self.evasion.append(self.evasion[-1] + detection.evasion_growth * hiding_share)
        self.detector.append(self.detector[-1] + detection.detector_growth * missed_share)


def has_race(parameters: Parameters) -> bool:
    """Tell whether any side learns."""
    detection = parameters.detection
    return parameters.controls.has_arms_race and (detection.evasion_growth > 0.0 or detection.detector_growth > 0.0)

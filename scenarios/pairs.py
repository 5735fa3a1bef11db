"""What scenario scripts have in common that lay one scenario beside another."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecosystem.scenario import Scenario


def loss_difference(reference: "Scenario", other: "Scenario", replicates: int) -> str:
    """Run two scenarios on the same seeds and say how their last year's model loss differs, whatever the sign.

    Parameters
    ----------
    reference, other : Scenario
        Of different names and the same horizon.
    replicates : int
        Number of pairs, at least 2.

    Returns
    -------
    str
        One sentence with the paired difference, other less reference, and its 95 % interval.
    """
    from analysis.controls import paired_effect, run_paired
    from analysis.statistics import effect_sentence

    frame = run_paired(reference, other, replicates, workers=os.cpu_count() or 1)
    effect = paired_effect(frame, "model_loss", reference.name, other.name)
    outcome = f"the loss of the best model in the last 12 of {other.months} months"
    return effect_sentence(effect, outcome, "nats per idea")

"""Scaling in the web: how the loss of models falls with their token budgets where a share of the tokens is synthetic.

Arms on the same seeds differ in the token budgets of all trainers and in the largest synthetic share of their training
sets, which an audit without errors enforces; once the web holds more, each set holds just that share. The exponent of a
run's loss is the slope of its logarithm over the logarithm of the tokens that its best models were trained on.

References
----------
Dohmatob et al. 2024, Strong model collapse, arXiv 2410.04840: with a fixed share of synthetic data, however small, more
data stop to help.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.statistics.intervals import Interval, mean_interval
from analysis.statistics.periods import final_year_mean
from analysis.statistics.slopes import slope_weights
from analysis.statistics.wording import percent

LOSS, TOKENS, SHARE = "model_loss", "training_tokens", "synthetic_share_training"


@dataclass(frozen=True, slots=True)
class Scaling:
    """How loss falls with tokens at one synthetic share.

    Attributes
    ----------
    share : float
        As capped.
    found : float
        Synthetic share of training in the last year, mean over the runs.
    exponent : Interval
        Slope of log loss over log tokens within each replicate; below 0 where more tokens help.
    apart : Interval or None
        The exponent less that at the first share, pair by pair; None for the first share itself.
    last_gain : Interval
        By which share the loss falls from the last but one to the largest budget.
    """

    share: float
    found: float
    exponent: Interval
    apart: Interval | None
    last_gain: Interval


def scalings(frame: pd.DataFrame, arms: Mapping[float, Sequence[str]]) -> list[Scaling]:
    """Measure how loss falls with tokens at each share, in the last year of the runs.

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    arms : mapping of float to sequence of str
        By the largest synthetic share of training sets, the names of at least two arms whose token budgets rise; the
        first share is what the others are laid beside.
    """
    result: list[Scaling] = []
    first = None
    for share, names in arms.items():
        loss, tokens, found = (
            np.column_stack([final_year_mean(frame, outcome, name) for name in names])
            for outcome in (LOSS, TOKENS, SHARE)
        )
        pairs = zip(np.log(tokens), np.log(loss), strict=True)
        exponents = np.array([float(slope_weights(x) @ y) for x, y in pairs])
        apart = None if first is None else mean_interval(exponents - first)
        first = exponents if first is None else first
        gain = mean_interval(1.0 - loss[:, -1] / loss[:, -2])
        result.append(Scaling(share, float(found.mean()), mean_interval(exponents), apart, gain))
    return result


def scaling_sentences(found: Sequence[Scaling]) -> Iterator[str]:
    """Say whether more tokens help less, or stop to, at some share, then how loss falls with them; no full stops."""
    reference = f"{percent(found[0].share)} synthetic"
    weaker = [percent(each.share) for each in found if each.apart is not None and each.apart.low > 0.0]
    stopped = [percent(each.share) for each in found if each.last_gain.low <= 0.0]
    yield (
        f"more tokens help less than with {reference} at {', '.join(weaker) or 'no share, as far as runs can tell'}; "
        f"the largest budget {'is not seen to help' if stopped else 'helps'} at {', '.join(stopped) or 'every share'}"
    )
    for each in found:
        told = [
            f"with {percent(each.share)} synthetic ({percent(each.found)} found in training) the loss goes as tokens "
            f"to the power of {each.exponent.told(_signed)}",
            f"the largest budget lowers it by {each.last_gain.told(percent)}",
        ]
        if each.apart is not None:
            told.append(f"exponent {each.apart.told(_signed)} beside that of {reference}")
        yield "; ".join(told)


def _signed(number: float) -> str:
    return f"{number:+.3f}"

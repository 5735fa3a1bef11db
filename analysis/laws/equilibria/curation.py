"""The equilibrium of curation: what choosing one model's text by its users' taste does to another model (E9)."""

import numpy as np
from numpy.typing import NDArray

from analysis.laws.claims import Finding, reported
from analysis.laws.measurements import Measurement
from ecosystem.content.curation import Curation
from ecosystem.randomness import FloatArray

_N_IDEAS, _LIKED = 40, 20
_HUMAN, _GENERATIONS = 0.2, 200
_TASTE = Curation(best_of=4, phi=0.9, psi=0.3)
_PLAIN = Curation(best_of=1, phi=1.0, psi=1.0)
_HALF = 0.5


def curation_of_others(seed: int) -> tuple[Finding, ...]:  # noqa: ARG001 - without draws
    """E9: two models learn from people and from both; the text of one is chosen by what its users like.

    Alignment of a model is the part of what it says that its own users like, when generations have come to rest; the
    other model's text is chosen for its own users all along. Of 40 ideas each model's users like half.
    """
    opposed, alike = (influence(n_shared, _HALF) for n_shared in (0, _LIKED))
    shared = np.arange(_LIKED + 1)
    turns = np.interp(0.0, [influence(n, _HALF)[1] for n in shared.tolist()], shared / _LIKED)
    low, none = influence(0, 0.0)
    return (
        Finding(
            "E9a", "What curating one model does to the alignment of another, tastes opposed", "< 0: it can hurt",
            -1.0, -1e-6, _exact(opposed[1]),
        ),
        Finding("E9b", "The same where no model learns from the other", "0", -1e-12, 1e-12, _exact(none)),
        reported("E9c", "The same, tastes alike", _exact(alike[1])),
        reported("E9d", "Part of their likes that two tastes must share for it not to hurt", _exact(float(turns))),
        reported("E9e", "What curating does to the curated model itself, alone", _exact(low)),
        reported("E9f", "The same where it learns from the other as well, tastes opposed", _exact(opposed[0])),
    )  # fmt: skip


def influence(n_shared: int, exchange: float) -> tuple[float, float]:
    """Give what curating the first model changes in the alignment of the first and of the second.

    Parameters
    ----------
    n_shared : int
        Ideas that users of both like, of the 20 that each like.
    exchange : float
        Part of a model's synthetic text that the other wrote, in [0, 1].
    """
    likes = np.zeros((2, _N_IDEAS), dtype=bool)
    likes[0, :_LIKED] = True
    likes[1, _LIKED - n_shared : 2 * _LIKED - n_shared] = True
    with_it, without = (at_rest(likes, exchange, (first, _TASTE)) for first in (_TASTE, _PLAIN))
    changes = ((with_it - without) * likes).sum(axis=1)
    return float(changes[0]), float(changes[1])


def at_rest(likes: NDArray[np.bool_], exchange: float, curations: tuple[Curation, Curation]) -> FloatArray:
    """Give what two models say when generations have come to rest, shape (2, n_ideas).

    Each generation is fitted to people's text and to curated text of both models of the generation before it.

    Parameters
    ----------
    likes : ndarray of bool, shape (2, n_ideas)
        What the users of each like.
    exchange : float
    curations : pair of Curation
    """
    human = np.full(likes.shape, 1.0 / likes.shape[1])
    said, mixing = human, np.array([[1.0 - exchange, exchange], [exchange, 1.0 - exchange]])
    for _ in range(_GENERATIONS):
        kept = [each.curated(said[[i]], likes[[i]])[0] for i, each in enumerate(curations)]
        said = _HUMAN * human + (1.0 - _HUMAN) * mixing @ np.array(kept)
    return said


def _exact(value: float) -> Measurement:
    return Measurement(value, 0.0)

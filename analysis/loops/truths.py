"""From what a caller of the loop names or hands in (learner, truth) to a content world."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.loops.curation import BestOf, Decoding
from analysis.loops.worlds import own
from analysis.loops.worlds.categorical import CategoricalWorld
from analysis.loops.worlds.gaussian import GaussianWorld
from analysis.loops.worlds.kernel import KernelWorld
from analysis.loops.worlds.regression import RegressionWorld
from analysis.loops.worlds.world import Batch, World
from ecosystem.checks import Checks
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.learners.gaussian import GaussianLearner
from ecosystem.content.learners.kernel import KernelLearner
from ecosystem.content.learners.regression import RegressionLearner
from ecosystem.errors import Fault, UnknownNameError, WrongTypeError, did_you_mean, quoted
from ecosystem.sampling import MOST_OUTCOMES

type Learner = CategoricalLearner | GaussianLearner | KernelLearner | RegressionLearner | own.Learner

LEARNERS = ("gaussian", "categorical", "ols", "kde")
"""Names of learners; objects of their classes are taken too, and any that fit `analysis.loops.worlds.own.Learner`."""
_OURS = (CategoricalLearner, GaussianLearner, KernelLearner, RegressionLearner)
_PROTOCOLS = "analysis.loops.worlds.own"
SUM_TOLERANCE = 1e-9
"""How far from 1 the sum of probabilities may be."""


@dataclass(frozen=True)
class Family:
    """A learner with its truth.

    Attributes
    ----------
    learner : object
    truth : object
        (mean, variance), probabilities, (coefficients, noise), or what fits `analysis.loops.worlds.own.Truth`.
    ddof : int
    fresh_design : bool
    """

    learner: Learner
    truth: Any
    ddof: int = 0
    fresh_design: bool = False

    def check_page_choices(self, checks: Checks, decoding: Decoding, curation: BestOf | None) -> None:
        """Note decoding and curation that mean nothing for this learner."""
        is_categorical = isinstance(self.learner, CategoricalLearner)
        if not isinstance(self.learner, _OURS) and not decoding.is_plain:
            remedy = "Let its `sample` draw as it is to write."
            checks.range_fault("decoding", decoding, "is not defined for a learner of your own", remedy)
        if decoding.variance_scale != 1.0 and isinstance(self.learner, CategoricalLearner | KernelLearner):
            remedy = "It multiplies the variance of normal pages: use 'gaussian' or 'ols'."
            checks.range_fault("variance_scale", decoding.variance_scale, "is not defined for this learner", remedy)
        if isinstance(self.learner, KernelLearner) and not (decoding.temperature == decoding.top_p == 1.0):
            remedy = "A power of a kernel density is not one; leave temperature and top_p at 1."
            checks.range_fault("decoding", decoding, "is not defined for kernel densities", remedy)
        if curation is None or callable(curation.reward):
            return
        n_rewards = len(curation.reward)
        if not is_categorical:
            checks.type_fault(
                "reward", curation.reward, "is a list, but pages are numbers", "Give a function of pages."
            )
        elif n_rewards != len(self.truth):
            rule = f"has {n_rewards} entries for {len(self.truth)} ideas"
            checks.range_fault("reward", curation.reward, rule, "Give one reward for each idea.")


def build_world(family: Family, batch: Batch, decoding: Decoding, curation: BestOf | None) -> World[Any, Any]:
    """Build the content world of a family for one batch of rows."""
    learner = family.learner
    if isinstance(learner, GaussianLearner):
        return GaussianWorld(batch, decoding, curation, family.truth, learner)
    if isinstance(learner, CategoricalLearner):
        return CategoricalWorld(batch, decoding, curation, family.truth, learner)
    if isinstance(learner, KernelLearner):
        return KernelWorld(batch, decoding, curation, family.truth, family.ddof, learner)
    if not isinstance(learner, RegressionLearner):
        return own.OwnWorld(batch, decoding, curation, family.truth, learner)
    coefficients, noise = family.truth
    return RegressionWorld(batch, decoding, curation, coefficients, noise, family.fresh_design, learner)


def family_of(
    learner: Any, truth: Any, *, ddof: int = 0, bandwidth: float | None = None, fresh_design: bool = False
) -> Family:
    """Check a learner and its truth and put them together.

    Parameters
    ----------
    learner : str or learner object
        A name of LEARNERS, an object of one of their classes, or one that fits `analysis.loops.worlds.own.Learner`.
    truth : object
        As for `analysis.loops.loop.run_loop`.
    ddof, bandwidth, fresh_design : int, float, bool
        As for `analysis.loops.loop.run_loop`; a learner object has its own ddof, bandwidth.

    Raises
    ------
    UnknownNameError
        If no learner has this name.
    WrongTypeError, OutOfRangeError
        If the learner is of another class, or the truth breaks its rules.
    """
    checks = Checks("run_loop")
    checks.whole("ddof", ddof, 0)
    if bandwidth is not None:
        checks.positive("bandwidth", bandwidth)
    checks.tell()
    if isinstance(learner, str) and learner not in LEARNERS:
        remedy = did_you_mean(learner, LEARNERS)
        raise UnknownNameError(Fault("learner", "is not a known name", quoted(learner), "run_loop", remedy))
    if learner in ("gaussian", "kde") or isinstance(learner, GaussianLearner | KernelLearner):
        named: dict[Any, Learner] = {"gaussian": GaussianLearner(ddof), "kde": KernelLearner(bandwidth)}
        made = named[learner] if isinstance(learner, str) else learner
        return Family(made, _normal_truth(truth), ddof)
    if learner == "categorical" or isinstance(learner, CategoricalLearner):
        probabilities = _probabilities(truth)
        plain = CategoricalLearner(len(probabilities), is_smoothed=False)
        made = plain if isinstance(learner, str) else learner
        _check_width(made, len(probabilities))
        return Family(made, probabilities, ddof)
    if learner == "ols" or isinstance(learner, RegressionLearner):
        return Family(RegressionLearner(), _linear_truth(truth), ddof, fresh_design)
    settings = {"ddof": (ddof, 0), "bandwidth": (bandwidth, None), "fresh_design": (fresh_design, False)}
    return _own_family(learner, truth, {name: value for name, (value, none) in settings.items() if value != none})


def _own_family(learner: Any, truth: Any, given: Mapping[str, Any]) -> Family:
    """Check a learner of the caller's own, and its truth."""
    if isinstance(learner, type) or not isinstance(learner, own.Learner):
        rule = _lacking(learner, own.Learner) or "is a class, not an object of it"
        remedy = (
            f"Give one of {', '.join(LEARNERS)}, an object of their classes, or one that fits {_PROTOCOLS}.Learner."
        )
        raise WrongTypeError(Fault("learner", f"is not a learner: it {rule}", quoted(learner), "run_loop", remedy))
    if not isinstance(truth, own.Truth):
        remedy = f"For a learner of your own give an object that fits {_PROTOCOLS}.Truth."
        rule = f"is not a truth: it {_lacking(truth, own.Truth)}"
        raise WrongTypeError(Fault("truth", rule, quoted(truth), "run_loop", remedy))
    if given:
        remedy = "Give such numbers to your learner itself."
        told = [
            Fault(name, "is for learners of this project", quoted(given[name]), "run_loop", remedy) for name in given
        ]
        raise WrongTypeError(*told)
    return Family(learner, truth)


def _lacking(part: Any, protocol: type) -> str:
    """Say which methods of a protocol something has not; empty if it has all."""
    wanted = (name for name in vars(protocol) if not name.startswith("_"))
    lacks = [name for name in wanted if not callable(getattr(part, name, None))]
    return f"has no method {' and no '.join(lacks)}" if lacks else ""


def _check_width(learner: CategoricalLearner, n_ideas: int) -> None:
    checks = Checks("run_loop")
    if learner.n_identities != n_ideas:
        remedy = f"Give CategoricalLearner({n_ideas})."
        checks.range_fault("n_identities", learner.n_identities, f"differs from the {n_ideas} ideas of truth", remedy)
    checks.tell()


def _normal_truth(truth: Any) -> tuple[float, float]:
    checks, remedy = Checks("truth"), "Write truth=(mean, variance), such as (0.0, 1.0)."
    if truth is None:
        return 0.0, 1.0
    values = list(truth) if isinstance(truth, tuple | list | np.ndarray) else []
    if len(values) != 2:  # noqa: PLR2004 - mean and variance
        checks.type_fault("truth", truth, "is not a pair of numbers", remedy)
        checks.tell()
    mean, variance = values
    checks.number("mean", mean)
    checks.positive("variance", variance)
    checks.tell()
    return float(mean), float(variance)


def _probabilities(truth: Any) -> Any:
    checks, remedy = Checks("truth"), "Write truth=[0.5, 0.3, 0.2]: one probability for each idea."
    try:
        values = np.asarray(truth, dtype=np.float64)
    except (TypeError, ValueError):
        values = np.empty((0, 0))
    if values.ndim != 1 or not values.size or truth is None:
        checks.type_fault("truth", truth, "is not a list of probabilities", remedy)
        checks.tell()
    if values.size > MOST_OUTCOMES:
        checks.range_fault("ideas", values.size, f"are more than {MOST_OUTCOMES}", "Use fewer ideas.")
    bad = np.flatnonzero(~((values >= 0.0) & (values <= 1.0)))
    for place in bad.tolist():
        checks.range_fault(f"truth[{place}]", truth[place], "is outside [0, 1]", remedy)
    if bad.size == 0 and abs(values.sum() - 1.0) > SUM_TOLERANCE:
        checks.range_fault("sum of truth", float(values.sum()), "is not 1", "Divide the probabilities by their sum.")
    checks.tell()
    return values / values.sum()


def _linear_truth(truth: Any) -> tuple[Any, float]:
    checks, remedy = Checks("truth"), "Write truth=dict(coefficients=[1.0, 2.0], noise=1.0)."
    if not isinstance(truth, Mapping) or set(truth) != {"coefficients", "noise"}:
        checks.type_fault("truth", truth, "is not a dict of coefficients and noise", remedy)
        checks.tell()
    try:
        coefficients = np.asarray(truth["coefficients"], dtype=np.float64)
    except (TypeError, ValueError):
        coefficients = np.empty((0, 0))
    if coefficients.ndim != 1 or not coefficients.size or not np.isfinite(coefficients).all():
        checks.type_fault("coefficients", truth["coefficients"], "is not a list of finite numbers", remedy)
    if checks.number("noise", truth["noise"]) and truth["noise"] < 0.0:
        checks.range_fault("noise", truth["noise"], "is below 0", "It is the standard deviation of labels.")
    checks.tell()
    return coefficients, float(truth["noise"])

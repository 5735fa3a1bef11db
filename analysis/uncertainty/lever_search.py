"""Search over levers: settings of policies that no other beats over worlds, looked for by a kept library.

Every setting is run in the same worlds and with the same seeds, months before a policy starts once for many settings.
What is sought are gains (`analysis.uncertainty.stakes`), of several groups at once, by trees of Parzen estimators
(Ozaki et al. 2022, Multiobjective tree-structured Parzen estimator) as optuna has them. A search picks winners, and who
wins had luck besides: settings that no other beats are run once more, in worlds that the search has not seen
(Smith and Winkler 2006, The optimizer's curse).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from analysis.runs.design import BASELINE, design_runs
from analysis.runs.runner import IN_TURN, Runner
from analysis.runs.worlds import Values, laid_over
from analysis.statistics.world_columns import LEVER_SEARCH
from analysis.uncertainty.ensemble import Ensemble, EnsembleError
from analysis.uncertainty.levers import Lever, LeverError, check_levers, moved
from analysis.uncertainty.measuring import Question, drawn_worlds, ended, values_of
from analysis.uncertainty.robust import HARM, SLACK, WORST, efficient
from analysis.uncertainty.stakes import COST, STAKES, Stake, StakeError, gains, run_values
from ecosystem import Scenario
from ecosystem.checks import Checks
from ecosystem.errors import Fault
from ecosystem.policies import Policy
from ecosystem.shown import shown

BATCH = 10
"""Settings that are chosen, and run, together: they share months, and know nothing of one another."""

type Setting = Mapping[str, float]
"""Values of levers by dotted name."""


@shown
@dataclass(frozen=True, slots=True)
class Package:
    """Policies of which some numbers are moved.

    Attributes
    ----------
    levers : tuple of Lever
        At least one.
    fixed : tuple of Policy
        Policies that stay as they are.

    Raises
    ------
    LeverError, PolicyError
        If there is no lever, something is given twice, or policies do not go together.
    """

    levers: tuple[Lever, ...]
    fixed: tuple[Policy, ...] = ()

    def __post_init__(self) -> None:
        check_levers(self.levers, self.fixed)

    def at(self, setting: Setting) -> tuple[Policy, ...]:
        """Give the policies of a setting."""
        return tuple(moved(policy, values) for policy, values in self._values(setting))

    def told(self, setting: Setting) -> str:
        """Write the policies of a setting as commands take them."""
        parts = []
        for policy, values in self._values(setting):
            stays = {name: value for name, value in policy if name in policy.model_fields_set - {"kind", *values}}
            fields = ",".join(f"{name}={_written(value)}" for name, value in (values | stays).items())
            parts.append(f"{policy.kind}:{fields}" if fields else policy.kind)
        return "+".join(parts)

    def own(self) -> Setting | None:
        """Give the setting that policies have by themselves; None where it lies outside the ends of a lever."""
        found = {lever.name: lever.info.default for lever in self.levers}
        values = {name: float(value) for name, value in found.items() if isinstance(value, int | float)}
        is_within = all(lever.low <= values.get(lever.name, lever.low - 1.0) <= lever.high for lever in self.levers)
        return values if is_within else None

    def _values(self, setting: Setting) -> list[tuple[Policy, dict[str, Any]]]:
        """Give all policies, and the values of their levers by field."""
        values: dict[Policy, dict[str, Any]] = {}
        for lever in self.levers:
            values.setdefault(lever.policy, {})[lever.field] = lever.rounded(setting[lever.name])
        return [*values.items(), *((policy, {}) for policy in self.fixed)]


def _written(value: Any) -> str:
    """Write a value so that it is read again as it is."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


@shown
@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for.

    Attributes
    ----------
    scenario : Scenario
        In which nothing is done but what it has itself.
    package : Package
    stakes : tuple of Stake
        Of which each is to gain.
    worlds : int
        Worlds of the search, at least 1; as many more check what it finds.
    evaluations : int
        Settings that are tried, at least 2.
    seed : int
        Of the choice of worlds, of settings, and of the run in the first world; the next has one more.
    cost : float, optional
        What policies may cost at most in the median of worlds, whoever pays: USD a month per author.
    is_cautious : bool
        Whether a gain is that which nine of ten worlds reach, and not that of the median.
    ensemble : Ensemble, optional
        The shipped one if not given.

    Raises
    ------
    OutOfRangeError, LeverError, EnsembleError, ScenarioError
        If a number breaks its rule, worlds are too few, or policies do not go together with the scenario.
    """

    scenario: Scenario
    package: Package
    stakes: tuple[Stake, ...] = STAKES[:2]
    worlds: int = 8
    evaluations: int = 60
    seed: int = 0
    cost: float | None = None
    is_cautious: bool = False
    ensemble: Ensemble | None = None

    def __post_init__(self) -> None:
        checks = Checks()
        checks.whole("worlds", self.worlds, 1)
        checks.whole("evaluations", self.evaluations, 2)
        checks.whole("seed", self.seed, 0)
        checks.tell()
        if self.cost is not None and not (isfinite(self.cost) and self.cost >= 0.0):
            remedy = "It is in USD a month per author."
            raise LeverError(Fault("cost", "is not 0 or more", f"{self.cost:g}", remedy=remedy))
        if 2 * self.worlds > (n_possible := self.source.n_possible):
            rule = f"need as many more to check what is found, and there are {n_possible} in all"
            raise EnsembleError(Fault("worlds", rule, str(self.worlds), remedy=f"Ask for {n_possible // 2} or fewer."))
        library()
        self.drawn()

    @property
    def place(self) -> float:
        """The quantile over worlds that is to be high."""
        return 1.0 - WORST if self.is_cautious else 0.5

    @property
    def source(self) -> Ensemble:
        """Where worlds are drawn from."""
        return Ensemble.shipped() if self.ensemble is None else self.ensemble

    def under(self, setting: Setting) -> Scenario:
        """Give the scenario with the policies of a setting."""
        return self.scenario.replace(policies=(*self.scenario.policies, *self.package.at(setting)))

    def drawn(self) -> list[Values]:
        """Draw the worlds of the search, then as many more."""
        lowest, highest = (
            {lever.name: getattr(lever, end) for lever in self.package.levers} for end in ("low", "high")
        )
        self.under(lowest)
        question = Question(self.scenario, "model_loss", lambda _: self.under(highest), replicates=1, seed=self.seed)
        return values_of(drawn_worlds(question, self.source, 2 * self.worlds, self.seed))

    @property
    def n_runs(self) -> int:
        """Runs that the search takes at most, without those that check what it finds."""
        n_batches = -(-self.evaluations // BATCH)
        return (self.evaluations + n_batches) * self.worlds


@shown
@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found.

    Attributes
    ----------
    search : Search
    table : DataFrame
        One row a setting and stake, with the columns of `LEVER_SEARCH`.
    """

    search: Search
    table: pd.DataFrame

    @property
    def best(self) -> pd.DataFrame:
        """The rows of settings that no other beats, most gain of the first stake first."""
        chosen = self.table[self.table["is_efficient"]]
        first = chosen[chosen["outcome"] == self.search.stakes[0].name].set_index("trial")["gain"]
        order = chosen["trial"].map(-first)
        return chosen.assign(order=order).sort_values(["order", "trial"], kind="stable").drop(columns="order")


def library() -> Any:
    """Import optuna, silent but for warnings.

    Raises
    ------
    LeverError
        If it is not installed.
    """
    try:
        optuna = import_module("optuna")
    except ImportError:
        remedy = "Install it with `uv sync --extra uncertainty` or `pip install 'web-ecosystem[uncertainty]'`."
        raise LeverError(Fault("package optuna", "is not installed", remedy=remedy)) from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna


def search(asked: Search, runner: Runner = IN_TURN) -> Found:
    """Look for settings that no other beats, and check them in fresh worlds.

    Parameters
    ----------
    asked : Search
    runner : Runner
        How the runs are made; the same is found whatever it is.

    Returns
    -------
    Found

    Raises
    ------
    SettingsError
        If a run fails.
    StakeError
        If a gain has no value in any world.
    """
    drawn = asked.drawn()
    study = _study(asked)
    trials: list[dict[str, Any]] = []
    settings: list[Setting] = []
    while len(settings) < asked.evaluations:
        chosen = [
            study.ask(_distributions(asked.package)) for _ in range(min(BATCH, asked.evaluations - len(settings)))
        ]
        batch = [{name: float(value) for name, value in each.params.items()} for each in chosen]
        found = _measured(asked, batch, drawn[: asked.worlds], asked.seed, runner)
        for trial, told in zip(chosen, found, strict=True):
            if asked.cost is not None:
                trial.set_constraint("cost", told["cost"] - asked.cost)
            study.tell(trial, [told[stake.name, "sought"] for stake in asked.stakes])
        settings += batch
        trials += found
    taken = _taken(asked, trials)
    again = [settings[place] for place in taken]
    fresh = _measured(asked, again, drawn[asked.worlds :], asked.seed + asked.worlds, runner) if taken else []
    return Found(asked, _table(asked, settings, trials, dict(zip(taken, fresh, strict=True))))


def _study(asked: Search) -> Any:
    """Begin a search; the policies as they are by themselves are tried first, if the ends of levers let them."""
    optuna = library()
    sampler = optuna.samplers.TPESampler(seed=asked.seed, n_startup_trials=BATCH, multivariate=True)
    study = optuna.create_study(directions=["maximize"] * len(asked.stakes), sampler=sampler)
    if own := asked.package.own():
        study.enqueue_trial(dict(own))
    return study


def _distributions(package: Package) -> dict[str, Any]:
    kinds = library().distributions
    return {
        lever.name: kinds.IntDistribution(int(lever.low), int(lever.high))
        if lever.is_whole
        else kinds.FloatDistribution(lever.low, lever.high)
        for lever in package.levers
    }


def _measured(
    asked: Search, settings: Sequence[Setting], worlds: Sequence[Values], seed: int, runner: Runner
) -> list[dict[Any, float]]:
    """Run settings in worlds; give of each what is told by stake, what it costs and where it harms nobody."""
    arms = {BASELINE: asked.scenario, **{f"{place}": asked.under(each) for place, each in enumerate(settings)}}
    stakes = tuple(dict.fromkeys((*STAKES, *asked.stakes)))
    jobs = [
        ({name: laid_over(arm, world) for name, arm in arms.items()}, seed + place, stakes)
        for place, world in enumerate(worlds)
    ]
    found = [pd.DataFrame(each) for each in runner.run(_run_values, jobs)]
    values = {str(name): pd.DataFrame([each[name] for each in found]).reset_index(drop=True) for name in found[0]}
    better = {stake.name: gains(values, stake, BASELINE) for stake in stakes}
    if unknown := [stake.name for stake in asked.stakes if better[stake.name].isna().all(axis=None)]:
        raise StakeError(*(Fault(name, "has no gain in any world", remedy="Ask for another.") for name in unknown))
    harmless = np.stack([(better[each.name] > -HARM + SLACK).to_numpy() for each in STAKES if each.is_harm]).all(axis=0)
    shares = dict(zip(arms, harmless.mean(axis=0).tolist(), strict=True))
    return [
        _told(better, arm, asked.place) | {"cost": float(values[COST][arm].median()), "satisfices": shares[arm]}
        for arm in list(arms)[1:]
    ]


def _run_values(job: tuple[dict[str, Scenario], int, tuple[Stake, ...]]) -> dict[str, dict[str, float]]:
    """Run all arms of a world; give what each says of stakes and costs: outcome -> arm -> value."""
    arms, seed, stakes = job
    found = ended(design_runs(arms, 1, seed))
    series, welfare = (
        pd.concat([getattr(found[arm], name).assign(arm=arm, replicate=0) for arm in arms], ignore_index=True)
        for name in ("series", "welfare")
    )
    values = run_values(series, welfare, arms[BASELINE].size, stakes).droplevel("replicate").loc[list(arms)]
    return {str(name): dict(zip(arms, values[name].tolist(), strict=True)) for name in values}


def _told(better: Mapping[str, pd.DataFrame], arm: str, place: float) -> dict[Any, float]:
    """Give quantiles of the gains of a setting over worlds."""
    places = {"gain": 0.5, "gain_low": 0.25, "gain_high": 0.75, "worst": 1.0 - WORST, "sought": place}
    return {(name, key): float(table[arm].quantile(q)) for name, table in better.items() for key, q in places.items()}


def _is_within(asked: Search, told: Mapping[Any, float]) -> bool:
    return asked.cost is None or told["cost"] <= asked.cost + SLACK


def _taken(asked: Search, trials: Sequence[Mapping[Any, float]]) -> list[int]:
    """Give the places of settings that cost no more than they may and that neither another nor doing nothing beats."""
    within = [place for place, told in enumerate(trials) if _is_within(asked, told)]
    sought = [[trials[place][stake.name, "sought"] for stake in asked.stakes] for place in within]
    nothing = [0.0] * len(asked.stakes)
    is_best = efficient(np.array([*sought, nothing]))
    return [place for place, good, is_taken in zip(within, sought, is_best, strict=False) if is_taken and any(good)]


def _table(
    asked: Search,
    settings: Sequence[Setting],
    trials: Sequence[Mapping[Any, float]],
    fresh: Mapping[int, Mapping[Any, float]],
) -> pd.DataFrame:
    """Lay out what was tried, a row a setting and stake."""
    rows = [
        {
            "trial": place,
            "policies": asked.package.told(setting),
            "outcome": stake.name,
            "who": stake.who,
            **{key: told[stake.name, key] for key in ("gain", "gain_low", "gain_high", "worst")},
            "fresh_gain": fresh[place][stake.name, "gain"] if place in fresh else np.nan,
            "fresh_worst": fresh[place][stake.name, "worst"] if place in fresh else np.nan,
            "satisfices": told["satisfices"],
            "fresh_satisfices": fresh[place]["satisfices"] if place in fresh else np.nan,
            "cost": told["cost"],
            "fresh_cost": fresh[place]["cost"] if place in fresh else np.nan,
            "is_within_cost": _is_within(asked, told),
            "is_efficient": place in fresh,
        }
        for place, (setting, told) in enumerate(zip(settings, trials, strict=True))
        for stake in dict.fromkeys((*STAKES, *asked.stakes))
    ]
    return LEVER_SEARCH.told(pd.DataFrame(rows, columns=list(LEVER_SEARCH.names)))

"""What policies change: a baseline and some arms on the same draws, replicate by replicate."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Any, Self

import pandas as pd

from analysis.runs.design import BASELINE, Estimate
from analysis.runs.manifest import PYTHON, Manifest, folder_of, merged
from analysis.runs.progress import Told
from analysis.runs.runner import kept_sentence
from analysis.runs.store import open_store, read_store
from analysis.runs.tables import FAILED, Memory
from analysis.runs.worlds import Worlds
from analysis.statistics.intervals import FEWEST_RUNS
from analysis.statistics.wording import count, joined
from analysis.uncertainty.ensemble import Ensemble
from analysis.whatif.arms import MOST, ArmsError, Design, check_comparison
from analysis.whatif.delays import question_of
from analysis.whatif.effects import HEADLINE, effects
from analysis.whatif.glimpse import glimpse, glimpse_in_html
from analysis.whatif.making import Effort, make_missing
from analysis.whatif.over_worlds import over_worlds
from analysis.whatif.precision import is_precise, precision_sentence
from ecosystem import Scenario
from ecosystem.errors import Fault
from ecosystem.indicators import Indicator
from ecosystem.indicators.added import names_of


@dataclass(frozen=True, eq=False)
class Comparison:
    """A baseline and its arms, run on the same draws.

    Attributes
    ----------
    question : str
    baseline : Scenario
    arms : mapping of str to Scenario
        By name; the first is "baseline".
    outcomes : tuple of str
        Indicators that `effects` tells of.
    n_pairs : int
        Replicates that the baseline and every arm came through; with worlds, the first one of each.
    seed : int
        Of replicate 0.
    confidence : float
        Of the intervals, in (0, 1).
    series : DataFrame
        Columns arm, replicate, step, date (YYYY-MM), then one an indicator. With worlds, of the first pair of each.
    welfare : DataFrame
        Columns arm, replicate, then those of `WebEcosystem.welfare_frame`; of the same runs.
    failures : DataFrame
        Runs that failed: run_id, arm, replicate, seed, stage, message.
    manifest : dict
        All that is needed to make it again.
    folder : Path or None
        The store that it lies in.
    other_pairs : DataFrame
        With worlds, series of the other pairs: with second seeds, and in other structures. Else empty.
    missing : DataFrame
        Runs that are asked for and neither there nor failed: arm, replicate, seed.
    """

    question: str
    baseline: Scenario
    arms: Mapping[str, Scenario]
    outcomes: tuple[str, ...]
    n_pairs: int
    seed: int
    confidence: float
    series: pd.DataFrame
    welfare: pd.DataFrame
    failures: pd.DataFrame
    manifest: dict[str, Any]
    folder: Path | None = None
    other_pairs: pd.DataFrame = field(default_factory=pd.DataFrame)
    _told: dict[Any, pd.DataFrame] = field(default_factory=dict, init=False)
    """What was told over worlds, by what was asked: terminal, card and report ask the same, which takes seconds."""

    @classmethod
    def from_store(cls, folder: str | os.PathLike[str]) -> Self:
        """Read what is in a store, finished or not; nothing is run.

        Parameters
        ----------
        folder : path

        Returns
        -------
        Comparison

        Raises
        ------
        StoreError
            If there is no store in the folder, or one that cannot be read.
        """
        path = folder_of(folder)
        manifest, memory = read_store(path)
        return cls.from_runs(manifest, memory, path)

    @classmethod
    def from_runs(cls, manifest: Manifest, memory: Memory, folder: Path | None = None) -> Self:
        """Put a comparison together from its runs; what the manifest does not ask for is left out."""
        asked = memory.tables(manifest)
        runs = asked.runs
        has_failed = runs["status"] == FAILED
        told = manifest.told_replicates
        done = [set(runs.loc[~has_failed & (runs["arm"] == arm), "replicate"]) & told for arm in manifest.arms]
        is_told = asked.series["replicate"].isin(told)
        columns = ["run_id", "arm", "replicate", "seed", "stage", "message"]
        return cls(
            question=question_of(manifest),
            baseline=manifest.baseline,
            arms=manifest.arms,
            outcomes=manifest.outcomes or (*HEADLINE, *(each.name for each in manifest.indicators)),
            n_pairs=len(set.intersection(*done)),
            seed=manifest.seed,
            confidence=manifest.confidence,
            series=_only(asked.series, is_told),
            welfare=_only(asked.welfare, asked.welfare["replicate"].isin(told)),
            failures=runs.loc[has_failed, columns].reset_index(drop=True),
            manifest=manifest.to_dict(),
            folder=folder,
            other_pairs=_only(asked.series, ~is_told),
        )

    @property
    def worlds(self) -> Worlds | None:
        """Those that pairs were made in; None where all were made in the scenarios as they are."""
        return Worlds.from_dict(self.manifest["worlds"]) if "worlds" in self.manifest else None

    @property
    def missing(self) -> pd.DataFrame:
        """Runs that are asked for and neither there nor failed, by arm and replicate: not made yet, lost or damaged."""
        places = ["arm", "replicate"]
        asked = pd.MultiIndex.from_product([list(self.arms), range(self.manifest["replicates"])], names=places)
        frames = [self.series, self.failures, *([self.other_pairs] if len(self.other_pairs) else [])]
        there = pd.concat([frame[places] for frame in frames]).drop_duplicates()
        lost = asked.difference(pd.MultiIndex.from_frame(there), sort=False).to_frame(index=False)
        seeds = {} if self.worlds is None else {pair.replicate: pair.seed for pair in self.worlds.pairs(self.seed)}
        return lost.assign(seed=[seeds.get(each, self.seed + each) for each in lost["replicate"]])

    @property
    def is_short_of_runs(self) -> bool:
        """Whether any run that was asked for failed or is not there."""
        return bool(len(self.failures) or len(self.missing))

    @property
    def runs_told(self) -> str:
        """Say whether all runs are there, and on how many pairs effects rest if they are not."""
        replicates = self.manifest["replicates"]
        n_asked, n_failed, n_missing = len(self.arms) * replicates, len(self.failures), len(self.missing)
        if not self.is_short_of_runs:
            return f"All {n_asked} runs are there: {count(replicates, 'replicate')} of each arm."
        failed = [f"{n_failed} failed"] if n_failed else []
        gone = [f"{n_missing} {'is' if n_missing == 1 else 'are'} not there"] if n_missing else []
        there = {arm: set(part["replicate"]) for arm, part in self.series.groupby("arm", observed=True)}
        pairs = [len(there.get(arm, set()) & there.get(BASELINE, set())) for arm in self.arms if arm != BASELINE]
        fewest, most = min(pairs, default=0), max(pairs, default=0)
        ends = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        gaps = f"of {n_asked} that were asked for {joined([*failed, *gone])}"
        n_told = replicates if self.worlds is None else len(self.worlds.drawn)
        return f"Not all runs are there: {gaps}. Effects rest on {ends} of {count(n_told, 'pair')}."

    @property
    def precision_told(self) -> str:
        """Say whether the precision that was asked for last is reached, and if not, why; empty without one."""
        asked = self.manifest.get("precision")
        return "" if asked is None else precision_sentence(self.effects(), asked)

    @property
    def questions(self) -> list[str]:
        """Say what the scenarios that are compared ask themselves, in their own words; each question once."""
        asked: dict[str, list[str]] = {}
        for name, scenario in {self.baseline.name: self.baseline, **self.arms}.items():
            if scenario.question and name != BASELINE:
                asked.setdefault(scenario.question, []).append(name)
        others = [name for name in self.arms if name != BASELINE]
        return [text if names == others else f"{joined(names)}: {text}" for text, names in asked.items()]

    def effects(
        self, outcomes: Sequence[str | Indicator] | None = None, months: str | Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Give what each arm changes, with intervals.

        Parameters
        ----------
        outcomes : sequence of str or Indicator, optional
            Those of the comparison if not given.
        months : str or sequence of str, optional
            Months (YYYY-MM) of the runs to average over instead of the last twelve.

        Returns
        -------
        DataFrame
            As `analysis.whatif.effects.effects` gives it.
        """
        chosen = self.outcomes if outcomes is None else names_of(outcomes)
        return effects(self.series, chosen, reference=BASELINE, confidence=self.confidence, months=months)

    def asked_worlds(self) -> Worlds:
        """Give the worlds of the pairs; an ArmsError without any."""
        if self.worlds is None:
            remedy = "Ask again with compare(..., worlds=50), or with --worlds 50."
            raise ArmsError(Fault("worlds", "are none: all runs are of one setting", "0", remedy=remedy))
        return self.worlds

    def over_worlds(
        self, outcomes: Sequence[str | Indicator] | None = None, months: str | Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Give what each arm changes over worlds, where the spread comes from, and how sure to be of it.

        Parameters
        ----------
        outcomes, months
            As `effects` takes them.

        Returns
        -------
        DataFrame
            As `analysis.whatif.over_worlds.over_worlds` gives it.

        Raises
        ------
        ArmsError
            If the comparison was made without worlds.
        """
        worlds = self.asked_worlds()
        chosen = tuple(self.outcomes if outcomes is None else names_of(outcomes))
        asked = (chosen, months if months is None or isinstance(months, str) else tuple(months))
        if asked not in self._told:
            runs = pd.concat([self.series, self.other_pairs])
            told = over_worlds(runs, worlds, self.seed, chosen, self.arms, confidence=self.confidence, months=months)
            self._told[asked] = told
        return self._told[asked].copy()

    def __repr__(self) -> str:
        return glimpse(self)

    def _repr_html_(self) -> str:
        return glimpse_in_html(self)

    def to_frame(self) -> pd.DataFrame:
        """Give the series of all runs in one tidy frame."""
        return self.series


def _only(frame: pd.DataFrame, is_chosen: "pd.Series[bool]") -> pd.DataFrame:
    """Give some rows of a frame, and the frame itself where these are all."""
    return frame if is_chosen.all() else frame[is_chosen].reset_index(drop=True)


def compare(  # noqa: PLR0913 - the options of the question are its keywords
    scenario: Scenario,
    policies: Mapping[str, Any],
    *,
    replicates: int | None = None,
    precision: float | None = None,
    most: int = MOST,
    worlds: int = 0,
    ensemble: Ensemble | Path | None = None,
    outcomes: Iterable[str | Indicator] | None = None,
    indicators: Iterable[str | Indicator] = (),
    seed: int = 0,
    store: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    confidence: float = 0.95,
    on_start: Callable[[Estimate], None] | None = None,
    on_done: Told | None = None,
    progress: bool | None = None,
    made_by: str = PYTHON,
) -> Comparison:
    """Lay a scenario without and with some policies beside one another, on the same draws.

    Replicate r of every arm uses the seed `seed + r`, and draws are keyed by the entity that makes them: arms differ
    by what the policies do and by nothing else.

    Parameters
    ----------
    scenario : Scenario
        The baseline.
    policies : mapping of str to policy, package, sequence of policies, or Scenario
        What each arm adds to the baseline, by the name of the arm; a Scenario is taken as the arm itself and has the
        size and months of the baseline. At least one; "baseline" is no name for an arm.
    replicates : int, optional
        Runs of each arm, at least 1; 10 if neither this nor `precision` is given.
    precision : float, optional
        Add replicates until the interval of each effect is at most this share of the mean of the baseline to each
        side, or of the largest mean of any arm where the baseline is zero; > 0. `precision_told` says if that came.
    most : int
        Replicates that `precision` never exceeds, at least 5.
    worlds : int
        Instead of replicates: pairs in so many worlds that history allows, each with a seed of its own, besides second
        seeds and other structures in one of five (`Worlds.pairs`). 0: all runs in the scenarios as they are.
    ensemble : Ensemble or path, optional
        Where worlds are drawn from; that of the project if not given.
    outcomes : iterable of str or Indicator, optional
        Indicators that effects are told of; the headline ones and `indicators` if not given.
    indicators : iterable of str or Indicator
        Those of others that every run records besides ours; those among `outcomes` need not be named again.
    seed : int
        Of replicate 0, at least 0.
    store : path, optional
        Folder that every run is kept in as soon as it is over. If it holds some runs of this comparison already, only
        the others are made.
    workers : int, optional
        1: in this process; 2 or more: in so many others. If not given: here where all is done within seconds, else
        one process a processor.
    executor : concurrent.futures.Executor, optional
        Makes the runs instead; it stays open.
    confidence : float
        Of the intervals, in (0, 1).
    on_start : callable, optional
        Told what the runs that are missing will cost, before the first begins; with a precision to reach, again before
        each lot that is added.
    on_done : callable, optional
        Told after each run how many are done, and of how many in this lot, instead of a bar.
    progress : bool, optional
        Whether a bar on stderr shows how far it is; if not given, where a terminal or a notebook looks on.
    made_by : str, optional
        The command that asks, as it is typed: the manifest and the report tell it.

    Returns
    -------
    Comparison
        The numbers do not depend on `store`, `workers` and `executor`.

    Raises
    ------
    EcosystemError
        If anything asked for breaks its rule; then nothing has been run or written.
    WorkerError
        When no process can be started, or the executor is at its end.

    Examples
    --------
    >>> from ecosystem import Scenario
    >>> from ecosystem.policies import AuthorSubsidy
    >>> baseline = Scenario(name="baseline", size=50, months=3)
    >>> arms = {"subsidy": AuthorSubsidy(start="2022-02")}
    >>> result = compare(baseline, arms, replicates=1, workers=1, outcomes=["policy_payments"])
    >>> result.n_pairs, list(result.arms)
    (1, ['baseline', 'subsidy'])
    >>> row = result.effects().iloc[0]
    >>> bool(row["baseline"] == 0.0 < row["policy"]), row["verdict"]  # one pair says nothing of chance
    (True, 'not enough runs to tell')
    """
    design = check_comparison(
        scenario,
        policies,
        replicates=replicates,
        precision=precision,
        most=most,
        worlds=worlds,
        ensemble=ensemble,
        outcomes=outcomes,
        indicators=indicators,
        seed=seed,
        confidence=confidence,
    )
    design = replace(design, manifest=replace(design.manifest, made_by=(made_by,)))
    effort = Effort(workers, executor, on_start, on_done, progress)
    effort.check(design.manifest.sources)
    folder = None if store is None else folder_of(store)
    if folder is not None:
        joined_now = merged(folder, design.manifest)
        told = replace(design.manifest, made_by=joined_now.made_by, made_with=joined_now.made_with)
        design = replace(design, manifest=told)
    opened = nullcontext(Memory(design.manifest.indicators)) if folder is None else open_store(folder, design.manifest)
    with opened as shelf:
        try:
            return _run_design(design, shelf, effort)
        except KeyboardInterrupt as interruption:
            raise type(interruption)(kept_sentence(folder, len(shelf.finished()))) from None


def _run_design(design: Design, shelf: Memory, effort: Effort) -> Comparison:
    """Make what is missing; with a precision to reach, add replicates until it is reached."""
    manifest, tried = design.manifest, set[str]()
    while True:
        shelf.save(manifest)
        runs = manifest.runs()
        make_missing([run for run in runs if run.run_id not in tried], shelf, effort)
        tried.update(run.run_id for run in runs)
        found = Comparison.from_runs(manifest, shelf, shelf.folder)
        if design.precision is None or manifest.replicates >= design.most or found.n_pairs < FEWEST_RUNS:
            return found
        if is_precise(found.effects(), design.precision):
            return found
        manifest = replace(manifest, replicates=min(design.most, ceil(1.5 * manifest.replicates)))

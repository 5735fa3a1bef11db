"""The mandatory controls of every report, and the runs that lay a scenario beside them."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from types import MappingProxyType
from typing import Any

import pandas as pd

import ecosystem
from analysis.runs.compiling import compile_first
from analysis.runs.design import choose_workers, design_runs
from analysis.runs.runner import IN_TURN, Runner
from analysis.runs.worlds import Values, laid_over
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault, UnknownNameError, quoted, unknown_name


@dataclass(frozen=True, slots=True)
class Control:
    """A switch that takes one mechanism out of the model.

    Attributes
    ----------
    name : str
    mechanism : str
        What is switched off.
    says : str
        What the world is like without it, as in the table of docs/model.md.
    overrides : mapping of str to object
        Parameters by dotted name, and what they are set to.
    """

    name: str
    mechanism: str
    says: str
    overrides: Mapping[str, Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))


_BEHIND = 10
"""Niceness of processes that run controls, in [0, 19]."""

_ALL = (
    Control("no_ai", "AI", "no operators, assisted authors, chat or answers", {"controls.has_ai": False}),
    Control("no_feedback", "feedback", "AI pages are left out of training draws; as many tokens are drawn",
            {"controls.has_feedback": False}),
    Control("first_generation_writers", "recursion",
            "AI text is by twins of models, fitted to the human ideas of their sources; models train as usual",
            {"controls.writers": "first_generation"}),
    Control("current_writers", "staleness of AI pages",
            "AI pages are by a model that knows the culture of the month, decoded as usual; models train as usual",
            {"controls.writers": "current"}),
    Control("frozen_models", "retraining", "no model is trained after November 2022",
            {"controls.has_retraining": False}),
    Control("no_budget", "token budgets", "budgets never bind; the recipe alone says how often a token is used",
            {"controls.has_budget_limit": False}),
    Control("no_temperature", "decoding", "temperature 1, no top-p", {"controls.has_temperature": False}),
    Control("replace", "accumulation", "trainers use only what came in since their last model",
            {"controls.does_accumulate": False}),
    Control("no_drift", "culture", "nothing becomes popular, dies or is born", {"controls.has_drift": False}),
    Control("no_filter", "filter", "scrapers keep every page, whatever stage would drop it",
            {"controls.has_filter": False}),
    Control("equal_exposure", "attention", "each live page of a topic gets the same visits",
            {"controls.has_ranking": False}),
    Control("fixed_population", "author entry and exit", "the authors of the start stay, and nobody joins them",
            {"controls.has_author_turnover": False}),
    Control("fixed_trainers", "trainer entry and exit", "the trainers of the start stay, whatever they lose",
            {"controls.has_trainer_turnover": False}),
    Control("fixed_adoption", "adoption of AI by authors",
            "a set share of authors writes with AI from December 2022 on",
            {"controls.has_adoption_choice": False}),
    Control("fixed_writing", "output under a tax", "a tax on pages makes nobody write fewer of them",
            {"controls.has_output_choice": False}),
    Control("one_model", "demand for models", "all use the best model", {"controls.has_model_choice": False}),
    Control("perfect_observer", "observers",
            "the auditor never errs, and the benchmark is human culture, so that engines show answers by the true loss",
            {"controls.has_observer_error": False}),
    Control("full_web", "crawl", "every page of a site that no other scraper owns is fetched once; nothing is licensed",
            {"controls.has_crawl_limit": False}),
    Control("fixed_output", "generator entry", "a fixed set of operators publishes, whatever it pays",
            {"controls.has_operator_entry": False}),
    Control("no_evasion", "evasion", "no operator hides from detectors", {"controls.has_evasion": False}),
    Control("no_marks", "marks", "nobody marks, signs or reads marks", {"controls.has_marks": False}),
    Control("no_arms_race", "arms race", "neither evasion nor detectors learn", {"controls.has_arms_race": False}),
    Control("fixed_graph", "web graph", "links lead anywhere and stay",
            {"web.structure": "random", "web.has_growth": False}),
    Control("oracle_model", "training",
            "models know the culture of the month of their training; they use no tokens and buy none",
            {"controls.has_fitted_models": False}),
    Control("fixed_recipe", "recipes", "the mixture of sources stays as for the first versions",
            {"training.recipe_rounds": 0}),
    Control("no_progress", "progress of learners", "a reading teaches learners of all years the same",
            {"training.efficiency_growth": 0.0}),
    Control("no_retrieval", "reading before answers", "models answer from what they were trained on alone",
            {"attention.retrieval_share_max": 0.0}),
    Control("free_scraping", "data market", "no licences; refusals and paywalls keep nobody out",
            {"controls.has_data_market": False}),
    Control("worth_blind_refusals", "refusals by worth", "the worth of a site says nothing of whether it refuses",
            {"authors.opt_out_worth_slope": 0.0}),
    Control("refusals_of_training", "refusals by purpose", "sites refuse training alone, and no answers or agents",
            {"authors.opt_out_answers_share": 0.0, "authors.opt_out_agents_share": 0.0}),
    Control("free_refusals", "cost of refusals", "refusals cost no visits",
            {"attention.mention_weight": 0.0, "attention.answers_refusal_odds": 1.0}),
    Control("no_pay_per_crawl", "sale of single fetches", "no single fetches are sold",
            {"market.pay_per_crawl_share": 0.0}),
    Control("no_collective", "collective contracts", "every site contracts by itself",
            {"market.collective_share": 0.0}),
    Control("no_deal_cost", "cost of contracts", "contracts cost nothing", {"market.deal_cost_usd": 0.0}),
    Control("filtered_only", "open crawl as a source", "recipes leave out what filters drop",
            {"controls.has_open_source": False}),
    Control("no_own_text", "models' text as a source", "recipes leave out text that models write for training",
            {"controls.has_own_synthetic": False}),
    Control("no_deduplication", "near-duplicates", "near-duplicates pass", {"filtering.duplicate_bands": 0}),
    Control("no_politeness", "politeness", "nothing limits what a scraper fetches from one site in a month",
            {"crawl.politeness": 1.0}),
    Control("no_site_caps", "caps on sites", "no cap limits what a scraper takes of one site",
            {"crawl.site_cap": 1e6, "crawl.cap_exponent": 0.0, "filtering.site_cap": 1e6}),
    Control("perfect_detection", "errors of detection", "search engine and auditor never err",
            {"detection.engine_tpr": 1.0, "detection.engine_fpr": 0.0, "detection.auditor_tpr": 1.0,
             "detection.auditor_fpr": 0.0, "detection.auditor": "rates", "detection.watermark_share": 0.0,
             "detection.provenance_share": 0.0, "detection.evasion_effect": 0.0, "detection.tpr_decay":
             0.0}),
    Control("no_detection", "detection", "search engine and auditor believe no page synthetic",
            {"detection.engine_tpr": 0.0, "detection.engine_fpr": 0.0, "detection.auditor_tpr": 0.0,
             "detection.auditor_fpr": 0.0, "detection.auditor": "rates", "detection.watermark_share": 0.0,
             "detection.provenance_share": 0.0, "filtering.detector": "none"}),
    Control("no_chat_switching", "chat", "askers stay on the web", {"attention.chat_hazard": 0.0}),
    Control("no_answers", "answers above search", "every search ends with a click",
            {"attention.answer_share_max": 0.0, "answers.first_click_loss": 0.0}),
    Control("no_citations", "answers that cite",
            "answers read no pages, cite none and take the same part of all clicks",
            {"controls.has_citing_answers": False}),
    Control("no_answer_sales", "sale of uses in answers", "no use of a page in an answer is sold",
            {"answers.sale_share": 0.0}),
)  # fmt: skip
CONTROLS: Mapping[str, Control] = MappingProxyType({control.name: control for control in _ALL})
"""Every control by its name."""


class ArmsError(EcosystemError, ValueError):
    """Two scenarios cannot be told apart in one frame."""


def with_control(scenario: Scenario, name: str) -> Scenario:
    """Give a scenario with one control switched, named after the control.

    Parameters
    ----------
    scenario : Scenario
        Left as it is.
    name : str
        One of CONTROLS.

    Returns
    -------
    Scenario
        Equal to `scenario` but for its name and the parameters of the control.

    Raises
    ------
    UnknownNameError
        When no control has this name.

    Examples
    --------
    >>> baseline = Scenario(name="baseline")
    >>> control = with_control(baseline, "no_feedback")
    >>> control.name, control.value("controls.has_feedback")
    ('no_feedback', False)
    """
    if name not in CONTROLS:
        raise UnknownNameError(unknown_name(name, CONTROLS, where="controls"))
    return scenario.replace(name=name, **CONTROLS[name].overrides)


def run_series(scenario: Scenario, seed: int = 0, on_step: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    """Run a scenario to its horizon and return its series.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    seed : int
        At least 0.
    on_step : callable, optional
        Told after each month how many are done, and of how many.

    Returns
    -------
    DataFrame
        One row a step, as `WebEcosystem.series()` gives it.
    """
    model = ecosystem.WebEcosystem(scenario, seed=seed)
    if on_step is None:
        model.run_for(scenario.months)
    else:
        for done in range(1, scenario.months + 1):
            model.run_for(1)
            on_step(done, scenario.months)
    return model.series()


type Job = tuple[Scenario, int, int]
"""A run to be made: of what, with which seed, and its number among those of its scenario."""


@contextmanager
def run_beside(
    jobs: Sequence[Job], on_step: Callable[[int, int], None] | None = None
) -> Iterator[Callable[[], list[pd.DataFrame]]]:
    """Run scenarios in other processes while the block does something else, where that is worth it.

    Parameters
    ----------
    jobs : sequence of Job
    on_step : callable, optional
        Told as by `run_series`, of all months, where they are run in this process.

    Yields
    ------
    callable
        Waits for the runs, and gives the series of each in the order of the jobs.
    """
    runs = [run for arm, seed, _ in jobs for run in design_runs({arm.name: arm}, 1, seed)]
    if choose_workers(None, runs) == 1:
        yield lambda: _in_turn(jobs, on_step)
        return
    compile_first()
    is_over = Event()
    runner = Runner(choose_workers(None, runs), on_done=lambda *_: None, on_wait=lambda: _end_if(is_over))
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(runner.run, _run_behind, jobs)
        try:
            yield made.result
        finally:
            is_over.set()


def _in_turn(jobs: Sequence[Job], on_step: Callable[[int, int], None] | None) -> list[pd.DataFrame]:
    result = []
    for place, job in enumerate(jobs):

        def tell(done: int, months: int, place: int = place) -> None:
            if on_step is not None:
                on_step(place * months + done, len(jobs) * months)

        result.append(_run_job(job, tell))
    return result


def _run_behind(job: Job) -> pd.DataFrame:
    """Run a job behind this process, which has more to do after its run than to wait for the others."""
    if hasattr(os, "nice"):
        os.nice(max(_BEHIND - os.nice(0), 0))
    return _run_job(job)


def _end_if(is_over: Event) -> None:
    """End runs that nobody waits for any more: of use is only that it raises."""
    if is_over.is_set():
        raise CancelledError


def run_paired(scenario: Scenario, other: Scenario, replicates: int, seed: int = 0, workers: int = 1) -> pd.DataFrame:
    """Run two scenarios on the same seeds and return one tidy frame.

    Replicate r of both uses the seed `seed + r`. Draws are keyed by the entity that makes them, so
    what the scenarios have in common draws the same numbers in both.

    Parameters
    ----------
    scenario, other : Scenario
        The two arms; their names must differ.
    replicates : int
        Number of pairs, at least 1.
    seed : int
        Seed of replicate 0, at least 0.
    workers : int
        Processes to spread the runs over, at least 1; the result does not depend on it.

    Returns
    -------
    DataFrame
        The series of all runs below one another; columns `scenario` and `replicate` tell them
        apart.

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    ArmsError
        When the two scenarios have the same name.
    """
    check_bounds(replicates=(replicates, 1), seed=(seed, 0), workers=(workers, 1))
    return run_arms((scenario, other), replicates, seed, Runner(workers))


def check_names(arms: Sequence[Scenario]) -> None:
    """Refuse scenarios of one name with an `ArmsError`."""
    names = [arm.name for arm in arms]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        remedy = 'Rename one, as in scenario.replace(name="other").'
        raise ArmsError(Fault("name", "is that of several scenarios", quoted(repeated[0]), remedy=remedy))


def run_arms(
    arms: Sequence[Scenario], replicates: int, seed: int = 0, runner: Runner = IN_TURN, worlds: Sequence[Values] = ()
) -> pd.DataFrame:
    """Run several scenarios on the same seeds, as `run_paired` does with two; their names must differ.

    With worlds, there is instead a replicate in each, with a seed of its own, and what a scenario sets itself stays.
    """
    check_bounds(replicates=(replicates, 1), seed=(seed, 0))
    check_names(arms)
    places = worlds or ({},) * replicates
    jobs = [(laid_over(arm, values), seed + r, r) for arm in arms for r, values in enumerate(places)]
    return pd.concat(runner.run(_run_job, jobs), ignore_index=True)


def _run_job(job: Job, on_step: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    scenario, seed, replicate = job
    frame = run_series(scenario, seed, on_step).copy()
    frame["scenario"] = scenario.name
    frame["replicate"] = replicate
    return frame

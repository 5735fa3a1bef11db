"""The mandatory controls of every report, and the runs that lay a scenario beside them."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd

import ecosystem
from analysis.runs.runner import Runner
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import (
    EcosystemError,
    Fault,
    UnknownNameError,
    quoted,
    unknown_name,
)

CONTROLS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "no_ai": MappingProxyType({"controls.has_ai": False}),
        "no_feedback": MappingProxyType({"controls.has_feedback": False}),
        "frozen_models": MappingProxyType({"controls.has_retraining": False}),
        "no_budget": MappingProxyType({"controls.has_budget_limit": False}),
        "no_temperature": MappingProxyType({"controls.has_temperature": False}),
        "replace": MappingProxyType({"controls.does_accumulate": False}),
        "no_drift": MappingProxyType({"controls.has_drift": False}),
        "no_filter": MappingProxyType({"controls.has_filter": False}),
        "equal_exposure": MappingProxyType({"controls.has_ranking": False}),
        "fixed_population": MappingProxyType({"controls.has_author_turnover": False}),
        "fixed_adoption": MappingProxyType({"controls.has_adoption_choice": False}),
        "one_model": MappingProxyType({"controls.has_model_choice": False}),
        "perfect_observer": MappingProxyType({"controls.has_observer_error": False}),
        "full_web": MappingProxyType({"controls.has_crawl_limit": False}),
        "fixed_output": MappingProxyType({"controls.has_operator_entry": False}),
        "no_evasion": MappingProxyType({"controls.has_evasion": False}),
        "no_marks": MappingProxyType({"controls.has_marks": False}),
        "no_arms_race": MappingProxyType({"controls.has_arms_race": False}),
        "fixed_graph": MappingProxyType({"web.structure": "random", "web.has_growth": False}),
        "oracle_model": MappingProxyType({"controls.has_fitted_models": False}),
        "fixed_recipe": MappingProxyType({"training.recipe_learning_rate": 0.0}),
        "free_scraping": MappingProxyType({"controls.has_data_market": False}),
        "no_pay_per_crawl": MappingProxyType({"market.pay_per_crawl_share": 0.0}),
        "no_collective": MappingProxyType({"market.collective_share": 0.0}),
        "no_deal_cost": MappingProxyType({"market.deal_cost_usd": 0.0}),
        "filtered_only": MappingProxyType({"controls.has_open_source": False}),
        "no_own_text": MappingProxyType({"controls.has_own_synthetic": False}),
        "no_deduplication": MappingProxyType({"filtering.duplicate_bands": 0}),
        "no_politeness": MappingProxyType({"crawl.politeness": 1.0}),
        "no_site_caps": MappingProxyType(
            {"crawl.site_cap": 1.0, "crawl.cap_exponent": 0.0, "filtering.site_share_most": 1.0}
        ),
        "perfect_detection": MappingProxyType(
            {
                "detection.engine_tpr": 1.0,
                "detection.engine_fpr": 0.0,
                "detection.auditor_tpr": 1.0,
                "detection.auditor_fpr": 0.0,
                "detection.auditor": "rates",
                "detection.watermark_share": 0.0,
                "detection.provenance_share": 0.0,
                "detection.evasion_effect": 0.0,
                "detection.tpr_decay": 0.0,
            }
        ),
        "no_detection": MappingProxyType(
            {
                "detection.engine_tpr": 0.0,
                "detection.engine_fpr": 0.0,
                "detection.auditor_tpr": 0.0,
                "detection.auditor_fpr": 0.0,
                "detection.auditor": "rates",
                "detection.watermark_share": 0.0,
                "detection.provenance_share": 0.0,
                "filtering.detector": "none",
            }
        ),
        "no_chat_switching": MappingProxyType({"attention.chat_hazard": 0.0}),
        "no_answers": MappingProxyType({"attention.answer_share_max": 0.0}),
    }
)
"""Name of a control -> the parameters it overrides.

no_ai: no AI at all; no_feedback: AI pages are left out of training; frozen_models: AI is there but never
trained on the web after its first release; no_budget: token budgets never bind; no_temperature: plain
decoding; replace: trainers keep no earlier data; no_drift: culture stands still; no_filter: scrapers keep
every page, whatever stage would drop it; full_web: scrapers fetch every page once; equal_exposure: live pages
of a topic get equal visits; fixed_population: no author enters or leaves; fixed_adoption: a set share of
authors writes with AI; one_model: all use the best model; fixed_output: a fixed set of operators publishes
whatever it pays; no_evasion: no operator hides from detectors; no_marks: nobody marks or reads marks and
signatures; no_arms_race: neither evasion nor detectors learn; fixed_graph: links lead anywhere and stay;
oracle_model: models know the culture of the month of their training; fixed_recipe: trainers never shift their
mixture; free_scraping: no licences, and refusals and paywalls keep nobody out; no_pay_per_crawl: no site
sells single fetches; no_collective: every site contracts by itself; no_deal_cost: contracts about data cost
nothing; filtered_only: recipes leave out what filters drop; no_own_text: they leave out text of the trainer's
own models; no_deduplication: near-duplicates pass; no_politeness, no_site_caps: nothing limits what a
scraper takes of one site; perfect_detection: search engine and auditor never err; no_detection: they believe
no page synthetic; no_chat_switching: askers stay on the web; no_answers: no answers above search;
perfect_observer: auditor and benchmarks know the truth.
"""


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
    return scenario.replace(name=name, **CONTROLS[name])


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
    return run_arms((scenario, other), replicates, seed, workers)


def run_arms(arms: Sequence[Scenario], replicates: int, seed: int = 0, workers: int = 1) -> pd.DataFrame:
    """Run several scenarios on the same seeds, as `run_paired` does with two; their names must differ."""
    check_bounds(replicates=(replicates, 1), seed=(seed, 0), workers=(workers, 1))
    names = [arm.name for arm in arms]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        remedy = 'Rename one, as in scenario.replace(name="other").'
        raise ArmsError(Fault("name", "is that of several scenarios", quoted(repeated[0]), remedy=remedy))
    jobs = [(arm, seed + r, r) for arm in arms for r in range(replicates)]
    return pd.concat(Runner(workers).run(_run_job, jobs), ignore_index=True)


def _run_job(job: tuple[Scenario, int, int]) -> pd.DataFrame:
    scenario, seed, replicate = job
    frame = run_series(scenario, seed).copy()
    frame["scenario"] = scenario.name
    frame["replicate"] = replicate
    return frame

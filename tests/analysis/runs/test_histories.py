"""Runs that have their first months in common make them once, and come to the same bytes as runs made alone."""

from typing import Any

import pytest

from analysis.runs.design import design_runs, estimate, months_made, together
from analysis.runs.simulation import Outcome, simulate
from ecosystem import Scenario, WebEcosystem
from ecosystem.calendar import date_to_step
from ecosystem.policies import POLICIES, AuthorLevy, Change, LabellingMandate, Policy
from ecosystem.schedule import run_month
from ecosystem.state import World
from tests.support.policies import example
from tests.support.worlds import scenario

MONTHS = 14
BASE = scenario(MONTHS, 50)
LEVY = AuthorLevy(start="2022-09")
EVERY_KIND = tuple(example(kind, start="2022-10", coverage=0.5) for kind in sorted(POLICIES))
CHANGE = Change(start="2022-05", end="2022-08", parameter="market.royalty_share", value=0.2)


def arm(name: str, *policies: Policy) -> Scenario:
    return BASE.replace(name=name, policies=policies)


ARMS = {
    "baseline": arm("baseline"),
    "levy": arm("levy", LEVY),
    "levy_and_label": arm("levy_and_label", LEVY, LabellingMandate(start="2022-11", coverage=0.8)),
    "late_levy": arm("late_levy", LEVY.delayed(4)),
    "all": arm("all", *EVERY_KIND),
    "change": arm("change", CHANGE),
    "at_once": arm("at_once", AuthorLevy(start="2022-01")),
    "again": arm("again", LEVY),
    "other_web": BASE.replace(name="other_web", **{"culture.persistence": 0.99}),
}


def written(outcome: Outcome) -> tuple[str, str]:
    assert outcome.series is not None, outcome.trace
    assert outcome.welfare is not None
    return outcome.series.to_csv(), outcome.welfare.to_csv()


@pytest.mark.slow
def test_runs_made_together_come_to_the_same_bytes_as_alone() -> None:
    runs = design_runs(ARMS, 1, 3)
    jobs = together(runs)
    assert [len(job) for job in jobs] == [8, 1], "another web has no month in common"
    made = {outcome.run.arm: written(outcome) for outcome in simulate(jobs[0])}
    assert list(made) == list(ARMS)[:-1]
    for run in jobs[0]:
        (alone,) = simulate((run,))
        assert made[run.arm] == written(alone), run.arm
    assert len(set(made.values())) == len(made)


def test_months_in_common_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    run_for = WebEcosystem.run_for

    def counted(model: WebEcosystem, duration: int) -> None:
        steps.append(model.steps)
        run_for(model, duration)

    monkeypatch.setattr(WebEcosystem, "run_for", counted)
    runs = tuple(design_runs({name: ARMS[name] for name in ("baseline", "levy", "late_levy", "again")}, 1, 3))
    outcomes = simulate(runs)
    assert len(steps) == months_made(runs) == 8 + 6 + 4 + 2 + 2
    assert [outcome.series["scenario"].iloc[0] for outcome in outcomes if outcome.series is not None] == [
        run.arm for run in runs
    ]
    assert all(outcome.seconds > 0.0 for outcome in outcomes)
    assert estimate(runs).seconds < 0.5 * estimate(design_runs({"other": ARMS["other_web"]}, 4, 3)).seconds


def test_what_goes_wrong_in_months_of_all_is_told_of_all_and_else_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = 9

    def fail(world: World, **options: Any) -> None:
        if world.step == bad and (bad < date_to_step(LEVY.start) or LEVY in world.policies):
            message = "no"
            raise ValueError(message)
        run_month(world, **options)

    monkeypatch.setattr("ecosystem.model.run_month", fail)
    runs = tuple(design_runs({name: ARMS[name] for name in ("baseline", "levy", "late_levy")}, 1, 3))
    told = {outcome.run.arm: outcome.stage for outcome in simulate(runs)}
    assert told == {"baseline": "", "levy": "run step 9", "late_levy": ""}
    bad = 2
    assert [outcome.stage for outcome in simulate(runs)] == ["run step 2"] * 3


@pytest.mark.parametrize(
    ("n_pairs", "workers", "sizes"),
    [
        (1, 1, [3]),
        (4, 2, [3, 3, 3, 3]),
        (5, 2, [3, 3, 3, 3, 1, 2]),
        (1, 2, [1, 2]),
        (1, 8, [1, 1, 1]),
        (3, 8, [1, 1, 1] * 3),
    ],
)
def test_no_process_waits_while_others_make_months_in_common(n_pairs: int, workers: int, sizes: list[int]) -> None:
    runs = design_runs({name: ARMS[name] for name in ("baseline", "levy", "late_levy")}, n_pairs, 0)
    jobs = together(runs, workers)
    assert [len(job) for job in jobs] == sizes
    assert [run for job in jobs for run in job] == runs

"""Whatever is set changes what is asked for or told; what would do nothing is refused before anything runs."""

from inspect import signature
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.runs.design import content_of
from analysis.uncertainty.ensemble import Ensemble
from ecosystem.errors import PolicyError
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import POLICIES, read_policy
from ecosystem.scenario import Scenario
from scenarios import load
from scenarios.command_line import COMMANDS
from scenarios.commands.compare import _asked as asked
from tests.support.commands import call
from tests.support.policies import example

BASE = load("baseline")


def others(info: FieldInfo, value: Any) -> list[Any]:
    """Values that a field may have instead of one: some break rules between fields."""
    if isinstance(value, bool):
        return [not value]
    if info.type == "date":
        return ["2027-03", "2023-03", "2031-01"]
    if info.type == "text":
        return [choice for choice in (*info.choices, "2025-01 0.1", "agents") if choice != value]
    low, high = info.low, info.high
    near = [value * factor for factor in (0.5, 0.9, 1.1, 2.0)] if value else [0.5, 0.1, 1, 2]
    wanted = [int(each) + 1 if info.type == "whole number" else float(each) for each in near]
    bounds = [each for each in (low, high) if each is not None]
    return [each for each in (*wanted, *bounds) if each != value]


def changed(make: Any, info: FieldInfo, value: Any) -> Any:
    """Make the same with another value of one field, the first that its rules allow."""
    for other in others(info, value):
        try:
            return make(other)
        except ValueError:
            continue
    raise AssertionError(info.name)


def test_every_field_of_a_scenario_changes_what_is_run() -> None:
    before = content_of(BASE)
    for info in describe(Scenario):
        made = changed(lambda other, name=info.name: BASE.replace(**{name: other}), info, BASE.value(info.name))
        assert content_of(made) != before, info.name
        assert made.content_hash != BASE.content_hash
    for words in ("name", "story", "question"):
        assert BASE.replace(**{words: "other"}).content_hash != BASE.content_hash


@pytest.mark.parametrize("kind", POLICIES)
def test_every_field_of_a_policy_changes_what_is_run(kind: str) -> None:
    policy = example(kind, start="2026-08")
    before = content_of(BASE.replace(policies=(policy,)))
    for info in describe(type(policy)):
        if kind == "change" and info.name == "parameter":  # its values have another kind
            continue

        def make(other: Any, name: str = info.name) -> Scenario:
            return BASE.replace(policies=(read_policy({**policy.to_dict(), name: other}),))

        assert content_of(changed(make, info, getattr(policy, info.name))) != before, info.name


def test_every_option_of_a_comparison_changes_what_is_run_or_where() -> None:
    never = ("replicates", "precision", "most", "worlds", "ensemble", "size", "months")
    usual: dict[str, Any] = dict.fromkeys(never) | {"seed": 0}
    names = ("baseline", "no_ai")

    def told(**options: Any) -> tuple[Any, ...]:
        design = asked(names, {**usual, **options}).design
        return design.manifest.to_dict(), design.precision, design.most

    before = told()
    for option, value in {"replicates": 3, "precision": 0.1, "size": 60, "months": 12, "seed": 4}.items():
        assert told(**{option: value}) != before, option
    assert told(precision=0.1, most=7) != told(precision=0.1)
    hazards = [pd.DataFrame({"attention.chat_hazard": [low, 0.06]}) for low in (0.04, 0.05)]
    one, other = (Ensemble(values, np.array([0.5, 0.5]), {}) for values in hazards)
    over = [told(worlds=n, ensemble=each) for n, each in ((1, one), (2, one), (2, other))]
    assert all(first != second for first, second in combinations([before, *over], 2))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compare", "baseline", "no_ai", "--most", "9"), "--most = 9 does nothing without --precision."),
        (("compare", "baseline", "no_ai", "--size", "60", "--size=70"), "--size is given twice."),
        (("compare", "baseline", "author_levy:share=0.1,share=0.2"), "share is given twice (policy field)."),
        (("compare", "baseline", "author_levy:kind=search_demotion"), "kind = 'search_demotion' is no field to be set"),
        (("compare", "baseline", "author_levy", "author_levy"), "is given twice."),
        (("compare", "baseline", "author_levy", "author_levy:share=0.06"), "is the same as 'author_levy'"),
        (("compare", "baseline", "no_ai", "--dask", "here:1", "--workers", "2"), "cannot be given with --workers."),
        (("validate", "--dask", "here:1", "--workers", "2"), "--dask = here:1 cannot be given with --workers."),
        (("late", "--delays", "0,12", "--delays", "0,24"), "--delays is given twice."),
        (("run", "--overwrite"), "--overwrite = True does nothing without --out."),
        (("run", "--controls", "--no-controls"), "--controls is given twice."),
        (("run", "--set", "size=60", "--size", "70"), "size is given twice (--set and --size)."),
        (("run", "--set", "culture.persistence=0.99", "--set", "culture.persistence=0.98"), "is given twice (--set)."),
        (("validate", "--overwrite"), "--overwrite = True does nothing without --out."),
        (("decompose", "--of", "data", "--switch", "no_ai"), "--of = data cannot be given with --switch."),
        (("decompose", "--switch", "no_feedback", "--switch", "no_feedback"), "is named twice"),
        (("sizes", "--set", "size=60"), "cannot be given with --set size."),
        (("answer", "baseline", "--size", "50", "--months", "1", "--keep", "there"), "keeps nothing: one run"),
        (("answer", "baseline", "--replicates", "2"), "is above 1: one run answers this"),
    ],
)
def test_what_would_do_nothing_is_refused_before_anything_runs(words: tuple[str, ...], told: str, here: Path) -> None:
    result = call(*words)
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert list(here.iterdir()) == []


def test_all_commands_that_make_many_runs_make_them_on_a_cluster_too() -> None:
    options = {name: set(signature(each).parameters) for panel in COMMANDS.values() for name, each in panel.items()}
    here = {name for name, known in options.items() if "workers" in known}
    assert here - {name for name, known in options.items() if "dask" in known} == {"sizes"}  # it measures processes
    assert len(here) > 10


@pytest.mark.parametrize("field", ["title", "horizon", "seed", "replicates", "policy"])
def test_a_file_with_a_field_that_nobody_reads_is_refused(field: str, here: Path) -> None:
    (here / "own.toml").write_text(f'name = "own"\n{field} = 3\n')
    result = call("compare", "baseline", "own.toml")
    assert result.exit_code == 2
    assert f"{field} = 3 is not a known name" in result.stderr


def test_the_same_policy_twice_in_a_file_is_refused(here: Path) -> None:
    (here / "own.toml").write_text('name = "own"\n' + '[[policies]]\nkind = "author_levy"\n' * 2)
    with pytest.raises(ValueError, match="policy = 'author_levy' is given twice"):
        load(here / "own.toml")
    with pytest.raises(PolicyError, match="is given twice"):
        load("author_levy:share=0.1,share=0.1")

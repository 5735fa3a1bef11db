"""What lies beside a report: tables in two forms that say the same, and a notebook that gives the same effects."""

import json
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from analysis.reports.answers import told_of
from analysis.reports.comparison_files import FILES, months_of, tables_of
from analysis.reports.comparison_notebook import notebook, settings_of
from analysis.reports.comparison_report import write_tables
from analysis.runs.citation import citation
from analysis.statistics.intervals import mean_interval
from analysis.whatif.comparison import Comparison, compare
from analysis.whatif.delays import delayed_arms
from ecosystem import Scenario
from ecosystem.policies import POLICIES, AuthorLevy, LabellingMandate
from ecosystem.policy import PolicyPackage
from ecosystem.sources import REGISTRIES
from tests.support.own_parts import PACKAGES, own_names  # noqa: F401
from tests.support.paired import OUTCOMES, make_comparison, make_runs

BASE = Scenario(name="small", size=50, months=5, question='Whose "web"?')
LEVY = AuthorLevy(start="2022-02", share=0.3)
ASKED: dict[str, Callable[[], Comparison]] = {
    "seeds": lambda: compare(
        BASE,
        {"levy": LEVY, "fast": BASE.replace(name="fast", **{"culture.persistence": 0.98})},
        replicates=2,
        seed=3,
        outcomes=["model_loss", "author_income"],
        confidence=0.9,
        workers=1,
    ),
    "worlds": lambda: compare(BASE, {"labels": LabellingMandate(start="2022-03")}, worlds=1, workers=1),
    "delays": lambda: compare(BASE, delayed_arms(PolicyPackage((LEVY,)), [0, 2]), replicates=2, workers=1),
}


def code_of(text: str) -> str:
    cells = nbformat.reads(text, as_version=4).cells  # type: ignore[no-untyped-call]
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ASKED)
def test_the_cells_of_the_notebook_give_the_effects_of_the_report(kind: str) -> None:
    comparison = ASKED[kind]()
    text = notebook(comparison)
    nbformat.validate(nbformat.reads(text, as_version=4))  # type: ignore[no-untyped-call]
    assert citation(comparison.manifest, comparison.arms) in text
    cells: dict[str, Any] = {}
    exec(code_of(text), cells)  # noqa: S102 - what is tested
    again = cells["result"]
    assert citation(again.manifest, again.arms) == citation(comparison.manifest, comparison.arms)
    expected = told_of(comparison).tables[0]
    assert len(expected) > 0
    pd.testing.assert_frame_equal(cells["effects"], expected, rtol=0.0, atol=1e-9)


def test_settings_are_what_a_scenario_sets_and_make_it_again() -> None:
    scenario = BASE.replace(policies=(LEVY,), **{"culture.persistence": 0.98})
    assert Scenario.from_dict(settings_of(scenario)) == scenario
    assert settings_of(scenario)["parameters"] == {"culture": {"persistence": 0.98}}
    assert settings_of(Scenario(name="plain")) == {"name": "plain", "size": 2_000, "months": 168}


def test_both_forms_of_a_table_say_the_same(tmp_path: Path) -> None:
    comparison = make_comparison()
    tables = tables_of(comparison, told_of(comparison))
    assert list(tables) == ["effects", "months", "gains", "tenths"]
    assert set(tables) < set(FILES)
    write_tables(comparison, tmp_path)
    for name, table in tables.items():
        told, kept = pd.read_csv(tmp_path / f"{name}.csv"), pd.read_parquet(tmp_path / f"{name}.parquet")
        assert len(table) > 0
        assert list(told) == list(kept) == list(table)
        for column in table.select_dtypes("number"):
            assert told[column].to_numpy() == pytest.approx(kept[column].to_numpy(), abs=0.0, nan_ok=True)
    assert pd.read_parquet(tmp_path / "months.parquet").attrs["units"]["date"] == "month"


def test_means_by_month_are_means_over_runs_with_their_interval() -> None:
    series = make_runs(5)
    table = months_of(series, [*OUTCOMES, "tail_recall"], 0.95)
    assert set(table["outcome"]) == set(OUTCOMES)
    row = table.query("arm == 'tax' and outcome == 'human_posts' and date == '2023-12'").iloc[0]
    found = mean_interval(series.query("arm == 'tax' and date == '2023-12'")["human_posts"])
    assert (row["mean"], row["low"], row["high"]) == pytest.approx((found.mean, found.low, found.high))
    assert row["unit"] == "pages a month"
    assert months_of(series[:0], OUTCOMES, 0.95).empty


def test_a_notebook_imports_the_parts_of_others_and_holds_no_outputs() -> None:
    source = {"what": "policy", "name": "my_levy", "path": "my_study:MyLevy", "file": "my_study.py", "sha256": "0"}
    added = {**source, "what": "indicator", "name": "wealth"}
    comparison = make_comparison()
    comparison.manifest["sources"] = [source, added]
    text = notebook(comparison)
    assert code_of(text).startswith("import my_study  #")
    assert (
        "It needs the policy `my_levy` and the indicator `wealth` of `my_study.py`, which is not of this project"
        in text
    )
    assert "indicators=['wealth']" in code_of(text)
    assert [cell for cell in json.loads(text)["cells"] if cell.get("outputs")] == []


@pytest.mark.slow
@pytest.mark.usefixtures("own_names")
def test_a_notebook_with_a_policy_of_others_runs_where_the_file_of_that_policy_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fee_of_mine.py").write_bytes((PACKAGES / "web_of_mine" / "fees.py").read_bytes())
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.MonkeyPatch.context() as before:
        for registry in REGISTRIES:
            before.setattr(registry, "_parts", dict(registry._parts))
        fee = import_module("fee_of_mine").OperatorFee(start="2022-02", usd=5.0)
        comparison = compare(BASE, {"fee": fee}, replicates=2, workers=1)
    del sys.modules["fee_of_mine"]
    assert "operator_fee" not in POLICIES
    text = notebook(comparison)
    needed = "of `fee_of_mine.py`, which is not of this project: put that file beside this notebook. The SHA-256"
    assert f"{needed} of that file was `{sha256((tmp_path / 'fee_of_mine.py').read_bytes()).hexdigest()}`" in text
    cells: dict[str, Any] = {}
    exec(code_of(text), cells)  # noqa: S102 - what is tested
    pd.testing.assert_frame_equal(cells["effects"], told_of(comparison).tables[0], rtol=0.0, atol=1e-9)

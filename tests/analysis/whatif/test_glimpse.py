from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import analysis
from analysis.runs.manifest import read_manifest
from analysis.runs.store import open_store
from analysis.runs.tables import Memory
from analysis.whatif.comparison import Comparison, compare
from ecosystem import Scenario
from ecosystem.policies import AuthorSubsidy
from ecosystem.shown import LONGEST
from tests.support.paired import make_comparison, make_runs
from tests.support.shown import long_or_empty


def test_a_comparison_shows_arms_pairs_months_and_the_strongest_effects() -> None:
    assert repr(make_comparison(8)).splitlines() == [
        "Comparison of small with tax, idle and <b>",
        "  runs: 8 pairs of 24 months, 2022-01 to 2023-12, 100 authors",
        "  caution: Too small for conclusions: a web of 100 authors is for tests; ask for at least 200.",
        "  tax: 3 of 5 outcomes change, most human_posts -101 pages a month, model_loss +0.411 nats per idea and "
        "generator_profit +4.79 USD a month per author",
        "  idle: not enough runs to tell any effect",
        "  <b>: not enough runs to tell any effect",
    ]


def test_a_notebook_shows_all_effects_in_a_table() -> None:
    page = make_comparison(8)._repr_html_()
    assert page.count("<tr") == 5 + 1 + 3 * 5
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_a_comparison_without_pairs_or_runs_shows_itself_too() -> None:
    empty = replace(make_comparison(), n_pairs=0, series=make_runs(1).iloc[:0])
    assert repr(empty).endswith("runs: none is finished")
    assert "none is finished" in empty._repr_html_()
    assert repr(replace(make_comparison(), n_pairs=0)).endswith("0 pairs of 24 months, 2022-01 to 2023-12, 100 authors")


def test_many_arms_do_not_fill_the_screen() -> None:
    found = make_comparison(2)
    names = ["baseline", *(f"an_arm_with_a_long_name_{n}" for n in range(40))]
    many = replace(found, arms=dict.fromkeys(names, found.baseline), series=make_runs(2, arms=tuple(names)))
    assert len(repr(many)) <= LONGEST
    assert "and 32 more" in repr(many)


def test_what_a_store_is_read_into_shows_itself_in_brief(tmp_path: Path) -> None:
    baseline = Scenario(name="small", size=50, months=3)
    folder = tmp_path / "kept"
    compare(baseline, {"s": AuthorSubsidy(start="2022-02")}, replicates=1, workers=1, store=folder)
    manifest = read_manifest(folder)
    with open_store(folder, manifest) as store:
        held = [Comparison.from_store(folder), manifest, store.tables(manifest), store, Memory()]
        assert [long_or_empty(each) for each in held] == [{}] * len(held)


def test_all_results_that_hold_tables_show_themselves_in_brief() -> None:
    kinds = {
        held
        for room in walk_packages(analysis.__path__, "analysis.")
        if not room.name.startswith("analysis.dashboard")
        for held in vars(import_module(room.name)).values()
        if isinstance(held, type) and is_dataclass(held) and held.__module__.startswith("analysis.")
    }
    tables = {kind for kind in kinds if any("DataFrame" in str(field.type) for field in fields(kind))}
    assert len(tables) >= 8
    public = [kind for kind in tables if not kind.__name__.startswith("_")]
    assert [kind.__name__ for kind in public if not hasattr(kind, "_repr_html_")] == []

"""Comparisons over worlds: which pairs are run and kept, and what effects over worlds say."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.figures import readings_figure
from analysis.marks.effect_marks import readings_title
from analysis.runs.design import Run
from analysis.runs.manifest import StoreError, read_manifest
from analysis.runs.simulation import Outcome
from analysis.runs.worlds import OWN, Worlds, added_structures, laid_over
from analysis.statistics.world_columns import OVER_WORLDS
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.structures import STRUCTURES
from analysis.uncertainty.validated import PATTERNS_OF, Validated, validated
from analysis.whatif import comparison
from analysis.whatif.arms import check_comparison
from analysis.whatif.comparison import Comparison, compare
from analysis.whatif.over_worlds import UNCHANGED, matrix, over_worlds, table_cells, world_sentences, worlds_told
from analysis.whatif.readings import both_readings
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.errors import EcosystemError
from ecosystem.parameters import Parameters
from ecosystem.policies import AuthorSubsidy
from scenarios import load
from tests.analysis.figures.test_figures import legend_of
from tests.support.paired import make_runs
from tests.support.stubs import BASE, Singly, pretend

HAZARDS = [0.05 + place / 1000.0 for place in range(12)]
TINY = Ensemble(pd.DataFrame({"attention.chat_hazard": HAZARDS}), np.full(12, 1.0 / 12.0), {})
ARMS = {"subsidy": AuthorSubsidy(start="2022-02")}
LOSS = ["model_loss"]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The runs that are made, which are over at once."""
    runs: list[Run] = []

    def note(run: Run) -> Outcome:
        runs.append(run)
        return pretend(run)

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(note))
    return runs


def ask(worlds: int, store: Path | None = None, **more: Any) -> Comparison:
    return compare(BASE, ARMS, worlds=worlds, store=store, workers=1, **{"ensemble": TINY, "outcomes": LOSS, **more})


def test_each_world_has_a_pair_and_one_of_five_a_second_seed_and_all_structures() -> None:
    worlds = Worlds({number: {} for number in (7, 3, 9, 1, 4, 2, 8)}, {"a": {}, "b": {}})
    pairs = worlds.pairs(100)
    assert [pair.world for pair in pairs] == [7, 7, 7, 7, 3, 9, 1, 4, 2, 2, 2, 2, 8]
    assert [pair.structure for pair in pairs[:4]] == [OWN, OWN, "a", "b"]
    assert [pair.seed for pair in pairs[:5]] == [100, 101, 100, 100, 104], "other structures have the draws of the own"
    assert [pair.replicate for pair in pairs] == list(range(13))
    assert [pair.replicate for pair in worlds.first_pairs(100)] == [0, 4, 5, 6, 7, 8, 12]
    assert worlds.first(6).pairs(100) == pairs[:12], "more worlds go on where fewer end"
    assert worlds.grows_from(worlds.first(3))
    assert not worlds.first(3).grows_from(worlds)


def test_a_world_moves_what_a_scenario_leaves_to_the_baseline_and_nothing_else() -> None:
    own = BASE.replace(**{"attention.freshness": 0.5})
    found = laid_over(own, {"attention.freshness": 0.9, "attention.chat_hazard": 0.06})
    assert (found.value("attention.freshness"), found.value("attention.chat_hazard")) == (0.5, 0.06)
    assert laid_over(own, {}) is own


def test_a_world_says_what_nobody_knows_of_a_policy() -> None:
    own = BASE.replace(policies=(AuthorSubsidy(start="2022-02", compliance=0.7),))
    found = laid_over(own, {"author_subsidy.check_tpr": 0.4, "author_subsidy.compliance": 0.3, "marking.survival": 0.6})
    assert found.policies == (AuthorSubsidy(start="2022-02", compliance=0.7, check_tpr=0.4),)
    assert laid_over(BASE, {"author_subsidy.check_tpr": 0.4}) is BASE


def test_each_world_has_an_own_draw_of_what_nobody_knows_of_the_policies() -> None:
    worlds = check_comparison(BASE, ARMS, worlds=6, ensemble=TINY).manifest.worlds
    assert worlds is not None
    asked = [values["author_subsidy.compliance"] for values in worlds.drawn.values()]
    assert len({*asked}) == 6
    assert all(0.2 <= value <= 1.0 for value in asked)
    (pair, *_) = worlds.pairs(0)
    laid = worlds.laid(pair, BASE.replace(policies=(ARMS["subsidy"],)))
    assert laid.policies[0].compliance == worlds.drawn[pair.world]["author_subsidy.compliance"]
    fewer = check_comparison(BASE, ARMS, worlds=3, ensemble=TINY).manifest.worlds
    assert fewer is not None
    assert worlds.grows_from(fewer)


def test_structures_that_arms_are_about_are_left_out() -> None:
    def names(**arms: Scenario) -> list[str]:
        return list(added_structures({"baseline": BASE, **arms}, "baseline", STRUCTURES))

    assert names(other=BASE.replace(size=60)) == ["no_demotion", "gaussian_content", "random_web"]
    assert names(other=load("no_demotion")) == ["gaussian_content", "random_web"]
    assert names(other=BASE.replace(**{"web.structure": "block"})) == ["no_demotion", "gaussian_content"]
    assert load("no_demotion").value("attention.freshness") == STRUCTURES["no_demotion"]["attention.freshness"]


def test_without_worlds_a_comparison_is_kept_as_ever(tmp_path: Path, made: list[Run]) -> None:
    plain = compare(BASE, ARMS, replicates=2, outcomes=LOSS, workers=1, store=tmp_path / "plain")
    same = compare(BASE, ARMS, replicates=2, worlds=0, outcomes=LOSS, workers=1, store=tmp_path / "same")
    first, second = ((tmp_path / name / "manifest.json").read_bytes() for name in ("plain", "same"))
    assert first == second
    content = json.loads(first)
    assert content["format"] == 1
    assert "worlds" not in content
    pd.testing.assert_frame_equal(plain.effects(), same.effects())
    assert same.worlds is None
    assert same.other_pairs.empty
    with pytest.raises(EcosystemError, match="worlds = 0 are none"):
        same.over_worlds()
    assert len(made) == 8


@pytest.mark.slow
def test_a_store_names_its_worlds_and_goes_on_with_more_of_them(tmp_path: Path, made: list[Run]) -> None:
    three = ask(3, tmp_path)
    assert len(made) == 2 * (3 + 1 + 3), "both arms in three worlds, one again, and in three structures"
    content = json.loads((tmp_path / "manifest.json").read_text())
    drawn = TINY.draw(6).tolist()
    assert content["format"] == 2
    assert [each["world"] for each in content["worlds"]["drawn"]] == drawn[:3]
    assert [each["values"]["attention.chat_hazard"] for each in content["worlds"]["drawn"]] == [
        HAZARDS[world] for world in drawn[:3]
    ]
    assert (three.n_pairs, len(three.series["replicate"].unique()), three.is_short_of_runs) == (3, 3, False)
    six = ask(6, tmp_path)
    assert len(made) == 2 * (6 + 2 + 6), "what is there is not made again"
    assert len({run.run_id for run in made}) == len(made)
    ask(2, tmp_path)
    assert len(made) == 28
    read = Comparison.from_store(tmp_path)
    pd.testing.assert_frame_equal(read.over_worlds(), six.over_worlds())
    assert read.worlds == read_manifest(tmp_path).worlds


def test_lost_pairs_of_any_kind_are_missing_and_made_again(tmp_path: Path, made: list[Run]) -> None:
    ask(1, tmp_path)
    lost = next(run for run in made if run.replicate == 3 and run.arm == "subsidy")
    for table in ("runs", "series", "welfare"):
        (tmp_path / f"{table}.parquet" / f"{lost.run_id}.parquet").unlink()
    read = Comparison.from_store(tmp_path)
    assert read.missing.to_dict("records") == [{"arm": "subsidy", "replicate": 3, "seed": 0}]
    assert read.n_pairs == 1, "effects rest on the first pair of the world, which is there"
    assert read.runs_told == (
        "Not all runs are there: of 10 that were asked for 1 is not there. Effects rest on 1 of 1 pair."
    )
    before = len(made)
    assert not ask(1, tmp_path).is_short_of_runs
    assert [run.run_id for run in made[before:]] == [lost.run_id]


@pytest.mark.parametrize(
    ("again", "told"),
    [
        (lambda store: compare(BASE, ARMS, replicates=2, outcomes=LOSS, store=store, workers=1), "in 2 worlds"),
        (lambda store: ask(2, store, ensemble=Ensemble(TINY.values + 0.001, TINY.weight, {})), "in other worlds"),
        (lambda store: ask(2, store, seed=1), "begins with seed 0, not 1"),
    ],
)
def test_pairs_of_other_worlds_are_not_mixed(
    again: Callable[[Path], Comparison], told: str, tmp_path: Path, made: list[Run]
) -> None:
    ask(2, tmp_path)
    before = (tmp_path / "manifest.json").read_bytes()
    n_made = len(made)
    with pytest.raises(StoreError, match=told):
        again(tmp_path)
    assert len(made) == n_made
    assert (tmp_path / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"worlds": -1}, "worlds = -1 is below 0"),
        ({"worlds": 1.5}, "worlds = 1.5 is not a whole number"),
        ({"worlds": 13}, "worlds = 13 is more than the 12 worlds that there are"),
        ({"worlds": 0}, "ensemble .* is given, and worlds are none"),
        ({"worlds": 2, "replicates": 3}, "worlds = 2 and replicates are given both"),
        ({"worlds": 2, "precision": 0.1}, "worlds = 2 and precision are given both"),
        ({"worlds": 2, "ensemble": Path("nothing.parquet")}, "is no file of worlds"),
    ],
)
def test_what_cannot_be_asked_over_worlds_is_one_error_before_anything_is_written(
    asked: dict[str, Any], told: str, tmp_path: Path, made: list[Run]
) -> None:
    with pytest.raises(EcosystemError, match=told):
        ask(**{"store": tmp_path / "store", **asked})
    assert not made
    assert not (tmp_path / "store").exists()


def test_a_world_that_breaks_a_rule_is_refused_before_anything_is_run(made: list[Run]) -> None:
    lengths = {"web.burn_in_months": [24, 60], "web.archive_months": [180, 40]}
    wrong = Ensemble(pd.DataFrame(lengths), np.array([0.5, 0.5]), {})
    with pytest.raises(EcosystemError, match=r"burn_in_months = 60 is not below"):
        check_comparison(BASE, ARMS, worlds=2, ensemble=wrong)
    assert not made


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {"drawn": []},
        {"drawn": [{"world": -1, "values": {}}], "structures": []},
        {"drawn": 3, "structures": 4},
    ],
)
def test_a_manifest_whose_worlds_cannot_be_read_is_one_clear_error(
    content: object, tmp_path: Path, made: list[Run]
) -> None:
    ask(1, tmp_path)
    n_made, path = len(made), tmp_path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"worlds": content}))
    for use in (Comparison.from_store, partial(ask, 1)):
        with pytest.raises(StoreError, match="has a manifest that this version cannot read"):
            use(tmp_path)
    assert len(made) == n_made


def test_what_older_versions_would_read_wrongly_is_of_another_format(tmp_path: Path, made: list[Run]) -> None:
    ask(1, tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 1}))
    with pytest.raises(StoreError, match="has format 1, and this version reads format 2"):
        Comparison.from_store(tmp_path)
    assert made


WORLDS = Worlds({world: {} for world in range(10)}, {"a": {}, "b": {}})


def series(effect: Callable[[int, str], float]) -> pd.DataFrame:
    """Months of an arm that changes the loss by what a function of world and structure says, and posts by nothing."""
    rows = [
        {"arm": arm, "replicate": pair.replicate, "step": step, "date": step_to_date(step)}
        | {"model_loss": 2.0 + (arm != "baseline") * effect(pair.world, pair.structure), "human_posts": 5.0}
        for pair in WORLDS.pairs(0)
        for arm in ("baseline", "tax")
        for step in range(12)
    ]
    return pd.DataFrame(rows).assign(licence_price=np.nan)


def table_of(effect: Callable[[int, str], float]) -> pd.DataFrame:
    return over_worlds(series(effect), WORLDS, 0, ("model_loss", "human_posts", "licence_price"), {"baseline": BASE})


def test_median_ranges_signs_and_split_are_over_the_first_pair_of_each_world() -> None:
    table = table_of(lambda world, structure: world - 1.0 if structure == OWN else -3.0)
    row = table.iloc[0]
    assert list(table) == list(OVER_WORLDS.names)
    assert row[["n_worlds", "median", "mean", "low_50", "high_50", "low_90", "high_90"]].tolist() == pytest.approx(
        [10, 3.5, 3.5, 1.25, 5.75, -0.55, 7.55]
    )
    assert (row["n_same_worlds"], row["same_sign_share"]) == (8, 0.8), "worlds 0 and 1 have another sign or none"
    assert (row["n_structures"], row["n_same_structures"]) == (3, 1)
    assert (row["seeds_share"], row["n_repeats"]) == (0.0, 2), "worlds 0 and 5 ran twice, and gave the same"
    assert row["parameters_share"] + row["structure_share"] == pytest.approx(1.0)
    assert not row["is_robust"]
    assert (row["likelihood"], row["more_worlds"]) == ("likely", 0.0)
    assert "8 of 10 worlds, 1 of 3 structures; not robust" in row["says"]


def test_an_effect_of_one_sign_everywhere_is_robust_and_what_never_changes_is_said_to_be_unchanged() -> None:
    table = table_of(lambda world, _: 0.5 + world / 100.0)
    assert table["is_robust"].tolist() == [True, False, False]
    assert table["says"].tolist()[1:] == [UNCHANGED, "no values to compare"]
    assert table["certainty"].tolist() == ["moderate", "", ""], "no figure of so short a run tests it"
    told = world_sentences(table)
    assert told[0].startswith("tax probably results in a large rise in the loss of the best model: the sign is very ")
    assert told[1:] == [
        "Unchanged in every world: tax on human posts.",
        "No values to compare: tax on price of licensed tokens.",
    ]
    assert worlds_told(table).startswith("1 of 1 effect is robust")


def test_what_chance_could_have_made_says_how_many_more_worlds_would_tell() -> None:
    table = table_of(lambda world, _: (-1.0) ** world + 0.1)
    row = table.iloc[0]
    assert 500 < row["more_worlds"] < 1_500
    assert world_sentences(table)[-1] == (
        f"So many more worlds would tell the sign of the mean effect of tax: {row['more_worlds']:,.0f} for loss of the "
        "best model."
    )
    beyond = table_of(lambda world, _: (-1.0) ** world + 0.03)
    assert world_sentences(beyond)[-1] == (
        "So many more worlds would tell the sign of the mean effect of tax: more than 1,000 for loss of the best model."
    )


def test_figures_that_test_an_outcome_are_counted_by_what_runs_meet() -> None:
    months = [step_to_date(step) for step in range(60)]
    frame = pd.DataFrame({"replicate": 0, "step": range(60), "date": months, "model_loss": np.geomspace(4.0, 1.0, 60)})
    found = validated(frame, ("model_loss", "synthetic_share_new", "author_income"), Parameters())
    assert found["model_loss"] == Validated(4, 0), "better every year"
    assert found["author_income"] == Validated(0, 0), "nothing tests it"
    worse = frame.assign(model_loss=1.0, synthetic_share_new=0.0)
    again = validated(worse.assign(model_loss=range(60)), ("model_loss", "synthetic_share_new"), Parameters())
    assert again["model_loss"] == Validated(0, 4)
    assert again["synthetic_share_new"].n_met == 0
    assert again["synthetic_share_new"].n_missed > 5
    assert validated(frame.iloc[:0], LOSS, Parameters()) == {"model_loss": Validated()}
    assert (
        validated(frame.assign(opt_out_share=0.0, n_human_sites=2_000.0), [*PATTERNS_OF], Parameters())[
            "opt_out_share"
        ].n_missed
        > 1
    )


def test_the_table_of_what_is_told_leaves_out_the_very_uncertain_and_has_the_surest_of_an_arm_first() -> None:
    rows = [("tax", "model_loss", "low"), ("tax", "n_authors", "high"), ("fee", "model_loss", "very low")]
    numbers = {"median": 0.5, "low_90": 0.1, "high_90": 0.9, "n_same_worlds": 3, "n_worlds": 4, "is_robust": True}
    table = pd.DataFrame(rows, columns=["arm", "outcome", "certainty"]).assign(unit="share", **numbers)
    spread = "+50.0 percentage points (+10.0 to +90.0)"
    assert table_cells(table) == [
        ("tax", "the number of human authors", spread, "high, robust: 3 of 4 worlds"),
        ("tax", "the loss of the best model", spread, "low, robust: 3 of 4 worlds"),
    ]
    assert matrix(table.assign(median=[1.0, -1.0, 1.0], is_robust=[False, True, False])) == {
        "loss of the best model": [("rises in 3 of 4", False), ("rises in 3 of 4", False)],
        "human authors": [("falls in 3 of 4", True), ("", False)],
    }


@pytest.mark.slow
def test_a_policy_is_laid_over_worlds_and_structures_with_real_runs() -> None:
    found = compare(BASE.replace(months=4), ARMS, worlds=1, ensemble=TINY, outcomes=["policy_payments"], workers=1)
    assert not len(found.failures)
    row = found.over_worlds().iloc[0]
    assert (row["n_worlds"], row["n_structures"], row["n_same_structures"]) == (1, 4, 4)
    assert row["median"] > 0.0
    assert row["is_robust"]


def test_what_is_asked_again_is_worked_out_once_and_nobody_spoils_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = compare(BASE.replace(months=4), ARMS, worlds=1, ensemble=TINY, outcomes=["policy_payments"], workers=1)
    asked: list[Any] = []

    def counted(*args: Any, **more: Any) -> pd.DataFrame:
        asked.append(more["months"])
        return over_worlds(*args, **more)

    monkeypatch.setattr(comparison, "over_worlds", counted)
    first = found.over_worlds()
    kept = first.copy()
    first["median"] = 0.0
    pd.testing.assert_frame_equal(found.over_worlds(), kept)
    found.over_worlds(months=["2022-03", "2022-04"])
    found.over_worlds(["policy_payments"], months=("2022-03", "2022-04"))
    assert asked == [None, ["2022-03", "2022-04"]]


def test_the_arm_that_history_was_is_laid_beside_it_whatever_it_is_compared_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[float] = []

    def note(frame: pd.DataFrame, outcomes: Sequence[str], _: Parameters) -> dict[str, Validated]:
        judged.append(float(frame["model_loss"].iloc[0]))
        return dict.fromkeys(outcomes, Validated())

    monkeypatch.setattr("analysis.uncertainty.validated.validated", note)
    frame = series(lambda *_: 0.5)
    unfed = BASE.replace(**{"controls.has_feedback": False})
    for arms in ({"baseline": BASE, "tax": unfed}, {"baseline": unfed, "tax": BASE}, {"baseline": unfed, "tax": unfed}):
        over_worlds(frame, WORLDS, 0, ("model_loss",), arms)
    first, second, third = judged
    assert second == first + 0.5
    assert third == first


@pytest.mark.usefixtures("made")
def test_a_policy_is_laid_beside_itself_in_another_reading_of_the_same_worlds() -> None:
    found = ask(7)
    laid = both_readings(found)
    assert laid is not None
    arm, structure, series = laid
    assert (arm, structure) == ("subsidy", "no_demotion")
    assert list(pd.unique(series["arm"])) == ["baseline", "subsidy", "baseline, no demotion", "subsidy, no demotion"]
    pairs = [pair for pair in found.asked_worlds().pairs(found.seed) if pair.structure == structure]
    held = series.groupby("arm")["replicate"].unique()
    assert {tuple(each) for each in held} == {tuple(pair.world for pair in pairs)}
    for pair in pairs:
        beside = series[(series["arm"] == "subsidy, no demotion") & (series["replicate"] == pair.world)]
        own = found.other_pairs.query(f"arm == 'subsidy' and replicate == {pair.replicate}")
        assert beside["model_loss"].tolist() == own["model_loss"].tolist()
    assert both_readings(ask(5)) is None, "one world alone is in both"
    more = {**ARMS, "more": AuthorSubsidy(start="2022-02", usd_per_page=0.9)}
    several = compare(BASE, more, worlds=6, ensemble=TINY, workers=1)
    assert both_readings(several) is None
    assert both_readings(compare(BASE, ARMS, replicates=2, workers=1)) is None


@pytest.mark.usefixtures("made")
def test_the_figure_of_both_readings_has_four_lines_and_bands_of_worlds() -> None:
    figure = readings_figure(ask(7))
    assert figure is not None
    (panel, legend) = figure.axes
    assert [len(panel.lines), len(panel.collections)] == [4, 4]
    assert legend_of(legend)[3] == "subsidy, no demotion"
    assert "2 worlds an arm" in figure.get_supxlabel()
    assert readings_figure(ask(5)) is None


def test_the_title_of_both_readings_tells_what_moves_alike_and_what_does_not() -> None:
    own = make_runs(8, arms=("baseline", "tax"))
    beside = own.assign(arm=own["arm"].map("{}, random web".format))
    is_taxed = beside["arm"].str.startswith("tax")
    beside["human_posts"] += 300.0 * is_taxed
    title = readings_title(pd.concat([own, beside]), ["model_loss", "human_posts"], "tax", "random_web")
    assert title == (
        "1 of 2 outcomes is told to move alike in both readings of the world; tax moves loss of the best model the "
        "same way with random web as without; with random web it moves human posts the other way"
    )

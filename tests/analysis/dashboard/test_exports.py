import io
import shlex
import tomllib
from types import ModuleType

import pandas as pd
import pytest

from analysis.dashboard.exports import Exports, named
from analysis.dashboard.form import Form, read_form
from analysis.dashboard.link import read_link
from ecosystem import WebEcosystem
from ecosystem.policies import AuthorLevy
from ecosystem.program import code_version
from ecosystem.scenario import Scenario
from scenarios.catalogue import catalogue
from tests.support.own_parts import own_names, own_package  # noqa: F401 - fixtures

BASELINE = catalogue()["baseline"]


@pytest.fixture(scope="module")
def taken() -> tuple[Exports, str, str]:
    """A run that stopped before its horizon, its data and its scenario."""
    setting = BASELINE.replace(size=50, months=12, policies=[AuthorLevy(start="2022-02")])
    model = WebEcosystem(setting, seed=4711)
    model.run_for(4)
    exports = Exports(named(setting, BASELINE), 4711, model.date)
    return exports, exports.csv(model.series()), exports.toml()


def test_the_exported_scenario_makes_the_exported_numbers_again(taken: tuple[Exports, str, str]) -> None:
    _, csv, toml = taken
    frame = pd.read_csv(io.StringIO(csv))
    (seed,) = frame["seed"].unique().tolist()
    mine = Scenario.from_toml(toml)
    model = WebEcosystem(mine, seed=seed)
    model.run_for(len(frame))
    assert Exports(mine, seed, model.date).csv(model.series()) == csv


def test_files_say_scenario_seed_month_and_version(taken: tuple[Exports, str, str]) -> None:
    exports, csv, toml = taken
    assert exports.name == "baseline-changed-seed-4711"
    assert csv.startswith("scenario,seed,code,replicate,step,date,")
    assert f"\nbaseline-changed,4711,{code_version()},0,0,2022-01," in csv
    head = toml[: toml.index("\n\n")]
    assert f"Seed 4711, shown to 2022-04, made by ecosystem {code_version()}." in head
    assert "ecosystem run baseline-changed-seed-4711.toml --seed 4711" in head
    assert tomllib.loads(toml)["name"] == "baseline-changed"


def test_the_command_of_a_file_shows_its_run_again(taken: tuple[Exports, str, str]) -> None:
    *_, toml = taken
    words = shlex.split(toml.splitlines()[2].partition("  ")[2])
    assert words[:4] == ["ecosystem", "view", "--scenario", "baseline-changed-seed-4711.toml"]
    mine = Scenario.from_toml(toml)
    link = read_link(words[-1], {mine.name: mine}, Form(mine))
    reading = read_form(link.form)
    assert (reading.setting, reading.seed, link.n_months, link.faults) == (mine, 4711, 4, ())


def test_only_a_setting_that_is_more_than_another_size_has_a_name_of_its_own() -> None:
    assert named(BASELINE.replace(size=60, months=24), BASELINE).name == "baseline"
    long = BASELINE.replace(name="n" * 64)
    assert named(long.replace(**{"market.royalty_share": 0.1}), long).name == "n" * 56 + "-changed"


def test_a_file_with_a_policy_of_ones_own_says_what_it_needs(own_package: ModuleType) -> None:  # noqa: F811
    setting = BASELINE.replace(policies=[own_package.fees.OperatorFee()])
    told = Exports(setting, 3, "2022-01").toml()
    assert "ecosystem run baseline-seed-3.toml --seed 3 --with web_of_mine.fees\n" in told
    assert '&month=2022-01" --with web_of_mine.fees\n' in told

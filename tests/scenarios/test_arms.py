"""An arm differs from its baseline by what its name says, at every door: command line, file and Python."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.reports.report_parts import arms_told
from analysis.runs.design import content_of
from analysis.whatif.arms import ArmsError, check_comparison
from analysis.whatif.delays import delayed_arms
from analysis.whatif.differences import changed_values
from ecosystem import Scenario
from ecosystem.errors import EcosystemError
from ecosystem.policies import AuthorLevy, FilterDuty, LabellingMandate, SearchDemotion, SyntheticCap
from scenarios import changes, load
from scenarios.answer_engines import TAKING
from scenarios.catalogue import NAMES
from scenarios.commands.compare import _asked as asked
from scenarios.console.settings import chosen_changes
from tests.support.commands import call

FILE = """
name = "own"
story = "Culture moves, and costs are as in the baseline."
[parameters.culture]
persistence = 0.99
[parameters.generators]
cost_median = 7.2
[[policies]]
kind = "filter_duty"
start = "2022-05"
"""
OWN = {
    "culture.persistence": 0.99,
    "generators.cost_median": 7.2,
    "story": "Culture moves, and costs are as in the baseline.",
}
SIZED = {"size": 60, "months": 100}
OPTIONS: dict[str, Any] = {
    "replicates": 2,
    "precision": None,
    "most": None,
    "worlds": None,
    "ensemble": None,
    "seed": 0,
    **SIZED,
}


def of_world(**values: Any) -> Callable[[Scenario], Scenario]:
    return lambda world: world.replace(**values)


def worded(name: str) -> dict[str, str]:
    return {"story": load(name).story, "question": load(name).question}


WAYS: dict[str, Any] = {
    "synthetic_cap": SyntheticCap(),
    "labelling_mandate:coverage=0.5": LabellingMandate(coverage=0.5),
    "author_levy:share=0.3,start=2027-01": [AuthorLevy(share=0.3, start="2027-01")],
    "answer_engines": of_world(**worded("answer_engines"), **TAKING),
    "private_data_advantage": of_world(**worded("private_data_advantage"), **{"crawl.owned_share": 0.2}),
    "own.toml": lambda world: world.replace(**OWN, policies=(*world.policies, FilterDuty(start="2022-05"))),
    "policies.toml": AuthorLevy(share=0.3) + SearchDemotion(start="2028-01"),
}
"""What the command line may name, and what Python builds of it."""


@pytest.fixture
def files(here: Path) -> Path:
    (here / "own.toml").write_text(FILE)
    policies = """
        name = "policies"
        policies = [{kind = "author_levy", share = 0.3}, {kind = "search_demotion", start = "2028-01"}]
    """
    (here / "policies.toml").write_text(policies)
    (here / "world.toml").write_text('name = "world"\n[parameters.culture]\npersistence = 0.98\n')
    return here


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("name", ["baseline", "no_demotion", "search_demotion", "world.toml"])
def test_the_command_line_and_python_lay_the_same_arms_over_every_world(name: str) -> None:
    design = asked((name, *WAYS), OPTIONS).design
    world = load(name).replace(**SIZED)
    expected = check_comparison(world, dict(zip(list(design.arms)[1:], WAYS.values(), strict=True)))
    assert list(design.arms) == list(expected.arms)
    for arm in design.arms:
        assert design.arms[arm] == expected.arms[arm], arm


def test_a_policy_in_another_world_leaves_that_world_as_it_is() -> None:
    arms = asked(("no_demotion", "labelling_mandate:coverage=0.5"), OPTIONS).design.arms
    world, arm = arms.values()
    assert arm.parameters == world.parameters == load("no_demotion").parameters
    assert world.value("attention.ai_odds_factor") == 1.0
    assert arm.policies == (LabellingMandate(coverage=0.5),)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_over_the_baseline_is_that_scenario(name: str) -> None:
    baseline = load("baseline")
    assert changes(name)(baseline) == load(name)
    over = changes(name)(baseline.replace(**{"culture.persistence": 0.99}))
    assert over == load(name).replace(**{"culture.persistence": 0.99})


def test_python_takes_policies_packages_functions_and_scenarios_as_arms() -> None:
    world = load("no_demotion")
    levy, labels = AuthorLevy(), LabellingMandate()
    arms = {
        "policy": levy,
        "list": [levy, labels],
        "package": labels + levy,
        "function": lambda base: base.replace(size=base.size, policies=(labels,)),
        "name": changes("no_feedback"),
        "scenario": load("stress"),
    }
    made = check_comparison(world, arms).arms
    expected = {"policy": (levy,), "list": (levy, labels), "package": (labels, levy), "function": (labels,)}
    for name, policies in expected.items():
        assert content_of(made[name]) == content_of(world.replace(policies=policies))
    assert made["name"].value("controls.has_feedback") is False
    assert made["name"].value("attention.ai_odds_factor") == 1.0
    assert made["scenario"] == load("stress").replace(name="scenario")
    with pytest.raises(ArmsError, match="is a function that gives no Scenario"):
        check_comparison(world, {"x": lambda _: levy})
    with pytest.raises(ArmsError, match="is nothing that can be compared"):
        check_comparison(world, {"x": LabellingMandate})


def test_what_the_world_has_already_stays_once() -> None:
    world = load("search_demotion")
    levy = AuthorLevy()
    assert check_comparison(world, {"x": [*world.policies, levy]}).arms["x"].policies == (*world.policies, levy)
    with pytest.raises(ArmsError, match="arm = 'x' is the same as 'baseline'"):
        check_comparison(world, {"x": world.policies})


def test_one_line_an_arm_says_what_differs_and_the_report_says_the_same(files: Path) -> None:
    names = ("labelling_mandate:coverage=0.5", "answer_engines", "own.toml")
    design = asked(("no_demotion", *names), OPTIONS).design
    expected = [
        "labelling_mandate-coverage-0p5: + policy labelling_mandate (coverage 0.5, survival 0.9, from 2026-08)",
        "answer_engines: answers.coverage_by_volume 2024-04 0.0, 2025-03 0.5, 2025-11 0.5 -> "
        "2024-04 0.0, 2025-03 0.5, 2025-11 0.5, 2026-10 0.95; answers.first_click_loss 0.65 -> 0.9; "
        "answers.loss_decay 0.5 -> 0",
        "own: + policy filter_duty (coverage 1, from 2022-05); culture.persistence 0.9985 -> 0.99; "
        "generators.cost_median 6.5 -> 7.2 (the baseline sets it as well)",
    ]
    assert list(design.differences().values()) == expected
    told = arms_told(design.manifest.baseline, design.arms)
    assert [arm["difference"] for arm in told] == ["", *expected]
    assert [row["name"] for row in told[3]["changes"]] == ["culture.persistence", "generators.cost_median"]
    words = ("compare", "no_demotion", *names, "--size", "60", "--months", "100", "--dry-run")
    assert call(*words).stdout.splitlines()[1:] == expected
    assert list(json.loads(call(*words, "--json").stdout)["differences"].values()) == expected
    assert sorted(path.name for path in files.iterdir()) == ["own.toml", "policies.toml", "world.toml"]


def test_the_line_tells_policies_that_are_gone_and_those_beside_one_of_their_kind() -> None:
    world = load("author_levy")
    arms = {"more": AuthorLevy(share=0.3, end="2030-01"), "none": world.replace(policies=())}
    lines = check_comparison(world, arms).differences()
    beside = "coverage 1, share 0.3, from 2026-08 to 2030-01), beside the author_levy of the baseline"
    assert lines["more"] == f"more: + policy author_levy ({beside}"
    assert lines["none"] == "none: - policy author_levy (coverage 1, share 0.06, from 2026-08)"


def test_values_that_differ_are_all_listed_with_both_values() -> None:
    baseline = load("baseline")
    other = baseline.replace(size=60, **{"controls.has_ai": False, "market.royalty_share": 0.3})
    before = {each.name: (each.before, each.after) for each in changed_values(baseline, other)}
    assert before == {"size": (2000, 60), "controls.has_ai": (True, False), "market.royalty_share": (0.0, 0.3)}


@pytest.mark.parametrize(
    "words", [("compare", "baseline", "own.toml"), ("late", "--policy", "own.toml", "--delays", "0,12")]
)
def test_a_file_of_another_size_is_refused_unless_an_option_settles_it(here: Path, words: tuple[str, ...]) -> None:
    text = 'name = "own"\nsize = 80\nmonths = 100\n[[policies]]\nkind = "author_levy"\n'
    (here / "own.toml").write_text(text)
    refused = call(*words, "--dry-run")
    assert refused.exit_code == 2
    assert "size of arm 'own' = 80 is not the 2000 of the baseline" in refused.stderr
    assert "months of arm 'own' = 100 is not the 168 of the baseline" in refused.stderr
    assert "--size 80" in refused.stderr
    assert call(*words, "--dry-run", "--size", "80").exit_code == 2
    for months in ("100", "120"):
        result = call(*words, "--dry-run", "--size", "80", "--months", months)
        assert result.exit_code == 0, result.output


def test_late_takes_policies_into_the_world_that_is_asked_for(files: Path) -> None:
    world = load("no_demotion")
    made = chosen_changes("policies.toml", world, None, None)
    arms = check_comparison(world, delayed_arms(AuthorLevy(share=0.3) + SearchDemotion(start="2028-01"), (0, 12))).arms
    words = ("late", "--policy", "policies.toml", "--baseline", "no_demotion", "--delays", "0,12", "--dry-run")
    result = call(*words)
    assert result.exit_code == 0, result.output
    assert content_of(made(world)) == content_of(arms["in_time"])
    assert arms["12_months_late"].parameters == world.parameters
    assert result.stdout.splitlines()[2].startswith("12_months_late: + policy author_levy (coverage 1, share 0.3")
    refused = call("late", "--policy", "own.toml", "--dry-run")
    assert refused.exit_code == 2
    assert "sets culture.persistence, generators.cost_median besides" in refused.stderr
    assert sorted(path.name for path in files.iterdir()) == ["own.toml", "policies.toml", "world.toml"]


def test_an_arm_that_does_not_go_with_its_world_is_refused_before_anything_runs(files: Path) -> None:
    with pytest.raises(EcosystemError, match="lies outside the horizon of 12 months"):
        asked(("baseline", "policies.toml"), {**OPTIONS, "months": 12})
    assert files.is_dir()

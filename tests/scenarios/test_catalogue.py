from functools import partial
from pathlib import Path

import pytest

from analysis.dashboard.form import Form, read_form
from analysis.evidence.anchors import load_anchors
from analysis.runs.controls import CONTROLS, with_control
from analysis.statistics.periods import months_of
from ecosystem import Scenario
from ecosystem.errors import EcosystemError, PolicyError, ScenarioError, UnknownNameError
from ecosystem.policies import POLICIES, AuthorLevy, DataTrust, SyntheticCap
from ecosystem.presets import PRESETS
from scenarios import changes, load
from scenarios.catalogue import NAMES, catalogue, scenario, with_laws
from tests.support.commands import call
from tests.support.policies import MUST_BE_GIVEN, example


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_has_its_name_a_story_and_a_question(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.story.endswith(".")
    assert scenario.question.endswith("?")


def test_controls_differ_from_the_baseline_in_one_switch() -> None:
    scenarios = catalogue()
    for name, switch in (("no_feedback", "has_feedback"), ("no_ai", "has_ai")):
        expected = scenarios["baseline"].replace(**{f"controls.{switch}": False})
        assert scenarios[name].parameters == expected.parameters


@pytest.mark.parametrize("name", [name for name in CONTROLS if name not in NAMES])
def test_every_off_switch_is_laid_over_the_baseline_by_its_name(name: str) -> None:
    found, expected = load(name), with_control(load("baseline"), name)
    assert found.replace(story=expected.story, question=expected.question) == expected
    assert "off switch" in found.question
    assert changes(name)(load("stress")).parameters == with_control(load("stress"), name).parameters


def test_an_off_switch_goes_together_with_a_policy() -> None:
    found = load("no_drift+synthetic_cap:share=0.02")
    assert found.value("controls.has_drift") is False
    assert found.policies == (SyntheticCap(share=0.02),)
    assert found.story.startswith("The baseline, but controls.has_drift = False. ")


def test_a_scenario_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    scenario = load("baseline").replace(name="mine", story="Ein Märchen.")
    file.write_text(scenario.to_toml(), encoding="utf-8")
    assert load(file) == load(str(file)) == scenario


def test_an_unknown_name_gets_the_closest_one() -> None:
    with pytest.raises(UnknownNameError, match=r"Did you mean 'baseline'\?"):
        load("basline")


def test_unreadable_files_are_one_clear_error(tmp_path: Path) -> None:
    binary, folder = tmp_path / "binary.toml", tmp_path / "folder.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    folder.mkdir()
    for path in (tmp_path / "missing.toml", binary, folder):
        with pytest.raises(ScenarioError, match="cannot be read"):
            load(path)


@pytest.mark.parametrize("text", ["name =", "nam = 'x'", "name = 'x'\nsize = -5"])
def test_a_bad_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EcosystemError):
        load(file)


@pytest.mark.parametrize("kind", POLICIES)
def test_every_kind_of_policy_can_be_put_on_the_baseline(kind: str) -> None:
    told = "".join(f",{name}={value}" for name, value in MUST_BE_GIVEN.get(kind, {}).items())
    scenario = load(f"{kind}:start=2027-01,coverage=0.5{told}")
    assert scenario.policies == (example(kind, start="2027-01", coverage=0.5),)
    assert scenario.parameters == load("baseline").parameters
    assert scenario.name.startswith(f"{kind}-start-2027-01-coverage-0p5"[:56])
    assert scenario.policies[0].describe() in scenario.story


def test_long_policies_that_differ_at_their_end_have_different_names() -> None:
    texts = [f"change:parameter=training.last_year_of_pages,value=2021,start=2027-0{month}" for month in (1, 7)]
    first, second = (load(text).name for text in texts)
    assert first != second
    assert first.startswith("change-parameter-training-last_year_of_pages-value-2021")
    assert max(len(first), len(second)) == 64


def test_a_kind_without_values_has_its_defaults_unless_a_scenario_has_the_name() -> None:
    assert load("synthetic_cap").policies == (SyntheticCap(),)
    assert load("clean_archive").policies == ()
    assert load("data_trust:").policies == load("data_trust").policies == (DataTrust(),)


@pytest.mark.parametrize("name", sorted({*NAMES} & {*POLICIES}))
def test_a_name_of_a_scenario_and_of_a_policy_means_one_thing(name: str) -> None:
    baseline, scenario = load("baseline"), load(name)
    assert scenario.policies == (POLICIES[name](),)
    assert scenario.parameters == baseline.parameters
    assert (scenario.size, scenario.months) == (baseline.size, baseline.months)
    assert load(f"{name}:").policies == changes(name).policies == changes(f"{name}:").policies == scenario.policies


def test_the_names_that_stand_for_both_are_known() -> None:
    both = {"author_levy", "data_trust", "labelling_mandate", "pay_per_crawl", "search_demotion"}
    assert {*NAMES} & {*POLICIES} == both


def test_a_kind_that_has_another_name_now_says_so_at_every_door(here: Path) -> None:
    told = r"clean_archive is not a kind of policy any more \(.*\)\. It moved to 'data_trust', which with "
    told += r'last_month_of_pages = "2022-11" is the same\.'
    (here / "own.toml").write_text('name = "own"\n[[policies]]\nkind = "clean_archive"\n')
    for ask in (partial(load, "clean_archive:coverage=0.3"), partial(changes, "own.toml"), partial(load, "own.toml")):
        with pytest.raises(EcosystemError, match=told):
            ask()
    content = load("data_trust").to_json().replace('"kind":"data_trust"', '"kind":"clean_archive"')
    with pytest.raises(EcosystemError, match=told):  # as in the manifest of a store
        Scenario.from_json(content)
    with pytest.raises(ImportError, match=r"CleanArchive is not a policy any more\. It moved to 'DataTrust', which"):
        from ecosystem.policies import CleanArchive  # noqa: F401
    form = read_form(Form(load("baseline"), {"policies.clean_archive.coverage": "0.9"}))
    assert "It moved to 'policies.data_trust.coverage'" in form.messages["policies.clean_archive.coverage"]
    for words in (("parameters", "clean_archive"), ("compare", "baseline", "clean_archive:coverage=0.5")):
        result = call(*words)
        assert result.exit_code == 2
        assert "'data_trust'" in result.stderr


def test_bad_policies_are_one_clear_error_each() -> None:
    with pytest.raises(PolicyError, match=r"coverage = 1\.4 is outside \[0\.0, 1\.0\]"):
        load("synthetic_cap:coverage=1.4")
    with pytest.raises(PolicyError, match="has no name or no value"):
        load("synthetic_cap:coverage")
    with pytest.raises(UnknownNameError, match=r"Did you mean 'synthetic_cap'\?"):
        load("sythetic_cap:coverage=1")


def test_long_texts_that_differ_in_the_end_only_have_names_of_their_own() -> None:
    start = "synthetic_cap:start=2026-08,coverage=0.9,compliance=0.8,phase_in_months=12"
    names = {load(f"{start},share={share}").name for share in (0.02, 0.05)}
    assert len(names) == 2
    assert max(map(len, names)) <= 64


@pytest.mark.parametrize("name", PRESETS)
def test_a_law_is_put_on_the_baseline_by_its_name(name: str) -> None:
    found, baseline = load(name), load("baseline")
    assert found.policies == PRESETS[name].policies
    assert found.parameters == baseline.parameters
    assert found.name == name
    assert PRESETS[name].title in found.story
    assert PRESETS[name].differs in found.story
    assert found.question.endswith("?")
    assert changes(name)(baseline).policies == found.policies
    assert with_laws()[name] == found


def test_no_law_has_the_name_of_a_scenario_or_of_a_policy() -> None:
    assert not {*PRESETS} & {*NAMES, *POLICIES}

    def uk_cma_conduct() -> Scenario:
        return load("baseline")

    with pytest.raises(ScenarioError, match="name of scenario = 'uk_cma_conduct' is that of a law"):
        scenario(uk_cma_conduct)


def test_laws_in_force_are_all_laws_and_a_what_if_asks_for_more_or_less() -> None:
    laws = load("laws_in_force")
    assert laws.policies == tuple(policy for name in PRESETS for policy in PRESETS[name].policies)
    more = changes("author_levy")(laws)
    assert more.policies == (*laws.policies, AuthorLevy())
    less = changes("repeal:eu_article_50")(laws)
    assert less.policies == tuple(policy for policy in laws.policies if policy not in PRESETS["eu_article_50"].policies)
    assert changes("eu_article_50")(less).policies[-2:] == PRESETS["eu_article_50"].policies
    assert changes("eu_article_50")(laws).policies == laws.policies, "what the world has already stays once"


def test_no_law_begins_before_the_last_figure_that_the_baseline_is_fitted_to() -> None:
    anchors = load_anchors()
    last = max(months_of(date)[-1] for date in anchors.loc[anchors["use"] == "fit", "date"])
    assert last < min(policy.start for policy in load("laws_in_force").policies)


def test_bad_names_of_laws_are_one_clear_error_each() -> None:
    for text in ("eu_artcle_50", "repeal:eu_artcle_50"):
        with pytest.raises(UnknownNameError, match=r"Did you mean 'eu_article_50'\?"):
            load(text)
    with pytest.raises(UnknownNameError, match="What may be repealed are laws by name"):
        changes("repeal:author_levy")
    with pytest.raises(PolicyError, match="is a law, whose fields are what they are"):
        load("eu_article_50:coverage=1")
    with pytest.raises(ScenarioError, match="repeals what is not in force in 'baseline'"):
        load("repeal:eu_article_50")


def test_a_law_after_the_last_month_is_refused_before_anything_runs() -> None:
    result = call("compare", "baseline", "eu_article_50", "--months", "48", "--size", "50")
    assert result.exit_code == 2
    assert "marking.start = '2026-08' lies outside the horizon of 48 months" in result.stderr
    assert "eu_article_50" in result.stderr


def test_laws_are_compared_by_name() -> None:
    result = call("compare", "baseline", "eu_article_50", "uk_cma_conduct", "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "eu_article_50: + policy marking" in result.output
    assert "uk_cma_conduct: + policy" in result.output
    result = call("compare", "laws_in_force", "repeal:rsl_licence", "--dry-run")
    assert "repeal-rsl_licence: - policy collective_licence" in result.output


@pytest.mark.parametrize("name", [*PRESETS, "laws_in_force"])
def test_the_page_shows_a_law_as_it_is(name: str) -> None:
    start = with_laws()[name]
    reading = read_form(Form(start))
    assert reading.messages == {}
    assert reading.setting is not None
    assert {*reading.setting.policies} == {*start.policies}


def test_policies_and_laws_are_put_on_a_world_together() -> None:
    made = changes("author_levy:share=0.2+synthetic_cap:share=1e-1")
    assert made.policies == (AuthorLevy(share=0.2), SyntheticCap(share=0.1))
    assert made.name == "author_levy-share-0p2-synthetic_cap-share-1e-1"
    both = load("eu_article_50+author_levy")
    assert {policy.kind for policy in both.policies} == {
        "author_levy",
        *(p.kind for p in PRESETS["eu_article_50"].policies),
    }
    assert both.question == "What does this package change, for whom, and how sure is that?"
    with pytest.raises(UnknownNameError, match="Did you mean 'synthetic_cap'"):
        changes("author_levy+synthetic_cup")
    with pytest.raises(ScenarioError, match="given twice"):
        load("author_levy+author_levy")

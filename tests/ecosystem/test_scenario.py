import json
import pickle
import re
import tomllib
from functools import reduce
from operator import getitem
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.errors import Fault, ScenarioError, UnknownNameError
from ecosystem.parameters import MOVED
from ecosystem.scenario import Scenario
from tests.support.strategies import DESCRIBED, scenarios, values

PLAIN = Scenario(name="plain")


def names_of_faults(error: ScenarioError) -> set[str]:
    return {fault.name for fault in error.faults if isinstance(fault, Fault)}


@given(scenarios())
def test_text_and_object_are_two_forms_of_one_thing(scenario: Scenario) -> None:
    for other in (
        Scenario.from_toml(scenario.to_toml()),
        Scenario.from_json(scenario.to_json()),
        Scenario.from_dict(scenario.to_dict()),
        pickle.loads(pickle.dumps(scenario)),  # noqa: S301
    ):
        assert other == scenario
        assert hash(other) == hash(scenario)
        assert other.content_hash == scenario.content_hash


@given(st.sampled_from(sorted(DESCRIBED)), st.data())
def test_every_field_can_be_replaced_and_nothing_else_moves(name: str, data: st.DataObject) -> None:
    value = data.draw(values(DESCRIBED[name]))
    try:
        changed = PLAIN.replace(**{name: value})
    except ScenarioError as error:  # a rule between fields may forbid it
        assert name.partition(".")[0] in str(error)  # noqa: PT017
        return
    *groups, field = name.split(".")
    expected = PLAIN.to_dict()
    reduce(getitem, groups, expected["parameters"])[field] = value
    assert changed.to_dict() == expected
    assert (changed.content_hash == PLAIN.content_hash) == (changed == PLAIN)


@given(scenarios(), st.sampled_from([*sorted(DESCRIBED), "size", "months", "name", "story", "question", "policies"]))
def test_a_value_is_found_under_the_name_by_which_it_is_replaced(scenario: Scenario, name: str) -> None:
    assert scenario.replace(**{name: scenario.value(name)}) == scenario
    content = scenario.to_dict()
    found = content if name in content else content["parameters"]
    for part in name.split("."):
        found = found[part]
    assert name == "policies" or scenario.value(name) == found


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("web.persistence", "Did you mean 'culture.persistence'?"),
        ("moths", "Did you mean 'months'?"),
        ("culture", "is not a known name"),
        ("parameters", "is not a known name"),
        ("culture.persistence.x", "is not a known name"),
        ("parameters.culture", "is not a known name"),
        ("size.real", "is not a known name"),
    ],
)
def test_a_value_that_nobody_knows_is_refused_with_the_closest_name(name: str, remedy: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        PLAIN.value(name)
    assert remedy in str(caught.value)
    assert "scenario 'plain'" in str(caught.value)


def test_the_hash_is_of_content_not_of_spelling() -> None:
    other = PLAIN.replace(**{"culture.persistence": 1, "size": np.int64(2000)})
    assert other.content_hash == PLAIN.replace(**{"culture.persistence": 1.0}).content_hash
    for change in ({"name": "x"}, {"story": "x"}, {"question": "x"}, {"size": 51}, {"months": 1}):
        assert PLAIN.replace(**change).content_hash != PLAIN.content_hash


def test_a_user_file_may_leave_out_all_but_the_name() -> None:
    text = 'name = "mine"\nmonths = 24\n[parameters.culture]\npersistence = 0.99\n'
    assert Scenario.from_toml(text) == Scenario(name="mine").replace(months=24, **{"culture.persistence": 0.99})


def test_the_dictionary_is_plain_json_and_plain_toml() -> None:
    content = PLAIN.to_dict()
    assert json.loads(json.dumps(content)) == content == tomllib.loads(PLAIN.to_toml())


def test_every_fault_is_told_at_once_with_name_value_rule_and_remedy() -> None:
    parameters: dict[str, Any] = {
        "culture": {"persistence": "high", "persistance": 0.9},
        "controls": {"has_ai": 1},
        "cultre": {},
    }
    content = {"name": "a b", "size": -5, "months": True, "sice": 3, "parameters": parameters}
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(content)
    assert names_of_faults(caught.value) == {
        "name",
        "size",
        "months",
        "sice",
        "culture.persistence",
        "culture.persistance",
        "controls.has_ai",
        "cultre",
    }
    text = str(caught.value)
    assert "size = -5 is outside [50, 1000000] (scenario 'a b')." in text
    assert "Did you mean 'persistence'?" in text
    assert "Did you mean 'culture'?" in text


def test_replace_tells_unknown_names_and_bad_values_together() -> None:
    fields = {"culture.persistance": 0.9, "culture.n_ideas": 1.5, "web.persistence": 1}
    with pytest.raises(ScenarioError) as caught:
        PLAIN.replace(size=-5, **fields)
    assert names_of_faults(caught.value) == {*fields, "size"}
    assert "Did you mean 'culture.persistence'?" in str(caught.value)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä", "x" * 65, "x\n", 3, None])
def test_names_are_short_and_plain(name: Any) -> None:
    with pytest.raises(ScenarioError, match="name = "):
        Scenario(name=name)


def test_a_scenario_needs_a_name() -> None:
    with pytest.raises(ScenarioError, match="name is missing"):
        Scenario.from_toml("size = 100")


@pytest.mark.parametrize("text", ["a =", "= 3", "name = 'x'\nname = 'y'", "\x00", f"size = {'9' * 5000}"])
def test_text_that_is_not_toml_is_one_clear_error(text: str) -> None:
    with pytest.raises(ScenarioError, match="is not TOML"):
        Scenario.from_toml(text)


@pytest.mark.parametrize("text", ["{", "", '{"name": NaN}', "[1]", "3"])
def test_text_that_is_no_scenario_in_json_is_one_clear_error(text: str) -> None:
    with pytest.raises(ScenarioError):
        Scenario.from_json(text)


def test_a_table_where_a_value_belongs_is_refused() -> None:
    with pytest.raises(ScenarioError, match="parameters = \\[1\\] is not a table of fields"):
        Scenario.from_toml("name = 'x'\nparameters = [1]")


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_a_name_that_moved_says_where_to(old: str, new: str) -> None:
    value = DESCRIBED[new].default
    remedy = f"{old} = {value!r} is not a known name any more (scenario 'plain'). It moved to {new!r}."
    with pytest.raises(ScenarioError) as caught:
        PLAIN.replace(**{old: value})
    assert str(caught.value) == remedy
    with pytest.raises(UnknownNameError, match=re.escape(f"It moved to {new!r}")):
        PLAIN.value(old)
    group, _, field = old.partition(".")
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict({"name": "plain", "parameters": {group: {field: value}}})
    assert str(caught.value) == remedy


def test_inner_groups_are_written_read_and_checked_like_all_others() -> None:
    text = 'name = "plain"\n[parameters.generators]\npool_flow = 2.0\n[parameters.generators.farm]\nrank_gap = 2.0\n'
    changed = Scenario.from_toml(text)
    assert changed == PLAIN.replace(**{"generators.pool_flow": 2.0, "generators.farm.rank_gap": 2.0})
    assert changed.parameters.generators.farm.rank_gap == 2.0
    assert "[parameters.generators.farm]\nshare = 0.4\n" in changed.to_toml()
    assert changed.content_hash != PLAIN.replace(**{"generators.pool_flow": 2.0}).content_hash


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("farm = 3", "generators.farm = 3 is not a table of fields"),
        (
            "farm.rank_gap = 9.0",
            "generators.farm.rank_gap = 9.0 is outside [0.0, 5.0] (scenario 'plain'). How",
        ),
        ("farm.rank_gop = 1.0", "generators.farm.rank_gop = 1.0 is not a known name (scenario 'plain'). Did you mean"),
        ("bot.rank_gap = 1.0", "generators.bot.rank_gap = 1.0 is not a known name"),
    ],
)
def test_faults_of_inner_groups_have_their_dotted_names(content: str, fault: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml(f'name = "plain"\n[parameters.generators]\n{content}\n')
    assert str(caught.value).startswith(fault)


def test_a_field_of_no_inner_group_gets_the_closest_one() -> None:
    with pytest.raises(ScenarioError, match=r"Did you mean 'generators\.farm\.rank_gap'"):
        PLAIN.replace(**{"generators.farms.rank_gap": 1.0})


@pytest.mark.parametrize("family", ["gaussian", "text"])
def test_a_nucleus_is_refused_where_it_would_do_nothing(family: str) -> None:
    with pytest.raises(ScenarioError, match=rf"training.top_p = 0.9 does nothing where content.family = '{family}'"):
        Scenario(name="cut", size=50, months=12).replace(**{"content.family": family, "training.top_p": 0.9})

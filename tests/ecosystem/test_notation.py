import json
import time
from typing import Any

import pytest

from ecosystem.errors import ScenarioError
from ecosystem.notation import LONGEST_TOML, MOST_LEVELS, NotationError, from_json, from_toml
from ecosystem.parameters.fields import plain_value
from ecosystem.scenario import Scenario

HOSTILE_TOML = {
    "digits": ("size = " + "9" * 10_000, "holds a number of more than 4,300 digits"),
    "deep lists": ("size = " + "[" * 100_000, "is nested more than 64 levels deep"),
    "closed deep lists": ("size = " + "[" * 200 + "]" * 200, "is nested more than 64 levels deep"),
    "a long dotted name": ("a" + ".a" * 50_000 + " = 1", "is nested more than 64 levels deep"),
    "a name twice": ("size = 1\nsize = 2", "Cannot overwrite a value"),
    "too long": ("#" * (LONGEST_TOML + 1), "it is longer than 200,000 characters"),
    "no text": ("\0\1\2", "Invalid"),
}
HOSTILE_JSON = {
    "digits": ("9" * 10_000, "holds a number of more than 4,300 digits"),
    "deep lists": ("[" * 100_000 + "]" * 100_000, "is nested more than 64 levels deep"),
    "closed deep lists": ("[" * 200 + "]" * 200, "is nested more than 64 levels deep"),
    "a name twice": ('{"a": {"size": 1, "size": 2}}', "'size' stands twice in one table"),
    "no number": ("[NaN]", "NaN is no number that JSON knows"),
    "infinity": ('{"size": -Infinity}', "-Infinity is no number that JSON knows"),
    "half of it": ('{"size": ', "Expecting value"),
    "nothing": ("", "Expecting value"),
}


@pytest.mark.parametrize("name", HOSTILE_TOML)
def test_hostile_toml_is_one_sentence_in_bounded_time(name: str) -> None:
    text, told = HOSTILE_TOML[name]
    started = time.perf_counter()
    with pytest.raises(NotationError, match=f"^text is not TOML: .*{told}") as raised:
        from_toml(text)
    assert time.perf_counter() - started < 1.0
    assert len(str(raised.value)) < 200
    with pytest.raises(ScenarioError, match=told):
        Scenario.from_toml(text)


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_hostile_json_is_one_sentence_in_bounded_time(name: str) -> None:
    text, told = HOSTILE_JSON[name]
    started = time.perf_counter()
    with pytest.raises(NotationError, match=f"^text is not JSON: .*{told}") as raised:
        from_json(text)
    assert time.perf_counter() - started < 1.0
    assert len(str(raised.value)) < 200
    with pytest.raises(ScenarioError, match=told):
        Scenario.from_json(text)


def test_what_lies_as_deep_as_may_be_is_read() -> None:
    text = "[" * MOST_LEVELS + "]" * MOST_LEVELS
    assert from_toml(f"a.b = {text[1:-1]}")["a"]["b"] == json.loads(text[1:-1])
    assert from_json(text) == json.loads(text)


def test_long_prose_with_full_stops_is_no_long_name() -> None:
    story = "A web. " * 5_000 + "3.5 of 4.5. No." * 100
    assert from_toml(f'story = "{story}"')["story"] == story


@pytest.mark.parametrize("text", ["9" * 10_000, "[" * 10_000, "{a" + ".a" * 30_000 + " = 1}"])
def test_a_typed_value_that_is_no_toml_is_text(text: str) -> None:
    assert plain_value(text) == text


def test_thousands_of_faults_are_counted_and_the_first_are_told() -> None:
    text = "name = 'x'\n" + "\n".join(f"a{number} = 1" for number in range(2_000))
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_toml(text)
    lines = str(raised.value).splitlines()
    assert lines[0] == "2000 faults:"
    assert len(lines) < 50
    assert lines[-1] == "  - ..."


def test_values_that_python_cannot_write_are_told_all_the_same() -> None:
    deep: Any = []
    for _ in range(50_000):
        deep = [deep]
    for size in (10**5_000, deep):
        with pytest.raises(ScenarioError, match=f"size = <{type(size).__name__} too long to write> is"):
            Scenario(name="x", size=size)


def test_a_number_of_more_digits_than_a_float_has_is_outside_its_interval() -> None:
    with pytest.raises(ScenarioError, match=r"culture\.persistence = 9{57}\.\.\. is outside \[0\.9, 1\.0\]"):
        Scenario(name="x").replace(**{"culture.persistence": int("9" * 4_000)})


def test_what_is_no_list_of_policies_is_told_under_its_name() -> None:
    with pytest.raises(ScenarioError, match=r"^policies = 3 is not a list of policies"):
        Scenario.from_toml("name = 'x'\npolicies = 3")


def test_more_policies_than_can_be_laid_beside_each_other_are_refused() -> None:
    with pytest.raises(
        ScenarioError, match=r"^policies are 501, too many to be read \(scenario 'x'\)\. Give at most 500"
    ):
        Scenario.from_dict({"name": "x", "policies": [{"kind": "author_levy"}] * 501})


def test_a_name_that_utf_8_cannot_hold_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"^name of a field = 'a\\udcff' is not text that UTF-8 can hold"):
        Scenario.from_dict({"name": "x", "a\udcff": 1})

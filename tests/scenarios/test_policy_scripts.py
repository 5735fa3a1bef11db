"""Scripts about policies print their question and their answer; the answers beside them are theirs.

`python -m tests.scenarios.test_policy_scripts` writes down what they print at small size; a test runs them anew.
"""

import re
from importlib import import_module
from pathlib import Path

import pytest

from scenarios.asking import Plan, WhatIf
from scenarios.catalogue import catalogue, study
from scenarios.equal_cost import COST_USD
from tests.support.answers import answer_lines, check_over_worlds

SCRIPTS = (
    "labelling_mandate",
    "search_demotion",
    "author_levy",
    "pay_per_crawl",
    "refusal_by_purpose",
    "answer_engines",
    "answers_that_cite",
    "data_trust",
    "policy_packages",
    "laws_in_force",
    "equal_cost",
    "late_action",
    "stress",
)
SMALL_ANSWERS = Path(__file__).parent.parent / "golden" / "answers"
NUMBER = r"[-+]?\d[\d,]*\.?\d*(?:e[-+]\d+)?"
EFFECT = re.compile(
    rf"- (?P<outcome>\w+) under (?P<arm>[\w-]+): (?P<baseline>{NUMBER}|nan) -> (?P<policy>{NUMBER}|nan) .*?"
    rf"(?P<difference>{NUMBER}|\+?nan) (\[(?P<low>{NUMBER}), (?P<high>{NUMBER})\]|\(no interval\)); .+\."
)
EQUAL_COST = re.compile(rf"- (\w+): strength {NUMBER} costs ({NUMBER}) USD a month per author\.")
MONTHS = {"late_action": 108, "laws_in_force": 62, "refusal_by_purpose": 62}
# Scripts that go the ways of others, or whose way other tests go with real runs, at equal cost and late: run again on
# demand only.
REPEATED = {"search_demotion", "pay_per_crawl", "answer_engines", "answers_that_cite", "stress", "laws_in_force"}
REPEATED |= {"refusal_by_purpose", "equal_cost", "late_action"}


def printed(name: str, replicates: int = 1) -> str:
    """What a script prints at small size."""
    plan = Plan(size=50, months=MONTHS.get(name, 58), replicates=replicates, workers=1)
    return "\n".join([*study(name).answer(plan), ""])


def effects(text: str) -> list[dict[str, str]]:
    """All effects that an answer tells of."""
    return [found.groupdict() for line in text.splitlines() if (found := EFFECT.fullmatch(line))]


def without_differences(text: str) -> str:
    """An answer without the difference of each effect, which follows from both means beside it."""
    found = ((line, EFFECT.fullmatch(line)) for line in text.splitlines())
    return "\n".join(line if told is None else line[: told.start("difference")] for line, told in found)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_short_and_its_scenario_has_policies_or_is_their_world(name: str) -> None:
    module = import_module(f"scenarios.{name}")
    lines = Path(module.__file__ or "").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 60
    assert catalogue()[name] == module.SCENARIO
    assert bool(module.SCENARIO.policies) == (name not in {"answer_engines", "stress"})


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_answer_beside_a_script_is_one_of_it(name: str) -> None:
    lines = answer_lines(name)
    asked = study(name)
    assert lines[0] == import_module(f"scenarios.{name}").SCENARIO.question
    if asked.plan.worlds:
        for step in (each for each in asked.steps if isinstance(each, WhatIf)):
            check_over_worlds(lines, asked.plan.worlds, step.arms, step.outcomes)
        return
    told = effects("\n".join(lines))
    assert told
    for each in told:
        if each["low"] is not None:
            low, value, high = (float(each[part].replace(",", "")) for part in ("low", "difference", "high"))
            assert low <= value <= high
    small = effects((SMALL_ANSWERS / f"{name}.md").read_text(encoding="utf-8"))
    assert [(each["arm"], each["outcome"]) for each in told] == [(each["arm"], each["outcome"]) for each in small]


def test_policies_of_equal_cost_pay_what_they_are_said_to_cost() -> None:
    text = (SMALL_ANSWERS / "equal_cost.md").read_text(encoding="utf-8")
    costs = dict(EQUAL_COST.findall(text))
    paid = {each["arm"]: each["policy"] for each in effects(text) if each["outcome"] == "policy_payments"}
    assert list(costs) == ["levy", "subsidy", "trust"]
    assert paid == costs


def test_policies_of_equal_cost_cost_the_same_over_worlds() -> None:
    costs = dict(EQUAL_COST.findall("\n".join(answer_lines("equal_cost"))))
    assert list(costs) == ["levy", "subsidy", "trust"]
    assert [*map(float, costs.values())] == pytest.approx([COST_USD] * 3, rel=0.02)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.large if name in REPEATED else pytest.mark.slow) for name in SCRIPTS]
)
def test_a_script_prints_at_small_size_what_was_written_down(name: str) -> None:
    expected = (SMALL_ANSWERS / f"{name}.md").read_text(encoding="utf-8")
    found = printed(name)
    texts = map(without_differences, (expected, found))
    numbers = [[float(each.replace(",", "")) for each in re.findall(NUMBER, text)] for text in texts]
    assert re.sub(NUMBER, "#", found) == re.sub(NUMBER, "#", expected)
    # Three digits are printed, of which the last may differ between processors.
    assert numbers[1] == pytest.approx(numbers[0], rel=0.02, abs=1e-12)
    for each in effects(found):
        before, after, change = (float(each[part].replace(",", "")) for part in ("baseline", "policy", "difference"))
        rounding = 0.005 * (abs(before) + abs(after))
        assert change == pytest.approx(after - before, rel=0.005, abs=rounding, nan_ok=True)


if __name__ == "__main__":
    SMALL_ANSWERS.mkdir(exist_ok=True)
    for script in SCRIPTS:
        (SMALL_ANSWERS / f"{script}.md").write_text(printed(script), encoding="utf-8")

"""The examples in the docstrings of what users meet first run, and show what they say."""

import doctest
import importlib

import pytest

EXAMPLES = {
    "analysis.evidence.anchors": ("load_anchors",),
    "analysis.loops.loop": ("run_loop",),
    "analysis.runs.controls": ("with_control",),
    "analysis.runs.files": ("to_json",),
    "analysis.statistics.inference": ("holm", "infer"),
    "analysis.statistics.wording": ("percent",),
    "analysis.whatif.comparison": ("compare",),
    "ecosystem.calendar": ("date_to_step",),
    "ecosystem.model": ("WebEcosystem",),
    "ecosystem.orders.paying": ("AuthorLevy",),
    "ecosystem.orders.publishing": ("LabellingMandate",),
    "ecosystem.policies": ("read_policy",),
    "ecosystem.randomness": ("Draws",),
    "ecosystem.scenario": ("Scenario", "Scenario.replace"),
    "scenarios.catalogue": ("load",),
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_examples_of_a_module_show_what_they_say(name: str) -> None:
    module = importlib.import_module(name)
    found = {test.name.removeprefix(f"{name}."): test for test in doctest.DocTestFinder().find(module) if test.examples}
    assert set(EXAMPLES[name]) <= found.keys()
    for test in found.values():
        told: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
        assert not told, "".join(told)

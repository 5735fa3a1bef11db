from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.policies import AuthorLevy, LabellingMandate, Policy
from ecosystem.policy import PolicyPackage
from ecosystem.shown import LONGEST, brief, in_brief, shown
from scenarios import load
from scenarios.catalogue import NAMES
from tests.ecosystem.conftest import Diary
from tests.support.shown import long_or_empty
from tests.support.worlds import SIZE


@shown
@dataclass(frozen=True, slots=True)
class Box:
    name: str
    frame: pd.DataFrame
    numbers: Any
    others: Any = field(default_factory=dict)


class Texts(HTMLParser):
    """Tags and texts of a page, whose tags must close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_all_that_a_model_holds_shows_itself_in_brief(diary: Diary) -> None:
    assert long_or_empty(diary.model) == {}
    assert long_or_empty(list(diary.model.agents)) == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_shows_what_differs_from_the_baseline(name: str) -> None:
    scenario = load(name)
    text = repr(scenario)
    assert text == str(scenario)
    assert len(text) <= LONGEST
    size, months = (200, 108) if name == "text_web" else (2000, 168)  # real text is costly
    assert text.startswith(f"Scenario({name!r}, size={size}, months={months}")
    assert all(type(policy).__name__ in text for policy in scenario.policies) or text.endswith(" more)")
    assert load("baseline") == scenario or text.count("=") > 2


def test_a_changed_parameter_stands_under_its_dotted_name() -> None:
    scenario = Scenario(name="fast", size=50, months=24).replace(**{"culture.persistence": 0.99})
    assert repr(scenario) == "Scenario('fast', size=50, months=24, culture.persistence=0.99)"
    assert repr(scenario.parameters) == "Parameters(culture=CultureParameters(persistence=0.99))"
    assert "0.99 instead of 0.9985 " in " ".join(Texts(scenario._repr_html_()).texts)


def test_a_policy_is_shown_as_it_is_written() -> None:
    policy = LabellingMandate(start="2026-08", coverage=0.7)
    assert repr(policy) == "LabellingMandate(start='2026-08', coverage=0.7)"
    package = policy + AuthorLevy(start="2027-01", share=0.07)
    names: dict[str, Any] = {kind.__name__: kind for kind in (LabellingMandate, AuthorLevy, PolicyPackage)}
    assert eval(repr(policy), names) == policy  # noqa: S307 - text of our own
    assert repr(package) == f"PolicyPackage({policy!r}, AuthorLevy(start='2027-01', share=0.07))"


@pytest.mark.parametrize("kind", Policy.__subclasses__())
def test_what_a_policy_shows_by_default_is_short(kind: type[Policy]) -> None:
    assert len(repr(kind.model_construct())) < 200


def test_a_model_shows_how_far_it_is(diary: Diary) -> None:
    text = repr(diary.model)
    assert text.startswith("WebEcosystem('baseline', seed=7, months='48 of 60, to 2025-12', n_authors=")
    assert f"n_live_pages={diary.world.corpus.n_live}" in text
    assert "48 of 60, to 2025-12" in Texts(diary.model._repr_html_()).texts
    before = WebEcosystem(Scenario(name="new", size=50, months=3), seed=2**60)
    assert repr(before).startswith(f"WebEcosystem('new', seed={2**60}, months='0 of 3', n_authors=")


def test_an_agent_shows_its_columns(diary: Diary) -> None:
    agent = next(agent for agent in diary.model.agents if type(agent).__name__ == "HumanAuthor")
    assert repr(agent).startswith(f"HumanAuthor(key={agent.key}, is_active=True, topic={agent.topic}, ")
    assert repr(diary.world.authors).startswith(f"Table('authors', rows={len(diary.world.authors)}, active=")
    assert len(diary.world.authors) > SIZE


def test_tables_and_arrays_are_shown_by_their_shape() -> None:
    box = Box("a", pd.DataFrame({"x": range(2000)}), np.zeros((20, 3)), MappingProxyType({"few": np.array([1, 2])}))
    assert (
        repr(box) == "Box(name='a', frame=<2,000 rows of 1 columns>, numbers=<float64 20 x 3>, others={'few': [1, 2]})"
    )
    texts = Texts(box._repr_html_()).texts  # type: ignore[attr-defined]
    assert texts[0] == "Box"
    assert "<2,000 rows of 1 columns>" in texts


def test_what_is_shown_in_a_notebook_is_escaped() -> None:
    story = "<script>alert('&')</script>"
    for page in (Scenario(name="a", story=story)._repr_html_(), Box(story, pd.DataFrame(), 0)._repr_html_()):  # type: ignore[attr-defined]
        assert "script" not in Texts(page).tags
        assert "<script" in "".join(Texts(page).texts)


def test_however_much_an_object_holds_what_it_shows_is_short() -> None:
    assert len(brief("x" * 10_000)) < 100
    assert len(brief(list(range(10_000)))) < 100
    text = in_brief("Many", [(f"name_{n}", "x" * 50) for n in range(100)])
    assert len(text) <= LONGEST
    assert text.endswith("more)")
    assert in_brief("One", [(None, 1)]) == "One(1)"

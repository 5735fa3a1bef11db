from dataclasses import replace
from urllib.parse import urlencode

import pytest

from analysis.dashboard.form import Form, fields_by_name, read_form
from analysis.dashboard.link import LONGEST_LINK, Link, read_link, to_query
from analysis.dashboard.policy_form import PREFIX
from scenarios.catalogue import catalogue

CATALOGUE = catalogue()
START = Form(CATALOGUE["baseline"])
SWITCHES = [name for name, info in fields_by_name().items() if info.type == "switch" and name.startswith(PREFIX)]


def read(*settings: str, **parts: str) -> Link:
    """Read a link with some settings, each "name=value", and other parts by their keys."""
    return read_link("?" + urlencode([*parts.items(), *(("set", each) for each in settings)]), CATALOGUE, START)


def test_a_link_restores_the_form_and_the_month() -> None:
    form = (
        Form(CATALOGUE["no_ai"])
        .typed("policies.author_levy", True)
        .typed("market.royalty_share", "0.25")
        .typed("controls.has_drift", False)
    )
    link = read_link(to_query(form, "2022-05"), CATALOGUE, START)
    assert link == Link(form, 5)
    assert read_form(link.form).setting == read_form(form).setting


def test_a_link_leaves_out_what_is_typed_into_a_policy_that_is_off() -> None:
    form = START.typed("policies.author_levy.share", "0.1").typed("size", "70")
    assert to_query(form, "") == "?scenario=baseline&set=size=70"


@pytest.mark.parametrize("text", ["true", "True", "YES", "on", "1"])
def test_yes_is_understood_as_people_spell_it(text: str) -> None:
    assert read(f"policies.author_levy={text}") == Link(START.typed("policies.author_levy", True))


@pytest.mark.parametrize("text", ["false", "False", "no", "Off", "0"])
def test_no_is_understood_as_people_spell_it(text: str) -> None:
    assert read(f"controls.has_ai={text}") == Link(START.typed("controls.has_ai", False))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("scenario=my-own-world", "scenario = 'my-own-world' is not a known scenario. Known are: adaptive_trainers"),
        ("scenario=my-own-world", "`ecosystem view --scenario FILE.toml`"),
        ("scenario=base", "Did you mean 'baseline'?"),
        ("scenario=baseline&scenario=no_ai", "scenario = 'baseline' and 'no_ai' is given in two ways. Give it once."),
        ("scenario=", "scenario = '' is not a known scenario"),
        ("month=abc", "month = 'abc' is not a month. A date is a month written as YYYY-MM"),
        ("month=2022-13", "month = '2022-13' is not a month"),
        ("month=2019-05", "month = '2019-05' lies outside the run of 168 months, 2022-01 to 2035-12."),
        ("month=2036-01", "month = '2036-01' lies outside the run of 168 months"),
        ("month=2023-01&set=months=12", "month = '2023-01' lies outside the run of 12 months, 2022-01 to 2022-12."),
        ("month=", "month = '' is not a month"),
        ("set=policies.author_levy=maybe", "policies.author_levy: 'maybe' is neither yes nor no: write true or false."),
        ("set=market.royalty=0.1", "market.royalty = '0.1' is not a known name (fields of the page). Did you mean"),
        ("set=zzz=1", "zzz = '1' is not a known name (fields of the page). `ecosystem parameters` lists all names."),
        ("set=generators.farm_share=1", "It moved to 'generators.farm.share'."),
        ("set=policies.tax=true", "policies.tax = 'true' is not a known name"),
        ("set=market.royalty_share=0.9", "market.royalty_share: 0.9 is outside [0.0, 0.5]. Paid to human authors"),
        ("set=market.royalty_share=much", "market.royalty_share: 'much' is not a number: write one from 0.0 to 0.5"),
        ("set=size=" + 9 * "9", "size: 999999999 is more than the page runs: write at most 5,000"),
        ("set=size=" + 5000 * "9", "is not a whole number"),
        ("set=seed=-1", "seed: -1 is below 0"),
        (
            "set=market.royalty_share",
            "market.royalty_share: 'market.royalty_share' has no value. Write set=NAME=VALUE.",
        ),
        ("set==3", "'' = '3' is not a known name"),
        ("set=size=60&set=size=70", "size: '60' and '70' is given in two ways. Give it once."),
        ("set=policies.author_levy=true&set=policies.author_levy=false", "is given in two ways"),
        ("set=policies.author_levy.share=0.1", "is switched off. Add set=policies.author_levy=true to the link."),
        ("set=policies.author_levy=1&set=policies.author_levy.start=2021-01", "policies.author_levy.start: '2021-01' "),
        ("set=policies.change=true", "policies.change: 'true' does not go with the rest. policies.change.parameter: "),
        (
            "scenario=labelling_mandate&set=months=12",
            "months: '12' does not go with the rest. policies.labelling_mandate.start: ",
        ),
        ("set=x%00%1b=1", r"'x\x00\x1b' = '1' is not a known name"),
        ("set=seed=%00", r"seed: '\x00' is not a whole number"),
        ("set=" + 3000 * "share" + "=1", "shareshare"),
        ("colour=red", "colour is not a known name (parts of a link). Known are: month, scenario, set."),
        ("set=seed=%3Cb%3E", "seed: '<b>' is not a whole number"),
    ],
)
def test_what_is_wrong_with_a_link_is_told_and_left_out(query: str, told: str) -> None:
    link = read_link(f"?{query}", CATALOGUE, START)
    assert told in " ".join(link.sentences())
    assert all(sentence.isprintable() and len(sentence) < 1000 for sentence in link.sentences())
    assert read_form(link.form).messages == {}


def test_what_is_right_in_a_broken_link_is_taken() -> None:
    link = read("size=70", "seed=x", "market.royalty=0.1", scenario="no_ai", month="May")
    assert (link.form, link.n_months, len(link.sentences())) == (Form(CATALOGUE["no_ai"], {"size": "70"}), 0, 3)


def test_what_a_link_says_twice_in_one_way_holds() -> None:
    assert read("size=70", "size=70") == Link(START.typed("size", "70"))


def test_a_link_with_more_parts_than_there_are_fields_is_left_alone() -> None:
    link = read(*(f"name{number}=1" for number in range(len(fields_by_name()) + 4)))
    assert link.form == START
    assert link.faults[0].startswith("All of it, since it has more than ")


@pytest.mark.parametrize("query", ["set=seed=" + 10**6 * "9", "scenario=" + 10**6 * "b", 10**5 * "set=x=1&"])
def test_a_link_that_is_too_long_is_refused_in_one_sentence(query: str) -> None:
    link = read_link(query, CATALOGUE, START)
    assert link.form == START
    assert len(link.faults) == 1
    assert f"the page reads {LONGEST_LINK:,} at most" in link.faults[0]


def test_a_link_with_all_fields_and_the_longest_values_is_short_enough() -> None:
    full = replace(START, texts=dict.fromkeys(fields_by_name(), 20 * "9"))
    assert len(to_query(full, "2035-12")) < LONGEST_LINK


def test_of_a_link_with_very_many_values_that_do_not_go_together_few_are_named() -> None:
    lows = [f"{name}={info.low}" for name, info in fields_by_name().items() if info.low is not None]
    link = read(*lows, *(f"{name}=true" for name in SWITCHES if name.count(".") == 1))
    assert read_form(link.form).messages == {}
    assert all(len(sentence) < 1000 for sentence in link.sentences())


@pytest.mark.parametrize(
    ("setting", "place", "told"),
    [
        ("market.royalty_share=0.9", "market.royalty_share", "0.9 is outside [0.0, 0.5]. Paid to human authors"),
        ("market.royalty_share=0.9", "market.royalty_share", "Used instead: 0.0."),
        ("market.royalty_share", "market.royalty_share", "has no value. Write set=NAME=VALUE. Used instead: 0.0."),
        (
            "seed=x",
            "seed",
            "Left out of the link: 'x' is not a whole number: write one from 0, e.g. 0. Used instead: 0.",
        ),
        ("policies.author_levy=maybe", "policies.author_levy", "is neither yes nor no: write true or false. Used"),
        (
            "policies.author_levy.share=0.1",
            "policies.author_levy",
            "share changes nothing, since its policy is switched",
        ),
        ("policies.author_levy.share=0.1", "policies.author_levy", "author_levy=true to the link. Used instead: off."),
        ("policies.change=true", "policies.change", "Used instead: off."),
        ("controls.has_ai=2", "controls.has_ai", "Used instead: on."),
    ],
)
def test_what_is_wrong_at_a_field_is_told_there_with_what_is_used_instead(setting: str, place: str, told: str) -> None:
    link = read(setting)
    assert link.faults == ()
    notes = link.notes(link.form)
    assert list(notes) == [place]
    assert told in notes[place]


def test_a_value_that_a_policy_refuses_leaves_the_policy_on_and_says_which_value_it_has() -> None:
    link = read("policies.author_levy=true", "policies.author_levy.share=7")
    assert link.form.texts == {"policies.author_levy": True}
    assert "Used instead: 0.06." in link.notes(link.form)["policies.author_levy.share"]


def test_of_a_field_nothing_is_told_once_something_is_typed_there() -> None:
    link = read("seed=x", "size=y")
    assert list(link.notes(link.form.typed("seed", "3"))) == ["size"]

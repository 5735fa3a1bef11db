"""Levers in words: what cannot be one is refused in the same sentence by every command that moves levers."""

import pytest

from analysis.dashboard.form import Form, read_form
from scenarios.catalogue import load
from scenarios.console.levers import read_levers, read_package
from tests.support.commands import call

DOORS = (("optimise",), ("emulate", "fit"))
LEVY = "author_levy:share=0..0.3"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("author_levi:share=0..0.3",),
            "author_levi is not a known kind of policy (policies). Did you mean 'author_levy'",
        ),
        (("author_levy:shar=0..0.3",), "shar is not a known name (levers of author_levy). Did you mean 'share'"),
        (
            ("author_levy:compliance=0..1",),
            "author_levy.compliance is not a lever: it is uncertain. Move one of phase_in",
        ),
        (("author_levy:start=0..1",), "author_levy.start is not a lever: it is a date. Move one of phase_in_months, "),
        (("author_levy:share=0.3..0.1",), "has a low end that is not below its high one. Write it as share=0.1..0.3."),
        (("author_levy:share=0.3..0.3",), "has a low end that is not below its high one. Give a high end above 0.3."),
        (("author_levy:share=0..2",), "share = 2.0 is outside [0.0, 1.0] (policy 'author_levy')."),
        (("author_levy:share=-1..0.2",), "share = -1.0 is outside [0.0, 1.0] (policy 'author_levy')."),
        (("author_levy:share=nan..0.2",), "has a low end that is not below its high one."),
        (("author_levy:share=0..inf",), "share = inf is "),
        (
            ("author_levy:phase_in_months=0..0.5",),
            "phase_in_months = 0.5 is not a whole number (policy 'author_levy').",
        ),
        (("author_levy:share=low..high",), "has no two numbers as its ends. Write two numbers with two dots between"),
        (("author_levy:share=0..0.2,share=0..0.3",), "share is given twice (policy field)."),
        (("author_levy:kind=0..1",), "kind = '0..1' is no field to be set (policy 'author_levy')."),
        ((LEVY, LEVY), "author_levy.share is given twice. Give each policy, and each number of it, once."),
        (
            (LEVY, "author_levy:coverage=0..1"),
            "author_levy is given twice. Give each policy, and each number of it, once.",
        ),
    ],
)
def test_what_is_no_lever_is_refused_in_the_same_words_everywhere(words: tuple[str, ...], told: str) -> None:
    said = [call(*door, *words) for door in DOORS]
    assert [each.exit_code for each in said] == [2, 2], said[0].output
    assert said[0].stderr == said[1].stderr
    assert told in said[0].stderr


def test_a_lever_is_named_among_what_is_uncertain_by_none() -> None:
    for command in ("sensitivity", "discover"):
        result = call(command, "--policy", "author_levy", "--parameter", "author_levy.share")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "author_levy.share is not uncertain: it is a lever." in result.stderr


def test_the_page_and_commands_refuse_a_value_outside_of_its_bounds_in_the_same_words() -> None:
    form = Form(load("baseline"), {"policies.author_levy": True, "policies.author_levy.share": "2"})
    told = read_form(form).messages["policies.author_levy.share"]
    assert told.startswith("2.0 is outside [0.0, 1.0].")
    assert told.removeprefix("2.0 ").split(". ", 1)[1] in call("optimise", "author_levy:share=0..2").stderr


def test_policies_with_levers_may_stand_together_as_those_without() -> None:
    apart, together = (LEVY, "synthetic_cap:share=0.5"), f"{LEVY}+synthetic_cap:share=0.5"
    assert read_package([together]) == read_package(apart)
    assert [each.name for each in read_package([together]).levers] == ["author_levy.share"]
    assert read_levers([together]) == read_levers(apart)
    assert [each.name for each in read_levers([together])] == ["author_levy.share", "synthetic_cap.share"]


def test_an_emulator_moves_one_lever_of_each_policy_between_the_ends_that_are_given() -> None:
    result = call("emulate", "fit", "author_levy:share=0..0.3,coverage=0..1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "author_levy has several levers given: coverage, share. Give one of them" in result.stderr

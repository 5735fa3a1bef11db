"""Numbers that no run would ever come to an end with, at every door that takes numbers."""

import time
from collections.abc import Callable
from typing import get_args, get_type_hints

import pytest

from ecosystem.checks import LARGEST
from ecosystem.errors import OutOfRangeError
from scenarios.command_line import COMMANDS
from tests.support.commands import call

WORDS = {"compare": ("baseline", "no_ai"), "report": ("there",), "rerun": ("there",), "answer": ("stress",)}
WORDS["optimise"] = ("author_levy:share=0..0.1",)


def takes_whole_numbers(function: Callable[..., None]) -> list[str]:
    hints = get_type_hints(function)
    return [name for name, hint in hints.items() if int in (get_args(hint) or (hint,)) and hint is not bool]


DOORS = [
    (command, option)
    for functions in COMMANDS.values()
    for command, function in functions.items()
    for option in takes_whole_numbers(function)
]


def test_all_whole_numbers_of_options_have_a_largest() -> None:
    assert {option for _, option in DOORS} <= LARGEST.keys()


@pytest.mark.parametrize(("command", "option"), DOORS)
def test_an_absurd_number_is_refused_at_once_with_the_bound_in_the_sentence(command: str, option: str) -> None:
    started = time.process_time()
    result = call(command, *WORDS.get(command, ()), f"--{option}", str(10**40))
    assert time.process_time() - started < 5.0
    assert result.exit_code == 2, result.output
    told = f"Error: --{option} = {10**40} is above {LARGEST[option]}. Give at most {LARGEST[option]}.\n"
    if option == "port":
        told = "65535"
    assert told in result.stderr


def test_python_refuses_them_too() -> None:
    from analysis.runs.controls import run_paired
    from analysis.studies.freshness import freshness_curves
    from scenarios import load

    world = load("baseline")
    with pytest.raises(OutOfRangeError, match="months = 100000000000 is above 600"):
        freshness_curves(months=10**11)
    with pytest.raises(OutOfRangeError) as raised:
        run_paired(world, world, 10**40, workers=10**9)
    assert [str(fault).partition(" is ")[2] for fault in raised.value.faults] == [
        "above 100000. Give at most 100000.",
        "above 1024. Give at most 1024.",
    ]

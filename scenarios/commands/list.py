"""``ecosystem list``: the scenarios of the catalogue, or the kinds of policies and the laws by name."""

from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.console.entries import say_entry, say_heading
from scenarios.console.options import AsJson
from scenarios.console.terminal import console, exit_on_error, say, say_json


def list_scenarios(
    policies: Annotated[
        bool, typer.Option("--policies", help="List kinds of policies, and laws by name, instead.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the page of all policies, such as docs/policies.md.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the scenarios that come with the project, or the kinds of policies and laws, with a sentence each."""
    from analysis.reports.policy_page import policy_page
    from analysis.runs.files import write_file

    if as_json:
        say_json(_policies() | _laws() if policies else _scenarios())
    elif policies:
        _say_policies()
    else:
        _say_scenarios()
    if write is not None:
        with exit_on_error(1):
            write_file(write, policy_page())
        if not as_json:
            say(write.as_posix())


def _scenarios() -> dict[str, dict[str, str]]:
    from scenarios.catalogue import catalogue

    return {name: {"story": each.story, "question": each.question} for name, each in catalogue().items()}


def _policies() -> dict[str, dict[str, Any]]:
    from analysis.reports.policy_page import facts_of
    from ecosystem.policies import POLICIES

    return {kind: facts_of(policy) for kind, policy in POLICIES.items()}


def _laws() -> dict[str, dict[str, Any]]:
    from analysis.reports.policy_page import facts_of_law
    from ecosystem.presets import PRESETS

    return {name: facts_of_law(law) for name, law in PRESETS.items()}


def _say_scenarios() -> None:
    screen = console()
    for name, told in _scenarios().items():
        first, stop, _ = told["story"].partition(". ")
        say_entry(screen, name, "", f"{first}{stop.strip()}\n{told['question']}")
    screen.print(
        "`ecosystem list --policies` lists policies and laws that can be asked for as well: NAME, or NAME:field=value."
    )


def _say_policies() -> None:
    screen = console()
    for kind, told in _policies().items():
        say_entry(screen, kind, "", f"{told['asks']}.\nBinds {told['bound']}. Who pays: {told['pays']}.")
    screen.print("`ecosystem parameters NAME` shows the fields of one; author_levy:share=0.1 is one with a field set.")
    say_heading(screen, "Laws by name")
    for name, told in _laws().items():
        asked = " ".join(told["policies"])
        facts = f"Binds {told['binds']}.\nSource: {told['source']}.\nWhere ours differs: {told['differs']}."
        say_entry(screen, name, "", f"{told['title']}.\n{asked}\n{facts}\nIn the baseline: {told['in_baseline']}.")
    screen.print("A law stands wherever a scenario may; repeal:NAME takes one away from a world such as laws_in_force.")

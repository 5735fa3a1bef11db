"""``--set group.field=value``: from text to the values of a scenario."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecosystem.errors import ScenarioError
from scenarios.console.values import given_twice, read_assignments, read_value

if TYPE_CHECKING:
    from analysis.uncertainty.measuring import Question
    from analysis.whatif.arms import Changes
    from ecosystem.scenario import Scenario

TEXT_FIELDS = ("name", "story", "question")


def chosen_scenario(
    name: str,
    size: int | None,
    months: int | None,
    settings: Iterable[str] | None = None,
    usual: Mapping[str, int] | None = None,
    corpus: Path | None = None,
    *,
    is_beside: bool = False,
) -> "Scenario":
    """Load a scenario, change what the options ask for, and look whether there is what its pages are made of.

    Parameters
    ----------
    name : str
        From the catalogue, a file that ends in .toml, or a policy on the baseline ("author_levy:share=0.1").
    size, months : int, optional
        Of the scenario if not given.
    settings : iterable of str, optional
        As in `parse_settings`.
    usual : mapping of str to int, optional
        Size and months that the command takes where neither options nor a file say any.
    corpus : Path, optional
        Folder of real writing, of which pages are made.
    is_beside : bool
        Whether pages stay what they are, and the folder is for worlds that are laid beside.

    Returns
    -------
    Scenario

    Raises
    ------
    EcosystemError
        If there is no such scenario, a value breaks its rules, or an option and a setting say the same.
    """
    from ecosystem.content.writings import check_content, read_writings
    from scenarios.catalogue import changes, load

    options = {"size": size, "months": months, "text.corpus": corpus and str(corpus.resolve())}
    given = {option: value for option, value in options.items() if value is not None}
    asked = parse_settings(settings or ())
    if twice := asked.keys() & given:
        raise ScenarioError(*(given_twice(each, f"--set and --{each.removeprefix('text.')}") for each in sorted(twice)))
    said = changes(name).values if usual else {}
    unsaid = {option: value for option, value in (usual or {}).items() if option not in said}
    chosen = load(name).replace(**{**unsaid, **asked, **given})
    made_of = chosen
    if corpus is not None:
        chosen = chosen.replace(**{"text.digest": read_writings(chosen.parameters.text).digest})
        made_of = chosen.replace(**{"content.family": "text"})
        chosen = chosen if is_beside else made_of
    check_content(made_of.size, made_of.parameters, made_of.months)
    return chosen


def asked_of_settings(scenario: "Scenario", outcome: str, policy: str | None, replicates: int, seed: int) -> "Question":
    """Say what is asked of many settings of a scenario: a level, or what a policy does to it.

    Parameters
    ----------
    scenario, outcome, replicates, seed
        As in `analysis.uncertainty.measuring.Question`.
    policy : str or None
        As in `chosen_changes`.

    Raises
    ------
    EcosystemError
        If any of it breaks its rule.
    """
    from analysis.uncertainty.measuring import Question

    changes = None if policy is None else chosen_changes(policy, scenario, scenario.size, scenario.months)
    return Question(scenario, outcome, changes, "" if changes is None else changes.name, replicates, seed)


def chosen_changes(name: str, world: "Scenario", size: int | None, months: int | None) -> "Changes":
    """Load what an arm says of the world that it is laid over.

    Parameters
    ----------
    name : str
        As in `scenarios.catalogue.changes`.
    world : Scenario
        The baseline.
    size, months : int, optional
        Options: where they are given, they hold for all runs, whatever a file says.

    Returns
    -------
    Changes

    Raises
    ------
    EcosystemError
        If there is nothing of this name, or it asks for another size or other months than all runs have.
    """
    from analysis.whatif.arms import ArmsError, extent_faults
    from scenarios.catalogue import changes

    options = {"size": size, "months": months}
    made = changes(name).without(*(option for option, value in options.items() if value is not None))
    if faults := list(extent_faults(made.name, made.values, world)):
        raise ArmsError(*faults)
    return made


def parse_settings(settings: Iterable[str]) -> dict[str, Any]:
    """Turn settings into changes for `Scenario.replace`.

    Parameters
    ----------
    settings : iterable of str
        Each "name=value", e.g. "culture.persistence=0.99"; the value is written as in TOML, but
        text needs no quotes.

    Returns
    -------
    dict
        Values by name, not yet checked.

    Raises
    ------
    ScenarioError
        If a setting has no name or no value, or a name is set twice; it lists every fault.
    """
    from ecosystem.parameters.fields import describe
    from ecosystem.scenario import Scenario

    given = read_assignments(settings, "setting", "culture.persistence=0.99", ScenarioError, "--set")
    of_text = {info.name for info in describe(Scenario) if info.type in {"text", "date"}}
    of_text.update(TEXT_FIELDS)
    return {name: read_value(text, is_text=name in of_text) for name, text in given.items()}

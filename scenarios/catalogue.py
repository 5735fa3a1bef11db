"""The scenarios that come with the project, those that users write as TOML files, and policies and laws by name."""

import re
from collections.abc import Callable
from hashlib import blake2b
from importlib import import_module
from itertools import chain
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.runs.files import read_text
from ecosystem.errors import Fault, PolicyError, ScenarioError, UnknownNameError, did_you_mean, quoted, unknown_name
from ecosystem.notation import from_toml
from ecosystem.policies import POLICIES, moved_kinds, read_policy
from ecosystem.presets import PRESETS
from ecosystem.registry import Registry
from ecosystem.scenario import LONGEST_NAME, Scenario
from scenarios.asking import Study
from scenarios.console.parts_of_others import load_installed
from scenarios.console.values import AND, read_fields

if TYPE_CHECKING:
    from analysis.whatif.arms import Changes

NAMES = (
    "baseline",
    "no_feedback",
    "what_is_feedback",
    "denoising",
    "replace_vs_accumulate",
    "strong_collapse",
    "number_or_share",
    "clean_archive",
    "opt_out_wave",
    "private_data_advantage",
    "adaptive_trainers",
    "concentration",
    "no_demotion",
    "detector_arms_race",
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
    "no_ai",
    "text_web",
)
"""One module a scenario, in the order in which people should read them."""
SCENARIOS: Registry[Callable[[], Scenario]] = Registry("scenario", ScenarioError, NAMES)
"""Scenarios of others, besides the names of ours: what makes each, by name."""
STUDIES = (*(name for name in NAMES if name != "text_web"), "gaussian_world")
"""Modules with a question and the way to its answer: those of the scenarios, and one that has no world of its own.

That of real text needs a folder of it: `ecosystem agree` asks."""
REPEAL = "repeal:"
"""What stands before the name of a law that is taken away from a world."""


def catalogue() -> dict[str, Scenario]:
    """Give all scenarios by name: those of the project, then those of others."""
    return {name: _named(name) for name in SCENARIOS}


def with_laws() -> dict[str, Scenario]:
    """Give all scenarios by name, and the baseline under each law by the name of the law."""
    return catalogue() | {name: load(name) for name in PRESETS}


def _named(name: str) -> Scenario:
    if name in NAMES:
        ours: Scenario = import_module(f"scenarios.{name}").SCENARIO
        return ours
    return SCENARIOS[name]().replace(name=name)


def scenario(make: Callable[[], Scenario]) -> Callable[[], Scenario]:
    """Let a scenario be known by the name of the function that makes it.

    Parameters
    ----------
    make : callable
        Without arguments; at the top of a module.

    Returns
    -------
    callable
        The same.

    Raises
    ------
    ScenarioError
        If a scenario, a policy or a law has this name already.
    """
    name = make.__name__
    if name in POLICIES or name in PRESETS:
        remedy, what = "Give the function a name of its own.", "policy" if name in POLICIES else "law"
        raise ScenarioError(Fault("name of scenario", f"is that of a {what}", quoted(name), remedy=remedy))
    return SCENARIOS.add(name, make)


def study(name: str) -> Study:
    """Give the question of a scenario and the way to its answer.

    Parameters
    ----------
    name : str
        One of STUDIES.

    Raises
    ------
    UnknownNameError
        If there is none of this name.
    """
    if name not in STUDIES:
        raise UnknownNameError(unknown_name(name, STUDIES, where="questions of the project"))
    found: Study = import_module(f"scenarios.{name}").STUDY
    return found


def load(name_or_path: str | PathLike[str] | Scenario) -> Scenario:
    """Give a scenario by its name, read one from a file, or put a policy or a law on the baseline.

    Parameters
    ----------
    name_or_path : str, path or Scenario
        A scenario, which is given back; a name of the catalogue, or of a `scenario` of one's own; the path of a file
        that ends in ".toml"; a law by its name (`ecosystem.presets`), such as "eu_article_50"; an off switch
        (`analysis.CONTROLS`), such as "no_drift"; a kind of policy, with values of its fields if wanted:
        "synthetic_cap" or "synthetic_cap:share=0.02,start=2027-01"; or several of these together:
        "synthetic_cap:share=0.02+author_levy".

    Returns
    -------
    Scenario
        The scenario, checked.

    Raises
    ------
    UnknownNameError
        If there is neither a scenario nor a policy nor a law of this name.
    PolicyError
        If a field of the policy is unknown or its value breaks its rule.
    ScenarioError
        If the file cannot be read, or anything in it is wrong; it lists every fault.

    Examples
    --------
    >>> load("no_feedback").question
    'What do models gain or lose because they are trained on what models wrote?'
    >>> load("synthetic_cap:share=0.02").policies[0].kind
    'synthetic_cap'
    """
    if isinstance(name_or_path, Scenario):
        return name_or_path
    text = _known(name_or_path)
    if text in SCENARIOS:
        return _named(text)
    if _is_file(text):
        return _read(Path(text))
    made, baseline = _of_rule(text), _named("baseline")
    is_law = text in PRESETS or bool(made.repealed)
    what = "package" if AND.search(text) else "law" if is_law else "policy" if made.policies else "off switch"
    question = f"What does this {what} change, for whom, and how sure is that?"
    return made(baseline).replace(story=_story(text, made), question=question)


def changes(name_or_path: str | PathLike[str]) -> "Changes":
    """Give what a name says of whatever world it is laid over: an arm of a comparison.

    Parameters
    ----------
    name_or_path : str or path
        As in `load`. A scenario of the catalogue says in what it differs from the baseline, a file what stands in it,
        a kind of policy or a law that its policies are added, and "repeal:eu_article_50" that those of this law go.

    Returns
    -------
    Changes
        An arm of `analysis.compare`.

    Raises
    ------
    EcosystemError
        As in `load`.

    Examples
    --------
    >>> dict(changes("no_feedback").without("story", "question").values)
    {'controls.has_feedback': False}
    >>> changes("no_ai")(load("baseline")) == load("no_ai")
    True
    """
    from analysis.whatif.arms import Changes
    from analysis.whatif.differences import added_policies, changed_values

    text = _known(name_or_path)
    if text not in SCENARIOS and not _is_file(text):
        return _of_rule(text)
    found, baseline = load(text), _named("baseline")
    if text in SCENARIOS:
        values = {each.name: each.after for each in changed_values(baseline, found)}
        values |= {"story": found.story, "question": found.question}
        return Changes(found.name, values, added_policies(baseline, found))
    return Changes(found.name, {name: found.value(name) for name in found.given()}, found.policies)


def _known(name_or_path: str | PathLike[str]) -> str:
    """Give a name or path as text; what nobody knows may be of an installed package, which is asked then."""
    text = fspath(name_or_path)
    kinds = {part.partition(":")[0] for part in AND.split(text)}
    is_ours = text in SCENARIOS or text.startswith(REPEAL) or kinds <= {*POLICIES, *PRESETS}
    if not _is_file(text) and not is_ours:
        load_installed()
    return text


def _is_file(text: str) -> bool:
    return text.lower().endswith(".toml")


def _story(text: str, made: "Changes") -> str:
    """Say what happens in the baseline with a policy, under a law, or without one."""
    told = " ".join(policy.describe() for policy in made.policies)
    if text in PRESETS:
        return f"The baseline under a law. {PRESETS[text].title}. {told} Where ours differs: {PRESETS[text].differs}."
    if made.values:
        switched = ", ".join(f"{name} = {value}" for name, value in made.values.items())
        return f"The baseline, but {switched}. {told}".rstrip()
    if not told:
        return f"The baseline without {text.removeprefix(REPEAL)}."
    return f"The baseline with {'several policies' if AND.search(text) else 'one policy'}. {told}"


def _of_rule(text: str) -> "Changes":
    """Read laws, one that is repealed, or policies; the arm is named after them and what was changed of them."""
    from analysis.whatif.arms import Changes

    if AND.search(text):
        parts = [_of_rule(part) for part in AND.split(text)]
        policies = tuple(chain.from_iterable(part.policies for part in parts))
        values = dict(chain.from_iterable(part.values.items() for part in parts))
        return Changes(_name_of(text), values, policies, tuple(chain.from_iterable(part.repealed for part in parts)))
    law = text.removeprefix(REPEAL)
    if law == text:
        return Changes(law, policies=PRESETS[law].policies) if law in PRESETS else _of_policy(text)
    if law not in PRESETS:
        remedy = f"{did_you_mean(law, PRESETS)} What may be repealed are laws by name."
        raise UnknownNameError(Fault("law", "is not known", quoted(law), "", remedy))
    return Changes(f"repeal-{law}", repealed=PRESETS[law].policies)


def _of_policy(text: str) -> "Changes":
    """Read a policy."""
    from analysis.whatif.arms import Changes

    kind = text.partition(":")[0]
    if kind not in POLICIES and kind in moved_kinds():
        read_policy({"kind": kind})  # says where it went
    if kind in PRESETS:
        kinds = ", ".join(dict.fromkeys(policy.kind for policy in PRESETS[kind].policies))
        remedy = f"Leave them out, or ask for what it is made of: {kinds}."
        raise PolicyError(Fault(kind, "is a law, whose fields are what they are", quoted(text), remedy=remedy))
    if kind not in POLICIES:
        from analysis.runs.controls import CONTROLS

        if text in CONTROLS:
            return Changes(text, CONTROLS[text].overrides)
        files = "A file of your own must end in .toml; what a module of yours defines needs --with."
        remedy = f"{did_you_mean(kind, {*SCENARIOS, *POLICIES, *PRESETS, *CONTROLS})} {files}"
        raise UnknownNameError(Fault("scenario", "is not in the catalogue", quoted(text), "", remedy))
    kind, values = read_fields(text)
    policy = read_policy({"kind": kind, **values})
    return Changes(_name_of(text), policies=(policy,))


def _name_of(text: str) -> str:
    """Turn what was asked for into the name of an arm."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", re.sub(r"(?<=\d)\.(?=\d)", "p", text)).strip("-")
    if len(name) > LONGEST_NAME:  # what is cut off still tells two of them apart
        name = f"{name[: LONGEST_NAME - 7]}-{blake2b(text.encode(), digest_size=3).hexdigest()}"
    return name


def _read(path: Path) -> Scenario:
    """Read a scenario from a file."""
    text = read_text(path, "scenario file", ScenarioError, "Give the path of a readable TOML file.")
    return Scenario.from_dict(from_toml(text, ScenarioError, "scenario file", quoted(path)))

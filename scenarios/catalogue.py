"""The scenarios that come with the project, and those that users write as TOML files."""

import re
from hashlib import blake2b
from importlib import import_module
from os import PathLike, fspath
from pathlib import Path

from analysis.runs.files import read_text
from ecosystem.errors import Fault, PolicyError, ScenarioError, UnknownNameError, did_you_mean, quoted, unknown_name
from ecosystem.notation import from_toml
from ecosystem.parameters.fields import describe
from ecosystem.policies import POLICIES, read_policy
from ecosystem.scenario import Scenario
from scenarios.asking import Study
from scenarios.console.values import read_assignments, read_value

NAMES = (
    "baseline",
    "no_feedback",
    "denoising",
    "replace_vs_accumulate",
    "clean_archive",
    "opt_out_wave",
    "private_data_advantage",
    "no_demotion",
    "detector_arms_race",
    "labelling_mandate",
    "search_demotion",
    "author_levy",
    "pay_per_crawl",
    "answer_engines",
    "data_trust",
    "policy_packages",
    "equal_cost",
    "late_action",
    "stress",
    "no_ai",
)
"""One module a scenario, in the order in which people should read them."""
_LONGEST_NAME = 64
STUDIES = (*NAMES, "gaussian_world")
"""Modules with a question and the way to its answer: those of the scenarios, and one that has no world of its own."""


def catalogue() -> dict[str, Scenario]:
    """Give all scenarios of the project by name."""
    return {name: import_module(f"scenarios.{name}").SCENARIO for name in NAMES}


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


def load(name_or_path: str | PathLike[str]) -> Scenario:
    """Give a scenario of the catalogue, read one from a file, or put a policy on the baseline.

    Parameters
    ----------
    name_or_path : str or path
        A name of the catalogue, the path of a file that ends in ".toml", or a kind of policy, with values of its fields
        if wanted: "synthetic_cap" or "synthetic_cap:share=0.02,start=2027-01".

    Returns
    -------
    Scenario
        The scenario, checked.

    Raises
    ------
    UnknownNameError
        If there is neither a scenario nor a policy of this name.
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
    text = fspath(name_or_path)
    if text in NAMES:
        return catalogue()[text]
    if text.lower().endswith(".toml"):
        return _read(Path(text))
    kind, _, fields = text.partition(":")
    if kind in POLICIES:
        return _with_policy(text, kind, fields)
    remedy = f"{did_you_mean(kind, {*NAMES, *POLICIES})} A file of your own must end in .toml."
    raise UnknownNameError(Fault("scenario", "is not in the catalogue", quoted(text), "", remedy))


def _with_policy(text: str, kind: str, fields: str) -> Scenario:
    """Put one policy on the baseline; the scenario is named after the policy and what was changed of it."""
    of_text = {info.name for info in describe(POLICIES[kind]) if info.type in {"text", "date"}}
    parts = [part for part in fields.split(",") if part.strip()]
    given = read_assignments(parts, "policy field", "share=0.1", PolicyError)
    values = {field: read_value(value, is_text=field in of_text) for field, value in given.items()}
    policy = read_policy({"kind": kind, **values})
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", re.sub(r"(?<=\d)\.(?=\d)", "p", text)).strip("-")
    if len(name) > _LONGEST_NAME:  # what is cut off still tells two of them apart
        name = f"{name[: _LONGEST_NAME - 7]}-{blake2b(text.encode(), digest_size=3).hexdigest()}"
    story = f"The baseline with one policy. {policy.describe()}"
    question = "What does this policy change, for whom, and how sure is that?"
    baseline = catalogue()["baseline"]
    return baseline.replace(name=name, story=story, question=question, policies=(policy,))


def _read(path: Path) -> Scenario:
    """Read a scenario from a file."""
    text = read_text(path, "scenario file", ScenarioError, "Give the path of a readable TOML file.")
    return Scenario.from_dict(from_toml(text, ScenarioError, "scenario file", quoted(path)))

"""A notebook that asks a comparison again in Python: all that it is made of stands in its cells."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pprint import pformat
from textwrap import indent
from typing import Any

from analysis.reports.report_parts import title_of
from analysis.runs.citation import citation
from analysis.runs.design import BASELINE
from analysis.runs.files import to_json
from analysis.statistics.wording import joined
from analysis.whatif.comparison import Comparison
from analysis.whatif.delays import delays_of
from ecosystem.indicators import INDICATORS
from ecosystem.scenario import Scenario
from ecosystem.sources import Source

_WIDTH = 100
"""Characters of a line of a scenario."""
_INDENT = "    "
_COLUMNS = ("arm", "outcome", "baseline", "policy", "difference", "low", "high", "verdict")
_WORLDS = (
    " Its worlds are drawn from those that the project has: if they were drawn from a file of yours, "
    "give that as `ensemble=` below."
)


def notebook(comparison: Comparison) -> str:
    """Write a notebook that makes the runs of a comparison anew, and shows its card and its effects.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    str
        JSON of nbformat 4, without outputs; the same for the same comparison.
    """
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells: list[dict[str, Any]] = [
        {
            "cell_type": kind,
            "id": f"cell-{number}",
            "metadata": {},
            **({"execution_count": None, "outputs": []} if kind == "code" else {}),
            "source": text.splitlines(keepends=True),
        }
        for number, (kind, text) in enumerate(_cells(comparison), 1)
    ]
    return to_json({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def _cells(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Give kind and text of each cell."""
    cites = citation(comparison.manifest, comparison.arms)
    yield (
        "markdown",
        f"# {title_of(comparison.question, list(comparison.arms))}\n\n"
        f"Cite it as: {cites}.\n\n"
        "This notebook makes every run of the comparison anew. What each arm sets beside the defaults of the project "
        f"stands here: change it, and ask something else.{_WORLDS if comparison.worlds is not None else ''}",
    )
    if needs := list(_needs(comparison)):
        yield "markdown", "\n".join(needs)
    yield "code", "\n".join(_imports(comparison))
    yield "code", _scenarios(comparison)
    asked = [f"{_INDENT}{line},  # {told}" if told else f"{_INDENT}{line}," for line, told in _arguments(comparison)]
    yield "code", "\n".join(["result = compare(", *asked, ")", "result"])
    if delays_of(comparison.arms):
        yield "code", "effects = waiting(result).costs  # what each delay costs against acting in time\n" + _shown()
    else:
        yield "code", 'print("\\n".join(card_of(result).lines()))  # what it comes to'
        yield "code", f"effects = result.effects()  # arm less baseline, with intervals over pairs\n{_shown()}"
    if comparison.worlds is not None:
        yield "code", "result.over_worlds()  # how sure it is"
    yield (
        "markdown",
        "The same digits as above mean the same arms, seeds, worlds and code; then every number is that of the report.",
    )
    yield "code", "citation(result.manifest, result.arms)"


def _shown() -> str:
    return f"effects[{list(_COLUMNS)}]"


def _needs(comparison: Comparison) -> Iterator[str]:
    """Say which parts of others the runs need, where these must lie, and by which hash they are known."""
    for (given, sha256), parts in groupby(_sources(comparison), attrgetter("given_as", "sha256")):
        named = joined(f"the {each.what} `{each.name}`" for each in parts)
        where = "put that file beside this notebook" if given.endswith(".py") else "install its package"
        of = f"of `{given}`, which is not of this project: {where}. The SHA-256 of that file was `{sha256}`."
        yield f"- It needs {named} {of if given else 'that stood in no file: define it here first.'}"


def _imports(comparison: Comparison) -> Iterator[str]:
    """Import what the cells use; parts of others lie beside the notebook, or in packages that are installed."""
    for module in dict.fromkeys(each.path.partition(":")[0] for each in _sources(comparison)):
        yield f"import {module}  # makes its parts known"
    yield "from analysis import compare"
    yield "from analysis.runs.citation import citation"
    if delays_of(comparison.arms):
        yield "from analysis.whatif.delays import waiting"
    else:
        yield "from analysis.whatif.card import card_of"
    yield "from ecosystem import Scenario"


def _scenarios(comparison: Comparison) -> str:
    """Write the baseline and the arms as what they set."""
    arms = [f"{name!r}: {_written(arm)}," for name, arm in comparison.arms.items() if name != BASELINE]
    return f"baseline = {_written(comparison.baseline)}\narms = {{\n{indent('\n'.join(arms), _INDENT)}\n}}"


def _written(scenario: Scenario) -> str:
    values = pformat(settings_of(scenario), width=_WIDTH, sort_dicts=False)
    return f"Scenario.from_dict(\n{indent(values, _INDENT)}\n)"


def settings_of(scenario: Scenario) -> dict[str, Any]:
    """Give what a scenario sets beside the defaults, so that `Scenario.from_dict` makes it again."""
    given, default = (json.loads(each.to_json()) for each in (scenario, Scenario(name="default")))
    return {name: given[name] for name in ("name", "size", "months")} | _differing(given, default)


def _differing(values: Mapping[str, Any], default: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values that are not the default, of tables only those within."""
    return {
        name: _differing(value, default[name]) if isinstance(value, dict) and name in default else value
        for name, value in values.items()
        if name not in default or value != default[name]
    }


def _arguments(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Write the arguments of `compare`, with what they are where their names do not say it."""
    yield from (("baseline", ""), ("arms", ""))
    if comparison.worlds is None:
        yield f"replicates={comparison.manifest['replicates']}", "runs of each arm"
    else:
        yield f"worlds={len(comparison.worlds.drawn)}", "that history allows"
    yield f"seed={comparison.seed}", "of the first pair"
    if comparison.manifest.get("outcomes"):
        yield f"outcomes={list(comparison.outcomes)}", ""
    if added := [each.name for each in _sources(comparison) if each.what == INDICATORS.what]:
        yield f"indicators={added}", ""
    yield f"confidence={comparison.confidence}", "of the intervals"


def _sources(comparison: Comparison) -> list[Source]:
    sources = [Source(**each) for each in comparison.manifest.get("sources", ())]
    return sorted(sources, key=attrgetter("given_as", "sha256"))

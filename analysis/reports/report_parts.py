"""The parts of the report of a comparison, as plain texts for its template."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.evidence.history import contradictions
from analysis.outcomes.feedback import feedback_finding, feedback_of_arms, told_difference
from analysis.outcomes.welfare import QUESTION_USD
from analysis.runs.controls import CONTROLS
from analysis.runs.design import BASELINE
from analysis.runs.manifest import PYTHON
from analysis.runs.surroundings import addresses
from analysis.runs.worlds import Worlds
from analysis.statistics.claims import side
from analysis.statistics.inference import few_pairs
from analysis.statistics.intervals import FEWEST_RUNS
from analysis.statistics.wording import SEEDS_ONLY, amount, count, exact_percent, joined, number, percent, short_label
from analysis.uncertainty.given_worlds import matter_sentences
from analysis.whatif.differences import changed_values, difference_line, written
from analysis.whatif.effects import UNCHANGED
from analysis.whatif.over_worlds import IN_WORDS, in_words, matrix, world_sentences, worlds_told
from ecosystem.calendar import step_to_date
from ecosystem.columns import SHARE
from ecosystem.indicators import INDICATORS
from ecosystem.parameters.fields import describe
from ecosystem.policies import Policy
from ecosystem.program import DISTRIBUTION
from ecosystem.scenario import Scenario
from ecosystem.sources import Source

_OF_POLICIES = ("kind", "start", "end", "coverage")
_LEFT_OUT = (
    "Humans do not imitate what they read.",
    "Pages do not change after they are written; near-duplicates are chance, not copies.",
    "Sites sell metered fetches and licences; there are no exclusive deals, and no trade between countries.",
    "The mix of kinds of operators and what evasion costs are judgement: nobody has counted them.",
)


def title_of(question: str, arms: Sequence[str]) -> str:
    """Give the question, or make one of the names of the arms."""
    others = [name for name in arms if name != BASELINE]
    made = f"What {'does' if len(others) == 1 else 'do'} {joined(others)} change?" if others else "A baseline alone"
    return question.strip() or made


def facts(baseline: Scenario, n_pairs: int, confidence: float) -> str:
    """Say in one line what was run."""
    first, last = step_to_date(0), step_to_date(baseline.months - 1)
    return (
        f"Scenario {baseline.name}: {baseline.size:,} human authors, {first} to {last}; "
        f"{count(n_pairs, 'pair')} of runs, {exact_percent(confidence)} intervals."
    )


def warning(n_pairs: int) -> str:
    """Warn of a comparison of few runs; nothing if there are ten pairs or more."""
    if n_pairs < FEWEST_RUNS:
        runs = "No replicate came through in all arms" if n_pairs == 0 else "Each arm was run once"
        return f"{runs}: one run shows what can happen, not what a policy does. Ask for more replicates."
    return few_pairs(n_pairs)


def arms_told(baseline: Scenario, arms: Mapping[str, Scenario]) -> list[dict[str, Any]]:
    """Say what each arm is: its story, its policies, and every number in which it differs from the baseline."""
    return [
        {
            "name": name,
            "story": scenario.story,
            "difference": difference_line(baseline, scenario) if name != BASELINE else "",
            "policies": [_policy(each) for each in scenario.policies],
            "changes": changes_of(baseline, scenario),
        }
        for name, scenario in arms.items()
    ]


def changes_of(baseline: Scenario, scenario: Scenario) -> list[dict[str, str]]:
    """List the values of a scenario that differ from the baseline: name, unit, both values, meaning."""
    return [
        {"name": name, "unit": unit, "baseline": written(before), "value": written(after), "meaning": meaning}
        for name, unit, before, after, meaning in changed_values(baseline, scenario)
    ]


def effect_tables(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Write the effects of each arm as rows of text."""
    words = table.attrs
    return [
        {
            "arm": arm,
            "reference": words["reference"],
            "first": words["first"],
            "caption": words["caption"].format(arm),
            "rows": [_effect(row) for row in part.to_dict("records")],
        }
        for arm, part in table.groupby("arm", sort=False, observed=True)
    ]


def worlds_told_of(
    worlds: Worlds | None, table: pd.DataFrame | None, matters: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Write what effects are over worlds; that they are of seeds only where none were asked for.

    Parameters
    ----------
    worlds : Worlds or None
    table : DataFrame or None
        From `analysis.whatif.over_worlds.over_worlds`, with worlds.
    matters : DataFrame or None
        From `analysis.whatif.mattering.what_matters`.
    """
    if worlds is None or table is None:
        return {"finding": SEEDS_ONLY, "tables": []}
    rated = table[table["certainty"] != ""]
    return {
        "finding": worlds_told(table),
        "is": worlds.told(),
        "headings": list(IN_WORDS.values()),
        "matrix": matrix(table),
        "tables": [
            {"arm": arm, "rows": [list(in_words(row).values()) for row in part.to_dict("records")]}
            for arm, part in rated.groupby("arm", sort=False, observed=True)
        ],
        "sentences": world_sentences(table),
        "matters": [] if matters is None else matter_sentences(matters),
    }


def meanings(outcomes: Sequence[str]) -> dict[str, str]:
    """Say what the outcomes are: words for tables and the name in files, then the meaning."""
    known = {name: INDICATORS[name].meaning if name in INDICATORS else "" for name in outcomes}
    return {f"{short_label(name)} ({name})": meaning for name, meaning in known.items()}


def gain_tables(gains: pd.DataFrame, reference: str, of: str) -> list[dict[str, Any]]:
    """Write what each group gains or loses of something under each arm as rows of text."""
    tables = []
    for arm, part in gains.groupby("arm", sort=False, observed=True):
        rows = [
            {
                "group": row["group"],
                "baseline": _signed(number(row["baseline"])),
                "policy": _signed(number(row["policy"])),
                "difference": _signed(number(row["difference"], has_sign=True)),
                "interval": _interval(number(row["low"], has_sign=True), number(row["high"], has_sign=True)),
                "told": side(row),
                "verdict": row["verdict"],
            }
            for row in part.to_dict("records")
        ]
        tables.append({"caption": f"{of} under {arm} in {part['year'].iloc[0]}", "first": reference, "rows": rows})
    return tables


def controls_told(baseline: Scenario, arms: Mapping[str, Scenario]) -> dict[str, Any]:
    """Say which arms are mandatory controls, which are not in the comparison, and how these are run."""
    shown = {}
    for arm, scenario in arms.items():
        changed = {row["name"] for row in changes_of(baseline, scenario)}
        for name, control in CONTROLS.items():
            settings = control.overrides
            is_set = all(scenario.value(key) == value for key, value in settings.items())
            if changed and changed <= set(settings) and is_set:
                shown[arm] = f"{name} ({', '.join(f'{key} = {written(value)}' for key, value in settings.items())})"
    missing = [name for name in CONTROLS if not any(told.startswith(f"{name} ") for told in shown.values())]
    return {"shown": shown, "missing": missing, "command": "ecosystem run SCENARIO --controls"}


def feedback_told(world: Scenario, arms: Mapping[str, Scenario], series: pd.DataFrame) -> dict[str, Any] | None:
    """Say what AI costs models in parts, in the last year of the runs; None unless arms hold the controls for it."""
    table = feedback_of_arms(world, arms, series)
    if table.empty:
        return None
    last = table[table["year"] == table["year"].max()]
    rows = [(row["part"], told_difference(row), row["says"]) for _, row in last.iterrows()]
    return {"finding": feedback_finding(table), "year": last["year"].iloc[0], "rows": rows}


def limits(baseline: Scenario, n_pairs: int, series: pd.DataFrame, *, has_worlds: bool = False) -> list[str]:
    """Say what the numbers do not hold: history, parameters in force, chance and what the model leaves out.

    Parameters
    ----------
    baseline : Scenario
    n_pairs : int
    series : DataFrame
        Of the runs of the baseline; may be empty.
    has_worlds : bool
        Whether each pair is made in another world.
    """
    growth = baseline.parameters.training.efficiency_growth
    progress = "training.efficiency_growth = " + (
        f"{growth:g}: a reading teaches learners {exact_percent(growth)} more from year to year."
        if growth
        else "0: learners make no progress, so that a better method never makes up for worse data."
    )
    reading = baseline.parameters.attention
    retrieval = (
        f"attention.retrieval_share_max = {reading.retrieval_share_max:g}: so many answers come after reading pages, "
        "found as readers find them; it teaches a model nothing and brings the pages no visit."
        if reading.retrieval_share_max * reading.retrieval_weight
        else "There is no retrieval at answer time: a stale model stays stale."
    )
    question = (
        f"Readers' welfare hangs on what a question is worth to who asks: "
        f"market.value_per_question_usd = {baseline.parameters.market.value_per_question_usd:g}; published figures "
        f"come to {QUESTION_USD[0]:g} to {QUESTION_USD[1]:g} USD."
    )
    return [
        *(contradictions(series, baseline.parameters) if len(series) else ()),
        f"Intervals are of the mean over {n_pairs} worlds that history allows; history may allow others."
        if has_worlds
        else f"Intervals hold what other seeds would show ({n_pairs} pairs), at these parameters. What other values of "
        "uncertain parameters would show is not in them.",
        progress,
        retrieval,
        *(() if has_worlds else (question,)),
        f"{baseline.size:,} human authors stand for a whole web; outcomes in pages and authors scale with that number.",
        *_LEFT_OUT,
    ]


def rerun(manifest: Mapping[str, Any], arms: Mapping[str, Scenario], *, is_kept: bool) -> dict[str, Any]:
    """Say how the same numbers are had again: where the code comes from, what asked for them, and what made them.

    Parameters
    ----------
    manifest : mapping
        Of the comparison.
    arms : mapping of str to Scenario
    is_kept : bool
        Whether the runs lie in a folder.

    Returns
    -------
    dict
        How to get the code, commands that asked (none if Python did) and that make it again where the folder is, facts,
        packages, and hashes of the scenarios.
    """
    made_by = [str(each) for each in manifest.get("made_by", ())]
    facts_of = {name: manifest.get(name) for name in ("code", "git_commit", "python", "replicates")}
    if manifest.get("git_is_clean") is False:
        facts_of["git_commit"] = f"{facts_of['git_commit']}, with changes that are in no commit"
    facts_of["seed of the first pair"] = manifest.get("seed")
    parts = dict.fromkeys(Source(**each).given_as for each in manifest.get("sources", ()))
    named = [word for part in parts for word in ("--with", part)]
    return {
        "code": _how_to_get_the_code(str(manifest.get("code", ""))),
        "commands": [each for each in made_by if each != PYTHON],
        "is_python": PYTHON in made_by,
        "again": [shlex.join(["ecosystem", command, ".", *named]) for command in ("rerun", "report")],
        "is_kept": is_kept,
        "facts": {name: "not recorded" if value is None else str(value) for name, value in facts_of.items()},
        "packages": {name: version for name, version in (manifest.get("packages") or {}).items() if version},
        "hashes": {name: scenario.content_hash[:16] for name, scenario in arms.items()},
    }


def _how_to_get_the_code(code: str) -> str:
    """Say which package made the numbers, and where it is had or from whom."""
    package, where = f"{DISTRIBUTION} {code.partition('+')[0]}".strip(), addresses()
    told = "has no public address yet: ask whoever gave you this page for it, as a folder or a wheel"
    if where:
        told = f"is had from {joined(where)}"
    return (
        f"The program is the Python package {package}. It {told}, and install it with pip install; it brings the "
        "command ecosystem. Numbers come out the same where the code of the model is the one named below."
    )


def texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Write a table as rows of text."""
    return [{str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _effect(row: dict[str, Any]) -> dict[str, Any]:
    """Write one row of effects; `numbers` holds the same in full."""
    unit = row["unit"]
    low, high = (amount(row[end], unit, is_change=True, has_sign=True, has_unit=False) for end in ("low", "high"))
    relative = row["relative"]
    return {
        "outcome": row["outcome"],
        "label": short_label(row["outcome"]),
        "unit": "%, differences in points" if unit == "share" else unit,
        "baseline": _signed(amount(row["baseline"], unit, has_unit=False)),
        "policy": _signed(amount(row["policy"], unit, has_unit=False)),
        "difference": _signed(amount(row["difference"], unit, is_change=True, has_sign=True, has_unit=False)),
        "interval": _interval(low, high),
        "relative": "" if pd.isna(relative) else f"{_signed(number(100.0 * relative, has_sign=True))} %",
        "p_holm": _chance(row["p_holm"]),
        "p_better": "" if pd.isna(row["p_better"]) or row["verdict"] == UNCHANGED else percent(row["p_better"], 0),
        "n_pairs": row["n_pairs"],
        "method": row["method"],
        "told": side(row),
        "verdict": row["verdict"],
        "numbers": {name: repr(float(row[name])) for name in ("baseline", "policy", "difference", "low", "high")},
    }


def _policy(policy: Policy) -> dict[str, str]:
    """Write one policy: its sentence, its dates and coverage, and all its other numbers."""
    units = {info.name: info.unit for info in describe(type(policy)) if info.unit not in {"-", SHARE}}
    return {
        "kind": policy.kind,
        "sentence": policy.describe(),
        "start": policy.start,
        "end": policy.end or "stays",
        "coverage": amount(policy.coverage, SHARE),
        "others": ", ".join(
            f"{key} = {written(value)} {units.get(key, '')}".strip()
            for key, value in policy.model_dump().items()
            if key not in _OF_POLICIES
        ),
    }


def _interval(low: str, high: str) -> str:
    return "" if "no value" in {low, high} else f"{_signed(low)} to {_signed(high)}"


def _signed(text: str) -> str:
    """Write a minus as wide as a plus."""
    return text.replace("-", "\N{MINUS SIGN}")


def _chance(p_value: float) -> str:
    if pd.isna(p_value):
        return ""
    return "< 0.001" if p_value < 1e-3 else f"{p_value:.3f}"  # noqa: PLR2004

"""When it is too late, in words: the headline and the sentences of a comparison of delays."""

from typing import Any

import pandas as pd

from analysis.statistics.claims import claimed, side
from analysis.statistics.wording import amount, capital, count, joined, label, short_label
from analysis.whatif.delays import NEVER, Waiting
from analysis.whatif.effects import UNCHANGED

_Row = dict[str, Any]


def acting(arm: str) -> str:
    """Name in words what an arm does: "acting in time", "acting 12 months late", "never acting"."""
    return "never acting" if arm == NEVER else f"acting {arm.replace('_', ' ')}"


def waiting_title(found: Waiting) -> str:
    """Say in one sentence, without its full stop, when it is too late, as far as the runs can tell."""
    first, last = acting(found.earliest), list(found.delays)[-1]
    moved = _real(found.gains, found.earliest)
    if not moved:
        return f"Nothing shows when it is too late: {first} is not told apart from never acting"
    still = {arm: len(_real(found.gains, arm).keys() & moved.keys()) for arm in found.delays}
    late = list(found.delays)[max(place for place, number in enumerate(still.values()) if number) + 1 :]
    if late:
        when = f"{acting(late[0])} ({found.starts[late[0]]})"
        told = "as far as these runs can tell: nothing is then told apart from never acting"
        return f"It is too late from {when} on, {told}; {_what_waiting_costs(found)}"
    told = f"{acting(last)} still changes {still[last]} of the {len(moved)} that {first} changes"
    return f"It is not too late within {count(found.delays[last], 'month')}: {told}; {_what_waiting_costs(found)}"


def _what_waiting_costs(found: Waiting) -> str:
    """Count the outcomes that are told to get worse by each delay."""
    outcomes = count(found.costs["outcome"].nunique(), "outcome")
    worse = {arm: [row for row in _real(found.costs, arm).values() if side(row) == "worse"] for arm in _later(found)}
    if not any(worse.values()):
        return f"none of {outcomes} can be told to get worse by waiting"
    parts = [f"{len(rows) or 'none'} {_after(found, arm)}" for arm, rows in worse.items()]
    return f"of {outcomes} these can be told to get worse by waiting: {joined(parts)}"


def waiting_sentences(found: Waiting) -> list[str]:
    """Say of each outcome what waiting costs, and until when acting can be told from never acting.

    Returns
    -------
    list of str
        One sentence or two for each outcome of which anything is told, in the order of the table; then one each on
        outcomes of which nothing can be told, and on those that are the same in every pair.
    """
    outcomes = list(pd.unique(found.costs["outcome"]))
    told, untold, same = [], [], []
    for outcome in outcomes:
        costs, gains = (
            {row["arm"]: row for row in table[table["outcome"] == outcome].to_dict("records")}
            for table in (found.costs, found.gains)
        )
        if any(side(row) for row in (*costs.values(), *gains.values())):
            told.append(f"{_costs_sentence(found, costs)} {_limit_sentence(found, gains)}")
        elif all(row["verdict"] == UNCHANGED for row in (*costs.values(), *gains.values())):
            same.append(short_label(outcome))
        else:
            untold.append(short_label(outcome))
    told += [f"With these runs nothing can be told of waiting on: {joined(untold)}."] if untold else []
    told += [f"Exactly the same in every pair whenever one acts: {joined(same)}."] if same else []
    return told


def _later(found: Waiting) -> list[str]:
    return [*list(found.delays)[1:], NEVER]


def _real(table: pd.DataFrame, arm: str) -> dict[str, _Row]:
    """Give the rows of an arm that are told from chance once adjusted, by outcome."""
    rows = claimed(table[table["arm"] == arm]).to_dict("records")
    return {row["outcome"]: row for row in rows}


def _after(found: Waiting, arm: str) -> str:
    return "if nobody ever acts" if arm == NEVER else f"after {found.delays[arm]} months"


def _costs_sentence(found: Waiting, rows: dict[str, _Row]) -> str:
    """Tell what each delay changes of one outcome."""
    first = next(iter(rows.values()))
    level = amount(first["baseline"], first["unit"])
    start = f"{capital(label(first['outcome']))} is {level} when {acting(found.earliest)}"
    clauses: dict[str, list[str]] = {}
    for arm, row in rows.items():
        how_long = "for ever" if arm == NEVER else f"for {found.delays[arm]} months"
        verb, text = _change(row)
        clauses.setdefault(verb, []).append(text.format(how_long))
    return f"{start}; {'; '.join(f'{verb} {joined(parts)}' for verb, parts in clauses.items())}."


def _change(row: _Row) -> tuple[str, str]:
    """Give what waiting does and by how much: a cost where it is worse, a signed change where neither is better."""
    unit, told = row["unit"], side(row)
    is_signed = told in {"", "changed"}
    if row["verdict"] == UNCHANGED:
        return "exactly nothing is changed by waiting", "{}"
    values = [row[name] for name in ("difference", "low", "high")]
    difference, *ends = values if is_signed else [abs(values[0]), *sorted(map(abs, values[1:]))]
    low, high = (amount(end, unit, is_change=True, has_sign=is_signed, has_unit=False) for end in ends)
    text = f"{amount(difference, unit, is_change=True, has_sign=is_signed)} [{low} to {high}]"
    if not told:
        return "nothing can be told of waiting", f"{{}} ({text})" if row["n_pairs"] else "{}"
    verb = {"worse": "costs", "better": "gains", "changed": "changes it by"}[told]
    return f"waiting {verb}", f"{text} {{}}"


def _limit_sentence(found: Waiting, rows: dict[str, _Row]) -> str:
    """Tell until when acting is told apart from never acting."""
    told = [arm for arm in found.delays if side(rows[arm])]
    if not told:
        return f"What {acting(found.earliest)} changes of it is not told apart from never acting."
    last = told[-1]
    after = [arm for arm in found.delays if found.delays[arm] > found.delays[last]]
    start = f"{capital(acting(last))} ({found.starts[last]}) is still told apart from never acting"
    if not after:
        return f"{start}."
    return f"{start}; from {found.delays[after[0]]} months on ({found.starts[after[0]]}) it no longer is."

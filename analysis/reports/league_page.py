"""The league of policies over worlds as people read it: rows of a table, and a page in Markdown."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.reports.markdown import table as in_markdown
from analysis.statistics.wording import capital, joined, percent, short
from analysis.uncertainty.robust import HARM, league_sentences
from ecosystem.policies import ACTORS, OTHERS, POLICIES, Policy, actor_of
from ecosystem.presets import PRESETS

LEGEND = (
    "In brackets: what is lost in one of ten worlds, or more. Regret: how far it falls short of the best arm of a "
    "world, in nine of ten worlds at most. Models are told in parts of their loss, readers of their welfare; money, in "
    "parts of what authors earn where nothing is done. Cost: what is paid because of it, whoever pays, in USD a month "
    "per author, - if less than 1 % of what authors earn. \\* No other is better for somebody by 1 % or more, and "
    "worse for nobody."
)
"""What the table says."""
_SEVERAL, _NOBODY = "Several of these", "Nobody: nothing is done"
_ABOUT = "What each is most like, and what makes it hard in practice (a judgement; a law by name is that law)."
_LEAST = 0.0005
"""Parts below a twentieth of a percent are nothing."""


def league_rows(table: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Give headings and cells of a league, a row an arm.

    Parameters
    ----------
    table : DataFrame
        From `analysis.uncertainty.robust.league`.
    """
    groups = list(dict.fromkeys(table["who"]))
    rows = []
    for arm, part in table.groupby("arm", sort=False, observed=True):
        first, by_group = part.iloc[0], part.set_index("who")
        rows.append(
            [
                f"{arm}{' *' if first['is_efficient'] else ''}",
                f"{_part(first['largest_regret'])} {first['most_regretted']}",
                percent(first["satisfices"]),
                *(_gain(by_group.loc[group]) for group in groups),
                short(float(first["cost"]), 2) if first["cost_part"] >= HARM else "-",
            ]
        )
    return ["arm", "regret", "harms nobody in", *groups, "cost"], rows


def league_page(
    table: pd.DataFrame, policies: Mapping[str, Sequence[Policy]], reference: str, origin: str, command: str
) -> str:
    """Write a league as a page in Markdown.

    Parameters
    ----------
    table : DataFrame
        From `analysis.uncertainty.robust.league`.
    policies : mapping of str to sequence of Policy
        What each arm asks.
    reference : str
        The arm in which nothing is done.
    origin : str
        Which runs these are, in a sentence without full stop.
    command : str
        What writes the page.
    """
    headings, rows = league_rows(table)
    standing = dict(zip(pd.unique(table["arm"]), rows, strict=True))
    places = {arm: [str(place), *cells] for place, (arm, cells) in enumerate(standing.items(), 1)}
    acting = {arm: who_acts(policies[arm]) for arm in standing}
    lines = [
        "# Policies over worlds",
        f"What each policy does to whom, and how bad it may be: {origin}. Written by `{command}`.",
        "\n".join(f"- {sentence}" for sentence in league_sentences(table, reference)),
        LEGEND,
    ]
    for actor in (*ACTORS, OTHERS, _SEVERAL, _NOBODY):
        rows = [places[arm] for arm in standing if acting[arm] == actor]
        lines += [f"## {actor}", _table(("place", *headings), rows)] if rows else []
    real = [(arm, *reality_of(arm, policies[arm])) for arm in standing if policies[arm]]
    about = in_markdown(("arm", "most like it", "hard in practice"), real)
    return "\n\n".join([*lines, "## How real, and how hard", _ABOUT, about]) + "\n"


def who_acts(policies: Sequence[Policy]) -> str:
    """Say who must act under policies."""
    actors = {actor_of(type(policy)) for policy in policies}
    return actors.pop() if len(actors) == 1 else _SEVERAL if actors else _NOBODY


def reality_of(arm: str, policies: Sequence[Policy]) -> tuple[str, str]:
    """Say what real law or rule an arm is most like, and what makes it hard in practice.

    Parameters
    ----------
    arm : str
        Its name, which may be that of a law.
    policies : sequence of Policy
        What it asks.
    """
    kinds = list(dict.fromkeys(type(policy) for policy in policies))
    if arm not in PRESETS and len(kinds) > 1:
        named = joined(f"`{kind}`" for kind, policy in POLICIES.items() if policy in kinds)
        return f"A package of {named}.", "As its parts."
    like = PRESETS[arm].title if arm in PRESETS else kinds[0].resembles
    return f"{capital(like)}.", " ".join(dict.fromkeys(f"{capital(kind.hurdle)}." for kind in kinds))


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown whose numbers stand at the right."""
    lines = (headings, ["---:", "---", *["---:"] * (len(headings) - 2)], *rows)
    return "\n".join(f"| {' | '.join(cell.replace(' *', ' \\*') for cell in cells)} |" for cells in lines)


def _gain(row: pd.Series) -> str:
    """Write what somebody gains, and loses in one of ten worlds."""
    harm = f" [-{_part(row['harm'])}]" if row["harm"] >= HARM else ""
    return f"{_part(row['gain'], has_sign=True)}{harm}"


def _part(value: float, *, has_sign: bool = False) -> str:
    """Write a part as a percentage with one decimal."""
    return f"{100.0 * value:{'+' if has_sign else ''}.1f} %" if abs(value) >= _LEAST else "0 %"

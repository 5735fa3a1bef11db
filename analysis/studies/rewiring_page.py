"""The page of the rewiring test, written from its measurements."""

from collections.abc import Sequence

import pandas as pd

from analysis.statistics.inference import few_pairs
from analysis.statistics.wording import percent
from analysis.studies.rewiring import REFERENCE, SAME_SHARE, WEBS, WIRING_MONTH, Change, Verdict, compare_webs
from ecosystem import Scenario

_HEAD = """# Rewiring

Which results hang on the web being scale-free? The scenario `{name}` is run on webs that differ in one thing: which
site a link points to. This page is written by `python -m scenarios.rewiring --write docs/rewiring.md`
({replicates} replicates of {size:,} authors over {months} months, each with and without feedback).

| web | links point to |
| --- | --- |
| scale_free | attractive and much visited sites, mostly of the same topic; the baseline |
| random | any site, all equally likely |
| small_world | the nearest sites on a ring on which topics lie together; {rewired} of them to any site |
| block | any site, all equally likely, but as often of the same topic as in the scale-free web |
| random_equal | as in the random web; sites are equally attractive to authors as well |
"""
_RULE = f"""A value of a rewired web is its difference from the scale-free web, pair by pair on the same seeds, with its
95 % interval. It **rises** or **falls** if the interval leaves out zero, and **stays** if the whole interval lies
within {percent(SAME_SHARE)} of the value on the scale-free web, whether it leaves out zero or not.
"""
_CAVEATS = f"""## What is rewired, and what is not

- The number of links a site holds, the share renewed in a quarter and the two links by which a new site is found are
  the same in all webs, and so are the sites of the start, their kinds and their attractiveness. Authority is PageRank
  of the links, as ever; through it links reach visits, crawl and the profits of farms.
- Links are not the only heavy tail. Authors choose their sites by attractiveness and post at heavy-tailed rates, so
  that visits stay concentrated on a random web. In `random_equal` attractiveness is the same for all sites: what
  concentration is left comes from rates, topics and age.
- Farms are less attractive than human sites by `generators.farm.rank_gap`, which only a scale-free web turns into fewer
  links. On the others they have less authority only because they are young: in-links gather over years. What counts
  is the authority behind a page (`farm_authority`): on a scale-free web authors and links go to the same sites, so that
  human pages stand where authority is, and on the others they do not. The test does not tell these two apart.
- Random links keep to no topic. On the ring the links within a topic follow from the length of its arc and are more
  than elsewhere.
- No parameter is fitted anew. Costs of operators and the like were fitted on the scale-free web; a difference says
  what the wiring does when all else is kept, not that a model fitted on another web would miss the published figures.
- Wiring and visits are those at the end of {WIRING_MONTH}; the table of results names the dates of the others.
"""


def changes_sentences(frame: pd.DataFrame) -> list[str]:
    """Say in plain sentences which results change; those that describe the wiring itself are left aside.

    Parameters
    ----------
    frame : DataFrame
        From `run_webs`.

    Returns
    -------
    list of str
        One sentence a web, two on what all webs share, one on how the rewired webs differ from one another, and one on
        the cost of feedback.
    """
    told = _outcomes(compare_webs(frame))
    webs = [web for web in WEBS if web != REFERENCE]
    sentences = [f"On the `{web}` web {_by_verdict([each for each in told if each.web == web])}." for web in webs]
    names = list(dict.fromkeys(each.result.name for each in told))
    verdicts = {name: {each.verdict for each in told if each.result.name == name} for name in names}
    everywhere = [name for name in names if verdicts[name] in ({"rises"}, {"falls"})]
    nowhere = [name for name in names if verdicts[name] == {"stays"}]
    sentences.append(f"Results that change the same way on every rewired web: {_listed(everywhere)}.")
    sentences.append(f"Results that stay on every web: {_listed(nowhere)}.")
    return [*sentences, _among_the_rewired(frame), *_sign_of_feedback(told)]


def rewiring_page(frame: pd.DataFrame, scenario: Scenario) -> str:
    """Write what the webs showed as a page in Markdown.

    Parameters
    ----------
    frame : DataFrame
        From `run_webs`.
    scenario : Scenario
        What was run.
    """
    head = _HEAD.format(
        name=scenario.name,
        replicates=frame["replicate"].nunique(),
        size=scenario.size,
        months=scenario.months,
        rewired=percent(scenario.parameters.web.rewiring_share),
    )
    changes = compare_webs(frame)
    wiring, outcomes = [each for each in changes if each.result.is_wiring], _outcomes(changes)
    sentences = "\n".join(f"- {sentence}" for sentence in changes_sentences(frame))
    n_by_chance = 0.05 * len(outcomes)
    chance = f"Of {len(outcomes)} intervals about {n_by_chance:.0f} would leave out zero if nothing changed at all."
    cautions = "\n".join(filter(None, (chance, few_pairs(frame["replicate"].nunique()))))
    parts = (
        head,
        f"## Which named results change\n\n{sentences}\n",
        f"## Results\n\n{_RULE}{cautions}\n\n{_table(outcomes)}",
        f"## The wiring itself\n\n{_table(wiring)}",
        _CAVEATS,
    )
    return "\n".join(parts)


def _outcomes(changes: Sequence[Change]) -> list[Change]:
    """Leave out the results that describe the wiring itself."""
    return [each for each in changes if not each.result.is_wiring]


def _among_the_rewired(frame: pd.DataFrame) -> str:
    """Say in which results the other rewired webs differ from the random one."""
    told = [each for each in _outcomes(compare_webs(frame, "random")) if each.web != REFERENCE]
    moved = {
        web: [each.result.name for each in told if each.web == web and each.verdict in {"rises", "falls"}]
        for web in dict.fromkeys(each.web for each in told)
    }
    parts = "; ".join(f"`{web}` in {_listed(names)}" for web, names in moved.items())
    return f"Laid beside the random web, the other rewired webs are seen to differ: {parts}."


def _by_verdict(changes: Sequence[Change]) -> str:
    """List the results of one web by what becomes of them."""
    headings: dict[Verdict, str] = {
        "rises": "rising are",
        "falls": "falling are",
        "stays": "staying are",
        "not enough runs to tell": "there are not enough runs to tell of",
    }
    names = {told: [each.result.name for each in changes if each.verdict == told] for told in headings}
    return "; ".join(f"{heading} {_listed(names[told])}" for told, heading in headings.items() if names[told])


def _sign_of_feedback(changes: Sequence[Change]) -> list[str]:
    """Say on which webs feedback costs model quality."""
    costs = [each for each in changes if each.result.name == "feedback_cost_2035"]
    if not costs:
        return []
    levels = {REFERENCE: costs[0].reference, **{each.web: each.level for each in costs}}
    n_costly = sum(each.low > 0.0 for each in levels.values())
    told = ", ".join(f"{web} {level}" for web, level in levels.items())
    return [f"Feedback raises the loss of 2035 on {n_costly} of {len(levels)} webs (nats per idea: {told})."]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _table(changes: Sequence[Change]) -> str:
    """Write a table with one row a result and one column a web."""
    rewired = [web for web in WEBS if web != REFERENCE]
    lines = [
        f"| result | unit | {' | '.join(WEBS)} |",
        f"| --- | --- | ---: | {' | '.join('---:' for _ in rewired)} |",
    ]
    for result in dict.fromkeys(each.result for each in changes):
        row = {each.web: each for each in changes if each.result == result}
        cells = [f"{each.effect} {each.verdict}" for each in (row[web] for web in rewired)]
        level = next(iter(row.values())).reference.mean
        lines.append(f"| `{result.name}`: {result.meaning} | {result.unit} | {level:.3g} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"

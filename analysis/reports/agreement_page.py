"""The page of what agrees whatever stands on a page, written from its measurements."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from analysis.reports.markdown import table
from analysis.statistics.wording import joined
from analysis.studies.agreement import (
    ARMS,
    CONCLUSIONS,
    OWN,
    SHOWN,
    Agreement,
    agreements,
    losses_of_arms,
    rank_agreement,
)
from ecosystem import Scenario

_HEAD = """# Agreement

Do conclusions hang on pages being names of ideas? The same web runs {others} instead
([docs/text.md](text.md)); no parameter is fitted anew, so levels differ, and what is asked is the sign. This page is
written by `ecosystem agree{corpus} --write docs/agreement.md` ({replicates} runs of each arm, {size:,} authors
over {months} months; a web this small is no place for conclusions about levels).

"""
_RULE = """
Effects are differences in the last twelve months, pair by pair on the same seeds, with 95 % intervals: of losses in
nats per idea (per token of text), of others without unit. A content **agrees** if both intervals leave out zero on the
same side. An interval of three pairs is wide: "not enough runs to tell" says no more than that.
"""


def agreement_sentences(told: Sequence[Agreement]) -> list[str]:
    """Say what does not agree, then what does, then what cannot be told; the ecosystem's own content is not counted."""
    others = [each for each in told if each.family != OWN]
    sentences = [
        f"{SHOWN[each.family].capitalize()} does not agree on {each.conclusion.says}: {each.effect}, with "
        f"{SHOWN[OWN]} {_own(told, each)}"
        for each in others
        if each.verdict == "does not agree"
    ]
    for family in dict.fromkeys(each.family for each in others):
        mine = [each for each in others if each.family == family]
        n_of = Counter(each.verdict for each in mine)
        sentences.append(
            f"{SHOWN[family].capitalize()}: {n_of['agrees']} of {len(mine)} conclusions agree, "
            f"{n_of['does not agree']} do not, {n_of['not enough runs to tell']} cannot be told from these runs"
        )
    return sentences


def _own(told: Sequence[Agreement], other: Agreement) -> str:
    return next(str(each.effect) for each in told if each.family == OWN and each.conclusion == other.conclusion)


def _ranks(frame: pd.DataFrame, family: str) -> str:
    return "" if family == OWN else f" (rank correlation {rank_agreement(frame, family):+.2f})"


def agreement_page(frame: pd.DataFrame, scenario: Scenario, replicates: int) -> str:
    """Write the page.

    Parameters
    ----------
    frame : DataFrame
        From `run_families`.
    scenario : Scenario
    replicates : int
    """
    told = agreements(frame)
    families = list(dict.fromkeys(each.family for each in told))
    by = {(each.conclusion, each.family): each for each in told}
    ordered = sorted(
        CONCLUSIONS, key=lambda each: all(by[each, family].verdict != "does not agree" for family in families)
    )
    rows = [[each.says, *(_cell(by[each, family]) for family in families)] for each in ordered]
    corpus = " --corpus DIR" if "text" in families else ""
    others = joined([f"with {SHOWN[family]}" for family in families if family != OWN])
    asked = {"replicates": replicates, "size": scenario.size, "months": scenario.months}
    head = _HEAD.format(corpus=corpus, others=others, **asked)
    lines = [f"- {sentence}." for sentence in agreement_sentences(told)]
    orders = [
        f"- {SHOWN[family]}: {', '.join(losses_of_arms(frame, family).index)}{_ranks(frame, family)}"
        for family in families
    ]
    arms = ", ".join(f"`{arm}`" for arm in ARMS)
    return "\n".join(
        [
            head + "\n".join(lines),
            "",
            table(["effect of", *(SHOWN[family] for family in families)], rows),
            _RULE,
            f"Arms ({arms}) by the loss of the best model, the best first:",
            "",
            *orders,
            "",
        ]
    )


def _cell(each: Agreement) -> str:
    return str(each.effect) if each.family == OWN else f"{each.effect}, {each.verdict}"

"""Robust choice: which policy is least bad over all worlds, rather than best in the one that is thought most likely.

A policy is judged by several outcomes, which are never added up. Of each, its *regret* in a world is how far it falls
short of the best policy there, as a part of what lies between the best and the worst: 0 is the best, 1 the worst
(Savage 1951). It *satisfices* in a world if nobody is worse off by HARM or more than where nothing is done, whatever it
costs (Simon 1956; Lempert, Popper and Bankes 2003, Shaping the next one hundred years). It is *efficient* if no other
is at least as good by the median of each outcome, and better by one (Pareto).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.statistics.result_columns import ROBUST
from analysis.statistics.wording import count, joined, percent, short_label
from ecosystem.indicators import INDICATORS
from ecosystem.randomness import FloatArray

OUTCOMES = ("model_loss", "author_income", "reader_welfare", "trainer_revenue", "policy_payments")
"""What is weighed: models, authors, readers, trainers, and what is paid because policies ask for it."""
COST = "policy_payments"
"""Not somebody's outcome: it counts in regret and efficiency, less being better, and is no harm."""
HARM = 0.01
"""Of what an outcome is where nothing is done: less is little to no difference, as in `certainty.SIZES`."""
WORST = 0.9
"""Quantile over worlds by which regret is told: what a policy may cost in the worst tenth, and not in one world."""
SLACK = 1e-9


def league(values: Mapping[str, pd.DataFrame], reference: str) -> pd.DataFrame:
    """Rank arms over worlds.

    Parameters
    ----------
    values : mapping of str to DataFrame
        Outcome -> one row a world, one column an arm; a world in which an arm has no value does not count.
    reference : str
        The arm in which nothing is done.

    Returns
    -------
    DataFrame
        One row an arm and outcome, the arms of least regret first, with the columns of `ROBUST`.
    """
    whole = _whole(values)
    arms = list(next(iter(whole.values())).columns)
    signs = {name: _sign(name) for name in whole}
    effects = {name: table.sub(table[reference], axis=0) for name, table in whole.items()}
    regrets = {
        name: np.quantile(_regret(table.to_numpy() * signs[name]), WORST, axis=0) for name, table in whole.items()
    }
    better = np.stack([effects[name].to_numpy() * signs[name] for name in whole])
    borne = np.stack([-HARM * table[[reference]].abs().to_numpy() for table in whole.values()])
    is_felt = [name != COST for name in whole]
    of_arm = pd.DataFrame(
        {
            "arm": arms,
            "largest_regret": np.max(list(regrets.values()), axis=0),
            "satisfices": (better >= borne - SLACK)[is_felt].all(axis=0).mean(axis=0),
            "is_efficient": _efficient(np.median(better, axis=1).T),
            "n_worlds": better.shape[1],
        }
    )
    parts = [
        of_arm.assign(
            outcome=name, unit=INDICATORS[name].unit, median=effects[name].median().to_numpy(), regret=regrets[name]
        )
        for name in whole
    ]
    table = pd.concat(parts)[list(ROBUST.names)].sort_values("largest_regret", kind="stable")
    return ROBUST.told(table.reset_index(drop=True))


def _whole(values: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Keep the worlds in which every arm has a value of every outcome."""
    has_all = pd.concat([table.notna().all(axis=1) for table in values.values()], axis=1).all(axis=1)
    return {name: table[has_all.reindex(table.index)] for name, table in values.items()}


def _sign(name: str) -> float:
    """Give 1 where more of an outcome is better; what is paid because policies ask for it counts as a cost."""
    return -1.0 if INDICATORS[name].better == "lower" or name == COST else 1.0


def _regret(good: FloatArray) -> FloatArray:
    """Give how far each arm falls short of the best in each world, shape (n_worlds, n_arms), in [0, 1]."""
    best, worst = good.max(axis=1, keepdims=True), good.min(axis=1, keepdims=True)
    result: FloatArray = (best - good) / np.maximum(best - worst, 1e-300)
    return result


def _efficient(good: FloatArray) -> list[bool]:
    """Tell which arms no other beats, from how good each is by each outcome, shape (n_arms, n_outcomes)."""
    at_least = (good[:, None, :] >= good[None, :, :] - SLACK).all(axis=2)
    better = (good[:, None, :] > good[None, :, :] + SLACK).any(axis=2)
    result: list[bool] = (~(at_least & better).any(axis=0)).tolist()
    return result


def league_sentences(table: pd.DataFrame, reference: str) -> list[str]:
    """Say which arms of a league are robust."""
    arms = table.drop_duplicates("arm")
    first, n_worlds = str(arms["arm"].iloc[0]), count(int(arms["n_worlds"].iloc[0]), "world")
    weighed = joined(short_label(str(name)) for name in table["outcome"].unique())
    safe = [str(name) for name in arms.loc[arms["satisfices"] >= WORST, "arm"] if name != reference] or ["none"]
    return [
        f"Over {n_worlds} {first} is least bad: in nine of ten it falls short of the best by no more than "
        f"{percent(float(arms['largest_regret'].iloc[0]))} of what lies between best and worst, whatever is looked at "
        f"({weighed}).",
        f"Nobody is worse off by {percent(HARM)} or more than under {reference}, in nine of ten worlds or more: "
        f"{joined(safe)}.",
        f"No other is as good by every median as {joined(map(str, arms.loc[arms['is_efficient'], 'arm']))}.",
    ]

"""Robust choice: which policy is least bad over all worlds, rather than best in the one that is thought most likely.

A policy is judged by what several groups have at stake (`analysis.uncertainty.stakes`), which are never added up. Of
each, in every world, three things are asked in parts of what it is there where nothing is done:

- *gain*: how much better it is than where nothing is done; the *harm* is what it loses in the worst tenth of worlds;
- *regret*: how far it falls short of the best of the policies that are compared (Savage 1951). It hangs on which these
  are, and harm does not (types II and I of Herman et al. 2015, How should robustness be defined for water systems
  planning under change?). As a part of what lies between best and worst it would hang on the worst as well: one
  extreme policy would make all others look alike;
- it *satisfices* in a world if nobody there is worse off by HARM or more, whatever it costs (Simon 1956; Lempert,
  Popper and Bankes 2003, Shaping the next one hundred years).

A policy is *efficient* if no other is better for somebody by HARM or more and worse for nobody by as much, in the
median of worlds: Pareto's order, in which little to no difference does not count (Laumanns et al. 2002).
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.statistics.wording import count, joined, percent, short
from analysis.statistics.world_columns import ROBUST
from analysis.uncertainty.stakes import COST, MONEY, PURSE_MONEY, PURSE_PAYS, USD, Stake, StakeError, gains
from ecosystem.errors import Fault
from ecosystem.randomness import FloatArray

HARM = 0.01
"""In parts: less is little to no difference, as in `certainty.SIZES`."""
WORST = 0.9
"""Share of worlds in which regret and harm are not larger than told: the worst tenth is left, and not one world."""
SLACK = 1e-9
MOST_NAMED = 8
"""Arms that a sentence names one by one."""


def league(values: Mapping[str, pd.DataFrame], stakes: Sequence[Stake], reference: str) -> pd.DataFrame:
    """Rank arms over worlds.

    Parameters
    ----------
    values : mapping of str to DataFrame
        Stakes, what they are told in parts of, and costs -> one row a world, one column an arm; a world in which an
        arm has no value does not count.
    stakes : sequence of Stake
        What is weighed.
    reference : str
        The arm in which nothing is done.

    Returns
    -------
    DataFrame
        One row an arm and stake, with the columns of `ROBUST`: first the arms that satisfice in nine of ten worlds, of
        these the efficient ones, then those of less regret.

    Raises
    ------
    StakeError
        If there is no world in which every arm has a value.
    """
    whole = _whole(values)
    arms = list(whole[COST].columns)
    better = {stake.name: gains(whole, stake, reference) for stake in stakes}
    known = pd.concat([table.notna().all(axis=1) for table in better.values()], axis=1).all(axis=1)
    if not known.any():
        remedy = "Make the runs that are missing, or leave out an outcome that has no value."
        raise StakeError(Fault("worlds", "in which every arm has a value are none", remedy=remedy))
    whole, better = ({name: table[known] for name, table in each.items()} for each in (whole, better))
    parts = pd.concat([_part(stake, whole, better[stake.name], reference) for stake in stakes], ignore_index=True)
    of_arm = _of_arms(parts, stakes, whole, better)
    of_arm["cost_part"] = whole[COST].div(whole[MONEY][reference].clip(lower=SLACK), axis=0).median()
    of_arm = of_arm.assign(n_worlds=int(known.sum())).reindex(arms)
    table = parts.merge(of_arm, left_on="arm", right_index=True)[list(ROBUST.names)]
    ranked = of_arm.assign(is_harmless=of_arm["satisfices"] >= WORST).sort_values(
        ["is_harmless", "is_efficient", "largest_regret"], ascending=[False, False, True], kind="stable"
    )
    order = {arm: place for place, arm in enumerate(ranked.index)}
    return ROBUST.told(table.sort_values("arm", key=lambda each: each.map(order), kind="stable", ignore_index=True))


def _whole(values: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Keep the worlds in which every arm has a value of every outcome."""
    has_all = pd.concat([table.notna().all(axis=1) for table in values.values()], axis=1).all(axis=1)
    return {name: table[has_all.reindex(table.index)] for name, table in values.items()}


def _part(stake: Stake, values: Mapping[str, pd.DataFrame], better: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Give what is told of all arms by one stake."""
    table = values[stake.name]
    effect = table.sub(table[reference], axis=0)
    regret = -better.sub(better.max(axis=1), axis=0)
    return (
        pd.DataFrame(
            {
                "outcome": stake.name,
                "who": stake.who,
                "unit": stake.unit,
                "median": effect.median(),
                **{name: effect.quantile(place) for name, place in (("low_50", 0.25), ("high_50", 0.75))},
                **{
                    name: better.quantile(place)
                    for name, place in (("gain", 0.5), ("gain_low", 0.25), ("gain_high", 0.75))
                },
                "harm": (-better).quantile(WORST).clip(lower=0.0),
                "regret": regret.quantile(WORST),
            }
        )
        .rename_axis("arm")
        .reset_index()
    )


def _of_arms(
    parts: pd.DataFrame, stakes: Sequence[Stake], values: Mapping[str, pd.DataFrame], better: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Give what is told of each arm by all stakes together, by its name."""
    felt = [stake.name for stake in stakes if stake.is_harm]
    regret = parts.pivot_table("regret", "arm", "who", sort=False)
    harm = parts[parts["outcome"].isin(felt)].pivot_table("harm", "arm", "who", sort=False)
    fine = np.stack([(better[name] > -HARM + SLACK).to_numpy() for name in felt]) if felt else np.ones((1, 1, 1), bool)
    medians = np.stack([table.median().to_numpy() for table in better.values()])
    told = pd.DataFrame(
        {
            "satisfices": np.broadcast_to(fine.all(axis=0), values[COST].shape).mean(axis=0),
            "cost": values[COST].median(),
            "purse_pays": values[PURSE_PAYS].median(),
            "is_efficient": efficient(medians.T, HARM),
        },
        index=values[COST].columns,
    )
    told["largest_regret"], told["most_regretted"] = regret.max(axis=1), regret.idxmax(axis=1)
    told["largest_harm"] = harm.max(axis=1) if felt else 0.0
    told["most_harmed"] = harm.idxmax(axis=1).where(told["largest_harm"] >= HARM, "nobody") if felt else "nobody"
    return told


def efficient(good: FloatArray, slack: float = SLACK) -> list[bool]:
    """Tell which arms no other beats, from how good each is by each stake.

    Parameters
    ----------
    good : ndarray of float, shape (n_arms, n_stakes)
    slack : float
        Difference by which one has to be better to count, and may be worse.

    Returns
    -------
    list of bool
    """
    at_least = (good[:, None, :] > good[None, :, :] - max(slack, SLACK)).all(axis=2)
    better = (good[:, None, :] >= good[None, :, :] + slack).any(axis=2)
    result: list[bool] = (~(at_least & better).any(axis=0)).tolist()
    return result


def league_sentences(table: pd.DataFrame, reference: str) -> list[str]:
    """Say which arms of a league are robust, whom others hurt, and what they cost."""
    arms = table.drop_duplicates("arm").set_index("arm")
    first, n_worlds = arms.iloc[0], count(int(arms["n_worlds"].iloc[0]), "world")
    beaten = "no other beats it" if first["is_efficient"] else "others beat it"
    told = [
        f"Over {n_worlds} {first.name} comes first: it harms nobody in {percent(float(first['satisfices']))} of them "
        f"and {beaten} by medians. {_price(first)}"
    ]
    free = arms[arms["cost_part"] < HARM]
    if first["cost_part"] >= HARM and len(free):
        told.append(f"Of those that cost next to nothing it is {free.index[0]}.")
    low, high = (percent(float(arms["largest_regret"].quantile(place))) for place in (0.0, 1.0))
    told.append(
        f"In nine of ten worlds nobody falls short of the best of {count(len(arms), 'arm')} by more than {low} to "
        f"{high}, as the arm may be; where nothing is done, by {_regretted(arms.loc[reference])}."
    )
    told += [*_harmless(table, arms.drop(reference, errors="ignore"), reference)]
    worst = arms.loc[arms["largest_harm"].idxmax()]
    if worst["largest_harm"] >= HARM:
        lost = percent(float(worst["largest_harm"]))
        told.append(f"Most is lost by {worst['most_harmed']} under {worst.name}: {lost} or more in one of ten worlds.")
    best = [str(arm) for arm in arms.index[arms["is_efficient"]]]
    told.append(
        f"In the median no other is better for somebody by {percent(HARM)} or more, and worse for nobody, than "
        f"{_named(best)}."
    )
    return told


def league_headline(table: pd.DataFrame) -> str:
    """Say in a line which arm comes first, what it does and what it costs."""
    rows = table[table["arm"] == table["arm"].iloc[0]]
    first = rows.iloc[0]
    by_sign = {sign: rows[sign * rows["gain"] >= HARM] for sign in (1, -1)}
    does = [
        f"{verb} {joined(f'{percent(abs(float(row.gain)))} for {row.who}' for row in by_sign[sign].itertuples())}"
        for sign, verb in ((1, "a gain of"), (-1, "a loss of"))
        if len(by_sign[sign])
    ]
    cost = f"{short(float(first['cost']))} {USD}" if first["cost_part"] >= HARM else "next to no cost"
    worlds = count(int(first["n_worlds"]), "world")
    told = joined(does) if does else "little to no difference"
    return f"{first['arm']} comes first over {worlds}: {told}, at {cost}"


def _harmless(table: pd.DataFrame, arms: pd.DataFrame, reference: str) -> Iterator[str]:
    """Say under which arms nobody is worse off, and which of them help somebody."""
    most = table[table["outcome"] != PURSE_MONEY].groupby("arm", observed=True)["gain"].max()
    safe = arms.index[arms["satisfices"] >= WORST]
    helpful = [str(arm) for arm in safe if most[arm] >= HARM]
    what = f"Nobody is worse off by {percent(HARM)} or more than under {reference} in nine of ten worlds, and somebody "
    what += f"gains as much in the median: {_named(helpful) if helpful else 'none'}."
    others = len(safe) - len(helpful)
    yield what + (f" {others} more harm nobody and help nobody." if others else "")
    if not len(safe) and len(arms):
        share = percent(float(arms["satisfices"].max()))
        yield f"Nearest comes {arms['satisfices'].idxmax()}, which harms nobody in {share} of worlds."


def _regretted(arm: pd.Series) -> str:
    return f"{percent(float(arm['largest_regret']))} (worst for {arm['most_regretted']})"


def _price(arm: pd.Series) -> str:
    """Say what an arm costs, and who pays."""
    if arm["cost_part"] < HARM:
        return "It costs next to nothing."
    public = short(float(arm["purse_pays"])) if arm["purse_pays"] > 0.0 else "nothing"
    return f"Because of it {short(float(arm['cost']))} {USD} is paid in the median; the public purse pays {public}."


def _named(names: Sequence[str]) -> str:
    left = len(names) - MOST_NAMED
    return joined([*names[:MOST_NAMED], f"{left} more"] if left > 0 else names)

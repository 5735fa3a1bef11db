"""Stakes: whose outcomes are weighed where policies are ranked, in which unit, and of what a part of them is.

Regret and harm are told as parts, so that nats and dollars can be laid side by side without being added up: models in
parts of their loss, readers of their welfare, authors of their income, each where nothing is done. What trainers are
left with, and what the public purse pays or takes, may be near zero there: of such money a part is one of what authors
earn, the same dollars for everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.outcomes.welfare import full_years
from analysis.runs.design import BASELINE
from analysis.runs.worlds import Worlds
from analysis.statistics.paired_runs import RUN, check_runs, period_means, window
from analysis.statistics.periods import MONTHS_PER_YEAR, SeriesError
from analysis.statistics.wording import short_label
from ecosystem.errors import EcosystemError, Fault
from ecosystem.indicators import INDICATORS
from ecosystem.market.ledger import PURSE, TRAINERS
from ecosystem.shown import shown

USD = "USD a month per author"
COST, PURSE_PAYS = "policy_payments", "purse_pays"
"""What is paid because policies ask for it, whoever pays; and what of it, and of all else, comes from the purse."""
MONEY = "author_income"
"""What money is told in parts of."""
TRAINER_MONEY, PURSE_MONEY = "trainer_money", "public_purse"
"""What trainers are left with, and what the public purse takes less what it pays: of the welfare account."""


class StakeError(EcosystemError, ValueError):
    """An outcome cannot be weighed."""


@shown
@dataclass(frozen=True, slots=True)
class Stake:
    """What somebody has at stake.

    Attributes
    ----------
    name : str
        An indicator, TRAINER_MONEY or PURSE_MONEY.
    who : str
        Whose it is.
    better : {"higher", "lower"}
    yardstick : str
        The outcome whose value, where nothing is done, it is told in parts of.
    is_harm : bool
        Whether to have less of it is harm: it is none that a policy costs money.
    """

    name: str
    who: str
    better: Literal["higher", "lower"]
    yardstick: str
    is_harm: bool = True

    @property
    def unit(self) -> str:
        """Its unit."""
        return INDICATORS[self.name].unit if self.name in INDICATORS else USD

    @property
    def sign(self) -> float:
        """1 where more of it is better, else -1."""
        return 1.0 if self.better == "higher" else -1.0


STAKES = (
    Stake("model_loss", "models", "lower", "model_loss"),
    Stake("author_income", "authors", "higher", "author_income"),
    Stake("reader_welfare", "readers", "higher", "reader_welfare"),
    Stake(TRAINER_MONEY, "trainers", "higher", MONEY),
    Stake(PURSE_MONEY, "public purse", "higher", MONEY, is_harm=False),
)
"""What is weighed if nothing else is asked; trainers by what they are left with, since a levy raises what they take."""


def stakes_of(names: Sequence[str]) -> tuple[Stake, ...]:
    """Give the stakes of some outcomes: those of `STAKES` by name or by whose they are, others by their indicator.

    Raises
    ------
    StakeError
        If an outcome is unknown, is given twice, or has no better direction.
    """
    known = {key: stake for stake in STAKES for key in (stake.name, stake.who.removeprefix("public "))}
    found = tuple(known[name] if name in known else _of_indicator(name, known) for name in names)
    if twice := sorted({each.name for each in found if found.count(each) > 1}):
        raise StakeError(*(Fault(name, "is given twice", remedy="Leave one out.") for name in twice))
    return found


def _of_indicator(name: str, known: Mapping[str, Stake]) -> Stake:
    """Give the stake of an outcome that nobody's is above others."""
    if name == COST:
        return Stake(COST, "payments", "lower", MONEY, is_harm=False)
    if name not in INDICATORS:
        people = ", ".join(word for word, stake in known.items() if word != stake.name)
        outcomes = ", ".join(dict.fromkeys(stake.name for stake in known.values()))
        remedy = f"Give some of {people}, of what is theirs ({outcomes}), or an indicator."
        raise StakeError(Fault(name, "is no outcome that can be weighed", remedy=remedy))
    better = INDICATORS[name].better
    if better == "neither":
        raise StakeError(Fault(name, "is neither better when higher nor when lower", remedy="Choose another outcome."))
    return Stake(name, short_label(name), better, name)


def run_values(series: pd.DataFrame, welfare: pd.DataFrame, size: int, stakes: Sequence[Stake]) -> pd.DataFrame:
    """Give what every run says of stakes, of what they are told in parts of, and of what policies cost.

    Parameters
    ----------
    series, welfare : DataFrame
        Of all runs: columns arm and replicate, and those of `WebEcosystem.series` and `WebEcosystem.welfare_frame`.
    size : int
        Human authors at the start.
    stakes : sequence of Stake

    Returns
    -------
    DataFrame
        One row a run (arm, replicate): means of the last twelve months, and money of the last full year.

    Raises
    ------
    SeriesError
        If a column is missing, or no year of the runs is full.
    """
    named = dict.fromkeys(name for stake in stakes for name in (stake.name, stake.yardstick))
    asked = [*dict.fromkeys([*(name for name in named if name in INDICATORS), MONEY, COST])]
    check_runs(series, asked, BASELINE)
    years = full_years(welfare)
    if not years:
        raise SeriesError(Fault("runs", "have no full year", remedy="Ask for 12 months or more."))
    accounts = welfare[welfare["year"] == years[-1]]
    of_purse = accounts["subgroup"] == PURSE
    money = {
        TRAINER_MONEY: (accounts["group"] == TRAINERS, "net_usd"),
        PURSE_MONEY: (of_purse, "net_usd"),
        PURSE_PAYS: (of_purse, "paid_usd"),
    }
    means = period_means(series, asked, window(series, BASELINE, None))
    for name, (rows, column) in money.items():
        kept = accounts[rows].assign(arm=accounts["arm"].astype(str))
        sums = kept.groupby(list(RUN))[column].sum() / (MONTHS_PER_YEAR * size)
        means[name] = sums.reindex(means.index, fill_value=0.0)
    return means


def laid_by_world(values: pd.DataFrame, arms: Sequence[str], worlds: Worlds, seed: int) -> dict[str, pd.DataFrame]:
    """Lay what runs say of each outcome out by world, for the first pair of each.

    Parameters
    ----------
    values : DataFrame
        From `run_values`.
    arms : sequence of str
    worlds : Worlds
        Those of the replicates.
    seed : int
        Of the first pair.

    Returns
    -------
    dict of str to DataFrame
        Outcome -> one row a world, one column an arm; NaN where there is no such run.
    """
    first = {pair.replicate: pair.world for pair in worlds.first_pairs(seed)}
    tables = {str(name): values[name].unstack("arm").reindex(index=list(first), columns=list(arms)) for name in values}
    return {name: table.rename(index=first) for name, table in tables.items()}


def gains(values: Mapping[str, pd.DataFrame], stake: Stake, reference: str) -> pd.DataFrame:
    """Give how much better a stake is than in the reference of the same world, in parts; shape as that of its values.

    NaN where the yardstick is 0, of which nothing can be a part.
    """
    table = values[stake.name]
    scale = values[stake.yardstick][reference].abs()
    return table.sub(table[reference], axis=0).mul(stake.sign).div(scale.where(scale > 0.0), axis=0)

"""What a run found, as plain sentences without full stop, computed from the data: the titles of the figures."""

from collections.abc import Mapping

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.inference import paired_difference
from analysis.statistics.intervals import FEWEST_RUNS
from analysis.statistics.losses import loss_in_words
from analysis.statistics.periods import MONTHS_PER_YEAR, period_mean, split_replicates, year_mean
from analysis.statistics.wording import count, percent, short
from ecosystem.calendar import step_to_date
from ecosystem.parameters import Parameters

COMPARED_YEAR = "2025"
"""The last year with published figures: the one that the shares are stated for."""
NOTICEABLE_SHARE = 0.01
"""Share below which AI pages count as absent."""
_DATA_VALUES = (
    ("the price of 1,000 licensed tokens", "licence_price", 1.0, "USD"),
    ("the gain from 1,000 more human tokens", "marginal_value_human", 1e6, "millionths of a nat"),
    ("the reachable human stock", "reachable_human_pages", 1.0, "pages"),
)
"""What the finding on data says: subject, indicator, factor and unit."""
ALL_USED = 0.999
"""Share of what trainers could read from which all of it counts as used."""
MOSTLY_AI = 0.5
"""Synthetic share from which a site counts as AI-primary."""


def shares_finding(series: pd.DataFrame) -> str:
    """Say how much of new articles and of the crawl is AI-primary in 2025 and at the end of one or several runs."""
    parts = split_replicates(series)
    last_month = max(str(part["date"].iloc[-1]) for part in parts)
    last_year, names = last_month[:4], ("synthetic_share_new", "synthetic_share_crawl")
    peak = max((float(series[name].max()) for name in names if name in series.columns), default=0.0)
    if not peak >= NOTICEABLE_SHARE:
        return (
            f"Hardly any AI: its pages stay below {percent(NOTICEABLE_SHARE)} of new articles and "
            f"of the crawl to {last_month}"
        )
    compared = min(COMPARED_YEAR, last_year)
    new, crawl = (year_mean(parts, name, compared) for name in names)
    word = "but" if crawl < new / 2.0 else "and"
    sentence = f"AI-primary pages are {percent(new)} of new articles in {compared} {word} {percent(crawl)} of the crawl"
    if last_year == compared:
        return sentence
    new, crawl = (year_mean(parts, name, last_year) for name in names)
    return f"{sentence}; in {last_year} they are {percent(new)} and {percent(crawl)}"


def quality_finding(series: pd.DataFrame, controls: Mapping[str, pd.DataFrame]) -> str:
    """Say how good the best model is at the end and how that differs from a control.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates.
    controls : mapping of str to DataFrame
        Series of controls by name, replicate by replicate on the same seeds; "no_feedback" is
        compared with if given, else "no_ai", else the first.

    Returns
    -------
    str
        One sentence without full stop, with an interval if there are pairs enough.
    """
    last_year = str(series["date"].max())[:4]
    ours = _final_losses(series)
    if not np.isfinite(ours).any():
        return f"No model has a loss to show in {last_year}"
    start = f"The best model's loss is {np.nanmean(ours):.2f} nats per idea in {last_year}"
    preferred = [name for name in ("no_feedback", "no_ai", *controls) if name in controls]
    if not preferred:
        return start
    theirs = _final_losses(controls[preferred[0]])
    against = {"no_feedback": "without feedback", "no_ai": "without AI"}.get(
        preferred[0], f"with control {preferred[0]}"
    )
    n_pairs = min(ours.size, theirs.size)
    is_pair = np.isfinite(ours[:n_pairs] - theirs[:n_pairs])
    ours, theirs = ours[:n_pairs][is_pair], theirs[:n_pairs][is_pair]
    if not ours.size:
        return start
    if ours.size < FEWEST_RUNS:
        return f"{start}, {_more(float(ours[0] - theirs[0]))} than {against} (one pair of runs)"
    interval = paired_difference(theirs, ours)
    if not interval.excludes_zero:
        return f"{start}; {ours.size} pairs are not enough runs to tell it from that {against}"
    low, high = (short(end, 2, has_sign=True) for end in (interval.low, interval.high))
    return f"{start}, {_more(interval.mean)} than {against} (95 % interval {low} to {high})"


def age_finding(series: pd.DataFrame, parameters: Parameters) -> str:
    """Say what the loss of the best model means in the last year of one or several runs.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates.
    parameters : Parameters
        Of the scenario.

    Returns
    -------
    str
        One sentence without full stop.
    """
    losses = _final_losses(series)
    known = losses[np.isfinite(losses)]
    if not known.size:
        return "What the loss of a model means is not known before there is one"
    loss = float(known.mean())
    return f"A loss of {loss:.2f} is {loss_in_words(loss, parameters)}"


def data_value_finding(series: pd.DataFrame) -> str:
    """Say how the three measures of what data are worth change from the first year to the last.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates.

    Returns
    -------
    str
        One sentence without full stop; of one year only if the run has one.
    """
    parts = split_replicates(series)
    years = sorted({str(date)[:4] for date in series["date"]})

    told: list[str] = []
    for subject, indicator, scale, unit in _DATA_VALUES:
        means = [year_mean(parts, indicator, year) for year in (years[0], years[-1])]
        if np.isfinite(means).all():
            first, last = (short(scale * mean, 2) for mean in means)
            verb = "goes from" if not told else "from"
            told.append(
                f"{subject} is {last} {unit}" if len(years) == 1 else f"{subject} {verb} {first} to {last} {unit}"
            )
    when = f"In {years[0]}" if len(years) == 1 else f"From {years[0]} to {years[-1]}"
    if not told:
        return f"{when} nothing says what data are worth"
    return f"{when} {'; '.join(told)}"


def earnings_finding(earnings: pd.DataFrame) -> str:
    """Say which two groups take most of the income of the last year, and what they took at first.

    Parameters
    ----------
    earnings : DataFrame
        Columns date, group, income_usd: one row a month and group (and replicate).

    Returns
    -------
    str
        One sentence without full stop.
    """
    years = earnings["date"].str[:4]
    income = earnings.groupby([years, "group"], sort=True)["income_usd"].sum().unstack(fill_value=0)
    totals = income.sum(axis=1)
    first, last = income.index[0], income.index[-1]
    if totals[last] <= 0.0:
        return f"Nobody earns anything in {last}"
    shares = income.loc[last] / totals[last]
    before = income.loc[first] / totals[first] if totals[first] > 0.0 else income.loc[first] * 0.0
    largest = shares.sort_values(ascending=False, kind="stable").index[:2]
    told = [
        f"{group}{verb} {percent(shares[group])}{rest} ({percent(before[group])} in {first})"
        for group, verb, rest in zip(largest, (" take", ""), (f" of all income in {last}", ""), strict=False)
    ]
    sentence = ", ".join(told)
    return sentence[0].upper() + sentence[1:]


def lineage_finding(graph: nx.DiGraph) -> str:
    """Say how many models there are and how far the last ones descend from earlier ones.

    Parameters
    ----------
    graph : networkx.DiGraph
        Versions with attributes trainer, released_step, depth; edges from parent to child with
        the share of the child's training tokens.

    Returns
    -------
    str
        One sentence without full stop.
    """
    if not len(graph):
        return "No model was released"
    trainers = {data["trainer"] for _, data in graph.nodes(data=True)}
    start = f"{count(len(graph), 'model')} of {count(len(trainers), 'trainer')}"
    if not graph.number_of_edges():
        return f"{start}, none trained on the output of another"
    newest = [
        max(
            (node for node, data in graph.nodes(data=True) if data["trainer"] == trainer),
            key=lambda node: graph.nodes[node]["released_step"],
        )
        for trainer in trainers
    ]
    shares = [sum(d["share"] for _, _, d in graph.in_edges(node, data=True)) for node in newest]
    depth = float(np.mean([graph.nodes[node]["depth"] for node in newest]))
    last_step = max(int(graph.nodes[node]["released_step"]) for node in newest)
    return (
        f"{start}; the newest (on sale by {step_to_date(last_step)}) took {percent(float(np.mean(shares)))}"
        f" of their tokens from earlier ones, a depth of {depth:.2f} generations"
    )


def map_finding(map_frame: pd.DataFrame) -> str:
    """Say how many sites are mostly AI, what they draw in visits, and how many restrict crawlers.

    Parameters
    ----------
    map_frame : DataFrame
        One row a site: audience (visits a month), synthetic_share, crawler_rule.

    Returns
    -------
    str
        One sentence without full stop.
    """
    if map_frame.empty:
        return "The web has no site"
    mostly = map_frame["synthetic_share"].to_numpy(float) > MOSTLY_AI
    audience = map_frame["audience"].to_numpy(float)
    total = float(audience.sum())
    visits = float(audience[mostly].sum()) / total if total > 0.0 else 0.0
    closed = float((map_frame["crawler_rule"] != "open").mean())
    return (
        f"{percent(float(mostly.mean()))} of sites are mostly AI and draw {percent(visits)} of "
        f"visits; {percent(closed)} of sites refuse or price crawlers"
    )


def usage_finding(series: pd.DataFrame) -> str:
    """Say how many readers use any model at their peak and at the end of one or several runs.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates: user_share.

    Returns
    -------
    str
        One sentence without full stop.
    """
    parts = split_replicates(series)
    years = sorted(set(series["date"].str[:4]))
    shares = {year: year_mean(parts, "user_share", year) for year in years}
    peak, last = max(years, key=shares.__getitem__), years[-1]
    if not shares[peak] >= NOTICEABLE_SHARE:
        return f"Hardly any reader uses a model: under {percent(NOTICEABLE_SHARE)} in every year"
    then = "the most of all years" if peak == last else f"the most of all years, and {percent(shares[last])} in {last}"
    return f"{percent(shares[peak])} of readers use a model in {peak}, {then}"


def data_wall_finding(series: pd.DataFrame) -> str:
    """Say from which month on token budgets reach all text that trainers hold, or how much of it they reach.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates: stock_used_share.

    Returns
    -------
    str
        One sentence without full stop; of the mean over replicates.
    """
    share = series.groupby("date")["stock_used_share"].mean()
    full = share.index[share >= ALL_USED]
    last = share.index[-1]
    if full.empty:
        return f"Token budgets reach {percent(float(share.iloc[-1]))} of what trainers could read in {last}"
    return f"From {full[0]} on token budgets reach all that trainers could read (the data wall)"


def _final_losses(frame: pd.DataFrame) -> NDArray[np.float64]:
    return np.array(
        [period_mean(part, "model_loss", part["date"].iloc[-MONTHS_PER_YEAR:]) for part in split_replicates(frame)]
    )


def _more(difference: float) -> str:
    return f"{short(abs(difference), 2)} {'more' if difference >= 0.0 else 'less'}"

"""Whose data made the best model: how much of what data do for it is due to which groups of sites."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.result_columns import ATTRIBUTION
from analysis.statistics.shapley import N_PAIRS, SampledShares, enumerated_shapley, sampled_shapley
from analysis.statistics.wording import percent
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.market.attribution import (
    DataGame,
    SiteGroups,
    best_on_sale,
    data_game,
    human_part,
    site_groups,
    statistics_by_group,
    tokens_read,
)
from ecosystem.state import World

MOST_ENUMERATED = 10
"""Groups up to which every set of them is valued; beyond, orders of joining are drawn."""
LEAST_TOLD = 0.01
"""Share of the tokens below which a group is not spoken of."""
_TOKENS = 1000.0


class AttributionError(EcosystemError, ValueError):
    """The value of data cannot be shared out."""


def shares_of_groups(game: DataGame, n_pairs: int = N_PAIRS) -> SampledShares:
    """Share out the worth of all data among groups, exactly if there are at most MOST_ENUMERATED of them."""
    if len(game.names) <= MOST_ENUMERATED:
        return enumerated_shapley(game.names, game.worth)
    return sampled_shapley(game.names, game.worth, game.world.draws, n_pairs)


def attribution_frame(
    world: World,
    trainer: int | None = None,
    groups: SiteGroups | None = None,
    *,
    n_pairs: int = N_PAIRS,
) -> pd.DataFrame:
    """Say which groups of sites contributed how much to what data do for a model on sale.

    Parameters
    ----------
    world : World
        At the end of a month; it is not changed.
    trainer : int, optional
        Row of the trainer whose model is asked about; that of the best model if not given.
    groups : SiteGroups, optional
        A partition of the sites; by kind, news and blogs in head and tail, if not given. Licensed pages are a group
        of their own in either case.
    n_pairs : int
        As in `sampled_shapley`, for more than MOST_ENUMERATED groups.

    Returns
    -------
    DataFrame
        One row a group: pages (read for the version), ideas (different ones that the version read, on expectation),
        tokens (of text: ideas times content.tokens_per_idea, the unit of the licence price), synthetic_share (of the
        group's ideas), shapley (nats per idea), standard_error (of drawing orders; 0 where all sets are valued),
        share (of the whole), shapley_per_1000_tokens, alone (worth of the group without the others), last (what it
        adds to all others). The shapley column adds up to the loss without data less that with all. No row when
        nothing is on sale, models are not fitted, or a loss is infinite for want of smoothing.

    Raises
    ------
    AttributionError
        When there is no such trainer.
    """
    if trainer is not None and not 0 <= trainer < len(world.trainers):
        remedy = f"Trainers are numbered from 0 to {len(world.trainers) - 1}."
        raise AttributionError(Fault("trainer", "does not exist", quoted(trainer), remedy=remedy))
    version = best_on_sale(world, trainer)
    parameters = world.parameters
    if version is None or not parameters.controls.has_fitted_models or parameters.training.smoothing == "none":
        return ATTRIBUTION.told(pd.DataFrame(columns=ATTRIBUTION.names))
    statistics = statistics_by_group(world, version, groups or site_groups(world))
    game = data_game(world, version, statistics)
    ideas = tokens_read(statistics, version.uses).sum(axis=0)
    head = pd.DataFrame(
        {
            "group": game.names,
            "pages": statistics.n_pages,
            "ideas": ideas,
            "tokens": ideas * parameters.content.tokens_per_idea,
            "synthetic_share": 1.0 - human_part(statistics, version.uses),
        }
    )
    return ATTRIBUTION.told(head.join(_worth_columns(game, head["tokens"].to_numpy(), n_pairs)))


def _worth_columns(game: DataGame, tokens: NDArray[np.float64], n_pairs: int) -> pd.DataFrame:
    names, every = game.names, frozenset(game.names)
    shares = shares_of_groups(game, n_pairs)
    worth = np.array([shares.mean[name] for name in names])
    whole = game.worth(every)
    return pd.DataFrame(
        {
            "shapley": worth,
            "standard_error": [shares.standard_error[name] for name in names],
            "share": worth / whole if whole else np.nan,
            "shapley_per_1000_tokens": np.where(tokens > 0.0, worth / np.maximum(tokens, 1.0) * _TOKENS, np.nan),
            "alone": [game.worth(frozenset({name})) for name in names],
            "last": [whole - game.worth(every - {name}) for name in names],
        }
    )


def attribution_finding(frame: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, who gave most, and whose data gave least for their number.

    Parameters
    ----------
    frame : DataFrame
        From `attribution_frame`; several with a column `replicate` are averaged.
    """
    if frame.empty:
        return "No model that was fitted to data is on sale: there is nothing to share out"
    table = frame.groupby("group", sort=False)[["shapley", "ideas", "alone"]].mean()
    whole, ideas = float(table["shapley"].sum()), float(table["ideas"].sum())
    if not whole > 0.0:
        return f"Data do not make the best model better: all of them together change its loss by {-whole:+.2g} nats"
    parts = pd.DataFrame({"shapley": table["shapley"] / whole, "ideas": table["ideas"] / ideas})
    parts = parts[parts["ideas"] >= LEAST_TOLD]
    most, least = str(parts["shapley"].idxmax()), str((parts["shapley"] / parts["ideas"]).idxmin())
    told = (
        f"Data take {whole:.2f} nats per idea off the best model's loss; {most} brings the largest part "
        f"({percent(parts.loc[most, 'shapley'])} with {percent(parts.loc[most, 'ideas'])} of the tokens)"
    )
    if least != most:
        told += (
            f", and {least}, token for token, the smallest "
            f"({percent(parts.loc[least, 'shapley'])} with {percent(parts.loc[least, 'ideas'])})"
        )
    best = str(table["alone"].idxmax())
    if table.loc[best, "alone"] > whole:
        told += f"; {best} alone would take off more than all together, {table.loc[best, 'alone']:.2f}"
    return told

"""Runs of several arms with known effects, made by hand: no model runs here."""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.whatif.comparison import Comparison
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.policies import PublishingTax
from ecosystem.randomness import Draws

OUTCOMES = ("model_loss", "human_posts", "licence_price", "n_authors", "generator_profit")


def make_runs(
    replicates: int = 8, months: int = 24, arms: tuple[str, ...] = ("baseline", "tax", "idle")
) -> pd.DataFrame:
    """Make runs in which `tax` raises the loss by .4, lowers human posts by 100 of 1,000, and has a price of nothing.

    `idle` and others are the baseline to the bit. Runs of one replicate share what differs between replicates.
    """
    step = np.arange(months)
    frames = []
    for arm in arms:
        for replicate in range(replicates):
            draws = Draws(replicate).generator("test", 0, 0)
            shared, own = draws.standard_normal((2, 5))
            is_taxed = float(arm == "tax")
            frames.append(
                pd.DataFrame(
                    {
                        "arm": arm,
                        "replicate": replicate,
                        "step": step,
                        "date": [step_to_date(s) for s in step],
                        "model_loss": 2.0 + 0.2 * shared[0] + is_taxed * (0.4 + 0.02 * own[0]),
                        "human_posts": 1_000.0 + 40.0 * shared[1] - is_taxed * (100.0 + 10.0 * own[1]) + 0.1 * step,
                        "licence_price": np.nan,
                        "n_authors": 500.0 + shared[2] + is_taxed * 3.0 * own[2],
                        "generator_profit": 0.0 * step + is_taxed * (5.0 + 0.3 * own[3]),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


TAX = PublishingTax(start="2023-01", coverage=0.8, usd_per_page=0.125)


def make_accounts(replicates: int = 4, arms: tuple[str, ...] = ("baseline", "tax")) -> pd.DataFrame:
    """Make welfare accounts of two full years and a begun one, in which `tax` moves 100 USD a year from S to A."""
    rows = []
    for arm in arms:
        for replicate in range(replicates):
            for year, months in ((2022, 12), (2023, 12), (2024, 3)):
                moved = (100.0 + replicate) * (arm == "tax")
                for group, subgroup, welfare in (
                    ("authors", "decile 1", 400.0 + replicate + moved / 2.0),
                    ("authors", "decile 2", 600.0 + moved / 2.0),
                    ("search", "", 900.0 - moved),
                    ("idle", "", 5.0),
                ):
                    rows.append((arm, replicate, year, months, group, subgroup, 10.0, welfare, welfare))
    columns = ["arm", "replicate", "year", "months", "group", "subgroup", "n", "net_usd", "welfare_usd"]
    return pd.DataFrame(rows, columns=columns)


def make_comparison(replicates: int = 4, folder: Path | None = None) -> Comparison:
    """Make a comparison of `tax` (a policy), `idle` (nothing) and `<b>` (a control that does nothing)."""
    base = Scenario(name="small", size=100, months=24)
    arms = {
        "baseline": base,
        "tax": base.replace(name="tax", story="A <taxed> web.", policies=(TAX,)),
        "idle": base.replace(name="idle", **{"culture.persistence": 0.985}),
        "<b>": base.replace(name="control", **{"controls.has_feedback": False}),
    }
    names = tuple(arms)
    return Comparison(
        question="Does a <tax> help?",
        baseline=base,
        arms=arms,
        outcomes=OUTCOMES,
        seed=7,
        confidence=0.95,
        failures=pd.DataFrame(columns=["run_id", "arm", "replicate", "seed", "stage", "message"]),
        manifest={
            "made_by": ["ecosystem compare baseline 'my tax.toml'"],
            "code": "0.1.0+abc123",
            "git_commit": "89abcdef",
            "git_is_clean": True,
            "python": "3.12.1",
            "seed": 7,
            "replicates": replicates,
            "packages": {"numpy": "2.5.5"},
        },
        series=make_runs(replicates, arms=names),
        welfare=make_accounts(replicates, arms=names),
        n_pairs=replicates,
        folder=folder,
    )

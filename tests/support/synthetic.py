"""Frames made by hand for the tests of the analysis: no model runs here."""

import networkx as nx
import numpy as np
import pandas as pd

from ecosystem.calendar import step_to_date

CRAWL_2022_TO_2025 = {
    "2022-01": 0.0015,
    "2022-12": 0.0037,
    "2023-06": 0.0168,
    "2023-12": 0.0564,
    "2024-06": 0.1014,
    "2024-12": 0.1414,
    "2025-06": 0.1606,
}
# Months after November 2022, and questions over their mean of January to November 2022.
NICHE = ([-10, 0, 4, 7, 10, 13, 16, 19, 22, 25, 60], [1.03, 0.97, 0.77, 0.56, 0.47, 0.39, 0.36, 0.28, 0.22, 0.16, 0.02])


def make_series(months: int = 60, *, has_ai: bool = True, replicates: int = 1, name: str = "baseline") -> pd.DataFrame:
    """Make a series that passes through the published figures, or one of a web without AI."""
    return pd.concat([_replicate(months, has_ai, r, name) for r in range(replicates)], ignore_index=True)


def _replicate(months: int, has_ai: bool, replicate: int, name: str) -> pd.DataFrame:
    step = np.arange(months)
    ai = float(has_ai)
    wave = 1.0 + 0.04 * np.sin(step / 5.0 + replicate) + 0.03 * replicate
    new = ai * np.interp(step, [0, 10, 17, 28, 37, 60, 168], [0.01, 0.02, 0.3, 0.44, 0.5, 0.56, 0.7])
    dates = [step_to_date(s) for s in step]
    known = [dates.index(d) if d in dates else 999 for d in CRAWL_2022_TO_2025]
    crawl = ai * np.interp(step, [*known, 1200], [*CRAWL_2022_TO_2025.values(), 0.9])
    niche = np.interp(step - 10, *NICHE) if has_ai else 1.03 - 0.006 * step
    return pd.DataFrame(
        {
            "scenario": name,
            "replicate": replicate,
            "step": step,
            "date": dates,
            "synthetic_share_new": new * wave,
            "synthetic_share_crawl": crawl * wave,
            "synthetic_share_search": 0.14 * new * wave,
            "synthetic_share_training": 0.8 * crawl * wave,
            "synthetic_share_stock": 0.6 * crawl * wave,
            "detected_share": 0.042 + 0.95 * new,
            "human_posts_substitutable": 500.0 * niche,
            "user_share": ai * np.interp(step, [11, 22, 39, 60], [0.0, 0.018, 0.086, 0.2]),
            "opt_out_share_top": 0.14 * ai * np.clip((step - 18) / 3.0, 0.0, 1.0),
            "opt_out_share_1k": np.nan,
            "opt_out_share_10k": 0.16 * ai * np.clip((step - 18) / 3.0, 0.0, 1.0),
            "opt_out_share": 0.06 * ai * np.clip((step - 18) / 6.0, 0.0, 1.0),
            "model_loss": np.where(step < 3, np.nan, 0.3 + 0.001 * ai * step * wave),
            "tail_recall": np.where(step < 3, np.nan, 0.7 - 0.0012 * ai * step * wave),
            "stale_mass": np.where(step < 3, np.nan, 0.02 + 0.0005 * ai * step * wave),
        }
    )


def make_earnings(months: int = 168) -> pd.DataFrame:
    """Make the monthly accounts of four groups."""
    step = np.arange(months)
    income = {
        "human authors": 9e5 - 4e3 * step,
        "AI generators": 3e3 * step,
        "model trainers": 2e3 * step + 1e4,
        "site licences": np.where(step > 40, 5e4, 0.0),
    }
    rows = [
        pd.DataFrame(
            {
                "step": step,
                "date": [step_to_date(s) for s in step],
                "group": group,
                "income_usd": earned,
                "cost_usd": 0.8 * earned + 2e4,
                "profit_usd": 0.2 * earned - 2e4,
            }
        )
        for group, earned in income.items()
    ]
    return pd.concat(rows, ignore_index=True)


def make_lineage(trainers: int = 6, versions: int = 20) -> nx.DiGraph:
    """Make a lineage in which each model takes a growing share from the versions before it."""
    graph = nx.DiGraph()
    for version in range(versions):
        for trainer in range(trainers):
            step = -6 + 8 * version + trainer
            share = 0.02 * version
            earlier = list(graph.nodes)[-2 * trainers :]
            parents = [node for node in earlier if graph.nodes[node]["released_step"] < step]
            weights = np.arange(1, len(parents) + 1) ** 2.0
            depths = [graph.nodes[node]["depth"] for node in parents]
            shares = share * weights / weights.sum() if parents else weights
            node = f"t{trainer}v{version}"
            graph.add_node(
                node,
                trainer=trainer,
                version=version,
                released_step=step,
                date=step_to_date(step),
                depth=float(sum(s * (1.0 + d) for s, d in zip(shares, depths, strict=True))),
                loss=0.3,
            )
            for parent, part in zip(parents, shares, strict=True):
                if part > 0.0:
                    graph.add_edge(parent, node, share=float(part))
    return graph


def make_map(sites: int = 900) -> tuple[pd.DataFrame, np.ndarray]:
    """Make sites in topic clusters with Zipf audiences, a third of them farms at the low end."""
    rng = np.random.default_rng(5)
    rank = np.arange(1, sites + 1)
    topic = rng.integers(0, 9, sites)
    is_farm = (rank > sites // 2) & (rng.random(sites) < 0.6)
    angle = 2.0 * np.pi * topic / 9.0
    rules = np.array(["open", "opted out", "priced"])
    share = np.where(is_farm, rng.uniform(0.7, 1.0, sites), rng.beta(0.6, 3.0, sites))
    share[::97] = np.nan
    frame = pd.DataFrame(
        {
            "site": np.arange(sites),
            "kind": np.where(is_farm, "farm", "blog"),
            "topic": topic,
            "x": np.cos(angle) + 0.22 * rng.standard_normal(sites),
            "y": np.sin(angle) + 0.22 * rng.standard_normal(sites),
            "audience": 1e6 / rank,
            "authority": 1.0 / rank,
            "synthetic_share": share,
            "crawler_rule": rules[rng.choice(3, sites, p=[0.8, 0.15, 0.05])],
            "is_farm": is_farm,
        }
    )
    return frame, rng.integers(0, sites, (1500, 2))

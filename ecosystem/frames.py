"""Frames of the world as it stands: what versions were trained on, what filters kept, sites, posts, detection."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.calendar import FIRST_YEAR, MONTHS_A_YEAR, step_to_date
from ecosystem.checks import check_bounds
from ecosystem.content.contamination import by_year, largest_paths
from ecosystem.content.filters import STAGES, FilterAudit
from ecosystem.content.snapshot import PAGE_CLASSES
from ecosystem.frame_columns import (
    CONTAMINATION,
    CONTAMINATION_PATHS,
    DETECTION,
    FILTER_AUDIT,
    FILTER_AUDIT_BY_TOPIC,
    MAP,
    MODELS,
    POSTS,
    RECIPES,
    SITES,
)
from ecosystem.indicators.refusals import live_human_ranks
from ecosystem.kinds import AGENTS, ANSWERS, SITE_KINDS, TRAINING, hosts_people
from ecosystem.state import World
from ecosystem.tables import SOURCES
from ecosystem.web.atlas import site_positions
from ecosystem.web.author_groups import GROUPS, group_of_pages
from ecosystem.web.judging import calls_synthetic


def models_frame(world: World) -> pd.DataFrame:
    """Give one row a version ever trained, with the versions that wrote most of its synthetic data."""
    rows = []
    for version in world.lineage.versions:
        has_parent = version.parents.size > 0 and version.parents.max() > 0.0
        rows.append(
            {
                "model_id": version.model_id,
                "trainer": version.trainer,
                "version": version.version,
                "cutoff_step": version.cutoff_step,
                "trained_step": version.trained_step,
                "released_step": version.released_step,
                "released": step_to_date(version.released_step),
                "n_tokens": version.n_tokens,
                "n_different_tokens": version.n_different_tokens,
                "synthetic_share_training": version.synthetic_share,
                "lineage_depth": version.depth,
                "n_parents": int((version.parents > 0.0).sum()),
                "main_parent": int(version.parents.argmax()) if has_parent else -1,
                "main_parent_share": float(version.parents.max()) if has_parent else 0.0,
                "loss_at_training": version.loss_at_training,
            }
        )
    return MODELS.told(pd.DataFrame(rows, columns=MODELS.names))


def contamination_frame(world: World) -> pd.DataFrame:
    """Give one row a year, reader and writer: share of what the reader's versions were trained on that year.

    Returns
    -------
    DataFrame
        Columns year, reader, writer (rows of trainers), share (of the training tokens of the reader's versions
        trained in that year that models of the writer wrote), is_own (whether reader and writer are the same) and
        n_tokens (those training tokens, repeats included; the same for all writers).
    """
    rows = [
        (each.year, each.reader, writer, share, writer == each.reader, each.n_tokens)
        for each in by_year(world.lineage, len(world.trainers))
        for writer, share in enumerate(each.shares.tolist())
    ]
    return CONTAMINATION.told(pd.DataFrame(rows, columns=CONTAMINATION.names))


def contamination_paths(world: World) -> pd.DataFrame:
    """Give the ways through two or three models' trainings along which most came, the largest first.

    Returns
    -------
    DataFrame
        Columns path ("0 -> 2 -> 1": rows of trainers, the last reader last), n_steps, n_trainers (different ones) and
        share (of the training tokens of the last one, over all its versions).
    """
    rows = [
        (" -> ".join(map(str, path.trainers)), len(path.trainers) - 1, len(set(path.trainers)), path.share)
        for path in largest_paths(world.lineage, len(world.trainers))
    ]
    return CONTAMINATION_PATHS.told(pd.DataFrame(rows, columns=CONTAMINATION_PATHS.names))


def recipes_frame(world: World) -> pd.DataFrame:
    """Give one row a fitted version and source: how often training used a token of the source.

    Returns
    -------
    DataFrame
        Columns model_id, trainer, released (YYYY-MM), source (of `tables.SOURCES`), uses (times a token of the source
        was seen, >= 0; below 1 it is the chance that it was; 0 where the source held nothing) and share (of the
        different tokens that the version was trained on, in [0, 1]).
    """
    rows = [
        (version.model_id, version.trainer, step_to_date(version.released_step), source, uses, tokens / total)
        for version in world.lineage.versions
        if version.uses.size
        for total in (max(version.n_different_tokens, 1e-300),)
        for source, uses, tokens in zip(SOURCES, version.uses.tolist(), version.tokens_by_source.tolist(), strict=True)
    ]
    return RECIPES.told(pd.DataFrame(rows, columns=RECIPES.names))


def audit_frame(world: World) -> pd.DataFrame:
    """Give what the filters kept by year, scraper and stage, and by the group of the writer and the class of the page.

    Returns
    -------
    DataFrame
        Columns year, scraper (row), is_open (whether it is the open crawl), stage ("fetched", then those of
        `filters.STAGES`), group (of `author_groups.GROUPS`), page_class (of `snapshot.PAGE_CLASSES`) and pages (left
        after the stage; fetched for the first time in that year). No rows before the first month.
    """
    return FILTER_AUDIT.told(_audit(world, "group", GROUPS))


def audit_by_topic_frame(world: World) -> pd.DataFrame:
    """Give the same as `audit_frame` with a column topic (number) in place of group."""
    return FILTER_AUDIT_BY_TOPIC.told(_audit(world, "topic", range(world.n_topics)))


def _audit(world: World, rows: str, names: Iterable[str] | Iterable[int]) -> pd.DataFrame:
    """Lay out one of the two tables of the audits of all scrapers, years that have begun only."""
    n_years = (world.step + MONTHS_A_YEAR) // MONTHS_A_YEAR
    years, stages = range(FIRST_YEAR, FIRST_YEAR + n_years), ("fetched", *STAGES)
    pages = np.array([_table(memory.audit, rows)[:n_years] for memory in world.scraper_memory], dtype=np.int64)
    levels = [range(len(world.scrapers)), years, stages, names, PAGE_CLASSES]
    index = pd.MultiIndex.from_product(levels, names=["scraper", "year", "stage", rows, "page_class"])
    frame = pd.DataFrame({"pages": pages.ravel()}, index=index).reset_index()
    frame["is_open"] = world.scrapers.is_open[frame["scraper"].to_numpy(int)]
    return frame[["year", "scraper", "is_open", "stage", rows, "page_class", "pages"]]


def _table(audit: FilterAudit, rows: str) -> NDArray[np.int64]:
    return audit.by_group if rows == "group" else audit.by_topic


def map_frame(world: World) -> pd.DataFrame:
    """Give one row a site: kind, topic, place on the map, audience (visits last month), authority, synthetic share."""
    sites = world.sites
    rule = pd.Series("open", index=range(len(sites)), dtype=str)
    rule[sites.refuses[:, TRAINING]] = "opted out"
    rule[sites.is_paywalled] = "priced"
    place = site_positions(world)
    frame = pd.DataFrame(
        {
            "site": range(len(sites)),
            "kind": [SITE_KINDS[kind].name for kind in sites.kind.tolist()],
            "is_farm": ~hosts_people(sites.kind),
            "topic": sites.topic,
            "x": place[:, 0],
            "y": place[:, 1],
            "audience": sites.audience,
            "authority": sites.authority,
            "n_live": sites.n_live,
            "synthetic_share": sites.n_live_primary / sites.n_live.clip(min=1),
            "crawler_rule": rule,
        }
    )
    return MAP.told(frame)


def sites_frame(world: World) -> pd.DataFrame:
    """Give one row a site for statistics over sites, farms included.

    Returns
    -------
    DataFrame
        Columns site, kind, is_farm, n_live (live pages), visits (last month), in_links (sites that link to it),
        rank (in the real web, of what a site stands for; NaN where it stands for none), is_opted_out (refuses
        training), refuses_answers, refuses_agents.
    """
    sites, links = world.sites, world.links
    pairs = np.unique(np.stack([links.source, links.target]), axis=1)
    frame = pd.DataFrame(
        {
            "site": range(len(sites)),
            "kind": [SITE_KINDS[kind].name for kind in sites.kind.tolist()],
            "is_farm": ~hosts_people(sites.kind),
            "n_live": sites.n_live,
            "visits": sites.audience,
            "in_links": np.bincount(pairs[1], minlength=len(sites)),
            "rank": live_human_ranks(world),
            "is_opted_out": sites.refuses[:, TRAINING],
            "refuses_answers": sites.refuses[:, ANSWERS],
            "refuses_agents": sites.refuses[:, AGENTS],
        }
    )
    return SITES.told(frame)


def posts_frame(world: World, n_months: int = 12) -> pd.DataFrame:
    """Count the pages of each human author who published in the last months.

    Parameters
    ----------
    world : World
    n_months : int
        How many months back, this one included; >= 1.

    Returns
    -------
    DataFrame
        Columns author (row) and posts (>= 1), pages that are offline by now included.
    """
    check_bounds(n_months=(n_months, 1))
    corpus = world.corpus
    is_counted = (corpus.step > world.step - n_months) & ~corpus.is_operated
    posts = np.bincount(corpus.writer[is_counted].astype(np.int64), minlength=len(world.authors))
    rows = np.flatnonzero(posts)
    return POSTS.told(pd.DataFrame({"author": rows, "posts": posts[rows]}))


def detection_frame(world: World, n_months: int = 12) -> pd.DataFrame:
    """Say what detectors make of the pages of the last months, by the group of their writers.

    Parameters
    ----------
    world : World
    n_months : int
        How many months back, this one included; >= 1.

    Returns
    -------
    DataFrame
        One row a group of `author_groups.GROUPS`. Columns: group; pages and human_pages (those that are not
        AI-primary); flagged_engine and flagged_likelihood (pages called synthetic by the search engine in the month
        of writing and by the likelihood detector of now, with marks and signatures);
        false_positive_share_engine and false_positive_share_likelihood (human pages so called over human pages, in
        [0, 1]; NaN without any).
    """
    check_bounds(n_months=(n_months, 1))
    corpus = world.corpus
    pages = np.arange(corpus.first_page(world.step - n_months + 1), corpus.n_pages)
    group, is_human = group_of_pages(world, pages), ~world.is_primary(corpus.n_human[pages])
    n_human = np.bincount(group[is_human], minlength=len(GROUPS))
    columns = {"group": list(GROUPS), "pages": np.bincount(group, minlength=len(GROUPS)), "human_pages": n_human}
    readers = {"engine": corpus.flag("is_flagged", pages), "likelihood": calls_synthetic(world, pages, "likelihood")}
    for name, is_called in readers.items():
        wrong = np.bincount(group[is_called & is_human], minlength=len(GROUPS))
        columns[f"flagged_{name}"] = np.bincount(group[is_called], minlength=len(GROUPS))
        columns[f"false_positive_share_{name}"] = np.where(n_human > 0, wrong / np.maximum(n_human, 1), np.nan)
    return DETECTION.told(pd.DataFrame(columns))

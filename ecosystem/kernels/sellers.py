"""Sellers of data: what they hold that others do not have, and who owns their pages."""

import numpy as np

from ecosystem.kernels.arrays import BoolArray, FloatArray, IntArray, PageRecords
from ecosystem.kernels.compiling import compiled


@compiled
def not_owned(
    sites: IntArray, n_live: IntArray, licensed: IntArray, fetched: IntArray, buyers: tuple[IntArray, IntArray]
) -> IntArray:
    """Count the live pages of sites that each buyer has neither licensed nor fetched, shape (n_buyers, n).

    Parameters
    ----------
    sites : ndarray of int64, shape (n,)
        Rows.
    n_live : ndarray of int64, shape (n_sites,)
    licensed : ndarray of int64, shape (n_rows, n_sites)
        Live pages by the row of who licensed them.
    fetched : ndarray of int64, shape (n_scrapers, n)
        Live pages of those sites that each scraper has fetched.
    buyers : tuple of two ndarray of int64, shapes (n_buyers,) and (n_rows,)
        Rows of the buyers, and the scraper of each row.
    """
    rows, scraper = buyers
    result = np.empty((rows.size, sites.size), np.int64)
    for place in range(rows.size):
        row = rows[place]
        for seller in range(sites.size):
            site = sites[seller]
            result[place, seller] = max(n_live[site] - licensed[row, site] - fetched[scraper[row], seller], 0)
    return result


@compiled
def by_topic(values: FloatArray, topic: IntArray, n_topics: int) -> FloatArray:
    """Add up each row by the topic of its columns, shape (n_rows, n_topics).

    Parameters
    ----------
    values : ndarray of float, shape (n_rows, n)
    topic : ndarray of int64, shape (n,)
    n_topics : int
    """
    result = np.zeros((len(values), n_topics))
    for row in range(len(values)):
        for column in range(topic.size):
            result[row, topic[column]] += values[row, column]
    return result


@compiled
def owners(records: PageRecords, pages: IntArray, masks: tuple[int, int]) -> tuple[IntArray, IntArray, IntArray]:
    """Sort pages by who owns them: authors what they wrote as articles, operators what is theirs, sites the rest.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (n,)
    masks : tuple of two int
        Of the flags of what operators wrote, and of articles.

    Returns
    -------
    places : ndarray of int64, shape (n,)
        Of the pages in `pages`, group after group, and in a group as they came.
    rows : ndarray of int64, shape (n,)
        Of the owners.
    ends : ndarray of int64, shape (3,)
        Where authors, operators and sites end.
    """
    operated, article = masks
    group, owner, ends = np.empty(pages.size, np.int8), np.empty(pages.size, np.int64), np.zeros(3, np.int64)
    for place in range(pages.size):
        record = records[pages[place]]
        group[place] = 1 if record.flags & operated else 0 if record.flags & article else 2
        owner[place] = record.site if group[place] == 2 else record.writer  # noqa: PLR2004
        ends[group[place]] += 1
    ends = np.cumsum(ends)
    following = np.array([0, ends[0], ends[1]])
    places, rows = np.empty(pages.size, np.int64), np.empty(pages.size, np.int64)
    for place in range(pages.size):
        at = following[group[place]]
        places[at], rows[at] = place, owner[place]
        following[group[place]] += 1
    return places, rows, ends


@compiled
def count_contracts(n_sold: IntArray, is_shared: BoolArray, part: float) -> FloatArray:
    """Count the sellers of whom each buyer has something, those that share a contract once, shape (n_buyers,).

    Parameters
    ----------
    n_sold : ndarray of int64, shape (n_buyers, n_sellers)
    is_shared : ndarray of bool, shape (n_sellers,)
    part : float
        What the shared contract counts, over that of one seller.
    """
    result = np.zeros(len(n_sold))
    for buyer in range(len(n_sold)):
        has_shared = False
        for seller in range(is_shared.size):
            if n_sold[buyer, seller] > 0:
                result[buyer] += not is_shared[seller]
                has_shared |= is_shared[seller]
        result[buyer] += part * has_shared
    return result

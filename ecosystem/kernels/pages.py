"""Drawing pages by site, and choosing among those drawn."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, FloatArray, IntArray, KeyPair, PageRecords, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow, raw_of, to_unit

_ONE = np.uint64(1)
_DRAWN = np.uint8(1 << 7)
"""A flag that pages carry while some are drawn, so that each is found once."""

Blocks = tuple[AnyIntArray, AnyIntArray, int]
"""Where the pages of sites are: two tables of int32, shape (n_sites, n_months) or larger, and the months so far.

The first has the pages that each site had published by the end of each month, the second the id of its first page of
the month; the others of the month follow.
"""


@compiled
def _draw_sites(weight: FloatArray, unit: FloatArray) -> IntArray:
    """Give the site that each uniform falls on, by a guide to the running sum of weights."""
    total = np.cumsum(weight)
    n_parts, site = 1, 0
    while n_parts < total.size:
        n_parts *= 2
    guide, result = np.empty(n_parts, np.int64), np.empty(unit.size, np.int64)
    for part in range(n_parts):
        while total[site] <= part / n_parts * total[-1]:
            site += 1
        guide[part] = site
    for draw in range(unit.size):
        site = guide[int(unit[draw] * n_parts)]
        while total[site] <= unit[draw] * total[-1]:
            site += 1
        result[draw] = site
    return result


@compiled
def pages_of_sites(blocks: Blocks, site: IntArray, ordinal: IntArray) -> IntArray:
    """Find the page with an ordinal among all pages of a site, by bisection over months, all of them in step."""
    n_until, block_start, n_left = blocks
    # Numbers without a sign, which cannot count from the end, let a machine look up many at a time.
    month, result = np.zeros(site.size, np.uint64), np.empty(site.size, np.int64)
    while n_left > 1:
        half = n_left // 2
        for place in range(site.size):
            later = month[place] + np.uint64(half)
            is_later = n_until[np.uint64(site[place]), later - _ONE] <= ordinal[place]
            month[place] = later if is_later else month[place]
        n_left -= half
    for place in range(site.size):
        of_site, of_month = np.uint64(site[place]), month[place]
        before = n_until[of_site, of_month - _ONE] if of_month > 0 else 0
        result[place] = block_start[of_site, of_month] + ordinal[place] - before
    return result


@compiled
def draw_any(blocks: Blocks, first: IntArray, number: IntArray, weight: FloatArray, pair: KeyPair, n: int) -> IntArray:
    """Draw sites by weight, then any of some pages of each; dead ones and repeats included."""
    by_site, by_page = np.empty((2, n))
    for draw in range(n):
        key = follow(np.uint64(0), np.uint64(draw))
        by_site[draw] = to_unit(raw_of(pair, follow(key, np.uint64(0))))
        by_page[draw] = to_unit(raw_of(pair, follow(key, np.uint64(1))))
    site = _draw_sites(weight, by_site)
    ordinal = np.empty(n, np.int64)
    for draw in range(n):
        ordinal[draw] = first[site[draw]] + np.int64(by_page[draw] * number[site[draw]])
    return pages_of_sites(blocks, site, ordinal)


@compiled
def draw_live(
    blocks: Blocks,
    first: IntArray,
    number: IntArray,
    weight: FloatArray,
    records: PageRecords,
    step: int,
    pair: KeyPair,
    n: int,
) -> IntArray:
    """Draw sites by weight and any of some pages of each; give the live ones in the order of the draws.

    Parameters
    ----------
    blocks : Blocks
    first, number : ndarray of int64, shape (n_sites,)
        First ordinal, and how many ordinals, of the pages of each site that may be drawn.
    weight : ndarray of float, shape (n_sites,)
        Of sites; zero where no page may be drawn, and not everywhere.
    records : ndarray of PAGE, shape (n_pages,)
    step : int
    pair : tuple of two uint64
        Names the draws.
    n : int
        Draws.

    Returns
    -------
    ndarray of int64
        Page ids; some more than once.
    """
    return _live(records, draw_any(blocks, first, number, weight, pair, n), step)


@inlined
def _live(records: PageRecords, pages: IntArray, step: int) -> IntArray:
    """Keep the pages that are live, in the same place of memory; without a branch many are looked up at a time."""
    n_live = 0
    for page in pages:
        pages[n_live] = page
        n_live += records[page].death > step
    return pages[:n_live]


@compiled
def find_new(
    blocks: Blocks,
    site_columns: tuple[IntArray, IntArray, IntArray, FloatArray],
    room: IntArray,
    records: PageRecords,
    step: int,
    reader: int,
    pairs: UInt64Array,
    most_misses: int,
    n: int,
) -> IntArray:
    """Find pages that a reader has never fetched, in rounds of draws with a cap on each site.

    Pages that are dead or were fetched before are misses. Each round draws as often as is expected to find what is
    missing. While it lasts, what was found counts as fetched.

    Parameters
    ----------
    blocks : Blocks
    site_columns : tuple of ndarray, shape (n_sites,)
        First ordinal and number of the pages young enough to live, pages never fetched, and priority of such a page.
    room : ndarray of int64, shape (n_sites,)
        Pages that each site may have; taken from as pages are found.
    records : ndarray of PAGE, shape (n_pages,)
    step : int
    reader : int
        Place of its bit in `fetched_by`.
    pairs : ndarray of uint64, shape (n_rounds, 3, 2)
        Names, in each round, the draws of pages, of those that stay within the room of a site, and of those that stay
        when there are too many.
    most_misses : int
        Draws for each page that is missing.
    n : int
        Pages wanted, and the most that are found.

    Returns
    -------
    ndarray of int64
        Page ids, each once.
    """
    first, number, n_unfetched, priority = site_columns
    bit, found, n_found = np.uint8(1 << reader), np.empty(n, np.int64), 0
    for of_draw, of_room, of_rest in pairs:
        weight, n_hits, n_all = np.zeros(number.size), 0.0, 0.0
        for place in range(number.size):
            if n_unfetched[place] > 0 and room[place] > 0:
                n_hits += priority[place] * n_unfetched[place]
                weight[place] = priority[place] * number[place]
                n_all += weight[place]
        if n_found == n or n_hits == 0.0:
            break
        n_draws = round((n - n_found) * min(n_all / n_hits, most_misses)) + 8
        drawn, n_new = draw_any(blocks, first, number, weight, (of_draw[0], of_draw[1]), n_draws), 0
        for page in _live(records, drawn, step):
            drawn[n_new] = page
            n_new += records[page].fetched_by & bit == 0
            records[page].fetched_by |= bit
        drawn = drawn[:n_new]
        is_kept = within_room(records, drawn, room, (of_room[0], of_room[1]))
        is_kept = at_most(records, drawn, is_kept, (of_rest[0], of_rest[1]), n - n_found)
        for place in range(n_new):
            page = drawn[place]
            if is_kept[place]:
                found[n_found] = page
                n_found += 1
                room[records[page].site] -= 1
            else:
                records[page].fetched_by ^= bit
    for page in found[:n_found]:
        records[page].fetched_by ^= bit
    return found[:n_found]


@compiled
def draw_known(
    known: AnyIntArray, records: PageRecords, is_open: BoolArray, step: int, pair: KeyPair, n: int
) -> IntArray:
    """Draw from known pages; give the live ones of open sites, each once.

    Parameters
    ----------
    known : ndarray of int
        Different ids of pages.
    records : ndarray of PAGE, shape (n_pages,)
    is_open : ndarray of bool, shape (n_sites,)
    step, pair, n
        As above.
    """
    drawn, n_found = np.empty(n, np.int64), 0
    for draw in range(n):
        drawn[draw] = np.int64(to_unit(raw_of(pair, follow(np.uint64(0), np.uint64(draw)))) * known.size)
    for draw in range(n):  # not above, where numbers are drawn many at a time
        drawn[draw] = known[drawn[draw]]
    for page in _live(records, drawn, step):
        drawn[n_found] = page
        may_come = is_open[records[page].site]
        n_found += may_come & (records[page].flags & _DRAWN == 0)
        records[page].flags |= may_come * _DRAWN
    for page in drawn[:n_found]:
        records[page].flags ^= _DRAWN
    return drawn[:n_found]


@compiled
def within_room(records: PageRecords, pages: IntArray, room: IntArray, pair: KeyPair) -> BoolArray:
    """Tell which pages stay where each site has room for so many: any of them, with equal chances.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (n,)
        Different ids.
    room : ndarray of int64, shape (n_sites,)
    pair : tuple of two uint64
        Names the draws.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    result = np.ones(pages.size, np.bool_)
    number = np.zeros(room.size, np.int64)
    for page in pages:
        number[records[page].site] += 1
    # Of sites that have too many, the numbers drawn for their pages lie side by side.
    end, n_crowded = np.zeros(room.size, np.int64), 0
    for place in range(room.size):
        end[place] = n_crowded
        n_crowded += number[place] * (number[place] > room[place])
    if n_crowded == 0:
        return result
    raw, limit = np.empty(n_crowded, np.uint64), np.zeros(room.size, np.uint64)
    for page in pages:
        of_page = records[page].site
        if number[of_page] > room[of_page]:
            raw[end[of_page]] = raw_of(pair, records[page].key)
            end[of_page] += 1
    for place in range(room.size):
        if number[place] > room[place] > 0:
            limit[place] = _least(raw[end[place] - number[place] : end[place]], room[place])
    for place in range(pages.size):
        record = records[pages[place]]
        of_page = record.site
        if number[of_page] > room[of_page]:
            result[place] = room[of_page] > 0 and raw_of(pair, record.key) <= limit[of_page]
    return result


@compiled
def at_most(records: PageRecords, pages: IntArray, is_asked: BoolArray, pair: KeyPair, n: int) -> BoolArray:
    """Tell which n of the pages asked for stay when there are more: any of them, with equal chances.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (m,)
        Different ids.
    is_asked : ndarray of bool, shape (m,)
    pair : tuple of two uint64
        Names the draws.
    n : int
        At least 1.

    Returns
    -------
    ndarray of bool, shape (m,)
    """
    n_asked = is_asked.sum()
    if n_asked <= n:
        return is_asked
    raw, result = np.empty(pages.size, np.uint64), np.zeros(pages.size, np.bool_)
    for place in range(pages.size):
        raw[place] = raw_of(pair, records[pages[place]].key)
    limit = _least(raw[is_asked], n)
    for place in range(pages.size):
        result[place] = is_asked[place] and raw[place] <= limit
    return result


@compiled
def _least(values: UInt64Array, n: int) -> np.uint64:
    """Give the n-th least of some numbers, which it puts into another order (quickselect)."""
    low, high = 0, values.size - 1
    while low < high:
        pivot, left, right = values[(low + high) // 2], low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left, right = left + 1, right - 1
        if n - 1 <= right:
            high = right
        elif n - 1 >= left:
            low = left
        else:
            break
    result: np.uint64 = values[n - 1]
    return result

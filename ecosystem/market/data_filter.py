"""Judging data besides the crawl: pages that trainers license or are given, and a second look at what is held.

A duty to filter asks what is trained on. So trainers judge pages that they get otherwise as their crawler judges those
that it fetches, and what was held before the duty is judged once more, bit by bit.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.snapshot import Fetched, Holdings, PageColumns, Snapshot
from ecosystem.market.ledger import SUPPLIERS, TRAINERS, pay
from ecosystem.orders.training import Filtering
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web.fetching import crawl_reader, data_reader, passes_filter, reading_rules, turns
from ecosystem.web.judging import Method, duties_of, found_synthetic, judging_cost, methods_of


def pay_for_judging(world: World, users: IntArray, n_pages: int, methods: Sequence[Method]) -> None:
    """Charge trainers, equally, for judging pages; before there is chat they sell nothing, and it is not counted."""
    amount = judging_cost(world.parameters.detection, n_pages, methods)
    if amount > 0.0 and users.size and world.rules.has_chat:
        kind = "filter duty" if world.parameters.filtering.detector == "none" else "detection"
        pay(world, kind, TRAINERS, SUPPLIERS, np.full(users.size, amount / users.size), payer_rows=users)


def keeps(world: World, rows: IntArray, pages: IntArray, columns: PageColumns) -> NDArray[np.bool_]:
    """Tell which pages trainers keep that they license or are given, and let them pay for judging.

    Parameters
    ----------
    world : World
    rows : ndarray of int64, shape (n,)
        Of the trainer that gets each page.
    pages : ndarray of int64, shape (n,)
        Ids of pages.
    columns : PageColumns
        What stands on them.

    Returns
    -------
    ndarray of bool, shape (n,)
        Those that pass the quality filter, and that no detector of the trainer calls synthetic.
    """
    is_kept = passes_filter(world, columns, world.trainers.scraper[rows])
    for row in np.unique(rows).tolist():
        if methods := methods_of(world, int(world.trainers.scraper[row]), of_licences=True):
            judged = np.flatnonzero(is_kept & (rows == row))
            is_kept[judged] = ~found_synthetic(world, pages[judged], methods)
            pay_for_judging(world, np.array([row]), len(judged), methods)
    return is_kept


def look_again(world: World) -> None:
    """Let crawlers and trainers whom a duty binds judge a part of what they held before it."""
    for scraper in world.scrapers.all_rows().tolist():
        duties = [order for order in duties_of(world, scraper) if order.rejudged_share > 0.0]
        if not duties or not methods_of(world, scraper):
            continue
        _crawled_again(world, scraper, duties)
        covering = [order for order in duties if order.covers_licences]
        for trainer in np.flatnonzero(world.trainers.scraper == scraper).tolist() if covering else ():
            _owned_again(world, trainer, covering)


def _crawled_again(world: World, scraper: int, duties: Sequence[Filtering]) -> None:
    """Judge what a scraper has fetched again; what is found leaves its snapshots, and is not handed on."""
    memory, corpus, users = world.scraper_memory[scraper], world.corpus, _users(world, scraper)
    if memory.again is None:
        held = np.stack([memory.fetched.values.astype(np.int64), memory.fetched_in])
        # What was fetched this month was judged then; what the filter dropped is handed on by the open crawl only.
        is_handed_on = (memory.dropped is not None) & ~corpus.flag("is_withheld", held[0])
        is_held = (held[1] < world.step) & (corpus.was_kept(held[0], scraper) | is_handed_on)
        memory.again = _planned(world, held[:, is_held], duties)
    found = _found(world, memory.again, users, methods_of(world, scraper))
    if not found.size:
        return
    is_kept, reader = corpus.was_kept(found[0], scraper), crawl_reader(world, scraper)
    share = world.parameters.training.validation_share
    kept = list(_as_fetched(world, found[:, is_kept], reader, share))
    memory.snapshot.remove(kept)
    corpus.unmark(found[0, is_kept], scraper)
    _forget(world, "crawled_before", users, memory.snapshot, kept)
    if memory.dropped is not None:
        dropped = list(_as_fetched(world, found[:, ~is_kept], f"{reader}|dropped", share))
        memory.dropped.remove(dropped)
        corpus.withhold(found[0])
        everybody = world.trainers.all_rows()
        _forget(world, "open_before", everybody, memory.snapshot, kept)
        _forget(world, "dropped_before", everybody, memory.dropped, dropped)


def _owned_again(world: World, trainer: int, duties: Sequence[Filtering]) -> None:
    """Judge what a trainer has licensed, and what it was given, again; what is found leaves its snapshots."""
    memory, users = world.trainer_memory[trainer], np.array([trainer])
    methods = methods_of(world, int(world.trainers.scraper[trainer]), of_licences=True)
    for again, before, snapshot in (
        ("again", "licensed_before", memory.licensed),
        ("given_again", "given_before", memory.given),
    ):
        reader = data_reader(world, trainer, is_given=again == "given_again")
        if getattr(memory, again) is None:
            months = [(step, pages) for step, pages in world.corpus.licences(reader) if step < world.step]
            pages = np.concatenate([np.zeros(0, dtype=np.int64), *(pages for _, pages in months)])
            steps = np.repeat([step for step, _ in months], [len(pages) for _, pages in months]).astype(np.int64)
            setattr(memory, again, _planned(world, np.stack([pages, steps]), duties))
        found = _found(world, getattr(memory, again), users, methods)
        if found.size and snapshot is not None:
            gone = list(_as_fetched(world, found, reader, 0.0))
            snapshot.remove(gone)
            world.corpus.drop_licences(reader, found[0])
            _forget(world, before, users, snapshot, gone)


def _users(world: World, scraper: int) -> IntArray:
    result: IntArray = np.flatnonzero(world.trainers.scraper == scraper)
    return result


def _planned(world: World, held: IntArray, duties: Sequence[Filtering]) -> dict[int, IntArray]:
    """Give each page, with the month of its fetch, its turn; shape (2, n) in, and by month out."""
    share = max(order.rejudged_share for order in duties)
    return {month: held[:, places] for month, places in turns(world, "second look", held[0], share).items()}


def _found(world: World, again: dict[int, IntArray], users: IntArray, methods: Sequence[Method]) -> IntArray:
    """Take the pages whose turn it is, pay for judging them, and give those that are found synthetic, shape (2, n)."""
    due = again.pop(world.step, np.zeros((2, 0), dtype=np.int64))
    pay_for_judging(world, users, due.shape[1], methods)
    result: IntArray = due[:, found_synthetic(world, due[0], methods)]
    return result


def _as_fetched(world: World, held: IntArray, reader: str, held_out_share: float) -> Iterator[Fetched]:
    """Give pages as they were fetched, month by month."""
    rules = reading_rules(world, reader, held_out_share)
    for step in np.unique(held[1]).tolist():
        pages = held[0, held[1] == step]
        yield Fetched(step, PageColumns.taken(world.corpus, pages), world.draws, rules)


def _forget(world: World, before: str, trainers: IntArray, snapshot: Snapshot, gone: Sequence[Fetched]) -> None:
    """Take pages out of what trainers that use new pages only had by their last training, too."""
    for trainer in trainers.tolist():
        memory = world.trainer_memory[trainer]
        known: Holdings | None = getattr(memory, before)
        if known is not None:
            early = [fetched for fetched in gone if fetched.step <= memory.data_since]
            setattr(memory, before, known.since(snapshot.sum_of(early)))

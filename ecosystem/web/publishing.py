"""Publishing: what authors and operators decided to write this month becomes pages; old pages go offline."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.arms_race import has_race
from ecosystem.content.corpus import Corpus
from ecosystem.content.detectors import engine_belief
from ecosystem.content.marks import with_marks
from ecosystem.content.writing import write_ideas
from ecosystem.kernels import stock
from ecosystem.kernels.arrays import PageRecords
from ecosystem.kernels.publishing import records_of
from ecosystem.kinds import ARTICLES
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web.marking import NewPages, mark_pages, marks_read
from ecosystem.web.worth import include_pages, monthly_freshness
from ecosystem.web.writers import page_writers

# The last flag is set by who fetches a page.
_OPERATED, _ARTICLE, _FLAGGED, _EVADING, _MARKED, _SIGNED = (np.uint8(1 << bit) for bit in range(len(Corpus.FLAGS) - 1))


def publish(world: World) -> None:
    """Write the pages that authors and operators planned this month and put them online."""
    records = _records(world)
    new = NewPages.of(records, records["flags"] & _OPERATED > 0, len(world.authors))
    _mark(world, records, new)
    ideas = _ideas(world, records, new)
    pages = world.corpus.append(records, ideas, world.step, len(world.sites))
    include_pages(world, records, ideas)
    world.month.new_pages = pages
    _count(world, records, 1)
    _learn_from_pages(world, pages)


def _records(world: World) -> PageRecords:
    """Lay the pages of authors and of operators together, by site."""
    authors, operators, month, content = world.authors, world.operators, world.month, world.parameters.content
    planned = [(part.writer, part.key, part.n_human, part.model) for part in (month.by_authors, month.by_operators)]
    # Of a page that is not AI-primary, of one by an author that is, and of those of operators.
    evasion = np.concatenate([np.zeros(2), operators.evasion])
    believed = engine_belief(world.parameters, np.arange(len(evasion)) > 0, evasion, world.step, world.race.now)
    writers = (
        (authors.site, authors.topic, _ARTICLE * (authors.niche == ARTICLES), np.full(len(authors), believed[1])),
        (operators.site, operators.topic, _OPERATED | _ARTICLE | _EVADING * (operators.evasion > 0.0), believed[2:]),
    )
    return records_of(
        (planned[0], planned[1]),
        writers,
        len(world.sites),
        world.step,
        (
            world.draws.pair("page death", 0),
            float(np.log1p(-content.death_hazard)),
            world.parameters.web.archive_months,
        ),
        (world.draws.pair("engine's belief", 0), _threshold(world), float(believed[0]), int(_FLAGGED)),
    )


def _threshold(world: World) -> float:
    """Give the number of human ideas from which on a page is not AI-primary."""
    content = world.parameters.content
    return content.primary_threshold * content.ideas_per_page


def _mark(world: World, records: PageRecords, new: NewPages) -> None:
    """Let pages carry marks and signatures, and the search engine read them."""
    read = marks_read(world)
    if not (read.labels or read.signatures):
        return
    marks, flags = mark_pages(world, new), records["flags"]
    uniform = world.draws.uniform("engine reads a mark", 0, new.key)
    is_flagged = with_marks(world.parameters.detection, flags & _FLAGGED > 0, marks, uniform, read)
    flags &= ~_FLAGGED
    flags |= _FLAGGED * is_flagged | _MARKED * marks.is_marked | _SIGNED * marks.is_signed


def _ideas(world: World, records: PageRecords, new: NewPages) -> NDArray[Any]:
    """Write what stands on new pages."""
    content = world.parameters.content
    return write_ideas(
        content,
        world.culture,
        page_writers(world),
        world.draws.raw("ideas", 0, new.key),
        records["topic"].astype(np.int64),
        new.n_human,
        new.model,
        new.of_writers(world.authors.idiosyncrasy, np.full(len(world.operators), content.junk_page_share)),
    )


def _learn_from_pages(world: World, pages: IntArray) -> None:
    """Let operators and the engine learn from the month's pages for the next."""
    if not has_race(world.parameters):
        return
    tally = world.corpus.tally(pages)
    is_primary = world.is_primary(np.arange(world.parameters.content.ideas_per_page + 1))
    n_primary, n_found = (int(np.sum(tally[name], where=is_primary)) for name in ("all", "is_flagged"))
    hiding_share = sum(tally["is_evading"]) / max(1, sum(tally["is_operated"]))
    world.race.learn(world.parameters, world.step, hiding_share, (n_primary - n_found) / max(1, n_primary))


def _count(world: World, records: PageRecords, change: int) -> None:
    """Add pages to what sites and writers have, with 1, or take them away, with -1."""
    sites, authors, operators = world.sites, world.authors, world.operators
    age = world.step - np.arange(world.first_step, world.step + 1.0)
    stock.count_pages(
        records,
        change,
        _threshold(world),
        (int(_OPERATED), int(_FLAGGED)),
        (world.first_step, monthly_freshness(world.parameters) ** age),
        (sites.n_live, sites.n_live_primary),
        authors.fresh,
        operators.fresh,
    )


def take_offline(world: World) -> None:
    """Remove the pages that die this month from counts and from attention; cost depends on their number only."""
    licensed, memories = world.market.n_live_licensed, world.scraper_memory
    # Pages that die lie anywhere: they are read once.
    records = world.corpus.records.take(world.corpus.take_deaths(world.step))
    _count(world, records, -1)
    fetched, bought = stock.count_by_reader(records, len(memories), len(licensed), len(world.sites))
    for memory, n_fetched in zip(memories, fetched.T, strict=True):
        memory.n_live_fetched -= n_fetched
    licensed -= bought[: licensed.shape[1]].T

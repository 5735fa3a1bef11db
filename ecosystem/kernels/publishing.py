"""Publishing: the pages that writers planned become records, by site, with all that is drawn of them but ideas."""

import math

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import PAGE, FloatArray, IntArray, KeyPair, PageRecords, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import raw_of, to_unit

Planned = tuple[IntArray, UInt64Array, NDArray[np.uint8], NDArray[np.uint16]]
"""Row of the writer, key, human ideas and version that writes the others, of each page that a population planned."""
Writers = tuple[IntArray, IntArray, NDArray[np.uint8], FloatArray]
"""Site, topic, flags, and the chance that the search engine believes an AI-primary page synthetic, of each writer."""


@inlined
def lifetime_of(uniform: float, log_survival: float, most: int) -> int:
    """Give the whole months, at least 1, that a page lives if it survives each with a chance, by its logarithm."""
    return 1 + int(min(math.log1p(-uniform) / log_survival, most - 1.0)) if log_survival < 0.0 else most


@compiled
def records_of(
    planned: tuple[Planned, Planned],
    writers: tuple[Writers, Writers],
    n_sites: int,
    step: int,
    life: tuple[KeyPair, float, int],
    belief: tuple[KeyPair, float, float, int],
) -> PageRecords:
    """Give the records of planned pages, by site, and within one in the order in which they were planned.

    Parameters
    ----------
    planned, writers : tuples of Planned and of Writers
        Of each population.
    n_sites, step : int
    life : tuple of (uint64, uint64), float and int
        Names the draws of lifetimes; logarithm of the chance to survive a month; most months.
    belief : tuple of (uint64, uint64), float, float and int
        Names the draws of what the search engine believes; with fewer human ideas a page is AI-primary; chance that the
        engine believes another page synthetic; flag of pages that it believes synthetic.

    Returns
    -------
    ndarray of PAGE, shape (n_pages,)
        Nobody has read them yet.
    """
    place = np.zeros(n_sites + 1, dtype=np.int64)
    for population in range(2):
        site = writers[population][0]
        for row in planned[population][0]:
            place[site[row] + 1] += 1
    for each in range(n_sites):
        place[each + 1] += place[each]
    records = np.zeros(place[n_sites], dtype=PAGE)
    for population in range(2):
        rows, key, n_human, model = planned[population]
        site, topic, flags, caught = writers[population]
        for page in range(rows.size):
            row = rows[page]
            record = records[place[site[row]]]
            place[site[row]] += 1
            record.key, record.site, record.writer, record.step = key[page], site[row], row, step
            record.topic, record.model, record.n_human = topic[row], model[page], n_human[page]
            record.death = step + lifetime_of(to_unit(raw_of(life[0], key[page])), life[1], life[2])
            chance = caught[row] if n_human[page] < belief[1] else belief[2]
            is_believed = to_unit(raw_of(belief[0], key[page])) < chance
            record.flags = flags[row] | belief[3] * is_believed
    return records

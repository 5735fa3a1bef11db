"""Publishing: planned pages become records by site, with what is drawn of them."""

import numpy as np
import pytest

from ecosystem.kernels.arrays import FloatArray, UInt64Array
from ecosystem.kernels.publishing import Planned, Writers, records_of
from ecosystem.randomness import Draws, IntArray, derive, geometric_lifetime

N, N_WRITERS, N_SITES, STEP, MOST = 3000, 11, 5, 7, 60
DRAWS, GENERATOR = Draws(3), np.random.default_rng(2)
DIES, BELIEVES = DRAWS.pair("dies", 0), DRAWS.pair("believes", 0)


def population(name: str) -> tuple[Planned, Writers]:
    writer, ideas = np.sort(GENERATOR.integers(0, N_WRITERS, N)), GENERATOR.integers(0, 9, N).astype(np.uint8)
    planned = (writer, derive(name, np.arange(N)), ideas, GENERATOR.integers(0, 40, N).astype(np.uint16))
    site, topic = GENERATOR.integers(0, N_SITES, N_WRITERS), GENERATOR.integers(0, 99, N_WRITERS)
    return planned, (site, topic, GENERATOR.integers(0, 4, N_WRITERS).astype(np.uint8), GENERATOR.random(N_WRITERS))


@pytest.mark.parametrize("hazard", [0.0, 0.02, 0.9])
def test_planned_pages_lie_by_site_with_what_their_writers_and_draws_say(hazard: float) -> None:
    populations = [population("a"), population("b")]
    planned, writers = zip(*populations, strict=True)
    life, belief = (DIES, float(np.log1p(-hazard)), MOST), (BELIEVES, 4.0, 0.1, 4)
    records = records_of(planned, writers, N_SITES, STEP, life, belief)

    def of_writers(place: int) -> IntArray | FloatArray:
        return np.concatenate([columns[place][pages[0]] for pages, columns in populations])

    def of_pages(place: int) -> UInt64Array | IntArray:
        return np.concatenate([pages[place] for pages in planned])

    key, n_human, site = of_pages(1).astype(np.uint64), of_pages(2), of_writers(0)
    order = np.argsort(site, kind="stable")
    chance = np.where(n_human < 4, of_writers(3), 0.1)
    is_believed = DRAWS.uniform("believes", 0, key) < chance
    lifetime = np.minimum(geometric_lifetime(DRAWS.uniform("dies", 0, key), hazard), MOST)
    expected = {"key": key, "site": site, "writer": of_pages(0), "topic": of_writers(1), "model": of_pages(3)}
    expected |= {"n_human": n_human, "step": np.full(2 * N, STEP), "death": STEP + lifetime}
    expected |= {"flags": of_writers(2).astype(np.int64) | 4 * is_believed}
    expected |= {name: np.zeros(2 * N) for name in ("licensed_by", "fetched_by", "kept_by")}
    assert set(expected) == set(records.dtype.names or ())
    for name, column in expected.items():
        assert np.array_equal(records[name], column[order]), name

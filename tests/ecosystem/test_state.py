"""Tables of populations: what they hand out stays valid, and what narrow columns hold is enough for every scenario."""

from copy import deepcopy

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.content.corpus import MOST_PAGES, NO_MODEL, Corpus
from ecosystem.content.families.categorical import Counts
from ecosystem.content.family import Tokens
from ecosystem.errors import OutOfRangeError, ScenarioError
from ecosystem.kinds import OPERATOR_KINDS, SITE_KINDS
from ecosystem.parameters.authors import MOST_TOPICS
from ecosystem.randomness import geometric_lifetime
from ecosystem.sampling import MOST_OUTCOMES
from ecosystem.scenario import Scenario
from ecosystem.tables import AUTHOR_SCHEMA, MOST_ROWS, SITE_SCHEMA, Table
from tests.support.strategies import DESCRIBED
from tests.support.worlds import SEED, scenario

PLAIN = Scenario(name="plain")
MONTHS = 600  # the longest horizon, see test_horizons_are_what_is_reckoned_with


def highest(name: str) -> int:
    high = DESCRIBED[name].high
    assert isinstance(high, int)
    return high


def largest(column: str) -> int:
    return int(np.iinfo(np.dtype(Corpus.COLUMNS[column])).max)


@pytest.mark.parametrize("name", ["key", "is_active", *AUTHOR_SCHEMA.columns])
def test_a_column_of_a_table_stays_what_it_was_when_rows_come(name: str) -> None:
    table = Table(AUTHOR_SCHEMA)
    table.append(key=np.arange(1, 9, dtype=np.uint64))
    held = getattr(table, name)
    before = held.copy()
    for first in range(9, 90, 9):
        table.append(key=np.arange(first, first + 9, dtype=np.uint64))
    assert np.array_equal(held, before)


def test_the_pages_of_a_world_stay_readable_while_it_runs_on() -> None:
    model = deepcopy(WebEcosystem(scenario(24), seed=SEED))  # a copy has no room left
    corpus = model.world.corpus
    held = {name: getattr(corpus, name) for name in (*Corpus.COLUMNS, "ideas")}
    before = {name: values.copy() for name, values in held.items()}
    room = len(corpus._ideas)
    model.run_for(24)
    assert len(corpus._ideas) > room, "it had to make room"
    for name, values in held.items():
        changes = values != before[name]
        # Whoever reads a page leaves a bit, until there was need for more room.
        assert name in {"fetched_by", "kept_by", "licensed_by"} or not changes.any(), name
        assert np.array_equal(values & before[name], before[name]), name


def test_more_topics_than_pages_can_name_are_refused_with_their_scenario() -> None:
    most = PLAIN.replace(size=5 * MOST_TOPICS, **{"authors.authors_per_topic": 5})
    assert most.parameters.authors.n_topics(most.size) == MOST_TOPICS
    with pytest.raises(ScenarioError) as caught:
        PLAIN.replace(size=400_000, **{"authors.authors_per_topic": 5})
    assert str(caught.value) == (
        "authors.authors_per_topic = 5 makes 80000 topics of 400000 authors, more than the 65536 that pages can name "
        "(scenario 'plain'). Give at least 7 authors per topic, or lower size."
    )
    assert PLAIN.replace(size=400_000, **{"authors.authors_per_topic": 7}).size == 400_000


def test_topics_are_told_in_as_many_numbers_as_are_allowed() -> None:
    assert largest("topic") == MOST_TOPICS - 1
    assert np.iinfo(np.uint16).max == MOST_OUTCOMES - 1


def test_horizons_are_what_is_reckoned_with() -> None:
    with pytest.raises(ScenarioError):
        PLAIN.replace(months=MONTHS + 1)


def test_months_of_birth_and_death_fit_their_columns() -> None:
    archive = highest("web.archive_months")
    latest_death = MONTHS - 1 + archive  # lifetimes are cut at the length of the archive
    assert -archive >= np.iinfo(np.int16).min
    assert latest_death <= largest("death") == largest("step")


@pytest.mark.parametrize("hazard", [0.0, 1e-320, 1e-200, 1e-18, 1e-9])
def test_what_hardly_ever_dies_lives_long(hazard: float) -> None:
    lifetimes = geometric_lifetime(np.array([0.9, 0.999]), hazard)
    assert np.all((lifetimes > highest("web.archive_months")) & (lifetimes <= np.iinfo(np.int32).max))


def test_no_trainer_makes_more_versions_than_pages_can_name() -> None:
    least_cadence = DESCRIBED["training.cadence"].low
    assert least_cadence == 1
    assert highest("training.n_trainers") * (highest("web.burn_in_months") + MONTHS + 1) < NO_MODEL == largest("model")


def test_readers_have_a_bit_each() -> None:
    n_scrapers = 1 + highest("crawl.n_private_scrapers")
    assert 1 << (n_scrapers - 1) <= largest("fetched_by") == largest("kept_by")
    assert 1 << (highest("training.n_trainers") - 1) <= largest("licensed_by")


def test_human_ideas_and_kinds_are_few() -> None:
    assert highest("content.ideas_per_page") <= largest("n_human")
    for kinds in (SITE_KINDS, OPERATOR_KINDS):
        assert len(kinds) <= np.iinfo(np.uint8).max


def test_rows_of_writers_and_sites_fit_their_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    assert largest("site") == largest("writer") == MOST_ROWS - 1
    assert Corpus(1, 0, 0)._block_start.dtype == np.dtype(np.int32)
    assert np.iinfo(np.int32).max == MOST_PAGES
    monkeypatch.setattr("ecosystem.tables.MOST_ROWS", 3)
    table = Table(SITE_SCHEMA)
    table.append(key=np.arange(3, dtype=np.uint64))
    with pytest.raises(OutOfRangeError, match=r"rows = 4 are more than 3 \(population\)"):
        table.append(key=np.arange(1, dtype=np.uint64))


def test_more_tokens_of_an_idea_than_a_count_can_tell_are_refused() -> None:
    counts = np.zeros((2, 3), dtype=np.int32)
    counts[1, 2] = np.iinfo(np.int32).max - 1
    full = Counts(counts)
    full.include(Tokens(np.array([1, 0]), np.array([2, 0], dtype=np.uint16)))
    assert counts[1, 2] == np.iinfo(np.int32).max
    with pytest.raises(OutOfRangeError, match="more than 2147483647"):
        full.include(Tokens(np.array([0, 1]), np.array([0, 2], dtype=np.uint16)))

"""Marking in layers: each layer alone, all together, whom each binds, and how it grows to its full coverage."""

from itertools import pairwise

import numpy as np
import pytest

from ecosystem.agents.generators import chance_of_belief
from ecosystem.content.corpus import NO_MODEL
from ecosystem.market.ledger import AUTHORS, OPERATORS, total_balance
from ecosystem.orders.marking import Fingerprinting
from ecosystem.policies import LabellingMandate, Marking, WatermarkMandate, rules_in_force
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.judging import methods_of
from ecosystem.web.marking import is_of_marking_model
from ecosystem.web.obligations import bound
from tests.ecosystem.policies.test_worlds import outcomes, paid, under
from tests.support.policies import example
from tests.support.worlds import advance, copied

NO_LAYER = {"metadata": False, "watermark": False, "fingerprint": False}
LAYERS = tuple(NO_LAYER)
SURE = {"coverage": 1.0, "survival": 1.0, "evasion_effect": 0.0}
SURE |= {"fingerprint_survival": 1.0, "fingerprint_evasion_effect": 0.0}


def only(*layers: str, **fields: float) -> Marking:
    """A policy of some layers."""
    policy = example("marking", **{**NO_LAYER, **dict.fromkeys(layers, True), **fields})
    assert isinstance(policy, Marking)
    return policy


def marked(world: World) -> FloatArray:
    """Shares of the month's AI-primary pages, and of all others, that are marked."""
    pages = world.month.new_pages
    primary, is_marked = world.is_primary(world.corpus.n_human[pages]), world.corpus.is_marked[pages]
    return np.array([is_marked[primary].mean(), is_marked[~primary].mean()])


@pytest.mark.parametrize("off", [{"coverage": 0.0}, {"compliance": 0.0}, NO_LAYER])
def test_without_layers_or_coverage_no_number_changes(world: World, off: dict[str, float]) -> None:
    assert outcomes(under(world, example("marking", **off))) == outcomes(advance(copied(world)))


def test_the_layers_of_labels_and_marks_are_the_mandates_of_one_layer(world: World) -> None:
    for layer, mandate in (("metadata", LabellingMandate()), ("watermark", WatermarkMandate())):
        one, other = (under(world, each.with_value("coverage", 1.0)) for each in (only(layer), mandate))
        assert np.array_equal(one.corpus.is_marked, other.corpus.is_marked), layer
        assert outcomes(one) == outcomes(other), layer


def test_a_record_finds_what_models_of_bound_trainers_wrote(world: World) -> None:
    recorded = under(world, only("fingerprint", **{**SURE, "coverage": 0.5}))
    order = recorded.rules.of(Fingerprinting)[0]
    keeps_records = bound(recorded, recorded.trainers, order)
    assert 0 < keeps_records.sum() < len(keeps_records)
    corpus, pages = recorded.corpus, recorded.month.new_pages
    pages = pages[(corpus.n_human[pages] == 0) & (corpus.model[pages] != NO_MODEL)]
    by_bound = is_of_marking_model(recorded, corpus.model[pages], keeps_records)
    assert by_bound.any()
    assert np.array_equal(corpus.is_marked[pages], by_bound)
    assert not paid(recorded, "labels")


def test_each_layer_adds_to_the_others_and_all_are_read_by_who_heeds_them(world: World) -> None:
    weak = {"coverage": 1.0, "survival": 0.5, "evasion_effect": 0.0, "fingerprint_survival": 0.5}
    each = [marked(under(world, only(layer, **weak)))[0] for layer in LAYERS]
    together = under(world, only(*LAYERS, **weak))
    share, others = marked(together)
    assert min(each) > 0.0
    assert share > max(each)
    assert others < share, "human text dilutes a mark, and nobody labels it"
    assert methods_of(together, 0) == ("marks",)
    payers = {payer for payer, _ in paid(together, "labels")}
    assert payers == {AUTHORS, OPERATORS}
    assert total_balance(together) == 0


def test_operators_count_on_records(world: World) -> None:
    recorded = under(world, only("fingerprint", **SURE))
    rows, none = recorded.operators.all_rows(), np.zeros(len(recorded.operators))
    free = under(world, only("fingerprint", **{**SURE, "fingerprint_survival": 0.0}))
    assert np.all(chance_of_belief(recorded, rows, none) > chance_of_belief(free, rows, none))


def test_evasion_hides_from_a_record(world: World) -> None:
    hidden, seen = (
        under(world, only("fingerprint", **{**SURE, "fingerprint_evasion_effect": effect})) for effect in (1.0, 0.0)
    )
    corpus, pages = hidden.corpus, hidden.month.new_pages
    by_model = (corpus.n_human[pages] == 0) & corpus.is_operated[pages]
    hides = by_model & (hidden.operators.evasion[corpus.writer[pages] * by_model] == 1.0)
    assert hides.any()
    assert not corpus.is_marked[pages[hides]].any()
    assert seen.corpus.is_marked[seen.month.new_pages[hides]].all()


def test_coverage_grows_linearly_from_one_date_to_another_and_only_adds(world: World) -> None:
    ramp = only("fingerprint", coverage=1.0).with_value("phase_in_months", 4)
    orders = [rules_in_force(world.parameters, (ramp,), 55 + month).of(Fingerprinting)[0] for month in range(6)]
    assert [order.reach.coverage for order in orders] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0, 1.0])
    binds = [bound(world, world.trainers, order) for order in orders]
    assert all(np.all(after[before]) for before, after in pairwise(binds))
    assert binds[-1].all()


def test_the_sentence_names_every_layer_with_its_numbers() -> None:
    sentence = Marking(start="2026-08", watermark=False).describe()
    for part in ("label pages that a model mostly wrote: yes", "mark their text: no", "found in the record: 97 %"):
        assert part in sentence

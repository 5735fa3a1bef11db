"""Every family passes every check, and each check finds the fault that it is there for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.content import conformance
from ecosystem.content.conformance import CHECKS, Check, Probe, check_family
from ecosystem.content.curation import Curation
from ecosystem.content.decoding import ServedModel
from ecosystem.content.families import FAMILIES, taken_in
from ecosystem.content.families.categorical import CategoricalFamily, Counts, LogTable
from ecosystem.content.families.gaussian import GaussianFamily, ServedNormal, VectorModel
from ecosystem.content.family import AnyFamily, KeyedDraw, Tokens
from ecosystem.content.learners.categorical import CategoricalModel
from ecosystem.content.moments import Moments
from ecosystem.content.valuation import Valuation
from ecosystem.content.vector_culture import VectorCulture
from ecosystem.errors import FamilyError, ParameterError
from ecosystem.parameters import Parameters
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.fields import describe
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import BulkGenerator, Draws, FloatArray, IntArray, UInt64Array


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_passes(name: str, check: Check, python_text: Path) -> None:
    check(_probe_of_text(python_text) if name == "text" else Probe(FAMILIES[name]))


def _probe_of_text(folder: Path) -> Probe:
    """Real text is learned slowly: of passages that are drawn from a few pages again and again."""
    text = TextParameters(corpus=str(folder), vocabulary=600)
    parameters = Parameters(text=text)
    return Probe(FAMILIES["text"], 2, much=4_000, nearly_all=0.4, many_topics=4, parameters=parameters)


def test_few_pages_of_real_text_lose_nothing_but_what_as_many_fresh_ones_would(python_text: Path) -> None:
    probe = _probe_of_text(python_text)
    held = probe.held(probe.tokens(probe.few))
    model = probe.content.fit(held)
    assert np.all(probe.content.pages_loss(model, held) < 0.1 * probe.content.loss(model))


def test_scenarios_can_name_the_families_that_there_are() -> None:
    (told,) = [info for info in describe(ContentParameters) if info.name == "family"]
    assert told.choices == tuple(FAMILIES) == ("categorical", "gaussian", "text")
    for name in FAMILIES:
        assert ContentParameters(family=name).family == name
    with pytest.raises(
        ParameterError, match=r"family = 'categoric' is not 'categorical' or .*Did you mean 'categorical'"
    ):
        ContentParameters(family="categoric")
    assert [family.name for family in FAMILIES.values()] == list(FAMILIES)


class Forgetful(Counts):
    """Counts an idea once, however often it comes."""

    def include(self, tokens: Tokens) -> None:
        self.values[tokens.rows, tokens.ideas] = 1


class Greedy(Counts):
    """Keeps the first of all tokens instead of a part of each."""

    def thin(self, chance: float, draw: KeyedDraw) -> Counts:
        kept = np.where(np.cumsum(self.values, axis=-1) <= chance * self.values.sum(axis=-1, keepdims=True), 1, 0)
        return Counts(self.values * kept) if draw else self


def counting(kind: type[Counts]) -> Callable[..., Counts]:
    return lambda family, *rows: kind(CategoricalFamily.empty(family, *rows).values)


class WithForgetful(CategoricalFamily):
    empty = counting(Forgetful)


class WithGreedy(CategoricalFamily):
    empty = counting(Greedy)


class Unteachable(CategoricalFamily):
    def fit(self, statistics: Counts, distinct: Counts | None = None, months_ago: int = 0) -> CategoricalModel:
        return super().fit(statistics * 0, distinct, months_ago)


class Negative(GaussianFamily):
    def loss(self, model: VectorModel) -> FloatArray:
        return super().loss(model) - 1e-3


class Modest(GaussianFamily):
    @classmethod
    def ignorance(cls, parameters: Parameters) -> float:
        return 2.0 * super().ignorance(parameters)


class Indulgent(CategoricalFamily):
    def pages_loss(self, model: CategoricalModel, pages: Counts) -> FloatArray:
        return 0.0 * super().pages_loss(model, pages)


class Severe(GaussianFamily):
    def pages_loss(self, model: VectorModel, pages: Moments) -> FloatArray:
        return 1.0 + super().pages_loss(model, pages)


class Sharp(CategoricalFamily):
    def serve(self, model: CategoricalModel, temperature: float, top_p: float) -> ServedModel:
        return ServedModel(model, 0.3 * temperature, top_p)


class Warming(GaussianFamily):
    def serve(self, model: VectorModel, temperature: float, top_p: float) -> ServedNormal:
        del temperature
        return super().serve(model, 1.0, top_p)


class Unread(CategoricalFamily):
    def served_loss(self, served: ServedModel, read: CategoricalModel | None = None, weight: float = 0.0) -> FloatArray:
        del read, weight
        return super().served_loss(served)


class Overvaluing(CategoricalFamily):
    def appraise(self, model: CategoricalModel, truth: Counts | None = None) -> Valuation:
        return Valuation(super().appraise(model, truth).model, model.probabilities)


class Inverted(CategoricalFamily):
    def reference(self, model: CategoricalModel) -> LogTable:
        return LogTable(-super().reference(model).values)


class Entropic(CategoricalFamily):
    def benchmark(self, topics: IntArray, ideas: NDArray[np.uint16]) -> Any:
        found = super().benchmark(topics, ideas)
        found.entropy[:] = 0.0
        return found


class OneHash(CategoricalFamily):
    def hasher(self, n_functions: int) -> Any:
        hashes = super().hasher(n_functions)
        hashes.values[:] = hashes.values[0]
        return hashes


class Silent(GaussianFamily):
    def own_text(self, served: ServedNormal, curation: Curation, n_each: int, generator: BulkGenerator) -> Moments:
        return super().own_text(served, curation, n_each // 2, generator)


class Boastful(CategoricalFamily):
    @property
    def measures(self) -> Any:
        return {"wit": lambda served: np.ones(len(served.probabilities))}


class RestlessCulture(VectorCulture):
    def draw_ideas(self, topics: IntArray, raw: UInt64Array) -> NDArray[np.float32]:
        return super().draw_ideas(topics, raw + np.uint64(raw.size))


class Restless(GaussianFamily):
    """Draws ideas that depend on how many are drawn."""

    @classmethod
    def build(cls, parameters: Parameters, draws: Draws, n_topics: int, first_step: int, last_step: int) -> Self:
        del last_step
        return cls(RestlessCulture(parameters.culture, draws, n_topics, first_step=first_step))


FAULTS: tuple[tuple[type[AnyFamily], Check, str], ...] = (
    (WithForgetful, conformance.statistics_add_up, "n_tokens does not count what was included"),
    (Restless, conformance.same_keys_give_the_same_pages, "depends on what else is drawn"),
    (WithGreedy, conformance.thinning_is_keyed_and_fair, "thin"),
    (Unteachable, conformance.more_data_teach_the_truth, "fit learns nothing from data"),
    (Negative, conformance.more_data_teach_the_truth, "loss is below 0"),
    (Modest, conformance.more_data_teach_the_truth, "ignorance is not the loss before all data"),
    (Indulgent, conformance.pages_lose_what_they_lack, "pages_loss does not tell junk"),
    (Severe, conformance.pages_lose_what_they_lack, "pages_loss is not nearly 0"),
    (Sharp, conformance.samples_refit_to_their_model, "sample is not what the model holds"),
    (Warming, conformance.samples_refit_to_their_model, "served_loss does not tell"),
    (Unread, conformance.samples_refit_to_their_model, "served_loss does not mix what is read"),
    (Overvaluing, conformance.worth_is_that_of_a_refit, "appraise does not agree with fitting anew"),
    (Inverted, conformance.scores_tell_people_from_models, "reference scores the wrong way round"),
    (Entropic, conformance.benchmarks_measure_the_loss, "benchmark finds another loss"),
    (OneHash, conformance.equal_ideas_have_equal_hashes, "hasher has one function only"),
    (Silent, conformance.own_text_is_what_a_model_writes, "own_text writes another number of tokens"),
    (Boastful, conformance.measures_are_shares_by_topic, "is not a known measure"),
)


@pytest.mark.parametrize(("family", "check", "rule"), FAULTS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_fault_is_found_by_the_check_that_is_there_for_it(family: type[AnyFamily], check: Check, rule: str) -> None:
    with pytest.raises(FamilyError, match=rule):
        check(Probe(family))


def test_the_door_looks_at_methods_and_sums_only() -> None:
    with pytest.raises(FamilyError):
        taken_in(WithForgetful)
    with pytest.raises(FamilyError, match=r"name of family = 'categorical' stands for two of them"):
        taken_in(Inverted)


def test_a_family_without_a_method_is_refused_with_one_clear_error() -> None:
    methods = {name: value for name, value in vars(CategoricalFamily).items() if name not in {"fit", "__dict__"}}
    bare = type("Bare", (), methods)
    with pytest.raises(FamilyError) as raised:
        taken_in(bare)
    assert str(raised.value) == (
        "fit is missing (content family 'categorical'). See ecosystem.content.family.ContentFamily."
    )


def test_a_family_with_something_else_in_place_of_a_method_is_refused_at_the_door() -> None:
    with pytest.raises(FamilyError, match=r"^fit is no method \(content family 'categorical'\)\. See "):
        taken_in(type("Hollow", (CategoricalFamily,), {"fit": None}))


@pytest.mark.parametrize("change", [{"idea_type": np.float32}, {"idea_shape": property(lambda _: (2,))}])
def test_ideas_of_another_type_or_shape_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FamilyError, match="draw_ideas gives"):
        check_family(Probe(type("Changed", (CategoricalFamily,), change)))

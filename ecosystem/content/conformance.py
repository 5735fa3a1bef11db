"""What every family of content must pass, check by check; each says which method breaks which rule, and what to do.

`check_family(Probe(MyFamily))` runs them all on a small world; a family is not taken into
`ecosystem.content.families` without the first two. A check asks through the protocol only, so that it fits whatever
stands on a page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.curation import Curation
from ecosystem.content.family import MEASURES, AnyFamily, ContentFamily, KeyedDraw, Statistics, Tokens
from ecosystem.errors import FamilyError, Fault
from ecosystem.parameters import Parameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive

_PAGES, _IDEAS = 40, 5
_TINY, _STANDARD_ERRORS = 1e-9, 5.0


@dataclass(frozen=True)
class Probe:
    """A small world of one family, on which it is checked.

    Attributes
    ----------
    family : type
        That is checked.
    n_topics : int
    few, much : int
        Tokens of a topic from which a model learns little, and nearly all.
    nearly_all : float
        Part of the loss of a model that has seen nothing which one that has seen much may have.
    many_topics : int
        Topics over which the loss before all data is near its mean.
    parameters : Parameters
        Of the small world.
    """

    family: type[AnyFamily]
    n_topics: int = 3
    few: int = 40
    much: int = 20_000
    nearly_all: float = 0.1
    many_topics: int = 400
    parameters: Parameters = field(default_factory=lambda: Parameters(culture=CultureParameters(n_ideas=50)))

    def build(self, seed: int = 1, n_topics: int | None = None) -> AnyFamily:
        """Make the content anew."""
        return self.family.build(self.parameters, Draws(seed), n_topics or self.n_topics, 0, 24)

    @cached_property
    def content(self) -> AnyFamily:
        """The content, which no check moves on."""
        return self.build()

    def raw(self, *shape: int, name: str = "probe") -> UInt64Array:
        """Give raw numbers."""
        return Draws(7).raw(name, 0, derive(np.arange(np.prod(shape)))).reshape(shape)

    def pages(self, name: str = "probe", n: int = _PAGES) -> tuple[IntArray, NDArray[Any]]:
        """Give topics and ideas of human pages."""
        topics = np.arange(n) % self.n_topics
        return topics, self.content.culture.draw_ideas(topics[:, None], self.raw(n, _IDEAS, name=name))

    def tokens(self, n: int, name: str = "probe") -> Tokens:
        """Give human tokens, n a topic, by topic."""
        rows = np.repeat(np.arange(self.n_topics), n)
        return Tokens(rows, self.content.culture.draw_ideas(rows, self.raw(len(rows), name=name)))

    def held(self, *of: Tokens) -> Statistics:
        """Give statistics of tokens, one row a topic."""
        statistics: Statistics = self.content.empty(self.n_topics)
        for tokens in of:
            statistics.include(tokens)
        return statistics

    def loss(self, statistics: Statistics) -> FloatArray:
        """Give the loss of a model fitted to statistics."""
        result: FloatArray = self.content.loss(self.content.fit(statistics))
        return result

    def served(self, statistics: Statistics, temperature: float = 1.0) -> Any:
        """Give a model fitted to statistics as it is served."""
        return self.content.serve(self.content.fit(statistics), temperature, 1.0)

    @cached_property
    def ignorance(self) -> FloatArray:
        """Loss of a model that has seen nothing."""
        return self.loss(self.content.empty(self.n_topics))

    def require(self, holds: object, method: str, rule: str, remedy: str) -> None:
        """Refuse a family whose method breaks a rule.

        Raises
        ------
        FamilyError
            If the rule does not hold.
        """
        if not holds:
            name = getattr(self.family, "name", self.family.__name__)
            raise FamilyError(Fault(method, rule, where=f"content family {name!r}", remedy=remedy))


def offers_all_methods(probe: Probe) -> None:
    """Everything that the protocol names is there."""
    wanted = {*ContentFamily.__annotations__, *(name for name in vars(ContentFamily) if not name.startswith("_"))}
    for name in sorted(wanted):
        probe.require(hasattr(probe.family, name) or name == "culture", name, "is missing", _SEE)
        is_method = callable(getattr(ContentFamily, name, None))
        probe.require(not is_method or callable(getattr(probe.family, name)), name, "is no method", _SEE)


def statistics_add_up(probe: Probe) -> None:
    """Ideas have the declared type and shape, and statistics of two sets add up to those of both."""
    content, (topics, ideas) = probe.content, probe.pages()
    expected = (*topics.shape, _IDEAS, *content.idea_shape)
    probe.require(ideas.shape == expected, "draw_ideas", f"gives the shape {ideas.shape}, not {expected}", _SEE)
    probe.require(ideas.dtype == np.dtype(content.idea_type), "draw_ideas", "gives another type than idea_type", _SEE)
    one, two = probe.tokens(probe.few, "one"), probe.tokens(2 * probe.few, "two")
    first, second, both = probe.held(one), probe.held(two), probe.held(one, two)
    remedy = "Hold sums over tokens, or the tokens themselves; nothing that depends on their order or number."
    probe.require(np.all(both.n_tokens == 3 * probe.few), "n_tokens", "does not count what was included", remedy)
    for name, statistics, other in (
        ("+", first + second, both),
        ("-", both - second, first),
        ("sum", (_halves(probe, one, two)).sum(axis=0), both),
        ("copy", both.copy(), both),
    ):
        probe.require(_alike(probe, statistics, other), name, "of statistics is not that of their tokens", remedy)
    probe.require(both.total == both.n_tokens.sum(), "total", "is not the sum of n_tokens", remedy)
    probe.require(np.allclose((both * 2.5).n_tokens, 2.5 * both.n_tokens), "*", "does not weigh tokens", remedy)
    weight = np.arange(1.0, probe.n_topics + 1.0)
    is_weighed = np.allclose((both * weight).n_tokens, weight * both.n_tokens)
    probe.require(is_weighed, "*", "does not weigh rows", remedy)


def same_keys_give_the_same_pages(probe: Probe) -> None:
    """Ideas follow from raw numbers and the culture alone, whatever else is drawn, and the culture from its seed."""
    topics, raw = np.arange(_PAGES) % probe.n_topics, probe.raw(_PAGES, _IDEAS)
    some = np.arange(_PAGES) % 3 == 1
    remedy = "Draw each idea from its raw number and its topic only."
    for draw in (probe.content.culture.draw_ideas, probe.content.culture.draw_junk):
        whole, part = draw(topics[:, None], raw), draw(topics[some, None], raw[some])
        probe.require(np.array_equal(whole[some], part), draw.__name__, "depends on what else is drawn", remedy)
    first, second, other = probe.build(), probe.build(), probe.build(seed=2)
    for content in (first, second, other):
        content.culture.advance()
    moved, again, elsewhere = (each.culture.draw_ideas(topics[:, None], raw) for each in (first, second, other))
    remedy = "Key all draws of the culture by the seed, the month and the topic."
    probe.require(np.array_equal(moved, again), "advance", "gives another culture the second time", remedy)
    probe.require(not np.array_equal(moved, elsewhere), "build", "gives all seeds the same culture", remedy)


def thinning_is_keyed_and_fair(probe: Probe) -> None:
    """Thinning with chance 1 keeps all, with 0 nothing, else a share; rows do not matter to one another, keys do."""
    held = probe.held(probe.tokens(probe.much))
    draw, other = (KeyedDraw(Draws(3), "probe", 0, (key,)) for key in (1, 2))
    rule, remedy = "does not keep each token with its chance", "Draw binomial numbers, keyed by the draw and the row."
    probe.require(_alike(probe, held.thin(1.0, draw), held), "thin", f"{rule} at 1", remedy)
    probe.require(held.thin(0.0, draw).total == 0.0, "thin", f"{rule} at 0", remedy)
    third = held.thin(0.3, draw)
    noise = np.sqrt(0.3 * 0.7 / probe.much)
    is_fair = np.abs(third.n_tokens / held.n_tokens - 0.3) < _STANDARD_ERRORS * noise
    probe.require(np.all(is_fair), "thin", rule, remedy)
    probe.require(np.all(probe.loss(third) < probe.nearly_all * probe.ignorance), "thin", "changes the mixture", remedy)
    probe.require(_alike(probe, held.thin(0.3, draw), third), "thin", "gives another part the second time", remedy)
    probe.require(not _alike(probe, held.thin(0.3, other), third), "thin", "does not heed its key", remedy)
    lone = held - _without_first_topic(probe)
    apart = probe.loss(lone.thin(0.3, draw))[0]
    probe.require(np.isclose(apart, probe.loss(third)[0], rtol=1e-9), "thin", "lets rows meddle", remedy)


def more_data_teach_the_truth(probe: Probe) -> None:
    """Losses are never below 0, fall with data, and nearly vanish; the oracle has none and needs no more."""
    little, much = (probe.loss(probe.held(probe.tokens(n))) for n in (probe.few, probe.much))
    remedy = "Measure KL(this month's culture || model), or the excess over a model of all human writing."
    for losses in (probe.ignorance, little, much):
        probe.require(np.isfinite(losses).all() and losses.min() > -_TINY, "loss", "is below 0 or not finite", remedy)
    probe.require(np.all(little < probe.ignorance), "fit", "learns nothing from data", remedy)
    probe.require(np.all(much < probe.nearly_all * probe.ignorance), "fit", "does not come near the culture", remedy)
    wide = probe.build(n_topics=probe.many_topics)
    found, told = wide.loss(wide.fit(wide.empty(probe.many_topics))).mean(), probe.family.ignorance(probe.parameters)
    probe.require(abs(found - told) < probe.nearly_all * found, "ignorance", "is not the loss before all data", remedy)
    oracle = probe.content.oracle()
    probe.require(np.abs(probe.content.loss(oracle)).max() < _TINY, "oracle", "has a loss", remedy)
    gain = probe.content.appraise(oracle).marginal(probe.held(probe.tokens(probe.few)), 1.0)
    probe.require(not np.any(gain), "appraise", "lets an oracle learn", "Give 0 where a model holds endless tokens.")


def pages_lose_what_they_lack(probe: Probe) -> None:
    """Many fresh human pages lose nearly nothing of the culture, and junk more."""
    content, rows = probe.content, np.repeat(np.arange(probe.n_topics), probe.much)
    junk = Tokens(rows, content.culture.draw_junk(rows, probe.raw(len(rows), name="junk")))
    fresh, empty_talk = (
        content.pages_loss(content.fit(held), held) for held in map(probe.held, (probe.tokens(probe.much), junk))
    )
    remedy = "Measure KL(this month's culture || what stands there), at least 0."
    is_near = np.all((fresh > -_TINY) & (fresh < 0.1 * probe.ignorance))
    probe.require(is_near, "pages_loss", "is not nearly 0 for fresh human pages", remedy)
    probe.require(np.all(empty_talk > fresh), "pages_loss", "does not tell junk from them", remedy)


def samples_refit_to_their_model(probe: Probe) -> None:
    """Text at temperature 1 hands on what a model knows; a colder one serves another mixture."""
    held = probe.held(probe.tokens(probe.much))
    served, rows = probe.served(held), np.repeat(np.arange(probe.n_topics), probe.much)
    raw, remedy = probe.raw(len(rows), name="sample"), "Sample from the fitted model, decoded, by raw numbers."
    written = served.sample(rows, raw)
    probe.require(written.dtype == np.dtype(probe.content.idea_type), "sample", "gives another type", remedy)
    probe.require(np.array_equal(written[::3], served.sample(rows[::3], raw[::3])), "sample", "is not keyed", remedy)
    refit = probe.loss(probe.held(Tokens(rows, written)))
    probe.require(np.all(refit < probe.nearly_all * probe.ignorance), "sample", "is not what the model holds", remedy)
    warm = probe.content.served_loss(served)
    cold = probe.content.served_loss(probe.served(held, 0.5))
    rule = "does not tell the loss of what is served"
    probe.require(np.isfinite(cold).all() and np.all((warm > -_TINY) & (cold > warm)), "served_loss", rule, remedy)
    few = probe.content.fit(probe.held(probe.tokens(probe.few)))
    alone, read = probe.content.served_loss(served, few, 0.0), probe.content.served_loss(served, few, 1.0)
    rule, remedy = "does not mix what is read in by its weight", "Score a mixture of what is served and what is read."
    is_read = np.array_equal(alone, warm) and np.allclose(read, probe.content.loss(few), atol=_TINY)
    mixed = probe.content.served_loss(served, few, 0.5)
    probe.require(is_read and np.all(mixed < read), "served_loss", rule, remedy)


def worth_is_that_of_a_refit(probe: Probe) -> None:
    """One more token gains, on average, what fitting anew with it does; more of them gain less each."""
    content, held = probe.content, probe.held(probe.tokens(10 * probe.few))
    model, addition = content.fit(held), probe.held(probe.tokens(probe.few, "added"))
    appraisal, before = content.appraise(model), content.loss(model)
    tokens = probe.tokens(probe.few, "added")
    gains = []
    for place in range(probe.few):
        one = Tokens(tokens.rows[place :: probe.few], tokens.ideas[place :: probe.few])
        gains.append(before - probe.loss(held + probe.held(one)))
    told, found = appraisal.marginal(addition, 1.0), np.mean(gains, axis=0)
    noise = 0.2 * np.std(gains, axis=0) + _TINY
    remedy = "Give the fall of the loss by fitting anew, in nats per idea, for one token times their number."
    probe.require(np.all(np.abs(told - found) < noise), "appraise", "does not agree with fitting anew", remedy)
    probe.require(np.allclose(appraisal.marginal(addition, 3.0), 3.0 * told), "marginal", "is not linear", remedy)
    relative = appraisal.relative(addition)
    probe.require(np.allclose(relative, told * model.n_tokens), "relative", "is not worth times tokens", remedy)
    n = float(20 * probe.few)
    most = before - probe.loss(held + addition * (n / probe.few))
    is_near = np.abs(appraisal.many(addition, n) - most) < 0.5 * probe.ignorance
    probe.require(np.all(is_near), "many", "is far from the gain of so many tokens", remedy)


def scores_tell_people_from_models(probe: Probe) -> None:
    """Human pages are more typical than junk, pages of a cold model stand out, and pages do not mind one another."""
    content, (topics, human) = probe.content, probe.pages(n=10 * _PAGES)
    remedy = "Give mean log-probabilities of the ideas of each page, in nats."
    junk = content.culture.draw_junk(topics[:, None], probe.raw(len(topics), _IDEAS, name="junk"))
    clean = probe.held(probe.tokens(probe.much))
    reference, cold = content.reference(content.fit(clean)), probe.served(clean, 0.5)
    written = cold.sample(topics[:, None], probe.raw(len(topics), _IDEAS, name="cold"))
    contrast = content.contrast(cold, reference)
    for name, scorer, better, worse in (
        ("reference", reference, human, junk),
        ("contrast", contrast, written, human),
    ):
        score = scorer.scores(topics, better)
        probe.require(score.shape == topics.shape, name, "does not give one score a page", remedy)
        probe.require(score.mean() > scorer.scores(topics, worse).mean(), name, "scores the wrong way round", remedy)
        probe.require(
            np.allclose(scorer.scores(topics[::3], better[::3]), score[::3]), name, "lets pages meddle", remedy
        )


def benchmarks_measure_the_loss(probe: Probe) -> None:
    """On many human pages a benchmark finds about the loss of a model."""
    topics, ideas = probe.pages("benchmark", n=probe.much)
    benchmark, model = probe.content.benchmark(topics, ideas), probe.content.fit(probe.held(probe.tokens(probe.few)))
    remedy = "Estimate KL(pages || model): the cross-entropy less the entropy, in nats per idea."
    probe.require(benchmark.n_ideas.sum() == topics.size * _IDEAS, "benchmark", "does not count its ideas", remedy)
    gap = np.abs(benchmark.loss(model) - probe.content.loss(model))
    probe.require(np.all(gap < probe.nearly_all * probe.ignorance), "benchmark", "finds another loss", remedy)


def equal_ideas_have_equal_hashes(probe: Probe) -> None:
    """Near-duplicates are found by hashes of ideas, different ones for each function."""
    hasher, (_, ideas) = probe.content.hasher(2), probe.pages()
    remedy = "Give the least of numbers in 64 bits, each of which follows from an idea and the function only."
    hashed = hasher(ideas)
    probe.require(hashed.shape == (2, len(ideas)) and hashed.dtype == np.uint64, "hasher", "gives no keys", remedy)
    probe.require(np.array_equal(hasher(ideas[::2, ::-1]), hashed[:, ::2]), "hasher", "is not a function", remedy)
    probe.require(not np.array_equal(*hashed), "hasher", "has one function only", remedy)


def own_text_is_what_a_model_writes(probe: Probe) -> None:
    """Own text has as many tokens of each topic as were asked for; unverified it teaches what its model holds."""
    served, n = probe.served(probe.held(probe.tokens(probe.much))), probe.much
    remedy = "Write n_each tokens of each topic, and choose among several samples as the curation says."
    for curation in (Curation(1, 1.0, 1.0), Curation(8, 1.0, 0.0)):
        text = probe.content.own_text(served, curation, n, Draws(5).generator("probe", 0, 0))
        probe.require(np.all(text.n_tokens == n), "own_text", "writes another number of tokens", remedy)
        is_alike = curation.best_of > 1 or np.all(probe.loss(text) < probe.nearly_all * probe.ignorance)
        probe.require(is_alike, "own_text", "is not what the model holds", remedy)


def measures_are_shares_by_topic(probe: Probe) -> None:
    """Measures have known names, one value a topic, and the hold on rare ideas grows with data."""
    little, much = (probe.served(probe.held(probe.tokens(n))) for n in (probe.few, probe.much))
    for name, measure in probe.content.measures.items():
        remedy = f"Known are {', '.join(MEASURES)}: leave out what has no meaning."
        probe.require(name in MEASURES, f"measures[{name!r}]", "is not a known measure", remedy)
        values = measure(much)
        has_values = values.shape == (probe.n_topics,) and np.isfinite(values).all() and values.min() >= 0.0
        probe.require(has_values, f"measures[{name!r}]", "does not give a number >= 0 for each topic", remedy)
        if name == "tail_recall":
            grows = values.max() <= 1.0 and values.mean() > measure(little).mean()
            probe.require(grows, "tail_recall", "is no share that grows with data", "Compare with the human mass.")


def _alike(probe: Probe, one: Statistics, other: Statistics) -> bool:
    """Tell whether statistics hold as many tokens and teach a model the same."""
    have_as_many = np.allclose(one.n_tokens, other.n_tokens, rtol=1e-9)
    return bool(have_as_many and np.allclose(probe.loss(one), probe.loss(other), rtol=1e-9, atol=1e-12))


def _halves(probe: Probe, one: Tokens, two: Tokens) -> Statistics:
    """Give statistics with two rows a topic, of which each holds one of two sets of tokens."""
    statistics: Statistics = probe.content.empty(2, probe.n_topics)
    statistics.include(one)
    statistics.include(Tokens(two.rows + probe.n_topics, two.ideas))
    return statistics


def _without_first_topic(probe: Probe) -> Statistics:
    tokens = probe.tokens(probe.much)
    others = tokens.rows > 0
    return probe.held(Tokens(tokens.rows[others], tokens.ideas[others]))


type Check = Callable[[Probe], None]

_SEE = "See ecosystem.content.family.ContentFamily."
AT_THE_DOOR: tuple[Check, ...] = (offers_all_methods, statistics_add_up)
"""What a family must pass to be taken in."""
CHECKS: tuple[Check, ...] = (
    *AT_THE_DOOR,
    same_keys_give_the_same_pages,
    thinning_is_keyed_and_fair,
    more_data_teach_the_truth,
    pages_lose_what_they_lack,
    samples_refit_to_their_model,
    worth_is_that_of_a_refit,
    scores_tell_people_from_models,
    benchmarks_measure_the_loss,
    equal_ideas_have_equal_hashes,
    own_text_is_what_a_model_writes,
    measures_are_shares_by_topic,
)
"""All checks, in the order in which they build on one another."""


def check_family(probe: Probe, checks: tuple[Check, ...] = CHECKS) -> None:
    """Run checks on a family.

    Parameters
    ----------
    probe : Probe
        Of a class that offers what `ContentFamily` names.
    checks : tuple of callable
        Of CHECKS.

    Raises
    ------
    FamilyError
        At the first rule that it breaks: the method, the rule and what to do.
    """
    for check in checks:
        check(probe)

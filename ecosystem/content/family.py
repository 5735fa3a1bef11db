"""What a family of content must offer, so that a web can be made of it.

A family says what an idea is (a number, a vector, a passage of text), what humans know and how that moves, which sums
of ideas a model is fitted to, and what a model is. All else speaks to this protocol only: pages are columns of ideas,
snapshots hold statistics, trainers draw, fit and serve, and nobody asks what stands on a page. An idea is what has one
writer: of a page of text it would be a passage of so many tokens, of which statistics hold n-grams, or the passages.

A new family is one module with a class of these methods, a row in `ecosystem.content.families`, and a choice of
`content.family`; `ecosystem.content.conformance` holds what every family must pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

from numpy.typing import DTypeLike, NDArray

from ecosystem.content.curation import Curation
from ecosystem.content.scaling import HumanCurve
from ecosystem.parameters import Parameters
from ecosystem.randomness import BulkGenerator, Draws, FloatArray, IntArray, UInt64Array
from ecosystem.shown import shown

MEASURES = ("tail_recall", "mode_recall", "diversity_ratio", "stale_mass")
"""What a family may measure of a model as served; who has no such thing leaves it out, and its indicator is NaN."""


@shown
@dataclass(frozen=True)
class Tokens:
    """Tokens of pages, in the order in which they were read.

    Attributes
    ----------
    rows : ndarray of int64, shape (n,)
        Row of the statistics to which each is added, all axes of rows as one.
    ideas : ndarray, shape (n, *idea_shape)
    """

    rows: IntArray
    ideas: NDArray[Any]


@dataclass(frozen=True)
class KeyedDraw:
    """The name of a draw: equal names give equal draws.

    Attributes
    ----------
    draws : Draws
    decision : str
    step : int
    key : tuple of int, str or uint64
        Who draws; a family adds the row and what it needs besides.
    """

    draws: Draws
    decision: str
    step: int
    key: tuple[Any, ...] = ()


class Statistics(Protocol):
    """Sums over tokens in rows (a topic, or origin, year and topic): all that is kept of a page once it is read.

    Statistics of two sets of pages add up to those of their union.
    """

    @property
    def n_tokens(self) -> FloatArray:
        """Tokens of each row, shape of the rows; weighted ones count with their weight."""

    @property
    def total(self) -> float:
        """Tokens of all rows."""

    def __add__(self, other: Self) -> Self:
        """Give both together, row by row."""

    def __sub__(self, earlier: Self) -> Self:
        """Give what has come in since an earlier time."""

    def __mul__(self, weight: float | FloatArray) -> Self:
        """Let each token count as often as this, one number or one a row (shape of the rows); >= 0."""

    def __getitem__(self, rows: Any) -> Self:
        """Choose rows, as numpy does; slices are views."""

    def sum(self, axis: int) -> Self:
        """Add up along an axis of the rows."""

    def copy(self) -> Self:
        """Keep the sums as they are now."""

    def include(self, tokens: Tokens) -> None:
        """Add tokens, in place."""

    def thin(self, chance: float, draw: KeyedDraw) -> Self:
        """Keep each token with a chance in [0, 1], by keyed draws; whole, unweighted tokens only."""

    def resample(self, n_each: int, generator: BulkGenerator) -> Self:
        """Draw as many tokens for each row that has any, with replacement."""


class Culture(Protocol):
    """What humans know this month, by topic."""

    step: int

    @property
    def n_topics(self) -> int:
        """Number of topics."""

    def advance(self) -> None:
        """Move on by one month."""

    def draw_ideas(self, topics: IntArray, raw: UInt64Array) -> NDArray[Any]:
        """Draw an idea for each raw number, shape (*shape of raw, *idea_shape); `topics` broadcast to `raw`."""

    def draw_junk(self, topics: IntArray, raw: UInt64Array) -> NDArray[Any]:
        """Draw ideas that say nothing of what humans know; arguments and result as in `draw_ideas`."""


class Served(Protocol):
    """A fitted model as its users meet it, after decoding.

    Attributes
    ----------
    model : object
        The fitted model, with its `n_tokens` by topic.
    """

    @property
    def model(self) -> Any:
        """The fitted model."""

    def sample(self, rows: IntArray, raw: UInt64Array) -> NDArray[Any]:
        """Draw an idea of the topic in `rows` for each raw number, shape (*shape of raw, *idea_shape)."""


class Scorer(Protocol):
    """Gives pages a score."""

    def scores(self, topics: IntArray, ideas: NDArray[Any]) -> FloatArray:
        """Give the mean score of the ideas of each page in nats, shape (n,); ideas (n, ideas_per_page, *idea_shape)."""


class Benchmark(Protocol):
    """What the builders of a benchmark keep of some pages."""

    @property
    def n_ideas(self) -> IntArray:
        """Ideas of each topic."""

    def loss(self, model: Any) -> FloatArray:
        """Estimate KL(pages || model) in nats per idea, shape (n_topics,); NaN where there is no idea."""


class Appraisal[S](Protocol):
    """What more tokens are worth to a model: the fall of its loss when it is fitted anew with them.

    An addition is given by statistics of one row a topic, of which only the distribution counts.
    """

    def marginal(self, addition: S, n_tokens: float) -> FloatArray:
        """Give the gain of one more token times their number, in nats per idea, shape (n_topics,)."""

    def relative(self, addition: S) -> FloatArray:
        """Give the gain of one more token times the tokens that the model holds of each topic, shape (n_topics,)."""

    def many(self, addition: S, n_tokens: float) -> FloatArray:
        """Give about the gain of so many tokens at once, shape (n_topics,): how their worth declines."""


class ContentFamily[C: Culture, S: Statistics, M, V: Served](Protocol):
    """One kind of content, in one world: its culture of this month, its statistics, models and models as served."""

    name: ClassVar[str]
    idea_type: ClassVar[DTypeLike]

    @classmethod
    def build(cls, parameters: Parameters, draws: Draws, n_topics: int, first_step: int, last_step: int) -> Self:
        """Make the content of a world as it is in its first month.

        Parameters
        ----------
        parameters : Parameters
        draws : Draws
        n_topics : int
            At least 1.
        first_step, last_step : int
            Months between which the culture moves.
        """

    @classmethod
    def ignorance(cls, parameters: Parameters) -> float:
        """Give the expected loss of a model that has seen nothing, in nats per idea, before there is a world."""

    @property
    def idea_shape(self) -> tuple[int, ...]:
        """Shape of one idea: () for a number, (d,) for a vector or a passage of d tokens."""

    @property
    def culture(self) -> C:
        """What humans know; it moves in place."""

    def empty(self, *rows: int) -> S:
        """Give statistics without tokens, with these axes of rows; the last one is the topic."""

    def fit(self, statistics: S, distinct: S | None = None, months_ago: int = 0) -> M:
        """Fit a model to statistics of one row a topic.

        Parameters
        ----------
        statistics : Statistics
            Tokens weighted by repeats.
        distinct : Statistics, optional
            The same tokens without weights, where they have any.
        months_ago : int
            Age of the data: the model can name only what lived so long ago.
        """

    def oracle(self) -> M:
        """Give the model that knows this month's culture exactly; more tokens teach it nothing."""

    def serve(self, model: M, temperature: float, top_p: float) -> V:
        """Decode a model: temperature > 0, top-p in (0, 1], which is 1 for families without nuclei of ours."""

    def loss(self, model: M) -> FloatArray:
        """Give KL(this month's culture || model) in nats per idea, shape (n_topics,)."""

    def pages_loss(self, model: M, pages: S) -> FloatArray:
        """Give KL(this month's culture || what stands on pages) in nats per idea, shape (n_topics,), at least 0.

        Parameters
        ----------
        model : object
            Fitted to them.
        pages : Statistics
            One row a topic. What a model cannot tell of so few is no loss of theirs: a family whose fits are coarse
            lays fresh human pages beside them.
        """

    def served_loss(self, served: V, read: M | None = None, weight: float = 0.0) -> FloatArray:
        """Give KL(this month's culture || model as served) in nats per idea, shape (n_topics,); finite.

        Parameters
        ----------
        served : Served
        read : object, optional
            A model of what it reads before it answers.
        weight : float
            Share of what it says that is taken from there, in [0, 1].
        """

    def appraise(self, model: M, truth: S | None = None) -> Appraisal[S]:
        """Ask what more tokens would be worth to a model.

        Parameters
        ----------
        model : object
        truth : Statistics, optional
            Held-out tokens, one row a topic, on which the loss is measured; this month's culture if not given. Rows
            without tokens gain nothing.
        """

    def own_text(self, served: V, curation: Curation, n_each: int, generator: BulkGenerator) -> S:
        """Let a model write tokens of each topic and keep what a verifier prefers, shape of rows (n_topics,)."""

    def reference(self, model: M) -> Scorer:
        """Give mean log-probabilities of pages under a fitted model; finite."""

    def contrast(self, served: V, reference: Any) -> Scorer:
        """Give mean log-ratios of pages: a model as served over a reference of human writing."""

    def benchmark(self, topics: IntArray, ideas: NDArray[Any]) -> Benchmark:
        """Keep the ideas of some pages as a benchmark."""

    def hasher(self, n_functions: int) -> Callable[[NDArray[Any]], UInt64Array]:
        """Give what finds the least hash of the ideas of each page by each function, shape (n_functions, n).

        Equal ideas have equal hashes; near-duplicates are found by the least ones.
        """

    def human_curve(self) -> HumanCurve | None:
        """Give the loss of models of the culture alone against tokens; None where nobody has measured it."""

    @property
    def measures(self) -> Mapping[str, Callable[[V], FloatArray]]:
        """What can be measured of a model as served, by names of MEASURES, shape (n_topics,) each."""


type AnyFamily = ContentFamily[Any, Any, Any, Any]

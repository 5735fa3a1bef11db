"""The rules in force in one month: all that agents may read of dated events and of policy."""

from dataclasses import dataclass
from typing import Any, ClassVar

from ecosystem.calendar import MONTHS_A_YEAR, date_to_step
from ecosystem.parameters import Parameters


@dataclass(frozen=True)
class Reach:
    """Whom an order binds.

    Attributes
    ----------
    coverage : float
        Share of agents to whom it applies, in [0, 1].
    compliance : float
        Share of these who do as they are told, in [0, 1].
    escaped_share : float
        Share of these who have moved out of reach by now, in [0, 1].
    exempt_share : float
        The smallest agents are exempt: those below this quantile of size, in [0, 1].
    """

    coverage: float = 1.0
    compliance: float = 1.0
    escaped_share: float = 0.0
    exempt_share: float = 0.0

    @property
    def share(self) -> float:
        """Share of a homogeneous mass (searches, say) that is bound, in [0, 1]."""
        return self.coverage * self.compliance * (1.0 - self.escaped_share)


@dataclass(frozen=True)
class Order:
    """What one policy asks this month; each thing that can be asked is a class of its own.

    Attributes
    ----------
    kind : str
        Of the policy; it keys the draws that say whom the order binds.
    reach : Reach
    """

    payments: ClassVar[tuple[str, ...]] = ()
    """What is paid only because it asks for it."""

    kind: str
    reach: Reach

    def act(self, world: Any) -> None:
        """Do what no agent does by itself, at the end of a month; nothing where agents read the order.

        Parameters
        ----------
        world : World
            The state, which stands above the rules.
        """


@dataclass(frozen=True)
class Rules:
    """What holds in one month.

    Attributes
    ----------
    ai_odds_factor : float
        Factor on the odds of a visit to a page that the search engine believes synthetic, at least 0.
    answer_reach : float
        Share of searches above which an answer may be shown, in [0, 1].
    has_citing_answers : bool
        Answers read and cite pages of the results.
    cited_share, linked_share : float
        Share of answers that name what they read, and of these of those with links, in [0, 1].
    citation_clicks : float
        Share of those whom an answer with links keeps from the results who follow one, in [0, 1].
    retrieval_share : float
        Share of the answers of models before which they read pages, in [0, 1].
    has_chat : bool
        Askers can switch to a chat model.
    has_assistants : bool
        Authors can write with AI at consumer prices.
    can_opt_out : bool
        Sites can refuse AI crawlers by name.
    operator_cost_level : float
        Full cost of operators' pages relative to January 2022.
    has_cheap_text : bool
        The fall of operators' full cost lies behind.
    has_operators : bool
        Operators of AI content may publish.
    royalty_share : float
        Share of trainers' revenue that goes to human authors of articles, in [0, 1].
    orders : tuple of Order
        What the policies in force ask of agents.
    """

    ai_odds_factor: float
    answer_reach: float
    has_citing_answers: bool
    cited_share: float
    linked_share: float
    citation_clicks: float
    retrieval_share: float
    has_chat: bool
    has_assistants: bool
    can_opt_out: bool
    operator_cost_level: float
    has_cheap_text: bool
    has_operators: bool
    royalty_share: float
    orders: tuple[Order, ...] = ()

    def of[O: Order](self, kind: type[O]) -> tuple[O, ...]:
        """Give the orders of one kind, e.g. all levies; none where no policy asks it."""
        return tuple(order for order in self.orders if isinstance(order, kind))


def _spread(step: int, start: str, full: str) -> float:
    """Give how far something has spread that does so evenly from one month to another, in [0, 1]."""
    first, last = date_to_step(start), date_to_step(full)
    return min(max((step - first + 1) / (last - first + 1), 0.0), 1.0)


def rules_at(parameters: Parameters, step: int) -> Rules:
    """Fold the dated events of the baseline into the rules of one month."""
    attention, authors, generators = parameters.attention, parameters.authors, parameters.generators
    has_ai = parameters.controls.has_ai
    is_demoting = step >= date_to_step(attention.demotion_start)
    reach = _spread(step, attention.answer_start, attention.answer_full)
    answers = parameters.answers
    is_citing = parameters.controls.has_citing_answers
    reading = _spread(step, attention.retrieval_start, attention.retrieval_full)
    months_since_fall = step - date_to_step(generators.cost_fall_date)
    level = 1.0
    if months_since_fall >= 0:
        yearly = (1.0 - generators.cost_decline_per_year) ** (months_since_fall / MONTHS_A_YEAR)
        level = generators.cost_fall_factor * yearly
    return Rules(
        ai_odds_factor=attention.ai_odds_factor if is_demoting else 1.0,
        answer_reach=(answers.coverage(step) if is_citing else reach) * has_ai,
        has_citing_answers=is_citing,
        cited_share=answers.cited_share * is_citing,
        linked_share=answers.linked_share * is_citing,
        citation_clicks=answers.citation_clicks * is_citing,
        retrieval_share=attention.retrieval_share_max * reading * has_ai,
        has_chat=has_ai and step >= date_to_step(attention.chat_start),
        has_assistants=has_ai and step >= date_to_step(authors.adoption_start),
        can_opt_out=has_ai and step >= date_to_step(authors.opt_out_start),
        operator_cost_level=level,
        has_cheap_text=months_since_fall >= 0,
        has_operators=has_ai,
        royalty_share=parameters.market.royalty_share,
    )

"""Human authors: they post, turn to AI, refuse crawlers, enter and leave."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ecosystem.agents.population import Column, TableAgent
from ecosystem.content.corpus import NO_MODEL
from ecosystem.kernels.stock import plan_pages
from ecosystem.kinds import ARTICLES, BLOG, COMMITTED, SUBSTITUTABLE
from ecosystem.market.author_duties import marks_per_page, settle_duties, subsidy_lost, tax_per_page
from ecosystem.market.author_output import cost_now, most_posts, output_of, page_unit
from ecosystem.parameters.authors import AuthorParameters
from ecosystem.randomness import FloatArray, IntArray, UInt64Array, beta_quantile, derive, power_law_quantile
from ecosystem.state import Manuscripts, World
from ecosystem.web.attention import best_served_loss
from ecosystem.web.demand import choose_assistants
from ecosystem.web.refusals import refusals_of_month, set_defaults
from ecosystem.web.sites import choose_sites, found_sites
from ecosystem.web.worth import BY_PEOPLE


class HumanAuthor(TableAgent):
    """A person, or a small group of askers, who writes about one topic on one site.

    Sees: own income of the last half year, the revenue of pages in the topic, models on sale, adopters and refusals
    among its peers. Decides: how much to post, whether to write with AI, what its site refuses AI crawlers
    for, whether to leave. Does: publishes pages whose human share depends on its use of AI.
    """

    may_leave = True
    topic, site, niche, rate = Column(), Column(), Column(), Column()
    income, balance, has_adopted = Column(), Column(), Column()


@dataclass(frozen=True)
class Decisions:
    """What all authors decided on the state at the start of the phase.

    Attributes
    ----------
    posts : Manuscripts
        Pages of the month.
    adopting, abandoning, leaving : ndarray of int64
        Rows of authors who turn to AI, give it up, and stop writing.
    refusing : ndarray of bool, shape (n_sites, n_purposes)
        What each site refuses crawlers for of its own accord.
    entrants : ndarray of int64, shape (n_topics,)
        Authors of articles that enter, by topic.
    """

    posts: Manuscripts
    adopting: IntArray
    abandoning: IntArray
    leaving: IntArray
    refusing: NDArray[np.bool_]
    entrants: IntArray


def first_authors(
    world_size: int, n_topics: int, parameters: AuthorParameters
) -> tuple[UInt64Array, IntArray, IntArray]:
    """Give keys, topics and niches of the authors of the start; each topic has the same mix of niches."""
    topic = np.arange(world_size) % n_topics
    ordinal = np.arange(world_size) // n_topics
    level = (ordinal + 0.5) / (world_size / n_topics)
    niche = np.full(world_size, ARTICLES)
    niche[level < parameters.substitutable_share + parameters.committed_share] = COMMITTED
    niche[level < parameters.substitutable_share] = SUBSTITUTABLE
    return derive("author", topic, niche, "start", ordinal), topic, niche


def add_authors(world: World, keys: UInt64Array, topic: IntArray, niche: IntArray, site: IntArray) -> IntArray:
    """Add authors with characters of their own; returns their rows."""
    parameters, draws = world.parameters.authors, world.draws

    def normal(name: str) -> FloatArray:
        return draws.normal(name, 0, keys)

    ai_share = beta_quantile(
        draws.uniform("use of AI", 0, keys), parameters.ai_share_mean, parameters.ai_share_concentration
    )
    uniform = draws.uniform("posting rate", 0, keys)
    content = world.parameters.content
    # Drawn apart from the posting rate, so that the mean over pages is the mean over authors.
    idiosyncrasy = beta_quantile(
        draws.uniform("idiosyncrasy", 0, keys), content.junk_page_share, content.idiosyncrasy_concentration
    )
    return world.authors.append(
        key=keys,
        topic=topic,
        niche=niche,
        site=site,
        founded_step=np.full(len(keys), world.step),
        rate=power_law_quantile(
            uniform, parameters.posts_tail_exponent, parameters.posts_tail_ratio, parameters.posts_mean
        ),
        appeal=np.exp(parameters.appeal_spread * normal("appeal") - parameters.appeal_spread**2 / 2),
        cost=parameters.cost_median * np.exp(parameters.cost_spread * normal("writing cost")),
        motive=parameters.motive_median * np.exp(parameters.cost_spread * normal("motive")),
        idiosyncrasy=idiosyncrasy,
        asking_share=np.ones(len(keys)),
        ai_share_potential=ai_share,
        stigma=parameters.adoption_stigma + normal("stigma") + parameters.committed_stigma * (niche == COMMITTED),
    )


def found(world: World) -> None:
    """Found the authors of the start, who write the archive."""
    keys, topic, niche = first_authors(world.size, world.n_topics, world.parameters.authors)
    add_authors(world, keys, topic, niche, choose_sites(world.sites, world.draws, keys, topic, niche))


def plan_posts(world: World) -> Manuscripts:
    """Plan the pages of the month: how many, how human, and which model writes the rest."""
    authors, step = world.authors, world.step
    rows = authors.rows()
    keys = authors.key[rows]
    n_posts = world.draws.poisson("posts", step, keys, authors.rate[rows] * authors.asking_share[rows])
    n_posts = np.minimum(n_posts, most_posts(world, rows)).astype(np.int64)
    writer, page_keys = plan_pages(keys, rows, n_posts, step)
    n_ideas = world.parameters.content.ideas_per_page
    choice = np.full(len(authors), NO_MODEL, dtype=np.uint16)
    adopters = rows[authors.has_adopted[rows]]
    if adopters.size:
        choice[adopters] = choose_assistants(world, adopters)
    share = np.where(choice == NO_MODEL, 0.0, authors.ai_share_potential)
    n_synthetic = world.draws.binomials_of_groups("synthetic ideas", 0, page_keys, writer, n_ideas, share)
    n_human = (n_ideas - n_synthetic).astype(np.uint8)
    model = np.where(n_synthetic > 0, choice[writer], np.uint16(NO_MODEL))
    return Manuscripts(writer, page_keys, n_human, model)


def profit_per_page(world: World, rows: IntArray, *, at_rest: bool) -> FloatArray:
    """Give what a page brings its author, money and motive less cost, in units of a human page's revenue.

    Income is from all sources: visits, licences and royalties.

    Parameters
    ----------
    world : World
    rows : ndarray of int64, shape (n,)
    at_rest : bool
        At the prices before AI and with pages written by hand, instead of now.
    """
    authors, unit = world.authors, page_unit(world, rows)
    output = output_of(world, rows)
    income = authors.income[rows] / output
    if at_rest:
        income = income / _relative_income(world)[authors.topic[rows]]
        cost = authors.cost[rows]
    else:
        cost = cost_now(world, rows) + (marks_per_page(world, rows) + tax_per_page(world, rows, output)) / unit
    result: FloatArray = income / unit + authors.motive[rows] - cost
    return result


def _relative_income(world: World) -> FloatArray:
    """Give what a page earns its author now over what it earned at rest, by topic."""
    now, rest = world.month.human_page_income, world.rest.human_page_income
    return np.maximum(now, 1e-12) / np.maximum(rest, 1e-12)


def exit_hazard(parameters: AuthorParameters, profit: FloatArray) -> FloatArray:
    """Give the monthly chance to leave: the churn of the indifferent, higher at a loss, lower at a profit, at most 1.

    At a profit it is a logit. Where that bends, at no profit, it goes on along its tangent: it rises with the loss
    without end, so that who would be ruined leaves at once.
    """
    loss = -profit / parameters.churn_scale
    times = np.where(loss > 0.0, 1.0 + 0.5 * loss, 2.0 * expit(loss))
    return np.minimum(parameters.churn_hazard * times, 1.0)


def _entrants(world: World, rows: IntArray) -> IntArray:
    """Draw how many authors of articles enter by topic: at rest as many as leave, more where a page earns more."""
    n_topics, number = world.n_topics, np.bincount(world.authors.topic[rows], minlength=world.n_topics)
    leaving = exit_hazard(world.parameters.authors, profit_per_page(world, rows, at_rest=True))
    at_rest = np.bincount(world.authors.topic[rows], leaving, minlength=n_topics)
    wanted = at_rest * _relative_income(world) ** world.parameters.authors.entry_elasticity
    left = people_left(world.parameters.authors, world.size / n_topics, number)
    entering = world.draws.poisson("entry", world.step, derive("entry", np.arange(n_topics)), drawn_from(*left, wanted))
    return np.minimum(entering, left[1]).astype(np.int64)


def people_left(parameters: AuthorParameters, per_topic: float, n_writing: IntArray) -> tuple[float, FloatArray]:
    """Give how many people of each topic could write articles and do not: at the start, and now.

    Parameters
    ----------
    parameters : AuthorParameters
    per_topic : float
        Human authors of a topic at the start.
    n_writing : ndarray of int, shape (n_topics,)
        Authors of articles now.

    Returns
    -------
    tuple of float and ndarray of float, shape (n_topics,)
        Endless where `writing_share` is 0.
    """
    at_start = per_topic * (1.0 - parameters.substitutable_share - parameters.committed_share)
    everybody = at_start / parameters.writing_share if parameters.writing_share > 0.0 else np.inf
    return everybody - at_start, np.maximum(everybody - n_writing, 0.0)


def drawn_from(at_start: float, left: FloatArray, wanted: FloatArray) -> FloatArray:
    """Give how many enter where so many would at the start: each person left enters by the same hazard as then."""
    if np.isinf(at_start):
        return wanted
    entering: FloatArray = left * -np.expm1(-wanted / at_start)
    return entering


def adoption_utility(world: World, rows: IntArray) -> FloatArray:
    """Give what speaks for writing with AI: cost saved and adopters among peers against stigma and a loss of quality.

    Parameters
    ----------
    world : World
        With a model on sale.
    rows : ndarray of int64, shape (n,)
        Of authors; their peers are all active ones of their topic.

    Returns
    -------
    ndarray of float, shape (n,)
        In logits.

    References
    ----------
    Brock and Durlauf 2001, Discrete choice with social interactions, Review of Economic Studies 68, 235-260, eq. 3.
    """
    parameters, authors = world.parameters.authors, world.authors
    loss = best_served_loss(world)
    gap = (np.zeros(world.n_topics) if loss is None else loss) - world.month.kind_loss[BY_PEOPLE]
    number = np.bincount(authors.topic[authors.is_active], minlength=world.n_topics)
    adopters = np.bincount(authors.topic[authors.is_active & authors.has_adopted], minlength=world.n_topics)
    peers, topic = adopters / np.maximum(number, 1), authors.topic[rows]
    saved = authors.cost[rows] * authors.ai_share_potential[rows] * parameters.cost_saved_share
    saved = saved - subsidy_lost(world, rows) / page_unit(world, rows)
    result: FloatArray = (
        parameters.adoption_cost_weight * saved
        - parameters.adoption_quality_weight * gap[topic]
        + parameters.adoption_peer_weight * peers[topic]
        - authors.stigma[rows]
    )
    return result


def _changes_of_mind(world: World, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Choose who turns to AI and who gives it up, among those who reconsider; a taste is constant over time."""
    none = np.zeros(0, dtype=np.int64)
    if not world.rules.has_assistants or best_served_loss(world) is None:
        return none, none
    parameters, authors, draws = world.parameters.authors, world.authors, world.draws
    wish: float | FloatArray = parameters.fixed_adopter_share
    if world.parameters.controls.has_adoption_choice:
        rows = rows[draws.uniform("adoption", world.step, authors.key[rows]) < parameters.adoption_hazard]
        wish = expit(adoption_utility(world, rows))
    wants = draws.uniform("taste for AI", 0, authors.key[rows]) < wish
    has_adopted = authors.has_adopted[rows]
    return rows[wants & ~has_adopted], rows[~wants & has_adopted]


def decide(world: World) -> Decisions:
    """Let all authors decide on the state at the start of the phase."""
    rows = world.authors.rows()
    # An author of a community stands for many occasional askers, who come and go without changing their number.
    writers = rows[world.authors.niche[rows] == ARTICLES]
    hazard = exit_hazard(world.parameters.authors, profit_per_page(world, writers, at_rest=False))
    leaving = writers[world.draws.uniform("exit", world.step, world.authors.key[writers]) < hazard]
    entrants = _entrants(world, writers)
    if not world.parameters.controls.has_author_turnover:
        leaving, entrants = leaving[:0], np.zeros_like(entrants)
    return Decisions(plan_posts(world), *_changes_of_mind(world, rows), leaving, refusals_of_month(world), entrants)


def apply(world: World, decisions: Decisions) -> None:
    """Hand the pages in, settle what policies ask for them, and carry the other decisions out."""
    authors = world.authors
    world.month.by_authors = decisions.posts
    settle_duties(world)
    authors.has_adopted[decisions.adopting] = True
    authors.has_adopted[decisions.abandoning] = False
    authors.is_active[decisions.leaving] = False
    world.sites.refuses_by_default[:] &= ~decisions.refusing
    world.sites.refuses[:] = decisions.refusing | world.sites.refuses_by_default
    set_defaults(world)
    _enter(world, decisions.entrants)


def _enter(world: World, entrants: IntArray) -> None:
    """Let authors enter, some of them with a site of their own."""
    topic = np.repeat(np.arange(world.n_topics), entrants)
    if topic.size == 0:
        return
    niche = np.full(topic.size, ARTICLES)
    ordinal = np.arange(topic.size) - np.searchsorted(topic, topic)
    keys = derive("author", topic, niche, world.step, ordinal)
    site = choose_sites(world.sites, world.draws, keys, topic, niche)
    founds = world.draws.uniform("founding of a site", 0, keys) < world.parameters.web.new_site_share
    site[founds] = found_sites(world, derive("site", keys[founds]), BLOG, topic[founds])
    rows = add_authors(world, keys, topic, niche, site)
    # A newcomer expects what others of the topic earn a page, until its own income is known.
    world.authors.income[rows] = world.month.human_page_income[topic] * world.authors.rate[rows]


def act(world: World) -> None:
    """Let authors post, settle what policies ask, turn to AI or back, refuse crawlers, leave and enter."""
    apply(world, decide(world))

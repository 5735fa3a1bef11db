"""Orders: what the policies in force ask of agents this month; data that rules carry and agents read."""

from dataclasses import dataclass
from typing import Literal


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
    """What one policy asks this month.

    Attributes
    ----------
    kind : str
        Of the policy; it keys the draws that say whom the order binds.
    reach : Reach
    """

    kind: str
    reach: Reach


@dataclass(frozen=True)
class Labelling(Order):
    """Label AI-primary pages: share of labels that survive, their cost, and share of crawlers that heed them."""

    survival: float
    evasion_effect: float
    heeded_share: float
    cost_usd: float


@dataclass(frozen=True)
class Signing(Order):
    """Sign one's pages: share of signatures that survive, and what a signed page costs."""

    survival: float
    cost_usd: float


@dataclass(frozen=True)
class Filtering(Order):
    """Drop what a detector, or labels and marks alone, call synthetic."""

    method: Literal["marks", "rates", "likelihood"]
    crawlers: Literal["all", "private", "open"]


@dataclass(frozen=True)
class Refusing(Order):
    """Refuse AI crawlers unless the site opts in; of refusals broken before, a share is enforced."""

    opt_in_share: float
    enforcement: float


@dataclass(frozen=True)
class Metering(Order):
    """Sell single fetches instead of refusing them; the price to begin with, USD."""

    price_usd: float


@dataclass(frozen=True)
class Collective(Order):
    """License through a collective, which keeps a share for its own costs."""

    fee_share: float


@dataclass(frozen=True)
class Levy(Order):
    """Pay a share of revenue to authors; a share of that goes to those who run it."""

    share: float
    fee_share: float


@dataclass(frozen=True)
class Subsidy(Order):
    """Get money for each page that a check takes for human: USD a page, and the share of AI pages it finds."""

    usd_per_page: float
    check_tpr: float


@dataclass(frozen=True)
class Trust(Order):
    """Deposit pages with a data trust that hands them to every trainer.

    Attributes
    ----------
    last_step : int
        Month of the newest pages that it takes.
    collected_share : float
        Share of pages not held yet that it takes in a month.
    check_tpr : float
        Share of AI-primary pages that its check finds and leaves out.
    curation_usd, fee_usd : float
        What it pays for looking through a page, and to the page's owner.
    """

    last_step: int
    collected_share: float
    check_tpr: float
    curation_usd: float
    fee_usd: float

    @property
    def name(self) -> str:
        """Tells trusts apart that take other pages or at another pace."""
        return f"{self.kind}|{self.last_step}|{self.collected_share}"


@dataclass(frozen=True)
class Cap(Order):
    """Train on no more than a share of synthetic tokens, of those that an audit finds."""

    share: float
    audit_tpr: float


@dataclass(frozen=True)
class PageTax(Order):
    """Pay for each page beyond an allowance a month."""

    usd_per_page: float
    allowance: float


@dataclass(frozen=True)
class PageLimit(Order):
    """Publish no more than so many pages a month."""

    pages: int


@dataclass(frozen=True)
class FetchLimit(Order):
    """Fetch a share less than the budget allows."""

    cut_share: float


@dataclass(frozen=True)
class FetchPrice(Order):
    """Pay for every fetch, to the owner of the page or to the public purse."""

    usd_per_fetch: float
    payee: Literal["owners", "purse"]


@dataclass(frozen=True)
class Orders:
    """All orders in force, by what they ask; empty where no policy asks it."""

    labelling: tuple[Labelling, ...] = ()
    watermarking: tuple[Order, ...] = ()
    signing: tuple[Signing, ...] = ()
    filtering: tuple[Filtering, ...] = ()
    refusing: tuple[Refusing, ...] = ()
    metering: tuple[Metering, ...] = ()
    collective: tuple[Collective, ...] = ()
    levies: tuple[Levy, ...] = ()
    subsidies: tuple[Subsidy, ...] = ()
    trusts: tuple[Trust, ...] = ()
    keeping: tuple[Order, ...] = ()
    caps: tuple[Cap, ...] = ()
    page_taxes: tuple[PageTax, ...] = ()
    page_limits: tuple[PageLimit, ...] = ()
    fetch_limits: tuple[FetchLimit, ...] = ()
    fetch_prices: tuple[FetchPrice, ...] = ()


NO_ORDERS = Orders()
"""What holds where there is no policy."""

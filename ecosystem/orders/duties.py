"""Policies that make those who train on pages, or use what was trained on them, answer for how they came by them."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from ecosystem.parameters.fields import parameter, proportion
from ecosystem.policy import AgentPolicy
from ecosystem.rules import Order, Reach


@dataclass(frozen=True)
class Damages(Order):
    """Owe damages for pages that are used although their site refuses.

    Attributes
    ----------
    liable : {"seller", "trainer", "user"}
        Who owes them: whoever supplies the page, whoever trains on it, or who uses the model.
    held_share : float
        Chance that somebody is held liable for a page, in [0, 1].
    usd_per_page : float
        What is then owed.
    """

    payments: ClassVar[tuple[str, ...]] = ("damages",)

    liable: Literal["seller", "trainer", "user"]
    held_share: float
    usd_per_page: float


class Liability(AgentPolicy):
    """Damages for using pages whose sites refuse."""

    asks = "Whoever is liable pays damages to owners of pages that are used although their site refuses"
    bound = "crawlers, model trainers or users, whichever are liable"
    follows = (
        "Those liable pay what they must expect to pay, once for each page, in the month in which it is taken; what "
        "was taken before stays unpaid. A seller answers for all that its crawler takes, a trainer for what its filter "
        "keeps, and users together for what stands behind the model that they use, which they count as part of its "
        "price when they choose a model to ask or to write with. Crawlers of trainers leave refusing sites alone "
        "whose pages are worth less to these than what they lose, by damages or by users who leave, and what they then "
        "lack they may license. A trainer pays no more than it holds. The open crawl keeps to refusals"
    )
    pays = "whoever is liable, to owners of pages"
    strength_field = "held_share"

    kind: Literal["liability"] = "liability"
    liable: Literal["seller", "trainer", "user"] = parameter(
        "user",
        unit="option",
        meaning="who is liable: who supplies a page, who trains on it, or who uses the model",
        source="judgement: the later user, whom a published model of data markets finds the best to hold liable",
        kind="lever",
    )
    held_share: float = proportion(
        0.07,
        meaning="refused pages for whose use somebody is held liable, of those used",
        source=(
            "Bartz v. Anthropic, settlement of September 2025: some 482,000 works paid for, of more than 7 million "
            "copies taken; owners of pages seldom register or sue, so it may be far less; 0-.07"
        ),
        kind="uncertainty",
    )
    usd_per_page: float = parameter(
        20.0,
        unit="USD a page",
        low=0.0,
        high=1000.0,
        meaning="damages for a page",
        source=(
            "the same settlement: about 3,000 USD a book; a book of 90,000 words is 150 pages of 800 tokens "
            "(content.tokens_per_idea)"
        ),
        kind="lever",
    )

    @property
    def strength(self) -> float:
        """What is to be expected for a page."""
        return self.held_share * self.usd_per_page

    def order(self, reach: Reach) -> Damages:
        return Damages(self.kind, reach, self.liable, self.held_share, self.usd_per_page)

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
    resembles = (
        "damages for infringement (United States, 17 U.S.C. section 504; Bartz v. Anthropic was settled in 2025 for "
        "1.5 billion USD)"
    )
    hurdle = (
        "courts differ on whether training is fair use, owners must show that a page was used, and cases take years"
    )

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
            "copies taken; range down to none, since owners of pages seldom register or sue"
        ),
        plausible=(0.0, 0.07),
    )
    usd_per_page: float = parameter(
        20.0,
        unit="USD a page",
        low=0.0,
        high=1000.0,
        meaning="damages for a page",
        source=(
            "Bartz v. Anthropic, settlement of September 2025: about 3,000 USD a book; a book of 90,000 words is 150 "
            "pages of 800 tokens (content.tokens_per_idea)"
        ),
        kind="lever",
    )

    @property
    def strength(self) -> float:
        """What is to be expected for a page."""
        return self.held_share * self.usd_per_page

    def order(self, reach: Reach) -> Damages:
        return Damages(self.kind, reach, self.liable, self.held_share, self.usd_per_page)


@dataclass(frozen=True)
class Disclosure(Order):
    """Publish what one trained on.

    Attributes
    ----------
    listed_share : float
        Largest sites that are named, of those used, in [0, 1].
    enforcement : float
        Refusals of named sites that crawlers broke before and now respect, in [0, 1].
    aversion : float
        What a model trained on synthetic text alone loses in readers' liking, in logits.
    """

    listed_share: float
    enforcement: float
    aversion: float


class TrainingDisclosure(AgentPolicy):
    """A public summary of what models were trained on."""

    asks = "Trainers must publish of which sites they took most pages, and how much of their training text is synthetic"
    bound = "model trainers"
    follows = (
        "Owners of named sites learn that their refusal was broken: a share of such refusals is respected from then "
        "on, pages that trainers then lack they may license, and where somebody is liable for refused pages "
        "(liability) as many of the other owners hold them so. Readers see the synthetic share of a model, by its "
        "lineage, and like it less for it when they choose, which by itself is no loss of theirs. What is published is "
        "true and comes at once; owners of sites that are not named learn nothing, trainers do not mend their recipes "
        "because of what readers see, and those who write with models do not mind"
    )
    resembles = "European Union, AI Act, article 53(1)(d), from August 2025; California, AB 2013, from January 2026"
    hurdle = "a summary is hard to check against what was used, and trainers call it a trade secret"

    kind: Literal["training_disclosure"] = "training_disclosure"
    listed_share: float = proportion(
        0.1,
        meaning="largest sites by the pages that a trainer has of them which it must name, of all that it uses",
        source=(
            "European Commission, template for the public summary of training content, 24 July 2025: the top 10 % of "
            "domain names by size of content; small firms name 5 %"
        ),
        kind="lever",
    )
    enforcement: float = proportion(
        0.5,
        meaning="refusals of named sites, ignored before, that are respected now",
        source="judgement: as where refusals are enforced by law (purpose_opt_out.enforcement); from few to nearly all",
        plausible=(0.1, 0.9),
    )
    aversion: float = parameter(
        0.2,
        unit="logits",
        low=0.0,
        high=10.0,
        meaning="by how much less readers like a model that was trained on synthetic text alone",
        source=(
            "judgement: a fifth less of the odds, since who is told that AI wrote a text likes it less; from nothing "
            "to odds of a third"
        ),
        plausible=(0.0, 1.0),
    )

    @property
    def strength(self) -> float:
        """What it does to owners and to readers together."""
        return self.listed_share * self.enforcement + self.aversion

    def order(self, reach: Reach) -> Disclosure:
        return Disclosure(self.kind, reach, self.listed_share, self.enforcement, self.aversion)

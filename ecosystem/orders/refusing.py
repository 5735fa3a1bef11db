"""The policy for refusing: what crawlers may fetch pages for, unless a site says otherwise."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Self

from pydantic import model_validator

from ecosystem.errors import Fault, PolicyError, did_you_mean, quoted
from ecosystem.kinds import PURPOSES
from ecosystem.parameters.fields import parameter, proportion
from ecosystem.policy import AgentPolicy, Policy
from ecosystem.rules import Order, Reach

_DRAWN_AS = "opt_out_by_default"
"""What the policy was called first: whom it binds is drawn under this name, so that its results stay."""


@dataclass(frozen=True)
class Refusing(Order):
    """Let sites refuse crawlers by purpose, or take it that they do.

    Attributes
    ----------
    purposes : tuple of int
        Places in `kinds.PURPOSES`.
    is_default : bool
        Sites refuse unless they opt in.
    opt_in_share : float
        Sites that do, in [0, 1].
    enforcement : float
        Of the refusals that were broken before, those that are respected, in [0, 1].
    protects_rank : bool
        Engines may not show a site less for refusing.
    """

    purposes: tuple[int, ...]
    is_default: bool
    opt_in_share: float
    enforcement: float
    protects_rank: bool


class PurposeOptOut(AgentPolicy):
    """A rule on refusals by purpose.

    Examples
    --------
    >>> rule = PurposeOptOut(purposes="answers", default="allow", forbids_down_ranking=True)
    >>> rule.places
    (1,)
    """

    asks = "Sites may refuse crawlers by what they fetch for, some unless they opt in"
    bound = "human sites"
    follows = (
        "A share of the refusals for these purposes that crawlers broke before is enforced, and if the rule says so "
        "engines show no site less for refusing; a refusal by default ends with the policy, one of a site's own "
        "stays, and sites that operators of AI content run are not asked"
    )
    former = MappingProxyType(dict.fromkeys(("opt_out_by_default", "OptOutByDefault"), 'purposes = "training"'))
    resembles = (
        "European Union, reservation of rights (Directive (EU) 2019/790, article 4(3)); United Kingdom, conduct "
        "requirements of 2026"
    )
    hurdle = "one crawler fetches for several purposes, and whether it keeps to a refusal is hard to see"

    kind: Literal["purpose_opt_out"] = "purpose_opt_out"
    purposes: str = parameter(
        "training",
        unit="names",
        meaning="purposes it is about (training, answers, agents; joined by +)",
        source="judgement: what sites mostly refuse today",
        kind="lever",
    )
    default: Literal["refuse", "allow"] = parameter(
        "refuse",
        unit="option",
        meaning="what holds for a site that says nothing",
        source="judgement: the stronger of both; the UK conduct requirements of 2026 leave it to sites (allow)",
        kind="lever",
    )
    opt_in_share: float = proportion(
        0.2,
        meaning="sites that opt in, of those that would refuse by default",
        source="judgement: few change a default; from one in twenty to half",
        plausible=(0.05, 0.5),
    )
    enforcement: float = proportion(
        0.5,
        meaning="refusals ignored before that are respected now",
        source="judgement; without enforcement crawlers go on as crawl.robots_ignored_share says",
        kind="lever",
    )
    forbids_down_ranking: bool = parameter(
        False,
        unit="yes or no",
        meaning="whether engines may not show a site less for refusing answers (attention.answers_refusal_odds)",
        source="judgement; the UK conduct requirements of 2026 forbid it",
        kind="lever",
    )

    @model_validator(mode="after")
    def _purposes_exist(self) -> Self:
        named, where = self.purposes.split("+"), f"policy {self.kind!r}"
        faults = [
            Fault(
                "purposes",
                f"names {name!r}, which is no purpose",
                quoted(self.purposes),
                where,
                did_you_mean(name, PURPOSES),
            )
            for name in named
            if name not in PURPOSES
        ]
        faults += [
            Fault("purposes", f"names {name!r} twice", quoted(self.purposes), where, "Name it once.")
            for name, times in Counter(named).items()
            if times > 1 and name in PURPOSES
        ]
        if faults:
            raise PolicyError(*faults)
        return self

    @property
    def places(self) -> tuple[int, ...]:
        """Places of its purposes in `kinds.PURPOSES`."""
        return tuple(PURPOSES.index(name) for name in self.purposes.split("+"))

    @property
    def strength(self) -> float:
        """The most that it does to any site: refuse by default, enforce, or protect."""
        refused = (1.0 - self.opt_in_share) * (self.default == "refuse")
        return max(refused, self.enforcement, float(self.forbids_down_ranking))

    def contradicts(self, other: Policy) -> Iterator[Fault]:
        """Say which purposes one of two rules refuses by default and the other allows, for the same sites at once."""
        if isinstance(other, PurposeOptOut) and {self.default, other.default} == {"refuse", "allow"}:
            for place in sorted({*self.places} & {*other.places}):
                rule = "is allowed by one rule and refused by default by another at the same time"
                remedy = "End one rule before the other begins, or give them different purposes."
                yield Fault("purposes", rule, quoted(PURPOSES[place]), f"policy {self.kind!r}", remedy)

    def order(self, reach: Reach) -> Refusing:
        is_default = self.default == "refuse"
        return Refusing(
            _DRAWN_AS, reach, self.places, is_default, self.opt_in_share, self.enforcement, self.forbids_down_ranking
        )

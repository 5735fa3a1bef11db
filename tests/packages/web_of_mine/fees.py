"""A policy of one's own: what it asks, and what comes of it."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from ecosystem.market.ledger import OPERATORS, PURSE, pay
from ecosystem.parameters.fields import parameter
from ecosystem.policies import Policy
from ecosystem.rules import Order, Reach
from ecosystem.web.obligations import bound


@dataclass(frozen=True)
class Fee(Order):
    """Pay a fixed fee each month."""

    payments: ClassVar[tuple[str, ...]] = ("operators' fee",)

    usd: float

    def act(self, world: Any) -> None:
        """Take the fee from every operator that publishes and is bound."""
        rows = np.flatnonzero(world.operators.is_active & bound(world, world.operators, self))
        pay(world, "operators' fee", OPERATORS, PURSE, np.full(len(rows), self.usd), payer_rows=rows)


class OperatorFee(Policy):
    """A fee for publishing AI content."""

    asks = "Operators of AI content pay a fixed fee a month to the public purse"
    bound = "operators"
    strength_field = "usd"

    kind: Literal["operator_fee"] = "operator_fee"
    usd: float = parameter(
        2.0, unit="USD a month", low=0.0, high=100.0, meaning="the fee", source="judgement", kind="lever"
    )

    def order(self, reach: Reach) -> Fee:
        """Give the fee."""
        return Fee(self.kind, reach, self.usd)

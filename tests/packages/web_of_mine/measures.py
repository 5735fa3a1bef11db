"""Indicators of one's own."""

from ecosystem.indicators import indicator
from ecosystem.market.ledger import MICRO
from ecosystem.state import World


@indicator("USD", "What all operators of AI content have earned and not spent.")
def operator_wealth(world: World) -> float:
    return float(world.operators.balance.sum()) / MICRO

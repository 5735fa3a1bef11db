"""A policy of any kind, for what is true of all of them."""

from types import MappingProxyType
from typing import Any

from ecosystem import policies
from ecosystem.policies import POLICIES, Policy, read_policy
from ecosystem.rules import Order

MUST_BE_GIVEN = MappingProxyType({"change": MappingProxyType({"parameter": "market.royalty_share", "value": 0.2})})

OUR_KINDS = tuple(kind for kind, policy in POLICIES.items() if policy.__module__.startswith("ecosystem."))
OUR_PAYMENTS = frozenset(
    name
    for each in vars(policies).values()
    if isinstance(each, type) and issubclass(each, Order)
    for name in each.payments
)
"""What our policies ask to be paid; other tests have policies of their own, which stay known."""


def example(kind: str, **fields: Any) -> Policy:
    """A policy of a kind with some fields of its own; the others have their defaults."""
    return read_policy({"kind": kind, **MUST_BE_GIVEN.get(kind, {}), **fields})

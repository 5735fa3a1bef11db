"""A policy of any kind, for what is true of all of them."""

from types import MappingProxyType
from typing import Any

from ecosystem.policies import Policy, read_policy

MUST_BE_GIVEN = MappingProxyType({"change": MappingProxyType({"parameter": "market.royalty_share", "value": 0.2})})


def example(kind: str, **fields: Any) -> Policy:
    """A policy of a kind with some fields of its own; the others have their defaults."""
    return read_policy({"kind": kind, **MUST_BE_GIVEN.get(kind, {}), **fields})

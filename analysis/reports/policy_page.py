"""The page of all kinds of policies, written from their classes."""

from typing import Any

from analysis.reports.markdown import table
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import POLICIES, AgentPolicy, Policy
from ecosystem.registry import is_ours

_HEAD = """# Policies

Every kind of policy, whom it binds, what they must do, what hangs on it and who pays. `ecosystem list --policies`
prints it, with `--write docs/policies.md` it writes this page, and `ecosystem parameters author_levy` shows the fields
of one with their sources.
"""
_SHARED = """## Fields of every policy

A kind has these fields besides its own; the last one only where those who are bound differ in size. Whom a policy binds
is drawn once and for good: a larger coverage only adds to them. Who does not comply, or escapes, goes on as before.
"""


def facts_of(policy: type[Policy]) -> dict[str, Any]:
    """Give what a kind of policy is, as plain values.

    Parameters
    ----------
    policy : type of Policy

    Returns
    -------
    dict of str to Any
        asks, bound, follows and pays (texts without full stop), and fields (the names of its own fields).
    """
    told = {"asks": policy.asks, "bound": policy.bound, "follows": policy.follows, "pays": policy.pays}
    return {**told, "fields": [info.name for info in own_fields(policy)]}


def own_fields(policy: type[Policy]) -> list[FieldInfo]:
    """List the fields that a kind has besides those of every policy, or with another default."""
    shared = {info.name: info.default for info in shared_fields()}
    return [info for info in describe(policy) if shared.get(info.name, ...) != info.default]


def shared_fields() -> list[FieldInfo]:
    """List the fields of every policy, the last of them only of those that bind agents of different sizes."""
    return describe(AgentPolicy)


def policy_page() -> str:
    """Write the page in Markdown; policies of others are left out."""
    ours = {kind: each for kind, each in POLICIES.items() if is_ours(each)}
    rows = [
        (f"`{kind}`", each.bound, f"{each.asks}.", f"{each.follows}." if each.follows else "", each.pays)
        for kind, each in ours.items()
    ]
    parts = [_HEAD, table(("policy", "who is bound", "what they must do", "what hangs on it", "who pays"), rows)]
    parts += ["\n## Fields\n", _fields({f"{kind}.": own_fields(each) for kind, each in ours.items()})]
    return "\n".join([*parts, "", _SHARED, _fields({"": shared_fields()}), ""])


def _fields(fields: dict[str, list[FieldInfo]]) -> str:
    rows = [
        (f"`{prefix}{info.name}`", f"{'none' if info.default is None else info.default}", info.unit, info.meaning)
        for prefix, infos in fields.items()
        for info in infos
    ]
    return table(("field", "default", "unit", "meaning"), rows)

"""The page of all kinds of policies and of the laws by name, written from their classes and their table."""

from typing import Any

from analysis.reports.markdown import table
from analysis.statistics.wording import capital
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.parameters.plausible import plausible_text
from ecosystem.policies import POLICIES, AgentPolicy, Policy, actor_of
from ecosystem.presets import PRESETS, Preset
from ecosystem.registry import is_ours

_HEAD = """# Policies

Every kind of policy, whom it binds, what they must do, what hangs on it and who pays. `ecosystem list --policies`
prints it, with `--write docs/policies.md` it writes this page, and `ecosystem parameters author_levy` shows the fields
of one with their sources. What nobody knows well of a policy has a plausible range.
"""
_REAL = """## How real, and how hard

The law or rule that a kind of policy is most like, and what makes it hard in practice: the first can be looked up, the
second is a judgement. The model has the hurdle only where a field says so (who complies, who escapes, how often a
detector errs); all policies are kept by everyone unless asked otherwise.
"""
_SHARED = """## Fields of every policy

A kind has these fields besides its own; the last one only where those who are bound differ in size. Whom a policy binds
is drawn once and for good: a larger coverage only adds to them. Who does not comply, or escapes, goes on as before.
"""
_LAWS = """## Laws by name

What is law, or a rule as wide as one, as policies: `ecosystem run eu_article_50` runs the baseline under one, and
`ecosystem compare baseline eu_article_50 uk_cma_conduct` lays several beside it. The scenario `laws_in_force` has all
of them, so that a what-if may ask for more than what is law (`ecosystem compare laws_in_force author_levy`) or for less
(`ecosystem compare laws_in_force repeal:eu_article_50`). The dated events of the world itself, such as the first chat
model, are parameters; of laws the baseline has what the last column says, and no more.

Whom a policy binds is drawn by its kind: where two laws ask the same thing, the smaller of them binds some of those
whom the larger binds too, as if they stood under both.
"""


def facts_of(policy: type[Policy]) -> dict[str, Any]:
    """Give what a kind of policy is, as plain values.

    Parameters
    ----------
    policy : type of Policy

    Returns
    -------
    dict of str to Any
        asks, bound, follows, pays, resembles and hurdle (texts without full stop), actor (who must act), and fields
        (the names of its own fields).
    """
    told = {name: getattr(policy, name) for name in ("asks", "bound", "follows", "pays", "resembles", "hurdle")}
    return {**told, "actor": actor_of(policy), "fields": [info.name for info in own_fields(policy)]}


def facts_of_law(law: Preset) -> dict[str, Any]:
    """Give what a law by name is, as plain values.

    Parameters
    ----------
    law : Preset

    Returns
    -------
    dict of str to Any
        title, source, binds, differs and in_baseline (texts without full stop), and policies (a sentence each).
    """
    names = ("title", "source", "binds", "differs", "in_baseline")
    return {name: getattr(law, name) for name in names} | {"policies": [each.describe() for each in law.policies]}


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
    real = [(f"`{kind}`", actor_of(each), _begun(each.resembles), _begun(each.hurdle)) for kind, each in ours.items()]
    parts += ["", _REAL, table(("policy", "who must act", "most like it", "hard in practice"), real)]
    parts += ["\n## Fields\n", _fields({f"{kind}.": own_fields(each) for kind, each in ours.items()})]
    parts += ["", _SHARED, _fields({"": shared_fields()}), "", _LAWS, _laws()]
    return "\n".join([*parts, ""])


def _begun(text: str) -> str:
    """Make a sentence of a text that has neither capital nor full stop."""
    return f"{capital(text)}."


def _laws() -> str:
    heads = ("law", "what it is", "policies", "whom it binds", "where ours differs", "source", "in the baseline")
    rows = [
        (
            f"`{name}`",
            f"{law.title}.",
            "; ".join(f"`{each.kind}` from {each.start}" for each in law.policies),
            *(_begun(text) for text in (law.binds, law.differs, law.source, law.in_baseline)),
        )
        for name, law in PRESETS.items()
    ]
    return table(heads, rows)


def _fields(fields: dict[str, list[FieldInfo]]) -> str:
    rows = [
        (
            f"`{prefix}{info.name}`",
            f"{'none' if info.default is None else info.default}",
            plausible_text(info),
            info.unit,
            info.meaning,
        )
        for prefix, infos in fields.items()
        for info in infos
    ]
    return table(("field", "default", "plausible", "unit", "meaning"), rows)

"""Policies: frozen, dated changes of the rules of the web; agents read the rules, never a policy.

Every file of `ecosystem.orders` is imported, so that its policies are known; those of others are known from when their
modules are imported. From text to objects, and from objects to the rules of a month:

>>> from ecosystem.policies import AuthorLevy, LabellingMandate
>>> package = LabellingMandate(start="2026-08", coverage=0.8) + AuthorLevy(start="2027-01", share=0.06)
>>> len(package.policies)
2
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ecosystem import orders
from ecosystem.errors import Fault, PolicyError, quoted, unknown_name
from ecosystem.orders.change import *
from ecosystem.orders.crawling import *
from ecosystem.orders.duties import *
from ecosystem.orders.marking import *
from ecosystem.orders.paying import *
from ecosystem.orders.publishing import *
from ecosystem.orders.reading import *
from ecosystem.orders.refusing import *
from ecosystem.orders.training import *
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.policy import POLICIES as POLICIES
from ecosystem.policy import AgentPolicy as AgentPolicy
from ecosystem.policy import Policy as Policy
from ecosystem.policy import PolicyPackage as PolicyPackage
from ecosystem.policy import check_different
from ecosystem.rules import Order, Rules, rules_at

ACTORS = {
    "Those who train models": ("model trainers", "publishers and model trainers"),
    "Those who crawl": ("crawlers", "crawlers of trainers", "crawlers, model trainers or users, whichever are liable"),
    "Search engines": ("searches", "answers above search that cite pages"),
    "Those who write and publish": ("operators and authors", "human authors", "authors of articles"),
    "Owners of sites": ("human sites", "refusing sites", "sites of the tail"),
}
"""Who must act -> whom policies say they bind (`Policy.bound`), in the order in which they are shown."""
MOST_POLICIES = 500
"""Policies that may be read at once: each is laid beside all others to see whether they go together."""
OTHERS = "Others"
"""Who must act under all other policies."""


def _below[T](kind: type[T]) -> Iterator[type[T]]:
    """Give all classes that are made of one."""
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


for _file in iter_modules(orders.__path__, f"{orders.__name__}."):
    import_module(_file.name)


def __getattr__(name: str) -> Any:
    """Say where a class went that has another name now."""
    for policy in POLICIES.values():
        if name in policy.former:
            message = f"{name} is not a policy any more. {moved_to(policy, name, policy.__name__)}"
            raise ImportError(message)
    message = f"module 'ecosystem.policies' has no attribute {name!r}"
    raise AttributeError(message)


def moved_to(policy: type[Policy], former: str, name: str) -> str:
    """Say under which name a policy goes on, and what makes it the same again."""
    same = policy.former[former]
    return f"It moved to {name!r}" + (f", which with {same} is the same." if same else ".")


def moved_kinds() -> dict[str, str]:
    """Give the kinds that have another name now, with these names."""
    return {former: kind for kind, policy in POLICIES.items() for former in vars(policy).get("former", ())}


def moved_fields(prefix: str = "") -> dict[str, str]:
    """Give the dotted names of kinds and their fields that have another name now, each after a prefix, with these."""
    moved = {}
    for former, kind in moved_kinds().items():
        for name in ("", *(f".{info.name}" for info in describe(POLICIES[kind]))):
            moved[f"{prefix}{former}{name}"] = f"{prefix}{kind}{name}"
    return moved


def actor_of(policy: type[Policy]) -> str:
    """Say who must act under a kind of policy."""
    return next((actor for actor, bound in ACTORS.items() if policy.bound in bound), OTHERS)


def payment_kinds() -> frozenset[str]:
    """Name what is paid only because a policy asks for it."""
    return frozenset(name for order in _below(Order) for name in order.payments)


def read_policy(content: Any) -> Policy:
    """Read a policy from a table of its fields, among them its kind.

    Parameters
    ----------
    content : Policy or mapping
        As `Policy.to_dict` writes it; a policy is given back.

    Raises
    ------
    PolicyError
        If nobody knows its kind, or anything in it is wrong; it lists every fault.

    Examples
    --------
    >>> read_policy({"kind": "author_levy", "start": "2027-01", "share": 0.06}).start
    '2027-01'
    >>> read_policy({"kind": "author_levi"})
    Traceback (most recent call last):
        ...
    ecosystem.errors.PolicyError: author_levi is not a known kind of policy (policies). Did you mean 'author_levy'? ...
    """
    if isinstance(content, Policy):
        return content
    if not isinstance(content, Mapping):
        raise PolicyError(Fault("policy", "is neither a policy nor a table of its fields", quoted(content)))
    kind = content.get("kind")
    if kind is None:
        raise PolicyError(Fault("kind", "is missing", remedy=f"Name one of: {', '.join(sorted(POLICIES))}."))
    if str(kind) not in POLICIES:
        raise PolicyError(_unknown_kind(str(kind)))
    return POLICIES[str(kind)](**{str(name): value for name, value in content.items()})


def _unknown_kind(kind: str) -> Fault:
    """Say where a kind went, or which known one is the closest."""
    moved = moved_kinds()
    if kind in moved:
        remedy = moved_to(POLICIES[moved[kind]], kind, moved[kind])
        return Fault(kind, "is not a kind of policy any more", where="policies", remedy=remedy)
    fault = unknown_name(kind, POLICIES, where="policies")
    remedy = f"{fault.remedy} One of your own is known once its module is imported (--with FILE on the command line)."
    return replace(fault, rule="is not a known kind of policy", remedy=remedy)


def read_policies(content: Any) -> tuple[Policy, ...]:
    """Read several policies, or a package, and refuse one that is given twice.

    Raises
    ------
    PolicyError
        If anything is wrong; it lists every fault of all of them, under names such as "author_levy.share".
    """
    if isinstance(content, Policy | PolicyPackage):
        return content.policies
    if not isinstance(content, list | tuple):
        raise PolicyError(Fault("policies", "is not a list of policies", quoted(content)))
    if len(content) > MOST_POLICIES:
        remedy = f"Give at most {MOST_POLICIES}."
        raise PolicyError(Fault("policies", f"are {len(content)}, too many to be read", remedy=remedy))
    faults: list[Fault | str] = []
    result: list[Policy] = []
    for each in content:
        try:
            result.append(read_policy(each))
        except PolicyError as error:
            kind = str(each.get("kind")) if isinstance(each, Mapping) else ""
            of_kind = [
                replace(fault, name=f"{kind}.{fault.name}") for fault in error.faults if isinstance(fault, Fault)
            ]
            faults.extend(of_kind if kind in POLICIES else error.faults)
    if faults:
        raise PolicyError(*faults)
    check_different(result)
    return tuple(result)


def unsure_fields(policies: Iterable[Policy]) -> tuple[str, ...]:
    """Name the fields of policies that nobody knows well and that they leave at their default, by kind and field.

    Examples
    --------
    >>> unsure_fields([AuthorLevy(start="2027-01", compliance=0.5)])
    ('author_levy.leakage_per_year', 'author_levy.fee_share')
    """
    return tuple(dict.fromkeys(f"{policy.kind}.{name}" for policy in policies for name in policy.unsure))


def settled(policies: Iterable[Policy], values: Mapping[str, Any]) -> tuple[Policy, ...]:
    """Give policies with other values of fields that nobody knows well; what they set themselves stays.

    Parameters
    ----------
    policies : iterable of Policy
    values : mapping of str to value
        By kind and field, as `unsure_fields` names them; other names do not count.

    Raises
    ------
    PolicyError
        If a value breaks the rule of its field.

    Examples
    --------
    >>> settled([AuthorLevy(start="2027-01")], {"author_levy.fee_share": 0.2})[0].fee_share
    0.2
    """
    made = []
    for policy in policies:
        chosen = {name: values[of] for name in policy.unsure if (of := f"{policy.kind}.{name}") in values}
        made.append(type(policy)(**{**dict(policy), **chosen}) if chosen else policy)
    return tuple(made)


def parameters_in_force(parameters: Parameters, policies: Iterable[Policy], step: int) -> Parameters:
    """Give the parameters of one month: those of the run, but for levers that policies set to another value."""
    for policy in policies:
        parameters = policy.set(parameters, step)
    return parameters


def rules_in_force(parameters: Parameters, policies: Iterable[Policy], step: int) -> Rules:
    """Fold the dated events of the baseline and all policies, in whatever order given, into the rules of one month."""
    policies = sorted(policies, key=Policy.model_dump_json)
    rules = rules_at(parameters_in_force(parameters, policies, step), step)
    for policy in policies:
        rules = policy.fold(rules, step)
    return rules

"""All kinds of policies by name: from text to objects, and from objects to the rules of a month."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ecosystem.errors import Fault, PolicyError, quoted, unknown_name
from ecosystem.parameters import Parameters
from ecosystem.policies.crawling import OptOutByDefault, PayPerCrawl, ScrapingLimit, ScrapingPrice
from ecosystem.policies.paying import AuthorLevy, AuthorSubsidy, CollectiveLicence
from ecosystem.policies.policy import Policy, PolicyPackage, check_different
from ecosystem.policies.publishing import LabellingMandate, ProvenanceStandard, PublishingLimit, PublishingTax
from ecosystem.policies.reading import AnswerLimit, SearchDemotion
from ecosystem.policies.training import CleanArchive, DutyToAccumulate, FilterDuty, SyntheticCap, WatermarkMandate
from ecosystem.rules import Rules, rules_at

_CLASSES: tuple[type[Policy], ...] = (
    LabellingMandate,
    WatermarkMandate,
    ProvenanceStandard,
    FilterDuty,
    SyntheticCap,
    DutyToAccumulate,
    CleanArchive,
    OptOutByDefault,
    PayPerCrawl,
    ScrapingLimit,
    ScrapingPrice,
    CollectiveLicence,
    AuthorLevy,
    AuthorSubsidy,
    PublishingTax,
    PublishingLimit,
    SearchDemotion,
    AnswerLimit,
)
POLICIES: Mapping[str, type[Policy]] = MappingProxyType(
    {policy.model_fields["kind"].default: policy for policy in _CLASSES}
)
"""Kind of a policy -> its class."""


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
    """
    if isinstance(content, Policy):
        return content
    if not isinstance(content, Mapping):
        raise PolicyError(Fault("policy", "is neither a policy nor a table of its fields", quoted(content)))
    kind = content.get("kind")
    if kind is None:
        raise PolicyError(Fault("kind", "is missing", remedy=f"Name one of: {', '.join(sorted(POLICIES))}."))
    if kind not in POLICIES:
        fault = unknown_name(str(kind), POLICIES, where="policies")
        raise PolicyError(replace(fault, rule="is not a known kind of policy"))
    return POLICIES[kind](**{str(name): value for name, value in content.items()})


def read_policies(content: Any) -> tuple[Policy, ...]:
    """Read several policies, or a package, and refuse one that is given twice.

    Raises
    ------
    PolicyError
        If anything is wrong; it lists every fault of all of them.
    """
    if isinstance(content, Policy | PolicyPackage):
        return content.policies
    if not isinstance(content, list | tuple):
        raise PolicyError(Fault("policies", "is not a list of policies", quoted(content)))
    faults: list[Fault | str] = []
    result: list[Policy] = []
    for each in content:
        try:
            result.append(read_policy(each))
        except PolicyError as error:
            faults.extend(error.faults)
    if faults:
        raise PolicyError(*faults)
    check_different(result)
    return tuple(result)


def rules_in_force(parameters: Parameters, policies: Iterable[Policy], step: int) -> Rules:
    """Fold the dated events of the baseline and all policies, in whatever order given, into the rules of one month."""
    rules = rules_at(parameters, step)
    for policy in sorted(policies, key=Policy.model_dump_json):
        rules = policy.fold(rules, step)
    return rules

"""Policies: frozen, dated changes of the rules of the web; agents read the rules, never a policy.

>>> from ecosystem.policies import AuthorLevy, LabellingMandate
>>> package = LabellingMandate(start="2026-08", coverage=0.8) + AuthorLevy(start="2027-01", share=0.06)
>>> len(package.policies)
2
"""

from ecosystem.policies.catalogue import POLICIES, read_policies, read_policy, rules_in_force
from ecosystem.policies.crawling import OptOutByDefault, PayPerCrawl, ScrapingLimit, ScrapingPrice
from ecosystem.policies.paying import AuthorLevy, AuthorSubsidy, CollectiveLicence
from ecosystem.policies.policy import AgentPolicy, Policy, PolicyPackage
from ecosystem.policies.publishing import LabellingMandate, ProvenanceStandard, PublishingLimit, PublishingTax
from ecosystem.policies.reading import AnswerLimit, SearchDemotion
from ecosystem.policies.training import CleanArchive, DutyToAccumulate, FilterDuty, SyntheticCap, WatermarkMandate

__all__ = [
    "POLICIES",
    "AgentPolicy",
    "AnswerLimit",
    "AuthorLevy",
    "AuthorSubsidy",
    "CleanArchive",
    "CollectiveLicence",
    "DutyToAccumulate",
    "FilterDuty",
    "LabellingMandate",
    "OptOutByDefault",
    "PayPerCrawl",
    "Policy",
    "PolicyPackage",
    "ProvenanceStandard",
    "PublishingLimit",
    "PublishingTax",
    "ScrapingLimit",
    "ScrapingPrice",
    "SearchDemotion",
    "SyntheticCap",
    "WatermarkMandate",
    "read_policies",
    "read_policy",
    "rules_in_force",
]

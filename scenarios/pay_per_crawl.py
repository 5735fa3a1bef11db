"""All refusing sites sell single fetches, also where refusing is the default: who is paid, and what trainers lose.

Run by itself (``python -m scenarios.pay_per_crawl``), it lays paid fetches, refusal by default, and both beside the
baseline. What it printed stands in answers/pay_per_crawl.md.
"""

from ecosystem.policies import PayPerCrawl, PurposeOptOut
from scenarios import baseline
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study, WhatIf

METERED = PayPerCrawl(start="2026-08")
DEFAULT = PurposeOptOut(start="2026-08")
SCENARIO = baseline.SCENARIO.replace(
    name="pay_per_crawl",
    story="From August 2026 all sites that refuse AI crawlers sell them single fetches.",
    question="Do paid fetches pay for the web, also where refusing crawlers is the default, and what do models lose?",
    policies=(METERED,),
)
ARMS = {"paid_fetches": METERED, "refusal_by_default": DEFAULT, "both": METERED + DEFAULT}
TOLD = (*OUTCOMES, "reachable_human_pages", "opt_out_share", "pay_per_crawl_income", "licence_income")
STUDY = Study(SCENARIO.question, Plan(500, months=120, worlds=WORLDS), WhatIf(baseline.SCENARIO, ARMS, TOLD))


if __name__ == "__main__":
    STUDY.tell()

"""All refusing sites sell single fetches, and refusing becomes the default: who is paid, and what trainers lose.

Run by itself (``python -m scenarios.pay_per_crawl``), it lays paid fetches, refusal by default, and both beside the
baseline. What it printed stands in answers/pay_per_crawl.md.
"""

from ecosystem.policies import OptOutByDefault, PayPerCrawl
from scenarios import baseline
from scenarios.whatif import OUTCOMES, ask

METERED = PayPerCrawl(start="2026-08", coverage=1.0)
DEFAULT = OptOutByDefault(start="2026-08")
SCENARIO = baseline.SCENARIO.replace(
    name="pay_per_crawl",
    story="From August 2026 sites refuse AI crawlers unless they opt in, and all refusing sites sell single fetches.",
    question="Do paid fetches pay for the web when refusing crawlers is the default, and what do models lose?",
    policies=(METERED, DEFAULT),
)
ARMS = {"paid_fetches": METERED, "refusal_by_default": DEFAULT, "both": METERED + DEFAULT}
TOLD = (*OUTCOMES, "reachable_human_pages", "opt_out_share", "pay_per_crawl_income", "licence_income")
SIZE, MONTHS, REPLICATES = 200, 120, 5


def main(size: int = SIZE, months: int = MONTHS, replicates: int = REPLICATES) -> None:
    """Run all arms on the same seeds and print what is paid, and what models lose.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run; it holds the dates of all policies.
    replicates : int
        Number of pairs, at least 2 for an interval.
    """
    print(SCENARIO.question)
    ask(baseline.SCENARIO, ARMS, size=size, months=months, replicates=replicates, outcomes=TOLD)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

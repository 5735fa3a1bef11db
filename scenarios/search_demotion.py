"""Search engines must demote what they believe synthetic: what starves, AI pages or humans whom they mistake.

Run by itself (``python -m scenarios.search_demotion``), it lays a demotion by three quarters beside the baseline, where
engines demote AI pages already, and beside the other reading of history, in which they do not (no_demotion).
What it printed stands in answers/search_demotion.md.
"""

from ecosystem.policies import LabellingMandate, SearchDemotion
from scenarios import baseline, no_demotion
from scenarios.whatif import OUTCOMES, ask

DEMOTION = SearchDemotion(start="2026-08", cut_share=0.75)
SCENARIO = baseline.SCENARIO.replace(
    name="search_demotion",
    story="From August 2026 search engines show pages that they believe synthetic a quarter as often as before.",
    question="Does demoting AI pages in search starve them, and what does it do to human authors whom engines mistake?",
    policies=(DEMOTION,),
)
ARMS = {"demotion": DEMOTION, "demotion_with_labels": DEMOTION + LabellingMandate(start="2026-08", heeded_share=0.0)}
TOLD = ("synthetic_share_search", *OUTCOMES)
SIZE, MONTHS, REPLICATES = 200, 120, 5


def main(size: int = SIZE, months: int = MONTHS, replicates: int = REPLICATES) -> None:
    """Run all arms in both readings of history and print what demotion changes.

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
    for world in (baseline.SCENARIO, no_demotion.SCENARIO):
        print(f"In {world.name}:")
        ask(world, ARMS, size=size, months=months, replicates=replicates, outcomes=TOLD)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

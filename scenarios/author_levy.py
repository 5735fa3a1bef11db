"""Trainers pay a share of their revenue to human authors: who pays, who gets it, and whether it buys better models.

Run by itself (``python -m scenarios.author_levy``), it lays a levy of 6 % and one of 30 % beside the baseline, and the
latter for large trainers alone, and tells how much of it users bear, since trainers pass it on as far as that is best
for each (``market.duty_pass_through``). What it printed stands in answers/author_levy.md.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecosystem.policies import AuthorLevy
from scenarios import baseline
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study, WhatIf

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison

LEVY = AuthorLevy(start="2026-08", share=0.06)
SCENARIO = baseline.SCENARIO.replace(
    name="author_levy",
    story="From August 2026 trainers pay 6 % of their revenue to human authors, by visits to pages of their own.",
    question="Who pays a levy for human authors, who gets it, and do models get better for it?",
    policies=(LEVY,),
)
ARMS = {
    "levy_6": LEVY,
    "levy_30": AuthorLevy(start="2026-08", share=0.3),
    "levy_30_large": AuthorLevy(start="2026-08", share=0.3, exempt_smallest_share=0.5),
}


def _who_pays(result: "Comparison") -> Iterator[str]:
    """Tell who bears the levy of each arm, and who gets it."""
    from analysis.whatif.burden import burdens

    for each in burdens(result):
        users, trainers, authors = (
            f"{told.mean:.0f} [{told.low:.0f}, {told.high:.0f}]" for told in (each.users, each.trainers, each.authors)
        )
        yield (
            f"- Of 100 USD that {each.arm} takes in {each.year}, those who still use a model bear {users} in higher "
            f"prices, trainers lose {trainers} with the users who left, and authors of articles gain {authors}."
        )


TOLD = (*OUTCOMES, "model_price", "user_share")
STUDY = Study(
    SCENARIO.question, Plan(500, months=120, worlds=WORLDS), WhatIf(baseline.SCENARIO, ARMS, TOLD, also=_who_pays)
)


if __name__ == "__main__":
    STUDY.tell()

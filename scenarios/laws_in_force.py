"""What is law by the end of 2026: what each law changes, and all of them together, beside a web without them.

Run by itself (``python -m scenarios.laws_in_force``), it lays each law by name (`ecosystem.presets`) beside the
baseline, then all of them, and says whether together they do more or less than the sum of their parts. Laws on answers
and refusals are laid once more beside a world in which answers read pages and refusals cost visits. Laid under other
policies (``ecosystem compare laws_in_force author_levy``), its scenario is a world in which a what-if asks for more, or
with ``repeal:eu_article_50`` for less, than what is law.
What it printed stands in answers/laws_in_force.md.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecosystem.presets import PRESETS, laws_in_force
from scenarios import baseline
from scenarios.asking import OUTCOMES, Plan, Study, WhatIf
from scenarios.telling import sum_lines

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison

SCENARIO = baseline.SCENARIO.replace(
    name="laws_in_force",
    story=(
        "From August 2025 to December 2026 the European Union asks what models were trained on, China, the Union and "
        "California ask for marks and labels, the United Kingdom lets publishers leave AI answers, a content network "
        "refuses crawlers by default, and a standard for licences finds users. All of them stay."
    ),
    question="What does each of the laws of 2025 and 2026 change, and what do all of them together?",
    policies=laws_in_force().policies,
)
READING = {
    "answers.coverage_basis": "by volume",
    "attention.mention_weight": 1.5,
    "authors.opt_out_worth_slope": 3.5,
}
"""What lets answers read pages, refusals cost visits, and sites worth more refuse more, as was published (sources)."""
WORLD = baseline.SCENARIO.replace(name="answers_read", **READING)
ALL = "all_laws"
ARMS = {**PRESETS, ALL: laws_in_force()}
ON_ANSWERS = ("uk_cma_conduct", "content_network_default", "rsl_licence", ALL)
"""Laws that hang on who refuses what, and all of them."""
TOLD = (*OUTCOMES, "opt_out_share")
TOLD_OF_ANSWERS = (*TOLD, "corpus_high_worth_share", "cited_synthetic_share", "citation_click_share", "answer_payments")


def _together(result: "Comparison") -> Iterator[str]:
    """Tell where ours differ from the laws, and whether all together do more or less than the sum of their parts."""
    for name, law in PRESETS.items():
        yield f"- {name} differs from the law: {law.differs}."
    yield from sum_lines(result, tuple(PRESETS), ALL, TOLD)


STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120),
    WhatIf(baseline.SCENARIO, ARMS, TOLD, also=_together),
    WhatIf(
        WORLD,
        {name: ARMS[name] for name in ON_ANSWERS},
        TOLD_OF_ANSWERS,
        heading="Where answers read pages, refusals cost visits, and sites worth more refuse more:",
    ),
)


if __name__ == "__main__":
    STUDY.tell()

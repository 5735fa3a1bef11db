"""What is law by the end of 2026: what each law changes, and all of them together, beside a web without them.

Run by itself (``python -m scenarios.laws_in_force``), it lays each law by name (`ecosystem.presets`) beside the
baseline, then all of them; those on answers and refusals once more where answers read pages and refusals cost visits.
``ecosystem compare laws_in_force author_levy`` asks for more than what is law, ``repeal:eu_article_50`` for less.
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
        "By December 2026 Europe asks what models were trained on, China, Europe and California ask for marks, the "
        "United Kingdom lets sites leave AI answers, a content network refuses crawlers, and a standard sells pages."
    ),
    question="What does each of the laws of 2025 and 2026 change, and what do all of them together?",
    policies=laws_in_force().policies,
)
READING = {"answers.coverage_basis": "by volume", "attention.mention_weight": 1.5, "authors.opt_out_worth_slope": 3.5}
"""Answers read pages, refusals cost visits, and sites worth more refuse more, as was published (their sources)."""
WORLD = baseline.SCENARIO.replace(name="answers_read", **READING)
ALL = "all_laws"
ARMS = {**PRESETS, ALL: laws_in_force()}
HEADING = "Where answers read pages, refusals cost visits, and sites worth more refuse more:"
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
    WhatIf(WORLD, {name: ARMS[name] for name in ON_ANSWERS}, TOLD_OF_ANSWERS, heading=HEADING),
)


if __name__ == "__main__":
    STUDY.tell()

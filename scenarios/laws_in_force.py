"""What is law by the end of 2026: what each law changes, and all of them together, beside a web without them.

Run by itself (``python -m scenarios.laws_in_force``), it lays each law by name (`ecosystem.presets`) beside the
baseline, then all of them.
``ecosystem compare laws_in_force author_levy`` asks for more than what is law, ``repeal:eu_article_50`` for less.
What it printed stands in answers/laws_in_force.md.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecosystem.presets import PRESETS, laws_in_force
from scenarios import baseline
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study, WhatIf
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
ALL = "all_laws"
ARMS = {**PRESETS, ALL: laws_in_force()}
TOLD = (
    *OUTCOMES,
    "opt_out_share",
    "corpus_high_worth_share",
    "cited_synthetic_share",
    "citation_click_share",
    "answer_payments",
)


def _together(result: "Comparison") -> Iterator[str]:
    """Tell where ours differ from the laws, and whether all together do more or less than the sum of their parts."""
    for name, law in PRESETS.items():
        yield f"- {name} differs from the law: {law.differs}."
    yield from sum_lines(result, tuple(PRESETS), ALL, TOLD)


STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120, worlds=WORLDS),
    WhatIf(baseline.SCENARIO, ARMS, TOLD, also=_together),
)


if __name__ == "__main__":
    STUDY.tell()

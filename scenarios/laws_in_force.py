"""What is law by the end of 2026: what each law changes, and all of them together, beside a web without them.

Run by itself (``python -m scenarios.laws_in_force``), it lays each law by name (`ecosystem.presets`) beside the
baseline, then all of them, and says whether together they do more or less than the sum of their parts. Laid under other
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
ALL = "all_laws"
ARMS = {**PRESETS, ALL: laws_in_force()}
TOLD = (*OUTCOMES, "opt_out_share")


def _together(result: "Comparison") -> Iterator[str]:
    """Tell where ours differ from the laws, and whether all together do more or less than the sum of their parts."""
    for name, law in PRESETS.items():
        yield f"- {name} differs from the law: {law.differs}."
    yield from sum_lines(result, tuple(PRESETS), ALL, TOLD)


STUDY = Study(SCENARIO.question, Plan(500, months=120), WhatIf(baseline.SCENARIO, ARMS, TOLD, also=_together))


if __name__ == "__main__":
    STUDY.tell()

"""Clicks vanish: by late 2026 most searches end in an answer. What it costs the web, and what a limit gives back.

Run by itself (``python -m scenarios.answer_engines``), it lays this world beside the baseline, then a limit on answers
and a levy for authors beside this world. What it printed stands in answers/answer_engines.md.
"""

from ecosystem.policies import AnswerLimit, AuthorLevy
from scenarios import baseline
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study, WhatIf

TAKING = {
    "answers.coverage_by_volume": "2024-04 0.0, 2025-03 0.5, 2025-11 0.5, 2026-10 0.95",
    "answers.first_click_loss": 0.9,
    "answers.loss_decay": 0.0,
}
"""Answers stand above nearly all searches and take as many clicks from every result as from the first."""
SCENARIO = baseline.SCENARIO.replace(
    name="answer_engines",
    story="By October 2026 answers end up to 86 of 100 searches where the best model is perfect, instead of 22.",
    question="What do authors and models lose when clicks vanish, and does a limit or a levy make up for it?",
    **TAKING,
)
REMEDIES = {
    "answer_limit": AnswerLimit(start="2026-08", cut_share=0.5),
    "author_levy": AuthorLevy(start="2026-08", share=0.1),
}
TOLD = (*OUTCOMES, "human_posts")
STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120, worlds=WORLDS),
    WhatIf(baseline.SCENARIO, {"answer_engines": SCENARIO}, TOLD, heading="Beside the baseline:"),
    WhatIf(SCENARIO, REMEDIES, TOLD, heading="Beside this world:"),
)


if __name__ == "__main__":
    STUDY.tell()

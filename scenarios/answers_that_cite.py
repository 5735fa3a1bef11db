"""Answers above search read, cite and link pages: what that does to the web, and what rules on citing and paying add.

Run by itself (``python -m scenarios.answers_that_cite``), it lays such answers beside those of the baseline, by two
readings of how many searches show one, and then rules beside such answers: to name and link what they read, to share
what they earn with it, both, to keep out of sites that have not opted in, and that with all of these selling uses.
What it printed stands in answers/answers_that_cite.md.
"""

from ecosystem.policies import AnswerCitation, AnswerPayment, Change, PurposeOptOut
from scenarios import baseline
from scenarios.asking import OUTCOMES, Plan, Study, WhatIf

SCENARIO = baseline.SCENARIO.replace(
    name="answers_that_cite",
    story="Answers stand above half of all searches, read the first results, and send some readers on to them.",
    question="What do answers that cite pages do to the web, and do rules on citing, paying and refusing help it?",
    **{"answers.coverage_basis": "by volume"},
)
BY_KEYWORD = SCENARIO.replace(name="by_keyword", **{"answers.coverage_basis": "by keyword"})
CITATION, PAYMENT = AnswerCitation(start="2026-08"), AnswerPayment(start="2026-08")
REFUSAL = PurposeOptOut(start="2026-08", purposes="answers")
RULES = {
    "citation": CITATION,
    "payment": PAYMENT,
    "both": CITATION + PAYMENT,
    "refusal": REFUSAL,
    "refusal_and_sale": REFUSAL + Change(start="2026-08", parameter="answers.sale_share", value=1.0),
}
TOLD = (*OUTCOMES, "synthetic_share_search", "human_posts", "answered_share", "citation_click_share", "engine_profit")
CITED = (*TOLD, "cited_synthetic_share", "answer_payments")
STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120),
    WhatIf(baseline.SCENARIO, {"by_volume": SCENARIO, "by_keyword": BY_KEYWORD}, TOLD, heading="Beside the baseline:"),
    WhatIf(SCENARIO, RULES, CITED, heading="Beside answers that cite:"),
)


if __name__ == "__main__":
    STUDY.tell()

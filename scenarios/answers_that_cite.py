"""Answers above search read, cite and link pages: what that does to the web, and what rules on citing and paying add.

Run by itself (``python -m scenarios.answers_that_cite``), it lays two other readings of answers beside the baseline,
that they cite nobody and that they stand above fewer searches, and then rules: to name and link what answers read, to
share what they earn with it, both, to keep out of sites that have not opted in, and that with all of these selling
uses. What it printed stands in answers/answers_that_cite.md.
"""

from analysis.runs.controls import with_control
from ecosystem.policies import AnswerCitation, AnswerPayment, Change, PurposeOptOut
from scenarios import baseline
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study, WhatIf

CITATION, PAYMENT = AnswerCitation(start="2026-08"), AnswerPayment(start="2026-08")
REFUSAL = PurposeOptOut(start="2026-08", purposes="answers")
RULES = {
    "citation": CITATION,
    "payment": PAYMENT,
    "both": CITATION + PAYMENT,
    "refusal": REFUSAL,
    "refusal_and_sale": REFUSAL + Change(start="2026-08", parameter="answers.sale_share", value=1.0),
}
SCENARIO = baseline.SCENARIO.replace(
    name="answers_that_cite",
    story="From August 2026 answers above search must name, link and pay what they have read.",
    question="What do answers that cite pages do to the web, and do rules on citing, paying and refusing help it?",
    policies=(CITATION, PAYMENT),
)
READINGS = {
    "no_citations": with_control(baseline.SCENARIO, "no_citations"),
    "by_keyword": baseline.SCENARIO.replace(name="by_keyword", **{"answers.coverage_basis": "by keyword"}),
}
TOLD = (*OUTCOMES, "synthetic_share_search", "human_posts", "zero_click_share", "engine_profit")
CITED = (*TOLD, "citation_click_share", "cited_synthetic_share", "answer_payments")
STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120, worlds=WORLDS),
    WhatIf(
        baseline.SCENARIO,
        READINGS,
        TOLD,
        heading="Other answers beside those of the baseline:",
        said={
            "baseline": "where answers name what they have read",
            "no_citations": "where answers name nobody",
            "by_keyword": "where answers stand above as many searches as counts of keywords say",
        },
    ),
    WhatIf(baseline.SCENARIO, RULES, CITED, heading="Rules beside the baseline:"),
)


if __name__ == "__main__":
    STUDY.tell()

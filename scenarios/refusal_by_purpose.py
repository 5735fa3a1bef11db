"""Sites refuse by purpose, better ones more often, and at a cost: what models lose, and what rules by purpose change.

Run by itself (``python -m scenarios.refusal_by_purpose``), it lays refusals of a third of sites by worth beside as many
whatever sites are worth (intercepts are chosen so), then three rules beside the same web without: sites may leave
answers without losing rank, a network refuses training and agents by default for a fifth of sites, and all refuse all
purposes by default. What it printed stands in answers/refusal_by_purpose.md.
"""

from ecosystem.policies import PurposeOptOut
from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study, WhatIf

LEAVE = PurposeOptOut(start="2026-12", purposes="answers", default="allow", forbids_down_ranking=True)
NETWORK = PurposeOptOut(start="2026-12", purposes="training+agents", coverage=0.2)
ALL = PurposeOptOut(start="2026-12", purposes="training+answers+agents")
SCENARIO = baseline.SCENARIO.replace(
    name="refusal_by_purpose",
    story="Better sites refuse more, at a cost; from December 2026 rules tell apart what crawlers fetch for.",
    question="What do refusals take from models when better sites refuse more, and what do rules by purpose change?",
    policies=(NETWORK, LEAVE),
)
WORLD = baseline.SCENARIO
WORTH = WORLD.replace(name="third_by_worth", **{"authors.opt_out_intercept": 0.42, "authors.opt_out_cost_weight": 0.0})
CHANCE = WORTH.replace(
    name="third_by_chance", **{"authors.opt_out_intercept": 0.42, "authors.opt_out_worth_slope": 0.0}
)
NOBODY = WORLD.replace(name="nobody", **{"authors.opt_out_hazard": 0.0})
WHO = ("opt_out_share", "refusal_share_high_worth", "refusal_share_low_worth", "corpus_high_worth_share")
MODELS = ("model_loss", "model_loss_answers", "tail_recall", "synthetic_share_crawl", "author_income")
ANSWERED = ("opt_out_share_answers", "opt_out_share_agents", "cited_synthetic_share", "citation_click_share")
STUDY = Study(
    SCENARIO.question,
    Plan(500, months=120, worlds=WORLDS),
    Pairs(
        (NOBODY, CHANCE, WORTH),
        (("nobody", CHANCE.name), (CHANCE.name, WORTH.name)),
        (*WHO, *MODELS),
        said={
            "nobody": "where nobody refuses",
            CHANCE.name: "where a third refuse by chance",
            WORTH.name: "where a third refuse by worth",
        },
    ),
    WhatIf(
        WORLD,
        {"leave_answers": LEAVE, "network_default": NETWORK, "all_by_default": ALL},
        (*WHO, *ANSWERED, *MODELS, "licence_price", "generator_profit", "reader_welfare"),
        heading="Rules beside the same web:",
        said={
            "leave_answers": "with a right to leave answers",
            "network_default": "with a default of a network",
            "all_by_default": "where all is refused by default",
        },
    ),
)


if __name__ == "__main__":
    STUDY.tell()

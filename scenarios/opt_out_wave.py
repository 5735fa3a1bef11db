"""Nearly half of all sites refuse AI crawlers from August 2023 on: what it costs, and what of that is who refuses.

Run by itself (``python -m scenarios.opt_out_wave``), it lays the wave beside the baseline and beside a wave in which as
many sites refuse, whatever their rank. Willingness falls with rank three times as steeply as published (Nagel and
Vaughan 2025), so that the best leave first; both intercepts are chosen so that nearly half of human sites refuse.
What it printed stands in answers/opt_out_wave.md.
"""

from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="opt_out_wave",
    story="From August 2023 nearly half of human sites come to refuse AI crawlers, those of high rank first.",
    question="What does a wave of refusals cost trainers and bring owners, and what of it is that the best leave?",
    **{"authors.opt_out_intercept": 0.82, "authors.opt_out_slope": 0.06},
)
AT_RANDOM = SCENARIO.replace(
    name="refusals_at_random", **{"authors.opt_out_intercept": 0.45, "authors.opt_out_slope": 0.0}
)
STUDY = Study(
    SCENARIO.question,
    Plan(500, worlds=WORLDS),
    Pairs(
        arms=(baseline.SCENARIO, AT_RANDOM, SCENARIO),
        pairs=(
            ("baseline", "opt_out_wave"),
            ("baseline", "refusals_at_random"),
            ("refusals_at_random", "opt_out_wave"),
        ),
        outcomes=(
            "opt_out_share",
            "opt_out_share_top",
            "reachable_human_pages",
            "synthetic_share_crawl",
            "model_loss",
            "tail_recall",
            "licence_price",
            "licence_income",
            "licence_income_head",
            "licence_income_tail",
            "author_income",
        ),
        said={
            "baseline": "without it",
            "refusals_at_random": "with as many refusals at random",
            "opt_out_wave": "with the wave",
        },
    ),
)


if __name__ == "__main__":
    STUDY.tell()

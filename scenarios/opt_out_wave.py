"""About half of all sites refuse AI crawlers from August 2023 on: what it costs, and what of that is who refuses.

Run by itself (``python -m scenarios.opt_out_wave``), it lays the wave beside the baseline and beside a wave in which as
many sites refuse, whatever their rank. Willingness falls with rank three times as steeply as published (Nagel and
Vaughan 2025), so that the best leave first; both intercepts are chosen so that about half of human sites refuse.
What it printed stands in answers/opt_out_wave.md.
"""

from scenarios import baseline
from scenarios.pairs import print_effects, run_at

SCENARIO = baseline.SCENARIO.replace(
    name="opt_out_wave",
    story="From August 2023 about half of human sites come to refuse AI crawlers, those of high rank first.",
    question="What does a wave of refusals cost trainers and bring owners, and what of it is that the best leave?",
    **{"authors.opt_out_intercept": 0.82, "authors.opt_out_slope": 0.06},
)
AT_RANDOM = SCENARIO.replace(
    name="refusals_at_random", **{"authors.opt_out_intercept": 0.45, "authors.opt_out_slope": 0.0}
)
ARMS = (baseline.SCENARIO, AT_RANDOM, SCENARIO)
PAIRS = (("baseline", "opt_out_wave"), ("baseline", "refusals_at_random"), ("refusals_at_random", "opt_out_wave"))
OUTCOMES: tuple[str, ...] = ("opt_out_share", "opt_out_share_top", "reachable_human_pages", "synthetic_share_crawl")
OUTCOMES += ("model_loss", "tail_recall", "licence_price", "licence_income", "licence_income_head")
OUTCOMES += ("licence_income_tail", "author_income")
YEARS = ("2025", "2035")
SIZE, REPLICATES = 300, 5


def main(size: int = SIZE, months: int = SCENARIO.months, replicates: int = REPLICATES) -> None:
    """Run all arms on the same seeds and print what refusals change, by rank or at random, and by which of the two.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run.
    replicates : int
        Number of pairs, at least 2.
    """
    frame = run_at(ARMS, size, months, replicates)
    print(SCENARIO.question)
    for reference, other in PAIRS:
        print_effects(frame, reference, other, OUTCOMES, YEARS)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

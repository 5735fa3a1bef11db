"""Clicks vanish: from 2025 on most searches end in an answer. What it costs the web, and what a limit gives back.

Run by itself (``python -m scenarios.answer_engines``), it lays this world beside the baseline, then a limit on answers
and a levy for authors beside this world. What it printed stands in answers/answer_engines.md.
"""

from ecosystem.policies import AnswerLimit, AuthorLevy
from scenarios import baseline
from scenarios.whatif import OUTCOMES, ask

SCENARIO = baseline.SCENARIO.replace(
    name="answer_engines",
    story="Answers above search end up to nine of ten searches where the best model is perfect, instead of four.",
    question="What do authors and models lose when clicks vanish, and does a limit or a levy make up for it?",
    **{"attention.answer_share_max": 0.9},
)
REMEDIES = {
    "answer_limit": AnswerLimit(start="2026-08", cut_share=0.5),
    "author_levy": AuthorLevy(start="2026-08", share=0.1),
}
TOLD = (*OUTCOMES, "human_posts")
SIZE, MONTHS, REPLICATES = 200, 120, 5


def main(size: int = SIZE, months: int = MONTHS, replicates: int = REPLICATES) -> None:
    """Run both comparisons on the same seeds and print what vanishes, and what remedies give back.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run; it holds the dates of all policies.
    replicates : int
        Number of pairs, at least 2 for an interval.
    """
    print(SCENARIO.question)
    print("Beside the baseline:")
    ask(baseline.SCENARIO, {"answer_engines": SCENARIO}, size=size, months=months, replicates=replicates, outcomes=TOLD)
    print("Beside this world:")
    ask(SCENARIO, REMEDIES, size=size, months=months, replicates=replicates, outcomes=TOLD)


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

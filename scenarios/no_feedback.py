"""The baseline, but trainers never draw what a model wrote: what the loop itself costs.

Run by itself (``python -m scenarios.no_feedback``), it lays the baseline beside it, pair by pair,
and prints the difference with its interval, whatever its sign.
"""

from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="no_feedback",
    story=(
        "The web of the baseline, with as many AI pages, the same filters and the same number of "
        "training tokens; only, an oracle keeps what models wrote out of every training draw."
    ),
    question="What do models gain or lose because they are trained on what models wrote?",
    **{"controls.has_feedback": False},
)
STUDY = Study(
    SCENARIO.question,
    Plan(500, worlds=WORLDS),
    Pairs(
        arms=(SCENARIO, baseline.SCENARIO),
        pairs=(("no_feedback", "baseline"),),
        outcomes=("model_loss",),
        said={"no_feedback": "without feedback", "baseline": "with feedback"},
    ),
)


if __name__ == "__main__":
    STUDY.tell()

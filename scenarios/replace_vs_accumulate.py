"""Trainers that keep no earlier data: what replacing costs, told apart from what the feedback loop costs.

Run by itself (``python -m scenarios.replace_vs_accumulate``), it lays both kinds of trainers beside each other, pair by
pair, with and without feedback, and in a culture that stands still, and tells which definitions of collapse hold.
What it printed stands in answers/replace_vs_accumulate.md.
"""

from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="replace_vs_accumulate",
    story="Trainers keep no earlier data: each model learns only from what came in since the last one.",
    question="Does replacing data make models collapse where accumulating does not, and is it the feedback that does?",
    **{"controls.does_accumulate": False},
)
ARMS = tuple(
    world.replace(name=f"{name}{suffix}", **{f"controls.{switch}": False for switch in switches})
    for suffix, switches in (("", ()), ("_no_feedback", ("has_feedback",)), ("_no_drift", ("has_drift",)))
    for world, name in ((baseline.SCENARIO, "accumulate"), (SCENARIO, "replace"))
)
STUDY = Study(
    SCENARIO.question,
    Plan(500, worlds=WORLDS),
    Pairs(
        arms=ARMS,
        pairs=(
            ("accumulate", "replace"),
            ("accumulate_no_feedback", "replace_no_feedback"),
            ("accumulate_no_feedback", "accumulate"),
            ("replace_no_feedback", "replace"),
            ("accumulate_no_drift", "replace_no_drift"),
        ),
        outcomes=("model_loss", "tail_recall", "diversity_ratio", "stale_mass", "training_tokens"),
        collapsed=(
            ("accumulate", "accumulate_no_feedback"),
            ("replace", "replace_no_feedback"),
            ("accumulate_no_feedback", "accumulate_no_feedback"),
            ("replace_no_feedback", "replace_no_feedback"),
        ),
        said={
            "accumulate": "where data accumulate",
            "replace": "where data are replaced",
            "accumulate_no_feedback": "where data accumulate, without feedback",
            "replace_no_feedback": "where data are replaced, without feedback",
            "accumulate_no_drift": "where data accumulate, were culture to stand still",
            "replace_no_drift": "where data are replaced, were culture to stand still",
        },
    ),
)


if __name__ == "__main__":
    STUDY.tell()

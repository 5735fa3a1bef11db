"""A noisy web that stands still: where models gain from what models wrote.

Run by itself (``python -m scenarios.denoising``), it lays the scenario beside the same world without
feedback, at the usual decoding temperature and at temperature 1, and prints both differences.
"""

from scenarios import baseline
from scenarios.asking import LossDifference, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="denoising",
    story=(
        "Half of all human ideas are junk, culture stands still and scrapers do not filter. Models "
        "decoded below temperature 1 write cleaner pages than humans do, and later models read them. "
        "Token budgets stay small and learners take in all that they read, so that all models are fitted to the same "
        "number of different tokens."
    ),
    question="Can models gain from being trained on what models wrote?",
    **{
        "content.junk_page_share": 1.0,
        "content.junk_idea_share": 0.5,
        "controls.has_drift": False,
        "controls.has_filter": False,
        "training.absorption": 1.0,
        "training.budget_growth": 1.0,
        "training.budget_share": 0.002,
    },
)


def _at(temperature: float) -> LossDifference:
    """Lay the world at a decoding temperature beside the same without feedback."""
    fed = SCENARIO.replace(**{"training.temperature": temperature})
    unfed = fed.replace(name="denoising_no_feedback", **{"controls.has_feedback": False})
    return LossDifference(f"At temperature {temperature:g}, with feedback", unfed, fed)


STUDY = Study(SCENARIO.question, Plan(500), _at(SCENARIO.parameters.training.temperature), _at(1.0))


if __name__ == "__main__":
    STUDY.tell()

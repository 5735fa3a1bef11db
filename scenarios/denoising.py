"""A noisy web that stands still: where models gain from what models wrote.

Run by itself (``python -m scenarios.denoising``), it lays the scenario beside the same world without
feedback, at the usual decoding temperature and at temperature 1, and prints both differences.
"""

from scenarios import baseline
from scenarios.asking import Pairs, Plan, Study

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


TEMPERATURES = (SCENARIO.parameters.training.temperature, 1.0)


def _at(temperature: float) -> Pairs:
    """Lay the world at a decoding temperature beside the same without feedback."""
    fed = SCENARIO.replace(name=f"temperature_{round(100 * temperature)}", **{"training.temperature": temperature})
    unfed = fed.replace(name=f"{fed.name}_no_feedback", **{"controls.has_feedback": False})
    said = {fed.name: f"with feedback at temperature {temperature:g}", unfed.name: "without feedback"}
    return Pairs((unfed, fed), ((unfed.name, fed.name),), ("model_loss",), said=said)


STUDY = Study(SCENARIO.question, Plan(500), *map(_at, TEMPERATURES))


if __name__ == "__main__":
    STUDY.tell()

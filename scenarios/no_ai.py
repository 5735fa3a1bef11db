"""A web without AI: nothing trends, and it does not look like the web that was measured.

Run by itself (``python -m scenarios.no_ai``), it simulates the scenario and prints its answer.
"""

from scenarios import baseline
from scenarios.asking import Findings, Study

SCENARIO = baseline.SCENARIO.replace(
    name="no_ai",
    story=(
        "Nobody publishes AI pages, asks models instead of people or reads answers above search. "
        "The web is stationary: what moves in the other scenarios is the doing of AI."
    ),
    question="What would the web look like had AI never begun to write?",
    **{"controls.has_ai": False},
)
STUDY = Study(SCENARIO.question, baseline.STUDY.plan, Findings(SCENARIO))


if __name__ == "__main__":
    STUDY.tell()

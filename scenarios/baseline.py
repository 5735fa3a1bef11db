"""The web from January 2022 to December 2035 with the rules of today.

Run by itself (``python -m scenarios.baseline``), it simulates the scenario and prints its answer.
"""

from ecosystem.parameters import Parameters
from ecosystem.scenario import Scenario
from scenarios.asking import Findings, Plan, Study

_COST_LEFT = 100.0 * Parameters().generators.cost_fall_factor
SCENARIO = Scenario(
    name="baseline",
    story=(
        f"From December 2022 AI writes at {_COST_LEFT:.0f} % of the former cost. Operators publish where it "
        "pays, people ask models instead of forums, and trainers fit their next models to what "
        "scrapers bring home from the same web."
    ),
    question=(
        "How much of the web becomes synthetic, and what does that do to the models trained on "
        "it, to human authors and to the value of their pages?"
    ),
)
STUDY = Study(SCENARIO.question, Plan(SCENARIO.size, replicates=1), Findings(SCENARIO))


if __name__ == "__main__":
    STUDY.tell()

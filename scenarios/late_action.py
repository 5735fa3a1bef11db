"""The same package of policies in time, and one, two and four years later: what waiting costs.

Run by itself (``python -m scenarios.late_action``), it lays the delays beside one another and says what each changes
against acting in time, as a mean over all months from then to the horizon.
What it printed stands in answers/late_action.md.
"""

from collections.abc import Iterator

from scenarios import baseline, policy_packages
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study
from scenarios.telling import DETAILS, table_lines

PACKAGE = policy_packages.TRANSPARENCY + policy_packages.COMMONS
DELAYS = (0, 12, 24, 48)
SCENARIO = baseline.SCENARIO.replace(
    name="late_action",
    story="Labels, marks, filters, a data trust and a cap come into force in August 2030, four years after they could.",
    question="What does it cost to wait with the same policies for one, two or four years, and for ever?",
    policies=PACKAGE.delayed(48).policies,
)


def _waiting(plan: Plan) -> Iterator[str]:
    """Lay the delays beside acting in time."""
    from analysis.whatif.delays import delayed_arms, waiting
    from analysis.whatif.lateness import waiting_sentences, waiting_title

    result = plan.compare(baseline.SCENARIO, delayed_arms(PACKAGE, DELAYS), OUTCOMES)
    found = waiting(result)
    yield f"{waiting_title(found)}."
    yield from (f"- {sentence}" for sentence in waiting_sentences(found))
    yield DETAILS
    yield f"- In time: {PACKAGE.describe()}"
    if plan.worlds:
        yield f"- {result.asked_worlds().told()}"
    yield f"- Beside acting in time, {found.period}:"
    yield from table_lines(found.costs)


STUDY = Study(SCENARIO.question, Plan(500, months=144, worlds=WORLDS), _waiting)


if __name__ == "__main__":
    STUDY.tell()

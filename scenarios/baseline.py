"""The web from January 2022 to December 2035 with the rules of today.

Run by itself (``python -m scenarios.baseline``), it simulates the scenario and prints its answer.
"""

from ecosystem.scenario import Scenario

SCENARIO = Scenario(
    name="baseline",
    story=(
        "From December 2022 AI writes at a tenth of the former cost. Operators publish where it "
        "pays, people ask models instead of forums, and trainers fit their next models to what "
        "scrapers bring home from the same web. No rule changes after 2025."
    ),
    question=(
        "How much of the web becomes synthetic, and what does that do to the models trained on "
        "it, to human authors and to the value of their pages?"
    ),
)


def main(scenario: Scenario = SCENARIO, seed: int = 0) -> None:
    """Simulate a scenario and print its question and its answer.

    Parameters
    ----------
    scenario : Scenario
        The scenario; the baseline, or a smaller version of it.
    seed : int
        At least 0.
    """
    from analysis.evidence.validation import single_run_sentence, validate
    from analysis.reports.run_report import findings
    from ecosystem import WebEcosystem

    model = WebEcosystem(scenario, seed=seed)
    model.run_for(scenario.months)
    print(scenario.question)
    for sentence in findings(model):
        print(f"- {sentence}")
    print(f"- {single_run_sentence(validate(model.series()))}")


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()

import numpy as np
import pandas as pd

from analysis.outcomes.collapse import NOT_MEASURED, collapse_finding, collapse_report, definitions
from ecosystem.calendar import step_to_date


def series(months: int = 24, **columns: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame({"date": [step_to_date(step) for step in range(months)]})
    return frame.assign(**columns)


def holds(report: pd.DataFrame) -> dict[str, str]:
    return dict(zip(report["definition"], report["holds"], strict=True))


def test_a_run_tells_which_definitions_hold_and_since_when() -> None:
    grown = np.linspace(0.3, 0.6, 24)
    report = collapse_report(
        series(
            model_loss=grown,
            diversity_ratio=np.full(24, 0.95),
            tail_recall=np.linspace(0.8, 0.1, 24),
            stale_mass=np.zeros(24),
        ),
        ceiling=1.6,
    )
    assert len(report) == 8
    found = holds(report)
    assert found["catastrophic rise of risk"] == "no"
    assert found["any rise of risk"] == found["diverging risk"] == found["loss of tails"] == "yes"
    assert found["variance collapse"] == found["hallucinated mass"] == "no"
    assert found["loss of modes"] == found["change of scaling law"] == NOT_MEASURED
    since = dict(zip(report["definition"], report["since"], strict=True))
    assert since["any rise of risk"] == "2022-02"
    assert since["variance collapse"] == ""
    assert collapse_finding(report).startswith("3 of the 6 definitions of collapse that were measured hold: any rise")


def test_months_without_a_model_are_left_out_and_replicates_averaged() -> None:
    loss = np.full(24, 0.4)
    loss[:3] = np.nan
    one, other = series(model_loss=loss, replicate=np.zeros(24)), series(model_loss=loss + 0.2, replicate=np.ones(24))
    report = collapse_report(pd.concat([one, other]), ceiling=0.5)
    assert holds(report)["catastrophic rise of risk"] == "yes"
    assert report["since"].iloc[0] == "2022-04"
    nothing = collapse_report(series(model_loss=np.full(24, np.nan)), ceiling=0.5)
    assert set(nothing["holds"]) == {NOT_MEASURED}


def test_scaling_is_compared_with_the_run_without_feedback() -> None:
    tokens = 1.1 ** np.arange(24)
    human = series(model_loss=tokens**-0.5)
    for exponent, verdict in ((-0.5, "no"), (-0.1, "yes")):
        run = series(model_loss=2.0 * tokens**exponent, training_tokens=tokens)
        assert holds(collapse_report(run, 1.6, human))["change of scaling law"] == verdict


def test_all_eight_are_measured_beside_the_control_and_it_is_told_what_holds_there_as_well() -> None:
    run = series(
        model_loss=np.linspace(0.3, 0.6, 24),
        training_tokens=1.1 ** np.arange(24),
        diversity_ratio=np.full(24, 0.95),
        mode_recall=np.full(24, 0.05),
        tail_recall=np.full(24, 0.8),
        stale_mass=np.zeros(24),
    )
    report = collapse_report(run, 1.6, run.assign(model_loss=0.3))
    assert NOT_MEASURED not in set(report["holds"]) | set(report["without_feedback"])
    without = dict(zip(report["definition"], report["without_feedback"], strict=True))
    assert holds(report)["loss of modes"] == without["loss of modes"] == "yes"
    assert (holds(report)["any rise of risk"], without["any rise of risk"]) == ("yes", "no")
    assert collapse_finding(report).startswith("4 of the 8 published definitions of collapse hold: any rise")


def test_it_is_told_what_the_scaling_law_lacks() -> None:
    report = collapse_report(series(model_loss=np.full(24, 0.4), training_tokens=np.full(24, 9.0)), ceiling=1.6)
    row = report.set_index("definition").loc["change of scaling law"]
    assert row["holds"] == row["without_feedback"] == NOT_MEASURED
    assert row["says"].endswith("needs a run of the control no_feedback to compare with")


def test_none_is_said_in_words() -> None:
    report = collapse_report(series(model_loss=np.full(24, 0.4)), ceiling=1.6)
    assert collapse_finding(report) == "None of the 3 definitions of collapse that were measured holds"
    assert len(definitions(1.6)) == 8

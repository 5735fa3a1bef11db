"""When effects are known well enough, and what is said of those that are not."""

from functools import partial
from pathlib import Path

import pytest

from analysis.reports.comparison_report import report_html
from analysis.runs.design import Run
from analysis.runs.simulation import Outcome
from analysis.whatif.comparison import Comparison, compare
from analysis.whatif.effects import effects
from analysis.whatif.precision import is_precise, precision_sentence, widths
from ecosystem.policies import AuthorSubsidy
from tests.support.paired import make_runs
from tests.support.stubs import BASE, Singly, pretend

PROFIT = ["generator_profit"]  # zero in the baseline


def test_precise_is_what_has_narrow_intervals() -> None:
    table = effects(make_runs(), ("model_loss", "human_posts", "licence_price"))
    tax = table[table["arm"] == "tax"]
    half = ((tax["high"] - tax["low"]) / 2.0 / tax["baseline"]).max()
    assert is_precise(table, half * 1.001)
    assert not is_precise(table, half * 0.999)
    assert is_precise(effects(make_runs(arms=("baseline", "idle")), PROFIT), 1e-9), "exact"
    assert not is_precise(effects(make_runs(1), ["model_loss"]), 100.0), "one pair"
    assert not is_precise(effects(make_runs(), ["licence_price"]), 100.0), "nothing that could be judged"


def test_what_the_baseline_has_none_of_is_judged_by_the_largest_arm() -> None:
    table = effects(make_runs(), PROFIT)
    row = table[table["arm"] == "tax"].iloc[0]
    half = (row["high"] - row["low"]) / 2.0 / row["policy"]
    assert row["baseline"] == 0.0
    assert widths(table)["width"].tolist() == pytest.approx([half, 0.0])
    assert is_precise(table, half * 1.001)
    assert not is_precise(table, half * 0.999)


def test_a_sentence_says_whether_the_precision_was_reached_and_by_what_it_was_missed() -> None:
    table = effects(make_runs(), ("model_loss", *PROFIT))
    loss = 100.0 * widths(table)["width"].iloc[0]
    assert precision_sentence(table, 0.5) == (
        "The precision asked for is reached with 8 pairs of runs: every interval is within 50 % of the baseline to "
        "each side (profit of AI operators: of the largest arm, since the baseline is 0)."
    )
    told = precision_sentence(table, 1e-4)
    assert told.startswith("The precision asked for, 0.01 % of the baseline to each side, is not reached with 8 pairs")
    assert f"under tax loss of the best model ({loss:.1f} %), profit of AI operators (" in told
    assert "of the largest arm, since the baseline is 0)" in told
    assert "idle" not in told
    once = effects(make_runs(1), ["model_loss"])
    assert "under tax loss of the best model (no interval)" in precision_sentence(once, 0.5)
    assert "no pair has a value under tax" in precision_sentence(effects(make_runs(), ["licence_price"]), 0.5)


@pytest.mark.slow
def test_a_comparison_of_a_policy_that_pays_ends_when_it_is_precise_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulate(run: Run) -> Outcome:
        made = pretend(run)
        assert made.series is not None
        made.series["policy_payments"] = len(run.scenario.policies) * (5.0 + 0.01 * (run.seed % 3))
        return made

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    monkeypatch.setattr("analysis.reports.comparison_report._figures", lambda *_: {})
    arms, outcomes = {"subsidy": AuthorSubsidy(start="2022-02")}, ["policy_payments"]
    ask = partial(compare, BASE, arms, outcomes=outcomes, workers=1, store=tmp_path / "s")
    result = ask(precision=0.05)
    assert result.n_pairs == 5
    assert result.precision_told.startswith("The precision asked for is reached with 5 pairs of runs")
    assert Comparison.from_store(tmp_path / "s").precision_told == result.precision_told
    assert result.precision_told in report_html(result)
    missed = ask(precision=1e-6, most=6)
    assert missed.n_pairs == 6
    assert "is not reached with 6 pairs of runs: under subsidy payments by policies (" in missed.precision_told
    assert missed.precision_told in report_html(missed)
    assert ask(replicates=5).precision_told == ""

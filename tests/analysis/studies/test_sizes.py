"""Whether sizes agree: the tests behind the verdicts, and what they say of runs that are known."""

import numpy as np
import pytest
from scipy.stats import f_oneway, ttest_ind

from analysis.runs.runner import Runner
from analysis.studies.sizes import (
    Run,
    SizesError,
    check_sizes,
    compare_sizes,
    per_author,
    run_sizes,
    runs_frame,
    unit_per_author,
    welch_test,
    widest_difference,
)
from ecosystem import Scenario
from ecosystem.errors import OutOfRangeError
from ecosystem.indicators import INDICATORS

BASELINE = Scenario(name="baseline", size=50, months=14)
# Units that do not change with the number of authors.
INTENSIVE = {
    "share", "estimated share", "odds ratio", "generations", "nats per idea", "ratio", "index", "USD per 1,000 tokens",
    "USD a month per author", "USD a month per user", "USD a month", "USD per nat per author",
    "questions a month per author", "logits", "trainers",
}  # fmt: skip


def test_counts_are_per_author_and_shares_as_they_are() -> None:
    assert per_author("n_authors", 520.0, 500) == pytest.approx(1.04)
    assert per_author("human_posts", 2000.0, 500) == pytest.approx(4.0)
    assert per_author("training_tokens", 1e6, 500) == pytest.approx(2000.0)
    assert per_author("marginal_value_human", 1e-3, 500) == pytest.approx(0.5)
    for name in ("model_loss", "synthetic_share_new", "generator_profit"):
        assert per_author(name, 0.3, 500) == 0.3
    assert unit_per_author("n_authors") == "authors per author at the start"
    assert unit_per_author("model_loss") == "nats per idea"


def test_of_every_unit_it_is_known_how_it_grows() -> None:
    changed = {each.unit for name, each in INDICATORS.items() if per_author(name, 1.0, 2) != 1.0}
    assert {each.unit for each in INDICATORS.values()} - changed <= INTENSIVE
    assert not changed & INTENSIVE


@pytest.mark.parametrize("n_groups", [2, 3, 4])
def test_welchs_test_is_that_of_scipy(n_groups: int) -> None:
    generator = np.random.default_rng(n_groups)
    groups = [generator.normal(0.3 * each, 1.0 + each, 5 + 2 * each) for each in range(n_groups)]
    p = welch_test(groups)
    assert p == pytest.approx(f_oneway(*groups, equal_var=False).pvalue)
    if n_groups == 2:
        assert p == pytest.approx(ttest_ind(*groups, equal_var=False).pvalue)


def test_welchs_test_keeps_its_level_and_sees_what_is_there() -> None:
    generator = np.random.default_rng(0)
    spreads = (1.0, 0.5, 0.25)
    same = [welch_test([generator.normal(3.0, spread, 6) for spread in spreads]) for _ in range(2000)]
    assert np.mean(np.array(same) < 0.05) == pytest.approx(0.05, abs=0.025)
    apart = [welch_test([generator.normal(3.0 + 3.0 * s, s, 6) for s in spreads]) for _ in range(200)]
    assert np.mean(np.array(apart) < 0.05) > 0.8


def test_groups_without_spread_are_judged_by_their_means() -> None:
    assert welch_test([np.ones(3), np.ones(3)]) == 1.0
    assert welch_test([np.ones(3), np.zeros(3)]) == 0.0
    assert welch_test([np.ones(3), np.array([0.9, 1.0, 1.1])]) > 0.5
    tenths = [np.full(2, 0.1), np.full(3, 0.1)]
    assert welch_test(tenths) == 1.0, "means of equal values differ by rounding"
    spread, other = np.array([0.8, 1.0, 1.2]), np.array([4.0, 4.1, 4.2])
    assert welch_test([np.full(3, 2.0), spread, other]) == pytest.approx(
        f_oneway([1.9, 2.0, 2.1], spread, other, equal_var=False).pvalue
    )
    assert np.isnan(welch_test([np.ones(1), np.ones(3)]))
    assert np.isnan(welch_test([np.ones(3)]))


def test_the_widest_difference_holds_the_true_one() -> None:
    generator = np.random.default_rng(1)
    groups = [(generator.normal(10.0, 1.0, 5), generator.normal(10.5, 0.5, 5)) for _ in range(1000)]
    ends = np.array([widest_difference(pair) * np.mean([each.mean() for each in pair]) for pair in groups])
    assert np.mean(ends < 0.5) < 0.06, "of one-sided tests at 5 %, 5 % err"
    assert widest_difference([np.ones(3), np.ones(3)]) == 0.0
    assert widest_difference([np.ones(3), np.full(3, 1.1)]) == pytest.approx(0.1 / 1.05)
    assert widest_difference([np.zeros(2), np.array([-1.0, 1.0])]) == np.inf
    assert np.isnan(widest_difference([np.ones(1), np.ones(3)]))


def runs_of(replicates: int = 5, **by_size: tuple[float, float, float]) -> list[Run]:
    """Runs at 500 and 2,000 authors: of each indicator the mean at both, and the spread."""
    generator = np.random.default_rng(2)
    return [
        Run(
            size,
            replicate,
            {name: means[place] + means[2] * float(generator.normal()) for name, means in by_size.items()},
            1.0,
            2.0,
        )
        for place, size in enumerate((500, 2000))
        for replicate in range(replicates)
    ]


def test_verdicts() -> None:
    runs = runs_of(
        model_loss=(0.4, 0.4, 0.001),
        tail_recall=(0.3, 0.4, 0.001),
        stale_mass=(0.1, 0.1, 0.1),
        synthetic_share_training=(np.nan, 0.1, 0.0),
        n_authors=(1.0, 1.0, 0.0),
    )
    compared = {each.indicator: each for each in compare_sizes(runs)}
    assert list(compared) == [name for name in INDICATORS if name in compared]
    assert {name: each.verdict for name, each in compared.items()} == {
        "model_loss": "same",
        "tail_recall": "differs",
        "stale_mass": "cannot tell",
        "synthetic_share_training": "not defined",
        "n_authors": "same",
    }
    told = compared["tail_recall"]
    assert told.means == pytest.approx((0.3, 0.4), abs=0.005)
    assert told.p <= told.adjusted_p < 1e-6
    assert told.widest == pytest.approx(0.1 / 0.35, abs=0.02)
    assert all(interval is not None and interval.n == 5 for interval in told.intervals)


def test_runs_with_an_infinite_value_are_left_out_of_it() -> None:
    (none,) = compare_sizes(runs_of(model_loss=(np.inf, np.inf, 0.0)))
    assert none.verdict == "not defined"
    assert none.intervals == (None, None)
    runs = runs_of(model_loss=(0.4, 0.4, 0.001))
    runs[0] = Run(500, 0, {"model_loss": np.inf}, 1.0, 2.0)
    (some,) = compare_sizes(runs)
    assert some.verdict == "same"
    assert [interval.n for interval in some.intervals if interval] == [4, 5]


def test_one_run_of_each_size_cannot_tell() -> None:
    (each,) = compare_sizes(runs_of(1, model_loss=(0.4, 0.9, 0.0)))
    assert each.verdict == "cannot tell"
    assert each.intervals == (None, None)


def test_what_cannot_be_run_is_refused_before_anything_is() -> None:
    with pytest.raises(OutOfRangeError) as caught:
        run_sizes(BASELINE, [50], replicates=0, seed=-1)
    assert len(caught.value.faults) == 2
    with pytest.raises(SizesError, match="not all different"):
        check_sizes(BASELINE, [50, 50], replicates=1, seed=0)


@pytest.mark.slow
def test_runs_tell_what_they_cost_and_what_they_gave_per_author() -> None:
    runs = run_sizes(BASELINE.replace(months=2), [50, 80], replicates=1, runner=Runner(2))
    assert [(run.size, run.replicate) for run in runs] == [(50, 0), (80, 0)]
    for run in runs:
        assert run.seconds > 0.0
        assert 50 < run.peak_memory < 1000
        assert 0.5 < run.outcomes["n_authors"] < 1.5
    assert {"size", "seconds", "peak_memory_mib", "model_loss"} <= set(runs_frame(runs).columns)

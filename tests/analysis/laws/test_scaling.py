import pytest

from analysis.figures import curves
from analysis.laws.scaling import TRAININGS, fitted_exponents, scaling_curves
from analysis.studies.freshness import best_shares, freshness_curves, freshness_finding
from ecosystem.errors import OutOfRangeError

SMALL = {"n_ideas": 4096, "sizes": (100, 300, 1_000, 3_000), "replicas": 20}


def test_collapsed_training_stops_improving_while_human_training_goes_on() -> None:
    frame = scaling_curves(1.5, 300, **SMALL)  # type: ignore[arg-type]
    assert len(frame) == 3 * 4 * 20
    exponents = fitted_exponents(frame).set_index("training")
    assert list(exponents.index) == list(TRAININGS)
    human, half, collapsed = (exponents.loc[name] for name in TRAININGS)
    # The law for endlessly many ideas; 4,096 of them make missing mass fall a little faster.
    assert -0.5 < human.missing_mass < -1 / 3 + 4.5 * human.missing_mass_error
    assert human.loss < half.loss - 4.5 * half.loss_error
    assert abs(collapsed.missing_mass) < 0.05
    assert collapsed.loss > 0.0


@pytest.mark.parametrize(
    "options", [{"exponent": 0.0}, {"n_ideas": 1}, {"replicas": 1}, {"sizes": (0, 5)}, {"n_before": 0}]
)
def test_bad_sizes_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(OutOfRangeError):
        scaling_curves(**options)  # type: ignore[arg-type]


def test_the_best_share_of_fresh_pages_grows_with_drift() -> None:
    frame = freshness_curves((1.0, 0.9995, 0.995), (0.0, 0.4, 1.0), n_topics=8)
    assert best_shares(frame)["fresh_share"].tolist() == [0.0, 0.4, 1.0]
    assert freshness_finding(frame).endswith("is 0 % when culture has persistence 1 a month, and 100 % at 0.995")
    shown = frame[["persistence", "fresh_share", "loss", "standard_error"]]
    figure = curves(shown, freshness_finding(frame), ("share", "loss (nats)"), dot="A dot marks the best.")
    assert [line.get_markevery() for line in figure.axes[0].lines] == [[0], [1], [2]]
    assert figure.axes[0].get_ylabel() == "loss (nats)"
    widest = figure.axes[0].collections[2].get_paths()[0].get_extents().y1
    last = frame[frame["persistence"] == 0.995]
    assert widest == pytest.approx((last["loss"] + 2 * last["standard_error"]).max())


@pytest.mark.parametrize(
    "options", [{"synthetic_share": 1.2}, {"months": 0}, {"fresh_shares": (0.5, -0.1)}, {"n_topics": 1}]
)
def test_bad_mixtures_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(OutOfRangeError, match="freshness_curves"):
        freshness_curves(**options)  # type: ignore[arg-type]

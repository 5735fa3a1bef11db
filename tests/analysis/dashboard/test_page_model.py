import inspect
import threading
from typing import Any

import numpy as np
import pytest

from analysis.dashboard.charts import columns_of
from analysis.dashboard.page_model import PageModel, baseline_of, is_same_web
from ecosystem import WebEcosystem
from ecosystem.errors import ScenarioError
from ecosystem.policies import AuthorLevy
from scenarios.catalogue import catalogue

BASELINE = catalogue()["baseline"]


def test_keywords_are_flat_and_none_is_mesas() -> None:
    given = inspect.signature(PageModel.__init__).parameters
    assert "scenario" not in given
    assert not any(each.kind is each.VAR_KEYWORD for each in given.values())


def test_the_same_keywords_give_the_same_web_as_the_model_itself() -> None:
    keywords: dict[str, Any] = {
        "start": BASELINE,
        "size": 50,
        "months": 6,
        "seed": 2,
        "changes": {"market.royalty_share": 0.3},
    }
    first = PageModel(**keywords)
    again = type(first)(**keywords)
    plain = WebEcosystem(BASELINE.replace(size=50, months=6, **{"market.royalty_share": 0.3}), seed=2)
    for each in (first, again, plain):
        each.run_for(3)
    assert first.series().equals(again.series())
    assert first.series().equals(plain.series())


def test_a_bad_value_is_refused() -> None:
    with pytest.raises(ScenarioError, match="royalty_share"):
        PageModel(BASELINE, changes={"market.royalty_share": 2.0})


def test_shares_of_users_have_a_row_a_month_and_lie_in_bounds(model: PageModel) -> None:
    shares = model.share_of_users()
    assert shares.shape == (14, len(model.world.trainers))
    assert np.all(shares >= 0.0)
    assert np.all(shares.sum(axis=1) <= 1.0)
    assert shares[-1].sum() > 0.0


def test_the_baseline_keeps_what_nobody_controls_and_drops_what_people_decide() -> None:
    setting = catalogue()["no_ai"].replace(
        policies=[AuthorLevy(start="2022-03")],
        size=70,
        months=9,
        **{"market.royalty_share": 0.4, "culture.persistence": 0.99},
    )
    other = baseline_of(setting, BASELINE)
    assert other == BASELINE.replace(size=70, months=9, **{"culture.persistence": 0.99})
    assert not is_same_web(setting, other)
    assert is_same_web(other.replace(name="mine", story="told anew"), other)


def test_columns_are_those_of_the_series(model: PageModel) -> None:
    columns, expected = model.columns(), columns_of(model.series())
    assert columns.keys() == expected.keys() - {"step"}
    for name, values in columns.items():
        np.testing.assert_allclose(values, expected[name], rtol=0.0, atol=1e-9, err_msg=name)


def test_links_are_those_of_the_quarter() -> None:
    model = PageModel(BASELINE, size=50, months=6)
    model.run_for(3)
    first = model.edges()
    np.testing.assert_array_equal(first, model.map_edges())
    model.run_for(1)
    np.testing.assert_array_equal(model.edges(), model.map_edges())


def test_who_holds_the_lock_reads_a_world_that_stands_still() -> None:
    model = PageModel(BASELINE, size=50, months=6)
    model.run_for(1)
    with model.lock:
        step = threading.Thread(target=model.step)
        step.start()
        step.join(0.2)
        assert (step.is_alive(), model.date) == (True, "2022-01")
    step.join()
    assert model.date == "2022-02"

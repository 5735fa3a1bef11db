import json
from pathlib import Path

import pytest

from tests.support.commands import call


def test_scaling_prints_exponents_and_draws(tmp_path: Path) -> None:
    result = call("scaling", "--figure", tmp_path)
    assert result.exit_code == 0, result.output
    assert "human only" in result.stdout
    assert "-0.333" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scaling.png", "scaling.svg"]


def test_freshness_prints_where_the_optimum_is_and_draws(tmp_path: Path) -> None:
    result = call("freshness", "--figure", tmp_path)
    assert result.exit_code == 0, result.output
    assert "The best share of fresh" in result.stdout
    assert (tmp_path / "freshness.png").is_file()


def test_curves_come_as_json() -> None:
    rows = json.loads(call("freshness", "--months", "12", "--json").stdout)["curves"]
    assert set(rows[0]) == {"persistence", "fresh_share", "loss", "standard_error"}
    content = json.loads(call("scaling", "--json").stdout)
    assert {row["training"] for row in content["exponents"]} == {"human only", "half synthetic", "collapsed"}


@pytest.mark.parametrize("words", [("freshness", "--synthetic-share", "2"), ("scaling", "--exponent", "-1")])
def test_bad_input_is_told(words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert "Error" in result.stderr

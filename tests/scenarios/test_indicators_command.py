import json
from pathlib import Path

from ecosystem.indicators import INDICATORS
from tests.support.commands import call


def test_indicators_lists_all_columns_with_unit_range_and_direction() -> None:
    result = call("indicators")
    assert result.exit_code == 0
    assert "model_loss  nats per idea, 0 or more, lower is better" in result.stdout
    assert all(name in result.stdout for name in INDICATORS)


def test_one_indicator_is_shown_in_full() -> None:
    told = " ".join(call("indicators", "model_loss").stdout.split())
    for part in ("How far the best model on sale is", "better lower", "0 or more", "ecosystem.indicators.models"):
        assert part in told


def test_a_word_finds_columns_by_name_or_meaning() -> None:
    names = {row["name"] for row in json.loads(call("indicators", "welfare", "--json").stdout)}
    assert "reader_welfare" in names
    assert "n_authors" not in names


def test_an_unknown_indicator_is_bad_input_with_a_suggestion() -> None:
    result = call("indicators", "modelloss")
    assert result.exit_code == 2
    assert "Did you mean 'model_loss'?" in result.stderr


def test_the_page_is_written_where_one_asks(tmp_path: Path) -> None:
    assert call("indicators", "model_loss", "--write", tmp_path / "page.md").exit_code == 0
    assert "## series" in (tmp_path / "page.md").read_text(encoding="utf-8")

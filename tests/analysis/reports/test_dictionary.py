"""The dictionary of columns: complete, plain, and the same in the docs."""

import re

import pytest

from analysis.reports.dictionary import FRAMES, dictionary_page, entries, look_up
from ecosystem.columns import UNITS
from ecosystem.errors import UnknownNameError
from ecosystem.indicators import INDICATORS
from tests.architecture.test_source import ROOT


def test_the_page_of_columns_is_the_one_that_the_command_writes() -> None:
    page = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
    assert page == dictionary_page(), "write it anew: uv run ecosystem indicators --write docs/indicators.md"
    rows = re.findall(r"^\| `\w+` \|.*$", page, re.MULTILINE)
    assert len(rows) == sum(len(frame.columns) for frame in FRAMES.values())
    assert {row.count(" | ") for row in rows} == {4}


def test_every_column_says_what_it_is_in_plain_sentences() -> None:
    for each in entries():
        column = each.column
        assert column.unit, column.name
        assert column.meaning.endswith("."), column.name
        assert not re.search(r"\bKL\b|\|\||^The same\b|nats", column.meaning), column.name


def test_names_within_a_frame_are_unique() -> None:
    for frame in FRAMES.values():
        names = [column.name for column in frame.columns]
        assert len(set(names)) == len(names), frame.name


def test_units_that_do_not_speak_for_themselves_are_explained() -> None:
    used = {each.column.unit for each in entries()}
    assert {"nats per idea", "odds ratio", "USD a month per author"} <= used & set(UNITS)
    assert set(UNITS) <= used


def test_a_name_finds_its_column_a_frame_its_columns_and_a_word_what_tells_of_it() -> None:
    assert {each.column.name for each in look_up("model_loss")} == {"model_loss"}
    assert {each.frame.name for each in look_up("series")} == {"series"}
    found = {each.column.name for each in look_up("Rare ideas")}
    assert "tail_recall" in found
    assert found < set(INDICATORS)


def test_a_name_that_nobody_knows_suggests_the_closest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'model_loss'"):
        look_up("modelloss")


def test_an_entry_says_where_it_is_computed() -> None:
    plain = look_up("model_loss")[0].plain()
    assert plain["computed_in"] == "ecosystem.indicators.models.model_loss"
    assert (plain["low"], plain["high"], plain["better"]) == (0.0, None, "lower")
    assert "logarithms" in plain["unit_means"]

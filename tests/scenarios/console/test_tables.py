import re
from collections.abc import Sequence

import pandas as pd
import pytest

from scenarios.console.effects_table import effects_tables
from scenarios.console.tables import Table, say_markdown, say_table

WIDTHS = (60, 80, 100, 140)
INTERVAL = "difference [95 % interval]"
HEADINGS = ("outcome", "verdict", "baseline", INTERVAL)
ROWS = [
    ("synthetic_share_training (share)", "not enough runs to tell once adjusted for all comparisons", "20,994",
     "-5.63e-05 [-0.000772, +0.000659]"),
    ("synthetic_cap:start=2023-01,coverage=0.9,compliance=0.8", "real, large, consistent", "0.2", "+0 [+0, +0]"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tests run in several processes, these are told a width."""
    monkeypatch.delenv("COLUMNS", raising=False)


def shown(capsys: pytest.CaptureFixture[str], rows: Sequence[tuple[str, ...]] = ROWS) -> str:
    say_table(Table("What [changes]", HEADINGS, rows, HEADINGS[2:]))
    return capsys.readouterr().out


@pytest.mark.parametrize("width", WIDTHS)
def test_no_number_or_word_is_cut_however_narrow(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = shown(capsys)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    for row in ROWS:
        for word in re.split(r"[ _:=]|,(?!\d)", " ".join(row[:3])):
            assert word in text
    for number in ("-5.63e-05", "[-0.000772, +0.000659]", "+0 [+0, +0]", "What [changes]"):
        assert number in text


def test_where_nobody_looks_on_a_table_is_as_wide_as_it_needs_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = tuple(f"{'9' * 30}{place}" for place in range(8))
    say_table(Table("", numbers, [numbers], numbers))
    first, *_, row, _ = capsys.readouterr().out.splitlines()
    assert len(first) > 240
    assert row.count("│") == len(numbers) + 1


def test_what_is_too_wide_becomes_a_paragraph_a_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = shown(capsys, [("n_authors", "real,\nlarge", "", "+1 [+0, +2]")]).splitlines()
    assert lines == [
        "What [changes]",
        "",
        "n_authors",
        "  verdict: real,; large; difference [95",
        "  % interval]: +1 [+0, +2]",
        "",
    ]


def test_names_are_broken_at_their_joints_and_only_then_anywhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    say_table(Table("", ("name", "n"), [("human_posts_substitutable_of_all", "1,234")], ("n",)))
    say_table(Table("", ("name", "n"), [("界" * 60, "1")], ("n",)))
    text = capsys.readouterr().out
    assert re.findall(r"│ (\w+) ", text)[:2] == ["human_posts_", "substitutable_of_all"]
    assert text.count("界") == 60


def test_tables_of_a_text_in_markdown_are_not_cut_either(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    say_markdown(f"# Run\n\n- first\n\n| what | model |\n| --- | --- |\n| {'long_name_' * 4} | 0.786 |\n\nEnd.")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert all(text in lines for text in ("Run", "• first", "End."))
    cells = [line.strip("│").split("│") for line in lines if line.startswith("│")]
    assert "".join(name.strip() for name, _ in cells) == "long_name_" * 4
    assert "".join(number.strip() for _, number in cells) == "0.786"


def test_effects_are_told_in_words_with_the_verdict_first(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"arm": "no_ai", "outcome": "tail_recall", "unit": "share", "verdict": "real, large", "n_pairs": 4}
    row |= {"baseline": 0.5, "policy": 0.75, "difference": 0.25, "low": 0.125, "high": 0.375}
    table = pd.DataFrame([row, row | {"outcome": "n_authors", "unit": "authors", "arm": "late", "n_pairs": 3},
                          row | {"outcome": "human_posts", "unit": "pages a month", "arm": "late"}])  # fmt: skip
    for each in effects_tables(table, 0.9):
        say_table(each)
    lines = [[cell.strip() for cell in re.split("[│┃]", line)] for line in capsys.readouterr().out.splitlines()]
    assert ["no_ai, 4 pairs"] in lines
    assert ["", "outcome", "verdict", "baseline", "arm", "difference [90 % interval]", ""] in lines
    told = ["real, large", "0.5", "0.75", "+0.25 [+0.125, +0.375]"]
    assert ["", "recall of rare ideas (share)", *told, ""] in lines
    assert ["", "human authors (authors)", *told, "3", ""] in lines
    assert ["", "human posts (pages a month)", *told, "4", ""] in lines

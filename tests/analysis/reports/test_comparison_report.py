import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from analysis.marks.effect_marks import tenths_title
from analysis.outcomes.feedback import ARMS, ROWS
from analysis.reports.answers import partly_in_force, period_of, told_of
from analysis.reports.comparison_report import ReportError, report_html, write_report
from analysis.reports.report_parts import effect_tables
from analysis.reports.standing import checks_told, newest_month, not_good_for
from analysis.runs.citation import citation
from analysis.runs.controls import CONTROLS, with_control
from analysis.runs.sampled_pages import PagesOfYear, to_bytes
from analysis.statistics.glossary import GLOSSARY
from analysis.statistics.wording import number
from analysis.uncertainty.validated import Validated
from analysis.whatif.comparison import Comparison
from analysis.whatif.effects import effects, sentences
from analysis.whatif.policy_gains import gains_and_losses, gains_by_tenth
from tests.support.paired import OUTCOMES, TAX, make_comparison, make_runs

TABLES = ("effects", "months", "gains", "tenths")


class Page(HTMLParser):
    """What the tests look at: tags with attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in {"meta", "img", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += f" {data}"

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return make_comparison()


@pytest.fixture(scope="module")
def html(comparison: Comparison) -> str:
    return report_html(comparison)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture
def text_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the figures, which take most of the time."""
    monkeypatch.setattr("analysis.reports.comparison_report._figures", lambda *_: {})


def effect_cells(page: Page) -> dict[tuple[str, str], list[dict[str, str]]]:
    """Attributes of the cells with numbers, by arm and outcome."""
    cells: dict[tuple[str, str], list[dict[str, str]]] = {}
    arm = outcome = ""
    for tag, attributes in page.tags:
        if tag == "table":
            arm = attributes.get("data-arm", "")
        elif tag == "tr":
            outcome = attributes.get("data-outcome", "")
        elif tag == "td" and arm and ("data-value" in attributes or "data-low" in attributes):
            cells.setdefault((arm, outcome), []).append(attributes)
    return cells


def test_the_page_holds_all_that_it_shows(page: Page, html: str) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed"}
    addresses = [attributes[name] for _, attributes in page.tags for name in ("src", "href") if name in attributes]
    beside = {"comparison.ipynb", *(f"{name}.{end}" for name in TABLES for end in ("csv", "parquet"))}
    assert len(addresses) == 10 + len(beside) + 4
    assert all(each in beside or each.startswith(("#", "data:image/svg+xml;base64,")) for each in addresses)
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_is_well_formed_and_can_be_read_aloud(page: Page) -> None:
    assert page.open == []
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("table")) == len(page.all("caption")) == 3 + 3 + 3 + 3
    assert all(len(image["alt"]) > 40 for image in page.all("img"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {each["href"][1:] for each in page.all("a") if each["href"].startswith("#")} == set(ids)
    assert {each["scope"] for each in page.all("th")} == {"col", "row"}


def test_every_arm_and_every_outcome_is_there(page: Page, comparison: Comparison) -> None:
    expected = [(arm, outcome) for arm in comparison.arms if arm != "baseline" for outcome in OUTCOMES]
    assert list(effect_cells(page)) == expected
    for outcome in OUTCOMES:
        assert f"({outcome})" in page.text


def test_numbers_of_the_tables_are_those_of_the_effects(page: Page, comparison: Comparison) -> None:
    cells = effect_cells(page)
    for _, row in effects(comparison.series, OUTCOMES).iterrows():
        *values, interval = cells[row["arm"], row["outcome"]]
        shown = [*(each["data-value"] for each in values), interval["data-low"], interval["data-high"]]
        assert shown == [repr(float(row[name])) for name in ("baseline", "policy", "difference", "low", "high")]
        if row["n_pairs"]:
            assert number(row["difference"], has_sign=True).replace("-", "\N{MINUS SIGN}") in page.text
    for sentence in sentences(effects(comparison.series, OUTCOMES).query("arm == 'tax'")):
        assert sentence in page.text
    for table in (gains_and_losses(comparison.welfare), gains_by_tenth(comparison.welfare)):
        for _, row in table.iterrows():
            assert number(row["difference"], has_sign=True).replace("-", "\N{MINUS SIGN}") in page.text
    assert "Income of authors of articles under tax in 2023 (USD a year)" in page.text
    assert f"{tenths_title(gains_by_tenth(comparison.welfare))}." in page.text


def test_nothing_is_better_in_half_of_the_pairs_if_it_is_unchanged_in_all(comparison: Comparison) -> None:
    table = comparison.effects()
    table.attrs = {"reference": "baseline", "first": "Baseline", "caption": "Effects of {}"}
    unchanged = table.assign(verdict="exactly unchanged")
    told, untold = (
        [row["p_better"] for part in effect_tables(each) for row in part["rows"]] for each in (table, unchanged)
    )
    assert any(told)
    assert not any(untold)


def test_names_are_text_and_never_tags(page: Page, html: str) -> None:
    assert not {"b", "tax", "taxed", "visits"} & {tag for tag, _ in page.tags}
    assert "&lt;b&gt;" in html
    for text in ("Does a <tax> help?", "A <taxed> web.", "Effects of <b>"):
        assert text in page.text


def test_pages_of_real_text_are_shown_with_repeats_marked_and_never_as_tags(
    comparison: Comparison, html: str, tmp_path: Path
) -> None:
    assert "What stands on pages" not in html
    passages = ((("<script>alert(1)</script>", True), ('& "</li>', False)),)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "3.json").write_bytes(to_bytes((PagesOfYear(2024, "models", 0.5, passages),)))
    nothing = {"series": comparison.series[:0], "welfare": comparison.welfare[:0], "n_pairs": 0}
    told = report_html(replace(comparison, folder=tmp_path, **nothing))
    page = Page(told)
    assert "script" not in {name for name, _ in page.tags}
    assert "<strong>&lt;script&gt;alert(1)&lt;/script&gt;</strong> &amp; &#34;&lt;/li&gt;" in told
    assert "Some passages of replicate 3 of the baseline, by year." in page.text
    assert "Part of what people write is junk, here tokens in no order." in page.text
    assert "2024, pages of models alone: 50 % of phrases stand elsewhere, too" in page.text
    assert page.text.count('<script>alert(1)</script> & "</li>') == 1


def test_arms_tell_their_policies_and_parameters(page: Page) -> None:
    assert "publishing_tax" in page.text
    assert TAX.describe() in page.text
    assert "2023-01 stays 80.0 % phase_in_months = 0 months" in page.text
    assert "culture.persistence 0.9985 0.985" in page.text
    assert "controls.has_feedback true false" in page.text


def test_the_page_says_how_far_to_lean_on_it_before_all_that_is_folded(page: Page, comparison: Comparison) -> None:
    first, _, folded = page.text.partition("Cite it as: ")
    assert first.index("How well the model does") < first.index("Who gains and who loses") < first.index("Use it for")
    assert "Too small for conclusions: a web of 100 authors" in first[first.index("Do not use it for") :]
    assert "Effects of tax" in folded
    assert {"effects", "arms", "controls", "limits", "rerun"} <= {each["id"] for each in page.all("h2")}
    assert folded.startswith(f"{citation(comparison.manifest, comparison.arms)}. Make it again: ecosystem compare")


def test_the_page_explains_its_words(page: Page) -> None:
    assert all(f" {word} {meaning}" in page.text for word, meaning in GLOSSARY.items())


def test_what_is_missed_is_told_first_and_figures_are_fresh_for_a_year() -> None:
    found = {"model_loss": Validated(4, 0), "user_share": Validated(0, 5), "n_authors": Validated()}
    told = checks_told(found)
    assert list(told) == ["misses", "meets all", "nothing here tests it"]
    assert told["misses"] == "share of readers who use a model (0 of 5 met)"
    assert newest_month(("synthetic_share_search",)) == "2024-03"
    limits = list(not_good_for(replace(make_comparison(), outcomes=("synthetic_share_search",)), None, found))
    assert any("Decisions after 2025-03 without newer data" in each for each in limits)


@pytest.mark.usefixtures("text_only")
def test_controls_are_named_or_the_command_that_runs_them(page: Page, comparison: Comparison) -> None:
    assert "<b> : no_feedback (controls.has_feedback = false)" in page.text
    assert "ecosystem run SCENARIO --controls" in page.text
    others = {name: arm for name, arm in comparison.arms.items() if name != "<b>"}
    without = Page(report_html(replace(comparison, arms=others)))
    assert "No arm of this comparison is a mandatory control" in without.text
    assert f"Not in this comparison: {', '.join(CONTROLS)}." in without.text


@pytest.mark.usefixtures("text_only")
def test_a_comparison_with_the_controls_for_it_says_what_feedback_is(page: Page, comparison: Comparison) -> None:
    assert "What AI costs models" not in page.text
    world = comparison.baseline
    arms = {name: with_control(world, name) for name in ARMS}
    whole = replace(
        comparison, arms={"baseline": world, **arms}, series=make_runs(comparison.n_pairs, arms=("baseline", *arms))
    )
    text = Page(report_html(whole)).text
    assert "What AI costs models in 2023, nats per idea: recursion, stale pollution and crowding out add up" in text
    for part in ROWS:
        assert part.says in text


@pytest.mark.usefixtures("text_only")
def test_limits_name_what_is_in_force_failed_and_too_few(page: Page, comparison: Comparison) -> None:
    assert "Only 4 pairs of runs" in page.text
    assert "training.efficiency_growth = 0.45: a reading teaches learners 45 % more from year to year" in page.text
    assert "market.value_per_question_usd = 0.4; published figures come to 0.1 to 14.6 USD" in page.text
    assert "All 16 runs are there: 4 replicates of each arm." in page.text
    assert "Lost runs" not in page.text
    failed = pd.DataFrame(
        [{"run_id": "r1", "arm": "tax", "replicate": 3, "seed": 10, "stage": "search", "message": "bad <i>"}]
    )
    other = Page(report_html(replace(comparison, failures=failed)))
    assert "r1 tax 3 10 search bad <i>" in other.text
    assert "Runs that failed (1)" in other.text
    assert "Not all runs are there: of 16 that were asked for 1 failed. Effects rest on 4 of 4 pairs." in other.text
    is_lost = (comparison.series["arm"] == "tax") & (comparison.series["replicate"] > 1)
    short = Page(report_html(replace(comparison, series=comparison.series[~is_lost])))
    told = "Not all runs are there: of 16 that were asked for 2 are not there. Effects rest on 2 to 4 of 4 pairs."
    assert f"Lost runs. {told}" in short.text
    assert "All 16 runs are there" not in short.text
    assert "not made yet, lost or damaged (2)" in short.text
    assert "Each arm was run once" in Page(report_html(make_comparison(1))).text
    assert "Few runs" not in Page(report_html(make_comparison(10))).text


def test_what_contradicts_history_is_the_first_limit_and_absent_if_nothing_does(comparison: Comparison) -> None:
    is_late = comparison.series["date"] >= "2023"
    worse = comparison.series.assign(model_loss=comparison.series["model_loss"].where(~is_late, 9.0))
    better = comparison.series.assign(model_loss=comparison.series["model_loss"].where(~is_late, 0.1))
    told, other = (Page(report_html(replace(comparison, series=series))).text for series in (worse, better))
    assert "Contradicts history: the best model of 2023 is worse than that of 2022 (9.00 against 2." in told
    assert told.index("Contradicts history") < told.index("Intervals hold what other seeds")
    assert "Contradicts history" not in other


def test_it_is_told_what_the_losses_mean(page: Page) -> None:
    (told,) = re.findall(r"What a loss means (A loss of .*?\)\.)", page.text)
    assert re.search(r"\(baseline\) is that of a perfect model of \d+ months ago \(perplexity \+\d+ %\)", told)
    assert all(f"({arm})" in told for arm in ("baseline", "tax", "idle", "<b>"))


@pytest.mark.usefixtures("text_only")
def test_the_page_says_how_to_get_the_code_and_to_run_it_again(comparison: Comparison, tmp_path: Path) -> None:
    stored = replace(comparison, folder=tmp_path / "two words")
    text = Page(report_html(stored)).text
    for told in (
        "the Python package web-ecosystem 0.1.0. It has no public address yet: ask whoever gave you this page",
        "The runs were asked for by ecosystem compare baseline 'my tax.toml'",
        "code 0.1.0+abc123",
        "git_commit 89abcdef",
        "numpy 2.5.5",
        "seed of the first pair 7",
        "opens a terminal in it",
        " ecosystem rerun . ",
        " ecosystem report . ",
        comparison.baseline.content_hash[:16],
    ):
        assert told in text
    assert "in Python" not in text
    manifest = {**comparison.manifest, "made_by": ["Python"], "packages": None, "git_is_clean": False}
    text = Page(report_html(replace(stored, manifest=manifest))).text
    assert "asked for in Python, by analysis.compare" in text
    assert "packages not recorded" in text
    assert "89abcdef, with changes that are in no commit" in text
    assert "were kept in no folder" in Page(report_html(comparison)).text


@pytest.mark.usefixtures("text_only")
def test_the_page_tells_the_address_of_the_package_where_it_has_one(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.reports.report_parts.addresses", lambda: ["https://example.org/web"])
    assert "It is had from https://example.org/web, and" in Page(report_html(comparison)).text


def test_a_policy_that_is_not_in_force_all_the_time_is_told_beside_its_effects(comparison: Comparison) -> None:
    assert partly_in_force(comparison, "tax") == []
    assert partly_in_force(comparison, "idle") == []
    late = comparison.arms["tax"].replace(policies=TAX.model_copy(update={"start": "2023-07"}))
    other = replace(comparison, arms={**comparison.arms, "tax": late})
    told = "publishing_tax is in force in 6 of the 12 months that effects are means of."
    assert partly_in_force(other, "tax") == [told]
    assert told_of(other).answers["tax"][0] == told


def test_the_months_that_effects_are_means_of_are_named(comparison: Comparison) -> None:
    assert period_of(comparison.baseline) == "the last 12 of 24 months"
    assert period_of(comparison.baseline.replace(months=7)) == "all 7 months"


def test_a_comparison_without_results_still_has_its_page(comparison: Comparison) -> None:
    nothing = replace(comparison, series=comparison.series[:0], welfare=comparison.welfare[:0], n_pairs=0)
    page = Page(report_html(nothing))
    assert page.all("img") == []
    assert len(effect_cells(page)) == 3 * len(OUTCOMES)
    assert "No replicate came through in all arms" in page.text
    assert "nobody can be said to gain or lose" in page.text
    is_lost = comparison.series["arm"] == "baseline"
    lost = Page(report_html(replace(comparison, series=comparison.series[~is_lost], n_pairs=0)))
    assert len(effect_cells(lost)) == 3 * len(OUTCOMES)


def test_the_same_comparison_gives_the_same_page(html: str) -> None:
    assert html == report_html(make_comparison())


def test_a_report_is_written_at_once_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.reports.comparison_report._page", lambda each, *_: f"<p>{each.question}</p>")
    comparison = make_comparison(2, tmp_path / "new")
    path = write_report(comparison)
    assert path == tmp_path / "new" / "report.html"
    assert path.read_text("utf-8") == f"<p>{comparison.question}</p>"
    elsewhere = write_report(comparison, tmp_path / "other")
    assert elsewhere.read_bytes() == path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("os.replace", fail)
    before = path.read_bytes()
    with pytest.raises(OSError):  # noqa: PT011 - raised by the line above
        write_report(replace(comparison, question="Another?"))
    assert path.read_bytes() == before
    tables = {f"{name}.{end}" for name in TABLES for end in ("csv", "parquet")}
    assert {each.name for each in path.parent.iterdir()} == {
        *("report.html", "card.png", "card.svg", "comparison.ipynb"),
        *tables,
    }


def test_a_report_needs_a_folder(comparison: Comparison) -> None:
    with pytest.raises(ReportError, match="folder is not given"):
        write_report(comparison)

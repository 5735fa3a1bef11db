import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ecosystem.parameters import MOVED, Parameters
from ecosystem.parameters.fields import describe
from ecosystem.parameters.operators import ContentFarms
from ecosystem.policies import POLICIES
from ecosystem.presets import PRESETS
from scenarios.catalogue import NAMES
from scenarios.command_line import app
from tests.support.commands import SMALL, FinishedRun, call

HEAVY = ("mesa", "pandas", "matplotlib", "scipy", "networkx", "numba")


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from scenarios.__main__ import main; sys.argv = ['ecosystem', '--help']\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = python("-c", script)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "[]"


def test_every_command_stands_in_a_panel_of_help() -> None:
    panels = ["Ask", "Explain", "Trust", "Theory", "Look up"]
    assert {command.name: command.rich_help_panel for command in app.registered_commands if
            command.rich_help_panel not in panels} == {}  # fmt: skip
    told = call("--help").stdout
    places = [told.index(f" {panel} ─") for panel in panels]
    assert places == sorted(places)
    assert "Commands ─" not in told


def test_importing_ecosystem_imports_nothing_heavy() -> None:
    script = f"import sys, ecosystem; print([name for name in {HEAVY} if name in sys.modules])"
    assert python("-c", script).stdout.strip() == "[]"


def test_list_shows_every_scenario() -> None:
    result = call("list")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in NAMES)
    assert list(json.loads(call("list", "--json").stdout)) == list(NAMES)


def test_list_says_of_every_policy_what_it_asks_of_whom_and_who_pays(tmp_path: Path) -> None:
    told = " ".join(call("list", "--policies", "--write", tmp_path / "policies.md").stdout.split())
    assert "author_levy Trainers pay a share of their revenue to human authors" in told
    assert "Binds model trainers. Who pays: trainers" in told
    known = json.loads(call("list", "--policies", "--json").stdout)
    assert list(known) == [*POLICIES, *PRESETS]
    assert known["author_levy"]["fields"] == ["share", "fee_share"]
    assert known["rsl_licence"]["policies"] == [policy.describe() for policy in PRESETS["rsl_licence"].policies]
    assert all(
        f"{name} {law.title}." in told and f"Where ours differs: {law.differs}." in told
        for name, law in PRESETS.items()
    )
    assert (tmp_path / "policies.md").read_text(encoding="utf-8").startswith("# Policies")


def test_parameters_shows_every_field() -> None:
    fields = describe(Parameters)
    shown = json.loads(call("parameters", "--json").stdout)
    assert {row["name"] for row in shown} == {info.name for info in fields} | {"size", "months"}
    assert all(row["unit"] and row["meaning"] and row["source"] for row in shown)
    assert all((row["kind"] == "uncertainty") == bool(row["plausible"]) for row in shown)
    result = call("parameters", "culture")
    assert result.exit_code == 0
    assert "0.9 to 1.0, plausible: 0.99775 to 0.9991" in result.stdout
    assert "culture.persistence" in result.stdout
    assert "web.homophily" not in result.stdout
    inner = json.loads(call("parameters", "generators.farm", "--json").stdout)
    assert [row["name"].rpartition(".")[0] for row in inner] == ["generators.farm"] * len(inner)
    assert {row["name"].rpartition(".")[2] for row in inner} == set(ContentFarms.model_fields)


def test_a_parameter_is_shown_in_full_by_its_name() -> None:
    told = " ".join(call("parameters", "market.value_per_question_usd").stdout.split())
    for part in (
        "What a question that is answered perfectly is worth to who asks it.",
        "in the baseline 0.4 default 0.4 unit USD range 0.0 to 100.0",
        "uncertain yes: nobody knows it",
        "plausible 0.2 to 15.0",
        "source Varian 2011",
        "which is published: a figure",
        "--set market.value_per_question_usd=VALUE",
    ):
        assert part in told
    assert "in the hands of a policy maker" in call("parameters", "author_levy.share").stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("question",), {"market.value_per_question_usd", "authors.substitutability"}),
        (("culture", "market"), {"culture.persistence", "market.readers_per_author"}),
        (("author_levy",), {"author_levy.share", "author_levy.coverage"}),
        (("allowance",), {"publishing_tax.allowance", "publishing_tax.usd_per_page"}),
    ],
)
def test_words_groups_and_policies_find_parameters(words: tuple[str, ...], found: set[str]) -> None:
    rows = json.loads(call("parameters", *words, "--json").stdout)
    assert found <= {row["name"] for row in rows}
    assert len(rows) < 80
    assert all(row["source_kind"] for row in rows)


def test_parameters_of_policies_come_with_what_each_kind_is_and_counted_by_source() -> None:
    told = " ".join(call("parameters", "policies").stdout.split())
    for kind, policy in POLICIES.items():
        assert f"{kind} {policy.asks}. Binds {policy.bound}." in told
    assert told.count("First month in which it is in force.") == 1
    assert re.search(r"Sources of these \d+: \d+ published, \d+ judgement, 2 given\.$", told)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("cultre", "Did you mean 'culture'?"),
        ("author_levi", "Did you mean 'author_levy'?"),
        ("web.persistence", "Did you mean 'culture.persistence'?"),
        (next(iter(MOVED)), f"It moved to {next(iter(MOVED.values()))!r}"),
    ],
)
def test_an_unknown_parameter_is_bad_input_with_a_suggestion(name: str, remedy: str) -> None:
    result = call("parameters", name)
    assert result.exit_code == 2
    assert remedy in result.stderr


def test_schedule_shows_every_phase() -> None:
    from ecosystem.schedule import SCHEDULE

    result = call("schedule")
    assert result.exit_code == 0
    names = [row["name"] for row in json.loads(call("schedule", "--json").stdout)]
    assert names == [row.name for row in SCHEDULE]
    assert all(name in result.stdout for name in names)
    assert "ledger: authors, outside" in result.stdout


@pytest.mark.usefixtures("here", "without_figures")
def test_a_run_tells_on_demand_what_each_phase_takes() -> None:
    from ecosystem.schedule import SCHEDULE

    small = ("run", *SMALL, "--no-controls", "--profile")
    rows = json.loads(call(*small, "--json").stdout)["profile"]
    assert [row["part"] for row in rows[:-2]] == ["start", *(row.name for row in SCHEDULE), "records"]
    assert [row["part"] for row in rows[-2:]] == ["whole run", "summary, figures and files"]
    *parts, whole, _ = rows
    for name in ("seconds", "bytes"):
        assert sum(row[name] for row in parts) == pytest.approx(whole[name])
    start, first = parts[:2]
    assert start["pages"] + first["pages"] == whole["pages"]
    assert all(row["pages_per_second"] == pytest.approx(row["pages"] / row["seconds"]) for row in (*parts, whole))
    told = call(*small).stdout
    assert "What it took" in told
    assert told.index("scrapers") < told.index("whole run") < told.index("files in all")


BAD_INPUT = {
    "unknown scenario": ("basline",),
    "missing file": ("missing.toml",),
    "size out of range": ("--size", "-5"),
    "size is text": ("--size", "many"),
    "months out of range": ("--months", "0"),
    "negative seed": ("--seed", "-1"),
    "unknown field": ("--set", "culture.persistance=0.9"),
    "unknown field of an inner group": ("--set", "generators.farm.rank_gop=1"),
    "a table of fields": ("--set", "generators.farm=1"),
    "text for a number": ("--set", "culture.persistence=high"),
    "number for a switch": ("--set", "controls.has_ai=1"),
    "no value": ("--set", "culture.persistence"),
    "bad name": ("--set", "name=a/b"),
    "unknown option": ("--sise", "50"),
}


@pytest.mark.parametrize("words", BAD_INPUT.values(), ids=BAD_INPUT.keys())
@pytest.mark.parametrize("out", [(), ("--out", "a/b")], ids=["new", "out"])
def test_bad_input_is_told_on_stderr_and_leaves_nothing(
    here: Path, words: tuple[str, ...], out: tuple[str, ...]
) -> None:
    result = call("run", *SMALL, *words, *out)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(here.iterdir())


def test_all_faults_of_the_input_are_told_at_once(here: Path) -> None:
    result = call("run", "--size", "-5", "--set", "culture.persistance=0.9")
    assert result.stderr.startswith("Error: 2 faults:\n")
    assert not list(here.iterdir())


def test_a_used_folder_is_refused_before_anything_is_computed(here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / "old").touch()
    result = call("run", *SMALL, "--out", "out")
    assert result.exit_code == 2
    assert "--overwrite" in result.stderr
    assert [path.name for path in here.rglob("*")] == ["out", "old"]


def test_a_run_that_fails_exits_with_1_and_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.reports.run_files._write_figures", fail)
    result = call("run", *SMALL, "--no-controls", "--out", "out")
    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert not list(here.iterdir())


def test_a_run_says_what_happened_and_where_the_files_lie(finished_run: FinishedRun) -> None:
    result = finished_run.result
    assert result.exit_code == 0, result.output
    for text in (
        "synthetic share of new articles",
        "2022",
        "loss of the best model",
        "Model against published anchors",
        "This one run meets",
    ):
        assert text in result.stdout
    assert result.stdout.splitlines()[-1] == (finished_run.folder / "summary.md").as_posix()
    assert "2030" not in result.stdout.split("Model against")[0]


@pytest.mark.usefixtures("without_figures")
def test_json_prints_one_object_and_nothing_else(here: Path) -> None:
    result = call("run", "no_ai", *SMALL, "--json", "--set", "story=Once.")
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert content["scenario"] == "no_ai"
    assert content["seed"] == 0
    assert set(content["outcomes"]["model_loss"]) == {"unit", "2022", "2023"}
    assert content["answer"]
    assert content["anchors"]
    assert content["folder"] == "runs/no_ai-1"
    assert all((here / file).is_file() for file in content["files"])


@pytest.mark.usefixtures("without_figures")
def test_a_file_can_be_run_and_its_folder_replaced(here: Path) -> None:
    (here / "mine.toml").write_text('name = "mine"\nsize = 50\nmonths = 2\n', encoding="utf-8")
    words = ("run", "mine.toml", "--no-controls", "--out", "out")
    assert call(*words).exit_code == 0
    (here / "out" / "old").touch()
    assert call(*words).exit_code == 2
    assert call(*words, "--overwrite").exit_code == 0
    assert not (here / "out" / "old").exists()
    assert sorted(path.name for path in here.iterdir()) == ["mine.toml", "out"]


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    result = call("--version")
    assert (result.exit_code, result.stdout) == (0, f"web-ecosystem {project['version']}\n")

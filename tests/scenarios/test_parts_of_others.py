"""What others define is known on the command line: by --with, or because an installed package announces it."""

import sys
from pathlib import Path

import pytest

from analysis.dashboard.form import Form, read_form
from ecosystem.errors import EcosystemWarning, ScenarioError
from ecosystem.policies import POLICIES, read_policy
from scenarios import load, scenario
from scenarios.console.parts_of_others import PartsError, load_installed, load_parts
from tests.support.commands import call
from tests.support.own_parts import installed, own_names  # noqa: F401 - fixtures

SCRIPT = '''
"""A study of my own."""

from typing import Literal

from ecosystem.indicators import indicator
from ecosystem.policies import AuthorLevy


class MyLevy(AuthorLevy):
    asks = "Trainers pay in my way"
    kind: Literal["my_levy"] = "my_levy"


@indicator("months", "How many months it is since the first.")
def months_gone(world):
    return world.step


if __name__ == "__main__":
    raise SystemExit("run as a script")
'''


@pytest.fixture
def study(own_names: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """A script in a folder that Python does not look into."""
    del own_names
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "study_of_mine", raising=False)
    path = tmp_path / "study_of_mine.py"
    path.write_text(SCRIPT)
    return path


@pytest.mark.slow
def test_a_script_is_compared_kept_and_told_of_with_its_indicators(study: Path, here: Path) -> None:
    words = ("compare", "baseline", "my_levy:share=0.2,start=2022-01", "--size", "50", "--months", "3")
    done = call(*words, "--replicates", "1", "--workers", "1", "--out", "store", "--with", study)
    assert done.exit_code == 0, done.output
    assert "months_gone" in (here / "store" / "effects.csv").read_text()
    report = (here / "store" / "report.html").read_text(encoding="utf-8")
    assert "Trainers pay in my way" in report
    assert "--with study_of_mine.py" in report
    assert "Running again" not in call(*words, "--replicates", "1", "--out", "store", "--dry-run").output


def test_what_nobody_gives_is_not_known(study: Path) -> None:
    assert study.exists()
    told = call("compare", "baseline", "my_levy", "--dry-run").output
    assert "my_levy' is not in the catalogue" in told


def test_lists_parameters_and_the_page_show_what_is_given(study: Path) -> None:
    assert "Trainers pay in my way" in call("list", "--policies", "--with", study).output
    assert "my_levy.share" in call("parameters", "my_levy", "--with", study).output
    form = Form(load("baseline"), {"policies.my_levy": True, "policies.my_levy.share": "0.3"})
    reading = read_form(form)
    assert reading.messages == {}
    assert reading.setting is not None
    assert reading.setting.policies == (read_policy({"kind": "my_levy", "share": 0.3}),)


def test_an_installed_package_is_known_by_its_entry_point(installed: Path) -> None:  # noqa: F811
    assert installed.exists()
    assert "operator_fee" not in POLICIES
    assert "slow_web" in call("list").output
    assert "operator_fee" in POLICIES
    assert load("slow_web").value("culture.persistence") == 0.9999
    planned = call("compare", "slow_web", "operator_fee:usd=3", "--size", "50", "--dry-run")
    assert planned.exit_code == 0, planned.output


def test_a_scenario_of_a_package_is_known_in_python_without_being_imported(installed: Path) -> None:  # noqa: F811
    assert installed.exists()
    assert load("slow_web").story == "Culture hardly moves, and models are shy."
    assert load(load("slow_web")) == load("slow_web")


def test_a_package_that_cannot_be_imported_is_told_and_left_out(installed: Path) -> None:  # noqa: F811
    (installed / "entry_points.txt").write_text("[web_ecosystem]\nmine = web_of_nobody\n")
    with pytest.warns(EcosystemWarning, match=r"entry point = 'web_of_nobody' cannot be imported \(ModuleNotFound"):
        load_installed()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "statistics.py",
            "",
            "has the name of .*statistics.py, which would be imported in its place. Rename your file",
        ),
        ("my-study.py", "", "has a name that cannot be imported"),
        ("broken_study.py", "import nothing_of_this_name", "cannot be imported: ModuleNotFoundError"),
        ("missing_study.py", None, "is not there, or no file"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told(
    name: str, text: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(PartsError, match=told):
        load_parts([str(tmp_path / name)])


def test_a_scenario_of_ones_own_has_a_name_of_its_own(own_names: None) -> None:  # noqa: F811
    del own_names

    def no_ai() -> object:
        return load("baseline")

    def author_subsidy() -> object:
        return load("baseline")

    with pytest.raises(ScenarioError, match="name of scenario = 'no_ai' stands for two of them, this project and"):
        scenario(no_ai)  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="name of scenario = 'author_subsidy' is that of a policy"):
        scenario(author_subsidy)  # type: ignore[arg-type]

import re
import runpy
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", each)[0] for each in requirements}


def test_constraints_txt_is_generated_from_pyproject() -> None:
    script = runpy.run_path(str(ROOT / ".ci" / "write_constraints.py"))
    assert (ROOT / "constraints.txt").read_text(encoding="utf-8") == script["constraints"]()


def test_every_dependency_of_users_has_a_lower_bound() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(each for extra in extras for each in extra)]
    assert [each for each in asked if ">=" not in each] == []


def test_every_dependency_is_pinned() -> None:
    pins = PROJECT["tool"]["uv"]["constraint-dependencies"]
    asked = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    assert all("==" in pin for pin in pins)
    assert names(asked) <= names(pins)

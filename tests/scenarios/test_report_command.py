import sys
from pathlib import Path
from types import ModuleType

import pytest

from analysis.whatif.comparison import Comparison
from ecosystem.errors import EcosystemError, Fault
from tests.support.commands import call
from tests.support.paired import make_comparison


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every folder named "store" hold the same comparison, and no other folder any."""

    class Stored:
        @classmethod
        def from_store(cls, folder: Path) -> Comparison:
            if folder.name != "store":
                raise EcosystemError(Fault("folder", "holds no comparison", str(folder)))
            return make_comparison(2, folder)

    monkeypatch.setattr("analysis.reports.comparison_report._figures", lambda *_: {})
    module = ModuleType("analysis.whatif.comparison")
    monkeypatch.setattr(module, "Comparison", Stored, raising=False)
    monkeypatch.setitem(sys.modules, "analysis.whatif.comparison", module)


def test_report_writes_the_page_and_prints_where_it_lies(tmp_path: Path) -> None:
    result = call("report", tmp_path / "store")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == (tmp_path / "store" / "report.html").as_posix()
    assert (tmp_path / "store" / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    other = call("report", tmp_path / "store", "--out", tmp_path / "pages")
    assert other.stdout.splitlines()[-1] == (tmp_path / "pages" / "report.html").as_posix()


def test_a_folder_without_comparison_is_bad_input(tmp_path: Path) -> None:
    result = call("report", tmp_path / "empty")
    assert result.exit_code == 2
    assert "holds no comparison" in result.stderr
    assert not (tmp_path / "empty").exists()

import os
import subprocess
import sys
from pathlib import Path

from scenarios.console.startup import check_packages


def test_our_own_packages_are_accepted() -> None:
    check_packages()


def test_a_foreign_package_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "__init__.py").touch()
    script = "from scenarios.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "list"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: package analysis = ")
    assert "is not the one beside ecosystem" in done.stderr
    assert "Traceback" not in done.stderr

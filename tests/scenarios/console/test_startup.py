import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.console.startup import check_packages, use_one_thread_a_process

ROOT = Path(__file__).resolve().parents[3]


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


def test_workers_and_threads_of_linear_algebra_do_not_multiply(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line imports numpy after it has said so, and what the user has set holds."""
    program = "import sys, scenarios.__main__; print('numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout == "False\n"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")  # both are taken back
    monkeypatch.setenv("MKL_NUM_THREADS", "7")
    monkeypatch.setenv("VECLIB_MAXIMUM_THREADS", "1")
    use_one_thread_a_process()
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["MKL_NUM_THREADS"]) == ("1", "7")

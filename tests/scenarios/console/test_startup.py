import codecs
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.console.startup import PLAINLY, _patient, _plainly, check_packages, use_one_thread_a_process

ROOT = Path(__file__).resolve().parents[3]


def python(*words: str, cwd: Path | None = None, **settings: str) -> "subprocess.Popen[str]":
    """Begin Python in a pipe."""
    environment, pipe = {**os.environ, **settings}, subprocess.PIPE
    return subprocess.Popen([sys.executable, *words], cwd=cwd, env=environment, text=True, stdout=pipe, stderr=pipe)


def test_what_an_encoding_lacks_is_replaced_and_no_command_dies_of_it() -> None:
    told = python("-m", "scenarios", "scaling", PYTHONIOENCODING="ascii", COLUMNS="80").communicate()
    assert "\nExponents against training tokens\n+---" in told[0]
    assert told[1] == ""


def test_a_bullet_becomes_a_star_and_other_characters_a_question_mark(tmp_path: Path) -> None:
    codecs.register_error(PLAINLY, _plainly)
    with (tmp_path / "out").open("w", encoding="cp850") as file, _patient(file) as stream:
        stream.write("\N{BULLET} caf\xe9 \N{HORIZONTAL ELLIPSIS} \u754c\n")
    assert (tmp_path / "out").read_text("cp850") == "* caf\xe9 ? ?\n"


def test_a_reader_may_leave_before_the_end() -> None:
    command = python("-m", "scenarios", "list", "--json")
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.close()
    assert command.stderr.read() == ""
    command.stderr.close()
    assert command.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to write to")
def test_a_full_disk_is_told_once() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as file:
        stream = _patient(file)
        stream.write("line\n")
        with pytest.raises(OSError, match="No space left"):
            stream.flush()
        stream.close()


@pytest.mark.slow
def test_files_are_written_in_utf_8_and_figures_drawn_whatever_locale_and_backend(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\nsize = 50\nmonths = 12\nstory = "caf\xe9"\n', "utf-8")
    words = ("run", "mine.toml", "--no-controls", "--out", "here")
    settings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "MPLBACKEND": "nosuch"}
    command = python("-m", "scenarios", *words, cwd=tmp_path, **settings)
    assert command.communicate()[1] == ""
    assert command.returncode == 0
    manifest = json.loads((tmp_path / "here" / "manifest.json").read_text("utf-8"))
    assert manifest["scenario"]["story"] == "caf\xe9"


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
    assert "\nError: package analysis = " in done.stderr
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


def test_a_script_beside_a_package_called_analysis_is_told_why_ours_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "analysis.py").touch()
    script = tmp_path / "my_study.py"
    script.write_text("from ecosystem import WebEcosystem\nfrom analysis import compare\n", "utf-8")
    command = python(str(script))
    _, told = command.communicate()
    assert command.returncode == 1
    assert told.count("is not the one beside ecosystem") == 1
    assert "Rename that folder or file" in told

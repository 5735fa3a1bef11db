import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecosystem import WebEcosystem
from scenarios.console.endings import HungUp, Terminated, end_by_signals
from tests.support.commands import call
from tests.support.processes import children, is_alive, until

ROOT = Path(__file__).resolve().parents[3]
SMALL = ("--size", "50", "--months", "3")
ENDINGS = (
    (signal.SIGTERM, 143, "Ended by SIGTERM."),
    (signal.SIGHUP, 129, "Ended by SIGHUP."),
    (signal.SIGINT, 130, "Interrupted."),
)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Let signals do what they do in a shell, however the tests were started, and give back what they did."""
    usual: dict[int, Any] = dict.fromkeys((signal.SIGTERM, signal.SIGHUP), signal.SIG_DFL)
    usual[signal.SIGINT] = signal.default_int_handler
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def ending(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send a signal in the second month of every run."""
    run_for = WebEcosystem.run_for

    def interrupted(self: Any, months: int) -> None:
        run_for(self, months)
        if self.world.step == 2:
            signal.raise_signal(number)
            signal.raise_signal(number)

    monkeypatch.setattr(WebEcosystem, "run_for", interrupted)
    end_by_signals()


@pytest.mark.parametrize(("number", "code", "said"), ENDINGS)
def test_a_signal_ends_a_run_in_one_sentence_and_leaves_nothing(
    number: int, code: int, said: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(number, monkeypatch)
    result = call("run", "baseline", *SMALL, "--no-controls", "--out", "found")
    assert result.exit_code == code
    assert result.stderr == f"{said}\n"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (
            ("compare", "baseline", "no_ai", "--replicates", "2", "--out", "kept"),
            "go on with:",
        ),
        (("validate", "--no-arms", "--replicates", "1", "--out", "found"), "No run is kept"),
        (
            ("coverage", "--replicates", "2", "--keep", "kept"),
            "Finished runs are kept in kept",
        ),
    ],
    ids=["compare", "validate", "coverage"],
)
def test_a_signal_ends_other_commands_and_says_what_is_kept(
    words: tuple[str, ...], left: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(signal.SIGTERM, monkeypatch)
    result = call(*words, *SMALL, "--workers", "1")
    assert result.exit_code == 143, result.output
    assert "Ended by SIGTERM. " in result.stderr
    assert left in result.stderr
    assert "Traceback" not in result.output
    assert {path.name for path in here.iterdir()} <= {"kept"}
    assert not list(here.rglob(".*-*"))


def test_what_is_ignored_stays_ignored_and_what_is_unknown_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup
    end_by_signals()
    signal.raise_signal(signal.SIGHUP)
    with pytest.raises(Terminated):
        signal.raise_signal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    monkeypatch.delattr(signal, "SIGHUP")  # as on Windows
    end_by_signals()


def test_each_signal_is_an_interruption_of_its_own() -> None:
    assert issubclass(Terminated, KeyboardInterrupt)
    assert (Terminated.code, HungUp.code) == (143, 129)


@pytest.mark.slow
@pytest.mark.parametrize(  # the first that is started is the one that watches over resources
    ("n_started", "number"), [(1, signal.SIGTERM), (2, signal.SIGHUP), (3, signal.SIGTERM)]
)
def test_a_signal_ends_the_workers_too(n_started: int, number: int, here: Path) -> None:
    words = ("baseline", "no_ai", "--size", "200", "--replicates", "4", "--workers", "2", "--out", "kept")
    with subprocess.Popen(
        [sys.executable, "-m", "scenarios", "compare", *words],
        cwd=here,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert until(lambda: len(children(process.pid)) >= n_started, 60)
        workers = children(process.pid)
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert said.count("Ended by SIG") == 1
    assert "Traceback" not in said
    assert until(lambda: not any(is_alive(each) for each in workers), 10)
    assert list(here.glob("kept/.partial/*")) == []

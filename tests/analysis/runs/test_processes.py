import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

import pytest

from analysis.runs.processes import CONTEXT, begin, new_process

NAME = "WEB_ECOSYSTEM_TEST"


def tell(connection: Connection) -> None:
    """Say what the environment holds, and wait to be told to end."""
    connection.send(os.environ.get(NAME))
    connection.recv()


@pytest.mark.parametrize("value", ["once", "again"])
def test_a_process_sees_the_environment_in_which_it_begins_and_does_not_hear_ctrl_c(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, value)
    here, there = CONTEXT.Pipe()
    process = new_process(tell, there)
    begin(process)
    there.close()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    assert here.recv() == value
    os.kill(process.pid, signal.SIGINT)
    time.sleep(0.2)
    assert process.is_alive()
    here.send(None)
    process.join(10)
    assert process.exitcode == 0


class Slow:
    """A process that is long in starting."""

    pid = None

    def __init__(self) -> None:
        self.has_begun, self.is_over = False, False

    def start(self) -> None:
        self.has_begun = True
        time.sleep(0.2)
        self.is_over = True


@pytest.mark.parametrize(
    ("where", "name", "time_of_it"),
    [(Thread, "start", 1), (ThreadPoolExecutor, "submit", 1), (ThreadPoolExecutor, "submit", 2)],
)
def test_what_is_interrupted_while_it_begins_is_over_before_anybody_goes_on(
    where: type, name: str, time_of_it: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, n_calls = getattr(where, name), 0

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        nonlocal n_calls
        n_calls += 1
        given = usual(*args, **kwargs)
        if n_calls == time_of_it:
            raise KeyboardInterrupt
        return given

    monkeypatch.setattr(where, name, interrupted)
    process: Any = Slow()
    with pytest.raises(KeyboardInterrupt):
        begin(process)
    is_over = process.is_over
    time.sleep(0.5)
    assert process.has_begun == is_over

import os
import signal
import time
from multiprocessing.connection import Connection

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

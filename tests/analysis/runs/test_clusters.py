import socket
import threading
import time
from collections.abc import Iterator

import pytest

from analysis.runs import clusters
from analysis.runs.clusters import ClusterError, check_address, dask_executor
from tests.support.commands import call

WRONG = {
    "": "is not a host and a port",
    "nonsense": "has no port",
    "http:": "has no port",
    "tcp://127.0.0.1": "has no port",
    "tcp://127.0.0.1:0": "has no port",
    "tcp://127.0.0.1:99999": "has no port that is a number from 1 to 65535",
    "tcp://127.0.0.1:many": "has no port that is a number from 1 to 65535",
    "tcp://:8786": "is not a host and a port",
    "http://127.0.0.1:8787": "is not of a protocol that Dask speaks",
    "inproc://1/2": "is not of a protocol that Dask speaks",
    "tcp://127.0.0.1:8786/status": "is not a host and a port",
    "tcp://me@127.0.0.1:8786": "is not a host and a port",
    "tcp://127.0.0.1:8786 ": "has no port that is a number from 1 to 65535",
    "tcp://127.0.0 1:8786": "is not a host and a port",
    "tcp://[::1:8786": "has no port that is a number from 1 to 65535",
    "/jobs/scheduler.json": "is not a host and a port",
}
EMPTY = "Error: --dask is empty. Give a value, or leave it out.\n"


@pytest.mark.parametrize("address", WRONG)
def test_what_can_be_no_address_is_refused_before_anything_is_asked(address: str) -> None:
    with pytest.raises(ClusterError, match=WRONG[address]) as raised, dask_executor(address):
        pass
    assert str(raised.value).endswith("Give the address that `dask scheduler` prints, as tcp://host:8786.")
    result = call("compare", "baseline", "no_ai", "--dask", address, "--dry-run")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (f"Error: {raised.value}\n" if address else EMPTY)


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://host:8786", "tls://[::1]:8786", "ws://a.b-c.d:80"])
def test_addresses_of_schedulers_are_taken(address: str) -> None:
    check_address(address)


@pytest.fixture(params=[b"", b"HTTP/1.0 400 Bad request\r\n\r\n"], ids=["silent", "a page"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of somebody who accepts, and says nothing or something else."""
    held = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            while True:
                try:
                    held.append(listening.accept()[0])
                except OSError:
                    return
                held[-1].sendall(request.param)

        threading.Thread(target=serve, daemon=True).start()
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    for each in held:
        each.close()


def test_who_accepts_and_does_not_answer_as_a_scheduler_is_not_waited_for(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(clusters, "TIMEOUT_SECONDS", 0.5)
    started = time.monotonic()
    told = r"does not answer: (nothing comes within 0\.5 s|it does not speak as Dask)"
    with pytest.raises(ClusterError, match=told), dask_executor(server):
        pass
    assert time.monotonic() - started < 10.0


def test_an_encrypted_address_needs_certificates() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ClusterError, match="needs certificates, and none are set"), dask_executor("tls://127.0.0.1:1"):
        pass

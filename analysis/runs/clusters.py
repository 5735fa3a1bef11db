"""Runs on the machines of a Dask cluster."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ecosystem.errors import EcosystemError, Fault, quoted

TIMEOUT_SECONDS = 10.0
"""How long a scheduler may take to answer."""
_PROTOCOLS = ("tcp", "tls", "ws", "wss", "ucx")
_ENCRYPTED = ("tls", "wss")
_REMEDY = "Give the address that `dask scheduler` prints, as tcp://host:8786."


class ClusterError(EcosystemError, RuntimeError):
    """A cluster cannot be used."""


def check_address(address: str) -> None:
    """Refuse what cannot be the address of a scheduler; nobody is asked.

    Parameters
    ----------
    address : str
        As "tcp://host:8786"; without a protocol it is tcp.

    Raises
    ------
    ClusterError
        Naming what is wrong with it.
    """
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        port = parts.port
    except ValueError:
        raise _refused(address, "has no port that is a number from 1 to 65535") from None
    if parts.scheme not in _PROTOCOLS:
        raise _refused(address, f"is not of a protocol that Dask speaks ({', '.join(_PROTOCOLS)})")
    if not parts.hostname or parts.netloc != address.rpartition("://")[2] or re.search(r"[\s@]", address):
        raise _refused(address, "is not a host and a port")
    if not port:
        raise _refused(address, "has no port")


@contextmanager
def dask_executor(address: str, files: Iterable[Path] = ()) -> Iterator[Executor]:
    """Give an executor that runs on a Dask cluster, whose workers have this project installed.

    Parameters
    ----------
    address : str
        Of the scheduler, as "tcp://host:8786".
    files : iterable of Path
        Modules of others that its workers are given.

    Yields
    ------
    Executor

    Raises
    ------
    ClusterError
        If the address cannot be one, Dask is not installed, or no scheduler answers there within TIMEOUT_SECONDS.
    """
    check_address(address)
    try:
        distributed = import_module("distributed")
    except ImportError:
        remedy = "Install it with `uv sync --extra dask` or `pip install 'web-ecosystem[dask]'`."
        raise ClusterError(Fault("package distributed", "is not installed", remedy=remedy)) from None
    security = distributed.Security().get_connection_args("client")
    if address.startswith(_ENCRYPTED) and security.get("ssl_context") is None:
        remedy = "Set them in Dask's configuration (distributed.comm.tls), or give an address with tcp."
        raise ClusterError(Fault("Dask scheduler", "needs certificates, and none are set", quoted(address), "", remedy))
    _meet(address, security)
    try:
        client = distributed.Client(address, timeout=TIMEOUT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise _silent(address, error) from None
    with client, client.get_executor(pure=False) as executor:
        for file in files:
            client.upload_file(str(file))
        yield executor


def _meet(address: str, security: dict[str, Any]) -> None:
    """Ask who answers at an address, since Dask's client waits for ever for what accepts and does not answer."""

    async def ask() -> str:
        comm = await connect(address, timeout=TIMEOUT_SECONDS, **security)
        try:
            await comm.write({"op": "identity", "reply": True})
            return str((await comm.read())["type"])
        finally:
            comm.abort()

    async def ask_in_time() -> str:
        return await asyncio.wait_for(ask(), TIMEOUT_SECONDS)

    connect = import_module("distributed.comm").connect
    try:
        with ThreadPoolExecutor(1) as thread:  # the caller may be in a loop of its own, as in a notebook
            kind = thread.submit(asyncio.run, ask_in_time()).result()
    except Exception as error:  # whatever somebody else's server makes of the question, or we of the answer
        raise _silent(address, error) from None
    if kind != "Scheduler":
        raise _refused(address, f"is the address of a {kind.lower()}")


def _silent(address: str, error: Exception) -> ClusterError:
    told = " ".join(str(error).split()) or f"nothing comes within {TIMEOUT_SECONDS:g} s"
    reason = told if isinstance(error, OSError) else "it does not speak as Dask does"
    return _refused(address, f"does not answer: {reason}")


def _refused(address: str, rule: str) -> ClusterError:
    return ClusterError(Fault("Dask scheduler", rule, quoted(address), remedy=_REMEDY))

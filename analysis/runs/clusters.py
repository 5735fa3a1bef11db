"""Runs on the machines of a Dask cluster."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from ecosystem.errors import EcosystemError, Fault, quoted

TIMEOUT_SECONDS = 10.0
"""How long a scheduler may take to answer."""


class ClusterError(EcosystemError, RuntimeError):
    """A cluster cannot be used."""


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
        If Dask is not installed, or nobody answers there.
    """
    try:
        distributed = import_module("distributed")
    except ImportError:
        remedy = "Install it with `uv sync --extra dask` or `pip install 'web-ecosystem[dask]'`."
        raise ClusterError(Fault("package distributed", "is not installed", remedy=remedy)) from None
    try:
        client = distributed.Client(address, timeout=TIMEOUT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        rule = f"does not answer: {' '.join(str(error).split()) or type(error).__name__}"
        remedy = "Give the address that `dask scheduler` prints, as tcp://host:8786."
        raise ClusterError(Fault("Dask scheduler", rule, quoted(address), remedy=remedy)) from None
    with client, client.get_executor(pure=False) as executor:
        for file in files:
            client.upload_file(str(file))
        yield executor

"""Runs on the machines of a Dask cluster."""

import asyncio
import gc
import logging
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module, invalidate_caches
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from analysis.runs.design import study_version
from analysis.runs.workers import WorkerError, forget
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.sources import files_of_others

TIMEOUT_SECONDS = 10.0
"""How long a scheduler may take to answer, and its first worker to come."""
PATIENCE_SECONDS = 60.0
"""How long a cluster may be without workers before it counts as dead; a nanny has a new one within some seconds."""
_EACH_THREAD = 2
"""Jobs that a thread of a worker has at most, so that it never waits for the next, and few die with it."""
_LOOK_SECONDS = 1.0
_SECONDS_WITHOUT_NEWS = 0.2
_PROTOCOLS = ("tcp", "tls", "ws", "wss", "ucx")
_ENCRYPTED = ("tls", "wss")
_DIED = "has died, or its connection has"
_REMEDY = "Give the address that `dask scheduler` prints, as tcp://host:8786."


class ClusterError(EcosystemError, RuntimeError):
    """A cluster cannot be used."""


class LostClusterError(ClusterError, BrokenExecutor):
    """A cluster has died on the way; what it had finished has been handed over."""


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
def dask_executor(address: str) -> Iterator[Executor]:
    """Give an executor that runs on a Dask cluster, whose workers have this project installed.

    They are given the files of parts of others that are known here (`ecosystem.sources.files_of_others`).

    Parameters
    ----------
    address : str
        Of the scheduler, as "tcp://host:8786".

    Yields
    ------
    Executor

    Raises
    ------
    ClusterError
        If the address cannot be one, Dask is not installed, no scheduler answers there within TIMEOUT_SECONDS, it has
        no workers, they have other code than this process, or cannot import a part of others.

    Notes
    -----
    A job whose worker dies goes to another. One that was on four that died is made again when all else is done, with
    nothing else on the cluster; if four more die of it, it has failed, as with processes of this machine. Where the
    scheduler dies, or no worker is there for PATIENCE_SECONDS, all that is not finished ends in a LostClusterError.
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
    with _silenced("distributed.client"), client:
        _check_workers(client, address)
        _give_parts(client, address)
        executor = _Cluster(client, address, distributed.KilledWorker)
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _silenced(name: str) -> Iterator[None]:
    """Let a library log nothing of what is told as an error of ours."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


@dataclass(frozen=True, eq=False)
class _Task:
    """A job that was asked for, as a function of nothing; `is_suspect` once four workers have died with it."""

    call: Callable[..., Any]
    values: tuple[Any, ...]
    names: dict[str, Any]
    future: Future[Any] = field(default_factory=Future)
    is_suspect: bool = False


class _Cluster(Executor):
    """Hands jobs to the workers of a cluster, no more at a time than keep them busy, and tells if it dies.

    One thread of its own does all of it: other threads only append to what is waiting.
    """

    def __init__(self, client: Any, address: str, killed: type[Exception]) -> None:
        self._client, self._address, self._killed = client, address, killed
        self._waiting, self._suspects = deque[_Task](), deque[_Task]()
        self._flying: dict[Future[Any], _Task] = {}
        self._workers = client.get_executor(pure=False)
        self._n_most, self._is_alone = _EACH_THREAD, False
        self._looked = self._seen = 0.0
        self._why: LostClusterError | None = None
        self._is_over = Event()
        self._thread = Thread(target=self._serve, name="jobs of a cluster", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Ask for a job; a LostClusterError says that the cluster is dead."""
        task = _Task(fn, args, kwargs)
        self._waiting.append(task)
        if self._why is not None:
            raise self._why
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs; what workers are at is no longer waited for."""
        if wait and not cancel_futures:
            while self._why is None and (self._waiting or self._suspects or self._flying):
                self._is_over.wait(_SECONDS_WITHOUT_NEWS)
        self._is_over.set()
        self._thread.join()

    def _serve(self) -> None:
        try:
            while self._why is None and not self._is_over.is_set():
                self._look()
                self._feed()
                if not self._flying:
                    self._is_over.wait(_SECONDS_WITHOUT_NEWS)
                news = wait(self._flying, _SECONDS_WITHOUT_NEWS, FIRST_COMPLETED).done
                for ended in sorted(news, key=Future.cancelled):  # a dead cluster cancels what it did not finish
                    if self._why is None:
                        self._hand_over(ended, self._flying[ended])
                        del self._flying[ended]
        except Exception as error:  # whatever Dask makes of a cluster that is at its end
            self._lose(f"{_DIED} ({_told(error)})")
        for ended in self._flying:
            ended.cancel()

    def _look(self) -> None:
        """Ask now and then how many threads there are."""
        now = monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        threads = self._client.nthreads().values() if self._client.status == "running" else ()
        n_threads, self._is_alone, self._looked = sum(threads), max(threads, default=1) == 1, now
        if n_threads or not self._seen:
            self._seen, self._n_most = now, _EACH_THREAD * n_threads
        elif now - self._seen > PATIENCE_SECONDS:
            self._lose(f"has been without workers for {PATIENCE_SECONDS:g} s")

    def _feed(self) -> None:
        """Send what is waiting, as much as keeps all busy; suspects when all else is done, each alone."""
        while self._waiting and len(self._flying) < self._n_most:
            self._send(self._waiting[0])
            self._waiting.popleft()
        if self._suspects and not self._flying:
            self._send(self._suspects[0])
            self._suspects.popleft()

    def _send(self, task: _Task) -> None:
        if task.is_suspect or task.future.set_running_or_notify_cancel():
            sent = self._workers.submit(
                _made_alike, study_version(), self._is_alone, task.call, *task.values, **task.names
            )
            self._flying[sent] = task

    def _hand_over(self, ended: Future[Any], task: _Task) -> None:
        error = None if ended.cancelled() else ended.exception()
        if ended.cancelled() or isinstance(error, ClusterError):
            self._lose(_DIED if error is None else "has workers that came with other code")
        elif isinstance(error, self._killed) and not task.is_suspect:
            self._suspects.append(replace(task, is_suspect=True))
        elif isinstance(error, self._killed):
            task.future.set_exception(WorkerError(_killed_all()))
        elif error is not None:
            task.future.set_exception(error)
        else:
            task.future.set_result(ended.result())

    def _lose(self, rule: str) -> None:
        """Let all that is not finished end, and take no more."""
        remedy = "Finished runs are kept where there is a folder for them: start it again, and ask for the rest."
        self._why = LostClusterError(Fault("Dask scheduler", rule, quoted(self._address), remedy=remedy))
        for task in (*self._flying.values(), *self._suspects, *self._waiting):
            if task.future.running() or task.future.set_running_or_notify_cancel():
                task.future.set_exception(self._why)
        self._suspects.clear()
        self._waiting.clear()


def _made_alike(code: str, is_alone: bool, function: Callable[..., Any], /, *values: Any, **names: Any) -> Any:
    """Make a job, at a worker, if that has the code of who asks, and free what it has left in cycles.

    What is left by other threads, which are within jobs of their own, stays to be looked at again.
    """
    if study_version() != code:
        raise ClusterError(Fault("code of a worker", "is not that of who asks", study_version()))
    try:
        return function(*values, **names)
    finally:
        (forget if is_alone else gc.collect)()


def _check_workers(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or with another project than this."""
    start = f"Start some with `dask worker {address} --nworkers 4 --nthreads 1`."
    try:
        client.wait_for_workers(1, timeout=TIMEOUT_SECONDS)
    except TimeoutError:
        raise ClusterError(Fault("Dask scheduler", "has no workers", quoted(address), remedy=start)) from None
    try:
        codes = {client.run_on_scheduler(study_version), *client.run(study_version).values()}
    except Exception as error:  # whatever they lack
        rule = f"cannot import this project, or one of its workers cannot ({_told(error)})"
        raise _other_code(address, rule) from None
    if codes != {study_version()}:
        raise _other_code(address, "has other code than this process, or one of its workers has")


def _give_parts(client: Any, address: str) -> None:
    """Give workers, and those that come later, the files of parts of others, in place of what they had before."""
    defining, beside = ([str(file) for file in files] for files in files_of_others())
    names = [Path(file).stem for file in (*beside, *defining)]
    if not names:
        return
    for file in (*beside, *defining):
        client.upload_file(file, load=False)
    try:
        client.run(_import_anew, names, names[len(beside) :])
    except Exception as error:  # whatever a file of somebody else's makes of its place
        rule = f"has a worker that cannot import {', '.join(names[len(beside) :])} ({_told(error)})"
        remedy = "Install what they import where the workers are, and start the workers again."
        raise ClusterError(Fault("Dask scheduler", rule, quoted(address), remedy=remedy)) from None


def _import_anew(known: Sequence[str], wanted: Sequence[str]) -> None:
    """Forget modules, at a worker, and import some of them from the files that have come."""
    for name in known:
        sys.modules.pop(name, None)
    invalidate_caches()
    for name in wanted:
        import_module(name)


def _killed_all() -> Fault:
    return Fault("a run", "has killed all workers that tried it", remedy="Give workers more memory, or ask for less.")


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _other_code(address: str, rule: str) -> ClusterError:
    remedy = "Install the same version of this project for scheduler and workers, and start them again."
    return ClusterError(Fault("Dask scheduler", rule, quoted(address), remedy=remedy))


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

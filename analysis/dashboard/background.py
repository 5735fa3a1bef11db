"""Runs that the page does not wait for: series that grow, and the web of 2022 built ahead."""

import os
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from analysis.dashboard.charts import Series, columns_of
from analysis.dashboard.page_model import PageModel
from analysis.runs.processes import CONTEXT, begin, new_process
from analysis.runs.processors import processors
from ecosystem import WebEcosystem
from ecosystem.scenario import Scenario

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    import pandas as pd

if sys.platform != "win32":
    import resource

N_PAIRS = 10
MOST_WORKERS = 4
KEPT_BASELINES = 4 * N_PAIRS
"""Series that are over and kept: those of a few questions, whose baselines are the same."""
MOST_RUNS = 16
"""Runs in processes of their own at a time, for all visitors; more wait until one is over."""
MOST_BYTES_A_RUN = 4 * 2**30
"""What the data of one such process may take; one that needs more dies, and the page says so."""
_MONTHS_A_PART = 6
_SECONDS_TO_NEXT = 10.0
_SECONDS_TO_LOOK = 0.5
_NICENESS = 10


class SeriesRun:
    """A run in a process of its own, whose series can be read while it grows.

    Attributes
    ----------
    frame : DataFrame or None
        What is done of it; None before the first months.
    columns : mapping of str to ndarray, or None
        The same as charts read it.
    is_over : bool
        Nothing more will come.
    has_died : bool
        It is over before it was done: its process was killed, or ran out of memory.
    n_followers : int
        Who waits for it; it is ended when nobody does.

    Parameters
    ----------
    setting : Scenario
    seed : int
    places : Semaphore
        It begins when one of them is free.
    """

    def __init__(self, setting: Scenario, seed: int, places: threading.Semaphore) -> None:
        self.frame: pd.DataFrame | None = None
        self.columns: Series | None = None
        self.is_over = False
        self.n_followers = 0
        self._n_months = setting.months
        self._is_unwanted = threading.Event()
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        threading.Thread(target=self._wait, args=(places, setting, seed), daemon=True).start()

    @property
    def has_died(self) -> bool:
        """Whether it is over before it was done."""
        return self.is_over and (self.frame is None or len(self.frame) < self._n_months)

    def _wait(self, places: threading.Semaphore, setting: Scenario, seed: int) -> None:
        """Run when there is a place, unless nobody waits for it any longer."""
        try:
            while not self._is_unwanted.is_set():
                if places.acquire(timeout=_SECONDS_TO_LOOK):
                    try:
                        self._run(setting, seed)
                    finally:
                        places.release()
                    return
        finally:
            self.is_over = True

    def _run(self, setting: Scenario, seed: int) -> None:
        receiver, sender = CONTEXT.Pipe(duplex=False)
        process = new_process(_send_series, sender, setting, seed)
        process.daemon = True
        with suppress(EOFError, OSError), receiver:  # it has sent all, or died, or there was no memory to start it
            with sender, self._lock:
                if self._is_unwanted.is_set():
                    return
                begin(process)
                self._process = process
            while True:
                frame = receiver.recv()
                self.columns = columns_of(frame)
                self.frame = frame
        if self._process is not None:
            self._process.join()

    def end(self) -> None:
        """Stop the process, whether it runs or is about to."""
        with self._lock:
            self._is_unwanted.set()
            if self._process is not None:
                self._process.terminate()


def _send_series(sender: Connection, setting: Scenario, seed: int) -> None:
    """Run a scenario and send its series every half year."""
    _give_way()
    limit_memory(MOST_BYTES_A_RUN)
    model = WebEcosystem(setting, seed=seed)
    for month in range(1, setting.months + 1):
        model.step()
        if month % _MONTHS_A_PART == 0 or month == setting.months:
            sender.send(model.series())


def _give_way() -> None:
    """Let what the visitor looks at go first, where the system knows of priorities."""
    if hasattr(os, "nice"):
        os.nice(max(0, _NICENESS - os.nice(0)))


def limit_memory(n_bytes: int) -> None:
    """Let the data of this process take no more than so much, where the system can see to that."""
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (n_bytes if most < 0 else min(n_bytes, most), most))


class Baselines:
    """The series that visitors have asked for last: the same one is run once, and ended when nobody waits for it.

    One that has died is not kept: who asks next has it made anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = threading.Semaphore(MOST_RUNS)
        self._runs: dict[tuple[str, int], SeriesRun] = {}

    def follow(self, setting: Scenario, seed: int) -> SeriesRun:
        """Give the run of a setting, begun if nobody has asked for it yet."""
        key = (setting.content_hash, seed)
        with self._lock:
            run = self._runs.pop(key, None)
            if run is None or run.has_died:
                run = SeriesRun(setting, seed, self._places)
            run.n_followers += 1
            self._runs[key] = run
            finished = [key for key, held in self._runs.items() if held.is_over]
            for old in finished[:-KEPT_BASELINES]:
                del self._runs[old]
        return run

    def leave(self, run: SeriesRun) -> None:
        """Follow a run no longer."""
        with self._lock:
            run.n_followers -= 1
            if run.n_followers <= 0 and not run.is_over:
                self._runs = {key: held for key, held in self._runs.items() if held is not run}
                run.end()


class Spare:
    """One model of the web of 2022 built ahead: handed out once, then built anew.

    Parameters
    ----------
    start : Scenario
    size : int
        As the page begins with.
    """

    def __init__(self, start: Scenario, size: int) -> None:
        self._start, self._size = start, size
        self._lock = threading.Lock()
        self._model: PageModel | None = None
        self._first = threading.Thread(target=self._make, daemon=True)
        self._first.start()

    def _make(self) -> None:
        self._model = PageModel(self._start, size=self._size, months=self._start.months)

    def take(self, setting: Scenario, seed: int) -> PageModel | None:
        """Give the model if it is there and of this setting and seed, waiting for the first one; else None."""
        if seed != 0 or setting != self._start.replace(size=self._size):
            return None
        self._first.join()
        with self._lock:
            model, self._model = self._model, None
        if model is not None:
            again = threading.Timer(_SECONDS_TO_NEXT, self._make)
            again.daemon = True
            again.start()
        return model


def n_workers() -> int:
    """Say in how many processes pairs are run at a time."""
    return min(MOST_WORKERS, processors())

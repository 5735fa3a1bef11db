"""Runs in the background that one visitor waits for: followed while they grow, left when nobody wants them."""

import threading
import time
from collections.abc import Callable
from itertools import count

from analysis.dashboard.background import Baselines, SeriesRun
from ecosystem.scenario import Scenario

_SECONDS_BETWEEN_LOOKS = 0.5


class Followed:
    """The runs that a visitor follows.

    Parameters
    ----------
    baselines : Baselines
        Where runs are begun, and shared with other visitors.
    tell : callable
        Told with a new number when there is more of a run, or a run is over.
    wait : callable
        Waits, as long as the turn lasts, until what was told before has been drawn.

    Attributes
    ----------
    turn : int
        Changes whenever all are let go; what was begun in another one is of no use.
    """

    def __init__(self, baselines: Baselines, tell: Callable[[int], None], wait: Callable[[int], None]) -> None:
        self.turn = 0
        self._watched_turn, self._wait = -1, wait
        self._baselines, self._tell, self._numbers = baselines, tell, count(1)
        self._runs: list[SeriesRun] = []
        self._lock = threading.Lock()

    def follow(self, setting: Scenario, seed: int, turn: int) -> SeriesRun:
        """Have a series run in a process of its own; it is left again at once if the turn is over."""
        run = self._baselines.follow(setting, seed)
        with self._lock:
            is_late = turn != self.turn
            self._runs += [] if is_late else [run]
            is_first = not is_late and self._watched_turn != turn
            self._watched_turn = turn if is_first else self._watched_turn
        if is_late:
            self._baselines.leave(run)
        if is_first:
            threading.Thread(target=self._watch, args=(turn,), daemon=True).start()
        return run

    def _watch(self, turn: int) -> None:
        """Tell of all runs at once, and no sooner than they can be drawn."""
        told = list[tuple[int, bool]]()
        while turn == self.turn:
            with self._lock:
                grown = [(0 if run.frame is None else len(run.frame), run.is_over) for run in self._runs]
            news = [each for each in grown if any(each)]
            if news != told:
                told = news
                self._wait(turn)
                self.tell()
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def tell(self) -> None:
        """Have what rests on runs drawn anew."""
        self._tell(next(self._numbers))

    def leave(self, run: SeriesRun) -> bool:
        """Follow a run no longer; tell whether it was followed."""
        with self._lock:
            if run not in self._runs:
                return False
            self._runs.remove(run)
        self._baselines.leave(run)
        return True

    def let_go(self) -> None:
        """Follow no run any longer."""
        with self._lock:
            self.turn += 1
            left, self._runs = self._runs, []
        for run in left:
            self._baselines.leave(run)

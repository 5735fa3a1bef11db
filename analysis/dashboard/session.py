"""What one visitor sees and does; nothing of it is shared with another."""

import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import pandas as pd
import solara
from numpy.typing import NDArray

from analysis.dashboard.background import Baselines, SeriesRun, Spare, run_pairs
from analysis.dashboard.exports import Exports, named, with_parts
from analysis.dashboard.form import Form, Reading, read_form, words_of
from analysis.dashboard.link import read_link, to_query
from analysis.dashboard.page_model import PageModel, baseline_of, is_same_web
from analysis.dashboard.svg import Points
from analysis.dashboard.words import Effect, effects, month_in_words, since
from analysis.runs.controls import with_control
from ecosystem.calendar import step_to_date
from ecosystem.errors import EcosystemError, Fault
from ecosystem.saved.histories import changes_of_past
from ecosystem.scenario import Scenario

_SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True)
class Shared:
    """What all visitors read and nobody changes: scenarios, published figures, runs of baselines.

    Attributes
    ----------
    catalogue : mapping of str to Scenario
        With "baseline" among them.
    start : Form
        What a visitor finds.
    anchors : sequence of Points
        Published figures.
    baselines : Baselines
    spare : Spare
    own : frozenset of str
        Names of the scenarios that are not of the project.
    """

    catalogue: Mapping[str, Scenario]
    start: Form
    anchors: Sequence[Points]
    baselines: Baselines
    spare: Spare
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class View:
    """A month of a run, as all panels show it."""

    model: PageModel
    columns: Mapping[str, NDArray[Any]]
    month: str
    seed: int

    @property
    def n_months(self) -> int:
        """Months run so far."""
        return len(self.columns["year"])

    @cached_property
    def series(self) -> pd.DataFrame:
        """The series up to this month; made only where sentences need it."""
        with self.model.lock:
            return self.model.series().iloc[: self.n_months]


@dataclass(frozen=True)
class Pairs:
    """How far the ten pairs are: "none", "running", "done" or "failed"."""

    state: str = "none"
    done: int = 0
    total: int = 0
    month: str = ""
    effects: tuple[Effect, ...] = ()
    fault: str = ""


@dataclass
class Session:
    """The state of one visitor.

    Reactive values redraw what reads them; `tick` counts the pictures.
    """

    shared: Shared
    query: str = ""
    form: solara.Reactive[Form] = field(init=False)
    view: View | None = None
    baseline: SeriesRun | None = None
    built: Form | None = None

    def __post_init__(self) -> None:
        link = read_link(self.query, self.shared.catalogue, self.shared.start)
        self._months_ahead = link.n_months
        self.form = solara.reactive(link.form)
        self.left_out = solara.reactive(link.faults)
        self.tick = solara.reactive(0)
        self.n_builds = solara.reactive(0)
        self.is_playing = solara.reactive(False)
        self.building = solara.reactive("")
        self.notice = solara.reactive("")
        self.happened = solara.reactive("")
        self.chosen = solara.reactive(-1)
        self.speed = solara.reactive("5")
        self.pairs = solara.reactive(Pairs())
        self.news = solara.reactive(0)
        self._n_news = count(1)
        self._lock = threading.RLock()
        self._pairs_lock = threading.Lock()
        self._turn = 0
        self.is_changed = False
        self._followed: list[tuple[int, SeriesRun]] = []
        self._followed_lock = threading.Lock()
        self._controls: dict[str, SeriesRun] = {}
        self.other = self.shared.catalogue["baseline"]
        self.seed = 0

    @property
    def next_month(self) -> str:
        """The month after the one shown, which is now for policies that begin."""
        return step_to_date(self.view.n_months if self.view else 0)

    def reading(self) -> Reading:
        """Check what stands in the fields."""
        return read_form(self.form.value.dated(self.next_month))

    def choose_scenario(self, name: str) -> None:
        """Begin with another scenario; what was typed over the last one is dropped, but for size, months and seed."""
        kept = {key: value for key, value in self.form.value.texts.items() if "." not in key}
        self.form.set(Form(self.shared.catalogue[name], kept))
        self.reset()

    def type_in(self, name: str, value: str | bool) -> None:
        """Take what was typed into a field; it holds from the next Apply or Reset on."""
        form = self.form.value
        is_new = value is True and not (self.built and self.built.shown(name) is True)
        self.form.set(form.switched_on(name, self.next_month) if is_new else form.typed(name, value))

    def take(self, told: Mapping[str, Any]) -> None:
        """Take what the browser tells of a field: its name and value."""
        self.type_in(str(told["name"]), told["value"])

    def past_changed(self, reading: Reading) -> tuple[Fault, ...]:
        """Say what of the fields changes months behind the run shown; nothing if it can go on with them."""
        if self.view is None or reading.setting is None:
            return ()
        rule, remedy = f"is not that of the run, {self.seed}", "Another world is run from its start."
        seeds = [Fault("seed", rule, str(reading.seed), remedy=remedy)] * (reading.seed != self.seed)
        return (*seeds, *changes_of_past(self.view.model.setting, reading.setting, self.view.n_months - 1))

    def apply(self) -> None:
        """Go on from the month shown with what stands in the fields; what changes months behind it is refused."""
        with self._lock:
            form, reading = self._taken("changed")
            if self.view is None or self.building.value or reading.setting is None:
                return
            if past := self.past_changed(reading):
                self.notice.set(" ".join(["Nothing was changed, since only Reset changes the past.", *map(str, past)]))
                return
            self.view.model.follow(reading.setting)
            for run in [*self._controls.values()]:
                self._leave(run)
            self._controls = {}
            self.happened.set(f"The run goes on from {month_in_words(self.view.month)}.")
            self.form.set(form)
            self._take_up(form, self.view.model)

    def reset(self) -> None:
        """Begin anew, and speak no longer of the link with which the page was opened."""
        self.left_out.set(())
        why = since(self.past_changed(self.reading()))
        self.begin(f"The run starts anew from {month_in_words(step_to_date(0))}{why}.")

    def begin(self, happened: str = "") -> None:
        """Build the web of 2022 from what stands in the fields, without making the page wait."""
        form, reading = self._taken("reset")
        if reading.setting is None:
            return
        self.happened.set(happened)
        self.form.set(form)
        self.is_playing.set(False)
        self._turn += 1
        self._let_go()
        self.building.set("Building the web of 2022 ...")
        arguments = (self._turn, form, reading.setting, reading.seed)
        threading.Thread(target=self._build, args=arguments, daemon=True).start()

    def _taken(self, done: str) -> tuple[Form, Reading]:
        """Read the fields, with a month for what begins now; say what is to be mended before something is done."""
        form = self.form.value.dated(self.next_month)
        reading = read_form(form)
        told = ", ".join(words_of(name) for name in reading.messages)
        self.notice.set(f"Nothing was {done}. To mend first, in the fields: {told}." if told else "")
        return form, reading

    def _build(self, turn: int, form: Form, setting: Scenario, seed: int) -> None:
        try:
            model = self.shared.spare.take(setting, seed)
            model = model or PageModel(setting, setting.size, setting.months, seed)
            n_ahead, self._months_ahead = max(1, min(self._months_ahead, setting.months)), 0
            for month in range(n_ahead):
                if turn != self._turn:
                    return
                model.step()
                if month % 12 == 11:  # noqa: PLR2004
                    self.building.set(f"Running to the month of the link: {model.date} ...")
        except Exception as error:
            self.notice.set(f"No web was built: {_told(error)}")
            self.happened.set("")
            self.building.set("")
            return
        if turn != self._turn:
            return
        with self._lock:
            self.seed = seed
            self.other = baseline_of(setting, self.shared.catalogue["baseline"])
            self.baseline, self._controls = self._follow(self.other, turn), {}
            self._take_up(form, model)
            self.building.set("")

    def _take_up(self, form: Form, model: PageModel) -> None:
        """Show a run that has begun, or goes on, with what stands in the fields."""
        self.built, self.is_changed = form, not is_same_web(model.setting, self.other)
        with self._pairs_lock:
            self.pairs.set(Pairs())
        self.n_builds.set(self.n_builds.value + 1)
        self._show(model)

    def _follow(self, setting: Scenario, turn: int) -> SeriesRun:
        """Have a series run in a process of its own, and redraw when there is more of it."""
        run = self.shared.baselines.follow(setting, self.seed)
        with self._followed_lock:
            self._followed.append((turn, run))
        self._let_go()
        threading.Thread(target=self._watch, args=(turn, run), daemon=True).start()
        return run

    def _watch(self, turn: int, run: SeriesRun) -> None:
        shown, is_over = None, False
        while (turn, run) in self._followed and not is_over:
            is_over, frame = run.is_over, run.frame
            if is_over or frame is not shown:
                shown = frame
                self.news.set(next(self._n_news))
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def follow_anew(self, run: SeriesRun) -> None:
        """Have a series that has died made again."""
        if (self._turn, run) not in self._followed:
            return
        if run is self.baseline:
            self.baseline = self._follow(self.other, self._turn)
        else:
            self._controls = {name: each for name, each in self._controls.items() if each is not run}
        self._leave(run)
        self.news.set(next(self._n_news))

    def _leave(self, run: SeriesRun) -> None:
        """Follow a run no longer, if it is followed."""
        with self._followed_lock:
            if (self._turn, run) not in self._followed:
                return
            self._followed.remove((self._turn, run))
        self.shared.baselines.leave(run)

    def _let_go(self) -> None:
        """Follow no run any longer that was begun before the last Reset."""
        with self._followed_lock:
            left = [run for turn, run in self._followed if turn != self._turn]
            self._followed = [(turn, run) for turn, run in self._followed if turn == self._turn]
        for run in left:
            self.shared.baselines.leave(run)

    def control(self, view: View, name: str) -> SeriesRun:
        """Give the same run with a control switched, such as one without feedback; it is begun when first asked for."""
        if name not in self._controls:
            self._controls[name] = self._follow(with_control(view.model.setting, name), self._turn)
        return self._controls[name]

    def _show(self, model: PageModel) -> None:
        self.view = View(model, model.columns(), model.date, self.seed)
        self.tick.set(self.tick.value + 1)

    def step(self) -> None:
        """Run one month and show it."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self.view is None or self.building.value or not self.view.model.running:
                self.is_playing.set(False)
                return
            model = self.view.model
            model.step()
            self._show(model)
        except Exception as error:
            model.running = False
            self.is_playing.set(False)
            self.notice.set(f"The run cannot go on: {_told(error)}")
        finally:
            self._lock.release()

    def play(self) -> None:
        """Run month after month until paused or at the end."""
        if self.is_playing.value or self.view is None:
            return
        self.is_playing.set(True)
        threading.Thread(target=self._play, args=(self._turn,), daemon=True).start()

    def _play(self, turn: int) -> None:
        while self.is_playing.value and turn == self._turn:
            started = time.perf_counter()
            self.step()
            left = 1.0 / float(self.speed.value) - (time.perf_counter() - started)
            time.sleep(max(left, 0.005))

    def pause(self) -> None:
        """Stop playing."""
        self.is_playing.set(False)

    def leave(self) -> None:
        """Stop all that runs for a visitor who has gone."""
        self._turn += 1
        self._let_go()
        self.is_playing.set(False)

    def link(self) -> str:
        """Give the query that restores what is shown; what waits for Reset is not."""
        return to_query(self.built or self.form.value, self.view.month if self.view else "")

    def exports(self, view: View) -> Exports:
        """Give what is shown as files."""
        start = self.built.start if self.built else view.model.setting
        return Exports(named(view.model.setting, start), view.seed, view.month)

    def command(self) -> str:
        """Give the command that shows the same elsewhere; empty where the scenario is known to this server only."""
        if self.view is None or self.built is None or self.built.start.name in self.shared.own:
            return ""
        return f'ecosystem view --link "{self.link()}"{with_parts(self.view.model.setting)}'

    def run_pairs(self) -> None:
        """Run ten pairs to the month shown, in the background."""
        view = self.view
        if view is None or self.pairs.value.state == "running":
            return
        self.pairs.set(Pairs("running", month=view.month))
        threading.Thread(target=self._run_pairs, args=(self._turn, view, view.n_months), daemon=True).start()

    def _run_pairs(self, turn: int, view: View, n_months: int) -> None:
        setting = view.model.setting

        def leave_with_visitor() -> None:
            if turn != self._turn or view.model.setting is not setting:
                raise _GoneError

        def show(pairs: Pairs) -> None:
            with self._pairs_lock:
                leave_with_visitor()
                self.pairs.set(pairs)

        def tell(done: int, total: int) -> None:
            show(Pairs("running", done, total, view.month))

        with suppress(_GoneError):
            try:
                frame = run_pairs(setting, self.other, n_months, self.seed, tell, leave_with_visitor)
                show(Pairs("done", month=view.month, effects=tuple(effects(frame, "baseline", "run"))))
            except _GoneError:
                raise
            except Exception as error:
                show(Pairs("failed", fault=_told(error)))


def _told(error: Exception) -> str:
    """Say what went wrong in a thread, and leave its traceback, where it is no refusal, to who runs the server."""
    if isinstance(error, EcosystemError):
        return str(error)
    traceback.print_exception(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class _GoneError(Exception):
    """The visitor has begun another run, goes on with another one, or has gone."""

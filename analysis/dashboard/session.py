"""What one visitor sees and does; nothing of it is shared with another."""

import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import solara

from analysis.dashboard.background import Baselines, SeriesRun, Spare, n_workers
from analysis.dashboard.effect_charts import Future
from analysis.dashboard.emulated import emulated
from analysis.dashboard.exports import Exports, named, with_parts
from analysis.dashboard.following import Followed
from analysis.dashboard.form import Form, Reading, read_form, typed_by, words_of
from analysis.dashboard.link import Link, read_link, to_query
from analysis.dashboard.page_model import PageModel, View, baseline_of, is_same_web
from analysis.dashboard.pairs import PairedRuns
from analysis.dashboard.svg import Points
from analysis.dashboard.words import month_in_words, policies_in_words, since
from analysis.marks.styles import VERMILLION
from analysis.outcomes.collapse import CONTROL
from analysis.runs.controls import with_control
from analysis.uncertainty.policy_emulator import PolicyEmulator
from ecosystem.calendar import step_to_date
from ecosystem.errors import EcosystemError, Fault
from ecosystem.saved.histories import changes_of_past
from ecosystem.scenario import Scenario

SPEEDS = ["1", "2", "5", "10"]
"""Months a second."""
SECONDS_TO_SETTLE = 0.6
"""How long fields are left alone before the run takes up what stands in them."""
WITH_FEEDBACK = ("with_feedback", {"with_feedback": "with feedback", "baseline": "without it"})
"""The arm in which there is feedback, and how both arms are called."""
SECONDS_BETWEEN_PAIRS = 0.5
"""How often it is seen to whether another pair can begin."""
SECONDS_BETWEEN_CHECKS = 0.005
"""How often it is seen to whether the page has drawn what it was told."""


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
    emulator : PolicyEmulator
    own : frozenset of str
        Names of the scenarios that are not of the project.
    places : Semaphore
        One for each visitor who is served at a time.
    """

    catalogue: Mapping[str, Scenario]
    start: Form
    anchors: Sequence[Points]
    baselines: Baselines
    spare: Spare
    emulator: PolicyEmulator
    own: frozenset[str] = frozenset()
    places: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))


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
        self._target = link.n_months
        self.form = solara.reactive(link.form)
        self.left_out = solara.reactive(link)
        self.tick = solara.reactive(0)
        self.n_builds = solara.reactive(0)
        self.is_playing = solara.reactive(False)
        self.building = solara.reactive("")
        self.notice = solara.reactive("")
        self.happened = solara.reactive("")
        self.chosen = solara.reactive(-1)
        self.speed = solara.reactive("5")
        self.news = solara.reactive(0)
        self.drawn: tuple[int, int] | None = None
        self.followed = Followed(self.shared.baselines, self.news.set, self.wait_until_drawn)
        self._lock = threading.RLock()
        self._building_lock = threading.Lock()
        self._settled = threading.Timer(0.0, self.take_up)
        self._read: tuple[Form, Reading] | None = None
        self._plays_on = False
        self.is_changed = False
        self._controls: dict[str, SeriesRun] = {}
        self.pairs: PairedRuns | None = None
        self.question: PairedRuns | None = None
        self.kept: solara.Reactive[Future | None] = solara.reactive(None)
        self.asks = solara.reactive(False)
        self.other = self.shared.catalogue["baseline"]
        self.seed = 0

    @property
    def next_month(self) -> str:
        """The month after the one shown, which is now for policies that begin."""
        return step_to_date(self.view.n_months if self.view else 0)

    def reading(self) -> Reading:
        """Check what stands in the fields."""
        form = self.form.value.dated(self.next_month)
        if self._read is None or self._read[0] != form:
            self._read = form, read_form(form)
        return self._read[1]

    def choose_scenario(self, name: str) -> None:
        """Take up another scenario; what was typed over the last one is dropped, but for size, months and seed."""
        if name not in [*self.shared.catalogue]:
            return
        kept = {key: value for key, value in self.form.value.texts.items() if "." not in key}
        self.form.set(Form(self.shared.catalogue[name], kept))
        self.take_up()

    def type_in(self, name: str, value: str | bool) -> None:
        """Take what was typed into a field; the run takes it up when the fields are left alone."""
        self.form.set(self.form.value.typed(name, value))
        self._settled.cancel()
        self._settled = threading.Timer(SECONDS_TO_SETTLE, self.take_up)
        self._settled.daemon = True
        self._settled.start()

    def take(self, told: object) -> None:
        """Take what the browser tells of a field."""
        for name, value in typed_by(told).items():
            self.type_in(name, value)

    def future(self) -> Future | None:
        """Give what is known at once of what stands in the fields; None if that is nothing or the baseline."""
        setting = self.reading().setting
        if setting is None or is_same_web(setting, baseline_of(setting, self.shared.catalogue["baseline"])):
            return None
        answer = emulated(self.shared.emulator, setting, self.shared.catalogue["baseline"])
        pairs = self.pairs if self.pairs is not None and self.pairs.arm == setting else None
        return Future(policies_in_words(setting), answer, pairs)

    def keep_or_drop(self) -> None:
        """Keep what is known of what stands in the fields, to be drawn beside what will stand there; or drop it."""
        future = self.future() if self.kept.value is None else None
        self.kept.set(None if future is None else replace(future, colour=VERMILLION))

    def months(self) -> int:
        """Give the horizon that stands in the fields."""
        setting = self.reading().setting
        return (setting or self.form.value.start).months

    def past_changed(self, reading: Reading) -> tuple[Fault, ...]:
        """Say what of the fields changes months behind the run shown; nothing if it can go on with them."""
        if self.view is None or reading.setting is None:
            return ()
        rule, remedy = f"is not that of the run, {self.seed}", "Another world is run from its start."
        seeds = [Fault("seed", rule, str(reading.seed), remedy=remedy)] * (reading.seed != self.seed)
        return (*seeds, *changes_of_past(self.view.model.setting, reading.setting, self.view.n_months - 1))

    def take_up(self) -> None:
        """Go on with what stands in the fields: from the month shown, or to it anew if months behind it change."""
        with self._lock:
            form, reading = self._taken("changed")
            is_building = bool(self.building.value)
            if reading.setting is None or (form == self.built and not is_building):
                return
            past = self.past_changed(reading)
            if self.view is None or is_building or past:
                self._plays_on = self.is_playing.value or (is_building and self._plays_on)
                self._target = self._target if is_building or self.view is None else self.view.n_months
                self.begin(f"The run was made anew from {month_in_words(step_to_date(0))}{since(past)}.")
                return
            self.view.model.follow(reading.setting)
            for run in self._controls.values():
                self.followed.leave(run)
            self._controls = {}
            self.happened.set(f"The run goes on from {month_in_words(self.view.month)}.")
            self.form.set(form)
            self._show_from(form, self.view.model)

    def reset(self) -> None:
        """Begin anew, and speak no longer of the link with which the page was opened."""
        self.left_out.set(Link(self.form.value))
        self._target, self._plays_on = 1, False
        self.begin(f"The run starts anew from {month_in_words(step_to_date(0))}.")

    def begin(self, happened: str = "") -> None:
        """Build the web of 2022 from what stands in the fields, without making the page wait."""
        form, reading = self._taken("reset")
        if reading.setting is None:
            return
        self.happened.set(happened)
        self.form.set(form)
        self.is_playing.set(False)
        self.followed.let_go()
        self.building.set("Building the web of 2022 ...")
        arguments = (self.followed.turn, form, reading.setting, reading.seed)
        threading.Thread(target=self._build, args=arguments, daemon=True).start()

    def _taken(self, done: str) -> tuple[Form, Reading]:
        """Read the fields, with a month for what begins now; say what is to be mended before something is done."""
        form, reading = self.form.value.dated(self.next_month), self.reading()
        told = ", ".join(words_of(name) for name in reading.messages)
        self.notice.set(f"Nothing was {done}. To mend first, in the fields: {told}." if told else "")
        return form, reading

    def _build(self, turn: int, form: Form, setting: Scenario, seed: int) -> None:
        with self._building_lock:  # webs that are wanted no longer would take memory all the same
            if turn == self.followed.turn:
                self._build_alone(turn, form, setting, seed)

    def _build_alone(self, turn: int, form: Form, setting: Scenario, seed: int) -> None:
        try:
            model = self.shared.spare.take(setting, seed)
            model = model or PageModel(setting, setting.size, setting.months, seed)
            for month in range(max(1, min(self._target, setting.months))):
                if turn != self.followed.turn:
                    return
                model.step()
                if month % 12 == 11:  # noqa: PLR2004
                    self.building.set(f"Running to {month_in_words(step_to_date(self._target - 1))}: {model.date} ...")
        except Exception as error:
            self.notice.set(f"No web was built: {_told(error)}")
            self.happened.set("")
            self.building.set("")
            return
        with self._lock:
            if turn != self.followed.turn:
                return
            self.seed = seed
            self.other = baseline_of(setting, self.shared.catalogue["baseline"])
            self.baseline, self._controls = self.followed.follow(self.other, seed, turn), {}
            self._show_from(form, model)
            self.building.set("")
        threading.Thread(target=self._pair, args=(turn,), daemon=True).start()
        if self._plays_on:
            self.play()

    def _show_from(self, form: Form, model: PageModel) -> None:
        """Show a run that has begun, or goes on, with what stands in the fields."""
        self.built, self.is_changed = form, not is_same_web(model.setting, self.other)
        self._pair_anew(model.setting)
        self._ask_anew(model.setting)
        self.n_builds.set(self.n_builds.value + 1)
        self._show(model)

    def _pair_anew(self, setting: Scenario) -> None:
        """Ask what the policies of a setting do."""
        if self.pairs is not None:
            self.pairs.leave()
        self.pairs = self._paired(setting, self.other, policies_in_words(setting), {}) if self.is_changed else None

    def _ask_anew(self, setting: Scenario) -> None:
        """Ask what feedback does in a setting, if somebody wants to know."""
        if self.question is not None:
            self.question.leave()
        control = with_control(setting, CONTROL)
        self.question = self._paired(setting, control, *WITH_FEEDBACK) if self.asks.value else None

    def _paired(self, setting: Scenario, other: Scenario, name: str, said: Mapping[str, str]) -> PairedRuns:
        return PairedRuns(self.followed, setting, other, self.seed, self.followed.turn, name, said)

    def ask_feedback(self) -> None:
        """Ask whether AI makes AI worse in this run, or ask no longer."""
        with self._lock:
            self.asks.set(not self.asks.value)
            if self.view is not None and not self.building.value:
                self._ask_anew(self.view.model.setting)

    def _pair(self, turn: int) -> None:
        """Begin pairs, one after another, as long as anybody looks."""
        while turn == self.followed.turn:
            time.sleep(SECONDS_BETWEEN_PAIRS)
            asked = [pairs for pairs in (self.question, self.pairs) if pairs is not None and not pairs.is_over]
            waiting = [pairs for pairs in asked if not pairs.has_begun]
            if waiting and sum(pairs.n_growing for pairs in asked) < n_workers():
                waiting[0].begin_next()

    def pair_anew(self) -> None:
        """Have pairs made again of which a run has died."""
        with self._lock:
            if self.view is not None:
                self._pair_anew(self.view.model.setting)
                self._ask_anew(self.view.model.setting)
        self.followed.tell()

    def follow_anew(self, run: SeriesRun) -> None:
        """Have a series that has died made again."""
        if not self.followed.leave(run):
            return
        if run is self.baseline:
            self.baseline = self.followed.follow(self.other, self.seed, self.followed.turn)
        else:
            self._controls = {name: each for name, each in self._controls.items() if each is not run}
        self.followed.tell()

    def control(self, view: View, name: str) -> SeriesRun:
        """Give the same run with a control switched, such as one without feedback; it is begun when first asked for."""
        if name not in self._controls:
            setting = with_control(view.model.setting, name)
            self._controls[name] = self.followed.follow(setting, self.seed, self.followed.turn)
        return self._controls[name]

    def _show(self, model: PageModel) -> None:
        self.view = View(model, model.columns(), model.date, self.seed)
        self.tick.set(self.tick.value + 1)

    def step(self) -> None:
        """Run one month and show it, when what is being shown has been."""
        with self._lock:
            if self.view is None or self.building.value or not self.view.model.running:
                self.is_playing.set(False)
                return
            model = self.view.model
            try:
                model.step()
                self._show(model)
            except Exception as error:
                model.running = False
                self.is_playing.set(False)
                self.notice.set(f"The run cannot go on: {_told(error)}")

    def play(self) -> None:
        """Run month after month until paused or at the end."""
        if self.is_playing.value or self.view is None:
            return
        self.is_playing.set(True)
        threading.Thread(target=self._play, args=(self.followed.turn,), daemon=True).start()

    def choose_speed(self, told: object) -> None:
        """Play so many months a second."""
        if told in SPEEDS:
            self.speed.set(str(told))

    def _play(self, turn: int) -> None:
        while self.is_playing.value and turn == self.followed.turn:
            started = time.perf_counter()
            self.step()
            self.wait_until_drawn(turn)
            left = 1.0 / float(self.speed.value) - (time.perf_counter() - started)
            time.sleep(max(left, SECONDS_BETWEEN_CHECKS))

    def note_drawn(self, told: tuple[int, int]) -> None:
        """Note which picture and which news the page has drawn."""
        self.drawn = told

    def wait_until_drawn(self, turn: int) -> None:
        """Wait while the page has not drawn what it was told last: told sooner than it draws, it would never show."""
        while self.drawn not in (None, (self.tick.value, self.news.value)) and turn == self.followed.turn:
            time.sleep(SECONDS_BETWEEN_CHECKS)

    def pause(self) -> None:
        """Stop playing."""
        self.is_playing.set(False)

    def leave(self) -> None:
        """Stop all that runs for a visitor who has gone."""
        self.followed.let_go()
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


def _told(error: Exception) -> str:
    """Say what went wrong in a thread, and leave its traceback, where it is no refusal, to who runs the server."""
    if isinstance(error, EcosystemError):
        return str(error)
    traceback.print_exception(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__

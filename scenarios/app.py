"""The browser page over the scenarios of the catalogue: `ecosystem view`, or `solara run scenarios/app.py`."""

import os
from threading import BoundedSemaphore

from analysis.dashboard.serving import MOST_VISITORS, prepare

prepare()

import solara

from analysis.dashboard.background import Baselines, Spare
from analysis.dashboard.charts import published
from analysis.dashboard.form import Form
from analysis.dashboard.page import Bare, Dashboard
from analysis.dashboard.session import Shared
from analysis.evidence.anchors import load_anchors
from analysis.uncertainty.policy_emulator import PolicyEmulator
from ecosystem.presets import PRESETS
from scenarios.catalogue import NAMES, load, with_laws
from scenarios.console.page_settings import SCENARIO_VARIABLE, SIZE_VARIABLE, VISITORS_VARIABLE


def shared() -> Shared:
    """Make what all visitors read, and begin to build the web that they find."""
    chosen = load(os.environ.get(SCENARIO_VARIABLE, "baseline"))
    size = os.environ.get(SIZE_VARIABLE, "")
    form = Form(chosen, {"size": size} if size else {})
    spare = Spare(chosen, int(form.shown("size")))
    ours = with_laws()
    found = ours | {chosen.name: chosen}
    own = frozenset(name for name in found if name not in {*NAMES, *PRESETS} or found[name] != ours.get(name))
    places = BoundedSemaphore(int(os.environ.get(VISITORS_VARIABLE) or MOST_VISITORS))
    return Shared(found, form, published(load_anchors()), Baselines(), spare, PolicyEmulator.shipped(), own, places)


SHARED = shared()
Layout = Bare


@solara.component
def Page() -> None:
    """Show the page."""
    Dashboard(SHARED)

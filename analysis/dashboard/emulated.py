"""What policies do at once: emulated effects of what stands in the fields, or why nothing is emulated."""

from dataclasses import dataclass

import pandas as pd

from analysis.dashboard.page_model import is_same_web
from analysis.statistics.wording import count, joined, percent, short_label
from analysis.uncertainty.levers import LeverError, values_of_policies
from analysis.uncertainty.policy_emulator import LEAST_EXPLAINED, PolicyEmulator
from ecosystem.scenario import Scenario


@dataclass(frozen=True)
class Emulated:
    """An instant answer.

    Attributes
    ----------
    effects : DataFrame or None
        As `PolicyEmulator.effects` gives it; None if nothing is emulated.
    told : str
        What it rests on and what it does not tell, or why nothing is emulated.
    """

    effects: pd.DataFrame | None
    told: str


def emulated(emulator: PolicyEmulator, setting: Scenario, baseline: Scenario) -> Emulated:
    """Emulate what the policies of a setting do.

    Parameters
    ----------
    emulator : PolicyEmulator
    setting : Scenario
        What is asked.
    baseline : Scenario
        The world of which the emulator knows others that history allows.
    """
    bare = setting.replace(policies=baseline.policies)
    if not is_same_web(bare, baseline.replace(size=setting.size, months=setting.months)):
        return Emulated(None, _none("more than policies differs from the baseline, and the emulator knows no other"))
    known = {lever.policy.kind for lever in emulator.levers}
    if unknown := [policy.kind.replace("_", " ") for policy in setting.policies if policy.kind not in known]:
        return Emulated(None, _none(f"the emulator does not know {joined(dict.fromkeys(unknown))}"))
    try:
        values = values_of_policies(emulator.levers, setting.policies)
        effects = emulator.effects(values)
    except LeverError as error:
        return Emulated(None, f"{_none('the emulator was not fitted to this')} {error}")
    return Emulated(effects, _rests_on(emulator, effects))


def _none(why: str) -> str:
    return f"Nothing is emulated, since {why}: runs are the answer, and have begun."


def _rests_on(emulator: PolicyEmulator, effects: pd.DataFrame) -> str:
    """Say what is behind the numbers, and of which outcomes there are none."""
    made = emulator.made
    told = effects.groupby("outcome", sort=False)["is_told"].any()
    silent = [short_label(str(name)) for name in told.index[~told]]
    of_none = f" It tells nothing of {joined(silent)}." if silent else ""
    return (
        f"Emulated, not run: from {count(made['runs'], 'run')} of {made['size']} authors in "
        f"{count(made['worlds'], 'world')} that history allows. The band holds 90 % of worlds and seeds; where less "
        f"than {percent(LEAST_EXPLAINED)} of what happens is explained, there is none.{of_none}"
    )

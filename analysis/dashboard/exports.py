"""What a visitor takes along: data and scenario as files that say how the run is made again."""

from dataclasses import dataclass

import pandas as pd

from analysis.dashboard.form import Form
from analysis.dashboard.link import to_query
from ecosystem.program import code_version
from ecosystem.scenario import LONGEST_NAME, Scenario
from ecosystem.sources import sources_of

CHANGED = "-changed"
_MOST_DIGITS = 20


@dataclass(frozen=True)
class Exports:
    """A run up to a month, as files.

    Attributes
    ----------
    setting : Scenario
        What was run.
    seed : int
    month : str
        The last one shown, as YYYY-MM.
    """

    setting: Scenario
    seed: int
    month: str

    @property
    def name(self) -> str:
        """Name of the files, without the month and what follows."""
        return f"{self.setting.name}-seed-{str(self.seed)[:_MOST_DIGITS]}"

    def told(self) -> str:
        """Say what was run, for people."""
        setting = self.setting
        authors = f"{setting.size:,} authors, {setting.months} months"
        return f"Scenario {setting.name}, seed {self.seed}, {authors}, to {self.month}; ecosystem {code_version()}."

    def csv(self, series: pd.DataFrame) -> str:
        """Write the series with a column each for scenario, seed and the code that made it."""
        frame = series.assign(scenario=self.setting.name)
        place = frame.columns.get_loc("scenario") + 1
        frame.insert(place, "seed", str(self.seed))
        frame.insert(place + 1, "code", code_version())
        return str(frame.to_csv(index=False))

    def toml(self) -> str:
        """Write the scenario as TOML, below the commands that run and show it again with this seed."""
        form = Form(self.setting, {"size": str(self.setting.size), "seed": str(self.seed)})
        shown = f' --link "{to_query(form, self.month)}"{with_parts(self.setting)}'
        head = (
            f"# Seed {self.seed}, shown to {self.month}, made by ecosystem {code_version()}.",
            f"# To run it again:  ecosystem run {self.name}.toml --seed {self.seed}{with_parts(self.setting)}",
            f"# To see it again:  ecosystem view --scenario {self.name}.toml{shown}",
        )
        return "\n".join((*head, "", self.setting.to_toml()))


def named(setting: Scenario, start: Scenario) -> Scenario:
    """Give a setting a name of its own where it is more than another size or horizon of the scenario it began with."""
    if setting == start.replace(size=setting.size, months=setting.months):
        return setting
    return setting.replace(name=f"{start.name[: LONGEST_NAME - len(CHANGED)]}{CHANGED}")


def with_parts(setting: Scenario) -> str:
    """Write the options by which a command knows the parts of others that a setting needs; empty if it needs none."""
    return "".join(f" --with {given}" for given in dict.fromkeys(each.given_as for each in sources_of(setting)))

"""Questions asked of any scenario, in rooms of their own.

Begin with `compare`: it lays a scenario without and with some policies beside one another and gives a `Comparison`,
whose `effects()` are a table and of which `write_report` makes a page. `run_series` runs a scenario once, `run_paired`
with and without a mechanism; `validate` lays a run beside published figures. Of the rooms, `figures` draws, `studies`
ask one question each, `loops` run generations of models with no web around them, `laws` are published results.
"""

from typing import TYPE_CHECKING

from ecosystem.public import on_demand

if TYPE_CHECKING:
    from analysis.evidence.anchors import load_anchors
    from analysis.evidence.validation import is_calibrated, summary, validate
    from analysis.reports.comparison_report import write_report
    from analysis.runs.controls import CONTROLS, run_paired, run_series, with_control
    from analysis.statistics.inference import paired_difference
    from analysis.statistics.intervals import Interval, mean_interval
    from analysis.statistics.paired_runs import paired_effect
    from analysis.statistics.periods import final_year_mean
    from analysis.statistics.wording import effect_sentence
    from analysis.whatif.comparison import Comparison, compare

__all__ = [
    "CONTROLS",
    "Comparison",
    "Interval",
    "compare",
    "effect_sentence",
    "final_year_mean",
    "is_calibrated",
    "load_anchors",
    "mean_interval",
    "paired_difference",
    "paired_effect",
    "run_paired",
    "run_series",
    "summary",
    "validate",
    "with_control",
    "write_report",
]

_MODULES = {
    "analysis.whatif.comparison": ("Comparison", "compare"),
    "analysis.reports.comparison_report": ("write_report",),
    "analysis.runs.controls": ("CONTROLS", "run_paired", "run_series", "with_control"),
    "analysis.statistics.inference": ("paired_difference",),
    "analysis.statistics.intervals": ("Interval", "mean_interval"),
    "analysis.statistics.paired_runs": ("paired_effect",),
    "analysis.statistics.periods": ("final_year_mean",),
    "analysis.statistics.wording": ("effect_sentence",),
    "analysis.evidence.anchors": ("load_anchors",),
    "analysis.evidence.validation": ("is_calibrated", "summary", "validate"),
}
_ROOMS = ("evidence", "figures", "laws", "loops", "outcomes", "reports", "runs", "statistics", "studies", "whatif")

__getattr__, __dir__ = on_demand(__name__, _MODULES, _ROOMS)

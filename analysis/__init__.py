"""Questions asked of any scenario: validation, controls, statistics and figures.

Every name is imported when it is first asked for, since pandas and matplotlib are slow to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    """Import the module of a public name when the name is first asked for."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    message = f"module 'analysis' has no attribute {name!r}"
    raise AttributeError(message)

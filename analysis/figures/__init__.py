"""Figures: tidy frame in, matplotlib Figure out; the only package with matplotlib.

Every title states a finding computed from the data, colours are those of Okabe and Ito, each line
has its own dash too, and a band shows the 5 to 95 % range when there are several replicates.
"""

from analysis.figures.settings import our_settings  # imports matplotlib, and says why if that fails

# isort: split
from analysis.figures.attribution import whose_data
from analysis.figures.card import card_figure
from analysis.figures.contamination import contamination
from analysis.figures.data_value import data_value
from analysis.figures.decomposition import shares_of_an_outcome
from analysis.figures.discovery import regions
from analysis.figures.effects import effects_figure, gains_figure, tenths_figure, trajectories_figure
from analysis.figures.effects_over_worlds import effects_over_worlds, readings_figure, worlds_figure
from analysis.figures.feedback import what_feedback_is
from analysis.figures.filters import filter_audit
from analysis.figures.levers import searched
from analysis.figures.observers import observers_and_truth, observers_finding
from analysis.figures.parts import save
from analysis.figures.recipes import recipes
from analysis.figures.robust import trade_off
from analysis.figures.run import curves, lineage, model_quality, shares_against_anchors, web_map, who_earns
from analysis.figures.sensitivity import tornado
from analysis.figures.text_loop import text_ages, text_generations, text_mixtures, text_rarities
from analysis.figures.value_slopes import value_slopes
from analysis.figures.welfare import who_gains
from analysis.figures.worlds import held_anchors, narrowed_ranges

__all__ = [
    "card_figure",
    "contamination",
    "curves",
    "data_value",
    "effects_figure",
    "effects_over_worlds",
    "filter_audit",
    "gains_figure",
    "held_anchors",
    "lineage",
    "model_quality",
    "narrowed_ranges",
    "observers_and_truth",
    "observers_finding",
    "our_settings",
    "readings_figure",
    "recipes",
    "regions",
    "save",
    "searched",
    "shares_against_anchors",
    "shares_of_an_outcome",
    "tenths_figure",
    "text_ages",
    "text_generations",
    "text_mixtures",
    "text_rarities",
    "tornado",
    "trade_off",
    "trajectories_figure",
    "value_slopes",
    "web_map",
    "what_feedback_is",
    "who_earns",
    "who_gains",
    "whose_data",
    "worlds_figure",
]

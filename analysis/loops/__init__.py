"""Chains of generations, models trained on what models wrote, with nothing else around them."""

from analysis.loops.curation import BestOf, Decoding
from analysis.loops.loop import run_loop
from analysis.loops.truths import LEARNERS
from analysis.loops.workflows import Accumulate, Contaminated, FixedHuman, FreshHuman, Replace, Subsample

__all__ = [
    "LEARNERS",
    "Accumulate",
    "BestOf",
    "Contaminated",
    "Decoding",
    "FixedHuman",
    "FreshHuman",
    "Replace",
    "Subsample",
    "run_loop",
]

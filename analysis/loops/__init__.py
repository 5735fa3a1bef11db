"""Chains of generations, models trained on what models wrote, with nothing else around them."""

from analysis.loops.loop import (
    LEARNERS,
    Accumulate,
    BestOf,
    Contaminated,
    Decoding,
    FixedHuman,
    FreshHuman,
    Replace,
    Subsample,
    run_loop,
)

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

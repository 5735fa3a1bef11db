"""What the process holds that those of runs are copied from: all that a run needs, and nothing that is looked at."""

import gc

from analysis.runs import simulation, worlds  # noqa: F401
from ecosystem import WebEcosystem  # noqa: F401

gc.collect()
gc.freeze()  # what is never looked at by the collector of garbage stays shared between copies

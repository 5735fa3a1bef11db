"""The table of targets, each with what is measured here and now: python -m tests.benchmarks."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from analysis.runs.compiling import compile_first
from tests.benchmarks.drawing import draw
from tests.benchmarks.one_run import apart
from tests.benchmarks.targets import Target, large, quick
from tests.benchmarks.test_runs import PROCESSOR, RECORDED, RECORDS, ROUNDS
from tests.benchmarks.yardsticks import WholeRun


def main() -> None:
    """Print targets as they are measured; exit with 1 if one is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also what takes long and much memory (16 GiB)")
    parser.add_argument("--record", action="store_true", help="only measure the ratios that tests hold runs against")
    parser.add_argument("--draw", nargs="+", type=int, metavar="SIZE", help="only draw the pictures of the docs")
    asked = parser.parse_args()
    compile_first()
    if asked.record or asked.draw:
        if asked.record:
            record()
        if asked.draw:
            draw([apart(size) for size in sorted(asked.draw)])
        return
    n_missed = sum(not each.is_met for each in told(chain(quick(), large() if asked.large else ())))
    raise SystemExit(n_missed > 0)


def told(targets: Iterator[Target]) -> Iterator[Target]:
    for each in targets:
        sys.stdout.write(f"{each}\n")
        sys.stdout.flush()
        yield each


def record() -> None:
    """Write the ratios of this kind of processor, and when they were measured."""
    measured = {str(size): round(WholeRun(size).measured(rounds).least_ratio, 1) for size, rounds in ROUNDS.items()}
    ratios = RECORDED["ratios"] | {PROCESSOR: measured | {"date": datetime.now(UTC).date().isoformat()}}
    content = RECORDED | {"ratios": ratios}
    RECORDS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

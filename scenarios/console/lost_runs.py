"""How commands tell that runs of a comparison failed or are not there: one that lost a run never looks whole."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison


def lost_sentences(result: "Comparison") -> list[str]:
    """Say how many runs are not there and what each failed of; nothing if all are there."""
    lines = [result.runs_told] if result.is_short_of_runs else []
    lines += [
        f"Failed: {row['arm']}, replicate {row['replicate']}, at {row['stage']}: {row['message']}"
        for row in result.failures.to_dict("records")
    ]
    if len(result.failures) and result.folder is not None:
        place = (result.folder / "failures").as_posix()
        lines.append(f"What they failed of lies in {place}; the same command tries them again.")
    return lines


def lost_runs(result: "Comparison") -> dict[str, Any]:
    """Give the runs that failed and those that are not there as plain values."""
    return {"failures": result.failures.to_dict("records"), "missing": result.missing.to_dict("records")}


def end_without_pairs(result: "Comparison") -> None:
    """Exit with 1 if nothing can be compared."""
    if result.n_pairs == 0:
        sys.stderr.write("Error: no replicate came through in all arms.\n")
        raise SystemExit(1)

"""What many visitors at once take; `pytest -m large -n0 -s tests/browser/test_load.py` prints it."""

import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from analysis.dashboard.background import MOST_RUNS
from analysis.dashboard.serving import MOST_VISITORS
from tests.browser.conftest import serving
from tests.support.processes import until

PATIENCE = 600_000
SECONDS_TO_LOOK = 60.0
SECONDS_TO_LEAVE = 10.0


def megabytes(*processes: int) -> float:
    """Memory of processes, with what they share counted once."""
    total = 0
    for pid in processes:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024.0


@pytest.mark.large
def test_as_many_visitors_as_there_are_places_see_a_picture_and_leave_nothing(browser: Any) -> None:
    with serving(sys.executable, "-m", "scenarios", "view", "--no-open") as server:
        alone = megabytes(server.pid)
        context = browser.new_context()
        started = time.perf_counter()
        pages = [context.new_page() for _ in range(MOST_VISITORS)]
        for page in pages:
            page.goto(server.url, wait_until="commit")
        seconds, n_runs, taken, of_runs = [], 0, 0.0, 0.0
        for page in pages:
            while not page.locator(".eco-map [data-site]").count():
                n_runs, of_runs = max(n_runs, len(server.runs())), max(of_runs, megabytes(*server.runs()))
                page.wait_for_timeout(500)
                assert time.perf_counter() - started < PATIENCE / 1000
            seconds.append(time.perf_counter() - started)
        late = context.new_page()
        late.goto(server.url, wait_until="commit")
        late.get_by_text("All places of this page are taken").wait_for(timeout=PATIENCE)
        end = time.monotonic() + SECONDS_TO_LOOK
        while time.monotonic() < end:
            runs = server.runs()
            n_runs, taken = max(n_runs, len(runs)), max(taken, megabytes(server.pid))
            of_runs = max(of_runs, megabytes(*runs))
            pages[0].wait_for_timeout(1000)
        context.close()
        left = time.perf_counter()
        assert until(lambda: not server.runs(), SECONDS_TO_LEAVE)
        told = (
            f"first picture after {min(seconds):.0f} s, {statistics.median(seconds):.0f} s (median) and "
            f"{max(seconds):.0f} s (last); server {alone:.0f} MB alone, {taken:.0f} MB with {MOST_VISITORS} visitors; "
            f"at most {n_runs} runs, {of_runs:.0f} MB; all ended {time.perf_counter() - left:.1f} s after they left"
        )
        sys.stdout.write(f"\n{told}\n")
        assert 0 < n_runs <= MOST_RUNS

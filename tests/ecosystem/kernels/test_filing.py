"""Filing by month, held against a list for each month."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.content.growing import FiledPages


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(1, 7), max_size=400), min_size=1, max_size=12))
def test_what_is_filed_under_a_month_is_taken_out_in_the_order_of_filing(lives: list[list[int]]) -> None:
    filed, n = FiledPages(), 0
    by_hand: dict[int, list[int]] = {}
    for month in range(25):
        assert filed.take(month).tolist() == by_hand.pop(month, [])
        new = np.array(lives[month] if month < len(lives) else [], dtype=np.int16) + month
        filed.file(n, new)
        for page, last in enumerate(new.tolist(), start=n):
            by_hand.setdefault(last, []).append(page)
        n += len(new)
    assert filed.take(99).size == 0


def test_room_of_what_was_taken_is_used_again() -> None:
    filed = FiledPages()
    for month in range(60):
        filed.take(month)
        filed.file(0, np.arange(20_000) % 3 + month + 1)
    assert filed._blocks.size < 100_000

"""The page as a whole, without a browser."""

from typing import Any

import reacton

from analysis.dashboard.page import FULL, Dashboard
from analysis.dashboard.session import Shared
from tests.analysis.dashboard.test_tour import all_widgets, shared

__all__ = ["shared"]


def visit(found: Shared) -> tuple[Any, bool]:
    """Open the page; tell whether all places are taken."""
    _, rendered = reacton.render(Dashboard(found), handle_error=False)
    return rendered, any(widget.children == [FULL] for widget in all_widgets(rendered) if hasattr(widget, "children"))


def test_who_finds_no_place_is_told_so_until_somebody_leaves(shared: Shared) -> None:
    first, is_full = visit(shared)
    assert not is_full
    second, is_full = visit(shared)
    assert is_full
    second.close()
    first.close()
    third, is_full = visit(shared)
    assert not is_full
    third.close()

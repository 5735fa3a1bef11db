"""What holds of every figure that is drawn here."""

from collections.abc import Iterator

import pytest

from analysis.figures.parts import MOST_TITLE_LINES
from analysis.figures.picture import Picture


@pytest.fixture(autouse=True)
def titles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No title is longer than may be, whatever it tells."""
    made: list[Picture] = []
    begin = Picture.__init__

    def remember(self: Picture, *given: object, **named: object) -> None:
        begin(self, *given, **named)  # type: ignore[arg-type] # as they come
        made.append(self)

    monkeypatch.setattr(Picture, "__init__", remember)
    yield
    for figure in made:
        assert len(figure.get_suptitle().splitlines()) <= MOST_TITLE_LINES, figure.get_suptitle()

"""The card of an answer as one picture to share: what it says is the card's, and nothing is cut or overlaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from math import isfinite, isnan
from typing import Any

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from analysis.figures.picture import Picture
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.whatif.card import Card
from analysis.whatif.plain_words import MARKS, MARKS_TOLD, MONTHS, PART, USD, Finding, numbers_told, sure_told

WIDTH, HEIGHT = 576.0, 324.0
"""Points: 1,200 x 675 dots where it is saved."""
_MARGIN = 14.0
_INNER = WIDTH - 2.0 * _MARGIN
_SCALES = tuple(percent / 100.0 for percent in range(160, 79, -5))
"""Sizes of type that are tried, the largest first; at the smallest the picture becomes taller."""
_WHO, _BAR, _NUMBER, _SURE = 38.0, 134.0, 230.0, 392.0
"""Where columns begin, after that of the marks; in points."""
_GAP = 8.0
_BAR_WIDTH = _NUMBER - _BAR - _GAP
_MOST_BELOW = 2
"""Most arms whose certainty stands below the number; of more it stands beside it."""
_SLACK = 0.97
"""Share of a width that lines fill: letters are drawn a little wider or narrower than they are measured."""
_SOFT = "#595959"
_COLOURS = {
    MARKS["much better"]: styles.BLUE,
    MARKS["better"]: styles.BLUE,
    MARKS["worse"]: styles.VERMILLION,
    MARKS["much worse"]: styles.VERMILLION,
}
_LEAST_ENDS = {MONTHS: 1.0, PART: 0.01}
"""No scale is shorter: what cards call little or no difference is drawn as such."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Lines of text whose upper left corner lies at (x, y) from that of the picture; in points."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    colour: str = styles.BLACK
    weight: str = "normal"

    @property
    def baselines(self) -> list[float]:
        return [self.y + (number + 0.75) * 1.3 * self.size for number in range(len(self.lines))]

    @property
    def bottom(self) -> float:
        return self.y + len(self.lines) * 1.3 * self.size


@dataclass(frozen=True, slots=True)
class _Range:
    """A range at a height y: low, value and high as parts of the scale, of which 1 is the better end."""

    y: float
    ends: tuple[float, float, float]
    colour: str


@dataclass(slots=True)
class _Sheet:
    """What lies on the picture, and the height at which the next thing goes."""

    scale: float
    y: float = _MARGIN
    words: list[_Words] = field(default_factory=list)
    ranges: list[_Range] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)

    def write(self, text: str, size: float, colour: str = styles.BLACK, weight: str = "normal") -> None:
        """Write a paragraph, and go on below."""
        if text:
            self.y = self.put(text, _MARGIN, _INNER, size, colour, weight)

    def put(
        self, text: str, x: float, width: float, size: float, colour: str = styles.BLACK, weight: str = "normal"
    ) -> float:
        """Write text at a place without going on; give its lower end."""
        size *= self.scale
        lines = tuple(_wrapped(text, width * _SLACK, size, weight))
        self.words.append(_Words(lines, x, self.y, size, colour, weight))
        return self.words[-1].bottom

    def rule(self) -> None:
        """Draw a line over the whole width."""
        self.rules.append(self.y + 2.0 * self.scale)
        self.y += 6.0 * self.scale


@our_settings()
def card_figure(card: Card, cites: str, caution: str = "") -> Figure:
    """Draw a card on one screen; one of many or long words gets smaller type, and at last a taller picture.

    Parameters
    ----------
    card : Card
    cites : str
        How it is cited.
    caution : str
        What is to stand below its sentence, such as that its web is too small for conclusions.

    Returns
    -------
    Figure
        It has 1,200 x 675 dots where `save` writes it. Bars are ranges, to the right is better, and what has one unit
        has one scale.
    """
    for scale in _SCALES:
        sheet = _laid(card, cites, caution, scale)
        if sheet.y + _MARGIN <= HEIGHT:
            break
    height = max(HEIGHT, sheet.y + _MARGIN)
    figure = Picture(figsize=(WIDTH / 72.0, height / 72.0), facecolor="white")
    for words in sheet.words:
        look: dict[str, Any] = {
            "fontsize": words.size,
            "color": words.colour,
            "fontweight": words.weight,
            "parse_math": False,
        }
        for y, line in zip(words.baselines, words.lines, strict=True):
            figure.text(words.x / WIDTH, 1.0 - y / height, line, va="baseline", **look)
    for y in sheet.rules:
        _stroke(figure, height, (_MARGIN, WIDTH - _MARGIN), (y, y), color=styles.BLACK, linewidth=0.8)
    for each in sheet.ranges:
        _draw(figure, height, each)
    return figure


def _laid(card: Card, cites: str, caution: str, scale: float) -> _Sheet:
    """Lay everything out in type of some scale, the foot as low as there is room."""
    sheet = _Sheet(scale)
    sheet.write(card.question, 8.5, _SOFT)
    sheet.y += 2.0 * scale
    sheet.write(card.bottom_line, 12.0, weight="bold")
    sheet.write(caution, 7.5, styles.VERMILLION, "bold")
    sheet.rule()
    farthest = _farthest(card.findings.values())
    for number, (arm, findings) in enumerate(card.findings.items()):
        _head(sheet, arm, card.payer_told(arm), has_ends=number == 0)
        for found in findings:
            _row(sheet, found, farthest, is_below=len(card.findings) <= _MOST_BELOW)
        sheet.y += 3.0 * scale
    foot = _Sheet(scale, sheet.y)
    foot.rule()
    bars = "Bars are ranges: to the right is better." if sheet.ranges else ""
    for text in (card.left_out_told, f"{card.basis} {bars}".strip(), MARKS_TOLD if sheet.ranges else "", cites):
        foot.write(text, 6.6, _SOFT)
    down = max(HEIGHT - _MARGIN - foot.y, 0.0)
    sheet.words += [replace(each, y=each.y + down) for each in foot.words]
    sheet.rules += [y + down for y in foot.rules]
    sheet.y = foot.y
    return sheet


def _head(sheet: _Sheet, arm: str, payer: str, *, has_ends: bool) -> None:
    """Write the name of an arm and who pays; once, also what the ends of bars are."""
    name = _BAR - _GAP - _MARGIN if has_ends else _NUMBER - _GAP - _MARGIN
    below = [sheet.put(arm, _MARGIN, name, 8.0, weight="bold")]
    if has_ends:
        size, end = 6.6, "better"
        below.append(sheet.put("worse", _BAR, _BAR_WIDTH / 2.0, size, _SOFT))
        across = _width_of(end, size * sheet.scale, "normal")
        below.append(sheet.put(end, _BAR + _BAR_WIDTH - across, 2.0 * across, size, _SOFT))
    if payer:
        below.append(sheet.put(payer, _NUMBER, WIDTH - _MARGIN - _NUMBER, 7.2, _SOFT))
    sheet.y = max(below)


def _row(sheet: _Sheet, found: Finding, farthest: dict[str, float], *, is_below: bool) -> None:
    """Write a finding: mark, group, range, number, and how sure it is."""
    colour = _COLOURS.get(found.mark, _SOFT)
    top, right = sheet.y, WIDTH - _MARGIN
    ends = [sheet.put(found.measure.who, _WHO, _BAR - _GAP - _WHO, 7.6)]
    if found.mark:
        ends.append(sheet.put(found.mark, _MARGIN, _WHO - _MARGIN, 7.6, colour, "bold"))
    number = (right if is_below else _SURE - _GAP) - _NUMBER
    ends.append(sheet.put(numbers_told(found), _NUMBER, number, 7.6))
    if is_below:
        sheet.y = ends[-1]
        ends.append(sheet.put(sure_told(found), _NUMBER, number, 6.6, _SOFT))
    else:
        ends.append(sheet.put(sure_told(found), _SURE, right - _SURE, 6.6, _SOFT))
    if found.measure.unit != USD and not isnan(found.value):
        sign = 1.0 if found.measure.is_better_up else -1.0
        low, value, high = (sign * each / farthest[found.measure.unit] for each in (found.low, found.value, found.high))
        sheet.ranges.append(_Range(top + 5.4 * sheet.scale, (low, value, high), colour))
    sheet.y = max(ends) + sheet.scale * (2.5 if is_below else 0.5)


def _farthest(findings: Iterable[tuple[Finding, ...]]) -> dict[str, float]:
    """Give the end of the scale of each unit: the largest size that is known."""
    ends = dict(_LEAST_ENDS)
    for found in (each for arm in findings for each in arm):
        known = (abs(each) for each in (found.low, found.value, found.high) if isfinite(each))
        ends[found.measure.unit] = max(ends.get(found.measure.unit, 0.0), *known, 0.0)
    return {unit: end or 1.0 for unit, end in ends.items()}


def _draw(figure: Figure, height: float, each: _Range) -> None:
    """Draw the line of no difference, a bar and a dot; an end that has no end goes to the edge."""
    middle, half = _BAR + _BAR_WIDTH / 2.0, _BAR_WIDTH / 2.0
    low, value, high = (middle + half * min(max(end, -1.0), 1.0) for end in each.ends)
    _stroke(figure, height, (middle, middle), (each.y - 4.0, each.y + 4.0), color=_SOFT, linewidth=0.6)
    _stroke(figure, height, (middle - half, middle + half), (each.y, each.y), color="#D8D8D8", linewidth=0.6)
    if not any(map(isnan, each.ends)):
        _stroke(figure, height, (low, high), (each.y, each.y), color=each.colour, linewidth=3.0)
    _stroke(figure, height, (value,), (each.y,), color=each.colour, marker="o", markersize=5.5, mec="white", mew=0.7)


def _stroke(figure: Figure, height: float, x: tuple[float, ...], y: tuple[float, ...], **look: Any) -> None:
    line = Line2D([each / WIDTH for each in x], [1.0 - each / height for each in y], solid_capstyle="butt", **look)
    figure.add_artist(line)


def _wrapped(text: str, width: float, size: float, weight: str) -> Iterator[str]:
    """Break text into lines of a width at blanks, and a word that is longer within itself."""
    line = ""
    for word in text.replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        longer = f"{line} {word}" if line else word
        if _width_of(longer, size, weight) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while _width_of(line, size, weight) > width:
            n = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or _width_of(line[:n], size, weight) <= width)
            yield line[:n]
            line = line[n:]
    yield line


def _width_of(text: str, size: float, weight: str) -> float:
    """Measure a line in points."""
    words = text.split(" ")
    return size * (sum(_part_of(word, weight) for word in words) + (len(words) - 1) * _part_of(" ", weight))


@cache
def _part_of(text: str, weight: str) -> float:
    """Measure letters as parts of the size of their type."""
    size = 10.0
    look = FontProperties(size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, look, ismath=False)
    return float(width) / size

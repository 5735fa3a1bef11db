"""The guided tour and the predictions, by keyboard alone, on a wide window and on that of a telephone."""

import re

import pytest

from analysis.dashboard.tour import STEPS
from tests.browser.conftest import PATIENCE, Visit
from tests.browser.test_page import LOW_CONTRASTS, NAMELESS, keep

MOST_TABS = 12
FOCUSED = "document.activeElement.innerText.trim()"
PART = """(target) => {
  const all = [...document.querySelectorAll(target)], box = all[0].getBoundingClientRect();
  const panel = document.querySelector(".eco-tour").getBoundingClientRect();
  const shown = box.top >= 0 && box.top < panel.top;
  return shown && all.every((each) => getComputedStyle(each).outlineWidth === "3px");
}"""


def tab_to(visit: Visit, name: str) -> None:
    """Go to a button by the key Tab, as somebody without a pointer does."""
    for _ in range(MOST_TABS):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(name)


def press_next(visit: Visit) -> None:
    """Go to the next step: whoever has pressed Next stays on it."""
    if visit.page.evaluate(FOCUSED) != "Next":
        tab_to(visit, "Next")
    visit.page.keyboard.press("Enter")


def begin(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Guided tour").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_function("document.activeElement.className === 'eco-tour'", timeout=PATIENCE)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_tour_is_gone_through_by_keyboard_and_shows_each_part(visit: Visit, width: int, height: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.open(size="60", months="24", market__royalty_share="0.4", month="2022-03")
    begin(visit)
    for number, step in enumerate(STEPS, start=1):
        visit.page.get_by_text(f"Step {number} of 6").wait_for(timeout=PATIENCE)
        assert visit.page.get_by_role("dialog", name=step.title).inner_text().count(step.words) == 1
        visit.page.wait_for_function(PART, arg=step.target, timeout=PATIENCE)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.page.evaluate(LOW_CONTRASTS) == visit.page.evaluate(NAMELESS) == []
        keep(visit, f"tour_{width}_{number}")
        if number < len(STEPS):
            press_next(visit)
    assert visit.month() == "2022-03"
    visit.page.wait_for_function("document.activeElement.className === 'eco-tour'")
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".eco-tour").is_visible()
    visit.page.emulate_media(media="screen")
    visit.page.keyboard.press("Escape")
    visit.page.locator(".eco-tour").wait_for(state="detached", timeout=PATIENCE)
    visit.page.wait_for_function(f"{FOCUSED} === 'Guided tour'")


def test_an_answer_waits_for_a_prediction_that_it_then_judges(visit: Visit) -> None:
    visit.open(size="50", months="36", month="2022-06")
    begin(visit)
    for number in (2, 3, 4):
        press_next(visit)
        visit.page.get_by_text(f"Step {number} of 6").wait_for(timeout=PATIENCE)
    visit.page.keyboard.press("Shift+Tab")
    visit.page.keyboard.press("Shift+Tab")
    assert visit.page.evaluate(FOCUSED) == "Predict, then see"
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("Your prediction: when AI learns").wait_for(timeout=PATIENCE)
    assert visit.page.locator("[data-name=question]").count() == 0
    tab_to(visit, "Worse")
    keep(visit, "quiz_asks")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("You predicted: worse. ").wait_for(timeout=PATIENCE)
    assert visit.page.evaluate(FOCUSED) == "Worse"
    visit.page.set_viewport_size({"width": 390, "height": 844})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.page.evaluate(LOW_CONTRASTS) == visit.page.evaluate(NAMELESS) == []
    sentence = visit.page.locator(".eco-question .eco-bottom-line")
    sentence.wait_for(timeout=4 * PATIENCE)
    told = visit.page.locator(".eco-question .eco-judged").inner_text()
    assert re.search(r"(It holds|It does not hold): models are|Too early to tell", told)
    keep(visit, "quiz_judges")

"""Predictions before an answer: what hides it, and how pairs judge them."""

from typing import Any

import pytest
import reacton
import solara

from analysis.dashboard.background import N_PAIRS
from analysis.dashboard.page_model import PageModel
from analysis.dashboard.pairs import PairedRuns
from analysis.dashboard.predictions import ALIKE, BETTER, CHOICES, SKIPPED, WORSE, Asked, Prediction, Quiz, judged
from analysis.dashboard.questions import Feedback, Futures
from tests.analysis.dashboard.test_pairs import ARM, REFERENCE, ByHand, fill, pairs
from tests.analysis.dashboard.test_session import begin, shown
from tests.analysis.dashboard.test_tour import all_widgets

__all__ = ["begin", "pairs"]
ASKED = Asked("Will it be better?", ARM)


def grow(paired: PairedRuns, runs: ByHand, series: Any, changes: list[float]) -> None:
    """Let pairs come in whose models lose so much more."""
    for change in changes:
        paired.begin_next()
        (_, _, less), (_, _, more) = runs.asked[-2:]
        fill(less, series)
        fill(more, series.assign(model_loss=series["model_loss"] + change))


@pytest.mark.parametrize(
    ("changes", "guess", "told"),
    [
        ([0.30, 0.31, 0.32], WORSE, "It holds: models are worse, by 3 of 10 pairs."),
        ([0.30, 0.31, 0.32], BETTER, "It does not hold: models are worse, by 3 of 10 pairs."),
        ([-0.30, -0.31, -0.32], BETTER, "It holds: models are better, by 3 of 10 pairs."),
        ([0.0, 0.0], ALIKE, "It holds: models are about the same, by 2 of 10 pairs."),
        ([0.0, 0.0], WORSE, "It does not hold: models are about the same, by 2 of 10 pairs."),
        ([0.3, -0.2], WORSE, "Too early to tell, with 2 of 10 pairs done."),
        ([0.3], WORSE, "Too early to tell, with 1 of 10 pairs done."),
        ([], ALIKE, "Too early to tell, with 0 of 10 pairs done."),
    ],
)
def test_a_prediction_is_judged_by_what_pairs_tell(
    changes: list[float], guess: str, told: str, pairs: tuple[PairedRuns, ByHand], model: PageModel
) -> None:
    paired, runs = pairs
    grow(paired, runs, model.series(), changes)
    assert judged(guess, paired.card(), paired.n_done) == f"You predicted: {guess}. {told}"
    assert N_PAIRS == 10


def texts(drawn: Any) -> str:
    """Give all that is said."""
    widgets = all_widgets(drawn)
    return " ".join(
        str(each) for widget in widgets for each in getattr(widget, "children", []) if isinstance(each, str)
    )


def choices(drawn: Any) -> Any:
    """Give the widget with what can be predicted."""
    return next(each for each in all_widgets(drawn) if hasattr(each, "choices"))


def test_a_prediction_is_judged_anew_as_pairs_come_in(
    begin: Any, pairs: tuple[PairedRuns, ByHand], model: PageModel
) -> None:
    (paired, runs), session, quiz = pairs, begin(""), Quiz()
    quiz.turn()
    _, drawn = solara.render(Prediction(session, quiz, ASKED, paired), handle_error=False)
    assert choices(drawn).choices == CHOICES
    assert "You predicted" not in texts(drawn)
    choices(drawn).vue_choose(WORSE)
    choices(drawn).vue_choose(BETTER)
    assert (choices(drawn).chosen, choices(drawn).is_settled) == (WORSE, True)
    assert "You predicted: worse. Too early to tell" in texts(drawn)
    grow(paired, runs, model.series(), [0.30, 0.31, 0.32])
    session.followed.tell()
    assert "You predicted: worse. It holds" in texts(drawn)
    choices(drawn).vue_choose(WORSE)
    assert quiz.hides(ASKED)
    choices(drawn).vue_choose(SKIPPED)
    assert not quiz.hides(ASKED)
    assert "You predicted" not in texts(drawn)
    drawn.close()


def pictures(drawn: Any) -> set[str]:
    """Give the names of the pictures that are drawn."""
    return {each.name for each in all_widgets(drawn) if hasattr(each, "svg")}


def test_answers_stand_at_once_unless_somebody_wants_to_predict(begin: Any) -> None:
    session, quiz = begin("?set=months=168"), Quiz()
    shown(session)
    session.ask_feedback()
    session.take({"name": "policies.author_levy.share", "value": "0.2", "switch": "policies.author_levy"})

    def both() -> None:
        with solara.Column():
            Futures(session, quiz)
            Feedback(session, quiz)

    _, drawn = solara.render(reacton.component(both)(), handle_error=False)
    assert pictures(drawn) == {"futures", "question"}
    quiz.turn()
    assert pictures(drawn) == set()
    for widget in [each for each in all_widgets(drawn) if hasattr(each, "choices")]:
        widget.vue_choose(SKIPPED)
    assert pictures(drawn) == {"futures", "question"}
    session.take({"name": "policies.author_levy.share", "value": "0.1", "switch": "policies.author_levy"})
    assert pictures(drawn) == {"question"}, "another policy is another question"
    quiz.turn()
    assert pictures(drawn) == {"futures", "question"}
    drawn.close()


def test_questions_are_of_one_web() -> None:
    quiz = Quiz()
    quiz.turn()
    quiz.guess(ASKED, WORSE)
    assert not quiz.hides(Asked(ASKED.question, ARM))
    assert quiz.hides(Asked(ASKED.question, REFERENCE))
    assert quiz.hides(Asked("Will it be worse?", ARM))

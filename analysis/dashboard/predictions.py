"""Predictions before an answer is shown: what a visitor guesses, and whether the pairs of runs bear it out."""

from dataclasses import dataclass

import solara

from analysis.dashboard.background import N_PAIRS
from analysis.dashboard.controls import Presses
from analysis.dashboard.pairs import PairedRuns
from analysis.dashboard.session import Session
from analysis.whatif.card import Card
from analysis.whatif.plain_words import MARKS, MODELS
from ecosystem.scenario import Scenario

BETTER, ALIKE, WORSE = "better", "about the same", "worse"
SKIPPED = "skipped"
CHOICES = {BETTER: "Better", ALIKE: "About the same", WORSE: "Worse", SKIPPED: "Show without guessing"}
OF_FEEDBACK = "Your prediction: when AI learns from pages that AI wrote, will it be better or worse than if it did not?"
OF_POLICIES = "Your prediction: under {}, will AI models be better or worse than if nothing is done?"


@dataclass(frozen=True)
class Asked:
    """What can be predicted.

    Attributes
    ----------
    question : str
        How good models will be.
    setting : Scenario
        The web of which that is asked; of another one it is another question.
    """

    question: str
    setting: Scenario


class Quiz:
    """What one visitor has predicted.

    Attributes
    ----------
    is_on : Reactive of bool
        Whether answers wait for a prediction.
    guesses : Reactive of dict of Asked to str
        What was chosen of each question, one of CHOICES.
    """

    def __init__(self) -> None:
        self.is_on = solara.reactive(False)
        self.guesses: solara.Reactive[dict[Asked, str]] = solara.reactive({})

    def turn(self) -> None:
        """Let answers wait for predictions, or no longer."""
        self.is_on.set(not self.is_on.value)

    def guess(self, asked: Asked, told: str) -> None:
        """Take a prediction; told again, it is taken back, and until then no other is taken."""
        held = self.guesses.value
        if asked not in held and told in [*CHOICES]:
            self.guesses.set({**held, asked: told})
        elif held.get(asked) == told:
            self.guesses.set({each: guess for each, guess in held.items() if each != asked})

    def hides(self, asked: Asked) -> bool:
        """Tell whether an answer waits for a prediction."""
        return self.is_on.value and asked not in self.guesses.value


def verdict_of(card: Card | None) -> str:
    """Say how models fare by a card: BETTER, ALIKE or WORSE; nothing where it does not tell."""
    findings = [] if card is None else [each for found in card.findings.values() for each in found]
    models = next((each for each in findings if each.measure.outcome == MODELS.outcome), None)
    if models is None or models.mark == MARKS["unknown"]:
        return ""
    if not models.is_felt:
        return ALIKE
    return BETTER if models.is_better else WORSE


def judged(guess: str, card: Card | None, n_done: int) -> str:
    """Say whether a prediction holds.

    Parameters
    ----------
    guess : str
        BETTER, ALIKE or WORSE.
    card : Card or None
        What the pairs come to; None before two are done.
    n_done : int
        Pairs.
    """
    verdict, by = verdict_of(card), f"{n_done} of {N_PAIRS} pairs"
    if not verdict:
        return f"You predicted: {guess}. Too early to tell, with {by} done."
    holds = "It holds" if verdict == guess else "It does not hold"
    return f"You predicted: {guess}. {holds}: models are {verdict}, by {by}."


@solara.component
def PredictFirst(quiz: Quiz) -> None:
    """Let answers wait for a prediction at one press, and no longer at another."""
    chosen = "first" if quiz.is_on.value else ""
    Presses(label="Quiz", choices={"first": "Predict first"}, chosen=chosen, event_choose=lambda _: quiz.turn())


@solara.component
def Prediction(session: Session, quiz: Quiz, asked: Asked, pairs: PairedRuns | None) -> None:
    """Ask for a prediction, and say whether it holds."""
    session.news.get()  # the pairs are the same ones, of which more are done
    guess = quiz.guesses.value.get(asked, "")
    n_done = 0 if pairs is None else pairs.n_done
    is_judged = quiz.is_on.value and guess not in {"", SKIPPED}
    found = solara.use_memo(lambda: pairs.card() if pairs and is_judged else None, [id(pairs), n_done, is_judged])
    with solara.v.Html(tag="div", class_="eco-prediction"):
        if not quiz.is_on.value:
            return
        solara.v.Html(tag="p", children=[asked.question])
        Presses(
            label="Your prediction",
            choices=CHOICES,
            chosen=guess,
            event_choose=lambda told: quiz.guess(asked, told),
            is_settled=bool(guess),
        )
        told = judged(guess, found, n_done) if is_judged else ""
        solara.v.Html(tag="p", class_="eco-judged", attributes={"role": "status"}, children=[told])

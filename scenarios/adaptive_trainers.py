"""What adaptation spares trainers: the cost of feedback under several ways to adapt, each against its own control.

Run by itself (``python -m scenarios.adaptive_trainers``), it lays each way beside the same without feedback, pair by
pair, and tells how the cost, and the loss itself, differ from those under fixed recipes, whatever the sign. A cost can
fall because models with feedback get better, or because those without it get worse: so both are told.
What it printed stands in answers/adaptive_trainers.md.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scenarios import baseline
from scenarios.asking import WORLDS, Plan, Study

if TYPE_CHECKING:
    from analysis.statistics.inference import Inference

CLEAN = {"training.validation": "clean"}
VERIFIED = {"training.verifier_phi": 1.0, "training.verifier_psi": 0.0}
DETECTED = {"filtering.detector": "rates"}
SCENARIO = baseline.SCENARIO.replace(
    name="adaptive_trainers",
    story=(
        "Trainers ablate their recipes on held-out pages that humans wrote, a verifier of their own text never errs, "
        "and every crawler drops what a detector calls synthetic, with the error rates of the search engine."
    ),
    question="How much of what feedback costs models do trainers escape by adapting?",
    **(CLEAN | VERIFIED | DETECTED),
)
FIXED = "fixed_recipes"
WAYS = (
    (baseline.SCENARIO.replace(name=FIXED, **{"training.recipe_rounds": 0}), "recipes stay as for the first versions"),
    (baseline.SCENARIO.replace(name="learning"), "recipes learn from held-out pages as crawled"),
    (baseline.SCENARIO.replace(name="clean_validation", **CLEAN), "they learn from held-out pages that humans wrote"),
    (baseline.SCENARIO.replace(name="verification", **VERIFIED), "they learn, and a verifier of own text never errs"),
    (baseline.SCENARIO.replace(name="detectors", **DETECTED), "they learn, and all crawlers look for synthetic pages"),
    (SCENARIO, "all of this together"),
)
"""Ways to adapt, and what each says."""
_LEVEL = 0.05
"""Of the tests of the answer, all together."""


def escape(plan: Plan) -> Iterator[str]:
    """Give the cost of feedback under each way, and how cost and loss differ from those under fixed recipes."""
    from numpy import isfinite

    from analysis.statistics.inference import holm, infer
    from analysis.statistics.periods import final_year_mean
    from analysis.statistics.wording import count, effect_sentence, joined, percent, short

    ways = [way for way, _ in WAYS]
    unfed = [way.replace(name=f"{way.name}_no_feedback", **{"controls.has_feedback": False}) for way in ways]
    frame = plan.series(*ways, *unfed)
    found = [final_year_mean(frame, "model_loss", way.name) for way in (*ways, *unfed)]
    is_sold = isfinite(found).all(axis=0)
    losses, without = ([each[is_sold] for each in part] for part in (found[: len(ways)], found[len(ways) :]))
    costs = [loss - other for loss, other in zip(losses, without, strict=True)]
    others = [each for pair in zip(costs[1:], losses[1:], strict=True) for each in pair]
    effects = [infer(each) for each in costs]
    effects += [
        infer(each - of_fixed) for each, of_fixed in zip(others, (costs[0], losses[0]) * (len(WAYS) - 1), strict=True)
    ]
    is_told = (holm([effect.p_value for effect in effects]) < _LEVEL).tolist()

    of_cost = zip((way.name for way in ways[1:]), effects[len(ways) :: 2], is_told[len(ways) :: 2], strict=True)
    yield _verdict(effects[0], {name: effect if claimed and is_told[0] else None for name, effect, claimed in of_cost})

    def told(place: int, outcome: str) -> str:
        return effect_sentence(effects[place], outcome, "nats per idea", is_told=is_told[place])

    for place, (way, says) in enumerate(WAYS):
        outcome = f"with feedback the loss of the best model in the last 12 of {plan.months} months"
        yield f"- {way.name} ({says}), loss {short(float(losses[place].mean()))}: {told(place, outcome)}"
    for place, way in zip(range(len(ways), len(effects), 2), ways[1:], strict=True):
        part = percent(-effects[place].mean / effects[0].mean) if is_told[0] and is_told[place] else ""
        spared = f", {part} of the cost spared" if part else ""
        yield f"- {way.name} against {FIXED}{spared}: {told(place, 'the cost')}"
        yield f"- {way.name} against {FIXED}: {told(place + 1, 'the loss with feedback itself')}"
    if not is_sold.all():
        gone = joined(way.name for way, loss in zip(ways, found, strict=False) if not isfinite(loss).all())
        n_gone = f"{int((~is_sold).sum())} of {count(len(is_sold), 'pair')}"
        yield f"- Left out are {n_gone}, in which nobody sells models any more under {gone}."


def _verdict(cost: "Inference", changes: Mapping[str, "Inference | None"]) -> str:
    """Say in a sentence what feedback costs under fixed recipes, and which ways change that, as far as can be told."""
    from analysis.statistics.wording import joined, percent

    told = [
        f"{name.replace('_', ' ')} by {change} ({percent(-change.mean / cost.mean)} spared)"
        for name, change in changes.items()
        if change is not None
    ]
    unsure = [name.replace("_", " ") for name, change in changes.items() if change is None]
    parts = [f"Feedback moves the loss of models with fixed recipes by {cost} nats per idea"]
    parts += [f"of the ways to adapt, {joined(told)} move that cost"] if told else []
    parts += [f"nobody can tell whether it is another under {joined(unsure)}"] if unsure else []
    return f"{'; '.join(parts)}."


STUDY = Study(SCENARIO.question, Plan(500, worlds=WORLDS), escape)


if __name__ == "__main__":
    STUDY.tell()

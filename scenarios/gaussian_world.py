"""Other content on the same web: whether the baseline's conclusions depend on the family of models.

Run by itself (``python -m scenarios.gaussian_world``), it lays Gaussian content beside the ecosystem's own, pair by
pair, and prints both differences with their intervals, whatever their signs.
"""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, NamedTuple

from scenarios import baseline, denoising
from scenarios.asking import Plan, Study

if TYPE_CHECKING:
    import pandas as pd

    from analysis.statistics.intervals import Interval
    from ecosystem.scenario import Scenario

STORY = (
    "Pages hold vectors instead of names of ideas: humans draw them from a normal distribution whose mean drifts, "
    "models fit one, and decoding below temperature 1 shrinks its variance. All else is the same web, and answers to "
    "the quality of these models."
)
QUESTION = "Do the baseline's conclusions on models hold when the content is of another kind?"
WITHOUT, WITH = "without_feedback", "with_feedback"


class Claim(NamedTuple):
    """A conclusion, the arm with feedback in which it is looked for, and whether feedback raises the loss there.

    `raises` False claims that feedback lowers it; None that it does not lower it.
    """

    text: str
    fed: "Scenario"
    raises: bool | None


def claims(plan: Plan) -> list[Claim]:
    """Give the baseline's conclusions."""
    web, noisy = plan.sized(baseline.SCENARIO), plan.sized(denoising.SCENARIO)
    plain = noisy.replace(name="denoising_plain", **{"training.temperature": 1.0})
    scale = noisy.parameters.training.temperature
    return [
        Claim("Feedback makes models worse", web, raises=True),
        Claim(f"On a static, noisy and unfiltered web it helps at variance scale {scale:g}", noisy, raises=False),
        Claim("There it does not help at variance scale 1", plain, raises=None),
    ]


def verdict(claim: Claim, effect: "Interval") -> str:
    """Say whether an interval agrees with a claim."""
    if claim.raises is None:
        return "does not hold" if effect.high < 0.0 else "holds" if effect.low > 0.0 else "holds: no gain is seen"
    if not effect.excludes_zero:
        return "not enough runs to tell"
    return "holds" if (effect.mean > 0.0) == claim.raises else "does not hold: the sign is the opposite"


def _answer(plan: Plan) -> Iterator[str]:
    """Run the pairs and tell, claim by claim, what both kinds of content say."""
    plan.check_no_worlds("Gaussian content is one of the structures that all comparisons over worlds hold.")
    outcome = f"the best model's loss in the last 12 of {plan.months} months, in nats per idea"
    verdicts: list[str] = []
    for claim in claims(plan):
        unfed = claim.fed.replace(name=WITHOUT, **{"controls.has_feedback": False})
        pair = unfed, claim.fed.replace(name=WITH)
        frames = [
            plan.series(*(arm.replace(**{"content.family": family}) for arm in pair))
            for family in ("categorical", "gaussian")
        ]
        if not verdicts:
            yield f"- What follows is the change by feedback of {outcome} [95 % interval of {plan.replicates} pairs]"
        verdicts.append((yield from _claim_lines(claim, *frames)))
    n_held = sum(each.startswith("holds") for each in verdicts)
    yield f"- {n_held} of {len(verdicts)} conclusions hold with Gaussian content"


def _claim_lines(claim: Claim, named: "pd.DataFrame", gaussian: "pd.DataFrame") -> Generator[str, None, str]:
    """Tell the effects on both kinds of content and what the Gaussian models are like; return their verdict."""
    from analysis.statistics.paired_runs import paired_effect
    from analysis.statistics.periods import final_year_mean

    own, other = (paired_effect(frame, "model_loss", WITHOUT, WITH) for frame in (named, gaussian))
    yield f"- {claim.text}: Gaussian {other}, {verdict(claim, other)}"
    same = "the same sign" if (own.mean > 0.0) == (other.mean > 0.0) else "the other sign"
    own_sign = same if own.excludes_zero and other.excludes_zero else "no sign to compare"
    yield f"- The ecosystem's own content: {own} ({own_sign}), {verdict(claim, own)}"
    for arm in (WITHOUT, WITH):
        loss, recall, variance = (
            final_year_mean(gaussian, name, arm).mean() for name in ("model_loss", "tail_recall", "diversity_ratio")
        )
        yield (
            f"- Gaussian models {arm.replace('_', ' ')}: loss {loss:.3f}, {recall:.2f} of the human mass of rare ideas "
            f"held, variance as served {variance:.2f} of the culture's"
        )
    return verdict(claim, other)


STUDY = Study(QUESTION, Plan(300), _answer)


if __name__ == "__main__":
    STUDY.tell()

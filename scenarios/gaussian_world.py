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
    "Pages hold vectors instead of ideas: humans draw them from a normal distribution whose mean drifts, models fit "
    "one, and decoding below temperature 1 shrinks its variance. Who writes, what is fetched and licensed, budgets, "
    "recipes and releases are those of runs of the ecosystem."
)
QUESTION = "Do the baseline's conclusions on models hold when the content is of another kind?"


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
    from analysis.studies.gaussian_world import run_gaussian_arms

    outcome = f"the best model's loss in the last 12 of {plan.months} months, in nats per idea"
    verdicts: list[str] = []
    for claim in claims(plan):
        unfed = claim.fed.replace(name=f"{claim.fed.name}_no_feedback", **{"controls.has_feedback": False})
        frame = run_gaussian_arms([unfed, claim.fed], plan.replicates, plan.seed, plan.runner)
        if not verdicts:
            yield f"- What follows is the change by feedback of {outcome} [95 % interval of {plan.replicates} pairs]"
        verdicts.append((yield from _claim_lines(claim, frame, unfed.name)))
    n_held = sum(each.startswith("holds") for each in verdicts)
    yield f"- {n_held} of {len(verdicts)} conclusions hold with Gaussian content"


def _claim_lines(claim: Claim, frame: "pd.DataFrame", unfed: str) -> Generator[str, None, str]:
    """Tell the effects on both kinds of content and what the Gaussian models are like; return their verdict."""
    from analysis.statistics.paired_runs import paired_effect
    from analysis.statistics.periods import final_year_mean

    own, other = (paired_effect(frame, name, unfed, claim.fed.name) for name in ("model_loss", "gaussian_loss"))
    yield f"- {claim.text}: Gaussian {other}, {verdict(claim, other)}"
    same = "the same sign" if (own.mean > 0.0) == (other.mean > 0.0) else "the other sign"
    own_sign = same if own.excludes_zero and other.excludes_zero else "no sign to compare"
    yield f"- The ecosystem's own content: {own} ({own_sign}), {verdict(claim, own)}"
    for arm, label in ((unfed, "without"), (claim.fed.name, "with")):
        loss, variance, offset = (
            final_year_mean(frame, f"gaussian_{name}", arm).mean() for name in ("loss", "variance", "offset")
        )
        yield (
            f"- Gaussian models {label} feedback: loss {loss:.3f}, variance {variance:.2f} of the culture's, "
            f"mean {offset:.3f} nats away from the culture's"
        )
    return verdict(claim, other)


STUDY = Study(QUESTION, Plan(300), _answer)


if __name__ == "__main__":
    STUDY.tell()

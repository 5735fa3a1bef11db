"""A fixed share of every training set is synthetic, and token budgets grow: whether more data still help.

Run by itself (``python -m scenarios.strong_collapse``), it lays webs with several shares and budgets beside each other
on the same seeds, and tells at which share the loss of models stops to fall with their tokens.
What it printed stands in answers/strong_collapse.md.
"""

from collections.abc import Iterator

from ecosystem import Scenario
from ecosystem import policies as p
from scenarios import baseline
from scenarios.asking import Plan, Study

SHARES, SCALES = (0.0, 0.01, 0.05, 0.2), (1 / 64, 1 / 16, 1 / 4, 1.0)


def mixed(share: float, scale: float) -> Scenario:
    """Give the baseline with another token budget, and no more than a share of synthetic tokens in training.

    Audits miss nothing, since nobody hides: what hides would be 4 % of what is read where nothing may be synthetic.
    """
    budget = baseline.SCENARIO.parameters.training.budget_share * scale
    return baseline.SCENARIO.replace(
        name=f"synthetic_{share * 100:.0f}-budget_1_of_{1 / scale:.0f}",
        policies=(p.SyntheticCap(start="2022-01", share=share, audit_tpr=1.0, audit_fpr=0.0),),
        **{"training.budget_share": budget, "controls.has_evasion": False},
    )


SCENARIO = mixed(SHARES[-1], SCALES[-1]).replace(
    name="strong_collapse",
    story="From January 2022 on no training set holds more than a fifth of synthetic tokens, and nobody hides any.",
    question="Does a small fixed share of synthetic data stop models from getting better with more data?",
)


def _scaling(plan: Plan) -> Iterator[str]:
    """Tell whether more tokens stop to help, and how loss falls with them at each share."""
    from analysis.statistics.wording import capital
    from analysis.studies.web_scaling import scaling_sentences, scalings

    arms = {share: [mixed(share, scale) for scale in SCALES] for share in SHARES}
    frame = plan.series(*(arm for row in arms.values() for arm in row))
    found = scalings(frame, {share: [arm.name for arm in row] for share, row in arms.items()})
    verdict, *shares = map(capital, scaling_sentences(found))
    yield f"{verdict}."
    yield from (f"- {share}." for share in shares)


STUDY = Study(SCENARIO.question, Plan(500, months=72, replicates=30), _scaling)


if __name__ == "__main__":
    STUDY.tell()

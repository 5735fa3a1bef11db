"""Three packages of policies: for transparency, for those who create, for a commons of data; and all of them at once.

Run by itself (``python -m scenarios.policy_packages``), it lays them beside the baseline and says whether together they
do more or less than the sum of their parts. Whoever looks for synthetic text, in crawls, in a trust's check or in an
audit, has the same detector, so that what differs is where a package uses it.
What it printed stands in answers/policy_packages.md.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecosystem import policies as p
from scenarios import baseline
from scenarios.asking import OUTCOMES, WORLDS, Plan, Study, WhatIf
from scenarios.telling import sum_lines

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison

START = "2026-08"
TRANSPARENCY = p.LabellingMandate(start=START, coverage=0.8) + p.WatermarkMandate(start=START)
TRANSPARENCY += p.ProvenanceStandard(start=START, coverage=0.3) + p.FilterDuty(start=START)
CREATION = p.AuthorLevy(start=START, share=0.1) + p.CollectiveLicence(start=START) + p.AnswerLimit(start=START)
TPR, FPR = (getattr(baseline.SCENARIO.parameters.detection, name) for name in ("engine_tpr", "engine_fpr"))
"""Error rates of the search engine's detector, which a duty to filter has too, on text that does not hide."""
TRUST = p.DataTrust(start=START, check_tpr=TPR, check_fpr=FPR)
COMMONS = TRUST + p.SyntheticCap(start=START, share=0.1, audit_tpr=TPR, audit_fpr=FPR)
SCENARIO = baseline.SCENARIO.replace(
    name="policy_packages",
    story="From August 2026 labels, marks and filters, a levy and licences, a data trust and a cap hold together.",
    question="Which package does most for models and for authors, and do packages help or hinder each other?",
    policies=(TRANSPARENCY + CREATION + COMMONS).policies,
)
ARMS = {"transparency": TRANSPARENCY, "creation": CREATION, "commons": COMMONS, "all": SCENARIO.policies}


def _sums(result: "Comparison") -> Iterator[str]:
    """Tell whether all packages together do more or less than the sum of the three."""
    yield from sum_lines(result, ("transparency", "creation", "commons"), "all", OUTCOMES)


STUDY = Study(SCENARIO.question, Plan(500, months=120, worlds=WORLDS), WhatIf(baseline.SCENARIO, ARMS, also=_sums))


if __name__ == "__main__":
    STUDY.tell()

"""The other reading of exposure: search engines demote nobody, and readers stay with old pages.

AI pages get fewer visits than their number among new articles would suggest. The anchors cannot tell whether engines
demote them or whether readers simply stay with old pages. Run by itself (``python -m scenarios.no_demotion``), it lays
both readings side by side, pair by pair.
"""

from analysis.uncertainty.structures import STRUCTURES
from scenarios import baseline
from scenarios.asking import Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="no_demotion",
    story=(
        "No page is demoted for being believed synthetic; pages keep nearly all of their attractiveness from month to "
        "month, so that the old pages of humans hold most visits. Costs and entry of operators are fitted anew to the "
        "same published figures."
    ),
    question="What hangs on whether engines demote AI pages or readers stay with old ones?",
    **STRUCTURES["no_demotion"],
)
STUDY = Study(
    SCENARIO.question,
    Plan(1000),
    Pairs(
        arms=(baseline.SCENARIO, SCENARIO),
        pairs=(("baseline", "no_demotion"),),
        outcomes=(
            "exposure_odds_ratio",
            "synthetic_share_search",
            "synthetic_share_new",
            "author_income",
            "model_loss",
        ),
    ),
)


if __name__ == "__main__":
    STUDY.tell()

"""Human tokens held while synthetic ones are added, against both growing together: whether number or share counts.

Run by itself (``python -m scenarios.number_or_share``), it lays webs whose trainers read as many human tokens, with
more or fewer synthetic ones beside them, and webs with equal shares but more tokens, beside each other, pair by pair.
What it printed stands in answers/number_or_share.md.
"""

from itertools import pairwise

from ecosystem import Scenario
from scenarios.asking import Pairs, Plan, Study
from scenarios.strong_collapse import mixed

HUMAN, SHARES = (1 / 16, 1 / 4), (0.0, 0.05, 0.2)
SAID = {HUMAN[0]: "few human tokens", HUMAN[1]: "four times as many human tokens"}


def _mixture(human: float, share: float) -> Scenario:
    """Give a web whose trainers read so many human tokens, over the budget of the baseline, at a synthetic share."""
    return mixed(share, human / (1.0 - share)).replace(name=f"human_1_of_{1 / human:.0f}-synthetic_{share * 100:.0f}")


SCENARIO = _mixture(HUMAN[-1], SHARES[-1]).replace(
    name="number_or_share",
    story="Trainers read a quarter of the human tokens of the baseline; a fifth of what they read is synthetic.",
    question="Is it the number of human tokens in training that counts, or their share?",
)
ARMS = {(human, share): _mixture(human, share) for human in HUMAN for share in SHARES}
_ADDED = [(ARMS[human, SHARES[0]].name, ARMS[human, share].name) for human in HUMAN for share in SHARES[1:]]
_GROWN = [(ARMS[less, share].name, ARMS[more, share].name) for share in SHARES for less, more in pairwise(HUMAN)]
STUDY = Study(
    SCENARIO.question,
    Plan(500, months=72, replicates=30),
    Pairs(
        arms=tuple(ARMS.values()),
        pairs=(*_ADDED, *_GROWN),
        outcomes=("model_loss", "tail_recall", "training_tokens", "synthetic_share_training"),
        said={
            arm.name: f"with {SAID[human]} and {f'{100 * share:.0f} %' if share else 'no'} synthetic ones"
            for (human, share), arm in ARMS.items()
        },
    ),
)


if __name__ == "__main__":
    STUDY.tell()

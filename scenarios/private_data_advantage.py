"""A fifth of human platforms belong to private scrapers: whether better data win, or better recipes.

Run by itself (``python -m scenarios.private_data_advantage``), it lays worlds with and without such platforms beside
each other, pair by pair: all trainers learn their recipes, none does after its first version, or only those on the open
crawl do. The trainers of the start stay, so that both sides are there to be compared.
What it printed stands in answers/private_data_advantage.md.
"""

from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="private_data_advantage",
    story="A fifth of human sites belong to private scrapers, who alone fetch their pages.",
    question="Do trainers with human data of their own win, and can a better recipe make up for worse data?",
    **{"crawl.owned_share": 0.2},
)
FIXED = {"training.recipe_rounds": 0}
OPEN_LEARNS = {"training.recipe_learners": "open crawl"}
STAY = {"controls.has_trainer_turnover": False}
ARMS = tuple(
    world.replace(name=f"{data}{recipes}", **STAY, **changes)
    for world, data in ((baseline.SCENARIO, "all_share"), (SCENARIO, "some_own"))
    for recipes, changes in (("", {}), ("_fixed_recipes", FIXED), ("_open_learn", OPEN_LEARNS))
)
STUDY = Study(
    SCENARIO.question,
    Plan(500, worlds=WORLDS),
    Pairs(
        arms=ARMS,
        pairs=(
            ("all_share", "some_own"),
            ("all_share_fixed_recipes", "some_own_fixed_recipes"),
            ("all_share_fixed_recipes", "all_share_open_learn"),
            ("some_own_fixed_recipes", "some_own_open_learn"),
            ("all_share_fixed_recipes", "some_own_open_learn"),
        ),
        outcomes=(
            "private_user_share",
            "model_loss_private",
            "model_loss_open",
            "trainer_hhi",
        ),
        ranked="private_user_share",
        said={
            "all_share": "where all share one crawl",
            "some_own": "where some own a fifth of sites",
            "all_share_fixed_recipes": "where all share one crawl and recipes stay",
            "some_own_fixed_recipes": "where some own a fifth of sites and recipes stay",
            "all_share_open_learn": "where all share one crawl and open ones learn recipes",
            "some_own_open_learn": "where some own a fifth of sites and the others learn recipes",
        },
    ),
)


if __name__ == "__main__":
    STUDY.tell()

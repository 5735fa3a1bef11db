"""Few trainers or many: what makes users gather at one of them, and what breaks that up.

Run by itself (``python -m scenarios.concentration``), it lays worlds beside the baseline, pair by pair, in which names
draw alike, budgets do or do not follow what each earns, some have human data of their own, none learns its recipe, all
buy text of the best model, or the trainers of the start stay for ever.
What it printed stands in answers/concentration.md.
"""

from typing import Any

from scenarios import baseline
from scenarios.asking import WORLDS, Pairs, Plan, Study

SCENARIO = baseline.SCENARIO.replace(
    name="concentration",
    story="Budgets follow what each trainer earns in full, so that users, money, tokens and quality feed one another.",
    question="What makes users gather at few trainers: names, scale, data or recipes?",
    **{"training.budget_follows_revenue": 1.0},
)
CHANGES: dict[str, dict[str, Any]] = {
    "baseline": {},
    "names_alike": {"market.brand_spread": 0.0},
    "budgets_alike": {"training.budget_spread": 0.0, "training.budget_follows_revenue": 0.0},
    "budgets_follow": {"training.budget_follows_revenue": 1.0},
    "some_own_data": {"crawl.owned_share": 0.2},
    "fixed_recipes": {"training.recipe_learning_rate": 0.0},
    "rivals_text": {"training.synthetic_writer": "best on sale"},
    "fixed_trainers": {"controls.has_trainer_turnover": False},
}
ARMS = tuple(baseline.SCENARIO.replace(name=name, **changes) for name, changes in CHANGES.items())
STUDY = Study(
    SCENARIO.question,
    Plan(500, worlds=WORLDS),
    Pairs(
        arms=ARMS,
        pairs=tuple(("baseline", name) for name in CHANGES if name != "baseline"),
        outcomes=("trainer_hhi", "model_loss", "model_loss_mean"),
        ranked="trainer_hhi",
        said={
            "baseline": "in the baseline",
            "names_alike": "where names are alike",
            "budgets_alike": "where budgets are alike",
            "budgets_follow": "where budgets follow revenue in full",
            "some_own_data": "where some own a fifth of sites",
            "fixed_recipes": "where recipes stay",
            "rivals_text": "where the best model on sale writes the text",
            "fixed_trainers": "where trainers neither come nor go",
        },
    ),
)


if __name__ == "__main__":
    STUDY.tell()

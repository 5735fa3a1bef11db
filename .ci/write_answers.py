"""Write scenarios/answers/README.md: the claims of the debate, and what each answer of the project says."""

import re
from pathlib import Path

from scenarios.answer_pages import lines_of
from scenarios.catalogue import study

FOLDER = Path(__file__).resolve().parent.parent / "scenarios" / "answers"
CLAIMS = {
    "Do models degrade, and why?": (
        "no_feedback", "what_is_feedback", "replace_vs_accumulate", "strong_collapse", "number_or_share", "stress",
        "baseline",
    ),
    "Can trainers escape by adapting?": ("adaptive_trainers", "clean_archive", "detector_arms_race"),
    "Who has the data, and does it decide?": (
        "private_data_advantage", "concentration", "opt_out_wave", "refusal_by_purpose", "answer_engines",
        "answers_that_cite",
    ),
    "What works, and what does it cost?": (
        "policy_packages", "laws_in_force", "labelling_mandate", "search_demotion", "author_levy", "pay_per_crawl",
        "data_trust", "equal_cost", "late_action",
    ),
}  # fmt: skip
OF_POLICY = re.compile(r": from \d{4}-\d{2} (on|to)")
"""What a line has that says what a policy asks, and not what came out."""
HEAD = """# Answers

What each scenario came to, by the claims of the debate. `uv run ecosystem answer NAME` makes the runs behind an answer
again; `uv run python .ci/write_answers.py` writes this page. Answers over worlds hold what nobody knows of parameters
and of the structure of the model ([what that means](../../docs/uncertainty.md)); others are of one world and of seeds
only.
"""


def row(name: str) -> str:
    """Write what one answer says, and what it was asked over."""
    question, *lines = lines_of((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    told = next(each for each in lines if not (each.endswith(":") or OF_POLICY.search(each))).removeprefix("- ")
    plan = study(name).plan
    runs = f"{plan.worlds} worlds" if plan.worlds else "one run" if plan.replicates == 1 else f"{plan.replicates} seeds"
    return f"| [{question}]({name}.md) | {told} | {runs}, {plan.size:,} authors |"


def page() -> str:
    """Write the page: a table a claim."""
    head = "| question | what came out | asked over |\n|---|---|---|\n"
    tables = [f"## {claim}\n\n{head}" + "\n".join(map(row, names)) + "\n" for claim, names in CLAIMS.items()]
    return "\n".join([HEAD, *tables])


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(page(), encoding="utf-8")

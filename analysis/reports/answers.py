"""What a report of a comparison tells of: effects against the baseline, or when it is too late to act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures import effects_figure
from analysis.marks.effect_marks import effects_title
from analysis.runs.design import BASELINE
from analysis.statistics.losses import losses_in_words
from analysis.statistics.periods import MONTHS_PER_YEAR
from analysis.whatif.card import Card, card_of
from analysis.whatif.comparison import Comparison
from analysis.whatif.delays import NEVER, delays_of, waiting, with_never
from analysis.whatif.differences import added_policies
from analysis.whatif.effects import effects, sentences
from analysis.whatif.lateness import acting, waiting_sentences, waiting_title
from analysis.whatif.policy_gains import GAINS_NEEDED, TENTHS_NEEDED, gains_and_losses, gains_by_tenth
from ecosystem import Scenario
from ecosystem.shown import shown


@shown
@dataclass(frozen=True, eq=False)
class Told:
    """What a report tells of, in numbers and words.

    Attributes
    ----------
    finding : str
        One sentence, without its full stop.
    card : Card or None
        What the arms come to; None where these are delays.
    answers : mapping of str to list of str
        Sentences under their headings.
    tables : list of DataFrame
        Effects; the first is the one that is drawn. `attrs` hold the reference, how the means are headed and the
        name of their file.
    series : DataFrame
        Of all runs, the arms under the names of the tables.
    gains : DataFrame
        Who gains and who loses, against the same reference.
    tenths : DataFrame
        Which tenths of authors gain and lose income.
    reference : str
        The arm that the others are compared with.
    words : mapping of str to str
        What the sections say of this: heading, reference, period, is.
    """

    finding: str
    card: Card | None
    answers: Mapping[str, list[str]]
    tables: list[pd.DataFrame]
    series: pd.DataFrame
    gains: pd.DataFrame
    tenths: pd.DataFrame
    reference: str
    words: Mapping[str, str]

    @property
    def sentences(self) -> list[str]:
        """All sentences, one below the other."""
        return [sentence for told in self.answers.values() for sentence in told]

    def figure(self) -> Any:
        """Draw the first table under the finding; a Figure."""
        return effects_figure(self.tables[0], self.words["reference"], self.words["period"], self.finding)


def told_of(comparison: Comparison) -> Told:
    """Say what a comparison answers: when it is too late if its arms are delays, else what the arms change."""
    return _told_of_delays(comparison) if delays_of(comparison.arms) else _told_of_arms(comparison)


def period_of(world: Scenario) -> str:
    """Name the months that effects are the means of."""
    n_months = min(MONTHS_PER_YEAR, world.months)
    return f"the last {n_months} of {world.months} months" if n_months < world.months else f"all {n_months} months"


def partly_in_force(comparison: Comparison, arm: str) -> list[str]:
    """Warn of policies that are not in force in all months that effects are the means of; nothing if there are none."""
    world = comparison.baseline
    steps = range(max(world.months - MONTHS_PER_YEAR, 0), world.months)
    told = []
    for policy in added_policies(comparison.arms[BASELINE], comparison.arms[arm]):
        n_months = sum(policy.is_in_force(step) for step in steps)
        if n_months < len(steps):
            told.append(
                f"{policy.kind} is in force in {n_months} of the {len(steps)} months that effects are means of."
            )
    return told


def what_losses_mean(comparison: Comparison, table: pd.DataFrame) -> list[str]:
    """Say what the losses of all arms mean; nothing where no loss is told.

    Parameters
    ----------
    comparison : Comparison
    table : DataFrame
        As `effects` gives it.

    Returns
    -------
    list of str
        One sentence at most.
    """
    rows = table[(table["outcome"] == "model_loss") & (table["n_pairs"] > 0)]
    losses = {str(row.arm): float(row.policy) for row in rows.itertuples()}
    if not losses:
        return []
    parameters = {name: arm.parameters for name, arm in comparison.arms.items()}
    return [losses_in_words({BASELINE: float(rows["baseline"].iloc[0])} | losses, parameters)]


def _told_of_arms(comparison: Comparison) -> Told:
    arms = list(comparison.arms)
    series, period = _of_arms(comparison.series, arms), period_of(comparison.baseline)
    table = effects(series, comparison.outcomes, confidence=comparison.confidence)
    answers = {
        arm: [*partly_in_force(comparison, arm), *sentences(table[table["arm"] == arm])]
        for arm in arms
        if arm != BASELINE
    }
    if meaning := what_losses_mean(comparison, table):
        answers["What a loss means"] = meaning
    return Told(
        finding=effects_title(table),
        card=card_of(comparison),
        answers=answers,
        tables=[_headed(table, BASELINE, "Effects of {}", "Baseline", "effects")],
        series=series,
        **_gains(comparison, _of_arms(comparison.welfare, arms), BASELINE),
        reference=BASELINE,
        words={
            "heading": "Effects",
            "reference": "the baseline",
            "period": period,
            "is": f"An effect is an arm less the baseline in the same replicate, of the mean over {period}",
        },
    )


def _told_of_delays(comparison: Comparison) -> Told:
    found = waiting(comparison)
    first, arms = acting(found.earliest), [*found.delays, NEVER]
    return Told(
        finding=waiting_title(found),
        card=None,
        answers={"What waiting costs": waiting_sentences(found)},
        tables=[
            _headed(found.costs, found.earliest, "{} against " + found.earliest, found.earliest, "waiting"),
            _headed(found.gains, NEVER, "{} against " + NEVER, NEVER, "acting"),
        ],
        series=with_never(comparison.series, arms),
        **_gains(comparison, with_never(comparison.welfare, arms), found.earliest),
        reference=found.earliest,
        words={
            "heading": "What waiting costs, and what acting late still changes",
            "reference": first,
            "period": found.period,
            "is": f"A difference is an arm less {first}, or less never acting, in the same replicate, of the mean over "
            f"{found.period}",
        },
    )


def _headed(table: pd.DataFrame, reference: str, caption: str, first: str, file: str) -> pd.DataFrame:
    table.attrs |= {"reference": reference, "caption": caption, "first": first, "file": file}
    return table


def _of_arms(frame: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Let a frame know of all arms, also of those without a run, and of no others."""
    known = frame[frame["arm"].isin(list(arms))]
    return known.assign(arm=pd.Categorical(known["arm"], list(arms)))


def _gains(comparison: Comparison, welfare: pd.DataFrame, reference: str) -> dict[str, pd.DataFrame]:
    """Give who gains and who loses, and the same of tenths of authors; tables without rows where this is not known."""
    made = {"gains": (gains_and_losses, GAINS_NEEDED), "tenths": (gains_by_tenth, TENTHS_NEEDED)}
    is_there = len(welfare) and reference in set(welfare["arm"])
    return {
        name: ask(welfare, confidence=comparison.confidence, reference=reference)
        if is_there and set(welfare.columns) >= {"arm", "replicate", *needed}
        else pd.DataFrame(columns=["arm", "group", "year"])
        for name, (ask, needed) in made.items()
    }

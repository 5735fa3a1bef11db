"""What is told of the columns of tables of results: effects, gains, attribution, anchors, patterns and studies."""

from collections.abc import Iterator

from ecosystem.columns import FrameInfo, columns

_OF_OUTCOME = "that of the outcome"
_ARM = ("arm", "text", "Name of the arm that is compared with the reference.")
_PAIR = (
    ("baseline", _OF_OUTCOME, "Mean in the runs of the reference."),
    ("policy", _OF_OUTCOME, "Mean in the runs of the arm."),
    ("difference", _OF_OUTCOME, "Arm less reference, the mean over pairs of runs with one seed."),
    ("low", _OF_OUTCOME, "Lower end of the interval of the difference."),
    ("high", _OF_OUTCOME, "Upper end of the interval of the difference."),
    ("method", "text", "How the interval was made: t (Student), BCa (bootstrap), exact (no pair differs), or none."),
)
_JUDGED = (
    ("p_value", "share", "Chance of such a difference if there were none."),
    (
        "p_holm",
        "share",
        "This chance, adjusted (Holm) for all rows of the table: all arms and all that is judged of them.",
    ),
    ("is_real", "yes or no", "Whether the adjusted chance is below one less the confidence."),
)
EFFECTS = FrameInfo(
    "effects",
    "One row an arm and outcome.",
    ("Comparison.effects", "analysis.whatif.delays.waiting", "effects.csv and waiting.csv of a comparison"),
    columns(
        _ARM,
        ("outcome", "text", "Name of the indicator."),
        ("unit", "text", "Unit of the indicator."),
        ("better", "text", "Direction of it that is better: higher, lower or neither."),
        *_PAIR,
        ("relative", "ratio to the reference", "The difference over the size of the reference; empty if that is 0."),
        ("standardised", "standard deviations", "The difference over the spread of the runs of the reference."),
        ("p_better", "share", "Of the pairs, those in which the arm is better; ties count half."),
        ("n_pairs", "number", "How many pairs of runs there are."),
        ("variance_ratio", "ratio", "How much less pairs scatter than runs of different seeds would."),
        *_JUDGED,
        ("is_large", "yes or no", "Whether the difference is large beside the spread and the size of the reference."),
        ("is_consistent", "yes or no", "Whether nearly all pairs, and both halves of the months, agree on its sign."),
        ("verdict", "text", "What can be said of it, in words."),
    ),
)
ROBUST = FrameInfo(
    "robust",
    "One row an arm and outcome, over worlds that history allows: how bad it may be.",
    ("analysis.uncertainty.robust.league", "robust.csv of a comparison over worlds"),
    columns(
        _ARM,
        ("outcome", "text", "Name of the indicator."),
        ("unit", "text", "Unit of the indicator."),
        ("n_worlds", "number", "Worlds in which every arm has a value of every outcome."),
        ("median", _OF_OUTCOME, "Arm less reference, the median over worlds."),
        ("regret", "share", "How far it falls short of the best arm of a world, over best less worst; 90 % quantile."),
        ("largest_regret", "share", "The largest regret of the arm by any outcome."),
        (
            "satisfices",
            "share",
            "Of the worlds, those in which nobody is worse off by 1 % or more than in the reference.",
        ),
        ("is_efficient", "yes or no", "Whether no other arm is as good by every median, and better by one."),
    ),
)
OVER_WORLDS = FrameInfo(
    "over_worlds",
    "One row an arm and outcome, over worlds that history allows, other structures and seeds.",
    ("Comparison.over_worlds", "worlds.csv of a comparison over worlds"),
    columns(
        _ARM,
        ("outcome", "text", "Name of the indicator."),
        ("unit", "text", "Unit of the indicator."),
        ("better", "text", "Direction of it that is better: higher, lower or neither."),
        ("n_worlds", "number", "How many worlds have a pair with a value."),
        ("median", _OF_OUTCOME, "Arm less reference, the median over worlds."),
        ("mean", _OF_OUTCOME, "Arm less reference, the mean over worlds."),
        ("low_50", _OF_OUTCOME, "Lower end of the range that holds the middle half of worlds."),
        ("high_50", _OF_OUTCOME, "Upper end of the range that holds the middle half of worlds."),
        ("low_90", _OF_OUTCOME, "Lower end of the range that holds the middle 90 % of worlds."),
        ("high_90", _OF_OUTCOME, "Upper end of the range that holds the middle 90 % of worlds."),
        ("relative", "ratio to the reference", "The median over the size of the reference; empty if that is 0."),
        ("n_same_worlds", "number", "In how many worlds the difference has the sign of the median."),
        ("same_sign_share", "share", "Share of the worlds in which the difference has the sign of the median."),
        ("n_structures", "number", "How many structures have a value, the own one among them."),
        ("n_same_structures", "number", "In how many structures the median has the same sign."),
        *(
            (f"{source}_share", "share", f"Of the variance of the difference, what comes from {source}.")
            for source in ("seeds", "parameters", "structure")
        ),
        ("n_repeats", "number", "How many pairs beyond the first of their world tell what seeds do."),
        ("n_met", "number", "Published figures and patterns of this outcome that the runs of the reference meet."),
        ("n_missed", "number", "Published figures and patterns of this outcome that they miss."),
        ("likelihood", "text", "The word of the IPCC for the share of worlds that have the sign."),
        ("certainty", "text", "Certainty by GRADE: high, moderate, low or very low; empty where nothing changes."),
        ("is_robust", "yes or no", "Whether at least 90 % of worlds and all structures have the same sign."),
        ("largest_doubt", "text", "What takes most certainty: seeds, parameters, structure or validation."),
        ("more_worlds", "number", "How many more worlds would tell the sign of the mean; 0 where it is told."),
        ("says", "text", "What the effect is and how sure to be of it, in one sentence."),
    ),
)
_GAINS = "USD a year"
GAINS = FrameInfo(
    "gains",
    "One row an arm and group of people or firms, the last of each arm all together.",
    ("gains_and_losses", "the report of a comparison"),
    columns(
        _ARM,
        ("group", "text", "Who gains or loses."),
        ("year", "year", "Which year it is."),
        *((name, unit if unit == "text" else _GAINS, meaning) for name, unit, meaning in _PAIR),
        ("n_pairs", "number", "How many pairs of runs there are."),
        *_JUDGED,
        ("verdict", "text", "What can be said of it, in words."),
    ),
)
CHANGES = FrameInfo(
    "changes",
    "One row a group of people or firms, the last the sum of all accounts.",
    ("analysis.outcomes.welfare.gains", "summary.md of a run"),
    columns(
        ("group", "text", "Who gains or loses."),
        ("n_first", "members", "How many there are in the first full year."),
        ("n_last", "members", "How many there are in the last full year."),
        ("per_head_first", "USD a year per member", "Welfare of one member in the first full year."),
        ("per_head_last", "USD a year per member", "Welfare of one member in the last full year."),
        ("first", _GAINS, "Welfare of the whole group in the first full year."),
        ("last", _GAINS, "Welfare of the whole group in the last full year."),
        ("change", _GAINS, "The last less the first."),
    ),
)
ATTRIBUTION = FrameInfo(
    "attribution",
    "One row a group of sites whose pages a model was trained on.",
    ("analysis.outcomes.attribution.attribution_frame", "attribution.csv of a run"),
    columns(
        ("group", "text", "Which sites: by kind, news and blogs in head and tail, licensed pages by themselves."),
        ("pages", "pages", "How many of their pages were read for the model."),
        ("ideas", "ideas", "How much of their text it was trained on, in ideas."),
        ("tokens", "tokens", "How much text that is in tokens, the unit of the price of licences."),
        ("synthetic_share", "share", "Of their text, the part that models had written."),
        ("shapley", "nats per idea", "How much of the fall of its error by data is due to them (Shapley value)."),
        ("standard_error", "nats per idea", "Error of that by drawing orders; 0 where all sets were valued."),
        ("share", "share of the whole", "The part of the whole fall that is due to them; below 0 they do harm."),
        ("shapley_per_1000_tokens", "nats per 1,000 tokens", "How much is due to 1,000 of their tokens."),
        ("alone", "nats per idea", "How much the error would fall with their data and no others."),
        ("last", "nats per idea", "How much they add to the data of all others."),
    ),
)
COLLAPSE = FrameInfo(
    "collapse",
    "One row a published definition of collapse.",
    ("analysis.outcomes.collapse.collapse_report", "summary.md of a run"),
    columns(
        ("definition", "text", "Name of the definition."),
        ("holds", "text", "Whether it holds at the end of the run: yes, no, or not measured."),
        ("since", "month", "The month from which it holds to the end; empty if it does not."),
        ("without_feedback", "text", "Whether it holds in the run without feedback as well."),
        ("without_ai", "text", "Whether it holds in the run without AI as well."),
        ("says", "text", "What holds if it holds."),
    ),
)
_MEASURED = (
    ("model", _OF_OUTCOME, "What the runs show, the mean over replicates."),
    ("model_low", _OF_OUTCOME, "Lower end of the 90 % interval in which one more run would lie."),
    ("model_high", _OF_OUTCOME, "Upper end of the 90 % interval in which one more run would lie."),
    ("mean_low", _OF_OUTCOME, "Lower end of the 90 % interval of the mean."),
    ("mean_high", _OF_OUTCOME, "Upper end of the 90 % interval of the mean."),
)
_ACCEPTED = (
    ("accept_low", _OF_OUTCOME, "Lowest value that passes."),
    ("accept_high", _OF_OUTCOME, "Highest value that passes."),
)
_SOURCE = ("source", "text", "Where the published figure is from.")
_VERDICT = ("verdict", "text", "Whether the mean passes: pass, fail, not covered, or reported where nothing is asked.")
ANCHORS = FrameInfo(
    "anchors",
    "One row a published figure beside the runs.",
    ("analysis.evidence.validation.validate", "anchors.csv of a validation"),
    columns(
        ("pattern", "text", "What the figure is about: flow, crawl, niche, users, refusals or search."),
        ("indicator", "text", "Name of the indicator that it is compared with."),
        ("quantity", "text", "What was measured, in the words of its source."),
        ("date", "text", "The months or the year that it is of."),
        ("anchor", _OF_OUTCOME, "The published figure."),
        ("low", _OF_OUTCOME, "Lower end of the published band."),
        ("high", _OF_OUTCOME, "Upper end of the published band."),
        *_MEASURED,
        ("error", _OF_OUTCOME, "What the runs show less the published figure."),
        *_ACCEPTED,
        ("tolerance", "text", "The rule by which it passes."),
        _VERDICT,
        ("reason", "text", "Why it is not covered; empty if it is."),
        _SOURCE,
    ),
)
PATTERNS = FrameInfo(
    "patterns",
    "One row a statistic of a pattern of the real web.",
    ("analysis.evidence.patterns.pattern_table", "patterns.csv of a validation"),
    columns(
        ("number", "number", "Which of the patterns it is of."),
        ("pattern", "text", "What the pattern is."),
        ("statistic", "text", "What is measured of it."),
        *_MEASURED,
        *_ACCEPTED,
        _VERDICT,
        ("note", "text", "How it is measured, or why it is not covered."),
        _SOURCE,
    ),
)
DECOMPOSITION = FrameInfo(
    "decomposition",
    "One row a mechanism that can be switched off.",
    ("Decomposition.frame", "decomposition.csv of ecosystem decompose"),
    columns(
        ("mechanism", "text", "What can be switched off."),
        ("switch", "text", "Name of the control without it."),
        *(
            (f"{name}{end}", _OF_OUTCOME, f"{said}{end_said}.")
            for name, said in (
                ("shapley", "What it adds to the outcome over all orders of switching on (Shapley value)"),
                ("switched_off", "All mechanisms less all but this one"),
                ("switched_on", "This mechanism alone less none"),
            )
            for end, end_said in (("", ", the mean"), ("_low", ", lower end"), ("_high", ", upper end"))
        ),
    ),
)
_NATS = "nats per idea"
FEEDBACK = FrameInfo(
    "feedback",
    "One row a calendar year and part of what AI costs models: recursion, stale pollution and crowding out, their sum, "
    "and beside it what AI text would do that is as current as culture.",
    ("feedback_frame", "feedback.csv of a run"),
    columns(
        ("year", "year", "Which year the losses are means of."),
        ("part", "text", "Name of the part; the first three of a year add up to the fourth."),
        ("difference", _NATS, "Loss of the best model in one arm less that in another, the mean over pairs of runs."),
        ("low", _NATS, "Lower end of the 95 % interval of the difference; empty for one pair."),
        ("high", _NATS, "Upper end of the 95 % interval of the difference; empty for one pair."),
        (
            "method",
            "text",
            "How the interval was made: t (Student), BCa (bootstrap), exact (no pair differs), or none.",
        ),
        ("n_pairs", "number", "How many pairs of runs there are."),
        ("p_value", "share", "Chance of such a difference if there were none."),
        ("p_holm", "share", "This chance, adjusted (Holm) for all rows of the year."),
        ("more", "text", "The arm whose loss is taken: a control, or the run itself."),
        ("less", "text", "The arm whose loss is taken off."),
        ("says", "text", "What the difference is due to."),
    ),
)
VALUE_SLOPES = FrameInfo(
    "value_slopes",
    "One row a period and outcome, by ten points more of the crawl synthetic.",
    ("slopes_frame", "value_slopes.csv of ecosystem value"),
    columns(
        ("period", "text", "The months that are averaged over."),
        ("outcome", "text", "Name of the indicator."),
        ("unit", "text", "Unit of the indicator."),
        ("verdict", "text", "What can be said of it: rises, falls, stays, not enough runs to tell, or not defined."),
        ("level", _OF_OUTCOME, "Its mean over all runs."),
        ("slope", _OF_OUTCOME, "How much it moves between runs of one seed, the mean."),
        ("slope_low", _OF_OUTCOME, "Lower end of the 95 % interval of that."),
        ("slope_high", _OF_OUTCOME, "Upper end of the 95 % interval of that."),
        ("relative", "ratio to the level", "How much it moves, over its level."),
        ("naive", _OF_OUTCOME, "How much it moves with the months of single runs, which is no effect."),
        ("naive_low", _OF_OUTCOME, "Lower end of the 95 % interval of that."),
        ("naive_high", _OF_OUTCOME, "Upper end of the 95 % interval of that."),
        ("naive_relative", "ratio to the level", "How much it moves with the months, over its level."),
        ("note", "text", "What is to be known beside; mostly empty."),
    ),
)
_TOLD = (
    ("is_told", "yes or no", "Whether it is told from chance, which the inert parameter shows."),
    ("is_converged", "yes or no", "Whether the interval is narrow enough for the number to be told."),
)
_UNCERTAIN = ("parameter", "text", "Dotted name of the uncertain parameter; the inert one is last.")


def _with_ends(name: str, unit: str, meaning: str) -> Iterator[tuple[str, str, str]]:
    """Tell of a number and both ends of its 95 % interval."""
    for end, said in (("", ""), ("_low", ", lower end"), ("_high", ", upper end")):
        yield f"{name}{end}", unit, f"{meaning}{said}."


ELEMENTARY_EFFECTS = FrameInfo(
    "elementary_effects",
    "One row an uncertain parameter, moved over its plausible range.",
    ("Screening.frame", "sensitivity.csv of ecosystem sensitivity"),
    columns(
        _UNCERTAIN,
        *_with_ends("size", _OF_OUTCOME, "How far the outcome moves, whichever way (mean absolute effect)"),
        *_with_ends("change", _OF_OUTCOME, "How far the outcome moves from the low to the high end, the mean"),
        ("direction", "text", "Which way: raises, lowers, or either way."),
        ("spread", _OF_OUTCOME, "How much that differs with what the other parameters are (standard deviation)."),
        *_TOLD,
    ),
)
VARIANCE_SHARES = FrameInfo(
    "variance_shares",
    "One row an uncertain parameter and its shares of the variance of an outcome.",
    ("Shares.frame", "variance_shares.csv of ecosystem sensitivity --sobol"),
    columns(
        _UNCERTAIN,
        *_with_ends("first", "share", "Share that is due to it by itself (first order)"),
        *_with_ends("total", "share", "Share in which it has a part, alone or with others (total)"),
        *_TOLD,
    ),
)
BOXES = FrameInfo(
    "boxes",
    "One row a restriction of a region in which something holds more often than elsewhere.",
    ("Discovery.frame", "boxes.csv of ecosystem discover"),
    columns(
        ("box", "number", "Which region it is of, from 1; each is among the worlds outside those before it."),
        ("parameter", "text", "Dotted name of the uncertain parameter."),
        ("restriction", "text", "What it must be, in words."),
        ("quasi_p", "share", "Chance of as many worlds in which it holds if this restriction did nothing."),
        ("n_worlds", "number", "Worlds inside the region."),
        ("n_holds", "number", "Worlds inside in which it holds."),
        ("coverage", "share", "Of all worlds in which it holds, those inside."),
        ("density", "share", "Of the worlds inside, those in which it holds."),
        ("chance", "share", "Of shuffled tables, those in which as good a region was found."),
    ),
)
EMULATED = FrameInfo(
    "emulated",
    "One row an outcome and calendar year: what policies do over worlds that history allows, emulated and not run.",
    ("PolicyEmulator.effects", "ecosystem emulate --json"),
    columns(
        ("outcome", "text", "Name of the indicator."),
        ("unit", "text", "Unit of the indicator."),
        ("better", "text", "Direction of it that is better: higher, lower or neither."),
        ("year", "number", "Calendar year, over which it is averaged."),
        ("median", _OF_OUTCOME, "With policies less without, the median over worlds and seeds; empty if not told."),
        ("low", _OF_OUTCOME, "Lower end of the range of 90 %, over worlds, seeds and what the emulator misses."),
        ("high", _OF_OUTCOME, "Upper end of this range."),
        ("baseline", _OF_OUTCOME, "Median over worlds without policies."),
        ("error", _OF_OUTCOME, "What the emulator misses at worlds left out, root mean square over all settings."),
        (
            "explained",
            "part of the variance",
            "Part of the variance between runs that it explains at worlds left out; may be below 0.",
        ),
        ("held", "share", "Of the effects at worlds left out, those within the range of 90 %."),
        ("is_told", "yes or no", "Whether it explains enough to tell numbers; run it where not."),
    ),
)
MATTERS = FrameInfo(
    "matters",
    "Three rows an arm and outcome, over worlds: the uncertain values with which the effect goes most, then chance.",
    ("analysis.whatif.mattering.what_matters", "matters.csv of a comparison over worlds"),
    columns(
        _ARM,
        ("outcome", "text", "Name of the indicator."),
        ("place", "number", "Place by the size of the correlation among all values: 1 is the strongest."),
        ("parameter", "text", "Dotted name of the uncertain value; inert enters no world, and shows what chance does."),
        ("option", "text", "Which option it is, beside all others; empty for what is no choice."),
        ("correlation", "-1 to 1", "Rank correlation (Spearman) of the value with arm less reference over worlds."),
        ("low", "-1 to 1", "Lower end of its interval (95 %), which holds for all values at once."),
        ("high", "-1 to 1", "Upper end of this interval."),
        ("chance", "share", "Of tables with shuffled worlds, those whose largest correlation is as large."),
        ("level", "share", "What this chance must not exceed, beside all other effects of the table."),
        ("is_told", "yes or no", "Whether it is told from chance: the chance is within the level."),
        ("median", _OF_OUTCOME, "Arm less reference, the median over worlds."),
        ("same_sign_share", "share", "Share of the worlds in which the difference has the sign of the median."),
        ("n_worlds", "number", "Worlds that have a value of the effect."),
        ("n_parameters", "number", "Uncertain values that differ between worlds and that the arm does not set."),
    ),
)
FRAMES = (
    EFFECTS,
    OVER_WORLDS,
    MATTERS,
    GAINS,
    CHANGES,
    ATTRIBUTION,
    COLLAPSE,
    ANCHORS,
    PATTERNS,
    DECOMPOSITION,
    FEEDBACK,
    VALUE_SLOPES,
    ELEMENTARY_EFFECTS,
    VARIANCE_SHARES,
    BOXES,
    ROBUST,
    EMULATED,
)
"""All of them, as the dictionary lists them."""

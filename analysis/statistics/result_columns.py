"""What is told of the columns of tables of results: effects, gains, attribution, anchors, patterns and studies."""

from collections.abc import Iterator

from analysis.statistics.world_columns import ARM, LEVER_SEARCH, OF_OUTCOME, OVER_WORLDS, ROBUST
from ecosystem.columns import FrameInfo, columns

_PAIR = (
    ("baseline", OF_OUTCOME, "Mean in the runs of the reference."),
    ("policy", OF_OUTCOME, "Mean in the runs of the arm."),
    ("difference", OF_OUTCOME, "Arm less reference, the mean over pairs of runs with one seed."),
    ("low", OF_OUTCOME, "Lower end of the interval of the difference."),
    ("high", OF_OUTCOME, "Upper end of the interval of the difference."),
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
    (
        *("Comparison.effects", "analysis.whatif.delays.waiting"),
        "effects, waiting and acting (.csv, .parquet) of a comparison",
    ),
    columns(
        ARM,
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
MONTHS = FrameInfo(
    "months",
    "One row an arm, outcome and month: the mean over runs.",
    ("analysis.reports.comparison_files.months_of", "months (.csv, .parquet) of a comparison"),
    columns(
        ARM,
        ("outcome", "text", "Name of the indicator."),
        ("unit", "text", "Unit of the indicator."),
        ("date", "month", "Which month it is."),
        ("mean", OF_OUTCOME, "Mean over the runs of the arm; with worlds, over the first run in each."),
        ("low", OF_OUTCOME, "Lower end of the interval of the mean."),
        ("high", OF_OUTCOME, "Upper end of the interval of the mean."),
    ),
)
_GAINS = "USD a year"
GAINS = FrameInfo(
    "gains",
    "One row an arm and group of people or firms, the last of each arm all together.",
    ("gains_and_losses", "gains_by_tenth", "gains and tenths (.csv, .parquet) of a comparison"),
    columns(
        ARM,
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
    ("model", OF_OUTCOME, "What the runs show, the mean over replicates."),
    ("model_low", OF_OUTCOME, "Lower end of the 90 % interval in which one more run would lie."),
    ("model_high", OF_OUTCOME, "Upper end of the 90 % interval in which one more run would lie."),
    ("mean_low", OF_OUTCOME, "Lower end of the 90 % interval of the mean."),
    ("mean_high", OF_OUTCOME, "Upper end of the 90 % interval of the mean."),
)
_ACCEPTED = (
    ("accept_low", OF_OUTCOME, "Lowest value that passes."),
    ("accept_high", OF_OUTCOME, "Highest value that passes."),
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
        ("anchor", OF_OUTCOME, "The published figure."),
        ("low", OF_OUTCOME, "Lower end of the published band."),
        ("high", OF_OUTCOME, "Upper end of the published band."),
        *_MEASURED,
        ("error", OF_OUTCOME, "What the runs show less the published figure."),
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
            (f"{name}{end}", OF_OUTCOME, f"{said}{end_said}.")
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
        ("level", OF_OUTCOME, "Its mean over all runs."),
        ("slope", OF_OUTCOME, "How much it moves between runs of one seed, the mean."),
        ("slope_low", OF_OUTCOME, "Lower end of the 95 % interval of that."),
        ("slope_high", OF_OUTCOME, "Upper end of the 95 % interval of that."),
        ("relative", "ratio to the level", "How much it moves, over its level."),
        ("naive", OF_OUTCOME, "How much it moves with the months of single runs, which is no effect."),
        ("naive_low", OF_OUTCOME, "Lower end of the 95 % interval of that."),
        ("naive_high", OF_OUTCOME, "Upper end of the 95 % interval of that."),
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
        *_with_ends("size", OF_OUTCOME, "How far the outcome moves, whichever way (mean absolute effect)"),
        *_with_ends("change", OF_OUTCOME, "How far the outcome moves from the low to the high end, the mean"),
        ("direction", "text", "Which way: raises, lowers, or either way."),
        ("spread", OF_OUTCOME, "How much that differs with what the other parameters are (standard deviation)."),
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
        ("median", OF_OUTCOME, "With policies less without, the median over worlds and seeds; empty if not told."),
        ("low", OF_OUTCOME, "Lower end of the range of 90 %, over worlds, seeds and what the emulator misses."),
        ("high", OF_OUTCOME, "Upper end of this range."),
        ("baseline", OF_OUTCOME, "Median over worlds without policies."),
        ("error", OF_OUTCOME, "What the emulator misses at worlds left out, in the median over all settings."),
        (
            "explained",
            "part",
            "What it explains of squared effects at worlds left out, large ones by their order of magnitude; at 0, to "
            "say that nothing happens would do as well.",
        ),
        ("held", "share", "Of the effects at worlds left out, those within the range of 90 %."),
        ("is_told", "yes or no", "Whether it explains enough to tell numbers; run it where not."),
    ),
)
MATTERS = FrameInfo(
    "matters",
    "Three rows an arm and outcome, over worlds: the uncertain values with which the effect goes most, then chance.",
    ("analysis.whatif.mattering.what_matters", "matters (.csv, .parquet) of a comparison over worlds"),
    columns(
        ARM,
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
        ("median", OF_OUTCOME, "Arm less reference, the median over worlds."),
        ("same_sign_share", "share", "Share of the worlds in which the difference has the sign of the median."),
        ("n_worlds", "number", "Worlds that have a value of the effect."),
        ("n_parameters", "number", "Uncertain values that differ between worlds and that the arm does not set."),
    ),
)
FRAMES = (
    EFFECTS,
    OVER_WORLDS,
    MATTERS,
    MONTHS,
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
    LEVER_SEARCH,
)
"""All of them, as the dictionary lists them."""

"""What is told of the columns of tables over worlds: effects, the league of policies, and searches over levers."""

from ecosystem.columns import FrameInfo, columns

OF_OUTCOME = "that of the outcome"
ARM = ("arm", "text", "Name of the arm that is compared with the reference.")
_PART = "part of what is there"
_BY_STAKE = (
    ("outcome", "text", "Name of the indicator, or of the money, that somebody has at stake."),
    ("who", "text", "Whose it is."),
    ("unit", "text", "Unit of the outcome."),
)
ROBUST = FrameInfo(
    "robust",
    "One row an arm and stake, over worlds that history allows: who gains, who loses, and how bad it may be. Parts are "
    "of what is there in the reference of a world; of money of trainers and the purse, of what authors earn there.",
    ("analysis.uncertainty.robust.league", "robust.csv of a comparison over worlds"),
    columns(
        ARM,
        *_BY_STAKE,
        ("n_worlds", "number", "Worlds in which every arm has a value of every outcome."),
        ("median", OF_OUTCOME, "Arm less reference, the median over worlds."),
        ("low_50", OF_OUTCOME, "Lower end of the range that holds the middle half of worlds."),
        ("high_50", OF_OUTCOME, "Upper end of the range that holds the middle half of worlds."),
        ("gain", _PART, "How much better it is than the reference, the median over worlds."),
        ("gain_low", _PART, "Lower end of the range of the gain that holds the middle half of worlds."),
        ("gain_high", _PART, "Upper end of the range of the gain that holds the middle half of worlds."),
        ("harm", _PART, "How much is lost in the worst tenth of worlds: that or more; 0 where nothing is."),
        ("regret", _PART, "How far it falls short of the best arm of a world; 90 % quantile over worlds."),
        ("largest_regret", _PART, "The largest regret of the arm by any stake."),
        ("most_regretted", "text", "Whose stake that is."),
        ("largest_harm", _PART, "The largest harm of the arm to anybody; what the purse pays is none."),
        ("most_harmed", "text", "Whose harm that is."),
        (
            "satisfices",
            "share",
            "Of the worlds, those in which nobody is worse off by 1 % or more than in the reference.",
        ),
        ("cost", "USD a month per author", "What is paid because policies ask for it, the median over worlds."),
        (
            "cost_part",
            "part of what authors earn",
            "What is paid because policies ask for it, as a part of what authors earn in the reference.",
        ),
        ("purse_pays", "USD a month per author", "What the public purse pays, the median over worlds."),
        (
            "is_efficient",
            "yes or no",
            "Whether no other arm is better for somebody by 1 % or more in the median, and worse for nobody.",
        ),
    ),
)
LEVER_SEARCH = FrameInfo(
    "lever_search",
    "One row a setting of policies and stake, over worlds that history allows; parts are those of the table robust.",
    ("analysis.uncertainty.lever_search.search", "levers.csv of ecosystem optimise"),
    columns(
        ("trial", "number", "Which setting it is, in the order in which they were chosen."),
        ("policies", "text", "The setting, as commands take it."),
        *_BY_STAKE[:2],
        ("gain", _PART, "How much better it is than where nothing is done, the median over worlds."),
        ("gain_low", _PART, "Lower end of the range of the gain that holds the middle half of worlds."),
        ("gain_high", _PART, "Upper end of the range of the gain that holds the middle half of worlds."),
        ("worst", _PART, "The gain that nine of ten worlds reach; below 0 it is a loss."),
        ("fresh_gain", _PART, "The median gain in worlds that the search has not seen; empty where not asked."),
        ("fresh_worst", _PART, "The gain that nine of ten of those worlds reach."),
        ("satisfices", "share", "Of the worlds, those in which nobody is worse off by 1 % or more."),
        (
            "fresh_satisfices",
            "share",
            "Of worlds that the search has not seen, those in which nobody is worse off by 1 % or more.",
        ),
        ("cost", "USD a month per author", "What is paid because policies ask for it, the median over worlds."),
        (
            "fresh_cost",
            "USD a month per author",
            "What is paid because policies ask for it, the median over worlds that the search has not seen.",
        ),
        ("is_within_cost", "yes or no", "Whether it costs no more than it may."),
        ("is_efficient", "yes or no", "Whether no other that may be chosen, and not doing nothing, is as good."),
    ),
)
OVER_WORLDS = FrameInfo(
    "over_worlds",
    "One row an arm and outcome, over worlds that history allows, other structures and seeds.",
    ("Comparison.over_worlds", "worlds (.csv, .parquet) of a comparison over worlds"),
    columns(
        ARM,
        ("outcome", "text", "Name of the indicator."),
        ("unit", "text", "Unit of the indicator."),
        ("better", "text", "Direction of it that is better: higher, lower or neither."),
        ("n_worlds", "number", "How many worlds have a pair with a value."),
        ("median", OF_OUTCOME, "Arm less reference, the median over worlds."),
        ("mean", OF_OUTCOME, "Arm less reference, the mean over worlds."),
        ("low_50", OF_OUTCOME, "Lower end of the range that holds the middle half of worlds."),
        ("high_50", OF_OUTCOME, "Upper end of the range that holds the middle half of worlds."),
        ("low_90", OF_OUTCOME, "Lower end of the range that holds the middle 90 % of worlds."),
        ("high_90", OF_OUTCOME, "Upper end of the range that holds the middle 90 % of worlds."),
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

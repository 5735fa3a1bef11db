"""Numbers that change results are parameters: what else ecosystem names at the top of a module is listed here."""

import ast
from collections.abc import Iterator

from tests.architecture.test_source import ECOSYSTEM, tree

# Why a number may stand outside ecosystem/parameters -> names of such numbers, by module.
ALLOWED = {
    "codes and sentinels": {
        "agents/generators.py": {"_NO_SITE"},
        "content/lineage.py": {"NOTHING_DROPPED"},
        "kernels/discounting.py": {"UNSEEN", "ONCE", "TWICE"},
        "content/writings.py": {"_UNKNOWN"},
        "kernels/ledger.py": {"NO_ROWS"},
        "market/caps.py": {"ALL_KEPT"},
        "content/snapshot.py": {"HUMAN", "SYNTHETIC"},
        "tables.py": {"NO_OWNER", "_PAGES"},
        "web/author_groups.py": {"_FIRST_OPERATOR"},
    },
    "units and the calendar": {
        "calendar.py": {"FIRST_YEAR", "MONTHS_A_YEAR"},
        "indicators/models.py": {"_TOKENS"},
        "kernels/ledger.py": {"MICRO"},
        "market/sellers.py": {"TOKENS_PRICED"},
        "market/sources.py": {"_PRICE_UNIT_TOKENS"},
        "schedule.py": {"_QUARTER"},
    },
    "where a search or a series ends, far below what a result shows": {
        "content/benchmarks.py": {"_FIRST_TERMS"},
        "content/ageing.py": {"_QUANTILES", "_OLDEST"},
        "content/families/gaussian.py": {"_RARE_POINTS"},
        "kernels/attention.py": {"_MOST_ITERATIONS", "_TOLERANCE", "_LONGEST_STEP", "_TINY"},
        "kernels/clearing.py": {"_MOST_ROUNDS", "_STEP_WIDTH"},
        "kernels/human_curves.py": {"_BISECTIONS", "_LOG_RANGE"},
        "kernels/links.py": {"_TOLERANCE", "_MOST_ITERATIONS"},
        "kernels/token_values.py": {"_LARGEST", "_N_TERMS"},
    },
    "how often is drawn again for what a draw missed": {
        "kernels/contracts.py": {"_MOST_PASSES"},
        "kernels/ngrams.py": {"_MOST_TRIES"},
        "market/licences.py": {"_MOST_ROUNDS", "_MOST_MISSES"},
        "web/frontier.py": {"_MOST_ROUNDS", "_MOST_MISSES", "_MOST_DRAWN"},
    },
    "guards against what is infinite, zero or one, and rounding": {
        "content/families/categorical.py": {"_LEAST"},
        "content/learners/ngrams.py": {"_LEAST_COUNT"},
        "kernels/contracts.py": {"_ROUNDING"},
        "kernels/ngram_gains.py": {"_MOST_LOST"},
        "web/fetching.py": {"_ALL"},
        "web/worth.py": {"WORST_LOSS"},
    },
    "definitions of what is measured, or of an estimator": {
        "content/collapse.py": {"COLLAPSED_SHARE", "LOST_TAIL_SHARE", "MODE_SHARE", "STEADY_GROWTH", "SCALING_WINDOW"},
        "content/families/gaussian.py": {"_RIGHT_SHARE", "_COMMON_SHARE"},
        "content/families/text.py": {"_WRONG_SHARE", "_RARE_SHARE"},
        "content/passages.py": {"PHRASE"},
        "content/learners/transformer.py": {"_BATCH", "_RATE", "_DECAY", "_WARMING", "_SPREAD", "_WIDER", "_GOLDEN"},
        "indicators/refusals.py": {"_HIGH", "_LOW"},
        "kernels/discounting.py": {"LOWEST_DISCOUNT", "HIGHEST_DISCOUNT"},
        "market/welfare.py": {"N_DECILES"},
    },
    "what a law says of its policies, with its source beside it": {
        "presets.py": {
            "_EU_ARTICLE_50",
            "_EU_ARTICLE_53",
            "_UK_CMA_CONDUCT",
            "_CONTENT_NETWORK_DEFAULT",
            "_CALIFORNIA_SB942",
            "_CHINA_LABELLING",
            "_RSL_LICENCE",
        },
    },
    "how closely a family of content is looked at": {
        "content/conformance.py": {"_PAGES", "_IDEAS", "_TINY", "_STANDARD_ERRORS"},
    },
    "room in memory, and what a column can hold": {
        "content/corpus.py": {"_ROOM"},
        "content/duplicates.py": {"_BLOCK", "_FEWEST_SLOTS", "_GROWTH", "_MOST_FILLED", "_ROOM"},
        "content/filters.py": {"_IDEAS_AT_ONCE"},
        "content/passages.py": {"_SLACK", "_OF_TOKEN", "_OF_MARK"},
        "web/quality_filters.py": {"_PAGES_AT_ONCE"},
        "content/snapshot.py": {"_PAGES_AT_ONCE"},
        "content/growing.py": {"FIRST_CAPACITY", "_A_BLOCK", "_GROWTH"},
        "kernels/alias.py": {"_CAPACITY", "_S16", "_S32", "_LOW_32"},
        "kernels/duplicates.py": {"EMPTY", "KEY_BITS", "SPARE", "_AT_ONCE", "_A_LINE", "_S24", "_S32"},
        "sampling.py": {"MOST_OUTCOMES"},
        "tables.py": {"MOST_ROWS"},
        "web/worth.py": {"BY_PEOPLE", "BY_MODELS"},
        "content/learners/transformer.py": {"_AT_ONCE"},
        "content/writings.py": {"_WORDS_AT_ONCE", "_DEALT_AT_ONCE"},
        "web/publishing.py": {"_OPERATED", "_ARTICLE", "_FLAGGED", "_EVADING", "_MARKED", "_SIGNED"},
    },
    "the arithmetic of keyed draws": {
        "kernels/pages.py": {"_DRAWN", "_ONE"},
        "kernels/keyed.py": {"GOLDEN", "_MIX_1", "_MIX_2", "_S11", "_S27", "_S30", "_S31", "_ONE"},
        "kernels/quantiles.py": {"TO_UNIT", "HALF_STEP", "INVERSION_LIMIT", "_INVERSES", "_MIDDLE", "_TAIL", "_FAR",
                                 "_MIDDLE_WIDTH", "_MIDDLE_SQUARED", "_TAIL_START", "_TAIL_END"},
    },
    "what is refused": {
        "content/writings.py": {"_MOST_BYTES", "_LONGEST_WORD", "_FEWEST_A_MONTH"},
        "notation.py": {"MOST_LEVELS", "LONGEST_TOML"},
        "policies.py": {"MOST_POLICIES"},
        "checks.py": {"LARGEST"},
        "scenario.py": {"LONGEST_NAME"},
        "web/graph.py": {"MOST_LINKS"},
    },
    "how files are written": {
        "partials.py": {"_LONGEST_NAME", "_JUST_MADE_SECONDS"},
        "saved/files.py": {"VERSION", "_BLOCK"},
    },
    "what a picture or a message looks like": {
        "errors.py": {"_LONGEST_VALUE", "_LONGEST_PLACE", "MOST_LINES", "_MOST_SUGGESTED"},
        "saved/files.py": {"_LONGEST_VERSION"},
        "shown.py": {"LONGEST", "_LONGEST_PART", "_FEW"},
        "web/atlas.py": {"TOPIC_RADIUS", "_GOLDEN_ANGLE"},
    },
}  # fmt: skip


def holds_a_number(value: ast.expr) -> bool:
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, int | float) and not isinstance(each.value, bool)
        for each in ast.walk(value)
    )


def numbers_of(name: str) -> Iterator[str]:
    """Names that a module gives, at its top, to what holds a number."""
    for node in tree(name).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and holds_a_number(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def test_numbers_that_change_results_are_parameters() -> None:
    """A number belongs into a group of ecosystem/parameters, unless it cannot change what a run shows: say why here."""
    found = {
        (name.removeprefix("ecosystem/"), number)
        for name in ECOSYSTEM
        if not name.startswith("ecosystem/parameters/")
        for number in numbers_of(name)
    }
    allowed = {(name, number) for named in ALLOWED.values() for name, numbers in named.items() for number in numbers}
    assert found - allowed == set(), "make it a parameter, or say why it is none"
    assert allowed - found == set(), "no longer there"

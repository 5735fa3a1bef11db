"""Tables of populations: their columns, what says how large one is, and who has an account of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.kinds import PURPOSES
from ecosystem.randomness import IntArray
from ecosystem.shown import in_brief, shown

NO_OWNER = -1
# Pages keep the row of their writer and of their site in 32 bits.
MOST_ROWS = 1 << 32
# The sources of a recipe: filtered pages of a trainer's crawl in four classes of age, licensed pages, what the open
# crawl holds beyond them, and text that a model writes.
SOURCES = ("fresh", "middle", "old", "archive", "licensed", "open", "synthetic")


Column = tuple[DTypeLike, tuple[int, ...]]
_NUMBER: Column = (np.float64, ())
_COUNT: Column = (np.int64, ())
_FLAG: Column = (np.bool_, ())
# Freshness-weighted pages of a writer by 2 * (believed synthetic) + (AI-primary).
_PAGES: Column = (np.float64, (4,))
_PURPOSES: Column = (np.bool_, (len(PURPOSES),))
_EVERYBODY: Mapping[str, Column] = MappingProxyType({"key": (np.uint64, ()), "is_active": _FLAG})
# Whole micro-USD that one holds, and that one has ever paid.
_ACCOUNT: Mapping[str, Column] = MappingProxyType({"balance": _COUNT, "paid": _COUNT})


@shown
@dataclass(frozen=True)
class Schema:
    """What is kept of each agent of a kind, or of each site.

    Attributes
    ----------
    name : str
        Of the field of the World that holds the table.
    columns : mapping of str to (dtype, shape of one entry)
        Those besides `key` and `is_active`, and besides `balance` and `paid` where there is an account.
    size : str
        Column that says how large one is; none where all are alike.
    account : str
        Group of the ledger in which each has an account of its own; none without money.
    """

    name: str
    columns: Mapping[str, Column]
    size: str = ""
    account: str = ""


class Table:
    """Columns of one population. Rows are append-only and carry a 64-bit `key` that names the entity for good.

    Rows are always handed out in the order of keys, so that no result depends on the order in which they are stored.

    Parameters
    ----------
    schema : Schema
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        columns = {**_EVERYBODY, **schema.columns, **(_ACCOUNT if schema.account else {})}
        self._columns: dict[str, NDArray[Any]] = {
            name: np.zeros((0, *shape), dtype=kind) for name, (kind, shape) in columns.items()
        }
        self._order = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._columns["key"])

    def __getattr__(self, name: str) -> NDArray[Any]:
        """Give a column."""
        try:
            return self.__dict__["_columns"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def held(self) -> tuple[NDArray[Any], ...]:
        """The arrays that hold all columns."""
        return tuple(self._columns.values())

    def append(self, **columns: NDArray[Any]) -> IntArray:
        """Append rows; columns that are not given start at zero, `is_active` at True. Returns the new rows."""
        first, n = len(self), len(columns["key"])
        if first + n > MOST_ROWS:
            remedy = "Lower size or months."
            raise OutOfRangeError(Fault("rows", f"are more than {MOST_ROWS}", str(first + n), "population", remedy))
        columns.setdefault("is_active", np.ones(n, dtype=bool))
        for name, column in self._columns.items():
            new = np.zeros((n, *column.shape[1:]), dtype=column.dtype)
            if name in columns:
                new[...] = columns[name]
            self._columns[name] = np.concatenate([column, new])
        keys, by_key = self.key[:first], np.argsort(self.key[first:], kind="stable")
        places = np.searchsorted(keys, self.key[first:][by_key], side="right", sorter=self._order)
        self._order = np.insert(self._order, places, first + by_key)
        return np.arange(first, first + n)

    def __repr__(self) -> str:
        n_active = int(self.is_active.sum())
        return in_brief("Table", [(None, self.schema.name), ("rows", len(self)), ("active", n_active)])

    def all_rows(self) -> IntArray:
        """Give all rows, in the order of their keys."""
        return self._order

    def rows(self) -> IntArray:
        """Give the active rows, in the order of their keys."""
        result: IntArray = self._order[self.is_active[self._order]]
        return result

    def reorder(self, permutation: IntArray) -> None:
        """Store the rows in another order: row i becomes what row permutation[i] was."""
        for name, column in self._columns.items():
            self._columns[name] = column[permutation]
        self._order = np.argsort(self.key, kind="stable")


AUTHOR_SCHEMA = Schema(
    "authors",
    {
        "topic": _COUNT,
        "site": _COUNT,
        "niche": (np.uint8, ()),
        "founded_step": _COUNT,
        "rate": _NUMBER,
        "appeal": _NUMBER,
        "cost": _NUMBER,
        "motive": _NUMBER,
        # Chance that a page of one's own carries junk ideas, in [0, 1].
        "idiosyncrasy": _NUMBER,
        "asking_share": _NUMBER,
        "ai_share_potential": _NUMBER,
        "stigma": _NUMBER,
        "has_adopted": _FLAG,
        "fresh": _PAGES,
        "visits": _NUMBER,
        "visits_primary": _NUMBER,
        "income": _NUMBER,
    },
    size="rate",
    account="human authors",
)
OPERATOR_SCHEMA = Schema(
    "operators",
    {
        "kind": (np.uint8, ()),
        "topic": _COUNT,
        "site": _COUNT,
        "output": _NUMBER,
        "appeal": _NUMBER,
        "cost": _NUMBER,
        # Effort against detectors of the pages of this month, in [0, 1].
        "evasion": _NUMBER,
        "fresh": _PAGES,
        "visits": _NUMBER,
        "visits_primary": _NUMBER,
        "income": _NUMBER,
    },
    size="output",
    account="AI generators",
)
SCRAPER_SCHEMA = Schema(
    "scrapers",
    {
        "is_open": _FLAG,
        # What it fetches for (`kinds.PURPOSES`).
        "purposes": _PURPOSES,
        "n_fetched": _COUNT,
    },
)
TRAINER_SCHEMA = Schema(
    "trainers",
    {
        "scraper": _COUNT,
        "scale": _NUMBER,
        "offset": _COUNT,
        "n_versions": _COUNT,
        "sold_model": _COUNT,
        "latest_model": _COUNT,
        "user_share": _NUMBER,
        # What draws readers to its name besides quality and price, in logits.
        "brand": _NUMBER,
        # Months for which investors still pay what it lacks.
        "runway": _COUNT,
        "price": _NUMBER,
        # What each of its users owes in damages for the pages behind its model, USD a month.
        "damages": _NUMBER,
        "recipe": (np.float64, (len(SOURCES),)),
        "data_value": _NUMBER,
    },
    size="scale",
    account="model trainers",
)
SITE_SCHEMA = Schema(
    "sites",
    {
        "kind": (np.uint8, ()),
        "topic": _COUNT,
        "fitness": _NUMBER,
        "authority": _NUMBER,
        "audience": _NUMBER,
        "n_live": _COUNT,
        "n_live_primary": _COUNT,
        # What readers gain by its pages, nats per share of what they read, and of how many pages that is a mean; older
        # ones count less and less.
        "worth": _NUMBER,
        "n_judged": _NUMBER,
        # Which purposes it refuses (`kinds.PURPOSES`), and which of them because a policy makes it.
        "refuses": _PURPOSES,
        "refuses_by_default": _PURPOSES,
        "is_paywalled": _FLAG,
        # Row of the only scraper that may fetch it; NO_OWNER for all others.
        "owner": _COUNT,
        "licence_price": _NUMBER,  # USD per 1,000 tokens, to the owner of a page
        "fetch_price": _NUMBER,  # USD per fetch; zero before there is one
    },
    size="authority",
    account="sites",
)
AGENT_SCHEMAS = (AUTHOR_SCHEMA, OPERATOR_SCHEMA, SCRAPER_SCHEMA, TRAINER_SCHEMA)
SCHEMAS = (*AGENT_SCHEMAS, SITE_SCHEMA)
"""All tables of the World; who has an account stands in the ledger and in the welfare account by that alone."""

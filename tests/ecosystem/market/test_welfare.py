"""The welfare account: whole, exact, and by groups that everybody belongs to once."""

from collections import Counter

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.kinds import ARTICLES, COMMITTED, SUBSTITUTABLE
from ecosystem.market.ledger import MICRO
from ecosystem.market.surplus import readers_surplus
from ecosystem.market.welfare import (
    ARTICLE_AUTHORS,
    COMMITTED_AUTHORS,
    OUTSIDE,
    SUBSTITUTABLE_AUTHORS,
    Entry,
    WelfareAccount,
    earning_power_bounds,
    populations,
    unpaid_gain,
)
from ecosystem.state import World
from tests.support.worlds import advance, copied, scenario

AUTHOR_GROUPS = {ARTICLE_AUTHORS, SUBSTITUTABLE_AUTHORS, COMMITTED_AUTHORS}


class Books:
    """A model of two years and a quarter in which chat has begun, and what its months paid and gave."""

    def __init__(self) -> None:
        self.model = WebEcosystem(scenario(27, 100), seed=7)
        self.payments: list[Counter[tuple[str, str]]] = []
        self.surplus: list[float] = []
        self.active: list[int] = []
        for _ in range(27):
            self.model.run_for(1)
            month: Counter[tuple[str, str]] = Counter()
            for (_, payer, payee), amount in self.model.world.month.payments.items():
                month["paid", payer] += amount
                month["received", payee] += amount
            self.payments.append(month)
            self.surplus.append(readers_surplus(self.model.world).total_usd)
            self.active.append(int(self.model.world.authors.is_active.sum()))
        self.entries = self.model._welfare.entries(self.model.world)

    def year(self, year: int) -> list[Entry]:
        return [each for each in self.entries if each.year == year]


@pytest.fixture(scope="module")
def books() -> Books:
    return Books()


def test_money_sums_to_zero_exactly_in_every_year(books: Books) -> None:
    for year in (2022, 2023, 2024):
        assert sum(each.received - each.paid for each in books.year(year)) == 0
        assert sum(each.received for each in books.year(year)) > 0
    frame = books.model.welfare_frame()
    turnover = frame.groupby("year")["received_usd"].sum()
    assert (frame.groupby("year")["net_usd"].sum().abs() < 1e-12 * turnover).all()


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_every_group_has_what_the_months_paid_it(books: Books, year: int) -> None:
    months = books.payments[12 * (year - 2022) : 12 * (year - 2021)]
    expected = sum(months, Counter())
    names = {**dict.fromkeys(AUTHOR_GROUPS, "human authors")}
    found: Counter[tuple[str, str]] = Counter()
    for each in books.year(year):
        name = each.subgroup if each.group == OUTSIDE else names.get(each.group, each.group)
        found["paid", name] += each.paid
        found["received", name] += each.received
    assert +found == +expected


def test_every_account_stands_in_exactly_one_group(world: World) -> None:
    for each in populations(world, earning_power_bounds(world)):
        assert len(each.code) == len(each.table)
        assert each.code.min() >= 0
        assert each.code.max() < len(each.names)
    names = [name for each in populations(world, earning_power_bounds(world)) for name in each.names]
    assert len(set(names)) == len(names)


def test_groups_of_authors_are_niches_and_tenths(world: World) -> None:
    authors = populations(world, earning_power_bounds(world))[0]
    table = world.authors
    group = np.array([authors.names[code][0] for code in authors.code.tolist()])
    for niche, name in (
        (ARTICLES, ARTICLE_AUTHORS),
        (SUBSTITUTABLE, SUBSTITUTABLE_AUTHORS),
        (COMMITTED, COMMITTED_AUTHORS),
    ):
        assert np.array_equal(table.niche == niche, group == name)
    active = table.is_active & (table.niche == ARTICLES)
    sizes = np.bincount(authors.code[active], minlength=10)
    assert sizes.max() - sizes.min() <= 1
    power = table.rate * table.appeal
    for lower, upper in zip(range(9), range(1, 10), strict=True):
        assert power[active & (authors.code == lower)].max() <= power[active & (authors.code == upper)].min()


def test_tenths_by_hand() -> None:
    bounds = np.arange(1.0, 10.0)
    assert np.searchsorted(bounds, [0.5, 1.0, 8.5, 9.0, 100.0], side="right").tolist() == [0, 1, 8, 9, 9]


def test_entrants_are_ranked_by_the_bounds_of_the_start(books: Books) -> None:
    world, account = books.model.world, books.model._welfare
    born_later = np.flatnonzero(world.authors.founded_step > 0)
    assert born_later.size > 0
    code = populations(world, account._bounds)[0].code[born_later]
    power = (world.authors.rate * world.authors.appeal)[born_later]
    assert code.tolist() == np.searchsorted(account._bounds, power, side="right").tolist()


def test_readers_gain_their_surplus_and_outsiders_nothing_but_what_investors_lose(books: Books) -> None:
    frame = books.model.welfare_frame()
    readers = frame[frame["group"] == "readers"].groupby("year")["welfare_usd"].sum()
    assert readers[2023] == pytest.approx(sum(books.surplus[12:24]))
    assert readers[2024] == pytest.approx(sum(books.surplus[24:]))
    outside = frame[frame["group"] == OUTSIDE].groupby("subgroup")["welfare_usd"].sum()
    lost = books.model.world.accounts["investors"] / MICRO
    assert lost < 0.0
    assert outside.pop("investors") == pytest.approx(lost)
    assert outside.to_numpy() == pytest.approx(0.0, abs=1e-6)


def test_members_are_the_mean_of_the_year(books: Books) -> None:
    for year in (2022, 2023):
        n = sum(each.n for each in books.year(year) if each.group in AUTHOR_GROUPS)
        assert n == pytest.approx(np.mean(books.active[12 * (year - 2022) : 12 * (year - 2021)]))
    assert {each.months for each in books.year(2024)} == {3}


def test_the_frame_adds_up(books: Books) -> None:
    frame = books.model.welfare_frame()
    assert frame["net_usd"].to_numpy() == pytest.approx((frame["received_usd"] - frame["paid_usd"]).to_numpy())
    assert frame["welfare_usd"].to_numpy() == pytest.approx((frame["net_usd"] + frame["other_welfare_usd"]).to_numpy())
    counted = frame[frame["n"] > 0]
    assert counted["per_head_usd"].to_numpy() == pytest.approx((counted["welfare_usd"] / counted["n"]).to_numpy())
    assert not frame[["year", "group", "subgroup"]].duplicated().any()


def test_what_authors_gain_besides_money_by_hand(world: World) -> None:
    authors, parameters = world.authors, world.parameters.authors
    writer, gain = unpaid_gain(world)
    written = world.month.by_authors
    articles = np.flatnonzero(authors.niche[written.writer] == ARTICLES)
    assert writer.tolist() == written.writer[articles].tolist()
    n_ideas = world.parameters.content.ideas_per_page
    assisted = int(np.flatnonzero(written.n_human[articles] < n_ideas)[0])
    for place in (0, assisted):
        row, n_human = writer[place], int(written.n_human[articles[place]])
        cost = authors.cost[row] * (1 - parameters.cost_saved_share * (n_ideas - n_human) / n_ideas)
        unit = world.rest.page_revenue[authors.topic[row]] * (1 - world.parameters.market.site_revenue_share)
        assert gain[place] == pytest.approx(unit * (authors.motive[row] - cost))
    by_hand = copied(world, **{"authors.cost_saved_share": 0.0})
    assert unpaid_gain(by_hand)[1][assisted] < gain[assisted], "AI saves cost"


def test_the_account_does_not_hang_on_the_order_of_rows(world: World) -> None:
    each = copied(world)
    account = WelfareAccount(each)
    advance(each)
    account.record(each)
    before = account.entries(each)
    permutation = np.random.default_rng(1).permutation(len(each.authors))
    each.authors.reorder(permutation)
    after = account.entries(each)
    assert [(a.received, a.paid, a.n) for a in after] == [(b.received, b.paid, b.n) for b in before]

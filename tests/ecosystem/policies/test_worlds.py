"""Policies in a web: what each changes, what it leaves alone, whom it binds, and that no money is lost."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.calendar import step_to_date
from ecosystem.kinds import ARTICLES, FARM, TRAINING
from ecosystem.market.author_output import cost_now, page_unit, page_worth
from ecosystem.market.caps import audit_tpr
from ecosystem.market.ledger import AUTHORS, MICRO, OPERATORS, PURSE, SUPPLIERS, TRAINERS, total_balance
from ecosystem.market.licences import has_market
from ecosystem.market.pay_per_crawl import is_metered
from ecosystem.market.sellers import segments
from ecosystem.orders.publishing import Labelling, Signing
from ecosystem.orders.training import Cap, Trust
from ecosystem.policies import (
    AnswerLimit,
    AuthorLevy,
    AuthorSubsidy,
    CollectiveLicence,
    DataTrust,
    DutyToAccumulate,
    FilterDuty,
    LabellingMandate,
    PayPerCrawl,
    Policy,
    ProvenanceStandard,
    PublishingLimit,
    PublishingTax,
    PurposeOptOut,
    ScrapingLimit,
    ScrapingPrice,
    SearchDemotion,
    SyntheticCap,
    WatermarkMandate,
    read_policy,
)
from ecosystem.rules import Order, Reach
from ecosystem.state import World
from ecosystem.tables import Table
from ecosystem.trades import COLLECTIVE
from ecosystem.web.fetching import data_reader
from ecosystem.web.judging import methods_of
from ecosystem.web.obligations import bound, duty_share, most_pages, planned_output, size_rank
from tests.ecosystem.test_model import permuted
from tests.support.policies import OUR_KINDS, OUR_PAYMENTS, example
from tests.support.worlds import advance, copied


def under(world: World, *policies: Policy, months: int = 1) -> World:
    """A copy of the world some months on, under policies that begin with its next month."""
    start = step_to_date(world.step + 1)
    dated = tuple(read_policy({**policy.to_dict(), "start": start}) for policy in policies)
    result = copied(world)
    result.policies = dated
    return advance(result, months)


@pytest.fixture(scope="module")
def plain(world: World) -> World:
    """The world a month on without any policy; not to be changed."""
    return advance(copied(world))


def outcomes(world: World) -> bytes:
    """All indicators of the month, bit by bit."""
    return np.array(list(world.month.outcomes.values()), dtype=np.float64).tobytes()


def paid(world: World, kind: str) -> dict[tuple[str, str], float]:
    """Payments of a kind in the month by payer and payee, USD."""
    return {
        (payer, payee): amount / MICRO
        for (name, payer, payee), amount in world.month.payments.items()
        if name == kind and amount
    }


def same_pages(first: World, second: World) -> bool:
    names = ("key", "n_human", "model", "topic", "is_marked", "is_flagged", "ideas")
    return all(np.array_equal(getattr(first.corpus, name), getattr(second.corpus, name)) for name in names)


def all_policies(**changes: float) -> Iterable[Policy]:
    return (example(kind, **changes) for kind in OUR_KINDS)


@pytest.mark.parametrize("off", [{"coverage": 0.0}, {"compliance": 0.0}])
def test_policies_that_bind_nobody_change_no_number(world: World, off: dict[str, float]) -> None:
    bare, bound_by_none = advance(copied(world), 2), under(world, *all_policies(**off), months=2)
    assert outcomes(bound_by_none) == outcomes(bare)
    assert same_pages(bare, bound_by_none)


def test_all_policies_at_once_lose_no_money_and_do_not_depend_on_the_order_of_rows(world: World) -> None:
    everything = [
        policy for policy in all_policies(coverage=0.7) if policy.kind not in {"scraping_limit", "publishing_tax"}
    ]
    # So low a tax that some write on and pay it.
    everything.append(PublishingTax(start=everything[0].start, coverage=0.7, usd_per_page=0.001, allowance=1.0))
    first = under(world, *everything, months=2)
    assert total_balance(first) == 0
    for kind in OUR_PAYMENTS:
        assert paid(first, kind), f"nobody paid {kind}"
    second = under(permuted(world, 3), *everything, months=2)
    assert outcomes(second) == outcomes(first)


class TestReach:
    def bound(self, world: World, table: Table, **numbers: float) -> NDArray[np.bool_]:
        return bound(world, table, Order("some policy", Reach(**numbers)))

    def test_more_coverage_only_adds_agents_at_the_share_asked(self, world: World) -> None:
        some, more = (self.bound(world, world.authors, coverage=share) for share in (0.3, 0.7))
        assert np.all(more[some])
        n = len(world.authors)
        assert some.mean() == pytest.approx(0.3, abs=4.5 * np.sqrt(0.21 / n))
        assert self.bound(world, world.authors, coverage=1.0).all()

    def test_compliance_and_escape_take_away_and_are_drawn_apart(self, world: World) -> None:
        everyone = self.bound(world, world.authors)
        for numbers in ({"compliance": 0.6}, {"escaped_share": 0.4}):
            some = self.bound(world, world.authors, **numbers)
            assert some.mean() == pytest.approx(0.6, abs=4.5 * np.sqrt(0.24 / len(everyone)))
        late, later = (self.bound(world, world.authors, escaped_share=share) for share in (0.2, 0.5))
        assert np.all(late[later]), "who has escaped stays away"

    def test_the_smallest_are_exempt(self, world: World) -> None:
        for table, size in ((world.authors, "rate"), (world.operators, "output"), (world.trainers, "scale")):
            is_bound = self.bound(world, table, exempt_share=0.5)
            sizes, active = getattr(table, size), table.is_active
            assert sizes[active & is_bound].min() >= sizes[active & ~is_bound].max()
            assert is_bound[active].mean() == pytest.approx(0.5, abs=1.0 / active.sum() + 1e-9)
            assert np.all(size_rank(table)[active] < 1.0)

    def test_two_kinds_of_policies_bind_different_agents(self, world: World) -> None:
        one, other = (bound(world, world.authors, Order(kind, Reach(coverage=0.5))) for kind in ("one", "other"))
        assert (one != other).any()


class TestPublishing:
    def test_labels_stand_on_ai_primary_pages_of_bound_publishers_alone(self, world: World, plain: World) -> None:
        labelled = under(world, LabellingMandate(survival=1.0, evasion_effect=0.0, coverage=0.6))
        corpus, pages = labelled.corpus, labelled.month.new_pages
        assert np.array_equal(corpus.key[pages], plain.corpus.key[plain.month.new_pages])
        order = labelled.rules.of(Labelling)[0]
        tables = (labelled.authors, labelled.operators)
        of_author, of_operator = (bound(labelled, table, order) for table in tables)
        writer, is_operated = corpus.writer[pages], corpus.is_operated[pages]
        binds = np.zeros(len(pages), dtype=bool)
        binds[is_operated], binds[~is_operated] = of_operator[writer[is_operated]], of_author[writer[~is_operated]]
        assert np.array_equal(corpus.is_marked[pages], binds & labelled.is_primary(corpus.n_human[pages]))
        cost = paid(labelled, "labels")
        assert sum(cost.values()) == pytest.approx(0.001 * corpus.is_marked[pages].sum())
        assert {payer for payer, _ in cost} == {AUTHORS, OPERATORS}

    def test_labels_lower_what_operators_expect(self, world: World) -> None:
        from ecosystem.agents.generators import chance_of_belief, look_ahead

        labelled = under(world, LabellingMandate(coverage=1.0, cost_per_page_usd=0.0))
        rows, none = labelled.operators.all_rows(), np.zeros(len(labelled.operators))
        free = replace(labelled, rules=replace(labelled.rules, orders=()))
        assert np.all(chance_of_belief(labelled, rows, none) > chance_of_belief(free, rows, none))
        assert look_ahead(labelled, rows).profit.mean() < look_ahead(free, rows).profit.mean()

    def test_crawlers_that_heed_labels_leave_labelled_pages_out(self, world: World) -> None:
        labels = LabellingMandate(coverage=1.0, survival=1.0, evasion_effect=0.0)
        heeding = under(world, labels, months=3)
        ignoring = under(world, labels.with_value("heeded_share", 0.0), months=3)
        for scraper in range(len(world.scrapers)):
            assert methods_of(heeding, scraper) == ("marks",)
            assert methods_of(ignoring, scraper) == ()
        kept = [each.corpus.is_marked[each.corpus.kept_by > 0].sum() for each in (heeding, ignoring)]
        assert kept[0] < 0.05 * kept[1], "but for what readers of marks miss"

    def test_labels_stay_and_are_read_when_the_mandate_has_ended(self, world: World) -> None:
        first, last = step_to_date(world.step + 1), step_to_date(world.step + 2)
        ended = copied(world)
        ended.policies = (LabellingMandate(start=first, end=last, coverage=1.0, survival=1.0),)
        advance(ended, 3)
        assert ended.rules.of(Labelling) == ()
        assert ended.marks_in_use.labels
        by_month = [ended.corpus.is_marked[ended.corpus.step == world.step + month].sum() for month in (1, 2, 3)]
        assert by_month[0] > 0
        assert by_month[1] > 0
        assert by_month[2] == 0

    def test_signatures_stand_on_pages_of_bound_authors(self, world: World) -> None:
        signed = under(world, ProvenanceStandard(coverage=0.5, survival=1.0))
        corpus, pages = signed.corpus, signed.month.new_pages
        mine = pages[~corpus.is_operated[pages]]
        signs = bound(signed, signed.authors, signed.rules.of(Signing)[0])
        assert np.array_equal(corpus.is_signed[mine], signs[corpus.writer[mine]])
        assert not corpus.is_flagged[mine[corpus.is_signed[mine]]].any(), "a signature acquits"
        expected = 0.001 * signs[corpus.writer[mine]].sum()
        assert paid(signed, "signatures") == {(AUTHORS, SUPPLIERS): pytest.approx(expected)}

    def test_a_tax_is_paid_on_what_is_beyond_the_allowance(self, world: World) -> None:
        taxed = under(world, PublishingTax(usd_per_page=0.5, allowance=10.0))
        for payer, written, table in (
            (AUTHORS, taxed.month.by_authors, taxed.authors),
            (OPERATORS, taxed.month.by_operators, taxed.operators),
        ):
            n_pages = np.bincount(written.writer, minlength=len(table))
            due = 0.5 * np.maximum(n_pages - 10, 0).sum()
            assert due > 0.0
            assert paid(taxed, "publishing tax")[payer, PURSE] == pytest.approx(due)

    def test_operators_pay_a_tax_where_a_page_is_worth_it_and_else_write_no_more_than_is_free(
        self, world: World
    ) -> None:
        from ecosystem.agents.generators import look_ahead

        taxed = under(world, PublishingTax(usd_per_page=0.1, allowance=10.5))
        free = replace(taxed, rules=replace(taxed.rules, orders=()))
        rows = taxed.operators.all_rows()
        before, after = look_ahead(free, rows), look_ahead(taxed, rows)
        lost = before.profit - after.profit
        large, pays = taxed.operators.output[rows] > 10.5, before.profit >= 0.1
        assert (large & pays).any()
        assert (large & ~pays).any()
        assert np.all(lost[large & pays] > 0.0)
        assert np.all(lost[~(large & pays)] == 0.0)
        assert np.all(np.isinf(after.most[pays]))
        assert np.all(after.most[~pays] == 10.0)
        stubborn = copied(taxed, **{"controls.has_output_choice": False})
        assert np.all((before.profit - look_ahead(stubborn, rows).profit)[large] > 0.0)

    def test_nobody_pays_a_ruinous_tax(self, world: World) -> None:
        taxed = under(world, PublishingTax(usd_per_page=100.0, allowance=3.0))
        for written, table in (
            (taxed.month.by_authors, taxed.authors),
            (taxed.month.by_operators, taxed.operators),
        ):
            assert np.bincount(written.writer, minlength=len(table)).max() == 3
        assert not paid(taxed, "publishing tax")
        stubborn = copied(world, **{"controls.has_output_choice": False})
        assert paid(under(stubborn, PublishingTax(usd_per_page=100.0, allowance=3.0)), "publishing tax")

    def test_taxes_add_up_where_both_fall_on_a_page(self, world: World) -> None:
        taxes = (PublishingTax(usd_per_page=0.3, allowance=20.0), PublishingTax(usd_per_page=0.2, allowance=5.0))
        taxed = copied(world)
        for tax in taxes:
            taxed.rules = tax.fold(taxed.rules, world.step + 60)
        rows, worth = np.arange(4), np.array([0.1, 0.2, 0.4, 0.5])
        assert most_pages(taxed, taxed.authors, rows, lambda: worth).tolist() == [5.0, 20.0, 20.0, np.inf]
        taxed.rules = PublishingLimit(pages=7).fold(taxed.rules, world.step + 60)
        most = most_pages(taxed, taxed.authors, rows, lambda: worth)
        assert most.tolist() == [5.0, 7.0, 7.0, 7.0]
        assert planned_output(np.full(4, 6.0), most).tolist() == [5.0, 6.0, 6.0, 6.0]
        assert planned_output(np.ones(1), np.zeros(1)).tolist() == [1.0], "costs of a page that nobody writes"

    def test_what_a_page_is_worth_to_its_author_by_hand(self, world: World) -> None:
        table, rows = world.authors, world.authors.rows()
        unit = page_unit(world, rows)
        own = (table.motive[rows] - cost_now(world, rows)) * unit
        worth = page_worth(world, rows)
        is_article = table.niche[rows] == ARTICLES
        assert worth[~is_article] == pytest.approx(own[~is_article])
        earned = (worth - own)[is_article]
        assert np.all(earned > 0.0)
        assert 0.3 < earned.mean() / unit.mean() < 1.1, "about what pages earned before AI, or less"
        paid_too = copied(world)
        paid_too.rules = AuthorSubsidy(usd_per_page=2.0, check_tpr=0.0).fold(world.rules, world.step + 60)
        assert page_worth(paid_too, rows) - worth == pytest.approx(2.0 * is_article)

    def test_a_limit_binds_who_would_publish_more(self, world: World, plain: World) -> None:
        limited = under(world, PublishingLimit(pages=5))
        for name in ("by_authors", "by_operators"):
            before, after = (np.bincount(getattr(each.month, name).writer, minlength=1000) for each in (plain, limited))
            assert before.max() > 5
            assert np.array_equal(after, np.minimum(before, 5))


class TestCrawling:
    def test_sites_refuse_by_default_but_for_those_that_opt_in_and_farms(self, world: World, plain: World) -> None:
        refusing = under(world, PurposeOptOut(opt_in_share=0.25))
        sites, n = refusing.sites, len(plain.sites)
        human = sites.kind != FARM
        own = plain.sites.refuses[:, TRAINING]
        assert np.all(sites.refuses[:n, TRAINING][own]), "who had refused goes on"
        assert not np.any(sites.refuses_by_default[:, TRAINING] & ~human)
        assert sites.refuses[human, TRAINING].mean() == pytest.approx(0.75, abs=0.2)

    def test_a_refusal_by_default_ends_with_the_policy(self, world: World) -> None:
        first = step_to_date(world.step + 1)
        ended = copied(world)
        ended.policies = (PurposeOptOut(start=first, end=first),)
        advance(ended)
        assert ended.sites.refuses_by_default[:, TRAINING].any()
        advance(ended)
        assert not ended.sites.refuses_by_default[:, TRAINING].any()
        bare = advance(copied(world), 2)
        assert np.array_equal(ended.sites.key, bare.sites.key)
        assert np.array_equal(ended.sites.refuses[:, TRAINING], bare.sites.refuses[:, TRAINING]), (
            "own refusals are what they were"
        )

    def test_enforcement_keeps_crawlers_out_that_broke_rules(self, world: World) -> None:
        from ecosystem.agents.scrapers import may_fetch
        from ecosystem.market.pay_per_crawl import pays_for

        lax, strict = (under(world, PurposeOptOut(enforcement=share)) for share in (0.0, 1.0))
        private = int(np.flatnonzero(~world.scrapers.is_open)[0])
        reserved = strict.sites.refuses[:, TRAINING] & ~is_metered(strict)
        assert not np.any(may_fetch(strict, pays_for(strict))[private] & reserved)
        assert np.any(may_fetch(lax, pays_for(lax))[private] & reserved)

    def test_more_refusing_sites_sell_fetches_and_begin_at_the_price(self, world: World) -> None:
        from ecosystem.market.pay_per_crawl import fetch_prices

        metered = under(world, PayPerCrawl(coverage=1.0, price_usd=0.02))
        sites = metered.sites
        assert has_market(metered)
        assert np.array_equal(is_metered(metered), sites.refuses[:, TRAINING] & ~sites.is_paywalled)
        assert is_metered(metered).any()
        new = sites.fetch_price == 0.0
        assert np.all(fetch_prices(metered)[new] == 0.02)

    def test_a_limit_cuts_fetches(self, world: World, plain: World) -> None:
        half, ban = under(world, ScrapingLimit(cut_share=0.5)), under(world, ScrapingLimit(cut_share=1.0))
        for scraper in range(len(world.scrapers)):
            full = plain.month.crawls[scraper].n_fetched
            assert half.month.crawls[scraper].n_fetched == pytest.approx(0.5 * full, rel=0.1)
            assert ban.month.crawls[scraper].n_fetched == 0

    @pytest.mark.parametrize("payee", ["owners", "purse"])
    def test_a_price_is_paid_for_every_fetch_of_private_crawlers(
        self, world: World, payee: Literal["owners", "purse"]
    ) -> None:
        priced = under(world, ScrapingPrice(usd_per_fetch=1e-5, payee=payee))
        private = np.flatnonzero(~world.scrapers.is_open)
        n = sum(priced.month.crawls[int(scraper)].n_fetched for scraper in private)
        paid_to = paid(priced, "scraping price")
        assert sum(paid_to.values()) == pytest.approx(1e-5 * n, rel=1e-3)
        assert {payer for payer, _ in paid_to} == {TRAINERS}
        assert (TRAINERS, PURSE) in paid_to if payee == "purse" else (TRAINERS, AUTHORS) in paid_to

    def test_nobody_scrapes_at_a_price_above_what_pages_are_worth(self, world: World) -> None:
        poor = copied(world, **{"market.readers_per_author": 0.1})
        dear = under(poor, ScrapingPrice(usd_per_fetch=1.0))
        for scraper in range(len(world.scrapers)):
            n = dear.month.crawls[scraper].n_fetched
            assert n > 0 if world.scrapers.is_open[scraper] else n == 0


class TestTraining:
    def test_a_filter_duty_binds_the_crawlers_meant_and_is_paid_for(self, world: World) -> None:
        for crawlers in ("all", "private", "open"):
            filtering = under(world, FilterDuty(method="rates", crawlers=crawlers))
            for scraper in range(len(world.scrapers)):
                is_open = bool(world.scrapers.is_open[scraper])
                is_meant = crawlers == "all" or is_open == (crawlers == "open")
                assert methods_of(filtering, scraper) == (("rates",) if is_meant else ())
            assert paid(filtering, "filter duty").keys() == {(TRAINERS, SUPPLIERS)}
        assert paid(under(world, FilterDuty(method="marks")), "filter duty") == {}

    def test_a_filter_duty_lowers_the_synthetic_pages_that_crawlers_keep(self, world: World, plain: World) -> None:
        filtering = under(world, FilterDuty())
        kept, before = (
            sum(crawl.n_kept_primary for crawl in each.month.crawls.values()) for each in (filtering, plain)
        )
        assert kept < before

    def test_models_of_bound_trainers_mark_what_they_write(self, world: World) -> None:
        marking = under(world, WatermarkMandate())
        corpus, pages = marking.corpus, marking.month.new_pages
        primary = marking.is_primary(corpus.n_human[pages])
        assert corpus.is_marked[pages][primary].mean() > 0.5
        assert not corpus.is_marked[pages][corpus.n_human[pages] == corpus.ideas_per_page].any()

    def test_a_cap_brings_the_share_that_the_audit_finds_down_to_it(self, world: World) -> None:
        months, cap, tpr = 6, 0.01, 0.7
        open_text = copied(world, **{"detection.evasion_effect": 0.0})
        free, capped = (
            advance(copied(open_text), months),
            under(open_text, SyntheticCap(share=cap, audit_tpr=tpr, audit_fpr=0.0), months=months),
        )
        n = world.lineage.n_versions
        compared = list(zip(free.lineage.versions[n:], capped.lineage.versions[n:], strict=True))
        assert compared
        for loose, tight in compared:
            found = loose.synthetic_share * tpr
            if found <= cap:
                assert tight.synthetic_kept == pytest.approx(1.0)
                continue
            assert tight.synthetic_kept < 1.0
            missed = tight.synthetic_share * (1.0 - tpr) / max(tight.synthetic_kept, 1e-12)
            assert tight.synthetic_share - missed == pytest.approx(cap, abs=0.3 * cap)
        assert any(tight.synthetic_kept < 1.0 for _, tight in compared), "the cap must bind to be seen"

    def test_an_audit_errs_and_is_hidden_from_as_detectors_are(self, world: World) -> None:
        hidden, plain = (copied(world, **{"detection.evasion_effect": effect}) for effect in (0.9, 0.0))
        order = Cap("cap", Reach(), 0.01, 0.7, 0.02)
        assert audit_tpr(plain, 0, order) == pytest.approx(0.7)
        assert 0.07 < audit_tpr(hidden, 0, order) < 0.69
        version = under(plain, SyntheticCap(share=0.0, audit_tpr=0.7, audit_fpr=0.3), months=6).lineage.versions[-1]
        assert version.trained_step > world.step
        assert (version.human_kept, version.synthetic_kept) == pytest.approx((0.7, 0.3))

    def test_a_cap_that_finds_nothing_too_much_changes_nothing(self, world: World, plain: World) -> None:
        assert outcomes(under(world, SyntheticCap(share=1.0))) == outcomes(plain)

    def test_who_must_keep_data_drops_none(self, world: World) -> None:
        replacing = copied(world, **{"controls.does_accumulate": False})
        free, keeping = advance(copied(replacing), 8), under(replacing, DutyToAccumulate(), months=8)
        trained = {version.trainer for version in free.lineage.versions[world.lineage.n_versions :]}
        for trainer in trained:
            assert free.trainer_memory[trainer].crawled_before is not None
            assert keeping.trainer_memory[trainer].crawled_before is None
        assert outcomes(under(world, DutyToAccumulate())) == outcomes(advance(copied(world))), "all keep data anyway"

    def test_a_trust_hands_old_human_pages_to_all_trainers(self, world: World) -> None:
        seeing = copied(world, **{"detection.evasion_effect": 0.0})
        trust = under(seeing, DataTrust(coverage=1.0, collected_share=0.2, check_tpr=1.0))
        order, corpus = trust.rules.of(Trust)[0], trust.corpus
        for row in range(len(world.trainers)):
            step, pages = corpus.licences(data_reader(trust, row, is_given=True))[-1]
            assert step == trust.step
            assert len(pages) > 100
            assert corpus.step[pages].max() <= order.last_step
            deposited = pages[~(trust.sites.refuses[:, TRAINING] | trust.sites.is_paywalled)[corpus.site[pages]]]
            assert not trust.is_primary(corpus.n_human[deposited]).any()
        assert paid(trust, "data trust").keys() == {(PURSE, SUPPLIERS)}
        later = advance(trust)
        assert later.step in dict(later.corpus.licences(data_reader(later, 0, is_given=True)))
        assert later.market.trusts[order.name].n_seen == corpus.first_page(order.last_step + 1)

    def test_a_trust_pays_owners_if_it_has_a_fee(self, world: World) -> None:
        trust = under(world, DataTrust(collected_share=1.0, fee_usd=0.01))
        assert (PURSE, AUTHORS) in paid(trust, "data trust")


class TestPaying:
    def test_a_levy_is_a_share_of_revenue_paid_to_authors_less_its_costs(self, world: World) -> None:
        levied = under(world, AuthorLevy(share=0.1, fee_share=0.2))
        revenue = (
            sum(amount for (kind, _, _), amount in levied.month.payments.items() if kind == "subscription") / MICRO
        )
        assert paid(levied, "levy") == {(TRAINERS, AUTHORS): pytest.approx(0.08 * revenue, rel=1e-6)}
        assert paid(levied, "levy costs") == {(TRAINERS, SUPPLIERS): pytest.approx(0.02 * revenue, rel=1e-6)}

    def test_a_levy_of_trainers_leaves_them_less_to_spend_on_data(self, world: World, plain: World) -> None:
        from ecosystem.market.demand_for_data import data_budget

        still = copied(world, **{"market.duty_pass_through": 0.0})
        # As at the begin of the month, when nothing is spent on fetches yet.
        unspent = (
            replace(each, month=replace(each.month, fetch_fees={}))
            for each in (plain, under(still, AuthorLevy(share=0.5)))
        )
        before, after = (data_budget(each) for each in unspent)
        assert after == pytest.approx(0.5 * before)
        assert before.sum() > 0.0

    def test_levies_are_taken_one_after_the_other_of_what_is_left(self, world: World) -> None:
        both = under(world, AuthorLevy(share=0.6, fee_share=0.0), AuthorLevy(share=0.6, fee_share=0.5, coverage=1.0))
        assert duty_share(both) == pytest.approx(np.full(len(both.trainers), 1.0 - 0.4 * 0.4))
        revenue = sum(n for (kind, _, _), n in both.month.payments.items() if kind == "subscription") / MICRO
        taken = sum(paid(both, kind).popitem()[1] for kind in ("levy", "levy costs"))
        assert taken == pytest.approx(0.84 * revenue, rel=1e-6)

    def test_a_levy_of_all_revenue_leaves_a_web_without_users_and_nobody_in_debt(self, world: World) -> None:
        levied = under(world, AuthorLevy(share=1.0), months=12)
        assert levied.trainers.user_share.sum() < 1e-9, "no price at which serving pays"
        assert levied.trainers.balance.min() >= 0
        still = copied(world, **{"market.duty_pass_through": 0.0})
        still = under(still, AuthorLevy(share=0.6), AuthorLevy(share=0.7), months=12)
        assert still.trainers.user_share.sum() > 0.1, "prices stay as they are"
        assert still.trainers.balance.min() >= 0, "training waits for what is left"

    def test_a_subsidy_is_paid_for_pages_that_the_check_takes_for_human(self, world: World) -> None:
        subsidised = under(world, AuthorSubsidy(usd_per_page=2.0, check_tpr=1.0))
        written = subsidised.month.by_authors
        is_article = subsidised.authors.niche[written.writer] == ARTICLES
        n = (is_article & ~subsidised.is_primary(written.n_human)).sum()
        assert paid(subsidised, "subsidy") == {(PURSE, AUTHORS): pytest.approx(2.0 * n)}

    def test_a_subsidy_speaks_against_writing_with_ai(self, world: World) -> None:
        from ecosystem.agents.authors import adoption_utility

        subsidised = under(world, AuthorSubsidy(usd_per_page=2.0))
        free = replace(subsidised, rules=replace(subsidised.rules, orders=()))
        rows = subsidised.authors.rows()
        rows = rows[subsidised.authors.niche[rows] == ARTICLES]
        change = adoption_utility(subsidised, rows) - adoption_utility(free, rows)
        assert np.all(change <= 0.0)
        assert change.min() < -0.01

    def test_a_collective_takes_in_tail_sites(self, world: World) -> None:
        joined = under(world, CollectiveLicence(coverage=1.0))
        tail = segments(replace(joined, rules=replace(joined.rules, orders=())))
        assert np.all(segments(joined)[tail != 0] == COLLECTIVE)


class TestReading:
    def test_demotion_takes_visits_from_pages_believed_synthetic(self, world: World, plain: World) -> None:
        demoted = under(world, SearchDemotion(cut_share=0.9))
        assert demoted.month.visits[1].sum() < plain.month.visits[1].sum()

    def test_fewer_answers_are_shown(self, world: World, plain: World) -> None:
        limited = under(world, AnswerLimit(cut_share=0.5))
        assert limited.month.unclicked_share == pytest.approx(0.5 * plain.month.unclicked_share)

"""The Python contract of the model, and what it promises about seeds, order and pairs."""

import copy
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from mesa import DataCollector

from ecosystem import Scenario, WebEcosystem
from ecosystem.agents.authors import HumanAuthor
from ecosystem.agents.generators import AIGenerator
from ecosystem.agents.scrapers import Scraper
from ecosystem.agents.trainers import ModelTrainer
from ecosystem.errors import EcosystemError, OutOfRangeError, WrongTypeError
from ecosystem.history import create_world
from ecosystem.indicators import INDICATORS
from ecosystem.market.ledger import MICRO
from ecosystem.randomness import IntArray
from ecosystem.recorder import Recorder
from ecosystem.state import World
from scenarios import load
from tests.ecosystem.conftest import DIARY_MONTHS, Diary
from tests.support.worlds import advance, copied, run, scenario, series_bytes, world_before

SHORT = scenario(18, 100)


def outcomes(world: World, months: int) -> bytes:
    """All indicators of some months, bit by bit."""
    rows = []
    for _ in range(months):
        advance(world)
        rows.append(list(world.month.outcomes.values()))
    return np.array(rows, dtype=np.float64).tobytes()


def permuted(world: World, seed: int) -> World:
    """The same world with its authors, operators, scrapers and trainers stored in another order."""
    result = copied(world)
    rng = np.random.default_rng(seed)
    order = {name: rng.permutation(len(getattr(result, name))) for name in ("authors", "operators")}
    for name, permutation in order.items():
        getattr(result, name).reorder(permutation)
        is_mine = result.corpus.is_operated == (name == "operators")
        result.corpus.writer[is_mine] = np.argsort(permutation)[result.corpus.writer[is_mine]]
    _permute_scrapers(result, rng.permutation(len(result.scrapers)))
    _permute_trainers(result, rng.permutation(len(result.trainers)))
    return result


def _permute_scrapers(world: World, permutation: IntArray) -> None:
    place = np.argsort(permutation)
    world.scrapers.reorder(permutation)
    world.scraper_memory[:] = [world.scraper_memory[row] for row in permutation]
    world.trainers.scraper[:] = place[world.trainers.scraper]
    # Who has seen a key stands in the highest bits of its slot.
    slots = [of_set.view(np.uint8)[7::8] for of_set in world.duplicates._seen._slots]
    for column in (world.corpus.fetched_by, world.corpus.kept_by, *slots):
        column[:] = sum(((column >> old & 1) << new for old, new in enumerate(place.tolist())), 0 * column)
    world.month.crawls = {int(place[row]): crawl for row, crawl in world.month.crawls.items()}


def _permute_trainers(world: World, permutation: IntArray) -> None:
    place = np.argsort(permutation)
    world.trainers.reorder(permutation)
    world.trainer_memory[:] = [world.trainer_memory[row] for row in permutation]
    column = world.corpus.licensed_by
    column[:] = sum(((column >> old & 1) << new for old, new in enumerate(place.tolist())), 0 * column)
    market = world.market
    for name in ("value", "half", "n_live_licensed"):
        setattr(market, name, getattr(market, name)[permutation[: len(getattr(market, name))]])
    market.half_of = {int(place[row]): model for row, model in market.half_of.items()}
    market.bought = {step: ideas[permutation] for step, ideas in market.bought.items()}
    versions = world.lineage.versions
    versions[:] = [replace(version, trainer=int(place[version.trainer])) for version in versions]
    for name in ("loss", "served_loss", "answer_loss", "benchmark_loss"):
        setattr(world.month, name, getattr(world.month, name)[permutation])


@pytest.fixture(scope="module")
def short_run() -> WebEcosystem:
    """The short scenario, run to its horizon; not to be changed."""
    return run(SHORT)


def test_the_contract_of_the_library() -> None:
    model = WebEcosystem(load("baseline").replace(size=200), seed=7)
    model.run_for(6)
    frame = model.series()
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == 6
    assert list(frame.columns) == ["scenario", "replicate", "step", "date", *INDICATORS]
    assert frame["step"].tolist() == list(range(6))
    assert frame["date"].tolist() == [f"2022-{month:02d}" for month in range(1, 7)]
    assert set(frame["scenario"]) == {"baseline"}
    assert all(frame[name].dtype == np.float64 for name in INDICATORS)
    assert set(model.agents_by_type) == {HumanAuthor, AIGenerator, Scraper, ModelTrainer}


def test_mesa_owns_the_name_scenario() -> None:
    with pytest.raises(WrongTypeError, match="positional"):
        WebEcosystem(setting=SHORT)  # type: ignore[arg-type]


def test_the_ways_of_mesa_to_run_a_model_work() -> None:
    model = WebEcosystem(scenario(3, 50), seed=7)
    assert model.running
    model.step()
    assert (model.steps, model.date) == (1, "2022-01")
    model.run_model()
    assert (model.steps, model.date, model.running) == (3, "2022-03", False)
    model.run_model()
    assert len(model.series()) == model.steps == 3


def test_what_mesa_has_and_this_model_has_not_is_said_in_a_sentence() -> None:
    with pytest.raises(WrongTypeError, match=r"size = 50 is not a Scenario.*in place of batch_run.*analysis.compare"):
        WebEcosystem(size=50, seed=3)  # type: ignore[arg-type] # as batch_run does
    with pytest.raises(WrongTypeError, match=r"setting = 'baseline' is not a Scenario"):
        WebEcosystem("baseline")  # type: ignore[arg-type]
    model = WebEcosystem(scenario(2, 50))
    assert not hasattr(model, "datacollector")
    with pytest.raises(AttributeError, match=r"datacollector.*model.series\(\)"):
        _ = model.datacollector
    with pytest.raises(AttributeError, match=r"^'WebEcosystem' object has no attribute 'serie'$"):
        _ = model.serie
    model.datacollector = DataCollector(model_reporters={"authors": lambda web: len(web.world.authors)})
    model.run_for(1)
    model.datacollector.collect(model)
    assert model.datacollector.get_model_vars_dataframe()["authors"].tolist() == [len(model.world.authors)]


def test_running_month_by_month_is_the_same_as_running_on(short_run: WebEcosystem) -> None:
    by_month = WebEcosystem(SHORT, seed=7)
    for _ in range(18):
        by_month.run_for(1)
    assert series_bytes(short_run) == series_bytes(by_month)
    assert by_month.latest() == pytest.approx(short_run.latest(), rel=0.0, abs=0.0, nan_ok=True)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(short_run: WebEcosystem) -> None:
    again, other = run(SHORT), run(SHORT, seed=4)
    assert series_bytes(short_run) == series_bytes(again)
    assert short_run.models_frame().equals(again.models_frame())
    one, two = short_run.series(), other.series()
    for name in ("synthetic_share_new", "model_loss", "human_posts", "author_income", "synthetic_share_crawl_raw"):
        assert not np.array_equal(one[name], two[name]), name


def test_seeds_are_samples_of_ideas_too() -> None:
    """The ranks of ideas on the pages of the same author and month differ between seeds."""
    worlds = [world_before(scenario(1, 60), seed) for seed in (1, 2)]
    ranked = []
    for world in worlds:
        corpus, start = world.corpus, world.corpus.step == world.corpus.step.min()
        rank_of = np.empty((world.n_topics, world.family.culture.n_identities), dtype=np.int64)
        first = create_culture_ranks(world)
        np.put_along_axis(rank_of, first, np.arange(first.shape[1])[None, :], axis=1)
        pages = np.flatnonzero(start)
        ranks = rank_of[corpus.topic[pages][:, None], corpus.ideas[pages]]
        ranked.append(dict(zip(corpus.key[pages].tolist(), ranks.tolist(), strict=True)))
    common = sorted(set(ranked[0]) & set(ranked[1]))
    assert len(common) > 30
    same = np.array([ranked[0][key] for key in common]) == np.array([ranked[1][key] for key in common])
    assert same.mean() < 0.05


def create_culture_ranks(world: World) -> IntArray:
    """Identities by rank in the first month of the archive."""
    from ecosystem.content.culture import Culture

    culture = Culture(
        world.parameters.culture,
        world.draws,
        world.n_topics,
        first_step=world.first_step,
        last_step=world.last_step,
    )
    return culture.idea_by_rank.astype(np.int64)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_agents_does_not_matter_to_the_last_byte(diary: Diary, seed: int) -> None:
    plain, shuffled = copied(diary.world), permuted(diary.world, seed)
    assert not np.array_equal(plain.authors.key, shuffled.authors.key)
    assert outcomes(plain, 10) == outcomes(shuffled, 10)


def test_the_order_of_agents_does_not_matter_from_the_start() -> None:
    setting = scenario(20)
    plain = world_before(setting)
    assert outcomes(permuted(plain, 5), 20) == outcomes(plain, 20)


def test_a_copy_of_a_scenario_has_an_effect_of_exactly_zero(short_run: WebEcosystem) -> None:
    other = SHORT.replace(name="copy", story="The same web under another name.")
    difference = run(other).series()[[*INDICATORS]] - short_run.series()[[*INDICATORS]]
    assert np.nansum(np.abs(difference.to_numpy())) == 0.0


def test_a_change_has_no_effect_before_its_date(short_run: WebEcosystem) -> None:
    later = SHORT.replace(**{"authors.adoption_start": "2023-04"})
    same = run(later).series()[[*INDICATORS]].iloc[:11]
    pd.testing.assert_frame_equal(same, short_run.series()[[*INDICATORS]].iloc[:11], check_exact=True)


def test_removing_one_author_in_a_hundred_leaves_the_pages_of_all_others_as_they_were() -> None:
    setting = scenario(3, 400, **{"controls.has_ai": False})
    whole = world_before(setting)
    fewer = copied(whole)
    gone = whole.authors.rows()[::100]
    fewer.authors.is_active[gone] = False
    advance(whole)
    advance(fewer)
    pages = [
        {int(world.corpus.key[page]): world.corpus.ideas[page].tobytes() for page in world.month.new_pages.tolist()}
        for world in (whole, fewer)
    ]
    writer = whole.corpus.writer[whole.month.new_pages]
    removed = whole.corpus.key[whole.month.new_pages[np.isin(writer, gone)]]
    assert removed.size > 0
    assert set(pages[0]) - set(pages[1]) == set(removed.tolist())
    assert set(pages[1]) <= set(pages[0])
    assert all(pages[0][key] == ideas for key, ideas in pages[1].items())


def test_a_world_does_not_depend_on_its_horizon(short_run: WebEcosystem) -> None:
    """Count tables are as wide as the horizon asks; nothing else may follow from it."""
    long = run(SHORT.replace(months=40), 18)
    difference = short_run.series()[[*INDICATORS]] - long.series()[[*INDICATORS]]
    assert np.nanmax(np.abs(difference.to_numpy())) < 1e-9


def test_beyond_the_horizon_the_model_says_so() -> None:
    model = run(scenario(2, 60))
    assert not model.running
    with pytest.raises(OutOfRangeError, match=r"2022-03.*horizon of 2 months.*2022-02.*months"):
        model.run_for(1)
    assert len(model.series()) == 2, "what was run is kept"
    assert model.date == "2022-02"


@pytest.mark.parametrize(
    ("seed", "error"), [(-1, OutOfRangeError), (1.5, WrongTypeError), ("7", WrongTypeError), (True, WrongTypeError)]
)
def test_a_seed_that_is_none_is_refused(seed: object, error: type[EcosystemError]) -> None:
    with pytest.raises(error, match="seed"):
        WebEcosystem(SHORT, seed=seed)  # type: ignore[arg-type]


def test_whole_numbers_of_any_kind_are_seeds() -> None:
    setting = scenario(1, 50)
    assert series_bytes(run(setting, seed=5)) == series_bytes(
        run(setting, seed=np.int64(5))  # type: ignore[arg-type]
    )
    assert len(run(setting, seed=2**70).series()) == 1


def test_the_smallest_web_runs() -> None:
    model = WebEcosystem(Scenario(name="tiny", size=50, months=1))
    model.run_for(1)
    assert model.series().notna().all(axis=None) or model.series()["n_authors"].iloc[0] > 0


def test_every_indicator_is_defined_in_the_middle_of_a_run(diary: Diary) -> None:
    # No site of so small a web stands for the first ranks of the real one, nor is any that refuses in a collective, and
    # answers cite nobody.
    absent = {"opt_out_share_1k", "opt_out_share_10k", "licence_price_collective", "cited_synthetic_share"}
    late = diary.model.series()[[name for name in INDICATORS if name not in absent]].iloc[-12:]
    assert late.notna().all(axis=None)
    assert np.isfinite(late.to_numpy()).all()


def test_indicators_lie_in_the_ranges_that_they_tell(diary: Diary) -> None:
    frame = diary.model.series()
    bounded = {name: each.bounds for name, each in INDICATORS.items() if each.bounds != (None, None)}
    assert len(bounded) > 60
    for name, (low, high) in bounded.items():
        values = frame[name].dropna()
        assert values.between(-np.inf if low is None else low, np.inf if high is None else high).all(), name
    assert (frame.synthetic_share_new <= frame.synthetic_share_new_any).all()


def test_readers_use_models_from_the_day_of_chat_on(diary: Diary) -> None:
    frame = diary.model.series()
    is_before = frame["date"] <= "2022-11"
    assert (frame.loc[is_before, "user_share"] == 0.0).all()
    assert (frame.loc[~is_before, "user_share"] > 0.0).all()
    by_trainer = diary.model.world.trainers.user_share
    assert frame["user_share"].iloc[-1] == pytest.approx(by_trainer.sum())
    assert (frame["trainer_hhi"].isna() == is_before).all()


def test_trainers_earn_what_readers_and_writers_pay_for_models(diary: Diary) -> None:
    world, revenue = diary.model.world, diary.model.series()["trainer_revenue"]
    assert revenue.iloc[0] < revenue.iloc[-1], "before chat only assisted writers pay"
    for_use = sum(usd for (kind, *_), usd in world.month.payments.items() if kind in {"subscription", "model use"})
    assert revenue.iloc[-1] * world.size == pytest.approx(for_use / MICRO)


def test_frames_of_a_run_fit_together(diary: Diary) -> None:
    model = diary.model
    assert len(model.series()) == DIARY_MONTHS
    models = model.models_frame()
    assert models["model_id"].tolist() == list(range(len(models)))
    places = model.map_frame()
    assert len(places) == len(model.world.sites)
    assert set(places["crawler_rule"]) == {"open", "opted out", "priced"}
    assert places["audience"].sum() == pytest.approx(model.world.month.visits.sum())
    assert places["synthetic_share"].between(0.0, 1.0).all()
    edges = model.map_edges()
    assert edges.shape[1] == 2
    assert 0 <= edges.min() <= edges.max() < len(places)
    earned = model.earnings_frame()
    assert len(earned) == 3 * DIARY_MONTHS
    assert (earned.income_usd - earned.cost_usd).to_numpy() == pytest.approx(earned.profit_usd.to_numpy())
    series, authors = model.series(), earned[earned.group == "human authors"]
    assert authors.income_usd.to_numpy() == pytest.approx((series.author_income * series.n_authors).to_numpy())


def test_a_model_can_be_copied_and_run_on() -> None:
    model = run(SHORT, 6)
    twin = copy.deepcopy(model.world)
    model.run_for(1)
    advance(twin)
    assert twin.month.outcomes == pytest.approx(model.latest(), nan_ok=True)


def test_the_world_is_made_from_what_it_is_given() -> None:
    graph = nx.gnp_random_graph(7, 0.5, seed=1, directed=True)
    with pytest.raises(EcosystemError, match="number of sites"):
        create_world(SHORT.size, SHORT.parameters, SHORT.months, 1, graph)


def test_the_recorder_keeps_rows() -> None:
    recorder = Recorder()
    assert recorder.latest() == {}
    assert recorder.frame("none", 0, ["loss"]).empty
    recorder.record(0, {"loss": 1.0})
    recorder.record(1, {"loss": 2.0})
    frame = recorder.frame("each", 3, ["loss"])
    assert frame["loss"].tolist() == [1.0, 2.0]
    assert frame["date"].tolist() == ["2022-01", "2022-02"]
    assert set(frame["replicate"]) == {3}
    assert recorder.latest() == {"loss": 2.0}

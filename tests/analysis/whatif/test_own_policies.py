"""Policies that are not of this project are compared and kept like ours, or refused before anything is written."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import Any, Literal

import pandas as pd
import pytest

from analysis import Comparison, compare, write_report
from analysis.runs.design import expected_bytes
from analysis.runs.keeping import Shelf
from analysis.runs.manifest import StoreError
from analysis.runs.reruns import finished_runs, rerun
from ecosystem.errors import PolicyError
from ecosystem.orders.paying import Levy
from ecosystem.policies import POLICIES, AuthorLevy, LabellingMandate, Policy
from ecosystem.rules import Reach
from ecosystem.scenario import Scenario
from ecosystem.sources import SourceError
from tests.support.own_parts import own_names, own_package  # noqa: F401 - fixtures
from tests.support.stubs import Singly, pretend

WORLD = Scenario(name="world", size=50, months=3)
SCRIPT = """
from typing import Literal
from ecosystem.policies import AuthorLevy

class ScriptLevy(AuthorLevy):
    asks = "Trainers pay in my way"

    kind: Literal["script_levy"] = "script_levy"
"""


def fee(package: ModuleType, **fields: Any) -> Policy:
    policy: Policy = package.fees.OperatorFee(start="2022-01", **fields)
    return policy


@pytest.fixture
def pretending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend to simulate."""
    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(pretend))


@pytest.fixture
def script(own_names: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:  # noqa: F811
    """A script of one's own that is imported from its folder."""
    del own_names
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "my_script.py").write_text(SCRIPT)
    monkeypatch.syspath_prepend(str(tmp_path / "scripts"))
    import my_script  # type: ignore[import-not-found]

    yield my_script
    del sys.modules["my_script"]


@pytest.mark.slow
def test_a_policy_an_indicator_and_a_family_of_a_package_are_compared_in_two_processes_and_kept(
    own_package: ModuleType,  # noqa: F811
    tmp_path: Path,
) -> None:
    arms = {"fee": fee(own_package), "off": fee(own_package, usd=0.0)}
    wealth = own_package.measures.operator_wealth
    shy = WORLD.replace(**{"content.family": "shy", "generators.cost_median": 0.01})  # so that some operate
    kept = compare(shy, arms, indicators=[wealth], replicates=1, workers=2, store=tmp_path / "store")
    assert kept.failures.empty
    assert kept.outcomes[-1] == "operator_wealth"
    table = kept.effects(["policy_payments", "n_authors", wealth]).set_index(["arm", "outcome"])["difference"]
    assert table["fee", "policy_payments"] > 0.0 > table["fee", "operator_wealth"]
    assert table["off", "policy_payments"] == table["off", "n_authors"] == table["off", "operator_wealth"] == 0.0
    sources = json.loads((tmp_path / "store" / "manifest.json").read_text())["sources"]
    assert [(each["what"], each["name"], each["path"]) for each in sources] == [
        ("family", "shy", "web_of_mine.learners:ShyFamily"),
        ("indicator", "operator_wealth", "web_of_mine.measures:operator_wealth"),
        ("policy", "operator_fee", "web_of_mine.fees:OperatorFee"),
    ]
    assert all(len(each["sha256"]) == 64 for each in sources)
    read = Comparison.from_store(tmp_path / "store")
    assert read.arms["fee"].policies == (fee(own_package),)
    pd.testing.assert_frame_equal(read.effects(), kept.effects())
    assert rerun(finished_runs(tmp_path / "store"), workers=1).largest == 0.0
    report = write_report(read, tmp_path / "report").read_text(encoding="utf-8")
    assert wealth.meaning in report
    assert own_package.fees.OperatorFee.asks in kept.arms["fee"].policies[0].describe()


def test_a_policy_of_a_package_reads_from_text(own_package: ModuleType) -> None:  # noqa: F811
    text = WORLD.replace(policies=fee(own_package, usd=3.0)).to_toml()
    assert 'kind = "operator_fee"' in text
    assert Scenario.from_toml(text).policies == (fee(own_package, usd=3.0),)


@pytest.mark.usefixtures("pretending")
def test_a_store_says_which_part_it_needs_where_nobody_knows_it(
    own_package: ModuleType,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compare(WORLD, {"fee": fee(own_package)}, replicates=1, workers=1, store=tmp_path)
    monkeypatch.setattr(POLICIES, "_parts", {kind: each for kind, each in POLICIES.items() if kind != "operator_fee"})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    read = partial(Comparison.from_store, tmp_path)
    for ask in (read, partial(compare, WORLD, {"labels": LabellingMandate(start="2022-01")}, store=tmp_path)):
        with pytest.raises(StoreError) as caught:
            ask()
        assert "needs the policy 'operator_fee' of web_of_mine.fees, not known here" in str(caught.value)
        assert "Give --with web_of_mine.fees on the command line" in str(caught.value)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("pretending")
def test_runs_of_another_source_are_not_mixed(script: ModuleType, tmp_path: Path) -> None:
    arms = {"mine": script.ScriptLevy(start="2022-02")}
    compare(WORLD, arms, replicates=1, workers=1, store=tmp_path / "store")
    copytree(tmp_path / "store", tmp_path / "copy")
    world, shelf = WORLD.replace(policies=arms["mine"]), Shelf(tmp_path / "shelf", expected_bytes)
    shelf.put(world, 7)
    assert shelf.find([world]) == {0: 7}
    source = Path(str(script.__file__))
    source.write_text(SCRIPT.replace("in my way", "in another way"), encoding="utf-8")
    with pytest.raises(
        StoreError, match="was made by another source of policy 'script_levy' \\(my_script:ScriptLevy\\)"
    ):
        compare(WORLD, arms, replicates=2, workers=1, store=tmp_path / "store")
    assert shelf.find([world]) == {}
    assert finished_runs(tmp_path / "copy").changed == ("policy 'script_levy'",)
    source.write_text(SCRIPT, encoding="utf-8")
    assert finished_runs(tmp_path / "copy").is_same_code
    assert compare(WORLD, arms, replicates=2, workers=1, store=tmp_path / "store").n_pairs == 2


@pytest.mark.usefixtures("pretending")
def test_what_no_file_holds_is_refused_before_anything_is_written(own_names: None, tmp_path: Path) -> None:  # noqa: F811
    del own_names
    code = compile(SCRIPT, "<prompt>", "exec")
    space: dict[str, Any] = {"__name__": "prompt_of_mine"}
    exec(code, space)  # noqa: S102
    arms = {"mine": space["ScriptLevy"](start="2022-02")}
    with pytest.raises(SourceError, match=r"policy = 'script_levy' stands in no file .*leave out the store"):
        compare(WORLD, arms, replicates=1, workers=1, store=tmp_path / "store")
    with pytest.raises(SourceError, match=r"policy = 'script_levy' stands in no file .*give workers=1"):
        compare(WORLD, arms, replicates=1, workers=2)
    assert list(tmp_path.iterdir()) == []
    assert compare(WORLD, arms, replicates=1, workers=1).n_pairs == 1


@pytest.mark.usefixtures("pretending")
def test_what_would_come_back_as_something_else_is_refused_before_anything_is_written(
    own_names: None,  # noqa: F811
    tmp_path: Path,
) -> None:
    del own_names

    class Secretive(AuthorLevy):
        asks = "Trainers pay, and nobody is told how much"

        kind: Literal["secretive"] = "secretive"  # type: ignore[assignment]

        def to_dict(self) -> dict[str, Any]:
            return {"kind": self.kind, "start": self.start}

    arms = {"mine": Secretive(start="2022-02", share=0.5)}
    with pytest.raises(StoreError, match="cannot keep this comparison: it would come back as another one"):
        compare(WORLD, arms, replicates=1, workers=1, store=tmp_path / "store")
    assert list(tmp_path.iterdir()) == []


def test_a_class_without_a_kind_of_its_own_is_told_when_it_is_defined(own_names: None) -> None:  # noqa: F811
    del own_names
    with pytest.raises(PolicyError, match=r"name of policy = 'author_levy' stands for two of them, .*AuthorLevy and "):

        class Forgetful(AuthorLevy):
            asks = "Trainers pay"

    with pytest.raises(PolicyError) as caught:

        class Lacking(Policy):
            kind: Literal["lacking"] = "lacking"

    assert "asks is missing" in str(caught.value)
    assert "bound is missing" in str(caught.value)
    assert "what it does is missing" in str(caught.value)

    class Nameless(Policy):
        asks = "Somebody does something"
        bound = "nobody"

        def order(self, reach: Reach) -> Levy:
            return Levy(self.kind, reach, 0.0, 0.0)

    with pytest.raises(
        PolicyError, match=r'kind = .policy. is missing in the class .*Write kind: Literal\["my_policy"\]'
    ):
        Nameless()


def test_a_policy_asks_what_its_docstring_says_if_it_says_nothing_else(own_names: None) -> None:  # noqa: F811
    del own_names

    class Told(AuthorLevy):
        """Trainers pay in my way.

        Nobody asked them.
        """

        kind: Literal["told"] = "told"  # type: ignore[assignment]

    assert Told().describe().startswith("Trainers pay in my way: from ")
    with pytest.raises(PolicyError, match="asks is missing"):

        class Untold(AuthorLevy):
            kind: Literal["untold"] = "untold"  # type: ignore[assignment]


def test_a_policy_keeps_the_kind_of_its_class_and_may_be_defined_again(own_names: None) -> None:  # noqa: F811
    del own_names

    def define() -> type[Policy]:
        class Again(AuthorLevy):
            asks = "Trainers pay"

            kind: str = "again"  # type: ignore[assignment]

        return Again

    first, second = define(), define()
    assert POLICIES["again"] is second is not first
    with pytest.raises(PolicyError, match="kind = 'author_levy' is not 'again', that of its class"):
        second(kind="author_levy")

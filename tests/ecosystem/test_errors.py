import pickle

import pytest

from ecosystem import errors
from ecosystem.errors import EcosystemError, Fault, OutOfRangeError, did_you_mean, unknown_name

COVERAGE = Fault(
    "coverage",
    "is outside [0, 1]",
    "1.4",
    "policy 'LabellingMandate'",
    "A coverage is a share; did you mean 0.14 or 1.0?",
)
FAMILY = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, EcosystemError)]


def test_an_error_says_name_value_rule_place_and_remedy() -> None:
    assert str(OutOfRangeError(COVERAGE)) == (
        "coverage = 1.4 is outside [0, 1] (policy 'LabellingMandate'). A coverage is a share; did you mean 0.14 or 1.0?"
    )


def test_parts_that_are_not_known_leave_no_trace() -> None:
    assert str(EcosystemError(Fault("name", "is missing"))) == "name is missing."


def test_several_faults_are_listed_under_one_error() -> None:
    error = EcosystemError(COVERAGE, Fault("name", "is missing"))
    assert str(error).splitlines() == ["2 faults:", f"  - {COVERAGE}", "  - name is missing."]


@pytest.mark.parametrize("family", FAMILY)
def test_every_error_survives_pickling(family: type[EcosystemError]) -> None:
    error = pickle.loads(pickle.dumps(family(COVERAGE, "and a plain sentence")))  # noqa: S301
    assert type(error) is family
    assert error.faults == (COVERAGE, "and a plain sentence")


@pytest.mark.parametrize("family", [each for each in FAMILY if each is not EcosystemError])
def test_every_error_is_also_a_fitting_built_in(family: type[EcosystemError]) -> None:
    assert issubclass(family, ValueError | TypeError | LookupError | OSError | RuntimeError)


def test_a_misspelt_name_gets_the_closest_known_one() -> None:
    known = ["culture.persistence", "culture.n_ideas", "web.homophily"]
    assert did_you_mean("culture.persistance", known) == "Did you mean 'culture.persistence'?"
    assert did_you_mean("web.n_ideas", known) == "Did you mean 'culture.n_ideas'?"
    farms = ["operators.brand.gap", "operators.farm.gap"]
    assert did_you_mean("operators.farms.gap", farms) == "Did you mean 'operators.farm.gap'?", "the closest of them"
    assert did_you_mean("zzz", ["b", "a"]) == "Known are: a, b."
    assert str(unknown_name("bb", ["aa", "bbb"])) == "bb is not a known name. Did you mean 'bbb'?"
    moved = unknown_name("bb", ["aa", "bbb"], moved={"bb": "aa"})
    assert str(moved) == "bb is not a known name any more. It moved to 'aa'."


def test_long_values_are_cut_short() -> None:
    assert errors.quoted("short") == "'short'"
    assert len(errors.quoted("x" * 1000)) == 60


def test_names_from_files_are_cut_short_and_obeyed_by_no_terminal() -> None:
    name = "a\x1b[31m\u202e\udcff"
    assert str(unknown_name(name, [name], where=name)) == (
        r"'a\x1b[31m\u202e\udcff' is not a known name (a\x1b[31m\u202e\udcff). Did you mean 'a\x1b[31m\u202e\udcff'?"
    )
    assert str(unknown_name(3.5, ["a"])).startswith("3.5 is not a known name")  # type: ignore[arg-type]
    known = [f"{number:03}{'x' * 1_000}" for number in range(80)]
    told = str(unknown_name("y" * 1_000, known, where="z" * 1_000))
    assert len(told) < 5_000
    assert told.endswith("and 20 more.")

import pytest

from ecosystem.errors import PolicyError, WrongTypeError
from scenarios.console.values import read_assignments, read_numbers, read_value


def test_numbers_stand_between_commas() -> None:
    assert read_numbers(" 0, 12,-24", int, "--delays", "0,12") == [0, 12, -24]
    assert read_numbers(" .5, 1,2.0", float, "--factors", "1,2") == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("part", ["", "--5", "+-5", "2k", "3.5", "1e3", "nan", "0x10", "9" * 5000])
def test_what_is_no_whole_number_is_told(part: str) -> None:
    with pytest.raises(WrongTypeError, match="is not a whole number"):
        read_numbers(f"1,{part}", int, "--delays", "0,12")


@pytest.mark.parametrize("part", ["", "--5", "two", "1;2", "nan", "-inf", "1e400"])
def test_what_is_no_finite_number_is_told(part: str) -> None:
    with pytest.raises(WrongTypeError, match="is not a number"):
        read_numbers(f"{part},1", float, "--factors", "1,2")


def test_every_part_that_is_no_number_is_told_at_once() -> None:
    with pytest.raises(WrongTypeError) as caught:
        read_numbers("a,1,b", int, "--delays", "0,12")
    assert len(caught.value.faults) == 2


def test_names_and_values_are_taken_apart_at_the_first_equals_sign() -> None:
    assert read_assignments(["a = b=c", "d="], "field", "a=1", PolicyError) == {"a": "b=c", "d": ""}
    with pytest.raises(PolicyError) as caught:
        read_assignments(["a", "=1", "b=2"], "field", "a=1", PolicyError)
    assert len(caught.value.faults) == 2


def test_a_name_with_two_values_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"^a is given twice \(field\)\. Only one value can hold"):
        read_assignments(["a=1", "b=2", " a = 3"], "field", "a=1", PolicyError)


def test_values_are_toml_unless_a_field_takes_text() -> None:
    assert read_value("0.5", is_text=False) == 0.5
    assert read_value("2027", is_text=True) == "2027"
    assert read_value('"2027-01"', is_text=True) == "2027-01"
    assert read_value("1\nb = 2", is_text=False) == "1\nb = 2"

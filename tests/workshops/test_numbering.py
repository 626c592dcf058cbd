"""The numbers that a protocol shows."""

import pytest

from workshops.numbering import item_number, point_numbers, roman


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (49, "XLIX"), (90, "XC"), (399, "CCCXCIX")],
)
def test_roman_numerals(number: int, numeral: str) -> None:
    assert roman(number) == numeral


def test_item_number_joins_section_and_place() -> None:
    assert item_number(2, 1) == "II.1"


@pytest.mark.parametrize(
    ("levels", "numbers"),
    [
        ([], []),
        ([0, 0], ["II.1.1", "II.1.2"]),
        ([0, 1, 1, 2, 0, 1], ["II.1.1", "II.1.1.1", "II.1.1.2", "II.1.1.2.1", "II.1.2", "II.1.2.1"]),
        ([0, 2, 1], ["II.1.1", "II.1.1.1.1", "II.1.1.2"]),
        ([1, 0], ["II.1.1.1", "II.1.2"]),
    ],
)
def test_point_numbers_follow_from_levels(levels: list[int], numbers: list[str]) -> None:
    assert point_numbers("II.1", levels) == numbers

"""The numbers that a protocol shows ("II", "II.1"): derived from order, never stored."""

from collections.abc import Iterable

ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Return ``number`` (1 or more) as a roman numeral: 4 → "IV"."""
    numeral = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def item_number(section: int, item: int) -> str:
    """Return the number of an agenda item: section 2, item 1 → "II.1"."""
    return f"{roman(section)}.{item}"


def point_numbers(item: str, levels: Iterable[int]) -> list[str]:
    """Return the numbers of an agenda item's points in order, from their levels.

    Item "II.1" with the levels 0, 1, 1, 0 gives II.1.1, II.1.1.1, II.1.1.2, II.1.2. A level that is skipped counts
    as if one point stood there.
    """
    numbers: list[str] = []
    counts: list[int] = []
    for level in levels:
        skipped = [1] * (level - len(counts))
        before = counts[level] if level < len(counts) else 0
        counts = [*counts[:level], *skipped, before + 1]
        numbers.append(".".join([item, *map(str, counts)]))
    return numbers

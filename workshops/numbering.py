"""The numbers that a protocol shows ("II", "II.1"): derived from order, never stored."""

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

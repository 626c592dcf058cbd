"""Checks of single values that forms of every room share."""

import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

FIRST_YEAR = 2000
YEARS_AHEAD = 2


_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs of Unicode that show nothing."""


def visible_text(text: str) -> None:
    """Refuse a text in which nothing is to be seen, as a field refuses an empty one."""
    if all(unicodedata.category(one)[0] in "CZ" or one in _BLANK for one in text):
        raise ValidationError("Bitte füllen Sie dieses Feld aus.", code="required")


def no_address(text: str) -> None:
    """Refuse a name that holds an address of the web: it stands in mails to people who did not ask for it."""
    if "://" in text or "www." in text.casefold():
        raise ValidationError("Bitte nennen Sie hier nur den Namen, ohne Internetadresse.")


def plausible_period(day: date) -> None:
    """Refuse a day of a plan before the year 2000 or after the next fifty years: both are slips of the keyboard."""
    last = timezone.localdate().year + 50
    if not FIRST_YEAR <= day.year <= last:
        raise ValidationError(
            f"Das Datum liegt nicht zwischen {FIRST_YEAR} und {last}. Bitte prüfen Sie die Jahreszahl."
        )


def plausible_day(day: date) -> None:
    """Refuse a day before the year 2000 or more than two years ahead: both are slips of the keyboard."""
    if day.year < FIRST_YEAR:
        raise ValidationError(f"Das Datum liegt vor dem Jahr {FIRST_YEAR}. Bitte prüfen Sie die Jahreszahl.")
    if (day - timezone.localdate()).days > 366 * YEARS_AHEAD:
        raise ValidationError(
            f"Das Datum liegt mehr als {YEARS_AHEAD} Jahre in der Zukunft. Bitte prüfen Sie die Jahreszahl."
        )

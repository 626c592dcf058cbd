"""Checks of single values that forms of every room share."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

FIRST_YEAR = 2000
YEARS_AHEAD = 2


def plausible_day(day: date) -> None:
    """Refuse a day before the year 2000 or more than two years ahead: both are slips of the keyboard."""
    if day.year < FIRST_YEAR:
        raise ValidationError(f"Das Datum liegt vor dem Jahr {FIRST_YEAR}. Bitte prüfen Sie die Jahreszahl.")
    if (day - timezone.localdate()).days > 366 * YEARS_AHEAD:
        raise ValidationError(
            f"Das Datum liegt mehr als {YEARS_AHEAD} Jahre in der Zukunft. Bitte prüfen Sie die Jahreszahl."
        )

"""Checks of single values of milestones."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

FIRST_YEAR = 2000
YEARS_AHEAD = 15


def plausible_milestone_day(day: date) -> None:
    """Refuse a day before the year 2000 or more than 15 years ahead: both are slips of the keyboard."""
    if not FIRST_YEAR <= day.year <= timezone.localdate().year + YEARS_AHEAD:
        raise ValidationError("Bitte prüfen Sie die Jahreszahl.")

"""Secret addresses of the calendar: one for each account, renewed or ended by its owner."""

from django.db import transaction

from milestones.models import CalendarKey
from milestones.models.calendar import new_calendar_token
from people.models import User


@transaction.atomic
def renew_calendar_key(user: User) -> CalendarKey:
    """Give ``user`` a secret address for the calendar and return it; an earlier one ends."""
    key, _ = CalendarKey.objects.update_or_create(user=user, defaults={"token": new_calendar_token()})
    return key


def end_calendar_key(user: User) -> None:
    """End the secret address of ``user``; calendars that use it get nothing any more."""
    CalendarKey.objects.filter(user=user).delete()

"""Reads of conditions."""

from django.db.models import QuerySet

from people.rules import Person
from pilots.models import Condition, Pilot


def conditions_for(user: Person, *, is_met: bool) -> "QuerySet[Condition]":
    """Return the conditions of decisions that hold, of pilots that ``user`` may read whole; one query.

    The open ones come in the order of their days, those that are met with the latest first.
    """
    holding = Condition.objects.filter(
        resolution__corrected_by=None,
        resolution__entry__pilot__in=Pilot.objects.known_to(user),
        met_on__isnull=not is_met,
    )
    holding = holding.select_related("resolution__entry__pilot", "organisation")
    return holding.order_by("-met_on", "pk") if is_met else holding.order_by("due_on", "pk")

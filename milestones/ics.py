"""Milestones as a calendar (RFC 5545), written with icalendar.

An event keeps its UID whatever happens to the milestone, and its SEQUENCE is the milestone's version: it grows with
each change of dates or words, so calendars replace what they hold. The address of the page stands in the description as
well, since many calendars do not show the URL.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from icalendar import Calendar, Event

from common.templatetags.dates import day
from common.templatetags.look import page
from milestones.models import Milestone

PRODUCT = "-//Stadt Gera//SMARTCity Meilensteine//DE"
REFRESH = timedelta(hours=12)
"""How often calendars are asked to come back."""
EVENTS_KEPT = 2_000
_END = b"END:VCALENDAR\r\n"


class Entry(NamedTuple):
    """What the calendar needs of one milestone, as the database holds it; ``organisation`` is a name."""

    reference: str
    uid: UUID
    title: str
    description: str
    planned_on: date
    forecast_on: date | None
    reached_on: date | None
    version: int
    updated_at: datetime
    organisation: str | None = None


def entries_of(milestones: "QuerySet[Milestone]") -> list[Entry]:
    """Return the entries of these milestones, in their order; one query."""
    rows = milestones.values_list(*Entry._fields[:-1], "organisation__name")
    return [Entry(*row) for row in rows]


def calendar_of(entries: Iterable[Entry], *, name: str) -> bytes:
    """Return the calendar with an all-day event for each entry; ``name`` is what calendars call it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    head = calendar.to_ical().removesuffix(_END)
    return b"".join([head, *map(_event, entries), _END])


@lru_cache(maxsize=EVENTS_KEPT)
def _event(entry: Entry) -> bytes:
    """Return one event as it stands in the file; remembered, since each takes icalendar about 0.4 ms.

    It lies on the day that counts now: when the milestone was reached, else the forecast, else the plan.
    """
    address = f"{settings.SITE_URL}{page('milestones:list')}{entry.reference}/"
    on = entry.reached_on or entry.forecast_on or entry.planned_on
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("dtstamp", entry.updated_at.astimezone(UTC))
    event.add("last-modified", entry.updated_at.astimezone(UTC))
    event.add("sequence", entry.version - 1)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", f"{entry.reference} {entry.title}{' (erreicht)' if entry.reached_on else ''}")
    event.add("description", "\n".join([*_facts(entry), "", address]))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event.to_ical()


def _facts(entry: Entry) -> list[str]:
    """Return the dates and who is responsible, a line each, and the description."""
    facts = [f"Geplant: {day(entry.planned_on)}"]
    if entry.forecast_on and not entry.reached_on:
        facts.append(f"Voraussichtlich: {day(entry.forecast_on)}")
    if entry.reached_on:
        facts.append(f"Erreicht: {day(entry.reached_on)}")
    if entry.organisation:
        facts.append(f"Verantwortlich: {entry.organisation}")
    return [*facts, "", entry.description] if entry.description else facts

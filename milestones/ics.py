"""Milestones as a calendar (RFC 5545), written with icalendar.

An event keeps its UID whatever happens to the milestone, and its SEQUENCE is the milestone's version: it grows with
each change of dates or words, so calendars replace what they hold. The address of the page stands in the description as
well, since many calendars do not show the URL.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from icalendar import Calendar, Event

from common.templatetags.dates import day
from milestones.models import Milestone

PRODUCT = "-//Stadt Gera//SMARTCity Meilensteine//DE"
REFRESH = timedelta(hours=12)
"""How often calendars are asked to come back."""
EVENTS_KEPT = 2_000
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the calendar says of one milestone; ``on`` is the day that counts now."""

    uid: UUID
    on: date
    title: str
    description: str
    address: str
    sequence: int
    changed_at: datetime

    @classmethod
    def of(cls, milestone: Milestone) -> "Entry":
        """Return the entry of a milestone that was read with its organisation."""
        address = f"{settings.SITE_URL}{milestone.get_absolute_url()}"
        return cls(
            uid=milestone.uid,
            on=milestone.expected_on,
            title=f"{milestone}{' (erreicht)' if milestone.reached_on else ''}",
            description="\n".join([*_facts(milestone), "", address]),
            address=address,
            sequence=milestone.version - 1,
            changed_at=milestone.updated_at,
        )


def calendar_of(milestones: Iterable[Milestone], *, name: str) -> bytes:
    """Return the calendar with an all-day event for each milestone; ``name`` is what calendars call it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    head = calendar.to_ical().removesuffix(_END)
    return b"".join([head, *(_event(Entry.of(milestone)) for milestone in milestones), _END])


@lru_cache(maxsize=EVENTS_KEPT)
def _event(entry: Entry) -> bytes:
    """Return one event as it stands in the file; remembered, since each takes icalendar about 0.4 ms."""
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", entry.description)
    event.add("url", entry.address)
    event.add("transp", "TRANSPARENT")
    return event.to_ical()


def _facts(milestone: Milestone) -> list[str]:
    """Return the dates and who is responsible, a line each, and the description."""
    facts = [f"Geplant: {day(milestone.planned_on)}"]
    if milestone.forecast_on and not milestone.reached_on:
        facts.append(f"Voraussichtlich: {day(milestone.forecast_on)}")
    if milestone.reached_on:
        facts.append(f"Erreicht: {day(milestone.reached_on)}")
    if milestone.organisation:
        facts.append(f"Verantwortlich: {milestone.organisation}")
    return [*facts, "", milestone.description] if milestone.description else facts

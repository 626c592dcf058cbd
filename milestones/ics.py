"""Milestones as a calendar (RFC 5545): its frame is icalendar's, the events are written here.

icalendar takes 0.4 ms for an event, so that the first calendar after a start would wait for hundreds of them.

An event keeps its UID whatever happens to the milestone, and its SEQUENCE is the milestone's version: it grows with
each change of dates or words, so calendars replace what they hold. The address of the page stands in the description as
well, since many calendars do not show the URL.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from icalendar import Calendar

from common.templatetags.dates import day
from common.templatetags.look import page
from milestones.models import Milestone

PRODUCT = "-//Stadt Gera//SMARTCity Meilensteine//DE"
REFRESH = timedelta(hours=12)
"""How often calendars are asked to come back."""
EVENTS_KEPT = 2_000
LINE_LENGTH = 75
"""How many bytes a line may have."""
_END = b"END:VCALENDAR\r\n"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPECIAL = re.compile(r"[\\;,]")


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
    """Return one event as it stands in the file; remembered, since most stay as they are from one reading to the next.

    It lies on the day that counts now: when the milestone was reached, else the forecast, else the plan.
    """
    address = f"{settings.SITE_URL}{page('milestones:list')}{entry.reference}/"
    on = entry.reached_on or entry.forecast_on or entry.planned_on
    changed_at = f"{entry.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    title = f"{entry.reference} {entry.title}{' (erreicht)' if entry.reached_on else ''}"
    lines = (
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{changed_at}",
        f"LAST-MODIFIED:{changed_at}",
        f"SEQUENCE:{entry.version - 1}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(chr(10).join([*_facts(entry), '', address]))}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )
    return b"".join(map(_folded, lines))


def _escaped(text: str) -> str:
    """Return a text as a value (RFC 5545, 3.3.11), without the control characters that none may hold."""
    return _SPECIAL.sub(r"\\\g<0>", _CONTROLS.sub("", text)).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a line in pieces of 75 bytes at most, each but the first after a space (RFC 5545, 3.1)."""
    pieces: list[bytes] = []
    rest = line.encode()
    while len(rest) > (room := LINE_LENGTH - bool(pieces)):
        while rest[room] & 0b1100_0000 == 0b1000_0000:  # within a character
            room -= 1
        pieces.append(rest[:room])
        rest = rest[room:]
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


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

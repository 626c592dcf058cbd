"""The lists of the start page, each read by one prepared query as the values that it shows.

A page with six lists of five rows spends more time on putting queries together and making objects of their rows than
on all the rest (:mod:`common.prepared`).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from common.prepared import rows_for
from common.templatetags.dates import day, minute
from common.templatetags.look import chip
from common.text import plain_text
from ideas.models import Call, Idea
from ideas.models.ideas import idea_url
from ideas.offers import offers_for
from ideas.queue import waiting_for
from people.models import User
from people.rules import Person
from pilots.models import PilotList
from strategy.models import SubConcept
from strategy.models.visions import page_url
from workshops.enums import ProtocolStatus, TaskStatus
from workshops.models import Meeting, Point, Protocol
from workshops.models.meetings import bodies_of, hours_in_words, meeting_title, meeting_url

SHOWN = 5
"""How many entries each list shows."""
TASK_LENGTH = 120
TITLE = ("format", "number", "body__name", "body__genitive")
"""What the title of a meeting is made of (:func:`workshops.models.meetings.meeting_title`)."""


class Entry(NamedTuple):
    """A row of a list: where it leads, what it is called, and a few words more; its day and its status if shown.

    ``papers`` is the slug of the list of pilots that belongs to it.
    """

    url: str
    title: str
    details: tuple[str, ...] = ()
    day: date | None = None
    chip: SafeString = SafeString()
    papers: str = ""


# Meetings and protocols -------------------------------------------------------------------------------------------


def upcoming_meetings(user: Person) -> list[Entry]:
    """Return the next meetings that ``user`` may see; for the board each knows its list of pilots (``papers``)."""
    return [
        Entry(
            meeting_url(slug),
            meeting_title(*title),
            tuple(filter(None, (hours_in_words(starts_at, ends_at), place))),
            held_on,
            papers=papers or "",
        )
        for slug, held_on, starts_at, ends_at, place, papers, *title in rows_for(user, _upcoming)
    ]


def _upcoming(user: Any, given: Any) -> "QuerySet[Any, Any]":
    meetings = Meeting.objects.visible_to(user).upcoming(timezone.localdate())
    of_meeting = PilotList.objects.visible_to(user).filter(meeting=OuterRef("pk")).values("slug")
    papers = Subquery(of_meeting) if getattr(user, "is_on_board", False) else Value("")
    columns: list[Any] = ["slug", "held_on", "starts_at", "ends_at", "place", papers, *TITLE]
    return meetings.values_list(*columns)[:SHOWN]


def latest_protocols(user: Person) -> dict[str, list[Entry]]:
    """Return the latest protocols of each status that ``user`` may read, under its name; one query."""
    rows = [(row[0], _protocol(*row)) for row in rows_for(user, _protocols)]
    names = {
        "recent_protocols": ProtocolStatus.APPROVED,
        "circulated": ProtocolStatus.CIRCULATED,
        "drafts": ProtocolStatus.DRAFT,
    }
    return {name: [entry for found, entry in rows if found == status] for name, status in names.items()}


def _protocols(user: Any, given: Any) -> "QuerySet[Any, Any]":
    latest_first = [F("meeting__held_on").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by="status", order_by=latest_first)
    readable = Protocol.objects.visible_to(user).annotate(place=place).filter(place__lte=SHOWN).order_by("place")
    title = (f"meeting__{name}" for name in TITLE)
    return readable.values_list("status", "meeting__slug", "meeting__held_on", *title)


def _protocol(status: str, slug: str, held_on: date, form: str, number: int, body: str, genitive: str) -> Entry:
    """Return how a protocol is drawn: an approved one with its day, one that waits with where it stands.

    Its title names the body.
    """
    url, title = meeting_url(slug), meeting_title(form, number, body, genitive)
    if status == ProtocolStatus.APPROVED:
        return Entry(url, title, day=held_on)
    return Entry(url, title, (day(held_on, "j. F Y"),), chip=chip(Protocol, status))


# What waits -------------------------------------------------------------------------------------------------------


def waiting_ideas(user: User) -> list[Entry]:
    """Return the ideas with which it is the turn of ``user``, the oldest first."""
    return [_idea(user, *row) for row in rows_for(user, _waiting)]


def _waiting(user: Any, given: Any) -> "QuerySet[Any, Any]":
    typed = KeyTextTransform(0, KeyTransform("title", "draft__typed"))
    columns: list[Any] = ["status", "reference", "token", "title", typed, "editor"]
    return waiting_for(user).values_list(*columns)[:SHOWN]


def _idea(user: User, status: str, reference: str, token: str, title: str, typed: str, editor: int | None) -> Entry:
    details = [reference or "noch nicht eingereicht"]
    if user.is_editor and editor is None:
        details.append("noch niemandem zugewiesen")
    url = idea_url("detail", reference) if reference else reverse("ideas:status", args=[token])
    return Entry(url, title or (typed or "").strip() or "Entwurf ohne Titel", tuple(details), chip=chip(Idea, status))


def open_tasks(user: User) -> list[Entry]:
    """Return the tasks that are due first."""
    return list(_tasks_of(rows_for(user, _open_tasks)))


def _open_tasks(user: Any, given: Any) -> "QuerySet[Any, Any]":
    tasks = Point.objects.visible_to(user).tasks().filter(task_status__in=TaskStatus.pending())
    columns = ("pk", "text", "organisation__name", "person", "due_on", "task_status")
    return tasks.order_by("due_on", "pk").values_list(*columns)[:SHOWN]


def _tasks_of(rows: list[tuple[Any, ...]]) -> Iterator[Entry]:
    for pk, text, organisation, person, due_on, status in rows:
        due = f"bis {day(due_on)}" if due_on else "ohne Termin"
        details = tuple(filter(None, (organisation or person, due)))
        title = Truncator(plain_text(text)).chars(TASK_LENGTH)
        yield Entry(reverse("workshops:task_detail", args=[pk]), title, details, chip=chip(Point, status))


def open_calls(user: Person) -> list[Entry]:
    """Return where ideas can be handed in now."""
    calls = offers_for(user).open[:SHOWN]
    return [Entry(one.get_absolute_url(), one.title, (_end_of(one),)) for one in calls]


def _end_of(call: Call) -> str:
    return f"offen bis {minute(call.closes_at)}" if call.closes_at else "immer offen"


def own_concepts(user: User) -> list[Entry]:
    """Return the Teilkonzepte of the groups that ``user`` belongs to."""
    return [
        Entry(page_url("sub_concept", slug), title, chip=chip(SubConcept, status))
        for slug, title, status in rows_for(user, _own_concepts)
    ]


def _own_concepts(user: Any, given: Any) -> "QuerySet[Any, Any]":
    concepts = SubConcept.objects.visible_to(user).filter(body__in=bodies_of(user))
    return concepts.order_by("title").values_list("slug", "title", "status")

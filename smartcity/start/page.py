"""What the start page shows to whom; what somebody may not see is not on it."""

from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from common.prepared import counts_for
from ideas.offers import offers_for
from ideas.queue import waiting_for
from milestones.picture import draw_timeline
from milestones.selectors import EXPECTED, milestones_for, with_standing
from people.models import User
from people.rules import Person, is_editor
from pilots.models import PilotList
from pilots.selectors.reviews import lists_waiting_for
from smartcity.reports.figures import figures_from
from smartcity.start.tallies import (
    GROUP,
    OWN_IDEAS,
    PUBLIC,
    TEAM,
    rows_for_guests,
    rows_for_participants,
    rows_for_team,
    shown,
)
from strategy.models import SubConcept
from workshops.enums import ProtocolStatus, TaskStatus
from workshops.models import Meeting, Point, Protocol
from workshops.models.meetings import bodies_of

SHOWN = 5
"""How many entries each list of the start page shows."""
PROTOCOL = (
    "status",
    *(f"meeting__{name}" for name in ("slug", "format", "number", "held_on", "body__name", "body__genitive")),
)
"""What the page shows of a protocol."""
MILESTONES = 8
LOOKING_BACK = timedelta(days=120)
"""How many milestones guests see, and from when on."""


def start_page(user: Person) -> dict[str, Any]:
    """Return what the start page shows to ``user``; with the sign-in ten queries at most, whatever there is.

    Everybody gets ``upcoming_meetings`` and ``recent_protocols`` (approved); :func:`_for_guests`, :func:`_for_editors`
    and :func:`_for_participants` say what else. ``papers`` is the next meeting that has a list of pilots.
    """
    meetings = _upcoming(user)
    page = {"upcoming_meetings": meetings, **_protocols(user)}
    if not isinstance(user, User):
        return page | _for_guests(user)
    page |= {"waiting_ideas": waiting_for(user, limit=SHOWN), "reviews": lists_waiting_for(user)}
    if is_editor(user):
        return page | _for_editors(user)
    with_papers = (one for one in meetings if getattr(one, "list_slug", ""))
    return page | _for_participants(user) | {"papers": next(with_papers, None)}


def _upcoming(user: Person) -> "list[Any]":
    """Return the next meetings that ``user`` may see; for the board each knows its list of pilots (``list_slug``)."""
    meetings = Meeting.objects.visible_to(user).select_related("body").upcoming(timezone.localdate())
    if getattr(user, "is_on_board", False):
        lists = PilotList.objects.visible_to(user).filter(meeting=OuterRef("pk")).values("slug")
        meetings = meetings.annotate(list_slug=Subquery(lists))
    return list(meetings[:SHOWN])


def _protocols(user: Person) -> dict[str, list[Protocol]]:
    """Return the latest protocols of each status that ``user`` may read, under its name; one query."""
    latest_first = [F("meeting__held_on").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by="status", order_by=latest_first)
    readable = Protocol.objects.visible_to(user).select_related("meeting__body").only(*PROTOCOL).annotate(place=place)
    found = list(readable.filter(place__lte=SHOWN).order_by("place"))
    names = {
        "recent_protocols": ProtocolStatus.APPROVED,
        "circulated": ProtocolStatus.CIRCULATED,
        "drafts": ProtocolStatus.DRAFT,
    }
    return {name: [one for one in found if one.status == status] for name, status in names.items()}


def _for_guests(user: Person) -> dict[str, Any]:
    """Return where the process stands (``rows``, ``timeline``), the ``open_calls``, and ``numbers`` of what is public.

    The milestones are the next ones, and those before them that are not long ago.
    """
    today = timezone.localdate()
    milestones = milestones_for(user).alias(expected=EXPECTED).filter(expected__gte=today - LOOKING_BACK)
    rows = with_standing(milestones[:MILESTONES])
    return {
        "rows": rows,
        "timeline": draw_timeline(rows, today),
        "open_calls": offers_for(user).open[:SHOWN],
        "numbers": shown(PUBLIC, counts_for(user, rows_for_guests)),
    }


def _for_editors(user: User) -> dict[str, Any]:
    """Return what is due (``due`` in numbers, ``open_tasks``), the gaps, what is stuck and the funnel (``reports``)."""
    tasks = Point.objects.visible_to(user).tasks().filter(task_status__in=TaskStatus.pending())
    counts = counts_for(user, rows_for_team)
    return {
        "due": shown(TEAM, counts),
        "reports": figures_from(counts),
        "open_tasks": list(tasks.select_related("organisation").order_by("due_on", "pk")[:SHOWN]),
    }


def _for_participants(user: User) -> dict[str, Any]:
    """Return the own ideas by status (``own_ideas``), what waits for members (``due``), their Teilkonzepte.

    Also where ideas can be handed in.
    """
    counts = counts_for(user, rows_for_participants)
    concepts = SubConcept.objects.visible_to(user).filter(body__in=bodies_of(user))
    return {
        "own_ideas": shown(OWN_IDEAS, counts),
        "due": shown(GROUP, counts),
        "concepts": list(concepts.order_by("title")),
        "open_calls": offers_for(user).open[:SHOWN],
    }

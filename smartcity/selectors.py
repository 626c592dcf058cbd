"""Reads that need every app: what the start page shows."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ideas.offers import offers_for
from ideas.queue import waiting_for
from people.models import User
from people.rules import is_editor
from pilots.selectors.reviews import lists_waiting_for
from workshops.enums import ProtocolStatus, TaskStatus
from workshops.models import Meeting, Point, Protocol

SHOWN = 5
"""How many entries each list of the start page shows."""


def start_page(user: User | AnonymousUser) -> dict[str, Any]:
    """Return the lists of the start page; what ``user`` may not see is not in them.

    Keys: ``upcoming_meetings``, ``recent_protocols`` (approved), ``circulated`` and ``drafts`` (of the ten that wait
    first, those in circulation before drafts; one query), ``open_tasks``, ``reviews`` (lists of pilots that wait for
    the user's review, with how far it is), ``waiting_ideas`` (with which it is the user's turn) and, for others than
    editors, ``open_calls``.
    """
    protocols = Protocol.objects.visible_to(user).select_related("meeting__body").order_by("-meeting__held_on", "-pk")
    meetings = Meeting.objects.visible_to(user).select_related("body")
    tasks = Point.objects.visible_to(user).tasks().filter(task_status__in=TaskStatus.pending())
    waits = protocols.filter(status__in=[ProtocolStatus.CIRCULATED, ProtocolStatus.DRAFT])
    in_turn = waits.order_by("status", "-meeting__held_on", "-pk")  # "circulated" comes before "draft"
    pending = list(in_turn[: 2 * SHOWN]) if user.is_authenticated else []
    return {
        "upcoming_meetings": meetings.upcoming(timezone.localdate())[:SHOWN],
        "recent_protocols": protocols.filter(status=ProtocolStatus.APPROVED)[:SHOWN],
        "circulated": [one for one in pending if one.status == ProtocolStatus.CIRCULATED][:SHOWN],
        "drafts": [one for one in pending if one.status == ProtocolStatus.DRAFT][:SHOWN],
        "reviews": lists_waiting_for(user) if isinstance(user, User) else [],
        "open_tasks": tasks.select_related("organisation").order_by("due_on", "pk")[:SHOWN],
        "waiting_ideas": waiting_for(user, limit=SHOWN) if isinstance(user, User) else [],
        "open_calls": [] if is_editor(user) else offers_for(user).open[:SHOWN],
    }

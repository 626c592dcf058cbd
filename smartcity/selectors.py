"""Reads that need every app: what the start page shows."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from people.models import User
from pilots.selectors.reviews import waiting_for
from workshops.enums import ProtocolStatus, TaskStatus
from workshops.models import Meeting, Point, Protocol

SHOWN = 5
"""How many entries each list of the start page shows."""


def start_page(user: User | AnonymousUser) -> dict[str, Any]:
    """Return the lists of the start page as querysets; what ``user`` may not see is not in them.

    Keys: ``upcoming_meetings``, ``recent_protocols`` (approved), ``circulated``, ``drafts``, ``open_tasks``, and
    ``reviews``: lists of pilots that wait for the user's review, with how far it is.
    """
    protocols = Protocol.objects.visible_to(user).select_related("meeting__body").order_by("-meeting__held_on", "-pk")
    meetings = Meeting.objects.visible_to(user).select_related("body")
    tasks = Point.objects.visible_to(user).tasks().filter(task_status__in=TaskStatus.pending())
    return {
        "upcoming_meetings": meetings.upcoming(timezone.localdate())[:SHOWN],
        "recent_protocols": protocols.filter(status=ProtocolStatus.APPROVED)[:SHOWN],
        "circulated": protocols.filter(status=ProtocolStatus.CIRCULATED)[:SHOWN],
        "drafts": protocols.filter(status=ProtocolStatus.DRAFT)[:SHOWN],
        "reviews": waiting_for(user) if isinstance(user, User) else [],
        "open_tasks": tasks.select_related("organisation").order_by("due_on", "pk")[:SHOWN],
    }

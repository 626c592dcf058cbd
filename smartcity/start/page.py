"""What the start page shows to whom; what somebody may not see is not on it."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from common.prepared import counts_for
from milestones.picture import draw_timeline
from milestones.selectors import EXPECTED, listed, milestones_for, with_standing
from people.models import User
from people.rules import Person, is_editor
from pilots.selectors.reviews import lists_waiting_for
from smartcity.reports.figures import figures_from
from smartcity.start.lists import (
    latest_protocols,
    open_calls,
    open_tasks,
    own_concepts,
    upcoming_meetings,
    waiting_ideas,
)
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

MILESTONES = 8
LOOKING_BACK = timedelta(days=120)
"""How many milestones guests see, and from when on what is reached."""


def start_page(user: Person) -> dict[str, Any]:
    """Return what the start page shows to ``user``; with the sign-in ten queries at most, whatever there is.

    Everybody gets ``upcoming_meetings`` and ``recent_protocols`` (approved); :func:`_for_guests`, :func:`_for_editors`
    and :func:`_for_participants` say what else. ``papers`` is the next meeting that has a list of pilots.
    """
    meetings = upcoming_meetings(user)
    page: dict[str, Any] = {"upcoming_meetings": meetings, **latest_protocols(user)}
    if not isinstance(user, User):
        return page | _for_guests(user)
    page |= {"waiting_ideas": waiting_ideas(user), "reviews": lists_waiting_for(user)}
    if is_editor(user):
        return page | _for_editors(user)
    return page | _for_participants(user) | {"papers": next((one for one in meetings if one.papers), None)}


def _for_guests(user: Person) -> dict[str, Any]:
    """Return where the process stands (``rows``, ``timeline``), the ``open_calls``, and ``numbers`` of what is public.

    The milestones are those that are not reached, however late, and those that were not long ago.
    """
    today = timezone.localdate()
    ahead_or_recent = Q(reached_on=None) | Q(expected__gte=today - LOOKING_BACK)
    milestones = milestones_for(user).alias(expected=EXPECTED).filter(ahead_or_recent)
    rows = with_standing(listed(milestones)[:MILESTONES])
    return {
        "rows": rows,
        "timeline": draw_timeline(rows, today),
        "open_calls": open_calls(user),
        "numbers": shown(PUBLIC, counts_for(user, rows_for_guests)),
    }


def _for_editors(user: User) -> dict[str, Any]:
    """Return what is due (``due`` in numbers, ``open_tasks``), the gaps, what is stuck and the funnel (``reports``)."""
    counts = counts_for(user, rows_for_team)
    return {
        "due": shown(TEAM, counts),
        "reports": figures_from(counts),
        "open_tasks": open_tasks(user),
    }


def _for_participants(user: User) -> dict[str, Any]:
    """Return the own ideas by status (``own_ideas``), what waits for members (``due``), their Teilkonzepte.

    Also where ideas can be handed in.
    """
    counts = counts_for(user, rows_for_participants)
    return {
        "own_ideas": shown(OWN_IDEAS, counts),
        "due": shown(GROUP, counts),
        "concepts": own_concepts(user),
        "open_calls": open_calls(user),
    }

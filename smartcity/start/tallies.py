"""The numbers of the start page, by role. Each says where the list is that it counts, and counts the rows of that list.

``tests/smartcity/test_start_numbers.py`` opens every list and compares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.queue import OPEN, in_queue
from milestones.models import Milestone
from people.models import User
from people.rules import Person
from pilots.models import Pilot
from pilots.selectors.progress import conditions_for
from workshops.enums import ProtocolStatus, TaskStatus
from workshops.models import Decision, Meeting, Point, Protocol


@dataclass(frozen=True, slots=True)
class Tally:
    """A number: what it is called, the address of the list, and its rows. ``hides``: not shown where it is zero."""

    key: str
    title: str
    url: str
    rows: "QuerySet[Any]"
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the page shows it."""

    title: str
    url: str
    count: int


def shown(tallies: Iterable[Tally], counts: Mapping[str, int]) -> list[Figure]:
    """Return the numbers, counted before by their keys."""
    return [Figure(one.title, one.url, counts[one.key]) for one in tallies if counts[one.key] or not one.hides]


def public_tallies(user: Person) -> list[Tally]:
    """Return what everybody may read: protocols, ideas of the gallery, pilots and decisions."""
    meetings = Meeting.objects.visible_to(user)
    approved = Protocol.objects.visible_to(user).filter(status=ProtocolStatus.APPROVED)
    return [
        Tally("protocols", "Protokolle", _meetings("approved"), meetings.filter(protocol__in=approved)),
        Tally("gallery", "Ideen in der Galerie", reverse("ideas:gallery"), Idea.objects.in_gallery()),
        Tally("pilots", "Pilotprojekte", reverse("pilots:list"), Pilot.objects.visible_to(user)),
        Tally("decisions", "Beschlüsse", reverse("workshops:decision_list"), Decision.objects.visible_to(user)),
        Tally("milestones", "Meilensteine", reverse("milestones:list"), Milestone.objects.visible_to(user)),
    ]


def own_idea_tallies(user: User) -> list[Tally]:
    """Return what became of the ideas that ``user`` handed in or accompanies: one number for each status."""
    ideas = Idea.objects.of(user) | Idea.objects.accompanied_by(user)
    url = reverse("ideas:list")
    return [
        Tally(f"own_{status}", status.label, f"{url}?status={status}", ideas.filter(status=status), hides=True)
        for status in IdeaStatus
    ]


def group_tallies(user: User) -> list[Tally]:
    """Return what waits for members of groups: tasks, and protocols in circulation."""
    return [*_tasks(user), _waiting(user, ProtocolStatus.CIRCULATED, "Protokolle im Umlauf")]


def team_tallies(user: User) -> list[Tally]:
    """Return what is due for the team."""
    ideas = Idea.objects.visible_to(user, drafts=False).filter(submitted_at__isnull=False)
    url, queue = reverse("ideas:list"), reverse("ideas:queue")
    open_milestones = Milestone.objects.visible_to(user).filter(reached_on=None)
    return [
        *_tasks(user),
        _waiting(user, ProtocolStatus.DRAFT, "Protokolle im Entwurf"),
        _waiting(user, ProtocolStatus.CIRCULATED, "Protokolle im Umlauf"),
        Tally("new", "Neue Ideen", f"{url}?status=submitted", ideas.filter(status=IdeaStatus.SUBMITTED)),
        Tally("mine", "Mir zugewiesene Ideen", queue, in_queue(user, OPEN)),
        Tally("inquiries", "Offene Rückfragen", f"{url}?status=inquiry", ideas.filter(status=IdeaStatus.INQUIRY)),
        Tally("conditions", "Offene Auflagen", reverse("pilots:conditions"), conditions_for(user, is_met=False)),
        Tally("reach", "Meilensteine vor uns", f"{reverse('milestones:list')}?status=offen", open_milestones),
    ]


def _tasks(user: User) -> list[Tally]:
    """Return the tasks that ``user`` may read: those that are still to be done, and those that should be by now."""
    pending = Point.objects.visible_to(user).tasks().filter(task_status__in=TaskStatus.pending())
    url = reverse("workshops:task_list")
    overdue = pending.filter(due_on__lt=timezone.localdate())
    return [
        Tally("tasks", "Offene Aufgaben", url, pending),
        Tally("overdue", "Überfällige Aufgaben", f"{url}?faellig=true", overdue),
    ]


def _waiting(user: User, status: ProtocolStatus, title: str) -> Tally:
    readable = Protocol.objects.visible_to(user).filter(status=status)
    meetings = Meeting.objects.visible_to(user).filter(protocol__in=readable)
    return Tally(f"protocols_{status}", title, _meetings(status), meetings)


def _meetings(status: str) -> str:
    return f"{reverse('workshops:meeting_list')}?protokoll={status}"

"""Reminding of milestones: before their day, and once when it is over."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.mail import queue_mail
from milestones.enums import ReminderKind
from milestones.models import Milestone, Reminder
from milestones.selectors import standing_of_one
from people.enums import Role
from people.models import User

BEFORE = ((2, ReminderKind.TWO_DAYS), (14, ReminderKind.TWO_WEEKS))
"""How many days before the day a reminder is due; the latest one first."""


def remind_of_milestones() -> int:
    """Queue the reminders that are due, and return of how many milestones.

    Each goes out once for its occasion and date, however often and late this is called: the row that says so is written
    in the transaction that queues the mail, and the database takes it once. A date that moved is reminded of anew. Of
    several that are due at once only the last one goes.
    """
    waiting = Milestone.objects.filter(reached_on=None).values_list("pk", flat=True)
    return sum(_remind(pk) for pk in waiting)


def due_reminder(milestone: Milestone, today: date) -> tuple[ReminderKind, date] | None:
    """Return on which occasion and of which date somebody is to be reminded on the day ``today``, or ``None``."""
    if milestone.planned_on < today:
        return ReminderKind.OVERDUE, milestone.planned_on
    left = milestone.expected_on - today
    return next(((kind, milestone.expected_on) for days, kind in BEFORE if left <= timedelta(days=days)), None)


@transaction.atomic
def _remind(pk: int) -> bool:
    """Remind of one milestone if it is due, and return whether it was; locked, so that nobody is reminded twice."""
    open_ones = Milestone.objects.filter(reached_on=None).select_for_update(of=("self",), skip_locked=True)
    milestone = open_ones.select_related("organisation", "responsible").filter(pk=pk).first()
    due = due_reminder(milestone, timezone.localdate()) if milestone else None
    if milestone is None or due is None:
        return False
    kind, due_on = due
    recipients = _recipients(milestone)
    if not recipients or milestone.reminders.filter(kind=kind, due_on=due_on).exists():
        return False
    Reminder.objects.create(milestone=milestone, kind=kind, due_on=due_on)
    measured, standing = standing_of_one(milestone)
    context = {
        "milestone": milestone,
        "standing": standing,
        "open_criteria": [one for one in measured if not (one.is_met or one.is_dropped)],
        "is_overdue": kind == ReminderKind.OVERDUE,
        "due_on": due_on,
        "may_write": (person := _person(milestone)) is None or person.has_perm("milestones.change_milestone"),
        "url": f"{settings.SITE_URL}{milestone.get_absolute_url()}",
    }
    queue_mail(recipients, "milestone_reminder", context)
    return True


def _person(milestone: Milestone) -> User | None:
    """Return who is responsible and can still be reached; without anybody it is the team."""
    return milestone.responsible if milestone.responsible and milestone.responsible.is_active else None


def _recipients(milestone: Milestone) -> Sequence[str]:
    """Return the address of the person who is responsible, or those of the team."""
    if person := _person(milestone):
        return [person.email]
    team = User.objects.filter(role=Role.TEAM, is_active=True)
    return list(team.order_by("pk").values_list("email", flat=True))

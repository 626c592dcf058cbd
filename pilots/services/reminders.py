"""Reminding reviewers who have not handed in yet, before the reviewing ends."""

from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.mail import queue_mail
from pilots.models import Reviewer
from pilots.selectors.reviews import open_reviewers, progress_of, review_mail, stage_of


def remind_reviewers() -> int:
    """Queue a mail to everybody whose reminder is due, and return how many that are.

    Each reminder (``REMINDERS`` days before the end) goes out once, however often and late this is called: which one
    was the last is kept in the transaction that queues the mail. Of two that are due at once only the later one goes.
    """
    return sum(_remind(pk) for pk in open_reviewers().values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> bool:
    """Remind one reviewer if it is due, and return whether it was; locked, so that nobody is reminded twice at once."""
    locked = open_reviewers().select_for_update(of=("self",), skip_locked=True)
    reviewer = locked.select_related("list__meeting__body", "user").filter(pk=pk).first()
    if reviewer is None:
        return False
    stage = stage_of(reviewer.list, timezone.localdate())
    if stage is None or not _is_later(stage, reviewer):
        return False
    reviewer.reminded_days = stage
    save_with_reason(reviewer, by=None, reason="An die Bewertung erinnert")
    context = review_mail(reviewer.list) | {"progress": progress_of(reviewer)}
    queue_mail([reviewer.user.email], "review_reminder", context)
    return True


def _is_later(stage: int, reviewer: Reviewer) -> bool:
    return reviewer.reminded_days is None or stage < reviewer.reminded_days

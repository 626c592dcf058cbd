"""Reminding bodies that have not answered, before their day comes."""

from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from strategy.mails import remind
from strategy.models import Consultation
from strategy.selectors.consultations import stage_of


def remind_bodies() -> int:
    """Queue a mail to the members of every body whose reminder is due, and return how many bodies that are.

    Each reminder (``REMINDERS`` days before the day) goes out once, however often and late this is called: which one
    was the last is kept in the transaction that queues the mails. Of two that are due at once only the later one goes,
    and none once the day has passed.
    """
    pending = Consultation.objects.pending().filter(due_on__gte=timezone.localdate())
    return sum(_remind(pk) for pk in pending.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> bool:
    """Remind one body if it is due, and return whether it was; locked, so that nobody is reminded twice at once."""
    locked = Consultation.objects.pending().select_for_update(of=("self",), skip_locked=True)
    consultation = locked.select_related("body", "strategy").filter(pk=pk).first()
    if consultation is None:
        return False
    stage = stage_of(consultation.due_on, timezone.localdate())
    if stage is None or (consultation.reminded_days is not None and stage >= consultation.reminded_days):
        return False
    consultation.reminded_days = stage
    save_with_reason(consultation, by=None, reason="An die Stellungnahme erinnert")
    remind(consultation)
    return True

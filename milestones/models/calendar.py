"""Who was reminded of what, and the secret addresses by which calendars read milestones."""

import secrets

from django.db import models
from django.utils import timezone

from milestones.enums import ReminderKind
from milestones.models.milestones import Milestone
from people.models import User


class Reminder(models.Model):
    """A reminder that went out. The database keeps it to once for each occasion and date of a milestone."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="reminders", verbose_name="Meilenstein")
    kind = models.CharField("Anlass", max_length=10, choices=ReminderKind)
    due_on = models.DateField("Termin")
    sent_at = models.DateTimeField("eingereiht am", default=timezone.now)

    class Meta:
        verbose_name = "Erinnerung"
        verbose_name_plural = "Erinnerungen"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "kind", "due_on"], name="one_reminder_per_occasion_and_date"),
            models.CheckConstraint(condition=models.Q(kind__in=ReminderKind.values), name="reminder_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone.reference}: {self.get_kind_display()}"


def new_calendar_token() -> str:
    """Return a new secret of 32 bytes, as it stands in an address."""
    return secrets.token_urlsafe(32)


class CalendarKey(models.Model):
    """The secret in the address by which the calendar of one account reads what that account may read."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_key", verbose_name="Konto")
    token = models.CharField("Schlüssel", max_length=50, unique=True, default=new_calendar_token, editable=False)
    created_at = models.DateTimeField("angelegt am", default=timezone.now)

    class Meta:
        verbose_name = "Kalenderadresse"
        verbose_name_plural = "Kalenderadressen"
        ordering = ["user"]

    def __str__(self) -> str:
        return f"Kalenderadresse von {self.user}"

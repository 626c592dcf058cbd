"""How the dates of milestones changed. Rows are only ever added, and go with their milestone alone."""

from django.db import models
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from milestones.enums import DateKind
from milestones.models.milestones import Milestone
from people.models import User
from workshops.models import Decision


class DateChange(models.Model):
    """A date of a milestone moved: which, from when to when, why, and by which decision if there is one."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="date_changes", verbose_name="Meilenstein")
    kind = models.CharField("Termin", max_length=10, choices=DateKind)
    old_on = models.DateField("vorher", null=True, blank=True)
    new_on = models.DateField("nachher", null=True, blank=True)
    reason = models.TextField("Grund", max_length=2_000)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="date_changes", verbose_name="Beschluss"
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="durch")
    by_name = models.CharField("Name", max_length=200, blank=True)
    at = models.DateTimeField("am", default=timezone.now)

    history = historical_records()
    objects = HistorisedQuerySet["DateChange"].as_manager()

    class Meta:
        verbose_name = "Terminänderung"
        verbose_name_plural = "Terminänderungen"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=DateKind.values), name="date_change_kind_is_known"),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="date_change_has_a_reason",
                violation_error_message="Bitte nennen Sie den Grund der Terminänderung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone.reference}: {self.get_kind_display()} am {self.at:%d.%m.%Y} geändert"

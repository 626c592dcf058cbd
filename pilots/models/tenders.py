"""What follows from a decision: the tender with its steps, and reports of progress."""

from itertools import pairwise

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.transitions import TransitionTable
from common.versions import VersionedModel
from people.models import User
from pilots.enums import Priority, TenderStatus
from pilots.models.pilots import Pilot

IN_ORDER = (
    TenderStatus.PROPOSED,
    TenderStatus.PRIORITISED,
    TenderStatus.PREPARING,
    TenderStatus.PUBLISHED,
    TenderStatus.EVALUATING,
    TenderStatus.AWARDED,
)

TENDER_TRANSITIONS = TransitionTable(
    field="status",
    permission="pilots.change_tender",
    moves={status: frozenset({following, TenderStatus.CANCELLED}) for status, following in pairwise(IN_ORDER)},
    reason_required=frozenset({(status, TenderStatus.CANCELLED) for status in IN_ORDER[:-1]}),
)


POSITION_STEP = 1 << 20
"""How far apart tenders lie, so that one moves without touching its neighbours."""


class TenderQuerySet(HistorisedQuerySet["Tender"]):
    """Queries on tenders."""

    def visible_to(self, user: User | AnonymousUser) -> "TenderQuerySet":
        """Return what ``user`` may see: editors and board all, an Ideenpate the own ones."""
        if not isinstance(user, User):
            return self.none()
        if user.is_editor or user.is_on_board:
            return self
        return self.filter(models.Q(sponsor=user) | models.Q(pilot__sponsor=user))


class Tender(VersionedModel):
    """The tender (Ausschreibung) of a pilot that the board approved; after one that was cancelled comes another."""

    TRANSITIONS = TENDER_TRANSITIONS

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="tenders", verbose_name="Pilotprojekt")
    status = models.CharField(
        "Status", max_length=12, choices=TenderStatus, default=TenderStatus.PROPOSED, editable=False
    )
    priority = models.CharField("Priorität", max_length=8, choices=Priority, default=Priority.MEDIUM)
    position = models.BigIntegerField("Reihenfolge", default=0, editable=False)
    subject = models.CharField("Gegenstand", max_length=200)
    sponsor = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored_tenders",
        verbose_name="Ideenpate",
        help_text="Begleitet die Ausschreibung inhaltlich.",
    )
    result = models.TextField("Ergebnis", max_length=3_000, blank=True)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = "Ausschreibung"
        verbose_name_plural = "Ausschreibungen"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=TenderStatus.values), name="tender_status_is_known"),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="tender_priority_is_known"),
            models.UniqueConstraint(
                fields=["pilot"],
                condition=~models.Q(status=TenderStatus.CANCELLED),
                name="pilot_has_one_tender",
                violation_error_message="Zu diesem Pilotprojekt gibt es schon eine Ausschreibung.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Return the tender's page."""
        return reverse("pilots:tender_detail", args=[self.pk])


class TenderStep(models.Model):
    """A step of a tender with the day it is planned for, and the day it was done."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="steps", verbose_name="Ausschreibung")
    name = models.CharField("Schritt", max_length=150)
    planned_on = models.DateField("geplant")
    done_on = models.DateField("erledigt", null=True, blank=True)

    history = historical_records()
    objects = HistorisedQuerySet["TenderStep"].as_manager()

    class Meta:
        verbose_name = "Schritt einer Ausschreibung"
        verbose_name_plural = "Schritte von Ausschreibungen"
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been done before today."""
        return self.done_on is None and self.planned_on < timezone.localdate()


class ProgressReport(VersionedModel):
    """How far a pilot is: in words, in percent, and what one can see of it."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="reports", verbose_name="Pilotprojekt")
    reported_on = models.DateField("Stand vom")
    text = models.TextField("Zwischenstand", max_length=5_000)
    percent = models.PositiveSmallIntegerField("Fortschritt in Prozent", validators=[MaxValueValidator(100)])
    visible_result = models.TextField("Sichtbares Ergebnis", max_length=2_000, blank=True)
    is_public = models.BooleanField("öffentlich", default=False, help_text="Auf der öffentlichen Seite des Projekts.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="von", editable=False)
    created_at = models.DateTimeField("erfasst am", default=timezone.now, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["ProgressReport"].as_manager()

    class Meta:
        verbose_name = "Zwischenstand"
        verbose_name_plural = "Zwischenstände"
        ordering = ["-reported_on", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(percent__lte=100), name="progress_is_a_percentage")]

    def __str__(self) -> str:
        return f"{self.percent} Prozent am {self.reported_on:%d.%m.%Y}"

"""What the board decided on each pilot of a list, with votes and conditions; and the frozen states of lists."""

from django.db import models
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from people.models import Organisation, User
from pilots.enums import PilotStatus, ReleaseKind
from pilots.models.lists import Entry, PilotList
from workshops.models import Decision


class Release(models.Model):
    """A state of a list that never changes again: what reviewers read, and what the board decided on."""

    list = models.ForeignKey(PilotList, models.PROTECT, related_name="releases", verbose_name="Pilotliste")
    kind = models.CharField("Anlass", max_length=10, choices=ReleaseKind)
    content = models.JSONField("Inhalt")
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("am", default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="durch")

    class Meta:
        verbose_name = "Freigabe"
        verbose_name_plural = "Freigaben"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} vom {timezone.localtime(self.at):%d.%m.%Y, %H:%M} Uhr"


class Resolution(models.Model):
    """The board's decision on one pilot. A wrong one is corrected by a new one that names it (``corrects``)."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="resolutions", verbose_name="Eintrag")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="resolutions", verbose_name="Beschluss")
    outcome = models.CharField(
        "Ergebnis", max_length=12, choices=[(status.value, status.label) for status in PilotStatus.outcomes()]
    )
    reason = models.TextField("Begründung", max_length=3_000, blank=True)
    resubmit_on = models.DateField("Wiedervorlage", null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="berichtigt"
    )

    history = historical_records()
    objects = HistorisedQuerySet["Resolution"].as_manager()

    class Meta:
        verbose_name = "Entscheidung"
        verbose_name_plural = "Entscheidungen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(corrects=None),
                name="entry_is_decided_once",
                violation_error_message="Über dieses Pilotprojekt ist schon entschieden.",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=PilotStatus.STORED) | models.Q(resubmit_on__isnull=False),
                name="stored_pilots_come_back",
                violation_error_message="Bitte nennen Sie den Tag der Wiedervorlage.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_outcome_display()}"


class Condition(models.Model):
    """A condition (Auflage) of a decision: what, by whom, until when; tracked until it is met."""

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="conditions", verbose_name="Entscheidung")
    text = models.TextField("Auflage", max_length=1_000)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="conditions", verbose_name="verantwortlich"
    )
    due_on = models.DateField("bis")
    met_on = models.DateField("erfüllt am", null=True, blank=True, editable=False)
    proof = models.TextField("Nachweis", max_length=1_000, blank=True, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Condition"].as_manager()

    class Meta:
        verbose_name = "Auflage"
        verbose_name_plural = "Auflagen"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been met before today."""
        return self.met_on is None and self.due_on < timezone.localdate()

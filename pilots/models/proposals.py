"""The Beschlussvorlage of a list: what it says besides the list itself, and which bodies it goes through."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from pilots.enums import Competence
from pilots.models.lists import PilotList
from workshops.models import Meeting

SUBMITTER = "SMARTCity-Team"
SUBJECT = "Auswahl der Pilotprojekte für die SMARTCity-Strategie"


def no_pilots() -> list[str]:
    """Return what is proposed as long as nobody chose."""
    return []


class Proposal(VersionedModel):
    """What the team proposes to the board. ``chosen`` are the numbers of the pilots that it should approve."""

    list = models.OneToOneField(PilotList, models.CASCADE, related_name="proposal", verbose_name="Pilotliste")
    number = models.CharField(
        "Vorlagennummer",
        max_length=30,
        blank=True,
        help_text="Wie sie der Sitzungsdienst vergibt, zum Beispiel 4/2021.",
    )
    submitter = models.CharField("Einreicher", max_length=150, default=SUBMITTER)
    subject = models.CharField("Betreff", max_length=200, default=SUBJECT)
    grounds = models.TextField(
        "Sachverhalt und Begründung",
        max_length=10_000,
        blank=True,
        help_text="Worum es geht und warum das Gremium beschließen soll. Wie bewertet wurde, ergänzt das System.",
    )
    alternatives = models.TextField("Alternativen", max_length=5_000, blank=True)
    finances = models.TextField(
        "Erläuterung der finanziellen Auswirkungen",
        max_length=5_000,
        blank=True,
        help_text="Woher das Geld kommt. Die Tabelle nach Jahren ergänzt das System.",
    )
    chosen = ArrayField(
        models.CharField(max_length=12), verbose_name="zum Beschluss vorgeschlagen", default=no_pilots, blank=True
    )

    history = historical_records()
    objects = HistorisedQuerySet["Proposal"].as_manager()

    class Meta:
        verbose_name = "Beschlussvorlage"
        verbose_name_plural = "Beschlussvorlagen"

    def __str__(self) -> str:
        return f"Beschlussvorlage {self.number}".strip()


class Referral(models.Model):
    """A meeting that the Beschlussvorlage goes through before the one that decides, and with what result."""

    list = models.ForeignKey(PilotList, models.CASCADE, related_name="referrals", verbose_name="Pilotliste")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="referrals", verbose_name="Sitzung")
    competence = models.CharField("Zuständigkeit", max_length=12, choices=Competence, default=Competence.PRELIMINARY)
    outcome = models.CharField("Ergebnis", max_length=200, blank=True, help_text="Zum Beispiel: empfohlen")

    history = historical_records()
    objects = HistorisedQuerySet["Referral"].as_manager()

    class Meta:
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungsfolge"
        ordering = ["meeting__held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "meeting"],
                name="referral_is_named_once",
                violation_error_message="Diese Sitzung steht schon in der Beratungsfolge.",
            ),
            models.CheckConstraint(condition=models.Q(competence__in=Competence.values), name="competence_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

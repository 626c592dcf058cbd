"""Consultations (Gremienvorabstimmung): which body is asked until when, what it says, and what it is answered."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from people.models import Body, Membership, User
from strategy.enums import OpinionOutcome, VersionStatus
from strategy.models.versions import Release, StrategyVersion

OPENLY_READ = (VersionStatus.READY, *VersionStatus.final())
"""From the day on that everything is answered, opinions and answers are open to everybody who is signed in."""


class ConsultationQuerySet(HistorisedQuerySet["Consultation"]):
    """Queries on consultations."""

    def visible_to(self, user: User | AnonymousUser) -> "ConsultationQuerySet":
        """Return the consultations whose opinions ``user`` may read.

        Editors all; members those of their bodies; everybody who is signed in those of a version that is answered.
        """
        if getattr(user, "is_editor", False):
            return self
        if not isinstance(user, User):
            return self.none()
        own = Membership.objects.on(timezone.localdate()).filter(user=user).values("body")
        return self.filter(models.Q(body__in=own) | models.Q(strategy__status__in=OPENLY_READ))

    def pending(self) -> "ConsultationQuerySet":
        """Return the consultations of versions in consultation that nothing was handed in to yet."""
        return self.filter(handed_in_at=None, strategy__status=VersionStatus.IN_CONSULTATION)


class Consultation(VersionedModel):
    """A body that is asked for its opinion on a frozen state of a version, until a day."""

    strategy = models.ForeignKey(
        StrategyVersion, models.PROTECT, related_name="consultations", verbose_name="Strategiefassung"
    )
    release = models.ForeignKey(Release, models.PROTECT, related_name="consultations", verbose_name="gelesener Stand")
    body = models.ForeignKey(Body, models.PROTECT, related_name="consultations", verbose_name="Gremium")
    due_on = models.DateField("Stellungnahme bis")
    request = models.TextField(
        "Bitte an das Gremium", max_length=3_000, blank=True, help_text="Steht in der E-Mail und über dem Formular."
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="angefragt durch"
    )
    handed_in_at = models.DateTimeField("abgegeben am", null=True, blank=True, editable=False)
    handed_in_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="abgegeben durch"
    )
    reminded_days = models.PositiveSmallIntegerField("erinnert bei", null=True, blank=True, editable=False)

    history = historical_records()
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "Gremienvorabstimmung"
        verbose_name_plural = "Gremienvorabstimmungen"
        ordering = ["due_on", "body__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "body"],
                name="body_is_asked_once",
                violation_error_message="Dieses Gremium ist zu diesem Stand schon gefragt.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} zu {self.strategy}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("strategy:consultation", args=[self.strategy.number, self.pk])

    @property
    def is_handed_in(self) -> bool:
        """Whether the body has answered."""
        return self.handed_in_at is not None

    @property
    def is_overdue(self) -> bool:
        """Whether the body should have answered before today, and still may."""
        return self.is_waited_for and self.due_on < timezone.localdate()

    @property
    def is_waited_for(self) -> bool:
        """Whether the body has not answered while opinions are still taken."""
        return self.handed_in_at is None and self.strategy.status == VersionStatus.IN_CONSULTATION

    @property
    def is_late(self) -> bool:
        """Whether the body answered after the day that it was asked to."""
        return self.handed_in_at is not None and timezone.localdate(self.handed_in_at) > self.due_on


class Opinion(VersionedModel):
    """What a body says on one part of a version (Stellungnahme), and what it is answered.

    ``part_key`` names the part in the frozen document (``strategy/content.py``); empty: the whole of it.
    """

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="opinions", verbose_name="Gremienvorabstimmung"
    )
    part_key = models.CharField("Stelle", max_length=120, blank=True)
    part_title = models.CharField("Überschrift der Stelle", max_length=320, editable=False)
    text = models.TextField("Stellungnahme", max_length=5_000)
    outcome = models.CharField("Antwort", max_length=12, choices=OpinionOutcome, blank=True)
    reason = models.TextField("Begründung", max_length=3_000, blank=True)
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Opinion"].as_manager()

    class Meta:
        verbose_name = "Stellungnahme"
        verbose_name_plural = "Stellungnahmen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", answered_at=None)
                | (models.Q(outcome__in=OpinionOutcome.values, answered_at__isnull=False) & ~models.Q(reason="")),
                name="answers_have_a_reason",
                violation_error_message="Bitte begründen Sie die Antwort.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation.body}: {self.part_title}"

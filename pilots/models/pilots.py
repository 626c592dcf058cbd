"""Pilots: what is proposed to the board, with whom, at what cost, and from which ideas it came."""

from decimal import Decimal
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.search import FoldGerman
from common.transitions import TransitionTable
from common.versions import VersionedModel
from ideas.models import Idea
from people.models import Organisation, User
from pilots.enums import PilotStatus
from strategy.models import ActionField

OUTCOMES = frozenset(PilotStatus.outcomes())

PILOT_TRANSITIONS = TransitionTable(
    field="status",
    permission="pilots.change_pilot",
    moves={
        PilotStatus.CANDIDATE: frozenset({PilotStatus.LISTED}),
        PilotStatus.LISTED: OUTCOMES,
        # A decision that was recorded wrongly is corrected by a new one, as long as nothing followed from it.
        PilotStatus.APPROVED: (OUTCOMES - {PilotStatus.APPROVED}) | {PilotStatus.IN_TENDER, PilotStatus.RUNNING},
        PilotStatus.CONDITIONAL: (OUTCOMES - {PilotStatus.CONDITIONAL}) | {PilotStatus.IN_TENDER, PilotStatus.RUNNING},
        PilotStatus.STORED: (OUTCOMES - {PilotStatus.STORED}) | {PilotStatus.CANDIDATE},
        PilotStatus.REJECTED: OUTCOMES - {PilotStatus.REJECTED},
        # Back to what the board decided, once no tender is left.
        PilotStatus.IN_TENDER: frozenset({PilotStatus.APPROVED, PilotStatus.CONDITIONAL, PilotStatus.RUNNING}),
        PilotStatus.RUNNING: frozenset({PilotStatus.FINISHED, PilotStatus.ABORTED}),
    },
    reason_required=frozenset({(source, target) for source in OUTCOMES for target in OUTCOMES if source != target})
    | {(PilotStatus.RUNNING, PilotStatus.ABORTED)},
)

_SOME_REFERENCE = "P-0000-000"

PROFILE_FIELDS = (
    "title",
    "summary",
    "action_field",
    "lead",
    "sponsor",
    "added_value",
    "visible_result",
    "is_quick_win",
    "quick_win_reason",
    "starts_on",
    "ends_on",
    "risks",
    "prerequisites",
)
"""What the profile of a pilot asks for, in its order; partners and costs have rows of their own."""

TEXT_LENGTH = 5_000


SEARCHED_FIELDS = ("reference", "title", "summary", "added_value", "visible_result")
"""The texts that a search looks into: what everybody may read who may see the pilot."""


@cache
def _url_of_some_pilot() -> str:
    """Return the address of a page of a pilot; lists ask for those of all their rows."""
    return reverse("pilots:detail", args=[_SOME_REFERENCE])


class PilotQuerySet(HistorisedQuerySet["Pilot"]):
    """Queries on pilots."""

    def published(self) -> "PilotQuerySet":
        """Return the pilots that everybody may see: approved ones that the team published."""
        return self.filter(published_at__isnull=False, status__in=PilotStatus.approved())

    def known_to(self, user: User | AnonymousUser) -> "PilotQuerySet":
        """Return the pilots that ``user`` may read whole: editors all, the board what was put on a list.

        An Ideenpate reads the pilots that he or she accompanies, also as the one of their tender.
        """
        if not isinstance(user, User):
            return self.none()
        if user.is_editor:
            return self
        known = models.Q(sponsor=user) | models.Q(pk__in=self.filter(tenders__sponsor=user).values("pk"))
        if user.is_on_board:
            known |= ~models.Q(status=PilotStatus.CANDIDATE)
        return self.filter(known)

    def visible_to(self, user: User | AnonymousUser) -> "PilotQuerySet":
        """Return the pilots that ``user`` may see: those that he or she may read whole, and what is published."""
        if getattr(user, "is_editor", False):
            return self
        return self.filter(
            models.Q(pk__in=self.published().values("pk")) | models.Q(pk__in=self.known_to(user).values("pk"))
        )


class PilotManager(models.Manager.from_queryset(PilotQuerySet)):  # type: ignore[misc]
    """Reads pilots without their folded texts, which serve searching only."""

    def get_queryset(self) -> PilotQuerySet:
        """Leave the folded texts where they are."""
        return super().get_queryset().defer("search")


class Pilot(VersionedModel):
    """A pilot project, from the first proposal to its result. Its reference is ``P-2021-003``."""

    TRANSITIONS = PILOT_TRANSITIONS

    reference = models.CharField("Nummer", max_length=12, unique=True, editable=False)
    status = models.CharField(
        "Status", max_length=12, choices=PilotStatus, default=PilotStatus.CANDIDATE, editable=False
    )
    title = models.CharField("Titel", max_length=150)
    summary = models.TextField("Kurzprofil", max_length=TEXT_LENGTH, blank=True)
    action_field = models.ForeignKey(
        ActionField, models.PROTECT, null=True, blank=True, related_name="pilots", verbose_name="Handlungsfeld"
    )
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="led_pilots", verbose_name="Federführung"
    )
    sponsor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="sponsored_pilots", verbose_name="Ideenpate"
    )
    added_value = models.TextField("Mehrwert für Gera", max_length=TEXT_LENGTH, blank=True)
    visible_result = models.TextField("Woran man ihn sieht", max_length=TEXT_LENGTH, blank=True)
    is_quick_win = models.BooleanField("Quick Win", default=False)
    quick_win_reason = models.TextField("Warum Quick Win", max_length=TEXT_LENGTH, blank=True)
    starts_on = models.DateField("Beginn", null=True, blank=True)
    ends_on = models.DateField("Ende", null=True, blank=True)
    risks = models.TextField("Risiken", max_length=TEXT_LENGTH, blank=True)
    prerequisites = models.TextField("Voraussetzungen", max_length=TEXT_LENGTH, blank=True)

    resubmit_on = models.DateField("Wiedervorlage", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("veröffentlicht am", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("angelegt am", default=timezone.now, editable=False)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    search = models.GeneratedField(
        expression=FoldGerman(
            Concat(
                *(part for name in SEARCHED_FIELDS for part in (name, models.Value(" "))),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="Suchtext",
    )

    history = historical_records(excluded_fields=["search"])
    objects = PilotManager()

    class Meta:
        verbose_name = "Pilotprojekt"
        verbose_name_plural = "Pilotprojekte"
        ordering = ["-reference"]
        indexes = [models.Index(fields=["status", "-reference"], name="pilot_by_status")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=PilotStatus.values), name="pilot_status_is_known"),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="pilot_ends_after_it_starts",
                violation_error_message="Das Ende des Zeitraums liegt vor seinem Beginn.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_quick_win=False) | ~models.Q(quick_win_reason=""),
                name="quick_win_has_a_reason",
                violation_error_message="Bitte begründen Sie, warum das Projekt ein Quick Win ist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the pilot's page."""
        return _url_of_some_pilot().replace(_SOME_REFERENCE, self.reference)


class Partner(models.Model):
    """An organisation that takes part in a pilot beside the one that leads it."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="partners", verbose_name="Pilotprojekt")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnered_pilots", verbose_name="Organisation"
    )

    history = historical_records()
    objects = HistorisedQuerySet["Partner"].as_manager()

    class Meta:
        verbose_name = "Partner"
        verbose_name_plural = "Partner"
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "organisation"],
                name="partner_is_named_once",
                violation_error_message="Diese Organisation ist schon als Partner eingetragen.",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Cost(models.Model):
    """What a pilot costs in one year, and how much of it somebody else funds; whole euros."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="costs", verbose_name="Pilotprojekt")
    year = models.PositiveSmallIntegerField("Jahr", validators=[MinValueValidator(2018), MaxValueValidator(2099)])
    amount = models.PositiveIntegerField("Kosten in Euro")
    funding_percent = models.DecimalField(
        "Förderung in Prozent",
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    history = historical_records()
    objects = HistorisedQuerySet["Cost"].as_manager()

    class Meta:
        verbose_name = "Kosten eines Jahres"
        verbose_name_plural = "Kosten"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "year"],
                name="cost_is_named_once_a_year",
                violation_error_message="Für dieses Jahr sind schon Kosten eingetragen.",
            ),
            models.CheckConstraint(
                condition=models.Q(funding_percent__gte=0, funding_percent__lte=100), name="funding_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount} Euro"

    @property
    def own_amount(self) -> Decimal:
        """What the city pays itself, in euros and cents."""
        return (self.amount * (100 - self.funding_percent) / 100).quantize(Decimal("0.01"))


class Source(models.Model):
    """An idea that a pilot came from, and which fields of the profile took over its text."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="sources", verbose_name="Pilotprojekt")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="pilot_sources", verbose_name="Idee")
    fields = models.JSONField(
        "übernommene Felder", default=list, blank=True, help_text="Namen von Feldern des Pilotprojekts."
    )

    history = historical_records()
    objects = HistorisedQuerySet["Source"].as_manager()

    class Meta:
        verbose_name = "Herkunft"
        verbose_name_plural = "Herkunft"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pilot", "idea"], name="idea_is_a_source_once")]

    def __str__(self) -> str:
        return str(self.idea)

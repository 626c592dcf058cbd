"""Milestones, and which of them comes before which."""

import uuid
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from milestones.enums import DateKind
from people.models import Body, Organisation, User
from workshops.models import Decision, Point


class MilestoneQuerySet(HistorisedQuerySet["Milestone"]):
    """Queries on milestones."""

    def visible_to(self, user: User | AnonymousUser) -> "MilestoneQuerySet":
        """Return the milestones that ``user`` may read: guests the published ones, everybody with an account all."""
        return self if user.is_authenticated else self.filter(is_public=True)


class Milestone(VersionedModel):
    """A date on the way to the strategy: planned, forecast and reached, with what has to be met by then.

    Status and percentage are computed (``standing.py``). Dates change only through ``services/dates.py``, which
    keeps each change with its reason.
    """

    reference = models.CharField("Nummer", max_length=12, unique=True, editable=False)
    uid = models.UUIDField("Kennung im Kalender", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("Titel", max_length=200, help_text="Zum Beispiel: Teilkonzepte sind verknüpft")
    description = models.TextField("Beschreibung", max_length=5_000, blank=True)
    planned_on = models.DateField("geplant")
    forecast_on = models.DateField("voraussichtlich", null=True, blank=True, editable=False)
    reached_on = models.DateField("erreicht", null=True, blank=True, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="verantwortliche Organisation",
    )
    responsible = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="verantwortliche Person",
        help_text="Wird an den Termin erinnert; sonst das SMARTCity-Team.",
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="Gremium",
        help_text="Das Gremium, das arbeitet oder beschließt.",
    )
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="Beschluss",
        help_text="Der Beschluss, der diesen Meilenstein gesetzt hat.",
    )
    point = models.OneToOneField(
        Point,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestone",
        verbose_name="Protokollzeile",
        editable=False,
    )
    point_snapshot = models.JSONField("Protokollzeile beim Anlegen", null=True, blank=True, editable=False)
    is_public = models.BooleanField(
        "veröffentlicht",
        default=False,
        help_text="Auch für Gäste lesbar, mit allen Terminänderungen und ihren Gründen.",
    )
    is_example = models.BooleanField("Beispiel", default=False, editable=False)
    updated_at = models.DateTimeField("geändert am", auto_now=True)

    predecessors = models.ManyToManyField(
        "self",
        through="Predecessor",
        through_fields=("milestone", "predecessor"),
        symmetrical=False,
        related_name="successors",
        verbose_name="Vorgänger",
    )

    history = historical_records(excluded_fields=["updated_at"])
    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "Meilenstein"
        verbose_name_plural = "Meilensteine"
        ordering = ["planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                name="milestone_title_is_unique",
                violation_error_message="Einen Meilenstein mit diesem Titel gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the milestone's page."""
        return reverse("milestones:detail", args=[self.reference])

    @property
    def expected_on(self) -> date:
        """The day that counts now: when it was reached, else the forecast, else the plan."""
        return self.reached_on or self.forecast_on or self.planned_on

    def date_of(self, kind: str) -> date | None:
        """Return one of the three dates (:class:`~milestones.enums.DateKind`)."""
        dates: dict[str, date | None] = {
            DateKind.PLANNED: self.planned_on,
            DateKind.FORECAST: self.forecast_on,
            DateKind.REACHED: self.reached_on,
        }
        return dates[kind]


class Predecessor(models.Model):
    """One milestone (``predecessor``) comes before another. A trigger of the database refuses circles."""

    milestone = models.ForeignKey(
        Milestone, models.CASCADE, related_name="predecessor_links", verbose_name="Meilenstein"
    )
    predecessor = models.ForeignKey(Milestone, models.CASCADE, related_name="successor_links", verbose_name="Vorgänger")

    history = historical_records()
    objects = HistorisedQuerySet["Predecessor"].as_manager()

    class Meta:
        verbose_name = "Vorgänger"
        verbose_name_plural = "Vorgänger"
        ordering = ["milestone", "predecessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "predecessor"],
                name="predecessor_is_named_once",
                violation_error_message="Dieser Vorgänger ist schon eingetragen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor.reference} vor {self.milestone.reference}"

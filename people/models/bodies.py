"""Bodies (Gremien) and who belongs to them, from when to when."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from people.enums import BodyKind, MembershipFunction


class Body(models.Model):
    """A body that meets: a Fachgruppe, an Arbeitsgruppe, the Strategiekreis, the Stadtrat."""

    name = models.CharField("Name", max_length=200, help_text="Zum Beispiel: Fachgruppe Digitale Verwaltung")
    genitive = models.CharField(
        "Name im Genitiv",
        max_length=210,
        blank=True,
        help_text="Für Titel wie „5. Workshop der Fachgruppe …“. Zum Beispiel: des Strategiekreises",
    )
    slug = models.SlugField("Adresse", max_length=60, unique=True, help_text="Teil der Seitenadresse.")
    kind = models.CharField("Art", max_length=20, choices=BodyKind)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Body"].as_manager()

    class Meta:
        verbose_name = "Gremium"
        verbose_name_plural = "Gremien"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="body_name_is_unique",
                violation_error_message="Ein Gremium mit diesem Namen gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DateRange(models.Func):
    """The days from a first to a last day, both included; ``NULL`` as last day means "until further notice"."""

    function = "DATERANGE"
    output_field = DateRangeField()


class MembershipQuerySet(HistorisedQuerySet["Membership"]):
    """Queries on memberships."""

    def on(self, day: date | models.F) -> "MembershipQuerySet":
        """Return the memberships that hold on ``day``, a date or a reference to a column of dates."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day), starts_on__lte=day)

    def on_board_today(self) -> "MembershipQuerySet":
        """Return the memberships in a Strategiekreis that hold today."""
        return self.on(timezone.localdate()).filter(body__kind=BodyKind.STEERING)


class Membership(models.Model):
    """A person's membership in a body: both days included, without an end until further notice."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships", verbose_name="Gremium")
    user = models.ForeignKey("people.User", models.CASCADE, related_name="memberships", verbose_name="Konto")
    function = models.CharField(
        "Funktion", max_length=10, choices=MembershipFunction, default=MembershipFunction.MEMBER
    )
    is_voting = models.BooleanField("stimmberechtigt", default=True)
    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("Ende", null=True, blank=True, help_text="Letzter Tag; leer: bis auf Weiteres")

    history = historical_records()
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        ordering = ["body", "user", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message="Das Ende der Mitgliedschaft liegt vor ihrem Beginn.",
            ),
            ExclusionConstraint(
                name="one_membership_per_person_and_body_at_a_time",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=(
                    "Für diese Person gibt es in diesem Gremium schon eine Mitgliedschaft in dieser Zeit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.body}"

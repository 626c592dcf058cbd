"""Maßnahmen: what is done, by whom, when and at what cost, and how one will see that it worked."""

from decimal import Decimal

from django.db import models
from django.db.models.functions import Lower

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from people.models import Organisation
from strategy.enums import Origin, Priority
from strategy.models.fields import ActionField
from strategy.models.sub_concepts import SubConcept
from strategy.models.visions import StrategyQuerySet, page_url


class Measure(VersionedModel):
    """A Maßnahme: it underpins one or several Handlungsfelder and may belong to a Teilkonzept."""

    title = models.CharField("Titel", max_length=200, help_text="Zum Beispiel: Straßenbeleuchtung mit Sensoren")
    slug = models.SlugField("Adresse", max_length=90, unique=True, editable=False)
    text = models.TextField("Beschreibung", max_length=10_000, blank=True)
    sub_concept = models.ForeignKey(
        SubConcept, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="Teilkonzept"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="verantwortlich"
    )
    starts_on = models.DateField("Beginn", null=True, blank=True)
    ends_on = models.DateField("Ende", null=True, blank=True)
    cost = models.PositiveIntegerField("Kosten in Euro", null=True, blank=True)
    priority = models.CharField("Priorität", max_length=8, choices=Priority, default=Priority.MEDIUM)
    origin = models.CharField("Herkunft", max_length=10, choices=Origin, default=Origin.TOP_DOWN)
    position = models.BigIntegerField("Reihenfolge", default=0, editable=False)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    action_fields = models.ManyToManyField(
        ActionField, through="MeasureField", related_name="measures", verbose_name="Handlungsfelder"
    )

    history = historical_records()
    objects = StrategyQuerySet["Measure"].as_manager()

    class Meta:
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                name="measure_title_is_unique",
                violation_error_message="Eine Maßnahme mit diesem Titel gibt es schon.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="measure_ends_after_it_starts",
                violation_error_message="Das Ende des Zeitraums liegt vor seinem Beginn.",
            ),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="measure_priority_is_known"),
            models.CheckConstraint(condition=models.Q(origin__in=Origin.values), name="measure_origin_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return page_url("measure", self.slug)


class MeasureField(models.Model):
    """That a Maßnahme underpins a Handlungsfeld."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="field_links", verbose_name="Maßnahme")
    action_field = models.ForeignKey(
        ActionField, models.CASCADE, related_name="measure_links", verbose_name="Handlungsfeld"
    )

    history = historical_records()
    objects = HistorisedQuerySet["MeasureField"].as_manager()

    class Meta:
        verbose_name = "Handlungsfeld einer Maßnahme"
        verbose_name_plural = "Handlungsfelder von Maßnahmen"
        ordering = ["action_field__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "action_field"],
                name="measure_underpins_a_field_once",
                violation_error_message="Die Maßnahme gehört schon zu diesem Handlungsfeld.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} – {self.action_field}"


class Indicator(VersionedModel):
    """What one measures to see whether a Maßnahme works: from a baseline to a target, in a unit, by a day."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="indicators", verbose_name="Maßnahme")
    name = models.CharField("Indikator", max_length=200, help_text="Zum Beispiel: umgerüstete Leuchten")
    unit = models.CharField("Einheit", max_length=40, help_text="Zum Beispiel: Stück, Prozent, kWh im Jahr")
    baseline = models.DecimalField("Ausgangswert", max_digits=14, decimal_places=2, default=Decimal(0))
    target = models.DecimalField("Zielwert", max_digits=14, decimal_places=2)
    target_on = models.DateField("zu erreichen bis", null=True, blank=True)

    history = historical_records()
    objects = HistorisedQuerySet["Indicator"].as_manager()

    class Meta:
        verbose_name = "Indikator"
        verbose_name_plural = "Indikatoren"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "measure",
                Lower("name"),
                name="indicator_is_named_once",
                violation_error_message="Diesen Indikator hat die Maßnahme schon.",
            ),
            models.CheckConstraint(
                condition=~models.Q(target=models.F("baseline")),
                name="indicator_target_is_not_its_baseline",
                violation_error_message="Der Zielwert ist gleich dem Ausgangswert; dann gibt es nichts zu messen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    """A value of an indicator as it was measured on a day."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name="Indikator")
    value = models.DecimalField("Istwert", max_digits=14, decimal_places=2)
    measured_on = models.DateField("gemessen am")

    history = historical_records()
    objects = HistorisedQuerySet["IndicatorValue"].as_manager()

    class Meta:
        verbose_name = "Messwert"
        verbose_name_plural = "Messwerte"
        ordering = ["-measured_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "measured_on"],
                name="indicator_is_measured_once_a_day",
                violation_error_message="Für diesen Tag gibt es schon einen Messwert.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} am {self.measured_on:%d.%m.%Y}"

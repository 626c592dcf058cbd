"""Handlungsfelder: the fields in which the city acts."""

from django.db import models
from django.db.models.functions import Lower

from common.history import HistorisedQuerySet, historical_records


class ActionField(models.Model):
    """A Handlungsfeld: one of the fields in which the city acts."""

    name = models.CharField("Name", max_length=120, help_text="Zum Beispiel: Mobilität")
    slug = models.SlugField("Adresse", max_length=60, unique=True, help_text="Teil der Seitenadresse.")
    description = models.TextField("Beschreibung", max_length=2_000, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["ActionField"].as_manager()

    class Meta:
        verbose_name = "Handlungsfeld"
        verbose_name_plural = "Handlungsfelder"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="action_field_name_is_unique",
                violation_error_message="Ein Handlungsfeld mit diesem Namen gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name

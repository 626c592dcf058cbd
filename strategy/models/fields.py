"""Handlungsfelder: the fields in which the city acts, and which Zielbilder each of them serves."""

from django.db import models
from django.db.models.functions import Lower

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from strategy.models.visions import StrategyQuerySet, Vision, page_url


class ActionField(VersionedModel):
    """A Handlungsfeld: one of the fields in which the city acts; it serves one or several Zielbilder."""

    name = models.CharField("Name", max_length=120, help_text="Zum Beispiel: Mobilität")
    slug = models.SlugField("Adresse", max_length=60, unique=True, help_text="Teil der Seitenadresse.")
    description = models.TextField("Beschreibung", max_length=2_000, blank=True)
    position = models.BigIntegerField("Reihenfolge", default=0, editable=False)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    visions = models.ManyToManyField(
        Vision, through="ActionFieldVision", related_name="action_fields", verbose_name="Zielbilder"
    )

    history = historical_records()
    objects = StrategyQuerySet["ActionField"].as_manager()

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

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return page_url("action_field", self.slug)


class ActionFieldVision(models.Model):
    """That a Handlungsfeld serves a Zielbild."""

    action_field = models.ForeignKey(
        ActionField, models.CASCADE, related_name="vision_links", verbose_name="Handlungsfeld"
    )
    vision = models.ForeignKey(Vision, models.CASCADE, related_name="field_links", verbose_name="Zielbild")

    history = historical_records()
    objects = HistorisedQuerySet["ActionFieldVision"].as_manager()

    class Meta:
        verbose_name = "Zielbild eines Handlungsfelds"
        verbose_name_plural = "Zielbilder von Handlungsfeldern"
        ordering = ["vision__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action_field", "vision"],
                name="action_field_serves_a_vision_once",
                violation_error_message="Das Handlungsfeld gehört schon zu diesem Zielbild.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_field} – {self.vision}"

"""What stands behind a Maßnahme of the strategy, bottom-up: ideas and pilots; the lowest room that knows them all."""

from django.db import models

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from ideas.models import Idea
from pilots.models.pilots import Pilot
from strategy.models import Measure


class MeasureSource(VersionedModel):
    """An idea or a pilot that a Maßnahme came of, and why."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="sources", verbose_name="Maßnahme")
    idea = models.ForeignKey(
        Idea, models.PROTECT, null=True, blank=True, related_name="measure_sources", verbose_name="Idee"
    )
    pilot = models.ForeignKey(
        Pilot, models.PROTECT, null=True, blank=True, related_name="measure_sources", verbose_name="Pilotprojekt"
    )
    reason = models.TextField("Begründung", max_length=3_000)

    history = historical_records()
    objects = HistorisedQuerySet["MeasureSource"].as_manager()

    class Meta:
        verbose_name = "Herkunft einer Maßnahme"
        verbose_name_plural = "Herkunft von Maßnahmen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(idea=None) ^ models.Q(pilot=None),
                name="measure_source_is_an_idea_or_a_pilot",
                violation_error_message="Bitte wählen Sie entweder eine Idee oder ein Pilotprojekt.",
            ),
            models.UniqueConstraint(
                fields=["measure", "idea"],
                name="idea_stands_behind_a_measure_once",
                violation_error_message="Diese Idee steht schon hinter der Maßnahme.",
            ),
            models.UniqueConstraint(
                fields=["measure", "pilot"],
                name="pilot_stands_behind_a_measure_once",
                violation_error_message="Dieses Pilotprojekt steht schon hinter der Maßnahme.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.idea or self.pilot)

"""What has to be met before a milestone is reached."""

from django.db import models

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from milestones.enums import FigureKey
from milestones.models.milestones import Milestone


class Criterion(VersionedModel):
    """A criterion of a milestone: ticked by hand with a day and a proof, or (``figure``) counted in the live data.

    One that no longer counts is dropped with a reason, and stays readable. When the milestone is reached, what was
    counted is kept in ``final_done`` and ``final_total``: later ideas do not change what was true on that day.
    """

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="criteria", verbose_name="Meilenstein")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)
    text = models.CharField(
        "Kriterium",
        max_length=300,
        blank=True,
        help_text="Zum Beispiel: Der Entwurf ist mit der Verwaltungsspitze abgestimmt",
    )
    figure = models.CharField(
        "berechnet aus", max_length=30, choices=FigureKey, blank=True, help_text="Leer: wird von Hand abgehakt."
    )
    done_on = models.DateField("erfüllt am", null=True, blank=True, editable=False)
    proof = models.TextField("Nachweis", max_length=1_000, blank=True, editable=False)
    dropped_on = models.DateField("entfallen am", null=True, blank=True, editable=False)
    drop_reason = models.TextField("Grund des Entfallens", max_length=1_000, blank=True, editable=False)
    final_done = models.PositiveIntegerField("erfüllt beim Erreichen", null=True, blank=True, editable=False)
    final_total = models.PositiveIntegerField("von beim Erreichen", null=True, blank=True, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Criterion"].as_manager()

    class Meta:
        verbose_name = "Kriterium eines Meilensteins"
        verbose_name_plural = "Kriterien von Meilensteinen"
        ordering = ["milestone", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(figure="") & ~models.Q(text="") | models.Q(figure__in=FigureKey.values),
                name="criterion_says_what_counts",
                violation_error_message="Bitte schreiben Sie, was erfüllt sein muss, oder wählen Sie, was zählt.",
            ),
            models.CheckConstraint(
                condition=models.Q(figure="") | models.Q(done_on=None),
                name="counted_criteria_are_not_ticked",
                violation_error_message="Dieses Kriterium wird gezählt und lässt sich nicht von Hand abhaken.",
            ),
            models.CheckConstraint(
                condition=models.Q(dropped_on=None) | ~models.Q(drop_reason=""),
                name="criterion_is_dropped_with_a_reason",
                violation_error_message="Bitte nennen Sie den Grund, aus dem das Kriterium entfällt.",
            ),
            models.UniqueConstraint(
                fields=["milestone", "figure"],
                condition=~models.Q(figure="") & models.Q(dropped_on=None),
                name="milestone_counts_a_figure_once",
                violation_error_message="Das wird bei diesem Meilenstein schon gezählt.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.get_figure_display()

"""What becomes of ideas: answers, uptakes into Teilkonzepte, merges and splits."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from ideas.enums import Extent, IdeaStatus, MergeKind
from ideas.models.ideas import Idea
from people.models import User
from strategy.models import SubConcept, SubConceptSection


class Answer(VersionedModel):
    """The public answer to an idea with its outcome; prepared in private, and read by the submitter once published."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="published_answers", verbose_name="Idee")
    outcome = models.CharField(
        "Ergebnis", max_length=12, choices=[(status.value, status.label) for status in IdeaStatus.outcomes()]
    )
    text = models.TextField("öffentliche Antwort", max_length=5_000, help_text="Liest die einreichende Person.")
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="von", editable=False)
    prepared_at = models.DateTimeField("vorbereitet am", default=timezone.now, editable=False)
    published_at = models.DateTimeField("veröffentlicht am", null=True, blank=True, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Answer"].as_manager()

    class Meta:
        verbose_name = "Antwort"
        verbose_name_plural = "Antworten"
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea"],
                condition=models.Q(published_at=None),
                name="one_prepared_answer_per_idea",
                violation_error_message="Zu dieser Idee ist schon eine Antwort vorbereitet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.text[:60]}"


class UptakeQuerySet(HistorisedQuerySet["Uptake"]):
    """Queries on uptakes."""

    def visible_to(self, user: User | AnonymousUser) -> "UptakeQuerySet":
        """Return what ``user`` may read of ideas that went into Teilkonzepte, both of which he or she may see.

        What became of an idea is told with its answer, not before; editors know it at once.
        """
        uptakes = self.filter(
            idea__in=Idea.objects.visible_to(user), sub_concept__in=SubConcept.objects.visible_to(user)
        )
        if getattr(user, "is_editor", False):
            return uptakes
        told = Answer.objects.filter(idea=models.OuterRef("idea"), published_at__isnull=False)
        return uptakes.filter(models.Exists(told))


class Uptake(VersionedModel):
    """How an idea went into a Teilkonzept: wholly, partly or not, into which passage, and why."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="uptakes", verbose_name="Idee")
    sub_concept = models.ForeignKey(SubConcept, models.PROTECT, related_name="uptakes", verbose_name="Teilkonzept")
    section = models.ForeignKey(
        SubConceptSection, models.PROTECT, null=True, blank=True, related_name="uptakes", verbose_name="Abschnitt"
    )
    extent = models.CharField("übernommen", max_length=10, choices=Extent)
    passage = models.CharField(
        "Textstelle", max_length=300, blank=True, help_text="Zum Beispiel: Abschnitt 2, Absatz 3"
    )
    reason = models.TextField("Begründung", max_length=3_000)

    history = historical_records()
    objects = UptakeQuerySet.as_manager()

    class Meta:
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "sub_concept"],
                name="idea_is_taken_up_once_per_sub_concept",
                violation_error_message="Für dieses Teilkonzept ist schon festgehalten, was daraus wurde.",
            ),
            models.CheckConstraint(condition=models.Q(extent__in=Extent.values), name="uptake_extent_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_extent_display()} in {self.sub_concept}"

    def clean(self) -> None:
        """Refuse a section of another Teilkonzept."""
        super().clean()
        if self.section is not None and self.section.sub_concept_id != self.sub_concept_id:
            raise ValidationError({"section": "Bitte wählen Sie einen Abschnitt dieses Teilkonzepts."})


class Merge(models.Model):
    """Several ideas became one, or one became several; may be undone."""

    kind = models.CharField("Art", max_length=10, choices=MergeKind, default=MergeKind.MERGE)
    reason = models.TextField("Grund", max_length=3_000)
    origins = models.JSONField("Herkunft", default=dict, help_text="Nummer der Idee: Feld: Nummern der Herkunft.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="von", editable=False)
    at = models.DateTimeField("am", default=timezone.now, editable=False)
    undone_at = models.DateTimeField("rückgängig gemacht am", null=True, blank=True, editable=False)
    undo_reason = models.TextField("Grund des Rückgängigmachens", max_length=3_000, blank=True, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Merge"].as_manager()

    class Meta:
        verbose_name = "Zusammenführung"
        verbose_name_plural = "Zusammenführungen"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} vom {timezone.localtime(self.at):%d.%m.%Y}"


class MergeMember(models.Model):
    """One idea's part in a merge: a source, with the status that it had, or a result."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="members", verbose_name="Zusammenführung")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="merges", verbose_name="Idee")
    is_result = models.BooleanField("Ergebnis", default=False)
    status_before = models.CharField("Status davor", max_length=12, blank=True)

    history = historical_records()
    objects = HistorisedQuerySet["MergeMember"].as_manager()

    class Meta:
        verbose_name = "Teil einer Zusammenführung"
        verbose_name_plural = "Teile von Zusammenführungen"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["merge", "idea"], name="idea_takes_part_in_a_merge_once")]

    def __str__(self) -> str:
        return str(self.idea)

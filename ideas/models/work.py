"""Working on ideas: remarks, questions back to the submitter, and filters that someone saved."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from ideas.models.ideas import Idea
from people.models import User


class Remark(models.Model):
    """An internal remark, read by editors only."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="remarks", verbose_name="Idee")
    text = models.TextField("interne Bemerkung", max_length=5_000, help_text="Sieht nur das SMARTCity-Team.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="von", editable=False)
    at = models.DateTimeField("am", default=timezone.now, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Remark"].as_manager()

    class Meta:
        verbose_name = "interne Bemerkung"
        verbose_name_plural = "interne Bemerkungen"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Inquiry(models.Model):
    """A Rückfrage: it opens the named fields of an idea to its submitter until a day."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="inquiries", verbose_name="Idee")
    text = models.TextField("Rückfrage", max_length=3_000, help_text="Liest die einreichende Person.")
    fields = models.JSONField("Felder", default=list, help_text="Namen der Felder, die geändert werden dürfen.")
    due_on = models.DateField("Antwort bis")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gefragt von", editable=False)
    asked_at = models.DateTimeField("gefragt am", default=timezone.now, editable=False)
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("geschlossen am", null=True, blank=True, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Inquiry"].as_manager()

    class Meta:
        verbose_name = "Rückfrage"
        verbose_name_plural = "Rückfragen"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea"],
                condition=models.Q(answered_at=None, closed_at=None),
                name="one_open_inquiry_per_idea",
                violation_error_message="Zu dieser Idee ist schon eine Rückfrage offen.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.closed_at is None

    def get_answer_url(self) -> str:
        """Return the address where the submitter answers, which needs no sign-in."""
        return reverse("ideas:answer_inquiry", args=[self.idea.token])


class SavedFilter(models.Model):
    """A filter of the register that someone gave a name; only he or she sees it."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_idea_filters", verbose_name="Konto")
    name = models.CharField("Name", max_length=80)
    query = models.CharField("Filter", max_length=1_000, help_text="Die Parameter der Adresse.")

    class Meta:
        verbose_name = "gespeicherter Filter"
        verbose_name_plural = "gespeicherte Filter"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_filter_name_is_unique",
                violation_error_message="Einen Filter mit diesem Namen haben Sie schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name

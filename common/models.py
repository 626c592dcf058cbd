"""Models that every app shares: status changes, reference counters and drafts of forms."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import QueryDict
from django.utils import timezone


class StatusChange(models.Model):
    """One step of one object's status: from, to, by whom, when and why. Rows are only ever added."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="Art")
    object_id = models.PositiveBigIntegerField("Nummer des Objekts")
    subject = GenericForeignKey("content_type", "object_id")
    from_status = models.CharField("von", max_length=30)
    to_status = models.CharField("nach", max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="durch"
    )
    by_name = models.CharField("Name", max_length=200, blank=True)
    at = models.DateTimeField("am", default=timezone.now)
    reason = models.TextField("Grund", blank=True)

    class Meta:
        verbose_name = "Statuswechsel"
        verbose_name_plural = "Statuswechsel"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "at"], name="statuschange_of_object")]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"


class ReferenceCounter(models.Model):
    """The last number given to references of one prefix in one year."""

    prefix = models.CharField("Kürzel", max_length=5)
    year = models.PositiveSmallIntegerField("Jahr")
    last = models.PositiveIntegerField("zuletzt vergeben", default=0)

    class Meta:
        verbose_name = "Nummernkreis"
        verbose_name_plural = "Nummernkreise"
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="one_counter_per_prefix_and_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


class FormDraft(models.Model):
    """What someone typed into a long form and has not saved yet; one for each person and page."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="Konto")
    key = models.CharField("Seite", max_length=300)
    data = models.JSONField("Eingaben", help_text="Name des Feldes: Liste seiner Werte.")
    updated_at = models.DateTimeField("zuletzt gesichert am", auto_now=True)

    class Meta:
        verbose_name = "Formularentwurf"
        verbose_name_plural = "Formularentwürfe"
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_draft_per_person_and_page")]
        indexes = [models.Index(fields=["updated_at"], name="formdraft_by_age")]

    def __str__(self) -> str:
        return self.key

    def as_post(self) -> QueryDict:
        """Return what was typed in the form that a Django form takes as its data."""
        post = QueryDict(mutable=True)
        for name, values in self.data.items():
            post.setlist(name, values)
        return post

"""Teilkonzepte: the parts of the strategy that groups write."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from people.models import Body, User


class SubConceptQuerySet(HistorisedQuerySet["SubConcept"]):
    """Queries on Teilkonzepte."""

    def visible_to(self, user: User | AnonymousUser) -> "SubConceptQuerySet":
        """Return the Teilkonzepte that ``user`` may read: everybody who is signed in reads all."""
        return self if user.is_authenticated else self.none()


class SubConcept(VersionedModel):
    """A Teilkonzept: a part of the strategy that a group writes, fed by ideas."""

    title = models.CharField("Titel", max_length=200, help_text="Zum Beispiel: Intelligente Straßenbeleuchtung")
    slug = models.SlugField("Adresse", max_length=90, unique=True, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="sub_concepts", verbose_name="Gruppe")
    text = models.TextField("Text", max_length=20_000, blank=True)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = SubConceptQuerySet.as_manager()

    class Meta:
        verbose_name = "Teilkonzept"
        verbose_name_plural = "Teilkonzepte"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                name="sub_concept_title_is_unique",
                violation_error_message="Ein Teilkonzept mit diesem Titel gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("strategy:sub_concept", args=[self.slug])

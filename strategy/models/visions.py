"""Zielbilder: what the city wants to be; from them the strategy is derived top-down."""

from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from common.history import HistorisedQuerySet, M, historical_records
from common.versions import VersionedModel
from people.models import User

POSITION_STEP = 1 << 20
"""How far apart neighbours lie in an order, so that one moves without touching the others."""


_SOME_SLUG = "ein-zielbild"


@cache
def _url_of_some(page: str) -> str:
    return reverse(f"strategy:{page}", args=[_SOME_SLUG])


def page_url(page: str, slug: str) -> str:
    """Return the address of a page ("measure") of the object with this slug; matrix and network ask for hundreds."""
    return _url_of_some(page).replace(_SOME_SLUG, slug)


class StrategyQuerySet(HistorisedQuerySet[M]):
    """Queries on what the strategy consists of."""

    def visible_to(self, user: User | AnonymousUser) -> "StrategyQuerySet[M]":
        """Return what ``user`` may read: everybody who is signed in reads all; guests read published versions."""
        return self if user.is_authenticated else self.none()


class Vision(VersionedModel):
    """A Zielbild: what the city wants to have become, in a picture that everybody understands."""

    title = models.CharField("Titel", max_length=120, help_text="Zum Beispiel: Vernetzte Stadt")
    slug = models.SlugField("Adresse", max_length=60, unique=True, editable=False)
    text = models.TextField("Beschreibung", max_length=5_000, blank=True)
    position = models.BigIntegerField("Reihenfolge", default=0, editable=False)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = StrategyQuerySet["Vision"].as_manager()

    class Meta:
        verbose_name = "Zielbild"
        verbose_name_plural = "Zielbilder"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                name="vision_title_is_unique",
                violation_error_message="Ein Zielbild mit diesem Titel gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return page_url("vision", self.slug)

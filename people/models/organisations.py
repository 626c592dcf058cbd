"""Organisations: municipal companies, associations, offices and service providers."""

from django.db import models
from django.db.models.functions import Lower

from common.history import HistorisedQuerySet, historical_records


class OrganisationQuerySet(HistorisedQuerySet["Organisation"]):
    """Queries on organisations; every signed-in person may see them all."""

    def named(self, name: str) -> "OrganisationQuerySet":
        """Return the organisations with this name or short name, whatever their case."""
        return self.filter(models.Q(name__iexact=name.strip()) | models.Q(short_name__iexact=name.strip()))


class Organisation(models.Model):
    """A company, association or office that takes part in the process."""

    name = models.CharField("Name", max_length=200, help_text="Zum Beispiel: Gera Kultur GmbH")
    short_name = models.CharField("Kurzname", max_length=40, blank=True, help_text="Zum Beispiel: ZVME")
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "Organisation"
        verbose_name_plural = "Organisationen"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_name_is_unique",
                violation_error_message="Eine Organisation mit diesem Namen gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name

"""Decisions: what a body resolved, with a reference of its own."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from common.history import HistorisedQuerySet, historical_records
from people.models import User
from workshops.enums import PointKind
from workshops.models.points import Point
from workshops.models.protocols import Protocol


class DecisionQuerySet(HistorisedQuerySet["Decision"]):
    """Queries on decisions."""

    def visible_to(self, user: User | AnonymousUser) -> "DecisionQuerySet":
        """Return the decisions in protocols that ``user`` may read."""
        if getattr(user, "is_editor", False):
            return self  # see PointQuerySet
        readable = Protocol.objects.visible_to(user)
        # Every line of a decision is of this kind; said here, it spares PostgreSQL to read all other lines.
        return self.filter(point__kind=PointKind.DECISION, point__item__section__protocol__in=readable)


class Decision(models.Model):
    """A decision with its reference (``B-2021-007``); text and votes stand in its line.

    The line no longer changes, also while its protocol is a draft: a wrong decision is corrected by a new one. Lines
    that an editor writes become decisions when the protocol is approved, those that a service records at once.
    """

    reference = models.CharField("Nummer", max_length=12, unique=True, editable=False)
    point = models.OneToOneField(Point, models.PROTECT, related_name="decision", verbose_name="Protokollpunkt")
    decided_on = models.DateField("beschlossen am")

    history = historical_records()
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "Beschluss"
        verbose_name_plural = "Beschlüsse"
        ordering = ["-decided_on", "-reference"]
        indexes = [models.Index(fields=["-decided_on", "-reference"], name="decision_newest_first")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the decision's own page."""
        return reverse("workshops:decision_detail", args=[self.reference])

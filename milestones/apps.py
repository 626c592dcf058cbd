"""Milestones: the way to the strategy, with its dates."""

from django.apps import AppConfig


class MilestonesConfig(AppConfig):
    """The app of milestones."""

    name = "milestones"
    verbose_name = "Meilensteine"

"""Workshops: meetings, protocols, points, decisions and tasks."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """The app of meetings and protocols."""

    name = "workshops"
    verbose_name = "Sitzungen und Protokolle"

"""Pilots: the list that the Strategiekreis reviews and decides, and what follows."""

from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """The app of pilots."""

    name = "pilots"
    verbose_name = "Pilotprojekte"

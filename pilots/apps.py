"""Pilots: the list that the Strategiekreis reviews and decides, and what follows."""

from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """The app of pilots."""

    name = "pilots"
    verbose_name = "Pilotprojekte"

    def ready(self) -> None:
        """Let ideas show which pilots came of them."""
        from ideas.idea_links import register_idea_links
        from pilots.links import pilot_links

        register_idea_links(pilot_links)

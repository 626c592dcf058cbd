"""Pilots: the list that the Strategiekreis reviews and decides, and what follows."""

from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """The app of pilots."""

    name = "pilots"
    verbose_name = "Pilotprojekte"

    def ready(self) -> None:
        """Let ideas show which pilots came of them, protocols which decisions were corrected, and keep meetings."""
        from ideas.idea_links import register_idea_links, register_outcomes
        from pilots.links import correction_links, outcomes_of_ideas, pilot_links
        from pilots.meeting_holds import holds_of_list
        from workshops.line_links import register_line_links
        from workshops.meeting_holds import register_meeting_hold

        register_idea_links(pilot_links)
        register_outcomes(outcomes_of_ideas)
        register_line_links(correction_links, are_notes=True)
        register_meeting_hold(holds_of_list)

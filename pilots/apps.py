"""Pilots: the list that the Strategiekreis reviews and decides, and what follows."""

from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """The app of pilots."""

    name = "pilots"
    verbose_name = "Pilotprojekte"

    def ready(self) -> None:
        """Tell ideas, protocols and Maßnahmen what they show of pilots, and keep meetings that lists need."""
        from ideas.idea_links import register_idea_links, register_outcomes
        from pilots.links import SOURCE_COLUMNS, correction_links, links_of_idea, outcomes_of_ideas, source_links
        from pilots.meeting_holds import holds_of_list
        from strategy.models import Measure
        from strategy.page_links import register_page_links
        from strategy.sheet import register_columns
        from workshops.line_links import register_line_links
        from workshops.meeting_holds import register_meeting_hold

        register_idea_links(links_of_idea)
        register_page_links(Measure, source_links)
        register_columns(SOURCE_COLUMNS)
        register_outcomes(outcomes_of_ideas)
        register_line_links(correction_links, are_notes=True)
        register_meeting_hold(holds_of_list)

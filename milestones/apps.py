"""Milestones: the way to the strategy, with its dates."""

from django.apps import AppConfig


class MilestonesConfig(AppConfig):
    """The app of milestones."""

    name = "milestones"
    verbose_name = "Meilensteine"

    def ready(self) -> None:
        """Let protocols show which milestones came of their lines, and which their decisions set and moved."""
        from milestones.lines import milestone_links
        from workshops.line_links import register_line_links

        register_line_links(milestone_links)

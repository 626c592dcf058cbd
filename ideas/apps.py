"""Ideas: calls, three ways in, one register, and an answer for everyone."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """The app of ideas."""

    name = "ideas"
    verbose_name = "Ideen"

    def ready(self) -> None:
        """Let protocols show which ideas came of their lines."""
        from ideas.lines import idea_links
        from workshops.line_links import register_line_links

        register_line_links(idea_links)

"""Ideas: calls, three ways in, one register, and an answer for everyone."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """The app of ideas."""

    name = "ideas"
    verbose_name = "Ideen"

    def ready(self) -> None:
        """Create what there is from the beginning, and tell the rooms below what they take from ideas."""
        from django.db.models.signals import post_migrate

        from common.mail import register_mail_file
        from common.tabs import HungTab, hang_tab
        from ideas.concept_links import ideas_url, uptake_notes
        from ideas.documents.receipt import RECEIPT, receipt_file
        from ideas.lines import idea_links
        from ideas.standing import create_standing_data
        from strategy.models import SubConcept
        from strategy.page_links import register_section_notes
        from workshops.line_links import register_line_links

        post_migrate.connect(create_standing_data, sender=self, dispatch_uid="ideas.standing")
        register_line_links(idea_links)
        hang_tab(SubConcept, HungTab("ideas", "Ideen", ideas_url))
        register_section_notes(uptake_notes)
        register_mail_file(RECEIPT, receipt_file)

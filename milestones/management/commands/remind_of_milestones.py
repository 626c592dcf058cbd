"""Remind of milestones that are near or overdue."""

from typing import Any

from django.core.management.base import BaseCommand

from milestones.services.reminders import remind_of_milestones


class Command(BaseCommand):
    """``manage.py remind_of_milestones``: 14 and 2 days before a milestone, and the day after; meant to run daily."""

    help = "Erinnert 14 und 2 Tage vor einem Meilenstein und am Tag danach, je einmal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the mails and print of how many milestones they are."""
        self.stdout.write(f"{remind_of_milestones()} Erinnerungen an Meilensteine eingereiht.")

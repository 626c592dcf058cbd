"""Remind reviewers who have not handed in."""

from typing import Any

from django.core.management.base import BaseCommand

from pilots.services.reminders import remind_reviewers


class Command(BaseCommand):
    """``manage.py remind_reviewers``: 7 and 2 days before a reviewing ends, once each; it is meant to run daily."""

    help = "Erinnert 7 und 2 Tage vor dem Ende einer Bewertung alle, die noch nicht abgegeben haben, je einmal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the mails and print how many there are."""
        self.stdout.write(f"{remind_reviewers()} Erinnerungen an Bewertungen eingereiht.")

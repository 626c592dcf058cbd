"""Remind bodies that have not answered."""

from typing import Any

from django.core.management.base import BaseCommand

from strategy.services.reminders import remind_bodies


class Command(BaseCommand):
    """``manage.py remind_bodies``: 7 and 2 days before a body should answer, once each; it is meant to run daily."""

    help = "Erinnert 7 und 2 Tage vor der Frist einer Gremienvorabstimmung, wer noch nicht geantwortet hat, je einmal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the mails and print how many bodies there are."""
        self.stdout.write(f"{remind_bodies()} Gremien an ihre Stellungnahme erinnert.")

"""Delete contact data whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ideas.models import Idea
from ideas.retention import expired_ideas
from ideas.services.privacy import delete_contact_data

REASON = "Kontaktdaten gelöscht: Aufbewahrungsfrist des Aufrufs abgelaufen"


class Command(BaseCommand):
    """``manage.py expire_contacts``: personal data of ideas go when the time of their call is over; the ideas stay."""

    help = "Löscht die Kontaktdaten der Ideen, deren Aufbewahrungsfrist abgelaufen ist; die Ideen bleiben."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--dry-run``."""
        parser.add_argument("--dry-run", action="store_true", help="Nur zeigen, was gelöscht würde")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, each idea in a transaction of its own, and print what; the report names no person."""
        ideas = list(expired_ideas(timezone.now()))
        for idea in ideas:
            line = f"{idea.reference}  {idea.call}, aufzubewahren bis {_day(idea)}"
            if not options["dry_run"]:
                gone = delete_contact_data(idea, by=None, reason=REASON)
                line += f": {gone.persons} Personen, {gone.files} Dateien, {gone.mails} E-Mails"
            self.stdout.write(line)
        done = "würden gelöscht (Probelauf, nichts geändert)" if options["dry_run"] else "gelöscht"
        self.stdout.write(f"Kontaktdaten von {len(ideas)} Ideen {done}.")
        if Idea.objects.filter(is_example=True).exists():
            self.stdout.write("Beispielideen sind ausgenommen: Ihre Personen sind erfunden.")


def _day(idea: Idea) -> str:
    return f"{timezone.localtime(idea.kept_until):%d.%m.%Y}"  # type: ignore[attr-defined]

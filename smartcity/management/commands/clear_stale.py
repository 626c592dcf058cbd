"""Remove what is only kept for a while."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from common.drafts import clear_stale_drafts
from workshops.services.importing import clear_expired_uploads


class Command(BaseCommand):
    """Remove drafts of forms that nobody has touched for a while, expired uploads and expired sessions."""

    help = "Entfernt alte Formularentwürfe, abgelaufene Import-Vorschauen und abgelaufene Sitzungen."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the age of drafts."""
        parser.add_argument("--days", type=int, default=90, help="Alter der Entwürfe in Tagen (90)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and print how many drafts and uploads there were."""
        count = clear_stale_drafts(before=timezone.now() - timedelta(days=options["days"]))
        call_command("clearsessions")
        self.stdout.write(f"{count} alte Formularentwürfe entfernt.")
        self.stdout.write(f"{clear_expired_uploads()} abgelaufene Import-Vorschauen entfernt.")

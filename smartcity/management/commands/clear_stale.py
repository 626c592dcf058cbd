"""Remove what is only kept for a while."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from common.drafts import clear_stale_drafts
from workshops.services.importing import clear_expired_uploads


class Command(BaseCommand):
    """Remove drafts of forms that nobody has touched for a while, expired uploads and sessions, and old mails."""

    help = "Entfernt alte Formularentwürfe, abgelaufene Import-Vorschauen und Sitzungen und alte E-Mails."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the ages in days."""
        parser.add_argument("--days", type=int, default=90, help="Alter der Entwürfe in Tagen (90)")
        parser.add_argument("--mail-days", type=int, default=180, help="Alter der E-Mails in Tagen (180)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and print how many there were."""
        count = clear_stale_drafts(before=timezone.now() - timedelta(days=options["days"]))
        call_command("clearsessions")
        self.stdout.write(f"{count} alte Formularentwürfe entfernt.")
        self.stdout.write(f"{clear_expired_uploads()} abgelaufene Import-Vorschauen entfernt.")
        mails, _ = cleanup_expired_mails(timezone.now() - timedelta(days=options["mail_days"]), delete_attachments=True)
        self.stdout.write(f"{mails} alte E-Mails entfernt.")

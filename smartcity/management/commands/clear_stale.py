"""Remove what is only kept for a while."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from common.drafts import clear_stale_drafts
from ideas.services.attachments import clear_orphans
from ideas.services.drafts import clear_stale_ideas
from ideas.services.vocabulary import forget_unused_words
from workshops.services.importing import clear_expired_uploads


class Command(BaseCommand):
    """Remove old drafts of forms and ideas, files without an idea, expired uploads and sessions, and old mails."""

    help = "Entfernt alte Entwürfe, verwaiste Dateien, abgelaufene Import-Vorschauen und Sitzungen und alte E-Mails."

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
        self._clear_ideas(timezone.now() - timedelta(days=options["days"]))
        mails, _ = cleanup_expired_mails(timezone.now() - timedelta(days=options["mail_days"]))
        self.stdout.write(f"{mails} alte E-Mails entfernt.")

    def _clear_ideas(self, before: datetime) -> None:
        """Remove what belongs to ideas that were never handed in; a file may be waiting for its row for a day."""
        self.stdout.write(f"{clear_stale_ideas(before=before)} alte Ideenentwürfe entfernt.")
        report = clear_orphans(before=timezone.now() - timedelta(days=1))
        self.stdout.write(f"{report.files} verwaiste Dateien entfernt ({report.size / 1024 / 1024:.1f} MB).")
        self.stdout.write(f"{forget_unused_words()} Suchwörter entfernt, die in keiner Idee mehr stehen.")
        if report.missing:
            self.stderr.write(f"Zu {report.missing} Anlagen fehlt die Datei. Bitte prüfen Sie die Datensicherung.")

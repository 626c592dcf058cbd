"""Remove what is only kept for a while."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from common.drafts import clear_stale_drafts
from common.orphans import clear_orphans
from ideas.models import Attachment, Call
from ideas.services.drafts import clear_stale_ideas
from ideas.services.vocabulary import forget_unused_words
from pilots.models import PilotFile
from strategy.models import StoredFile
from strategy.services.annex_files import forget_unused_files
from workshops.services.importing import clear_expired_uploads

FOLDERS = {
    "ideas": (Attachment, "file"),
    "calls": (Call, "picture"),
    "pilots": (PilotFile, "file"),
    "strategy": (StoredFile, "file"),
}
"""Where stored files lie, and which rows they belong to."""


class Command(BaseCommand):
    """Remove old drafts of forms and ideas, files without a row, expired uploads and sessions, and old mails."""

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
        self._clear_files()
        mails, _ = cleanup_expired_mails(timezone.now() - timedelta(days=options["mail_days"]))
        self.stdout.write(f"{mails} alte E-Mails entfernt.")

    def _clear_ideas(self, before: datetime) -> None:
        """Remove what belongs to ideas that were never handed in."""
        self.stdout.write(f"{clear_stale_ideas(before=before)} alte Ideenentwürfe entfernt.")
        self.stdout.write(f"{forget_unused_words()} Suchwörter entfernt, die in keiner Idee mehr stehen.")

    def _clear_files(self) -> None:
        """Remove files that nothing names; a file may be waiting for its row for a day."""
        yesterday = timezone.now() - timedelta(days=1)
        self.stdout.write(
            f"{forget_unused_files(before=yesterday)} Dateien entfernt, die in keiner Anlage mehr stehen."
        )
        report = clear_orphans(FOLDERS, before=yesterday)
        self.stdout.write(f"{report.files} verwaiste Dateien entfernt ({report.size / 1024 / 1024:.1f} MB).")
        if report.missing:
            self.stderr.write(f"Zu {report.missing} Anlagen fehlt die Datei. Bitte prüfen Sie die Datensicherung.")

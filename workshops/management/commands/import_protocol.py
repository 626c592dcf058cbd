"""Import a protocol from a file."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from workshops.importing import ImportRefused, ParsedProtocol, Recognition, check_size, parse_protocol
from workshops.services.importing import AlreadyThereError, import_protocol


class Command(BaseCommand):
    """``manage.py import_protocol FILE``: prints what became of each line and imports the protocol."""

    help = "Importiert ein Protokoll aus einer Datei (.docx, .txt, .md) und zeigt, was erkannt wurde."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and what to do with it."""
        parser.add_argument("file", type=Path, metavar="DATEI")
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts speichern")
        parser.add_argument("--announced", action="store_true", help="angekündigte Sitzungen als geplant anlegen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, import."""
        try:
            parsed = _read(options["file"])
            self._show(parsed)
            if options["dry_run"]:
                self.stdout.write("Es wurde nichts gespeichert.")
                return
            imported = import_protocol(parsed, by=None, announced=parsed.announced if options["announced"] else ())
        except AlreadyThereError as error:
            raise CommandError(f"{error} {error.meeting.get_absolute_url()}") from error
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Importiert: {imported.meeting.title}, {imported.meeting.get_absolute_url()}")

    def _show(self, parsed: ParsedProtocol) -> None:
        for line in parsed.report:
            self.stdout.write(f"{line.place}: {line.source}\n    → {line.recognition.label}: {line.target}")
        counts = Counter(line.recognition for line in parsed.report)
        summary = ", ".join(f"{kind.label}: {counts[kind]}" for kind in Recognition if counts[kind])
        self.stdout.write(f"{len(parsed.report)} Zeilen. {summary}")
        for announced in parsed.announced:
            subject = f", {announced.subject}" if announced.subject else ""
            self.stdout.write(f"Angekündigt: {announced.body}, {announced.on:%d.%m.%Y}{subject}")


def _read(path: Path) -> ParsedProtocol:
    """Read the file; its size is checked before it is loaded."""
    try:
        check_size(path.stat().st_size)
        return parse_protocol(path.read_bytes(), path.name)
    except OSError as error:
        raise ImportRefused(f"{path} kann nicht gelesen werden. Bitte prüfen Sie Namen und Rechte.") from error

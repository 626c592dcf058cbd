"""The register as a table: its columns, and reading such a table back (the columns are the same in both directions).

Contact data and personal answers are not in it: what has left as a file can no longer be deleted here.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from openpyxl import load_workbook  # type: ignore[import-untyped]

from common.sheets import plain_cell
from ideas.enums import Channel, IdeaStatus, Maturity
from ideas.models import Question
from ideas.models.ideas import IdeaQuerySet
from ideas.questions import answered_questions

REFERENCE = "Nummer"
TITLE = "Titel"
COLUMNS = {
    REFERENCE: "reference",
    TITLE: "title",
    "Status": "status",
    "Kanal": "channel",
    "Aufruf": "call__title",
    "Eingereicht am": "submitted_at",
    "Organisation": "organisation__name",
    "Handlungsfeld": "action_field__name",
    "Gruppe": "body__name",
    "Bearbeitung (E-Mail)": "editor__email",
    "Ideenpate (E-Mail)": "sponsor__email",
    "Kurzbeschreibung": "summary",
    "Ausgangslage": "situation",
    "Ziel und Nutzen": "goal",
    "Zielgruppe": "target_group",
    "Vorgehen": "approach",
    "Partner": "partners",
    "Kosten": "cost",
    "Förderung": "funding",
    "Zeitrahmen": "time_frame",
    "Reifegrad": "maturity",
    "Kennzahlen": "indicators",
    "Antworten auf Zusatzfragen": "answers",
}
"""Heading of each column, and what of an idea stands in it."""

MAX_BYTES = 20_000_000
MAX_UNPACKED = 300_000_000
MAX_ROWS = 100_000
CHUNK = 500

_LABELS: dict[str, dict[Any, str]] = {
    "status": dict(IdeaStatus.choices),
    "channel": dict(Channel.choices),
    "maturity": dict(Maturity.choices),
}


def sheet_rows(ideas: IdeaQuerySet) -> Iterator[list[Any]]:
    """Return a row for each idea, a chunk at a time from the database."""
    names = list(COLUMNS.values())
    labelled = [(names.index(name), labels) for name, labels in _LABELS.items()]
    moment, answers = names.index("submitted_at"), names.index("answers")
    questions = list(Question.objects.filter(is_personal=False))
    by_key = {str(question.pk): (place, question) for place, question in enumerate(questions)}
    for values in ideas.values_list(*names).iterator(chunk_size=CHUNK):
        row = list(values)
        for place, labels in labelled:
            row[place] = labels.get(row[place], "")
        if row[moment] is not None:
            row[moment] = timezone.localtime(row[moment]).replace(tzinfo=None, microsecond=0)
        row[answers] = _in_words(row[answers], by_key)
        yield row


def _in_words(answers: Mapping[str, Any], questions: Mapping[str, tuple[int, Question]]) -> str:
    """Return a line for each answer that is not empty, in the order of the ``questions``, which are known by number."""
    asked = sorted((questions[key] for key in answers if key in questions), key=itemgetter(0))
    answered = answered_questions((question for _, question in asked), answers)
    return "\n".join(f"{one.question.label}: {one.text}" for one in answered)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of a table: its number in the file, and its cells as texts by heading."""

    number: int
    cells: dict[str, str]


def read_sheet(file: "File[bytes]") -> list[SheetRow]:
    """Return the lines of an xlsx or csv file that has the register's headings.

    Raises ``ValidationError`` with a sentence for a file that is too large, no table, or without the column *Nummer*.
    """
    if (file.size or 0) > MAX_BYTES:
        raise ValidationError(f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB. Bitte teilen Sie sie auf.")
    content = file.read()
    lines = _xlsx_lines(content) if content.startswith(b"PK") else _csv_lines(content)
    headings = [plain_cell(cell) for cell in next(lines, [])]
    if REFERENCE not in headings:
        raise ValidationError(
            f"In der ersten Zeile fehlt die Spalte „{REFERENCE}“."
            " Bitte nehmen Sie eine Tabelle, die Sie hier exportiert haben."
        )
    rows = []
    for number, line in enumerate(lines, start=2):
        cells = {heading: plain_cell(cell) for heading, cell in zip(headings, line, strict=False) if heading}
        if any(cells.values()):
            rows.append(SheetRow(number, cells))
        if len(rows) > MAX_ROWS:
            raise ValidationError(f"Die Tabelle hat mehr als {MAX_ROWS // 1_000}.000 Zeilen. Bitte teilen Sie sie auf.")
    return rows


def _xlsx_lines(content: bytes) -> Iterator[list[Any]]:
    try:
        _require_reasonable_size(content)
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        # What a program notes as the size of the sheet need not be true.
        sheet.reset_dimensions()
        yield from _texts(sheet.iter_rows(values_only=True, max_col=len(COLUMNS) + 20))
    except ValidationError:
        raise
    except Exception as error:
        # A broken workbook fails in many ways: in zip, XML and values.
        raise ValidationError(
            "Diese Datei lässt sich nicht als Excel-Tabelle lesen. Bitte speichern Sie sie neu als .xlsx."
        ) from error


def _require_reasonable_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
            raise ValidationError("Die Datei ist entpackt zu groß. Bitte teilen Sie sie auf.")


def _csv_lines(content: bytes) -> Iterator[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    delimiter = ";" if text.partition("\n")[0].count(";") >= text.partition("\n")[0].count(",") else ","
    try:
        yield from _texts(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ValidationError(
            "Diese Datei lässt sich nicht als CSV-Tabelle lesen. Bitte speichern Sie sie neu."
        ) from error


def _texts(lines: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    for line in lines:
        yield ["" if cell is None else str(cell) for cell in line]

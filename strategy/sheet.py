"""The Maßnahmen as a table: a row for each, with what the list shows and what only its page does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from people.rules import Person
from strategy.indicators import in_words
from strategy.models import Measure
from strategy.selectors.measures import with_fields, with_indicators, with_visions

OWN_HEADINGS = (
    "Maßnahme",
    "Beschreibung",
    "Zielbilder",
    "Handlungsfelder",
    "Teilkonzept",
    "Verantwortlich",
    "Beginn",
    "Ende",
    "Kosten in Euro",
    "Priorität",
    "Herkunft",
    "Indikatoren",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that a room above adds: their headings, what it adds to the query of the rows, and the cells of a row.

    What it adds is as much as the person may see, and takes no query of its own.
    """

    headings: Sequence[str]
    annotate: Callable[[QuerySet[Measure], Person], QuerySet[Any]]
    cells: Callable[[Any], Sequence[Any]]


_added: list[Columns] = []


def register_columns(columns: Columns) -> None:
    """Let the table have these columns behind its own; doing so again changes nothing."""
    if columns not in _added:
        _added.append(columns)


def headings() -> list[str]:
    """Return what the columns are called."""
    return [*OWN_HEADINGS, *(heading for columns in _added for heading in columns.headings)]


def measure_rows(measures: QuerySet[Measure], user: Person) -> Iterator[list[Any]]:
    """Return a row for each Maßnahme, in the order of :func:`headings`, as ``user`` may see it; one query."""
    found = with_indicators(with_visions(with_fields(measures))).select_related("organisation", "sub_concept")
    for columns in _added:
        found = columns.annotate(found, user)
    for one in found.iterator():
        yield [
            one.title,
            one.text,
            one.vision_names,
            one.field_names,
            str(one.sub_concept or ""),
            str(one.organisation or ""),
            one.starts_on,
            one.ends_on,
            one.cost,
            one.get_priority_display(),
            one.get_origin_display(),
            "\n".join(in_words(row) for row in one.indicator_rows),
            *(cell for columns in _added for cell in columns.cells(one)),
        ]

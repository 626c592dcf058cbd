"""The Maßnahmen as a table: a row for each, with what the list shows and what only its page does."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from strategy.indicators import in_words
from strategy.models import Measure
from strategy.selectors.measures import with_fields, with_indicators, with_visions

HEADINGS = (
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


def measure_rows(measures: QuerySet[Measure]) -> Iterator[list[Any]]:
    """Return a row for each Maßnahme, in the order of ``HEADINGS``; one query."""
    found = with_indicators(with_visions(with_fields(measures))).select_related("organisation", "sub_concept")
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
        ]

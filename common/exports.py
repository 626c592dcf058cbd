"""Export of the admin's lists as spreadsheets: German headings, no formulas, no query for each row."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from operator import attrgetter, methodcaller
from typing import Any

import tablib  # type: ignore[import-untyped]
from django.contrib.admin import ModelAdmin
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.resources import Resource

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet takes a text for a formula, also after an import from CSV (OWASP, CSV injection)."""

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Column(Field):
    """One column: ``read`` returns its value for a row. Numbers, dates and times stay what they are."""

    def __init__(self, read: Callable[[Any], Any], *, column_name: str) -> None:
        super().__init__(column_name=column_name, readonly=True)
        self.read = read

    def __deepcopy__(self, memo: Any) -> "Column":
        """Return the column itself: each export copies its columns, and these never change."""
        return self

    def export(self, instance: models.Model, **kwargs: Any) -> Any:
        """Return the value for one row: text, number, date, time or ``None``."""
        match self.read(instance):
            case bool(answer):
                return "ja" if answer else "nein"
            case datetime() as moment:
                return timezone.localtime(moment).replace(tzinfo=None, microsecond=0)
            case None | int() | float() | date() | time() as value:
                return value
            case list(entries):
                return safe_text(", ".join(map(str, entries)))
            case other:
                return safe_text(str(other))


class ExcelFormat(base_formats.XLSX):
    """A workbook with one sheet."""

    def get_title(self) -> str:
        """Return the name shown in the export form."""
        return "Excel (.xlsx)"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Return the file."""
        return dataset.export("xlsx")


class CsvFormat(base_formats.CSV):
    """Comma-separated values as a German Excel reads them: semicolons, German dates, UTF-8 with its mark."""

    def get_title(self) -> str:
        """Return the name shown in the export form."""
        return "CSV (.csv)"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> str:
        """Return the text of the file."""
        rows = tablib.Dataset(*([_german(value) for value in row] for row in dataset), headers=dataset.headers)
        return "\ufeff" + rows.export("csv", delimiter=";")


class ListResource(Resource):
    """What import-export asks for when a list is exported."""

    @classmethod
    def get_display_name(cls) -> str:
        """Return the name shown where there are several; here it never is."""
        return cls.__name__


def resource_of(model_admin: "ModelAdmin[Any]", names: Iterable[str]) -> type[Resource]:
    """Return what import-export needs to export an admin's list: the named columns with German headings.

    A name is that of a field of the model, or of a method of the admin.
    """
    columns = {name: _column(model_admin, name) for name in names}
    return type(f"{model_admin.model.__name__}Resource", (ListResource,), columns)


def safe_text(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula or refuses a character."""
    text = _CONTROL_CHARACTERS.sub("", text)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _column(model_admin: "ModelAdmin[Any]", name: str) -> Column:
    if method := getattr(model_admin, name, None):
        return Column(method, column_name=method.short_description)
    field = model_admin.model._meta.get_field(name)
    heading = "Nr." if field.primary_key else capfirst(str(field.verbose_name))
    return Column(attrgetter(name) if not field.choices else methodcaller(f"get_{name}_display"), column_name=heading)


def _german(value: Any) -> Any:
    match value:
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case _:
            return value

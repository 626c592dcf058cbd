"""The page *Verlauf*: who changed what, when and why, over several models at once and field by field (DESIGN 4.2).

The history rows of all models are read as one list, newest first, by one query; each brings the values before and
after as JSON. So a page needs the same few queries whatever happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, Value, Window
from django.db.models.functions import JSONObject, Lag, Lead
from django.utils.timezone import localtime

from common.models import StatusChange
from common.transitions import status_label

State = Mapping[str, Any]
Key = tuple[type[models.Model], int]
"""Names a history row: its model and its number, which is one of that model alone."""

CREATED, CHANGED, DELETED = "+", "~", "-"
"""The kinds of a history row, as django-simple-history writes them."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A model whose history is shown: which rows (a filter on its history), and which of its fields."""

    model: type[models.Model]
    rows: Q
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field (its name and its German label) and its values in words; empty where there was or is none."""

    name: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """One history row: what happened to which object. ``values`` are those of the fields after it."""

    model: type[models.Model]
    history_id: int
    object_id: int
    kind: str
    at: datetime
    by: str
    reason: str
    is_latest: bool
    values: State
    changes: tuple[FieldChange, ...]

    @property
    def key(self) -> Key:
        """Return what names the history row."""
        return self.model, self.history_id


_EMPTY = (None, "")
_COLUMNS = (
    "step_source",
    "id",
    "history_id",
    "history_type",
    "history_date",
    "history_user_name",
    "history_change_reason",
    "step_values",
    "step_before",
    "step_next",
)


def timeline(watched: Sequence[Watched], *, offset: int, limit: int) -> list[Step]:
    """Return the history of all ``watched`` rows as one list, newest first.

    One query, and one for each model that the shown values point at.
    """
    queries = [_rows_of(index, watch) for index, watch in enumerate(watched)]
    newest_first = queries[0].union(*queries[1:], all=True).order_by("-history_date", "-step_source", "-history_id")
    rows = list(newest_first[offset : offset + limit])
    labels = _labels_of_related(watched, rows)
    return [_step(watched[row["step_source"]], row, labels) for row in rows]


def status_steps(instance: models.Model) -> list[dict[str, Any]]:
    """Return the object's status changes, newest first, as the history component draws them."""
    changes = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(instance), object_id=instance.pk
    )
    return [
        {
            "at": change.at,
            "by": change.by_name or "System",
            "reason": change.reason,
            "changes": [
                FieldChange(
                    "status",
                    "Status",
                    status_label(instance, change.from_status),
                    status_label(instance, change.to_status),
                )
            ],
        }
        for change in changes
    ]


def differences(model: type[models.Model], old: State, new: State) -> list[FieldChange]:
    """Return the fields of ``model`` in ``new`` whose values (as Python has them) are not those in ``old``."""
    changes = []
    for name, value in new.items():
        field = model._meta.get_field(name)
        if old[name] != value:
            label = str(field.verbose_name)  # type: ignore[union-attr]
            changes.append(FieldChange(name, label, value_in_words(field, old[name]), value_in_words(field, value)))  # type: ignore[arg-type]
    return changes


def facts_of(instance: models.Model, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the German label and the value in words of each of these fields that says anything."""
    fields = [instance._meta.get_field(name) for name in names]
    said = ((str(field.verbose_name), value_in_words(field, getattr(instance, field.name))) for field in fields)  # type: ignore[union-attr, arg-type]
    return [(label, value) for label, value in said if value]


def value_in_words(field: "models.Field[Any, Any]", value: Any, labels: Mapping[Any, str] | None = None) -> str:
    """Return a field's value, as Python or JSON has it, as German text.

    ``labels`` names the objects of a foreign key by their ids.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, models.Model):
        return str(value)
    if labels is not None:
        return labels.get(value, "gelöscht")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    match field.to_python(value):
        case bool(answer):
            return "ja" if answer else "nein"
        case datetime() as moment:
            return f"{localtime(moment):%d.%m.%Y, %H:%M}"
        case date() as day:
            return f"{day:%d.%m.%Y}"
        case time() as clock:
            return f"{clock:%H:%M}"
        case other:
            return str(other)


def _rows_of(source: int, watch: Watched) -> "models.QuerySet[Any, dict[str, Any]]":
    """Return one model's history rows with their values before and after; equal columns, so that they can be joined."""
    values = JSONObject(**{name: _column(watch.model, name) for name in watch.fields})
    in_order = ["history_date", "history_id"]
    records = watch.model.history.filter(watch.rows).order_by()  # type: ignore[attr-defined]
    return records.annotate(
        step_source=Value(source, output_field=models.IntegerField()),
        step_values=values,
        step_before=Window(Lag(values), partition_by="id", order_by=in_order),
        step_next=Window(Lead("history_id"), partition_by="id", order_by=in_order),
    ).values(*_COLUMNS)


def _column(model: type[models.Model], name: str) -> str:
    return model._meta.get_field(name).attname  # type: ignore[union-attr]


def _labels_of_related(watched: Sequence[Watched], rows: Iterable[Mapping[str, Any]]) -> dict[Any, dict[Any, str]]:
    """Return, for each model that a shown foreign key points at, the names of the objects by id."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for row in rows:
        watch = watched[row["step_source"]]
        for name in watch.fields:
            related = watch.model._meta.get_field(name).related_model
            for state in (row["step_before"], row["step_values"]):
                if related and state and state[name] is not None:
                    wanted[related].add(state[name])
    return {
        related: {key: str(found) for key, found in related._default_manager.in_bulk(keys).items()}
        for related, keys in wanted.items()
    }


def _step(watch: Watched, row: Mapping[str, Any], labels: Mapping[Any, Mapping[Any, str]]) -> Step:
    kind, values = row["history_type"], row["step_values"]
    old = {CREATED: {}, CHANGED: row["step_before"] or {}, DELETED: values}[kind]
    new = {} if kind == DELETED else values
    return Step(
        model=watch.model,
        history_id=row["history_id"],
        object_id=row["id"],
        kind=kind,
        at=row["history_date"],
        by=row["history_user_name"],
        reason=row["history_change_reason"] or "",
        is_latest=row["step_next"] is None,
        values=values,
        changes=tuple(_changes(watch, old, new, labels)),
    )


def _changes(watch: Watched, old: State, new: State, labels: Mapping[Any, Mapping[Any, str]]) -> Iterable[FieldChange]:
    """Name the fields that differ; of an object that came or went only those that say more than the default."""
    for name in watch.fields:
        field = watch.model._meta.get_field(name)
        absent = field.get_default() if field.has_default() else None  # type: ignore[union-attr]
        before, after = old.get(name, absent), new.get(name, absent)
        if before != after and not (before in _EMPTY and after in _EMPTY):
            names = labels.get(field.related_model, {}) if field.related_model else None
            yield FieldChange(
                name,
                str(field.verbose_name),  # type: ignore[union-attr]
                value_in_words(field, before, names) if name in old else "",  # type: ignore[arg-type]
                value_in_words(field, after, names) if name in new else "",  # type: ignore[arg-type]
            )

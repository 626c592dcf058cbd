"""Writing many rows at once, with history."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import models

from people.models import User

M = TypeVar("M", bound=models.Model)

FILLED_AT = datetime(2020, 1, 1, tzinfo=UTC)
BATCH = 5_000


def store(objects: list[M], *, by: User | None = None) -> list[M]:
    """Insert the objects (of one model) and a history row for each, and return them with their ids.

    The models' own ``bulk_create`` refuses to write without history, so the base manager does it here.
    """
    model: Any = type(objects[0])
    model._base_manager.bulk_create(objects, batch_size=BATCH)
    model.history.bulk_history_create(
        objects,
        batch_size=BATCH,
        default_user=by,
        default_change_reason="Für die Messung angelegt",
        default_date=FILLED_AT,
        custom_historical_attrs={"history_user_name": str(by or "")},
    )
    return objects

"""Removing an object together with what belongs to it, and bringing all of it back from the history (DESIGN 4.2).

What is removed in one step bears one moment in the history; by it the parts of an object are found again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.timeline import DELETED, Step, Watched, timeline
from common.versions import VersionedModel

RESTORED = "Wiederhergestellt"
"""The reason in the history of what is brought back."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal took away, as it can come back now; nothing of it is stored.

    ``parts`` are what belonged to ``instance``, in the order in which they are saved; ``gone`` says in words with what
    it was connected that is not there any more ("Handlungsfeld „Energie“").
    """

    instance: Any
    parts: Sequence[Any]
    gone: Sequence[str]

    @property
    def obstacle(self) -> str:
        """Why it cannot come back as it was; empty where it can."""
        try:
            self.instance.full_clean()
        except ValidationError as error:
            return " ".join(error.messages)
        return ""


def delete_together(instances: Iterable[models.Model], *, by: Any, reason: str) -> None:
    """Delete these objects in their order, with one reason and one moment in the history."""
    at = timezone.now()
    for instance in instances:
        instance._history_date = at  # type: ignore[attr-defined]
        delete_with_reason(instance, by=by, reason=reason)


def removed_timeline(shown: Mapping[type[models.Model], Sequence[str]], *, offset: int, limit: int) -> list[Step]:
    """Return the steps that removed objects of these models, with these fields of each; newest first.

    What came back is not among them; one query, as :func:`common.timeline.timeline`.
    """
    return timeline(
        [Watched(model, _is_gone(model), names) for model, names in shown.items()], offset=offset, limit=limit
    )


def _is_gone(model: Any) -> Q:
    """Return the condition on history rows of ``model`` that they are the last ones of objects that are not there."""
    gone = model.history.filter(history_type=DELETED).exclude(id__in=model._default_manager.values("pk"))
    return Q(history_id__in=gone.order_by("id", "-history_date").distinct("id").values("history_id"))


def last_removal(model: type[models.Model], pk: Any) -> Any:
    """Return the history row of the last removal of an object. Raises ``DoesNotExist``."""
    return model.history.filter(id=pk, history_type=DELETED).latest()  # type: ignore[attr-defined]


def read_removed(record: Any, parts: Sequence[type[models.Model]], *, instance: Any = None) -> Removed:
    """Return what the removal of a history row (``record``) took away and can come back.

    ``parts`` are the models of what belongs to it, each behind those that it points at. ``instance`` is the object as
    it shall come back, if not as it was.
    """
    instance = instance or record.instance
    gone = list(_settle(instance, set()))
    coming, found = {(type(instance), instance.pk)}, []
    for model in parts:
        for row in model.history.filter(history_type=DELETED, history_date=record.history_date).order_by("id"):  # type: ignore[attr-defined]
            part = row.instance
            if not any((field.related_model, pk) in coming for field, pk in _references(part)):
                continue
            list(_settle(part, coming))
            if missing := [_in_words(field, pk) for field, pk in _missing(part, coming)]:
                gone += missing
            else:
                found.append(part)
                coming.add((model, part.pk))
    return Removed(instance, found, list(dict.fromkeys(gone)))


def bring_back(removed: Removed, *, by: Any, reason: str) -> Any:
    """Save what was removed with its old ids, and return the object. Raises ``ValidationError``."""
    if isinstance(removed.instance, VersionedModel):
        removed.instance.version += 1  # nothing that was typed before goes over what comes back
    for one in (removed.instance, *removed.parts):
        save_with_reason(one, by=by, reason=reason)
    return removed.instance


def _references(instance: models.Model) -> Iterator[tuple[Any, Any]]:
    """Return the foreign keys that are set, each with its value."""
    for field in instance._meta.concrete_fields:
        if field.related_model and (pk := getattr(instance, field.attname)) is not None:
            yield field, pk


def _missing(instance: models.Model, coming: set[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Return the foreign keys that lead to something that is neither there nor among what is ``coming``."""
    for field, pk in _references(instance):
        if (field.related_model, pk) not in coming and not field.related_model._base_manager.filter(pk=pk).exists():
            yield field, pk


def _settle(instance: models.Model, coming: set[tuple[Any, Any]]) -> Iterator[str]:
    """Take out the references that lead nowhere and may be empty, and say which."""
    for field, pk in list(_missing(instance, coming)):
        if field.null:
            setattr(instance, field.attname, None)
            yield _in_words(field, pk)


def _in_words(field: Any, pk: Any) -> str:
    """Return what a reference led to: "Handlungsfeld „Energie“", as far as the history knows its name."""
    model = field.related_model
    last = model.history.filter(id=pk).first() if hasattr(model, "history") else None
    return f"{model._meta.verbose_name} „{last.instance}“" if last else str(model._meta.verbose_name)

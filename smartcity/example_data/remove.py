"""Removing the example data: objects, their history, their status changes and their mails."""

from collections import Counter
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from post_office.models import Email

from common.history import save_with_reason
from common.models import ReferenceCounter, StatusChange
from ideas.models import Attachment, Call, Idea, Merge, Uptake
from milestones.models import Milestone
from people.models import Body, Organisation, User
from pilots.models import Pilot, PilotList, Release, Resolution, Tender
from strategy.models import (
    ActionField,
    Consultation,
    CouncilResolution,
    Measure,
    StrategyVersion,
    SubConcept,
    Vision,
)
from strategy.models import Release as StrategyRelease
from strategy.services.annex_files import forget_unused_files
from workshops.models import Decision, Meeting

EXAMPLE_MODELS: tuple[type[models.Model], ...] = (
    StrategyVersion, Measure, Tender, PilotList, Pilot, Idea, Call, SubConcept, ActionField, Vision,
    Meeting, User, Body, Organisation,
)  # fmt: skip
"""Models with the mark ``is_example``, in the order in which they are removed."""


@transaction.atomic
def remove_example_data() -> tuple[Counter[str], list[str]]:
    """Remove everything that is marked as example, with what hangs below it and all of its history.

    What real data still point to (a body that has met since) stays and loses its mark. Returns how many objects of each
    kind were removed and the names of those that stayed.
    """
    removed: Counter[str] = Counter()
    kept: list[str] = []
    for outcome in _outcomes_of_examples():
        removed.update(_remove(outcome) or {})
    for model in EXAMPLE_MODELS:
        for instance in model._default_manager.filter(is_example=True):
            if (gone := _remove(instance)) is None:
                _keep(instance)
                kept.append(str(instance))
            else:
                removed.update(gone)
    forget_unused_files(before=timezone.now())
    Email.objects.filter(to__endswith="@example.org").delete()
    for model, prefix in ((Decision, "B"), (Idea, "I"), (Pilot, "P"), (Milestone, "M")):
        if not model._default_manager.exists():
            ReferenceCounter.objects.filter(prefix=prefix).delete()
    return removed, kept


def _outcomes_of_examples() -> list[models.Model]:
    """Return what ties examples to each other: milestones, decisions, frozen lists, uptakes and merges of ideas.

    A merge with a real idea stays, and so does a version of the strategy that a real one continues. Of decisions, those
    that correct others come first.
    """
    of_example = {"strategy__is_example": True, "strategy__continued_by": None}
    merges = Merge.objects.filter(members__idea__is_example=True).exclude(members__idea__is_example=False)
    return [
        *Milestone.objects.filter(is_example=True),
        *CouncilResolution.objects.filter(**of_example),
        *Consultation.objects.filter(**of_example),
        *StrategyRelease.objects.filter(**of_example),
        *Resolution.objects.filter(entry__list__is_example=True).order_by("-pk"),
        *Decision.objects.filter(point__item__section__protocol__meeting__is_example=True),
        *Release.objects.filter(list__is_example=True),
        *Uptake.objects.filter(idea__is_example=True),
        *merges.distinct(),
    ]


def _remove(instance: models.Model) -> Counter[str] | None:
    """Remove one object with what hangs below it; ``None`` when something real still needs it."""
    collector = models.deletion.Collector(using="default", origin=instance)
    try:
        collector.collect([instance])
    except ProtectedError:
        return None
    doomed: dict[type[models.Model], list[Any]] = {
        model: [entry.pk for entry in entries] for model, entries in collector.data.items()
    }
    for queryset in collector.fast_deletes:
        doomed.setdefault(queryset.model, []).extend(queryset.values_list("pk", flat=True))
    files = [row.file for row in collector.data.get(Attachment, ()) if isinstance(row, Attachment)]
    collector.delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    for model, keys in doomed.items():
        _forget(model, keys)
    return Counter({str(model._meta.verbose_name): len(keys) for model, keys in doomed.items() if keys})


def _forget(model: type[models.Model], keys: list[Any]) -> None:
    """Delete history and status changes of removed objects."""
    if hasattr(model, "history"):
        model.history.filter(**{f"{model._meta.pk.name}__in": keys}).delete()
    content_type = ContentType.objects.get_for_model(model)
    StatusChange.objects.filter(content_type=content_type, object_id__in=keys).delete()


def _keep(instance: Any) -> None:
    instance.is_example = False
    save_with_reason(instance, by=None, reason="Beispieldaten entfernt; wird noch gebraucht")

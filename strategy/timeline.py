"""The *Verlauf* of what the strategy consists of: which rows and fields are shown, and what each step is about."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model, Q

from common.timeline import CREATED, DELETED, Key, Step, Watched, timeline
from strategy.models import (
    ActionField,
    ActionFieldVision,
    Annex,
    ConceptLink,
    Indicator,
    IndicatorValue,
    Measure,
    MeasureField,
    StrategyVersion,
    SubConcept,
    SubConceptSection,
    Vision,
)
from strategy.services import fields, measures, visions

SUBJECTS: Mapping[type, str] = {
    Vision: "Zielbild",
    ActionField: "Handlungsfeld",
    ActionFieldVision: "Zielbild",
    Measure: "Maßnahme",
    MeasureField: "Handlungsfeld",
    Indicator: "Indikator",
    IndicatorValue: "Messwert",
    SubConcept: "Teilkonzept",
    SubConceptSection: "Abschnitt",
    ConceptLink: "Verknüpfung",
}
CONNECTIONS = (ActionFieldVision, MeasureField)
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}
VERBS_OF_CONNECTIONS = {CREATED: "zugeordnet", DELETED: "herausgelöst"}

CONTENT: Mapping[type[Model], Sequence[str]] = {
    Vision: visions.CONTENT,
    ActionField: fields.CONTENT,
    Measure: measures.CONTENT,
    SubConceptSection: ("heading", "text"),
    StrategyVersion: ("title", "introduction"),
    Annex: ("title", "text"),
}
"""What of each model can be brought back to an earlier state."""

WATCHED: Mapping[type[Model], Callable[[Any], Sequence[Watched]]] = {
    Vision: lambda pk: [
        Watched(Vision, Q(id=pk), visions.CONTENT),
        Watched(ActionFieldVision, Q(vision=pk), ("action_field",)),
    ],
    ActionField: lambda pk: [
        Watched(ActionField, Q(id=pk), fields.CONTENT),
        Watched(ActionFieldVision, Q(action_field=pk), ("vision",)),
        Watched(MeasureField, Q(action_field=pk), ("measure",)),
    ],
    Measure: lambda pk: [
        Watched(Measure, Q(id=pk), measures.CONTENT),
        Watched(MeasureField, Q(measure=pk), ("action_field",)),
        Watched(Indicator, Q(measure=pk), ("name", "unit", "baseline", "target", "target_on")),
        Watched(
            IndicatorValue,
            Q(indicator__in=Indicator.history.filter(measure=pk).values("id")),
            ("indicator", "value", "measured_on"),
        ),
    ],
    SubConcept: lambda pk: [
        Watched(SubConcept, Q(id=pk), ("title", "body", "status")),
        Watched(SubConceptSection, Q(sub_concept=pk), ("heading", "text")),
        Watched(ConceptLink, Q(source=pk) | Q(target=pk), ("source", "kind", "target", "reason")),
    ],
}


def object_timeline(subject: Model, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of an object of the strategy and of what belongs to it, newest first."""
    return timeline(WATCHED[type(subject)](subject.pk), offset=offset, limit=limit)


def step_title(step: Step) -> str:
    """Return what happened to what: "Maßnahme geändert", "Handlungsfeld herausgelöst"."""
    verbs = VERBS_OF_CONNECTIONS if step.model in CONNECTIONS else VERBS
    subject = SUBJECTS[step.model]
    if step.model is SubConceptSection and step.values.get("heading"):
        subject = f"{subject} „{step.values['heading']}“"
    if step.kind in verbs:
        return f"{subject} {verbs[step.kind]}"
    return f"{subject} geändert" if step.changes else f"{subject} gespeichert"


def restorable(steps: Sequence[Step], subjects: Mapping[int, Model]) -> set[Key]:
    """Return the keys of the steps, newest first, whose content can be brought back: other than today's.

    ``subjects`` are objects of one model by their ids. Of several steps with the same content this is the last one.
    """
    if not subjects:
        return set()
    model = type(next(iter(subjects.values())))
    names = CONTENT[model]
    today = {pk: [_plain(getattr(one, _column(model, name))) for name in names] for pk, one in subjects.items()}
    newer = dict(today)
    found = set()
    for step in (one for one in steps if one.model is model and one.object_id in subjects):
        content = [step.values[name] for name in names]
        if content not in (today[step.object_id], newer[step.object_id]):
            found.add(step.key)
        newer[step.object_id] = content
    return found


def removed(steps: Sequence[Step], model: type[Model], present: Collection[int]) -> set[Key]:
    """Return the keys of the steps that removed an object of ``model``; ``present`` are the ids that are there."""
    gone = (one for one in steps if one.model is model and one.kind == DELETED)
    return {step.key for step in gone if step.object_id not in present}


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    """Return a value of a field as the JSON of a step holds it."""
    return value.isoformat() if isinstance(value, date) else value

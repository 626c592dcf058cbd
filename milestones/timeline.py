"""The *Verlauf* of a milestone: which rows and fields are shown, and what each step is about."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from common.timeline import CREATED, DELETED, Key, Step, Watched, timeline
from milestones.models import Criterion, Milestone, Predecessor
from milestones.services.milestones import CONTENT

SUBJECTS: dict[type, str] = {Milestone: "Meilenstein", Predecessor: "Vorgänger", Criterion: "Kriterium"}
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}
DATES = ("planned_on", "forecast_on", "reached_on")


def milestone_timeline(milestone: Milestone, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of the milestone and what belongs to it, newest first."""
    of_milestone = Q(milestone=milestone.pk)
    watched = [
        Watched(Milestone, Q(id=milestone.pk), (*CONTENT, *DATES)),
        Watched(Predecessor, of_milestone, ("predecessor",)),
        Watched(Criterion, of_milestone, ("text", "figure", "done_on", "proof", "dropped_on", "drop_reason")),
    ]
    return timeline(watched, offset=offset, limit=limit)


def step_title(step: Step) -> str:
    """Return what happened to what: "Termin geändert", "Kriterium angelegt"."""
    subject = SUBJECTS[step.model]
    if step.kind in VERBS:
        return f"{subject} {VERBS[step.kind]}"
    changed = {change.name for change in step.changes}
    if changed and changed <= set(DATES):
        return "Termin geändert"
    return f"{subject} geändert" if changed else f"{subject} gespeichert"


def restorable(steps: Sequence[Step], milestone: Milestone) -> set[Key]:
    """Return the keys of the steps, newest first, whose words can be brought back: others than today's.

    Of several steps with the same words this is the last one.
    """
    today = newer = [getattr(milestone, Milestone._meta.get_field(name).attname) for name in CONTENT]  # type: ignore[union-attr]
    found = set()
    for step in (one for one in steps if one.model is Milestone):
        words: list[Any] = [step.values[name] for name in CONTENT]
        if words not in (today, newer):
            found.add(step.key)
        newer = words
    return found

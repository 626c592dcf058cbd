"""The *Verlauf* of a list: its head, criteria, entries, and who handed in when. What reviewers say is not in it."""

from django.db.models import Q

from common.timeline import CREATED, DELETED, Step, Watched, timeline
from pilots.models import Criterion, Entry, PilotList, Reviewer

HEAD_FIELDS = ("introduction", "budget", "review_from", "review_until", "names_are_shown")
"""What an editor fills in for a list."""

SUBJECTS: dict[type, str] = {
    PilotList: "Pilotliste",
    Criterion: "Kriterium",
    Entry: "Eintrag",
    Reviewer: "Bewertende Person",
}
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}


def list_timeline(pilot_list: PilotList, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of a list and of what belongs to it, newest first."""
    of_list = Q(list=pilot_list.pk)
    watched = [
        Watched(PilotList, Q(id=pilot_list.pk), ("status", *HEAD_FIELDS)),
        Watched(Criterion, of_list, ("name", "weight", "explanation")),
        Watched(Entry, of_list, ("pilot",)),
        Watched(Reviewer, of_list, ("user", "handed_in_at")),
    ]
    return timeline(watched, offset=offset, limit=limit)


def step_title(step: Step) -> str:
    """Return what happened to what: "Kriterium „Nutzen“ angelegt"; what changed only its place was moved."""
    name = step.values.get("name")
    quoted = f" „{name}“" if name else ""
    changed = "verschoben" if step.model is Entry and not step.changes else "geändert"
    return f"{SUBJECTS[step.model]}{quoted} {VERBS.get(step.kind, changed)}"

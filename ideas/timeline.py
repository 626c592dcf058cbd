"""The *Verlauf* of an idea: which rows and fields of its history are shown, and what each step is about."""

from collections.abc import Sequence

from django.db.models import Q

from common.timeline import CREATED, DELETED, Key, Step, Watched, timeline
from ideas.enums import IdeaStatus
from ideas.models import Answer, Attachment, Idea, Inquiry, Remark, Uptake
from ideas.models.ideas import CONTENT_FIELDS

ASSIGNMENT = ("action_field", "body", "editor", "sponsor")
TEXT_FIELDS = tuple(name for name in CONTENT_FIELDS["profile"] if name != "action_field")

SUBJECTS: dict[type, str] = {
    Idea: "Idee",
    Attachment: "Anlage",
    Remark: "Interne Bemerkung",
    Inquiry: "Rückfrage",
    Answer: "Öffentliche Antwort",
    Uptake: "Übernahme",
}
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}


def watched(idea: Idea) -> Sequence[Watched]:
    """Return whose history belongs to the idea."""
    of_idea = Q(idea=idea.pk)
    return [
        Watched(
            Idea, Q(id=idea.pk), (*TEXT_FIELDS, "organisation", *ASSIGNMENT, "status", "published_at", "is_winner")
        ),
        Watched(Attachment, of_idea, ("name", "description")),
        Watched(Remark, of_idea, ("text",)),
        Watched(Inquiry, of_idea, ("text", "due_on", "answered_at", "closed_at")),
        Watched(Answer, of_idea, ("outcome", "text", "published_at")),
        Watched(Uptake, of_idea, ("sub_concept", "section", "extent", "passage", "reason")),
    ]


def idea_timeline(idea: Idea, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of the idea and what belongs to it, newest first."""
    return timeline(watched(idea), offset=offset, limit=limit)


def step_title(step: Step) -> str:
    """Return what happened to what: "Idee: Zuordnung geändert", "Interne Bemerkung angelegt"."""
    subject = SUBJECTS[step.model]
    if step.kind in VERBS:
        return f"{subject} {VERBS[step.kind]}"
    changed = {change.name for change in step.changes}
    if step.model is Idea and changed and changed <= {"status"}:
        return f"{subject}: Status geändert"
    if step.model is Idea and changed and changed <= set(ASSIGNMENT):
        return f"{subject}: Zuordnung geändert"
    if step.model is Idea and changed & set(TEXT_FIELDS):
        return f"{subject}: Text geändert"
    return f"{subject} geändert" if changed else f"{subject} gespeichert"


def restorable(steps: Sequence[Step], idea: Idea) -> set[Key]:
    """Return the keys of the steps, newest first, whose texts can be brought back.

    Of several steps with the same texts this is the last one, never one of the time before the idea was handed in.
    """
    if idea.status in IdeaStatus.closed():
        return set()
    names = [name for name in idea.content_fields if name in TEXT_FIELDS]
    today = newer = [getattr(idea, name) for name in names]
    found = set()
    for step in (one for one in steps if one.model is Idea):
        texts = [step.values[name] for name in names]
        if texts not in (today, newer) and step.values["status"] != IdeaStatus.DRAFT:
            found.add(step.key)
        newer = texts
    return found

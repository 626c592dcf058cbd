"""The *Verlauf* of a call: the call itself, its questions and its codes."""

from django.db.models import Q

from common.timeline import CREATED, DELETED, Step, Watched, timeline
from ideas.forms.calls import CALL_FIELDS
from ideas.models import AccessCode, Call, Question
from ideas.services.questions import CONTENT

SUBJECTS: dict[type, str] = {Call: "Aufruf", Question: "Zusatzfrage", AccessCode: "Zugangscode"}
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}


def call_timeline(call: Call, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of a call, its questions and its codes, newest first."""
    of_call = Q(call=call.pk)
    watched = [
        Watched(Call, Q(id=call.pk), (*CALL_FIELDS, "picture", "picture_text", "published_at")),
        Watched(Question, of_call, CONTENT),
        Watched(AccessCode, of_call, ("code", "note", "expires_at", "max_uses")),
    ]
    return timeline(watched, offset=offset, limit=limit)


def step_title(step: Step) -> str:
    """Return what happened to what: "Zusatzfrage „Wie viele?“ angelegt"; what changed only its place was moved."""
    name = step.values.get("label") or step.values.get("code") or ""
    quoted = f" „{name}“" if name else ""
    changed = "geändert" if step.changes or step.model is not Question else "verschoben"
    return f"{SUBJECTS[step.model]}{quoted} {VERBS.get(step.kind, changed)}"

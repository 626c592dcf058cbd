"""The *Verlauf* of a pilot and of a tender: which rows and fields are shown, and what each step is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from common.timeline import CREATED, DELETED, Key, Step, Watched, timeline
from pilots.models import Condition, Cost, Partner, Pilot, PilotFile, ProgressReport, Tender, TenderStep
from pilots.models.pilots import PROFILE_FIELDS

SUBJECTS: dict[type, str] = {
    Pilot: "Pilotprojekt",
    Partner: "Partner",
    Cost: "Kosten",
    PilotFile: "Datei",
    ProgressReport: "Zwischenstand",
    Condition: "Auflage",
    Tender: "Ausschreibung",
    TenderStep: "Schritt der Ausschreibung",
}
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}


def pilot_timeline(pilot: Pilot, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of the pilot and what belongs to it, newest first."""
    of_pilot = Q(pilot=pilot.pk)
    watched = [
        Watched(Pilot, Q(id=pilot.pk), (*PROFILE_FIELDS, "status", "resubmit_on", "published_at")),
        Watched(Partner, of_pilot, ("organisation",)),
        Watched(Cost, of_pilot, ("year", "amount", "funding_percent")),
        Watched(PilotFile, of_pilot, ("name", "description")),
        Watched(ProgressReport, of_pilot, ("reported_on", "text", "percent", "visible_result", "is_public")),
        Watched(
            Condition,
            Q(resolution__entry__pilot=pilot.pk),
            ("text", "organisation", "due_on", "met_on", "proof"),
        ),
        Watched(Tender, of_pilot, ("subject", "status", "priority", "sponsor", "result")),
    ]
    return timeline(watched, offset=offset, limit=limit)


def tender_timeline(tender: Tender, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of the tender and of its plan, newest first."""
    watched = [
        Watched(Tender, Q(id=tender.pk), ("subject", "status", "priority", "sponsor", "result")),
        Watched(TenderStep, Q(tender=tender.pk), ("name", "planned_on", "done_on")),
    ]
    return timeline(watched, offset=offset, limit=limit)


def step_title(step: Step) -> str:
    """Return what happened to what: "Pilotprojekt: Status geändert", "Partner angelegt"."""
    subject = SUBJECTS[step.model]
    if step.kind in VERBS:
        return f"{subject} {VERBS[step.kind]}"
    changed = {change.name for change in step.changes}
    if changed == {"status"}:
        return f"{subject}: Status geändert"
    return f"{subject} geändert" if changed else f"{subject} gespeichert"


def restorable(steps: Sequence[Step], pilot: Pilot) -> set[Key]:
    """Return the keys of the steps, newest first, whose profiles can be brought back: others than today's.

    Of several steps with the same profile this is the last one.
    """
    today = newer = [_plain(getattr(pilot, Pilot._meta.get_field(name).attname)) for name in PROFILE_FIELDS]  # type: ignore[union-attr]
    found = set()
    for step in (one for one in steps if one.model is Pilot):
        profile = [step.values[name] for name in PROFILE_FIELDS]
        if profile not in (today, newer):
            found.add(step.key)
        newer = profile
    return found


def _plain(value: Any) -> Any:
    """Return a value of a field as the JSON of a step holds it."""
    return value.isoformat() if isinstance(value, date) else value

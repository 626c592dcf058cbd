"""Lists of pilots: made for a meeting, opened for review, closed, opened once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.mail import queue_mail
from common.transitions import TransitionError, change_status
from common.versions import save_version
from people.models import Membership, User
from pilots.content import content_of, digest_of
from pilots.enums import Conflict, ListStatus, PilotStatus, ReleaseKind
from pilots.models import Criterion, Entry, Pilot, PilotList, Release, Review, Reviewer
from pilots.models.lists import WHOLE
from workshops.models import Meeting


@dataclass(frozen=True, slots=True)
class NewCriterion:
    """A criterion of a list: weight in percent, labels from the worst to the best value."""

    name: str
    weight: Decimal
    labels: Sequence[str]
    explanation: str = ""


TEMPLATE: Sequence[NewCriterion] = (
    NewCriterion(
        "Nutzen für Gera",
        Decimal(30),
        ("kein Nutzen", "wenig", "spürbar", "groß", "sehr groß"),
        "Wie viel wird für die Menschen in der Stadt besser, und für wie viele von ihnen?",
    ),
    NewCriterion(
        "Sichtbarkeit",
        Decimal(20),
        ("unsichtbar", "für wenige", "für Beteiligte", "für viele", "für alle"),
        "Wer bemerkt, dass es das Projekt gibt?",
    ),
    NewCriterion(
        "Umsetzbarkeit",
        Decimal(20),
        ("sehr schwer", "schwer", "machbar", "leicht", "sofort möglich"),
        "Gibt es Zuständige, Technik und Genehmigungen, oder lassen sie sich bald beschaffen?",
    ),
    NewCriterion(
        "Wirtschaftlichkeit",
        Decimal(15),
        ("unwirtschaftlich", "teuer", "angemessen", "günstig", "trägt sich selbst"),
        "Stehen Kosten und Folgekosten in einem guten Verhältnis zum Nutzen?",
    ),
    NewCriterion(
        "Übertragbarkeit",
        Decimal(15),
        ("einmalig", "kaum", "teilweise", "gut", "vollständig"),
        "Lässt sich das Ergebnis auf andere Orte und Aufgaben übertragen?",
    ),
)
"""The criteria that a new list starts with."""


@transaction.atomic
def create_list(meeting: Meeting, *, by: User | None, criteria: Sequence[NewCriterion] = TEMPLATE) -> PilotList:
    """Create the list of a meeting, which has one at most, and return it. Raises ``ValidationError``."""
    _require_editor(by)
    pilot_list = PilotList(meeting=meeting, slug=meeting.slug, is_example=meeting.is_example)
    save_with_reason(pilot_list, by=by, reason="Pilotliste angelegt")
    set_criteria(pilot_list, criteria, by=by)
    return pilot_list


@transaction.atomic
def edit_list(
    pilot_list: PilotList,
    *,
    version: int,
    head: Mapping[str, Any],
    by: User | None,
    reason: str = "Pilotliste bearbeitet",
) -> PilotList:
    """Change introduction, budget, review window and visibility of names; return the list.

    After the opening only the end of the review window may still change, and only to a moment in the future. Raises
    :class:`~common.versions.StaleVersionError`, ``ValidationError``, :class:`~common.transitions.TransitionError` and
    ``PermissionDenied``.
    """
    _require_editor(by)
    pilot_list = PilotList.locked(pilot_list.pk)
    changed = {name for name, value in head.items() if getattr(pilot_list, name) != value}
    if pilot_list.status != ListStatus.DRAFT and changed - {"review_until"}:
        raise TransitionError("Die Bewertung ist eröffnet; ändern lässt sich nur noch ihr Ende.")
    for name in changed:
        setattr(pilot_list, name, head[name])
    return save_version(pilot_list, loaded=version, by=by, reason=reason)


@transaction.atomic
def set_criteria(pilot_list: PilotList, criteria: Sequence[NewCriterion], *, by: User | None) -> list[Criterion]:
    """Make the criteria of a draft be these, in this order, and return them. Raises as :func:`edit_list` does."""
    _require_editor(by)
    _require_draft(pilot_list)
    stored = {criterion.name: criterion for criterion in pilot_list.criteria.all()}
    for name in stored.keys() - {wanted.name for wanted in criteria}:
        delete_with_reason(stored[name], by=by, reason="Kriterium entfernt")
    made = []
    for position, wanted in enumerate(criteria):
        criterion = stored.get(wanted.name) or Criterion(list=pilot_list, name=wanted.name)
        values = {
            "position": position,
            "weight": wanted.weight,
            "labels": list(wanted.labels),
            "explanation": wanted.explanation,
        }
        if criterion.pk is None or any(getattr(criterion, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(criterion, name, value)
            save_with_reason(criterion, by=by, reason="Kriterien bearbeitet")
        made.append(criterion)
    return made


@transaction.atomic
def set_entries(pilot_list: PilotList, pilots: Sequence[Pilot], *, by: User | None) -> list[Entry]:
    """Make the list hold these candidates in this order, and return the entries. Raises as :func:`edit_list` does."""
    _require_editor(by)
    _require_draft(pilot_list)
    stored = {entry.pilot_id: entry for entry in pilot_list.entries.all()}
    if stranger := next((one for one in pilots if one.status != PilotStatus.CANDIDATE and one.pk not in stored), None):
        raise TransitionError(f"{stranger.reference} ist „{stranger.get_status_display()}“ und kein Kandidat.")
    for pk in stored.keys() - {pilot.pk for pilot in pilots}:
        delete_with_reason(stored[pk], by=by, reason="Von der Liste genommen")
    made = []
    for position, pilot in enumerate(pilots):
        entry = stored.get(pilot.pk) or Entry(list=pilot_list, pilot=pilot)
        if entry.pk is None or entry.position != position:
            entry.position = position
            save_with_reason(entry, by=by, reason="Liste zusammengestellt")
        made.append(entry)
    return made


def obstacles_to_opening(pilot_list: PilotList) -> list[str]:
    """Return as German sentences what keeps the list from being opened; empty where nothing does. Few queries."""
    found = []
    entries = _entries(pilot_list)
    if not entries:
        found.append("Auf der Liste steht noch kein Pilotprojekt.")
    for pilot in (entry.pilot for entry in entries):
        missing = [
            word
            for word, given in (
                ("Federführung", pilot.lead_id),
                ("Kosten", pilot.costs.all()),
                ("Mehrwert für Gera", pilot.added_value.strip()),
            )
            if not given
        ]
        if missing:
            found.append(f"{pilot.reference} „{pilot.title}“: Es fehlt {' und '.join(missing)}.")
    weights = sum(criterion.weight for criterion in pilot_list.criteria.all())
    if weights != WHOLE:
        found.append(f"Die Gewichte der Kriterien ergeben zusammen {weights:n} % und nicht 100 %.")
    if pilot_list.review_from is None or pilot_list.review_until is None:
        found.append("Beginn und Ende der Bewertung fehlen.")
    elif pilot_list.review_until <= timezone.now():
        found.append("Das Ende der Bewertung liegt schon zurück.")
    elif timezone.localdate(pilot_list.review_until) > pilot_list.meeting.held_on:
        found.append("Die Bewertung endet erst nach der Sitzung.")
    if not _voters(pilot_list):
        found.append(f"Am Tag der Sitzung ist niemand stimmberechtigt: {pilot_list.meeting.body}.")
    return found


@transaction.atomic
def open_review(pilot_list: PilotList, *, by: User | None) -> PilotList:
    """Freeze what reviewers read, name them, invite them by mail, and return the list.

    Raises :class:`~common.transitions.TransitionError` with all obstacles, and ``PermissionDenied``.
    """
    pilot_list = change_status(pilot_list, ListStatus.IN_REVIEW, by=by)
    if obstacles := obstacles_to_opening(pilot_list):
        raise TransitionError(" ".join(obstacles))
    entries = _entries(pilot_list)
    for entry in entries:
        entry.released, entry.released_version = content_of(entry.pilot), entry.pilot.version
        save_with_reason(entry, by=by, reason="Bewertung eröffnet")
        change_status(entry.pilot, PilotStatus.LISTED, by=by)
    freeze(pilot_list, entries, ReleaseKind.OPENED, by=by)
    _name_reviewers(pilot_list, entries, by)
    return pilot_list


@transaction.atomic
def close_review(pilot_list: PilotList, *, by: User | None) -> PilotList:
    """End the reviewing and return the list; what was not handed in does not count."""
    return change_status(pilot_list, ListStatus.CLOSED, by=by)


@transaction.atomic
def reopen_review(pilot_list: PilotList, *, by: User | None, reason: str) -> PilotList:
    """Let reviewing go on and return the list; ``reason`` is required. What reviewers read stays what it was.

    Raises :class:`~common.transitions.TransitionError` also where the end of the reviewing lies in the past.
    """
    if pilot_list.review_until is None or pilot_list.review_until <= timezone.now():
        raise TransitionError("Bitte verlegen Sie zuerst das Ende der Bewertung; es liegt schon zurück.")
    return change_status(pilot_list, ListStatus.IN_REVIEW, by=by, reason=reason)


def freeze(
    pilot_list: PilotList,
    entries: Sequence[Entry],
    kind: ReleaseKind,
    *,
    by: User | None,
    decisions: Mapping[int, str] | None = None,
) -> Release:
    """Keep the list as it stands for ever, and return the release.

    ``decisions`` are the numbers of the decisions by the ids of the entries, once there are any.
    """
    content = {
        "list": {
            "title": str(pilot_list),
            "meeting": pilot_list.meeting.title,
            "held_on": pilot_list.meeting.held_on.isoformat(),
            "introduction": pilot_list.introduction,
            "budget": pilot_list.budget,
        },
        "criteria": [
            {
                "name": criterion.name,
                "explanation": criterion.explanation,
                "weight": str(criterion.weight),
                "labels": list(criterion.labels),
            }
            for criterion in pilot_list.criteria.all()
        ],
        "pilots": [
            {
                "reference": entry.pilot.reference,
                "status": entry.pilot.status,
                **({"decision": decisions[entry.pk]} if decisions else {}),
                **(entry.released or {}),
            }
            for entry in entries
        ],
    }
    return Release.objects.create(list=pilot_list, kind=kind, content=content, sha256=digest_of(content), by=by)


def _name_reviewers(pilot_list: PilotList, entries: Sequence[Entry], by: User | None) -> None:
    """Make every voting member a reviewer, note where the own organisation takes part, and send the invitation."""
    url = f"{settings.SITE_URL}{pilot_list.get_absolute_url()}bewerten/"
    for user in _voters(pilot_list):
        reviewer = save_with_reason(Reviewer(list=pilot_list, user=user), by=by, reason="Bewertung eröffnet")
        for entry in entries:
            involved = {entry.pilot.lead_id, *(partner.organisation_id for partner in entry.pilot.partners.all())}
            if user.organisation_id in involved - {None}:
                review = Review(reviewer=reviewer, entry=entry, conflict=Conflict.ORGANISATION)
                save_with_reason(review, by=by, reason="Bewertung eröffnet")
        queue_mail([user.email], "review_opened", {"list": pilot_list, "url": url, "count": len(entries)})


def _voters(pilot_list: PilotList) -> list[User]:
    """Return who may vote on the day of the meeting."""
    day = pilot_list.meeting.held_on
    voting = Membership.objects.on(day).filter(body=pilot_list.meeting.body_id, is_voting=True, user__is_active=True)
    return [membership.user for membership in voting.select_related("user").order_by("user__name")]


def _entries(pilot_list: PilotList) -> list[Entry]:
    entries = pilot_list.entries.select_related("pilot__lead", "pilot__action_field", "pilot__sponsor")
    return list(entries.prefetch_related("pilot__partners__organisation", "pilot__costs"))


def _require_editor(by: User | None) -> None:
    if by is not None and not by.has_perm("pilots.change_pilotlist"):
        raise PermissionDenied


def _require_draft(pilot_list: PilotList) -> None:
    if PilotList.locked(pilot_list.pk).status != ListStatus.DRAFT:
        raise TransitionError("Die Bewertung ist eröffnet; die Liste lässt sich nicht mehr ändern.")

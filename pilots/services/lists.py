"""Lists of pilots: made for a meeting, opened for review, closed, opened once more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from common.digests import digest_of
from common.history import delete_with_reason, save_with_reason
from common.mail import queue_mail
from common.transitions import TransitionError, change_status
from common.versions import StaleVersionError, save_version
from people.models import User
from pilots.content import content_of
from pilots.enums import Conflict, ListStatus, PilotStatus, ReleaseKind
from pilots.frozen import frozen_list
from pilots.models import Criterion, Entry, Pilot, PilotList, Release, Review, Reviewer
from pilots.selectors.lists import (
    criteria_stamp,
    entries_of,
    entries_with_parts,
    obstacle_to_reopening,
    obstacles_to_opening,
    organisations_of,
    voters_of,
)
from pilots.selectors.reviews import review_mail, stage_of
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
    """Create the list of a meeting and return it; a meeting has one, which a second click gets as well."""
    _require_editor(by)
    Meeting.locked(meeting.pk)
    if made := PilotList.objects.filter(meeting=meeting).first():
        return made
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

    After the opening only the end of the review window may still change, and only to a moment in the future; a later
    end is reminded of anew. Raises :class:`~common.versions.StaleVersionError`, ``ValidationError``,
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    _require_editor(by)
    pilot_list = PilotList.locked(pilot_list.pk)
    end = pilot_list.review_until
    changed = {name for name, value in head.items() if getattr(pilot_list, name) != value}
    if pilot_list.status != ListStatus.DRAFT:
        _check_opened(pilot_list, changed, head)
    for name in changed:
        setattr(pilot_list, name, head[name])
    save_version(pilot_list, loaded=version, by=by, reason=reason)
    if end and pilot_list.review_until and pilot_list.review_until > end:
        _remind_anew(pilot_list)
    return pilot_list


@transaction.atomic
def set_criteria(
    pilot_list: PilotList, criteria: Sequence[NewCriterion], *, by: User | None, stamp: str | None = None
) -> list[Criterion]:
    """Make the criteria of a draft be these, in this order, and return them. Raises as :func:`edit_list` does.

    ``stamp`` is the :func:`~pilots.selectors.lists.criteria_stamp` that a form was made on, if one was.
    """
    _require_editor(by)
    _require_draft(pilot_list)
    if stamp is not None and stamp != criteria_stamp(pilot_list):
        raise StaleVersionError(pilot_list)
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
def add_entries(pilot_list: PilotList, pilots: Sequence[Pilot], *, by: User | None) -> list[Entry]:
    """Put candidates at the end of a draft and return all entries; those that stand there already stay.

    Raises as :func:`edit_list` does.
    """
    stored = _entries_to_change(pilot_list, by)
    listed = {entry.pilot_id for entry in stored}
    new = [pilot for pilot in pilots if pilot.pk not in listed]
    if stranger := next((pilot for pilot in new if pilot.status != PilotStatus.CANDIDATE), None):
        raise TransitionError(f"{stranger.reference} ist „{stranger.get_status_display()}“ und kein Kandidat.")
    return _put_in_order([*stored, *(Entry(list=pilot_list, pilot=pilot) for pilot in new)], by)


@transaction.atomic
def remove_entry(pilot_list: PilotList, entry: Entry, *, by: User | None) -> list[Entry]:
    """Take a pilot off a draft and return the entries that stay. Raises as :func:`edit_list` does."""
    stored = _entries_to_change(pilot_list, by)
    staying = [one for one in stored if one != entry]
    if len(staying) < len(stored):  # else somebody else took it off
        delete_with_reason(entry, by=by, reason="Von der Liste genommen")
    return _put_in_order(staying, by)


@transaction.atomic
def place_entries(pilot_list: PilotList, places: Mapping[int, int], *, by: User | None) -> list[Entry]:
    """Move entries of a draft, by their ids, to these places from 1, and return all in their new order.

    The others close up; a place beyond the end is the last one. Raises as :func:`edit_list` does.
    """
    stored = _entries_to_change(pilot_list, by)
    moved = sorted((place, entry.pk, entry) for entry in stored if (place := places.get(entry.pk)) is not None)
    ordered = [entry for entry in stored if entry.pk not in places]
    for place, _, entry in moved:
        ordered.insert(place - 1, entry)
    return _put_in_order(ordered, by)


@transaction.atomic
def open_review(pilot_list: PilotList, *, by: User | None) -> PilotList:
    """Freeze what reviewers read, name them, invite them by mail, and return the list.

    Raises :class:`~common.transitions.TransitionError` with all obstacles, and ``PermissionDenied``.
    """
    Meeting.locked(pilot_list.meeting_id)  # its body and day stay as they are meanwhile
    _require_status(pilot_list, ListStatus.DRAFT)
    pilot_list = change_status(pilot_list, ListStatus.IN_REVIEW, by=by)
    entries, voters = entries_of(pilot_list), voters_of(pilot_list)
    if obstacles := obstacles_to_opening(pilot_list, entries, list(pilot_list.criteria.all()), voters):
        raise TransitionError(" ".join(obstacle.text for obstacle in obstacles))
    for entry in entries:
        entry.released, entry.released_version = content_of(entry.pilot), entry.pilot.version
        save_with_reason(entry, by=by, reason="Bewertung eröffnet")
        change_status(entry.pilot, PilotStatus.LISTED, by=by)
    freeze(pilot_list, entries, ReleaseKind.OPENED, by=by)
    _name_reviewers(pilot_list, entries, voters, by)
    return pilot_list


@transaction.atomic
def close_review(pilot_list: PilotList, *, by: User | None) -> PilotList:
    """End the reviewing and return the list; what was not handed in does not count.

    Whose organisation takes part in a pilot only since the opening is noted as having a conflict of interest now.
    """
    pilot_list = change_status(pilot_list, ListStatus.CLOSED, by=by)
    entries = entries_with_parts(pilot_list)
    for reviewer in pilot_list.reviewers.select_for_update(of=("self",)).select_related("user"):
        _note_conflicts(reviewer, entries, by)
    return pilot_list


@transaction.atomic
def reopen_review(pilot_list: PilotList, *, by: User | None, reason: str) -> PilotList:
    """Let reviewing go on and return the list; ``reason`` is required. What reviewers read stays what it was.

    Who became a voting member meanwhile is invited. Raises :class:`~common.transitions.TransitionError` also where
    the end of the reviewing lies in the past.
    """
    _require_status(pilot_list, ListStatus.CLOSED)
    pilot_list = change_status(pilot_list, ListStatus.IN_REVIEW, by=by, reason=reason)
    if why := obstacle_to_reopening(pilot_list):
        raise TransitionError(why)
    known = set(pilot_list.reviewers.values_list("user", flat=True))
    new = [user for user in voters_of(pilot_list) if user.pk not in known]
    _name_reviewers(pilot_list, entries_with_parts(pilot_list), new, by)
    return pilot_list


def freeze(pilot_list: PilotList, entries: Sequence[Entry], kind: ReleaseKind, *, by: User | None) -> Release:
    """Keep the list as it stands for ever, and return the release."""
    content = frozen_list(pilot_list, entries, kind)
    return Release.objects.create(list=pilot_list, kind=kind, content=content, sha256=digest_of(content), by=by)


def _check_opened(pilot_list: PilotList, changed: Collection[str], head: Mapping[str, Any]) -> None:
    """Refuse what may no longer change once the list was opened."""
    if set(changed) - {"review_until"}:
        raise TransitionError("Die Bewertung ist eröffnet; ändern lässt sich nur noch ihr Ende.")
    if pilot_list.status == ListStatus.DECIDED and changed:
        raise TransitionError("Über die Liste ist entschieden; sie lässt sich nicht mehr ändern.")
    if changed and (head["review_until"] is None or head["review_until"] <= timezone.now()):
        raise TransitionError("Bitte nennen Sie ein Ende, das noch bevorsteht, oder schließen Sie die Bewertung.")


def _remind_anew(pilot_list: PilotList) -> None:
    """Forget which reminders of an earlier end went out."""
    stage = stage_of(pilot_list, timezone.localdate())
    for reviewer in pilot_list.reviewers.exclude(reminded_days=stage):
        reviewer.reminded_days = stage
        save_with_reason(reviewer, by=None, reason="Ende der Bewertung verlegt")


def _name_reviewers(pilot_list: PilotList, entries: Sequence[Entry], users: Sequence[User], by: User | None) -> None:
    """Make these members reviewers, note where their organisations take part, and send the invitation."""
    stage = stage_of(pilot_list, timezone.localdate())
    for user in users:
        reviewer = Reviewer(list=pilot_list, user=user, reminded_days=stage)
        save_with_reason(reviewer, by=by, reason="Bewertung eröffnet")
        _note_conflicts(reviewer, entries, by)
    queue_mail([user.email for user in users], "review_opened", review_mail(pilot_list) | {"count": len(entries)})


def _note_conflicts(reviewer: Reviewer, entries: Sequence[Entry], by: User | None) -> None:
    """Note on which pilots the reviewer has no say, since the own organisation leads or partners."""
    own = reviewer.user.organisation_id
    involved = [entry for entry in entries if own is not None and own in organisations_of(entry.pilot)]
    stored = {review.entry_id: review for review in reviewer.reviews.filter(entry__in=involved)} if involved else {}
    for entry in involved:
        review = stored.get(entry.pk) or Review(reviewer=reviewer, entry=entry)
        if review.conflict != Conflict.ORGANISATION:
            review.conflict = Conflict.ORGANISATION
            save_with_reason(review, by=by, reason="Eigene Organisation beteiligt")


def _entries_to_change(pilot_list: PilotList, by: User | None) -> list[Entry]:
    """Return the entries of a draft in their order; the list is locked. Raises as :func:`edit_list` does."""
    _require_editor(by)
    _require_draft(pilot_list)
    return list(pilot_list.entries.all())


def _put_in_order(entries: Sequence[Entry], by: User | None) -> list[Entry]:
    for position, entry in enumerate(entries):
        if entry.pk is None or entry.position != position:
            entry.position = position
            save_with_reason(entry, by=by, reason="Liste zusammengestellt")
    return list(entries)


def _require_editor(by: User | None) -> None:
    if by is not None and not by.has_perm("pilots.change_pilotlist"):
        raise PermissionDenied


def _require_status(pilot_list: PilotList, status: ListStatus) -> None:
    """Refuse a move that begins at another status; the list is locked. Two moves lead into the review."""
    current = PilotList.locked(pilot_list.pk)
    if current.status != status:
        raise TransitionError(f"Die Pilotliste ist „{current.get_status_display()}“ und nicht „{status.label}“.")


def _require_draft(pilot_list: PilotList) -> None:
    if PilotList.locked(pilot_list.pk).status != ListStatus.DRAFT:
        raise TransitionError("Die Bewertung ist eröffnet; die Liste lässt sich nicht mehr ändern.")

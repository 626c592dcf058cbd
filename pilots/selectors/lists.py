"""Reads on lists: what stands on one, what changed since, and what keeps it from being opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from common.digests import digest_of
from people.models import Membership, User
from pilots.content import Change, Content, changes_between, content_of, in_words, label_of, total_of
from pilots.enums import ListStatus, PilotStatus
from pilots.models import Criterion, Entry, Partner, Pilot, PilotList, Resolution
from pilots.models.lists import WHOLE
from workshops.enums import MeetingStatus
from workshops.models import Meeting

PILOT_PARTS = (Prefetch("pilot__partners", Partner.objects.select_related("organisation")), "pilot__costs")

TEXTS = ("summary", "added_value", "visible_result", "quick_win_reason", "risks", "prerequisites")
"""The running texts of a profile, in the order in which they are read; its other parts are facts."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with what its readers read: the frozen content of an opened list, today's before.

    ``changes`` is what differs today from what was frozen.
    """

    number: int
    entry: Entry
    content: Content
    total: int
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a list from being opened: a German sentence, and the address where it can be mended."""

    text: str
    url: str


def rows_of(pilot_list: PilotList) -> list[Row]:
    """Return the entries in their order, with their pilots.

    One query; four for a draft, and for an opened list of which pilots have changed since.
    """
    return [row_of(entry, number) for number, entry in enumerate(entries_of(pilot_list), start=1)]


def entries_of(pilot_list: PilotList) -> list[Entry]:
    """Return the entries in their order; of a pilot only number and version, unless today's content is looked at."""
    light = ("list", "position", "released", "released_version", "pilot__reference", "pilot__version")
    entries = list(pilot_list.entries.select_related("pilot").only(*light))
    if looked_at := [entry for entry in entries if _needs_today(entry)]:
        pilots = Pilot.objects.select_related("lead", "action_field", "sponsor")
        found = pilots.in_bulk([entry.pilot_id for entry in looked_at])
        for entry in looked_at:
            entry.pilot = found[entry.pilot_id]
        prefetch_related_objects(looked_at, *PILOT_PARTS)
    return entries


def entry_with_pilot(pk: int) -> Entry:
    """Return one entry with all that :func:`row_of` looks at; three queries at most."""
    entry = Entry.objects.select_related("pilot__lead", "pilot__action_field", "pilot__sponsor").get(pk=pk)
    prefetch_related_objects([entry], *(PILOT_PARTS if _needs_today(entry) else ()))
    return entry


def entries_with_parts(pilot_list: PilotList) -> list[Entry]:
    """Return the entries with all that belongs to their pilots today; three queries."""
    return list(pilot_list.entries.select_related("pilot").prefetch_related(*PILOT_PARTS))


def organisations_of(pilot: Pilot) -> set[int]:
    """Return the ids of the organisations that lead the pilot or take part in it."""
    partners = {partner.organisation_id for partner in pilot.partners.all()}
    return partners | ({pilot.lead_id} if pilot.lead_id else set())


def criteria_stamp(pilot_list: PilotList) -> str:
    """Return a digest of the criteria as they are stored, so that a form can tell whether they changed since."""
    names = ("name", "explanation", "weight", "labels")
    return digest_of([[str(getattr(one, name)) for name in names] for one in pilot_list.criteria.all()])


def row_of(entry: Entry, number: int) -> Row:
    """Return an entry, at its place in the list from 1, as :class:`Row`."""
    today = content_of(entry.pilot) if _needs_today(entry) else {}
    content: Content = today if entry.released is None else entry.released
    changes = changes_between(content, today) if today else ()
    return Row(number, entry, content, total_of(content), changes)


def facts_of(content: Content) -> list[tuple[str, str]]:
    """Return the short parts of a profile as label and German text, without those that are empty."""
    names = ("action_field", "lead", "partners", "sponsor", "starts_on", "ends_on")
    return [(label_of(name), text) for name in names if (text := in_words(name, content.get(name)))]


def texts_of(content: Content) -> list[tuple[str, str]]:
    """Return the running texts of a profile with their labels, without those that are empty."""
    return [(label_of(name), text) for name in TEXTS if (text := in_words(name, content.get(name)))]


def voters_of(pilot_list: PilotList) -> list[User]:
    """Return who may vote on the day of the meeting, by name; one query."""
    day = pilot_list.meeting.held_on
    voting = Membership.objects.on(day).filter(body=pilot_list.meeting.body_id, is_voting=True, user__is_active=True)
    return [membership.user for membership in voting.select_related("user__organisation").order_by("user__name")]


def candidates_for(pilot_list: PilotList) -> QuerySet[Pilot]:
    """Return the candidates that do not stand on the list yet, the oldest first."""
    candidates = Pilot.objects.filter(status=PilotStatus.CANDIDATE).select_related("lead", "action_field")
    return candidates.exclude(entries__list=pilot_list).order_by("reference")


def meetings_for_lists() -> QuerySet[Meeting]:
    """Return the meetings that may have a list, the latest first."""
    return Meeting.objects.exclude(status=MeetingStatus.CANCELLED).select_related("body").order_by("-held_on")


def obstacles_to_opening(
    pilot_list: PilotList, entries: Sequence[Entry], criteria: Sequence[Criterion], voters: Sequence[User]
) -> list[Obstacle]:
    """Return what keeps the list with these entries from being opened; empty where nothing does. No query."""
    entries_url, criteria_url, edit_url = (
        reverse(f"pilots:{name}", args=[pilot_list.slug]) for name in ("list_entries", "list_criteria", "list_edit")
    )
    found = [] if entries else [Obstacle("Auf der Liste steht noch kein Pilotprojekt.", entries_url)]
    for entry in entries:
        found += _obstacles_of_pilot(entry.pilot, entries_url)
    weights = sum(criterion.weight for criterion in criteria)
    if weights != WHOLE:
        total = f"{weights.normalize():f}".replace(".", ",") if weights else "0"
        found.append(Obstacle(f"Die Gewichte der Kriterien ergeben zusammen {total} % und nicht 100 %.", criteria_url))
    if text := _obstacle_in_time(pilot_list):
        found.append(Obstacle(text, edit_url))
    meeting_url = pilot_list.meeting.get_absolute_url()
    if pilot_list.meeting.status == MeetingStatus.CANCELLED:
        found.append(Obstacle("Die Sitzung ist abgesagt.", meeting_url))
    if not voters:
        text = f"Am Tag der Sitzung ist niemand stimmberechtigt: {pilot_list.meeting.body}."
        found.append(Obstacle(text, reverse("admin:people_membership_changelist")))
    return found


def is_begun_to_decide(pilot_list: PilotList) -> bool:
    """Return whether the board decided on any pilot of the list; one query, or none where it decided on all."""
    return pilot_list.status == ListStatus.DECIDED or Resolution.objects.filter(entry__list=pilot_list).exists()


def obstacle_to_reopening(pilot_list: PilotList) -> str:
    """Return why a closed list cannot be reviewed again; empty where it can."""
    if is_begun_to_decide(pilot_list):
        return "Über die Liste ist schon etwas beschlossen; die Bewertung lässt sich nicht mehr öffnen."
    if pilot_list.review_until is None or pilot_list.review_until <= timezone.now():
        return "Bitte verlegen Sie zuerst das Ende der Bewertung; es liegt schon zurück."
    return ""


def _obstacles_of_pilot(pilot: Pilot, entries_url: str) -> list[Obstacle]:
    if pilot.status != PilotStatus.CANDIDATE:
        text = f"{pilot.reference} ist „{pilot.get_status_display()}“. Bitte nehmen Sie es von der Liste."
        return [Obstacle(text, entries_url)]
    parts = (("Federführung", pilot.lead_id), ("Kosten", pilot.costs.all()), ("Mehrwert", pilot.added_value.strip()))
    missing = [word for word, given in parts if not given]
    if not missing:
        return []
    text = f"{pilot.reference} „{pilot.title}“: Es {'fehlt' if len(missing) == 1 else 'fehlen'} {_joined(missing)}."
    return [Obstacle(text, pilot.get_absolute_url())]


def _obstacle_in_time(pilot_list: PilotList) -> str:
    if pilot_list.review_until is None:
        return "Das Ende der Bewertung fehlt."
    if pilot_list.review_until <= timezone.now():
        return "Das Ende der Bewertung liegt schon zurück."
    if timezone.localdate(pilot_list.review_until) > pilot_list.meeting.held_on:
        return "Die Bewertung endet erst nach der Sitzung."
    return ""


def _joined(words: Sequence[str]) -> str:
    return " und ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _needs_today(entry: Entry) -> bool:
    return entry.released is None or entry.released_version != entry.pilot.version

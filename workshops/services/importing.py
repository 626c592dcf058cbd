"""Importing protocols: an upload waits for its confirmation, then one transaction makes all that the file says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from common.history import save_with_reason
from people.enums import BodyKind
from people.models import Body, Organisation, User
from workshops.content import AttendanceContent, HeadContent, PointContent, ProtocolContent
from workshops.enums import MeetingStatus
from workshops.importing import AnnouncedMeeting, ImportRefused, ParsedProtocol, parse_protocol
from workshops.importing.attendance import tell_apart
from workshops.importing.matching import fold
from workshops.importing.wording import genitive
from workshops.intake import body_index, meeting_on_file, organisation_index
from workshops.models import AgendaItem, Attendance, Meeting, Point, Protocol, ProtocolImport, ProtocolUpload, Section
from workshops.models.importing import UPLOAD_LIFETIME
from workshops.models.meetings import HEAD_FIELDS
from workshops.models.points import VOTE_FIELDS
from workshops.selectors import outline_rows
from workshops.services.meetings import create_meeting, edit_meeting, record_attendance
from workshops.services.outline import NewRow, Run, change_outline
from workshops.services.statuses import hold_meeting, invite_to_meeting

_KINDS = {
    "fachgruppe": BodyKind.SPECIALIST_GROUP,
    "strategiekreis": BodyKind.STEERING,
    "lenkungskreis": BodyKind.STEERING,
    "team": BodyKind.TEAM,
    "rat": BodyKind.COUNCIL,
    "ausschuss": BodyKind.COUNCIL,
}
"""What a word in the name of a new body says about its kind; anything else is a working group."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SLUG_LENGTH = 40
_IMPORT_LOCK = 0x696D706F7274
"""The number of the advisory lock; any number that nothing else in this database uses."""


class AlreadyThereError(ImportRefused):
    """A file that was imported before, or a meeting that has its protocol already: ``meeting`` shows it."""

    def __init__(self, sentence: str, meeting: Meeting) -> None:
        super().__init__(sentence)
        self.meeting = meeting


def keep_upload(content: bytes, filename: str, *, by: User) -> ProtocolUpload:
    """Read a file and keep it until its preview is confirmed; uploads that expired are forgotten.

    Raises ``ImportRefused``, also for a file that was imported before, and ``PermissionDenied``. Nothing is kept then.
    """
    _check_permission(by)
    parsed = parse_protocol(content, filename)
    refuse_known_file(parsed.sha256)
    clear_expired_uploads()
    return ProtocolUpload.objects.create(owner=by, filename=parsed.filename, sha256=parsed.sha256, content=content)


def clear_expired_uploads() -> int:
    """Forget the uploads whose time is over and return their number."""
    return ProtocolUpload.objects.filter(created_at__lt=timezone.now() - UPLOAD_LIFETIME).delete()[0]


def discard_upload(upload: ProtocolUpload) -> None:
    """Forget an upload."""
    upload.delete()


@transaction.atomic
def confirm_upload(
    upload_id: UUID,
    *,
    by: User,
    head: Mapping[str, Any],
    attendance: Sequence[Attendance],
    announced: Sequence[AnnouncedMeeting],
) -> Meeting:
    """Import an upload with the head and attendance as corrected in the preview, and return the meeting.

    A second confirmation returns the same meeting. Raises like :func:`import_protocol`, and ``DoesNotExist``.
    """
    upload = ProtocolUpload.objects.select_for_update(of=("self",)).get(pk=upload_id, owner=by)
    if upload.meeting is None:
        parsed = parse_protocol(bytes(upload.content), upload.filename)
        imported = import_protocol(parsed, by=by, head=head, attendance=attendance, announced=announced)
        upload.meeting, upload.content = imported.meeting, b""
        upload.save()
    return upload.meeting


@transaction.atomic
def import_protocol(
    parsed: ParsedProtocol,
    *,
    by: User | None,
    head: Mapping[str, Any] | None = None,
    attendance: Sequence[Attendance] | None = None,
    announced: Sequence[AnnouncedMeeting] = (),
    is_example: bool = False,
) -> ProtocolImport:
    """Make meeting, attendance and protocol of a file that was read, and return the record of the import.

    ``head`` (fields of :class:`Meeting`, with a saved or new body) and ``attendance`` (entries with saved or new
    organisations) replace what the file says. ``announced`` are meetings to be created as planned. A stored meeting of
    the body with that number or day is filled if its protocol has no points yet. A meeting before today was held.
    ``by=None`` is the system; ``is_example`` marks everything new as example data. Raises ``ImportRefused`` where the
    file does not say enough or is there already, ``ValidationError`` for a head that breaks the model's rules, and
    ``PermissionDenied``; nothing is written then.
    """
    _check_permission(by)
    _wait_for_other_imports()
    refuse_known_file(parsed.sha256)
    reason = f"Import aus {parsed.filename}"
    head = dict(head or head_of(parsed.content.head))
    entries = entries_of(parsed.content.head.attendance) if attendance is None else attendance
    _save_new([head["body"], *(entry.organisation for entry in entries)], by=by, reason=reason, is_example=is_example)
    meeting = _meeting_for(head, by=by, reason=reason, is_example=is_example)
    record_attendance(meeting, entries=entries, by=by, reason=reason)
    _write_outline(meeting.protocol, parsed.content, by=by, reason=reason)
    meeting = _mark_as_held(meeting, by=by, reason=reason)
    for entry in announced:
        _plan_meeting(entry, by=by, is_example=is_example, reason=f"Angekündigt in {parsed.filename}")
    return ProtocolImport.objects.create(
        sha256=parsed.sha256,
        filename=parsed.filename,
        meeting=meeting,
        imported_by=by,
        imported_by_name=str(by or ""),
        report=[[line.place, line.source, line.recognition, line.target] for line in parsed.report],
    )


def refuse_known_file(sha256: str) -> None:
    """Raise :class:`AlreadyThereError` for a file that was imported before."""
    known = ProtocolImport.objects.filter(sha256=sha256).select_related("meeting__body").first()
    if known:
        day = timezone.localtime(known.imported_at)
        raise AlreadyThereError(
            f"Diese Datei wurde schon am {day:%d.%m.%Y} importiert: {known.meeting.title}.", known.meeting
        )


def refuse_filled_meeting(meeting: Meeting | None) -> None:
    """Raise :class:`AlreadyThereError` for a meeting that cannot take an imported protocol."""
    if meeting is None:
        return
    if meeting.status == MeetingStatus.CANCELLED:
        raise AlreadyThereError(f"{meeting.title} ist abgesagt. Bitte prüfen Sie Gremium, Nummer und Datum.", meeting)
    protocol = Protocol.objects.filter(meeting=meeting).first()
    has_points = Point.objects.filter(item__section__protocol=protocol).exists()
    if protocol and (has_points or not protocol.is_editable):
        raise AlreadyThereError(
            f"{meeting.title} hat schon ein Protokoll. Bitte prüfen Sie Gremium, Nummer und Datum.", meeting
        )


def head_of(content: HeadContent) -> dict[str, Any]:
    """The fields of a meeting that a head says; raises ``ImportRefused`` where body or day are missing."""
    if not content.body or not content.held_on:
        missing = "das Gremium" if not content.body else "das Datum"
        raise ImportRefused(
            f"Im Kopf der Datei wurde {missing} nicht gefunden. Bitte importieren Sie sie unter"
            " /workshops/importieren/; dort können Sie die Angabe ergänzen."
        )
    names = set(HEAD_FIELDS) - {"body", "is_public"}
    said = {name: value for name in names if (value := getattr(content, name)) not in ("", None)}
    return {**said, "body": body_index().find(content.body) or new_body(content.body)}


def entries_of(attendance: Sequence[AttendanceContent]) -> list[Attendance]:
    """Unsaved attendance entries; the same organisation and name twice is one entry, unknown organisations are new."""
    index = organisation_index()
    new: dict[str, Organisation] = {}
    entries: dict[tuple[str, str], Attendance] = {}
    for content in tell_apart(attendance, index):
        name = content.organisation
        organisation = index.find(name) or new.setdefault(fold(name), Organisation(name=name))
        entry = Attendance(organisation=organisation, status=content.status, name=content.name)
        entries.setdefault((organisation.name, content.name), entry)
    return list(entries.values())


def new_body(name: str) -> Body:
    """An unsaved body of this name, with kind, genitive and address as its name suggests."""
    words = name.casefold()
    kind = next((kind for word, kind in _KINDS.items() if word in words), BodyKind.WORKING_GROUP)
    return Body(name=name, genitive=genitive(name), kind=kind, slug=_free_body_slug(name))


def _free_body_slug(name: str) -> str:
    wanted = slugify(name.lower().translate(_UMLAUTS))[:_SLUG_LENGTH].strip("-") or "gremium"
    taken = set(Body.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in _numbered(wanted) if slug not in taken)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{count}" for count in range(2, 10_000))


def _wait_for_other_imports() -> None:
    """Let imports run one after the other until they commit: two files may name the same new organisation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])


def _check_permission(by: User | None) -> None:
    if by is not None and not by.has_perm("workshops.import_protocol"):
        raise PermissionDenied


def _save_new(objects: Sequence[Body | Organisation], *, by: User | None, reason: str, is_example: bool) -> None:
    """Save bodies and organisations that are not stored yet; one that stands in several entries is saved once."""
    for instance in objects:
        if instance.pk is None:
            instance.is_example = is_example
            save_with_reason(instance, by=by, reason=reason)


def _meeting_for(head: Mapping[str, Any], *, by: User | None, reason: str, is_example: bool) -> Meeting:
    """The stored meeting with this head, filled in, or a new one; its protocol is an empty draft."""
    meeting = meeting_on_file(head["body"], head.get("number"), head["held_on"])
    refuse_filled_meeting(meeting)
    if meeting is None:
        return create_meeting(**head, by=by, reason=reason, is_example=is_example)
    if not Protocol.objects.filter(meeting=meeting).exists():
        save_with_reason(Protocol(meeting=meeting), by=by, reason=reason)
    return edit_meeting(meeting, version=meeting.version, head=head, by=by, reason=reason)


def _write_outline(protocol: Protocol, content: ProtocolContent, *, by: User | None, reason: str) -> None:
    """Write the rows; an agenda without points that stood there before makes room."""
    agenda = [(row, row.version) for row in reversed(outline_rows(protocol))]
    change_outline(protocol, runs=[Run(list(_rows(content)))], remove=agenda, by=by, reason=reason, new_reason=reason)


def _rows(content: ProtocolContent) -> Iterator[NewRow]:
    for section in content.sections:
        yield NewRow(Section, content={"title": section.title})
        for item in section.items:
            yield NewRow(AgendaItem, content={"title": item.title})
            yield from (NewRow(Point, point.level, _point_fields(point)) for point in item.points)


def _point_fields(point: PointContent) -> dict[str, Any]:
    """The fields of a point; a decision gets a number of our own when the protocol is approved."""
    values: dict[str, Any] = {
        "text": point.text,
        "kind": point.kind,
        "who": point.who,
        "due_on": point.due_on,
        "task_status": point.task_status or "",
    }
    if point.votes:
        values |= {name: getattr(point.votes, name.removeprefix("votes_")) for name in VOTE_FIELDS}
    return values


def _mark_as_held(meeting: Meeting, *, by: User | None, reason: str) -> Meeting:
    """A meeting before today that has a protocol was held; nobody is told."""
    if meeting.held_on < timezone.localdate():
        if meeting.status == MeetingStatus.PLANNED:
            meeting = invite_to_meeting(meeting, by=by, reason=reason)
        if meeting.status == MeetingStatus.INVITED:
            meeting = hold_meeting(meeting, by=by, reason=reason)
    return meeting


def _plan_meeting(announced: AnnouncedMeeting, *, by: User | None, is_example: bool, reason: str) -> None:
    """Create an announced meeting with its subject as agenda, unless the body meets on that day already."""
    body = body_index().find(announced.body) or new_body(announced.body)
    _save_new([body], by=by, reason=reason, is_example=is_example)
    if meeting_on_file(body, None, announced.on) is None:
        agenda = [announced.subject[:300]] if announced.subject else []
        create_meeting(body=body, held_on=announced.on, agenda=agenda, by=by, reason=reason, is_example=is_example)

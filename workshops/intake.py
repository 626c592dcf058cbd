"""Reads for the import: what is stored already of what a file names."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from people.models import Body, Organisation, User
from workshops.enums import MeetingStatus
from workshops.importing.matching import NameIndex
from workshops.models import Meeting, ProtocolUpload
from workshops.models.importing import UPLOAD_LIFETIME


def uploads_of(owner: User) -> QuerySet[ProtocolUpload]:
    """Return the uploads of ``owner`` that have not expired, with their meetings, where they were confirmed."""
    uploads = ProtocolUpload.objects.filter(owner=owner, created_at__gte=timezone.now() - UPLOAD_LIFETIME)
    return uploads.select_related("meeting")


def body_index() -> NameIndex[Body]:
    """Return every body by name, for names that are spelled a little differently; one query."""
    return NameIndex((body.name, body) for body in Body.objects.order_by("name"))


def organisation_index() -> NameIndex[Organisation]:
    """Return every organisation by name and short name, for names that are spelled a little differently; one query."""
    every = list(Organisation.objects.order_by("name"))
    return NameIndex([*((one.name, one) for one in every), *((one.short_name, one) for one in every)])


def meeting_on_file(body: Body, number: int | None, held_on: date) -> Meeting | None:
    """Return the stored meeting that a protocol of this body, number and day belongs to.

    The number decides; without one on either side the day does, where cancelled meetings do not count.
    """
    if body.pk is None:
        return None
    meetings = Meeting.objects.filter(body=body).select_related("body").order_by("pk")
    if number and (numbered := meetings.filter(number=number).first()):
        return numbered
    that_day = meetings.filter(held_on=held_on).exclude(status=MeetingStatus.CANCELLED)
    return (that_day.filter(number=None) if number else that_day).first()

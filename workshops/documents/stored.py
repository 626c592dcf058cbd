"""From a protocol in the database to its printed layout."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from common.documents.state import DocumentState
from common.models import StatusChange
from people.rules import Person
from workshops.content import ProtocolContent
from workshops.documents.layout import ProtocolLayout, excerpt_layout, protocol_layout
from workshops.enums import ProtocolStatus
from workshops.line_links import notes_on
from workshops.models import Protocol
from workshops.selectors import protocol_content


def layout_of(protocol: Protocol, user: Person) -> ProtocolLayout:
    """Return the layout of the whole protocol as ``user`` may read it; six queries, one more where it decided."""
    content = protocol_content(protocol)
    return protocol_layout(
        content,
        title=protocol.meeting.protocol_title,
        state=state_of(protocol),
        was_held=protocol.meeting.was_held,
        notes=_notes(content, user),
    )


def excerpt_of(protocol: Protocol, user: Person, item: str) -> ProtocolLayout | None:
    """Return the layout of one agenda item ("II.1"), or ``None`` if there is no such item; queries as above."""
    content = protocol_content(protocol)
    return excerpt_layout(
        content,
        title=protocol.meeting.protocol_title,
        state=state_of(protocol),
        item=item,
        notes=_notes(content, user),
    )


def _notes(content: ProtocolContent, user: Person) -> dict[int, list[str]]:
    """Return what the rooms above note on the numbered decisions."""
    items = (item for section in content.sections for item in section.items)
    return notes_on([point.id for item in items for point in item.points if point.reference and point.id], user)


def state_of(protocol: Protocol) -> DocumentState:
    """Return what a document says about the protocol's state.

    A draft may change at any time, so it stands as of today; any other protocol as of the step to its status, or,
    where no step is recorded, as of the day of the meeting.
    """
    is_draft = protocol.status == ProtocolStatus.DRAFT
    label = str(ProtocolStatus(protocol.status).label)
    if is_draft:
        return DocumentState(label, timezone.localdate(), is_draft=True)
    step = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(Protocol), object_id=protocol.pk, to_status=protocol.status
    ).first()
    return DocumentState(label, timezone.localdate(step.at) if step else protocol.meeting.held_on, is_draft=False)

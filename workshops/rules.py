"""Who may do what with meetings and protocols (DESIGN: Roles)."""

from typing import Any

import rules

from people.rules import Person, grant, is_administrator, is_editor, never
from workshops.enums import MeetingStatus, ProtocolStatus
from workshops.models import AgendaItem, Point, Protocol, Section


def protocol_of(subject: Any) -> Protocol | None:
    """Return the protocol that a row belongs to, the protocol itself, or ``None`` for anything else."""
    if isinstance(subject, Protocol):
        return subject
    return subject.protocol if isinstance(subject, Section | AgendaItem | Point) else None


@rules.predicate
def is_in_draft(user: Person, subject: Any = None) -> bool:
    """The row's protocol is still a draft; asked without an object, it is left open."""
    protocol = protocol_of(subject)
    return protocol is None or protocol.is_editable


@rules.predicate
def has_not_met(user: Person, subject: Any = None) -> bool:
    """A meeting that has not been held and whose protocol is a draft; asked without an object, it is left open."""
    if subject is None:
        return True
    released = Protocol.objects.filter(meeting=subject).exclude(status=ProtocolStatus.DRAFT)
    return subject.status != MeetingStatus.HELD and not released.exists()


grant("workshops.meeting", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator & has_not_met)
grant("workshops.attendance", view=is_editor, add=is_editor, change=is_editor, delete=is_editor)
grant("workshops.protocol", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator & is_in_draft)
for row in ("section", "agendaitem", "point"):
    grant(
        f"workshops.{row}",
        view=is_editor,
        add=is_editor,
        change=is_editor & is_in_draft,
        delete=is_editor & is_in_draft,
    )
grant("workshops.decision", view=is_editor, add=never, change=never, delete=never)
grant("workshops.protocolimport", view=is_editor, add=never, change=never, delete=never)
grant("workshops.protocolupload", view=is_administrator, add=never, change=never, delete=never)
rules.add_perm("workshops", is_editor)
rules.add_perm("workshops.change_task", is_editor)
rules.add_perm("workshops.edit_outline", is_editor & is_in_draft)
rules.add_perm("workshops.import_protocol", is_editor)
